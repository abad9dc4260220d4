package kg.shailoo.menin.screens

import kg.shailoo.core.FinishScreen
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.code
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.text

/** Before the receipt is hidden. */
class FinishPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24)
    private val code = ui.code(20, centred = true).apply { tag = "code" }
    private val words = ui.text(16)
    private val hide = ui.primary("hide")

    override val body = ui.column(heading, ui.card(code, padding = 20), words, gap = 18)
    override val foot = listOf(hide)

    fun draw(screen: FinishScreen) {
        heading.show(screen.heading)
        code.show(screen.code)
        words.show(screen.body)
        hide.show(screen.hide)
    }
}
