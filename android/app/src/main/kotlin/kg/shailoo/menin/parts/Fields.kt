package kg.shailoo.menin.parts

import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Typeface
import android.graphics.drawable.StateListDrawable
import android.os.Build
import android.text.Editable
import android.text.InputFilter
import android.text.InputType
import android.text.TextWatcher
import android.text.method.DigitsKeyListener
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import kg.shailoo.core.Event
import kg.shailoo.core.Field
import kg.shailoo.menin.R

/**
 * A text field whose content belongs to the core: what is typed is sent whole, and what comes back (grouped)
 * is shown, unless more has been typed meanwhile. Nothing of it is saved, learnt by the keyboard, or offered
 * to autofill services.
 */
open class CoreField(protected val ui: Ui, tag: String, private val changed: (String) -> Event) :
    EditText(ui.context) {
    private var showing = false
    protected var field: Field? = null

    /** What the keyboard's action key does. */
    var done: () -> Unit = {}

    init {
        this.tag = "field:$tag"
        id = View.generateViewId()
        isSaveEnabled = false
        freezesText = false
        importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
        minimumHeight = ui.dp(Ui.BUTTON_HEIGHT)
        setTextColor(ui.colour(R.color.ink))
        setHintTextColor(ui.colour(R.color.ink_2))
        imeOptions = EditorInfo.IME_ACTION_DONE or
            EditorInfo.IME_FLAG_NO_EXTRACT_UI or
            EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        setOnEditorActionListener { _, action, _ ->
            if (action == EditorInfo.IME_ACTION_DONE) done()
            false
        }
        accessibilityDelegate = object : AccessibilityDelegate() {
            override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
                super.onInitializeAccessibilityNodeInfo(host, info)
                val field = field ?: return
                info.hintText = field.accessible
                info.isContentInvalid = field.error.isNotEmpty()
                info.error = field.error.takeIf { it.isNotEmpty() }
            }
        }
        addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) = Unit

            override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) = Unit

            override fun afterTextChanged(text: Editable) {
                // While the field is made the framework sets its empty text once more: that was nobody's typing.
                if (!showing && field != null) ui.send(changed(text.toString()))
            }
        })
    }

    /** Only digits, with a keyboard of digits; the spaces of the grouping stay. */
    protected fun digitsOnly(signs: String) {
        inputType = InputType.TYPE_CLASS_NUMBER
        keyListener = DigitsKeyListener.getInstance(signs)
    }

    fun show(field: Field) {
        this.field = field
        if (hint?.toString().orEmpty() != field.placeholder) hint = field.placeholder
        if (text.toString() == field.value || !ui.session.idle) return
        showing = true
        val typed = text.take(selectionStart.coerceAtLeast(0)).count { it != ' ' }
        val atEnd = selectionStart == text.length
        setText(field.value)
        setSelection(if (atEnd) field.value.length else placeAfter(field.value, typed))
        showing = false
    }

    private fun placeAfter(value: String, characters: Int): Int {
        var left = characters
        value.forEachIndexed { place, sign ->
            if (left == 0) return place
            if (sign != ' ') left -= 1
        }
        return value.length
    }

    /** An outlined ground; stronger while it is being typed into. */
    protected fun outlined() = StateListDrawable().apply {
        val radius = Ui.BUTTON_RADIUS
        addState(intArrayOf(android.R.attr.state_focused), ui.ground(R.color.surface, radius, R.color.primary, 2))
        addState(intArrayOf(), ui.ground(R.color.surface, radius, R.color.ink_2, 1))
    }
}

/** The ПИН, grouped 4-4-4-2. */
class PinField(ui: Ui) : CoreField(ui, "pin", { Event.TypePin(it) }) {
    init {
        digitsOnly("0123456789 ")
        filters = arrayOf(InputFilter.LengthFilter(LONGEST))
        typeface = Typeface.create(Typeface.DEFAULT, Typeface.BOLD)
        fontFeatureSettings = "tnum"
        background = outlined()
        pad(16, 10)
        isSingleLine = true
        // Fourteen digits and their groups are always seen whole.
        setTextSize(TypedValue.COMPLEX_UNIT_SP, SIZE)
    }

    override fun onMeasure(width: Int, height: Int) {
        val room = MeasureSpec.getSize(width) - compoundPaddingLeft - compoundPaddingRight - ui.dp(4)
        val probe = Paint(paint).apply { textSize = ui.sp(SIZE) }
        val wanted = probe.measureText(WIDEST) + letterSpacing * probe.textSize * WIDEST.length
        val size = if (wanted > room && room > 0) ui.sp(SIZE) * room / wanted else ui.sp(SIZE)
        if (Math.abs(size - textSize) >= 0.5f) setTextSize(TypedValue.COMPLEX_UNIT_PX, size)
        super.onMeasure(width, height)
    }

    private companion object {
        const val SIZE = 24f
        const val LONGEST = 40
        const val WIDEST = "0000 0000 0000 00"
    }
}

/** Six boxes to look at, one field to assistive technology, to paste and to autofill. */
class CodeField(ui: Ui) : CoreField(ui, "code", { Event.TypeCode(it) }) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)

    init {
        digitsOnly("0123456789 ")
        background = null
        isCursorVisible = false
        isSingleLine = true
        gravity = Gravity.CENTER_VERTICAL
        setPadding(0, 0, 0, 0)
        setTextSize(TypedValue.COMPLEX_UNIT_SP, SIZE)
        importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_YES
        setAutofillHints("emailOTPCode", "smsOTPCode", "2faAppOTPCode")
    }

    override fun onMeasure(width: Int, height: Int) =
        setMeasuredDimension(MeasureSpec.getSize(width).also { super.onMeasure(width, height) }, ui.dp(BOX))

    // The boxes are drawn instead of the text: one digit in each.
    override fun onDraw(canvas: Canvas) {
        val boxes = field?.length?.toInt() ?: return
        val digits = text.filter { it.isDigit() }
        val gap = ui.dpf(GAP)
        val side = Math.min((width - gap * (boxes - 1)) / boxes, ui.dpf(BOX.toFloat()))
        val radius = ui.dpf(10f)
        for (place in 0 until boxes) {
            val left = place * (side + gap) + scrollX
            val next = isFocused && place == Math.min(digits.length, boxes - 1)
            val filled = place < digits.length
            val edge = ui.dpf(if (next || filled) 2f else 1f)
            paint.style = Paint.Style.FILL
            paint.color = ui.colour(R.color.surface)
            canvas.drawRoundRect(left, 0f, left + side, height.toFloat(), radius, radius, paint)
            paint.style = Paint.Style.STROKE
            paint.strokeWidth = edge
            paint.color = ui.colour(if (next || filled) R.color.primary else R.color.ink_2)
            val half = edge / 2
            canvas.drawRoundRect(left + half, half, left + side - half, height - half, radius, radius, paint)
            if (filled) drawDigit(canvas, digits[place], left + side / 2, side)
        }
    }

    private fun drawDigit(canvas: Canvas, digit: Char, middle: Float, side: Float) {
        paint.style = Paint.Style.FILL
        paint.color = ui.colour(R.color.ink)
        paint.typeface = Typeface.DEFAULT_BOLD
        paint.textAlign = Paint.Align.CENTER
        paint.textSize = Math.min(ui.sp(SIZE), side * 0.8f)
        canvas.drawText(digit.toString(), middle, height / 2f - (paint.ascent() + paint.descent()) / 2, paint)
    }

    private companion object {
        const val SIZE = 22f
        const val BOX = 56
        const val GAP = 8f
    }
}

/** A control code. */
class ControlCodeField(ui: Ui) : CoreField(ui, "control-code", { Event.TypeControlCode(it) }) {
    init {
        inputType = InputType.TYPE_CLASS_TEXT or
            InputType.TYPE_TEXT_FLAG_CAP_CHARACTERS or
            InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS or
            InputType.TYPE_TEXT_FLAG_MULTI_LINE
        typeface = Typeface.create(Typeface.MONOSPACE, Typeface.BOLD)
        setTextSize(TypedValue.COMPLEX_UNIT_SP, 18f)
        background = outlined()
        pad(16, 14)
        // Long codes wrap; the action key still ends the typing.
        setHorizontallyScrolling(false)
        maxLines = Int.MAX_VALUE
    }
}

/** Opens the keyboard for a field that has the focus. */
fun View.openKeyboard() {
    requestFocus()
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        windowInsetsController?.show(android.view.WindowInsets.Type.ime())
    } else {
        context.getSystemService(android.view.inputmethod.InputMethodManager::class.java)
            ?.showSoftInput(this, 0)
    }
}

/** Closes it. */
fun View.closeKeyboard() {
    context.getSystemService(android.view.inputmethod.InputMethodManager::class.java)
        ?.hideSoftInputFromWindow(windowToken, 0)
}
