package kg.shailoo.menin.screens

import android.view.View
import kg.shailoo.core.PinScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.PinField
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.openKeyboard
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.text
import kg.shailoo.menin.platform.Voice

/** The ПИН, typed by hand, grouped for reading, read back on demand. */
class PinPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24)
    private val help = ui.secondary()
    private val field = PinField(ui)
    private val error = ui.text(15, bold = true, colour = R.color.error).apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }
    private val count = ui.secondary()
    private val purpose = ui.information()
    private val readBack = ui.plain("read-back")
    private val clear = ui.plain("clear")
    private val go = ui.primary("go")
    private val voice = Voice(ui.context)

    override val body = ui.column(heading, help, field, error, count, ui.column(readBack, clear, gap = 0), purpose)
    override val foot = listOf(go)

    init {
        readBack.before = { voice.expect() }
    }

    fun draw(screen: PinScreen) {
        heading.show(screen.heading)
        help.show(screen.field.help)
        field.show(screen.field)
        field.done = { if (screen.go.enabled) ui.send(screen.go.event) }
        error.show(screen.field.error)
        count.show(screen.count)
        purpose.show(screen.purpose)
        // They have nothing to do before there are digits.
        readBack.show(screen.readBack)
        clear.show(screen.clear)
        readBack.shownIf(screen.readBack.enabled)
        clear.shownIf(screen.clear.enabled)
        go.show(screen.go)
    }

    override fun heard(announcement: String, language: String) = voice.say(announcement, language)

    override fun started() {
        field.openKeyboard()
    }

    override fun stopped() = voice.stop()
}
