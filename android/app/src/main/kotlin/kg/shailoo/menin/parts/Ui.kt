package kg.shailoo.menin.parts

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Color
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.InsetDrawable
import android.graphics.drawable.RippleDrawable
import android.util.TypedValue
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import kg.shailoo.core.Event
import kg.shailoo.menin.R
import kg.shailoo.menin.Session

/** What every part needs to be made: the activity, the session, measures and colours. */
class Ui(val context: Context, val session: Session) {
    private val configuration get() = context.resources.configuration

    /** Text is so large that rows stack and words on small buttons become signs. */
    val largeText: Boolean get() = configuration.fontScale >= LARGE_TEXT

    /** Room for two cards side by side. */
    val wide: Boolean get() = configuration.screenWidthDp >= WIDE

    /** A small phone, or half a screen. */
    val narrow: Boolean get() = configuration.screenWidthDp < NARROW

    fun send(event: Event) = session.send(event)

    fun dp(value: Int): Int = Math.round(dpf(value.toFloat()))

    fun dpf(value: Float): Float =
        TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_DIP, value, context.resources.displayMetrics)

    fun sp(value: Float): Float =
        TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_SP, value, context.resources.displayMetrics)

    fun colour(id: Int): Int = context.getColor(id)

    fun icon(id: Int, colour: Int): Drawable =
        requireNotNull(context.getDrawable(id)).mutate().apply { setTint(colour(colour)) }

    /** A rounded ground; `edge` is a colour or 0. */
    fun ground(fill: Int, radius: Int, edge: Int = 0, edgeWidth: Int = 1): GradientDrawable =
        GradientDrawable().apply {
            setColor(if (fill == 0) Color.TRANSPARENT else colour(fill))
            cornerRadius = dp(radius).toFloat()
            if (edge != 0) setStroke(dp(edgeWidth), colour(edge))
        }

    /** A ground that answers to the finger. `inset`: how much smaller it is drawn than it can be touched. */
    fun touchable(ground: Drawable, radius: Int, inset: Int = 0): Drawable {
        val wave = colour(R.color.primary) and 0x00FFFFFF or WAVE
        val mask = ground(R.color.ink, radius)
        val ripple = RippleDrawable(ColorStateList.valueOf(wave), ground, mask)
        return if (inset == 0) ripple else InsetDrawable(ripple, 0, dp(inset), 0, dp(inset))
    }

    /** Views under one another, `gap` apart; hidden ones leave no gap. */
    fun column(vararg views: View, gap: Int = 12): LinearLayout = stack(LinearLayout.VERTICAL, gap, *views)

    /** Views beside one another. */
    fun row(vararg views: View, gap: Int = 12): LinearLayout = stack(LinearLayout.HORIZONTAL, gap, *views)

    private fun stack(direction: Int, gap: Int, vararg views: View) = LinearLayout(context).apply {
        orientation = direction
        isBaselineAligned = false
        dividerDrawable = GradientDrawable().apply { setSize(dp(gap), dp(gap)) }
        showDividers = LinearLayout.SHOW_DIVIDER_MIDDLE
        val vertical = direction == LinearLayout.VERTICAL
        views.forEach { view ->
            if (view.layoutParams == null) {
                val width = if (vertical) MATCH_PARENT else WRAP_CONTENT
                view.layoutParams = LinearLayout.LayoutParams(width, WRAP_CONTENT)
            }
            addView(view)
        }
    }

    /** A white card. */
    fun card(vararg views: View, gap: Int = 12, padding: Int = 16): LinearLayout =
        column(*views, gap = gap).apply {
            background = ground(R.color.surface, CARD_RADIUS, R.color.line)
            pad(padding, padding)
        }

    companion object {
        const val CARD_RADIUS = 16
        const val BUTTON_RADIUS = 14
        const val BUTTON_HEIGHT = 56
        const val TARGET = 48
        private const val LARGE_TEXT = 1.3f
        private const val WIDE = 600
        private const val NARROW = 340
        private const val WAVE = 0x29000000
    }
}

/** Padding in density-independent pixels. */
fun View.pad(horizontal: Int, vertical: Int) {
    val density = resources.displayMetrics.density
    val h = Math.round(horizontal * density)
    val v = Math.round(vertical * density)
    setPadding(h, v, h, v)
}

/** Shown or gone. */
fun View.shownIf(shown: Boolean) {
    val next = if (shown) View.VISIBLE else View.GONE
    if (visibility != next) visibility = next
}

/** Takes what is left of a row. */
fun <V : View> V.filling(): V = apply {
    layoutParams = LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f)
}

/** A fixed size in pixels. */
fun <V : View> V.sized(width: Int, height: Int): V = apply {
    layoutParams = LinearLayout.LayoutParams(width, height)
}

/** Silent for screen readers, with everything in it: something else says the same. */
fun <V : View> V.silent(): V = apply {
    importantForAccessibility =
        if (this is ViewGroup) View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
        else View.IMPORTANT_FOR_ACCESSIBILITY_NO
}
