package kg.shailoo.menin.screens

import android.Manifest
import android.graphics.BitmapFactory
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.Event
import kg.shailoo.core.FaceScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Preview
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.platform.CameraFeed
import kg.shailoo.menin.platform.OpenedFiles

/** The camera: the face in the oval, one picture, taken again as often as one likes. */
class FacePage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24, centred = true)
    private val help = ui.secondary(centred = true)
    private val preview = Preview(ui, round = true).apply { tag = "preview" }
    private val error = ui.information(R.color.error_soft, R.color.error).apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
        tag = "error"
    }
    private val privacy = ui.secondary(centred = true)
    private val file = ui.plain("file")
    private val capture = ui.primary("capture")
    private val confirm = ui.primary("confirm")
    private val retake = ui.secondaryButton("retake")

    private var feed: CameraFeed? = null
    private var seen = false
    private var picture = ByteArray(0)

    override val body = ui.column(
        heading,
        preview.apply {
            layoutParams = LinearLayout.LayoutParams(
                LinearLayout.LayoutParams.WRAP_CONTENT,
                LinearLayout.LayoutParams.WRAP_CONTENT,
            ).apply { gravity = Gravity.CENTER_HORIZONTAL }
        },
        error,
        help,
        privacy,
        file,
        gap = 14,
    )
    override val foot = listOf(capture, confirm, retake)

    fun draw(screen: FaceScreen) {
        heading.show(screen.heading)
        help.show(screen.help)
        preview.contentDescription = screen.previewLabel
        error.show(screen.error)
        privacy.show(screen.privacy)
        file.show(screen.fileLabel) { chooseFile() }
        capture.show(screen.captureLabel) { take() }
        confirm.show(screen.confirm)
        retake.show(screen.retake)
        val taken = screen.picture.isNotEmpty()
        capture.shownIf(!taken)
        confirm.shownIf(taken)
        retake.shownIf(taken)
        if (!screen.picture.contentEquals(picture)) {
            picture = screen.picture
            preview.show(BitmapFactory.decodeByteArray(picture, 0, picture.size))
        }
        if (taken) close() else if (seen && feed == null) open(asked = false)
    }

    override fun started() {
        seen = true
        if (picture.isEmpty()) open(asked = false)
    }

    override fun stopped() {
        seen = false
        close()
    }

    /** Opens the camera. What stands in the way is said once by itself, and whenever the voter asked. */
    private fun open(asked: Boolean) {
        val errands = ui.session.errands
        val told = ui.session.cameraRefused
        if (!asked && told && !errands.holds(Manifest.permission.CAMERA)) return
        val found = ui.session.cameras?.face() ?: return refuse(Event.NoCamera, asked)
        errands.ask(Manifest.permission.CAMERA) { granted ->
            when {
                !seen || feed != null -> Unit
                granted -> show(found, asked)
                else -> refuse(Event.CameraDenied, asked)
            }
        }
    }

    private fun show(found: CameraFeed, asked: Boolean) {
        feed = found
        preview.live(true)
        found.preview(preview.texture) {
            close()
            refuse(Event.NoCamera, asked)
        }
    }

    private fun refuse(event: Event, asked: Boolean) {
        if (asked || !ui.session.cameraRefused) {
            ui.session.cameraRefused = true
            ui.send(event)
        }
    }

    private fun take() {
        val feed = feed ?: return open(asked = true)
        feed.take { bytes -> ui.send(Event.Picture(bytes)) }
    }

    private fun chooseFile() =
        OpenedFiles.choose(ui.context, "image/*", ui.session.errands) { ui.send(Event.Picture(it)) }

    private fun close() {
        feed?.stop()
        feed = null
        preview.live(false)
    }
}
