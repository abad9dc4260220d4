package kg.shailoo.menin.screens

import android.view.View
import kg.shailoo.core.DeviceCheckScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.QrView
import kg.shailoo.menin.parts.Rows
import kg.shailoo.menin.parts.Label
import kg.shailoo.menin.parts.Steps
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.text

/** Does this device seal what it shows? A second device finds out. */
class DeviceCheckPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24)
    private val intro = ui.text(16)
    private val untilCode = Steps(ui)
    private val code = QrView(ui, SMALL)
    private val opening = QrView(ui, LARGE)
    private val afterCode = Steps(ui)
    private val remarks = Rows<String>(ui, gap = 8) { ui.secondary() }
    private val saved = ui.information(R.color.ok_soft).apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }
    private val save = ui.secondaryButton("save-opening")
    private val next = ui.primary("next")

    override val body = ui.column(
        heading,
        intro,
        untilCode.view,
        code,
        opening,
        afterCode.view,
        remarks.view,
        saved,
        gap = 16,
    )
    override val foot = listOf(next, save)

    fun draw(screen: DeviceCheckScreen) {
        heading.show(screen.heading)
        intro.show(screen.intro)
        untilCode.show(screen.untilCode)
        // Once the ballot is open, the second device scans what opens it.
        code.show(if (screen.opening == null) screen.code else null)
        opening.show(screen.opening)
        afterCode.show(screen.afterCode, after = screen.untilCode.size)
        remarks.show(screen.notes) { view, words, _ -> (view as Label).show(words) }
        saved.show(screen.saved)
        save.show(screen.save)
        next.show(screen.next)
    }

    private companion object {
        const val SMALL = 240
        const val LARGE = 560
    }
}
