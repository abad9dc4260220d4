package kg.shailoo.menin.screens

import android.view.Gravity
import kg.shailoo.core.OpeningScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.sign
import kg.shailoo.menin.parts.text

/** The app loads the election, or finds something out. */
class OpeningPage(ui: Ui) : Page(ui) {
    private val words = ui.text(17, colour = R.color.ink_2, centred = true)
    override val body = ui.column(ui.sign(R.drawable.tunduk, R.color.accent, 104), words, gap = 24).apply {
        gravity = Gravity.CENTER_HORIZONTAL
    }
    override val centred = true

    fun draw(screen: OpeningScreen) = words.show(screen.text)
}
