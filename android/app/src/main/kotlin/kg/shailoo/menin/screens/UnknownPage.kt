package kg.shailoo.menin.screens

import android.view.Gravity
import kg.shailoo.core.Frame
import kg.shailoo.core.Line
import kg.shailoo.core.UnknownScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.LineTable
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.showHotline
import kg.shailoo.menin.parts.text

/** The connection broke while casting: first of all, nothing is lost. */
class UnknownPage(ui: Ui) : Page(ui) {
    private val badge = Badge(ui, 72).apply { show(R.drawable.ic_alert, R.color.accent, R.color.warn_soft) }
    private val heading = ui.heading(24, centred = true)
    private val words = ui.text(16, colour = R.color.ink_2, centred = true)
    private val next = LineTable(ui)
    private val retry = ui.primary("retry")
    private val hotline = ui.plain("hotline")

    override val body = ui.column(badge, heading, words, next.view, gap = 18).apply {
        gravity = Gravity.CENTER_HORIZONTAL
    }
    override val foot = listOf(retry, hotline)
    override val centred = true

    fun draw(screen: UnknownScreen, frame: Frame) {
        heading.show(screen.heading)
        words.show(screen.body)
        next.show(listOf(Line(screen.nextLabel, screen.next)), R.color.ink)
        retry.show(screen.retry)
        hotline.showHotline(ui, screen.hotline, frame.hotline)
    }
}
