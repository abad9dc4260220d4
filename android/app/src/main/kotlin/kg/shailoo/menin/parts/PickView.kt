package kg.shailoo.menin.parts

import android.view.Gravity
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import kg.shailoo.core.Pick

/** Somebody who is marked, as on the ballot. */
class PickView(private val ui: Ui) : LinearLayout(ui.context) {
    private val photo = PhotoView(ui, PHOTO, 12)
    private val name = ui.text(17, bold = true)
    private val given = ui.text(16)

    init {
        gravity = Gravity.CENTER_VERTICAL
        asOne()
        minimumHeight = ui.dp(Ui.TARGET)
        val names = ui.column(name, given, gap = 1).silent()
        addView(photo, LayoutParams(WRAP_CONTENT, WRAP_CONTENT).apply { marginEnd = ui.dp(14) })
        addView(names, LayoutParams(0, WRAP_CONTENT, 1f))
    }

    fun show(pick: Pick, photos: Boolean) {
        val candidate = pick.number > 0u
        photo.shownIf(photos && candidate)
        if (candidate) photo.show(pick.photo, "", "")
        val numbered = if (candidate) "${pick.number}. ${pick.name}" else pick.name
        name.show(numbered)
        given.show(pick.given)
        contentDescription = "$numbered ${pick.given}".trim()
    }

    private companion object {
        const val PHOTO = 64
    }
}
