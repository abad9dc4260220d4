package kg.shailoo.menin

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.TextView

/**
 * What screen readers and tired eyes need, checked on the real view tree. Google's Accessibility Test Framework
 * could not be used whole: its versions for today's Android are not on Maven Central, and the one that is there
 * (2.1, of 2015) needs a library of its time.
 */
class Accessibility(private val phone: Phone, private val name: String) {
    private val density = phone.activity.resources.displayMetrics.density
    private val faults = ArrayList<String>()

    /** Everything that is wrong with what is on the screen now. */
    fun faults(): List<String> {
        phone.layOut()
        val shown = phone.views().filter { it.isShown && it.width > 0 && it.height > 0 }
        val picture = phone.draw()
        shown.filter { it.isClickable || it.isFocusable && it !is ViewGroup }.filter { it.isImportant() }.forEach(::control)
        shown.filterIsInstance<TextView>().filter { it.text.isNotEmpty() }.forEach {
            contrast(it, picture)
            clipped(it)
        }
        if (shown.none { it.isAccessibilityHeading }) fault("no heading")
        order(shown)
        return faults
    }

    private fun fault(words: String) {
        faults.add("$name: $words")
    }

    private fun control(view: View) {
        val words = spoken(view)
        if (words.isBlank()) fault("a control without a label: ${view.tag} $view")
        val least = TARGET * density - 1
        if (view.isClickable && (view.width < least || view.height < least)) {
            fault("«$words» is ${view.width / density} × ${view.height / density} dp")
        }
    }

    private fun spoken(view: View): String {
        val info = view.createAccessibilityNodeInfo()
        val own = listOf(info.contentDescription, info.text, info.hintText).firstOrNull { !it.isNullOrBlank() }
        if (own != null) return own.toString()
        return if (view is ViewGroup) view.all().drop(1).filterIsInstance<TextView>().joinToString(" ") { it.text } else ""
    }

    /** The colour of the text against the colour that is really drawn around it. */
    private fun contrast(text: TextView, picture: Bitmap) {
        if (!text.isEnabled) return
        val place = Rect()
        if (!text.getGlobalVisibleRect(place)) return
        if (!place.intersect(0, 0, picture.width, picture.height)) return
        val pixels = IntArray(place.width() * place.height())
        picture.getPixels(pixels, 0, place.width(), place.left, place.top, place.width(), place.height())
        val counts = HashMap<Int, Int>()
        pixels.forEach { counts.merge(it, 1, Int::plus) }
        val ground = counts.maxByOrNull { it.value }?.key ?: return
        val found = ratio(text.currentTextColor, ground)
        if (found < CONTRAST) {
            fault("contrast %.2f: «%s» #%08X on #%08X".format(found, text.text, text.currentTextColor, ground))
        }
    }

    private fun ratio(a: Int, b: Int): Double {
        val (x, y) = Color.luminance(a).toDouble() to Color.luminance(b).toDouble()
        return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
    }

    private fun clipped(text: TextView) {
        val layout = text.layout ?: return
        val room = text.width - text.compoundPaddingLeft - text.compoundPaddingRight
        val tall = layout.height + text.compoundPaddingTop + text.compoundPaddingBottom
        if (text !is android.widget.EditText && tall > text.height + 1) fault("cut off below: «${text.text}»")
        for (line in 0 until layout.lineCount) {
            if (layout.getEllipsisCount(line) > 0) fault("shortened: «${text.text}»")
            if (layout.getLineMax(line) > room + 1) fault("wider than its place: «${text.text}»")
        }
    }

    /** Read from top to bottom: in a column, what comes later in the tree stands lower. */
    private fun order(shown: List<View>) {
        shown.filter { it.accessibilityTraversalAfter != View.NO_ID || it.accessibilityTraversalBefore != View.NO_ID }
            .forEach { fault("an order of its own: ${it.tag}") }
        shown.filterIsInstance<android.widget.LinearLayout>()
            .filter { it.orientation == android.widget.LinearLayout.VERTICAL }
            .forEach { column ->
                val tops = (0 until column.childCount).map(column::getChildAt).filter { it.isShown }.map { it.top }
                if (tops != tops.sorted()) fault("another order on the screen than in the tree: ${column.tag}")
            }
        val title = shown.firstOrNull { it.tag == "title" }
        val primary = shown.lastOrNull { it is kg.shailoo.menin.parts.ActionButton }
        if (title != null && primary != null && shown.indexOf(title) > shown.indexOf(primary)) {
            fault("the title comes after the buttons")
        }
    }

    private fun View.isImportant(): Boolean {
        var view: View? = this
        while (view != null) {
            val how = view.importantForAccessibility
            if (how == View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS) return false
            if (view === this && how == View.IMPORTANT_FOR_ACCESSIBILITY_NO) return false
            view = view.parent as? View
        }
        return true
    }

    private companion object {
        const val TARGET = 48
        const val CONTRAST = 4.5
    }
}

/** Measures and places everything, as the system does before it draws. */
fun Phone.layOut() {
    val view = root
    val width = View.MeasureSpec.makeMeasureSpec(view.width, View.MeasureSpec.EXACTLY)
    val height = View.MeasureSpec.makeMeasureSpec(view.height, View.MeasureSpec.EXACTLY)
    view.measure(width, height)
    view.layout(0, 0, view.width, view.height)
}

/** The window as it looks, with every movement at its end. */
fun Phone.draw(): Bitmap {
    val view = root
    view.jumpDrawablesToCurrentState()
    val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(picture))
    return picture
}
