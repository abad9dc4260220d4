package kg.shailoo.menin.screens

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import kg.shailoo.core.CastingScreen
import kg.shailoo.core.CastingStage
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.Label
import kg.shailoo.menin.parts.Ring
import kg.shailoo.menin.parts.Rows
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.asOne
import kg.shailoo.menin.parts.filling
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.sized
import kg.shailoo.menin.parts.silent
import kg.shailoo.menin.parts.text

/** The vote is on its way: what is done, what is being done, and that nothing can be lost. */
class CastingPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24, centred = true)
    private val stages = Rows<CastingStage>(ui, gap = 16) { StageView(ui) }
    private val help = ui.secondary(centred = true)

    override val body = ui.column(heading, ui.card(stages.view, padding = 20), help, gap = 20)
    override val centred = true

    fun draw(screen: CastingScreen) {
        heading.show(screen.heading)
        stages.show(screen.stages) { view, stage, _ -> (view as StageView).show(stage) }
        help.show(screen.help)
    }
}

private class StageView(private val ui: Ui) : LinearLayout(ui.context) {
    private val done = Badge(ui, SIGN).apply { show(R.drawable.ic_check, R.color.ok, R.color.ok_soft) }
    private val current = Ring(ui)
    private val pending = View(ui.context).apply { background = ui.ground(0, SIGN / 2, R.color.line, 3) }
    private val sign = FrameLayout(ui.context)
    private val words: Label = ui.text(16).filling()

    init {
        gravity = Gravity.CENTER_VERTICAL
        asOne()
        val side = ui.dp(SIGN)
        sign.addView(done, FrameLayout.LayoutParams(side, side))
        sign.addView(current, FrameLayout.LayoutParams(side, side))
        // As large as the ring that turns.
        val inset = ui.dp(INSET)
        sign.addView(pending, FrameLayout.LayoutParams(side - 2 * inset, side - 2 * inset, Gravity.CENTER))
        addView(sign.sized(side, side).silent())
        addView(words.silent(), LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f).apply { marginStart = ui.dp(14) })
    }

    fun show(stage: CastingStage) {
        done.visibility = if (stage.done) VISIBLE else INVISIBLE
        current.visibility = if (stage.current) VISIBLE else INVISIBLE
        pending.visibility = if (stage.done || stage.current) INVISIBLE else VISIBLE
        words.show(stage.text)
        words.paint.isFakeBoldText = stage.current
        words.setTextColor(ui.colour(if (stage.done || stage.current) R.color.ink else R.color.ink_2))
        contentDescription = stage.accessible
    }

    private companion object {
        const val SIGN = 32
        const val INSET = 2
    }
}
