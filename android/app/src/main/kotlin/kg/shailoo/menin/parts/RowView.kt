package kg.shailoo.menin.parts

import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.CheckBox
import android.widget.LinearLayout
import kg.shailoo.core.Row
import kg.shailoo.menin.R

/**
 * One row of the ballot. All of it is the target, and one node with a checked state to screen readers. Every
 * row has the same photo, the same type, the same weight; only what the voter marked looks different.
 */
class RowView(private val ui: Ui) : LinearLayout(ui.context) {
    private val number = ui.text(16, colour = R.color.ink_2)
    private val photo = PhotoView(ui, PHOTO, 10)
    private val name = ui.text(17, bold = true)
    private val given = ui.text(16)
    private val names = ui.column(name, given, gap = 1)
    private val box = MarkBox(ui)
    private var marked: Boolean? = null

    init {
        isFocusable = true
        minimumHeight = ui.dp(HEIGHT)
        listOf<View>(number, photo, names, box).forEach { it.silent() }
        val boxSide = ui.dp(BOX)
        if (ui.largeText) {
            // The names need the whole width.
            orientation = VERTICAL
            val above = ui.row(number.filling(), photo, box.sized(boxSide, boxSide), gap = 12)
            above.gravity = Gravity.CENTER_VERTICAL
            addView(above.silent(), LayoutParams(MATCH_PARENT, WRAP_CONTENT))
            addView(names, LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { topMargin = ui.dp(6) })
        } else {
            gravity = Gravity.CENTER_VERTICAL
            number.minimumWidth = ui.dp(32)
            addView(number, LayoutParams(WRAP_CONTENT, WRAP_CONTENT).apply { marginEnd = ui.dp(6) })
            addView(photo, LayoutParams(WRAP_CONTENT, WRAP_CONTENT).apply { marginEnd = ui.dp(12) })
            addView(names, LayoutParams(0, WRAP_CONTENT, 1f))
            addView(box, LayoutParams(boxSide, boxSide).apply { marginStart = ui.dp(12) })
        }
        accessibilityDelegate = object : AccessibilityDelegate() {
            override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
                super.onInitializeAccessibilityNodeInfo(host, info)
                info.className = CheckBox::class.java.name
                info.isCheckable = true
                info.isChecked = marked == true
            }
        }
    }

    /**
     * Screen readers say «checked» in the device's language. Since Android 11 the core's own word, in the
     * voter's, stands in the place of theirs; before, it is said with the name.
     */
    private fun describe(row: Row) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            contentDescription = row.accessible
            stateDescription = row.state
        } else {
            contentDescription = "${row.accessible}, ${row.state}"
        }
    }

    fun show(row: Row, place: Int, photos: Boolean) {
        tag = "row:$place"
        number.show("${row.number}.")
        photo.shownIf(photos && !row.againstAll)
        if (!row.againstAll) photo.show(row.photo, "", "")
        name.show(row.name)
        given.show(row.given)
        describe(row)
        setOnClickListener { ui.send(row.event) }
        if (marked != row.marked) {
            marked = row.marked
            box.marked = row.marked
            background = ui.touchable(
                if (row.marked) ui.ground(R.color.primary_soft, RADIUS, R.color.primary, 2)
                else ui.ground(R.color.surface, RADIUS, R.color.line),
                RADIUS,
            )
            pad(12, 9)
        }
    }

    private companion object {
        const val PHOTO = 56
        const val BOX = 30
        const val HEIGHT = 74
        const val RADIUS = 14
    }
}
