package kg.shailoo.menin.screens

import android.view.Gravity
import kg.shailoo.core.FoundScreen
import kg.shailoo.core.Verdict
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.Facts
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.code
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.text

/** What the check of a vote found. */
class FoundPage(ui: Ui) : Page(ui) {
    private val badge = Badge(ui, 72)
    private val heading = ui.heading(24, centred = true)
    private val words = ui.text(16, centred = true)
    private val code = ui.code(18, centred = true).apply { tag = "code" }
    private val facts = Facts(ui)
    private val noChoice = ui.secondary(centred = true)
    private val close = ui.primary("close")
    private val again = ui.secondaryButton("again")

    override val body = ui.column(badge, heading, words, ui.card(code, facts.view), noChoice, gap = 18).apply {
        gravity = Gravity.CENTER_HORIZONTAL
    }
    override val foot = listOf(close, again)

    fun draw(screen: FoundScreen) {
        when (screen.verdict) {
            Verdict.RECORDED, Verdict.FINAL -> badge.show(R.drawable.ic_check, R.color.ok, R.color.ok_soft)
            Verdict.UNKNOWN -> badge.show(R.drawable.ic_unknown, R.color.accent, R.color.warn_soft)
            Verdict.ALARM -> badge.show(R.drawable.ic_alert, R.color.error, R.color.error_soft)
        }
        heading.show(screen.heading)
        words.show(screen.body)
        code.show(screen.code)
        facts.show(screen.facts)
        noChoice.show(screen.noChoice)
        close.show(screen.close)
        again.show(screen.again)
    }
}
