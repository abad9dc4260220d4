package kg.shailoo.menin.parts

import android.view.Gravity
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import kg.shailoo.core.Pick
import kg.shailoo.menin.R

/** Somebody who is marked, as on the ballot. */
class PickView(private val ui: Ui) : LinearLayout(ui.context) {
    private val photo = PhotoView(ui, PHOTO, 12)
    private val number = ui.text(16, colour = R.color.ink_2)
    private val name = ui.text(17, bold = true)
    private val given = ui.text(16)

    init {
        asOne()
        minimumHeight = ui.dp(Ui.TARGET)
        val names = ui.column(name, given, gap = 1).silent()
        if (ui.largeText) {
            // The names need the whole width, as on the ballot.
            orientation = VERTICAL
            val above = ui.row(number.filling(), photo).silent()
            above.gravity = Gravity.CENTER_VERTICAL
            addView(above, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
            addView(names, LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { topMargin = ui.dp(6) })
        } else {
            gravity = Gravity.CENTER_VERTICAL
            addView(photo, LayoutParams(WRAP_CONTENT, WRAP_CONTENT).apply { marginEnd = ui.dp(14) })
            addView(names, LayoutParams(0, WRAP_CONTENT, 1f))
        }
    }

    fun show(pick: Pick, photos: Boolean) {
        photo.shownIf(photos && !pick.againstAll)
        if (!pick.againstAll) photo.show(pick.photo, "", "")
        val numbered = "${pick.number}. ${pick.name}"
        number.show("${pick.number}.")
        name.show(if (ui.largeText) pick.name else numbered)
        given.show(pick.given)
        contentDescription = "$numbered ${pick.given}".trim()
    }

    private companion object {
        const val PHOTO = 64
    }
}
