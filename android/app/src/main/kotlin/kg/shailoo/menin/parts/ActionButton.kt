package kg.shailoo.menin.parts

import android.content.Intent
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.StateListDrawable
import android.net.Uri
import android.util.TypedValue
import android.view.Gravity
import android.widget.Button
import android.widget.PopupMenu
import kg.shailoo.menin.R
import kg.shailoo.core.Button as Press

/** Something to press, as the core describes it. */
class ActionButton(private val ui: Ui, kind: Kind, tag: String) : Button(ui.context) {
    /** How much weight a button has on its screen. */
    enum class Kind {
        /** The one filled button of a screen. */
        PRIMARY,

        /** Outlined. */
        SECONDARY,

        /** Words only. */
        PLAIN,
    }

    private var look: Kind? = null

    // Nullable because the framework's constructor sets a size before it is there.
    private val fit: Fit? = Fit(this)

    /** Called before the button's event is sent. */
    var before: () -> Unit = {}

    init {
        this.tag = "button:$tag"
        isAllCaps = false
        isSaveEnabled = false
        stateListAnimator = null
        typeface = Typeface.DEFAULT_BOLD
        gravity = Gravity.CENTER
        minimumWidth = ui.dp(Ui.TARGET)
        minWidth = minimumWidth
        look(kind)
        visibility = GONE
    }

    /** Gives it another weight: what was the one thing to do may be done. */
    fun look(kind: Kind) {
        if (look == kind) return
        look = kind
        setTextSize(TypedValue.COMPLEX_UNIT_SP, if (kind == Kind.PRIMARY) 17f else 16f)
        minimumHeight = ui.dp(if (kind == Kind.PLAIN) Ui.TARGET else Ui.BUTTON_HEIGHT)
        minHeight = minimumHeight
        val enabledText = if (kind == Kind.PRIMARY) R.color.on_primary else R.color.primary
        setTextColor(
            ColorStateList(
                arrayOf(intArrayOf(android.R.attr.state_enabled), intArrayOf()),
                intArrayOf(ui.colour(enabledText), ui.colour(R.color.ink_2)),
            ),
        )
        background = ui.touchable(ground(kind), Ui.BUTTON_RADIUS)
        pad(16, 10)
    }

    private fun ground(kind: Kind) = StateListDrawable().apply {
        val radius = Ui.BUTTON_RADIUS
        val enabled = intArrayOf(android.R.attr.state_enabled)
        when (kind) {
            Kind.PRIMARY -> {
                addState(enabled, ui.ground(R.color.primary, radius))
                addState(intArrayOf(), ui.ground(R.color.line, radius))
            }
            Kind.SECONDARY -> {
                addState(enabled, ui.ground(R.color.surface, radius, R.color.primary, 2))
                addState(intArrayOf(), ui.ground(R.color.surface, radius, R.color.line, 2))
            }
            Kind.PLAIN -> addState(intArrayOf(), ui.ground(0, radius))
        }
    }

    /** Shows the core's button, or nothing. */
    fun show(press: Press?) {
        shownIf(press != null)
        if (press == null) return
        show(press.label as String?)
        contentDescription = press.accessible.takeIf { it != press.label }
        if (isEnabled != press.enabled) isEnabled = press.enabled
        setOnClickListener {
            before()
            ui.send(press.event)
        }
    }

    /** Shows a label for something that the shell does itself. */
    fun show(label: String, action: () -> Unit) {
        show(label as String?)
        setOnClickListener { action() }
    }

    override fun setTextSize(unit: Int, size: Float) {
        super.setTextSize(unit, size)
        fit?.sized()
    }

    override fun onMeasure(width: Int, height: Int) {
        fit?.to(width)
        super.onMeasure(width, height)
    }
}

fun Ui.primary(tag: String) = ActionButton(this, ActionButton.Kind.PRIMARY, tag)

fun Ui.secondaryButton(tag: String) = ActionButton(this, ActionButton.Kind.SECONDARY, tag)

fun Ui.plain(tag: String) = ActionButton(this, ActionButton.Kind.PLAIN, tag)

/** Shows whom to call; pressing it opens the telephone with the number, which the voter still has to dial. */
fun ActionButton.showHotline(ui: Ui, words: String, numbers: List<String>) {
    fun dial(number: String) {
        val digits = number.filter { it.isDigit() || it == '+' }
        ui.session.errands.show(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", digits, null)))
    }
    show(words) {
        if (numbers.size <= 1) {
            numbers.forEach(::dial)
        } else {
            val menu = PopupMenu(ui.context, this)
            numbers.forEachIndexed { place, number ->
                menu.menu.add(0, place, place, number).setOnMenuItemClickListener {
                    dial(number)
                    true
                }
            }
            menu.show()
        }
    }
}
