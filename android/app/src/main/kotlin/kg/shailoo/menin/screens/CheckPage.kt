package kg.shailoo.menin.screens

import android.Manifest
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.CheckScreen
import kg.shailoo.core.Event
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.ControlCodeField
import kg.shailoo.menin.parts.Preview
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.closeKeyboard
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.silent
import kg.shailoo.menin.parts.text
import kg.shailoo.menin.platform.CameraFeed
import kg.shailoo.menin.platform.OpenedFiles

/** Check a vote by its code, its QR code or its file; and whether one's right was used. */
class CheckPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24)
    private val label = ui.secondary().silent()
    private val field = ControlCodeField(ui)
    private val error = ui.text(15, bold = true, colour = R.color.error).apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
        tag = "error"
    }
    private val help = ui.secondary()
    private val preview = Preview(ui, round = false).apply {
        layoutParams = LinearLayout.LayoutParams(
            LinearLayout.LayoutParams.WRAP_CONTENT,
            LinearLayout.LayoutParams.WRAP_CONTENT,
        ).apply { gravity = Gravity.CENTER_HORIZONTAL }
        silent()
        shownIf(false)
    }
    private val scan = ui.secondaryButton("scan")
    private val file = ui.secondaryButton("file")
    private val noChoice = ui.information()
    private val rightTitle = ui.heading(18)
    private val right = ui.secondaryButton("right")
    private val go = ui.primary("go")
    private var feed: CameraFeed? = null
    private var seen = false

    override val body = ui.column(
        heading,
        ui.column(label, field, error, help, gap = 8),
        preview,
        ui.column(scan, file, gap = 10),
        noChoice,
        ui.card(rightTitle, right),
        gap = 18,
    )
    override val foot = listOf(go)

    fun draw(screen: CheckScreen) {
        heading.show(screen.heading)
        label.show(screen.field.label)
        field.show(screen.field)
        field.done = { if (screen.go.enabled) ui.send(screen.go.event) }
        error.show(screen.field.error)
        help.show(screen.field.help)
        scan.show(screen.scanLabel) { if (feed == null) startScan() else stopScan() }
        scan.shownIf(ui.session.cameras?.code() != null)
        file.show(screen.fileLabel) { chooseFile() }
        noChoice.show(screen.noChoice)
        rightTitle.show(screen.rightTitle)
        right.show(screen.right)
        go.show(screen.go)
    }

    override fun started() {
        seen = true
    }

    override fun stopped() {
        seen = false
        stopScan()
    }

    private fun startScan() {
        field.closeKeyboard()
        ui.session.errands.ask(Manifest.permission.CAMERA) { granted ->
            val found = ui.session.cameras?.code()
            if (granted && seen && found != null) {
                feed = found
                preview.shownIf(true)
                preview.live(true)
                found.scan(preview.texture, { content -> scanned(content) }, { stopScan() })
            }
        }
    }

    private fun scanned(content: String) {
        stopScan()
        ui.send(Event.ScannedCode(content))
    }

    private fun stopScan() {
        feed?.stop()
        feed = null
        preview.live(false)
        preview.shownIf(false)
    }

    private fun chooseFile() =
        OpenedFiles.choose(ui.context, "*/*", ui.session.errands) { ui.send(Event.CipherFile(it)) }
}
