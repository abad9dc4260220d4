package kg.shailoo.menin.parts

import android.graphics.Canvas
import android.graphics.Paint
import android.os.Build
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import kg.shailoo.menin.R

/**
 * Band, header, what scrolls, foot bar. From edge to edge, with the system's distances kept; on a wide screen
 * the content keeps to the middle. Header and foot stay where they are as long as they leave room; at large
 * text, or in a short window, they scroll with the rest.
 */
open class PageLayout(protected val ui: Ui) : ViewGroup(ui.context) {
    protected val band: Label = ui.text(13, bold = true, centred = true).apply {
        setBackgroundColor(ui.colour(R.color.warn_soft))
        pad(16, 7)
        tag = "band"
    }
    protected val head: LinearLayout = ui.column(gap = 8)
    protected val body = FrameLayout(ui.context)
    protected val foot: LinearLayout = ui.column(gap = 8)
    protected val scroll = ScrollView(ui.context).apply {
        id = R.id.page_scroll
        isFillViewport = true
        overScrollMode = OVER_SCROLL_IF_CONTENT_SCROLLS
        clipToPadding = false
        isVerticalScrollBarEnabled = true
        scrollBarStyle = View.SCROLLBARS_OUTSIDE_OVERLAY
    }
    private val column = LinearLayout(ui.context).apply { orientation = LinearLayout.VERTICAL }

    /** Said over the end of what scrolls: what just happened. What scrolls can be scrolled out from under it. */
    protected val pinned: LinearLayout = ui.column(gap = 8)

    /** Said above that: that it goes on. */
    protected val over: LinearLayout = ui.column(gap = 0)

    private val paint = Paint()
    private var left = 0
    private var top = 0
    private var right = 0
    private var bottom = 0

    /** The widest content in density-independent pixels. */
    protected var widest = WIDEST

    init {
        setBackgroundColor(ui.colour(R.color.bg))
        setWillNotDraw(false)
        isSaveFromParentEnabled = true
        head.clipToPadding = false
        scroll.addView(column, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        column.addView(body, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        addView(band)
        addView(head)
        addView(scroll)
        addView(over)
        addView(foot)
        setOnApplyWindowInsetsListener { _, insets -> takeInsets(insets) }
    }

    private fun takeInsets(insets: WindowInsets): WindowInsets {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val all = WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime()
            val edges = insets.getInsets(all)
            keepOff(edges.left, edges.top, edges.right, edges.bottom)
            return WindowInsets.CONSUMED
        }
        @Suppress("DEPRECATION")
        keepOff(
            insets.systemWindowInsetLeft,
            insets.systemWindowInsetTop,
            insets.systemWindowInsetRight,
            insets.systemWindowInsetBottom,
        )
        @Suppress("DEPRECATION")
        return insets.consumeSystemWindowInsets()
    }

    private fun keepOff(left: Int, top: Int, right: Int, bottom: Int) {
        this.left = left
        this.top = top
        this.right = right
        this.bottom = bottom
        requestLayout()
        invalidate()
    }

    /** Whether the foot bar is in sight whatever is scrolled. */
    protected val footStays: Boolean get() = foot.parent === this

    /** Finds out at once whether the foot bar, as it has become, still stays. */
    protected fun measureAgain() {
        if (isLaidOut) measure(exactly(width), exactly(height))
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val width = MeasureSpec.getSize(widthSpec)
        val height = MeasureSpec.getSize(heightSpec)
        val across = exactly(width - left - right)
        val side = Math.max(ui.dp(MARGIN), (width - left - right - ui.dp(widest)) / 2)
        sides(head, side, 8, 4)
        sides(body, side, 8, 20)
        sides(foot, side, 12, 12)
        sides(over, side, 0, 0)
        listOf(foot, pinned).forEach { bar ->
            bar.shownIf((0 until bar.childCount).any { bar.getChildAt(it).visibility != GONE })
        }
        band.measure(across, UNBOUND)
        head.measure(across, UNBOUND)
        foot.measure(across, UNBOUND)
        val room = height - top - bottom - heightOf(band)
        val footFits = heightOf(foot) <= room * SHARE
        // The header goes first: what to press is needed longer than where one is.
        val headFits = heightOf(head) + (if (footFits) heightOf(foot) else 0) <= room * SHARE
        dock(head, headFits, 0)
        dock(foot, footFits, column.childCount)
        foot.setBackgroundColor(if (footFits) ui.colour(R.color.surface) else 0)
        val rest = room - (if (headFits) heightOf(head) else 0) - (if (footFits) heightOf(foot) else 0)
        over.measure(across, MeasureSpec.makeMeasureSpec(Math.max(0, rest), MeasureSpec.AT_MOST))
        if (scroll.paddingBottom != heightOf(pinned)) scroll.setPadding(0, 0, 0, heightOf(pinned))
        scroll.measure(across, exactly(Math.max(0, rest)))
        setMeasuredDimension(width, height)
    }

    private fun dock(bar: View, stays: Boolean, place: Int) {
        val home: ViewGroup = if (stays) this else column
        if (bar.parent === home) return
        (bar.parent as ViewGroup).removeView(bar)
        if (stays) {
            // Drawn and read in the order of the page: band, header, what scrolls, foot.
            val at = if (bar === head) 1 else childCount
            addView(bar, at, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        } else {
            val at = Math.min(place, column.childCount)
            column.addView(bar, at, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        }
    }

    private fun sides(view: View, side: Int, above: Int, below: Int) {
        if (view.paddingLeft != side) view.setPadding(side, ui.dp(above), side, ui.dp(below))
    }

    private fun heightOf(view: View) = if (view.visibility == GONE) 0 else view.measuredHeight

    override fun onLayout(changed: Boolean, l: Int, t: Int, r: Int, b: Int) {
        var y = top
        for (view in listOf(band, head, scroll)) {
            if (view.parent !== this || view.visibility == GONE) continue
            view.layout(left, y, left + view.measuredWidth, y + view.measuredHeight)
            y += view.measuredHeight
        }
        // The foot's edge goes on under it.
        val end = y - ui.dp(1)
        over.layout(left, end - over.measuredHeight, left + over.measuredWidth, end)
        if (footStays && foot.visibility != GONE) {
            foot.layout(left, y, left + foot.measuredWidth, y + foot.measuredHeight)
        }
    }

    override fun onDraw(canvas: Canvas) {
        val full = width.toFloat()
        if (band.visibility == VISIBLE) {
            paint.color = ui.colour(R.color.warn_soft)
            canvas.drawRect(0f, 0f, full, band.bottom.toFloat(), paint)
        }
        if (footStays && foot.visibility == VISIBLE) {
            paint.color = ui.colour(R.color.surface)
            canvas.drawRect(0f, foot.top.toFloat(), full, height.toFloat(), paint)
            paint.color = ui.colour(R.color.line)
            canvas.drawRect(0f, foot.top - ui.dpf(1f), full, foot.top.toFloat(), paint)
        }
    }

    private fun exactly(size: Int) = MeasureSpec.makeMeasureSpec(size, MeasureSpec.EXACTLY)

    private companion object {
        const val MARGIN = 16
        const val WIDEST = 600

        /** Header and foot together never take more of the window. */
        const val SHARE = 0.5f
        val UNBOUND = MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)
    }
}
