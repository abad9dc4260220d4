package kg.shailoo.menin.parts

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import kg.shailoo.core.Line
import kg.shailoo.menin.R

/** Labels and values in a card; the last value, the one that changes, in green. */
class LineTable(private val ui: Ui) {
    private val rows = Rows<Line>(ui, gap = 12) { LineRow(ui) }
    val view: LinearLayout = ui.card(rows.view)

    fun show(lines: List<Line>, lastColour: Int = R.color.ok) {
        view.shownIf(lines.isNotEmpty())
        rows.show(lines) { row, line, place ->
            (row as LineRow).show(line, if (place == lines.lastIndex) lastColour else R.color.ink)
        }
    }
}

private class LineRow(private val ui: Ui) : LinearLayout(ui.context) {
    private val label = ui.secondary()
    private val value = ui.text(16, bold = true)

    init {
        // One node, read as a sentence; under one another where the text is large.
        asOne()
        gravity = Gravity.CENTER_VERTICAL
        if (ui.largeText || ui.narrow) {
            orientation = VERTICAL
            addView(label, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
            addView(value, LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        } else {
            value.gravity = Gravity.END
            addView(label, LayoutParams(0, WRAP_CONTENT, 1f))
            addView(value, LayoutParams(0, WRAP_CONTENT, 1.2f).apply { marginStart = ui.dp(12) })
        }
        label.silent()
        value.silent()
    }

    fun show(line: Line, colour: Int) {
        label.show(line.label)
        value.show(line.value)
        value.setTextColor(ui.colour(colour))
        contentDescription = "${line.label}: ${line.value}"
    }
}

/** As many rows as there are things to show; made once, then drawn again. */
class Rows<T>(private val ui: Ui, gap: Int, private val make: () -> View) {
    val view: LinearLayout = ui.column(gap = gap)

    fun show(things: List<T>, draw: (View, T, Int) -> Unit) {
        while (view.childCount > things.size) view.removeViewAt(view.childCount - 1)
        things.forEachIndexed { place, thing ->
            val row = view.getChildAt(place)
                ?: make().also { view.addView(it, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)) }
            draw(row, thing, place)
        }
        view.shownIf(things.isNotEmpty())
    }
}

/** Facts, one under another, each with a sign before it. */
class Facts(private val ui: Ui, private val icon: Int = R.drawable.ic_check, private val colour: Int = R.color.ok) {
    private val rows = Rows<String>(ui, gap = 10) { row() }
    val view: LinearLayout = rows.view

    private fun row() = ui.row(ui.sign(icon, colour, 20), ui.text(15).filling(), gap = 10)

    fun show(facts: List<String>) = rows.show(facts) { row, fact, _ ->
        ((row as LinearLayout).getChildAt(1) as Label).show(fact)
    }
}

/** Steps or paragraphs with their numbers. */
class Steps(private val ui: Ui) {
    private val rows = Rows<String>(ui, gap = 12) { row() }
    val view: LinearLayout = rows.view

    private fun row(): LinearLayout {
        val number = ui.text(15, bold = true, colour = R.color.primary, centred = true).apply {
            gravity = Gravity.CENTER
            background = ui.ground(R.color.primary_soft, 14)
            minimumWidth = ui.dp(28)
            minimumHeight = ui.dp(28)
            silent()
        }
        return ui.row(number, ui.text(16).filling(), gap = 12)
    }

    /** Numbers go on after what stands above. */
    fun show(steps: List<String>, after: Int = 0) = rows.show(steps) { row, step, place ->
        val number = after + place + 1
        ((row as LinearLayout).getChildAt(0) as Label).show("$number")
        val words = row.getChildAt(1) as Label
        words.show(step)
        words.contentDescription = "$number. $step"
    }
}
