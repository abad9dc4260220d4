package kg.shailoo.menin.screens

import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.os.Build
import android.os.PersistableBundle
import android.view.Gravity
import android.view.HapticFeedbackConstants
import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.ReceiptScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.ActionButton
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.Facts
import kg.shailoo.menin.parts.QrView
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.code
import kg.shailoo.menin.parts.filling
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.text

/** The control code: certain and warm. */
class ReceiptPage(ui: Ui, before: Page?) : Page(ui) {
    private val justCast = before is CastingPage || before is UnknownPage
    private val badge = Badge(ui, 60).apply { show(R.drawable.ic_check, R.color.ok, R.color.ok_soft) }
    private val heading = ui.heading(24).filling().apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        tag = "heading"
    }
    private val top: LinearLayout = ui.row(badge, heading, gap = 14).apply { gravity = Gravity.CENTER_VERTICAL }
    private val codeLabel = ui.secondary(centred = true)
    private val code = ui.code(20, centred = true).apply {
        tag = "code"
        setTextIsSelectable(false)
    }
    private val qr = QrView(ui, QR)
    private val copy = ui.plain("copy")
    private val share = ui.plain("share")
    private val pdf = ui.plain("pdf")
    private val attention = ui.text(16, bold = true)
    private val can = ui.text(16)
    private val cannot = ui.text(16)
    private val secrecy = ui.text(17, bold = true, colour = R.color.ok)
    private val facts = Facts(ui)
    private val downloadHelp = ui.secondary()
    private val saved = ui.information(R.color.ok_soft).apply { tag = "saved" }
    private val download = ui.primary("download")
    private val finish = ui.plain("finish")

    override val body = ui.column(
        top,
        ui.card(codeLabel, code, qr, copy, gap = 8),
        ui.column(attention, can, cannot, gap = 4),
        secrecy,
        facts.view,
        ui.column(downloadHelp, share, pdf, gap = 4),
        gap = 18,
    )
    override val foot = listOf(saved, download, finish)

    override var shownHere = ""
        private set

    init {
        copy.before = { copyCode() }
    }

    fun draw(screen: ReceiptScreen) {
        heading.show(screen.heading)
        codeLabel.show(screen.codeLabel)
        code.show(screen.code)
        code.contentDescription = screen.codeAccessible
        qr.show(screen.qr)
        copy.show(screen.copy)
        share.show(screen.share)
        pdf.show(screen.pdf)
        attention.show(screen.attention)
        can.show(screen.can)
        cannot.show(screen.cannot)
        secrecy.show(screen.secrecy)
        facts.show(screen.facts)
        downloadHelp.show(screen.downloadHelp)
        drawSaved(screen)
        download.show(screen.download)
        finish.show(screen.finish)
    }

    /** Once it is saved there is one thing left to do. What is filled changes; no button moves under a thumb. */
    private fun drawSaved(screen: ReceiptScreen) {
        saved.show(if (screen.isSaved) "✓ ${screen.saved}" else screen.saved)
        saved.contentDescription = screen.saved
        val (ground, ink) =
            if (screen.isSaved) R.color.ok_soft to R.color.ink else R.color.error_soft to R.color.error
        saved.background = ui.ground(ground, 12)
        saved.setTextColor(ui.colour(ink))
        shownHere = screen.saved
        val (filled, words) = ActionButton.Kind.PRIMARY to ActionButton.Kind.PLAIN
        download.look(if (screen.isSaved) words else filled)
        finish.look(if (screen.isSaved) filled else words)
    }

    /** The code is the voter's: keyboards and the clipboard's preview do not show it. */
    private fun copyCode() {
        val clip = ClipData.newPlainText(codeLabel.text, code.text.toString())
        val sensitive =
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) ClipDescription.EXTRA_IS_SENSITIVE
            else "android.content.extra.IS_SENSITIVE"
        clip.description.extras = PersistableBundle().apply { putBoolean(sensitive, true) }
        ui.context.getSystemService(ClipboardManager::class.java)?.setPrimaryClip(clip)
    }

    override fun started() {
        if (!justCast) return
        val felt = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) HapticFeedbackConstants.CONFIRM
        else HapticFeedbackConstants.LONG_PRESS
        body.performHapticFeedback(felt)
        heading.announceForAccessibility(heading.text)
    }

    private companion object {
        const val QR = 260
    }
}
