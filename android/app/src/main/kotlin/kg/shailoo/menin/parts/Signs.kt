package kg.shailoo.menin.parts

import android.animation.ValueAnimator
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.RectF
import android.view.Gravity
import android.view.View
import android.view.animation.LinearInterpolator
import android.widget.FrameLayout
import android.widget.ImageView
import kg.shailoo.menin.R

/** A sign, drawn in a token's colour. */
fun Ui.sign(icon: Int, colour: Int, size: Int): ImageView = ImageView(context).apply {
    setImageDrawable(icon(icon, colour))
    sized(dp(size), dp(size))
    silent()
}

/** A sign on a round soft ground: how a page feels, before its words. */
class Badge(private val ui: Ui, private val size: Int) : FrameLayout(ui.context) {
    private val image = ImageView(ui.context)

    init {
        val inner = ui.dp(size / 2)
        addView(image, LayoutParams(inner, inner, Gravity.CENTER))
        sized(ui.dp(size), ui.dp(size))
        silent()
    }

    fun show(icon: Int, colour: Int, ground: Int) {
        image.setImageDrawable(ui.icon(icon, colour))
        background = ui.ground(ground, size / 2)
    }
}

/** How far the voter has come, as bars. */
class StepMarks(private val ui: Ui) : View(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private var step = 0
    private var steps = 0

    fun show(step: Int, steps: Int, label: String) {
        shownIf(step > 0)
        contentDescription = label
        if (this.step != step || this.steps != steps) {
            this.step = step
            this.steps = steps
            invalidate()
        }
    }

    override fun onMeasure(width: Int, height: Int) =
        setMeasuredDimension(MeasureSpec.getSize(width), ui.dp(4))

    override fun onDraw(canvas: Canvas) {
        val gap = ui.dpf(6f)
        val length = (width - gap * (steps - 1)) / steps.coerceAtLeast(1)
        for (place in 0 until steps) {
            paint.color = ui.colour(if (place < step) R.color.primary else R.color.line)
            val left = place * (length + gap)
            canvas.drawRoundRect(left, 0f, left + length, height.toFloat(), height / 2f, height / 2f, paint)
        }
    }
}

/** Marks used, of those there are. */
class Pips(private val ui: Ui) : View(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private var used = 0
    private var most = 0

    init {
        silent()
    }

    fun show(used: Int, most: Int) {
        // More than fit beside the count say nothing that the count does not.
        shownIf(most in 1..MOST)
        this.used = used
        this.most = most
        requestLayout()
        invalidate()
    }

    override fun onMeasure(width: Int, height: Int) {
        val wanted = most.coerceAtMost(MOST) * ui.dp(LENGTH + GAP) - ui.dp(GAP)
        setMeasuredDimension(wanted.coerceAtLeast(0), ui.dp(8))
    }

    override fun onDraw(canvas: Canvas) {
        val length = ui.dpf(LENGTH.toFloat())
        for (place in 0 until most) {
            val left = place * (length + ui.dpf(GAP.toFloat()))
            paint.color = ui.colour(if (place < used) R.color.primary else R.color.line)
            canvas.drawRoundRect(left, 0f, left + length, height.toFloat(), height / 2f, height / 2f, paint)
        }
    }

    private companion object {
        const val MOST = 7
        const val LENGTH = 22
        const val GAP = 5
    }
}

/** The box of a row of the ballot. */
class MarkBox(private val ui: Ui) : View(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private val tick = Path()
    var marked = false
        set(value) {
            field = value
            invalidate()
        }

    init {
        silent()
    }

    override fun onDraw(canvas: Canvas) {
        val side = width.toFloat()
        val edge = ui.dpf(2f)
        val radius = ui.dpf(8f)
        if (marked) {
            paint.style = Paint.Style.FILL
            paint.color = ui.colour(R.color.primary)
            canvas.drawRoundRect(0f, 0f, side, side, radius, radius, paint)
            paint.style = Paint.Style.STROKE
            paint.strokeWidth = side * 0.1f
            paint.strokeCap = Paint.Cap.ROUND
            paint.strokeJoin = Paint.Join.ROUND
            paint.color = ui.colour(R.color.on_primary)
            tick.reset()
            tick.moveTo(side * 0.26f, side * 0.52f)
            tick.lineTo(side * 0.43f, side * 0.69f)
            tick.lineTo(side * 0.75f, side * 0.34f)
            canvas.drawPath(tick, paint)
        } else {
            paint.style = Paint.Style.STROKE
            paint.strokeWidth = edge
            paint.color = ui.colour(R.color.ink_2)
            val half = edge / 2
            canvas.drawRoundRect(half, half, side - half, side - half, radius, radius, paint)
        }
    }
}

/** Something is being done: moves while animations are on, and is a plain sign otherwise. */
abstract class Turning(context: Context) : View(context) {
    protected var turn = 0f
    private var animator: ValueAnimator? = null

    init {
        silent()
    }

    override fun onVisibilityAggregated(visible: Boolean) {
        super.onVisibilityAggregated(visible)
        animator?.cancel()
        animator = null
        if (visible && ValueAnimator.areAnimatorsEnabled()) {
            animator = ValueAnimator.ofFloat(0f, 1f).apply {
                duration = ROUND
                repeatCount = ValueAnimator.INFINITE
                interpolator = LinearInterpolator()
                addUpdateListener {
                    turn = it.animatedValue as Float
                    invalidate()
                }
                start()
            }
        }
    }

    private companion object {
        const val ROUND = 1_400L
    }
}

/** A thin line under the header while the core works. */
class WorkingLine(private val ui: Ui) : Turning(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)

    override fun onMeasure(width: Int, height: Int) = setMeasuredDimension(MeasureSpec.getSize(width), ui.dp(3))

    override fun onDraw(canvas: Canvas) {
        val radius = height / 2f
        paint.color = ui.colour(R.color.line)
        canvas.drawRoundRect(0f, 0f, width.toFloat(), height.toFloat(), radius, radius, paint)
        val length = width * 0.3f
        val left = (width + length) * turn - length
        paint.color = ui.colour(R.color.primary)
        val from = left.coerceAtLeast(0f)
        val to = (left + length).coerceAtMost(width.toFloat())
        if (to > from) canvas.drawRoundRect(from, 0f, to, height.toFloat(), radius, radius, paint)
    }
}

/** An open ring that turns. */
class Ring(private val ui: Ui) : Turning(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private val box = RectF()

    override fun onDraw(canvas: Canvas) {
        val stroke = ui.dpf(3f)
        box.set(stroke, stroke, width - stroke, height - stroke)
        paint.style = Paint.Style.STROKE
        paint.strokeWidth = stroke
        paint.strokeCap = Paint.Cap.ROUND
        paint.color = ui.colour(R.color.line)
        canvas.drawOval(box, paint)
        paint.color = ui.colour(R.color.primary)
        canvas.drawArc(box, turn * FULL - QUARTER, QUARTER, false, paint)
    }

    private companion object {
        const val FULL = 360f
        const val QUARTER = 90f
    }
}
