package kg.shailoo.menin.screens

import android.widget.LinearLayout
import kg.shailoo.core.Frame
import kg.shailoo.core.RightRow
import kg.shailoo.core.RightScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Rows
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.text

/** Whether the right to vote was used, by every registrar's word and log. */
class RightPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24)
    private val answer = ui.text(18, bold = true)
    private val registrars = Rows<RightRow>(ui, gap = 12) { RegistrarView(ui) }
    private val notMine = ui.information()
    private val close = ui.primary("close")
    private val again = ui.secondaryButton("again")

    override val body = ui.column(heading, answer, registrars.view, notMine, gap = 16)
    override val foot = listOf(close, again)

    fun draw(screen: RightScreen, frame: Frame) {
        // The title bar asks the same question.
        heading.show(screen.heading.takeIf { it != frame.title })
        answer.show(screen.answer)
        registrars.show(screen.registrars) { view, row, _ -> (view as RegistrarView).show(row) }
        notMine.show(screen.notMine)
        close.show(screen.close)
        again.show(screen.again)
    }
}

private class RegistrarView(private val ui: Ui) : LinearLayout(ui.context) {
    private val name = ui.text(16, bold = true)
    private val words = ui.text(15)

    init {
        addView(ui.column(name, words, gap = 4), LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    fun show(row: RightRow) {
        name.show(row.name)
        words.show(row.text)
        words.setTextColor(ui.colour(if (row.agrees) R.color.ink_2 else R.color.error))
        val fill = if (row.agrees) R.color.surface else R.color.error_soft
        background = ui.ground(fill, Ui.CARD_RADIUS, if (row.agrees) R.color.line else R.color.error)
        val padding = ui.dp(16)
        setPadding(padding, padding, padding, padding)
    }
}
