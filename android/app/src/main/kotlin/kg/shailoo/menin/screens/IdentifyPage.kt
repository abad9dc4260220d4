package kg.shailoo.menin.screens

import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.IdentifyScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.ActionButton
import kg.shailoo.menin.parts.CodeField
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.filling
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.openKeyboard
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.silent
import kg.shailoo.menin.parts.text

/** Two ways to be identified, as two cards. */
class IdentifyPage(ui: Ui) : Page(ui) {
    private val codeTitle = ui.heading(18)
    private val codeLabel = ui.secondary().silent()
    private val codeField = CodeField(ui)
    private val codeError = ui.text(15, bold = true, colour = R.color.error)
    private val confirm = ActionButton(ui, ActionButton.Kind.PRIMARY, "confirm")
    private val get = ui.secondaryButton("get-code")
    private val sent = ui.secondary().apply { accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE }
    private val codeDown = ui.information(R.color.warn_soft)

    private val faceTitle = ui.heading(18)
    private val faceHelp = ui.secondary()
    private val face = ui.secondaryButton("face")
    private val faceDown = ui.information(R.color.warn_soft)
    private val back = ui.plain("back-below")

    private val codeCard = ui.card(codeTitle, codeDown, codeLabel, codeField, codeError, confirm, get, sent, gap = 10)
    private val faceCard = ui.card(faceTitle, faceDown, faceHelp, face, gap = 10)

    override val body: LinearLayout =
        if (ui.wide) ui.row(codeCard.filling(), faceCard.filling(), gap = 16) else ui.column(codeCard, faceCard)
    override val foot = listOf(back)
    override val wide = true

    fun draw(screen: IdentifyScreen) {
        val code = screen.code
        codeTitle.show(code.title)
        codeDown.show(code.unavailable)
        codeLabel.show(code.field.label)
        codeField.show(code.field)
        codeField.done = { if (code.confirm.enabled) ui.send(code.confirm.event) }
        codeError.show(code.field.error)
        confirm.show(code.confirm)
        // One filled button, and only once there is a code to confirm.
        confirm.shownIf(code.confirm.enabled)
        get.show(code.get)
        // The code is on its way: the field waits for it.
        if (code.sent.isNotEmpty() && sent.text.isEmpty()) codeField.openKeyboard()
        sent.show(code.sent)
        faceTitle.show(screen.face.title)
        faceDown.show(screen.face.unavailable)
        faceHelp.show(screen.face.help)
        face.show(screen.face.go)
        back.show(screen.back)
    }
}
