package kg.shailoo.menin.screens

import android.view.Gravity
import android.widget.LinearLayout
import kg.shailoo.core.Button
import kg.shailoo.core.Frame
import kg.shailoo.core.NoticeScreen
import kg.shailoo.core.Turn
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.ActionButton
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.pad
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.showHotline
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.text

/** A calm message: what happened, whose turn it is, what to do. */
class NoticePage(ui: Ui) : Page(ui) {
    private val badge = Badge(ui, 72)
    private val turn = ui.text(14, bold = true, colour = R.color.ink_2).apply {
        background = ui.ground(R.color.surface, 14, R.color.line)
        pad(14, 5)
        layoutParams = LinearLayout.LayoutParams(
            LinearLayout.LayoutParams.WRAP_CONTENT,
            LinearLayout.LayoutParams.WRAP_CONTENT,
        )
        tag = "turn"
    }
    private val heading = ui.heading(24, centred = true).apply { tag = "heading" }
    private val words = ui.text(16, centred = true)
    private val hotline = ui.plain("hotline")
    private val primary = ui.primary("primary")
    private val others = List(MOST_OTHERS) { ui.secondaryButton("other:$it") }

    override val body = ui.column(badge, turn, heading, words, hotline, gap = 16).apply {
        gravity = Gravity.CENTER_HORIZONTAL
    }
    override val foot = listOf(primary) + others
    override val centred = true

    fun draw(screen: NoticeScreen, frame: Frame) {
        body.tag = "notice:${screen.kind}"
        badge.show(icon(screen), R.color.accent, R.color.warn_soft)
        turn.show(screen.turnText)
        heading.show(screen.heading)
        words.show(screen.body)
        hotline.showHotline(ui, screen.hotline, frame.hotline)
        primary.show(screen.primary)
        others.forEachIndexed { place, button -> show(button, screen.others.getOrNull(place)) }
    }

    private fun show(button: ActionButton, press: Button?) {
        button.shownIf(press != null)
        button.show(press)
    }

    private fun icon(screen: NoticeScreen): Int = when (screen.kind) {
        "no-camera", "camera-denied", "face" -> R.drawable.ic_camera
        else -> when (screen.turn) {
            Turn.VOTER -> R.drawable.ic_alert
            Turn.NETWORK -> R.drawable.ic_network
            Turn.SERVER -> R.drawable.ic_server
            Turn.ELECTION -> R.drawable.ic_election
        }
    }

    private companion object {
        /** More than any message of the core has. */
        const val MOST_OTHERS = 4
    }
}
