package kg.shailoo.menin.parts

import android.content.Context
import android.graphics.Typeface
import android.os.Build
import android.text.Layout
import android.text.TextPaint
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.TextView
import kg.shailoo.menin.R

/**
 * Text that breaks inside a word only where nothing else helps: where the longest word is wider than the room,
 * all of it is set a little smaller.
 */
open class Label(context: Context) : TextView(context) {
    // Nullable because the framework's constructor sets a size before it is there.
    private val fit: Fit? = Fit(this)

    init {
        setLineSpacing(0f, LINE_SPACING)
        breakStrategy = Layout.BREAK_STRATEGY_HIGH_QUALITY
        hyphenationFrequency = Layout.HYPHENATION_FREQUENCY_NONE
        isSaveEnabled = false
    }

    override fun setTextSize(unit: Int, size: Float) {
        super.setTextSize(unit, size)
        fit?.sized()
    }

    override fun onMeasure(width: Int, height: Int) {
        fit?.to(width)
        super.onMeasure(width, height)
    }

    private companion object {
        const val LINE_SPACING = 1.12f
    }
}

/** Makes text smaller until its longest word has room. */
internal class Fit(private val view: TextView) {
    private var nominal = view.textSize
    private var fitting = false

    /** The view was given a size. */
    fun sized() {
        if (!fitting) nominal = view.textSize
    }

    fun to(widthSpec: Int) {
        if (View.MeasureSpec.getMode(widthSpec) == View.MeasureSpec.UNSPECIFIED) return
        val room = View.MeasureSpec.getSize(widthSpec) - view.compoundPaddingLeft - view.compoundPaddingRight
        if (room <= 0) return
        val probe = TextPaint(view.paint).apply { textSize = nominal }
        val longest = view.text.split(*BREAKS).maxOf { probe.measureText(it) }
        // The layout may set a word a little wider than it measures.
        val most = room * SAFE
        // In half pixels, so that the size follows from the text alone and not from the sizes before.
        val size = if (longest > most) halves(Math.max(nominal * LEAST, nominal * most / longest)) else nominal
        if (size != view.paint.textSize) {
            fitting = true
            view.setTextSize(TypedValue.COMPLEX_UNIT_PX, size)
            fitting = false
        }
    }

    private fun halves(size: Float): Float = Math.floor(size * 2.0).toFloat() / 2

    private companion object {
        val BREAKS = charArrayOf(' ', '\n')
        const val LEAST = 0.6f
        const val SAFE = 0.98f
    }
}

/** Makes text. Sizes are scalable pixels. */
fun Ui.text(
    size: Int = 16,
    bold: Boolean = false,
    colour: Int = R.color.ink,
    centred: Boolean = false,
): Label = Label(context).apply {
    setTextSize(TypedValue.COMPLEX_UNIT_SP, size.toFloat())
    setTextColor(colour(colour))
    if (bold) typeface = Typeface.DEFAULT_BOLD
    if (centred) gravity = Gravity.CENTER_HORIZONTAL
}

/** Secondary text. */
fun Ui.secondary(centred: Boolean = false): Label = text(15, colour = R.color.ink_2, centred = centred)

/** A heading, for the rotor too. */
fun Ui.heading(size: Int = 24, centred: Boolean = false): Label =
    text(size, bold = true, centred = centred).asHeading()

/** Marks a text as a heading for screen readers. */
fun <V : View> V.asHeading(): V = apply {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isAccessibilityHeading = true
}

/** A code in letters of one width. */
fun Ui.code(size: Int, centred: Boolean = false): Label = text(size, centred = centred).apply {
    typeface = Typeface.create(Typeface.MONOSPACE, Typeface.BOLD)
    letterSpacing = 0.02f
    // No group of four alone on the last line.
    breakStrategy = Layout.BREAK_STRATEGY_BALANCED
}

/** A piece of information on a soft ground. */
fun Ui.information(ground: Int = R.color.primary_soft, colour: Int = R.color.ink): Label =
    text(15, colour = colour).apply {
        background = ground(ground, 12)
        pad(14, 12)
    }

/** Shows the text, or nothing where there is none. Text that has not changed is left alone. */
fun TextView.show(words: String?) {
    val next = words.orEmpty()
    if (text.toString() != next) text = next
    shownIf(next.isNotEmpty())
}
