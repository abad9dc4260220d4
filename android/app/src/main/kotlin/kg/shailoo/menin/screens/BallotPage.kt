package kg.shailoo.menin.screens

import android.graphics.Typeface
import android.os.Build
import android.util.TypedValue
import android.view.Gravity
import android.view.HapticFeedbackConstants
import android.view.MotionEvent
import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.BallotScreen
import kg.shailoo.core.Row
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Pips
import kg.shailoo.menin.parts.Rows
import kg.shailoo.menin.parts.RowView
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.asHeading
import kg.shailoo.menin.parts.asOne
import kg.shailoo.menin.parts.filling
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.silent
import kg.shailoo.menin.parts.text

/**
 * The ballot: every row alike, the limit always in sight, a refused mark explained where the thumb is, until the
 * next mark.
 */
class BallotPage(ui: Ui) : Page(ui) {
    private val councilLabel = ui.secondary()
    private val district = ui.text(if (ui.largeText) 15 else 17, bold = !ui.largeText)
    private val limit = ui.text(16, bold = ui.largeText)

    // At large text the limit is what must be seen first; what the label says, the district says too.
    private val heading: LinearLayout =
        (if (ui.largeText) ui.column(limit, district, gap = 2) else ui.column(councilLabel, district, limit, gap = 2))
            .asHeading().asOne().apply { tag = "heading" }
    private val instruction = ui.secondary()
    private val rows = Rows<Row>(ui, gap = 10) { RowView(ui) }
    private val refused = ui.information(R.color.error_soft, R.color.error).apply {
        typeface = Typeface.DEFAULT_BOLD
        if (ui.largeText) setTextSize(TypedValue.COMPLEX_UNIT_SP, SMALLER)
        // A finger on it must not mark the row under it.
        setOnTouchListener { _, touch: MotionEvent -> touch.actionMasked == MotionEvent.ACTION_DOWN }
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
        tag = "refused"
    }
    private val count = ui.text(16, bold = true).filling().apply { tag = "count" }
    private val pips = Pips(ui)
    private val counted = ui.row(count, pips).apply { gravity = Gravity.CENTER_VERTICAL }
    private val select = ui.primary("select")

    override val body = ui.column(ui.column(heading, instruction, gap = 8), rows.view, gap = 14)
    override val foot = listOf(counted, select)
    override val pinned = refused
    override val start = rows.view
    override val keepsPlace = true
    override val notes = false
    override var moreBelow = ""
        private set
    override var saidHere = ""
        private set
    override var shownHere = ""
        private set

    init {
        listOf(councilLabel, district, limit).forEach { it.silent() }
    }

    fun draw(screen: BallotScreen) {
        councilLabel.show(screen.councilLabel)
        district.show(screen.district)
        limit.show(screen.limit)
        heading.contentDescription = screen.heading
        instruction.show(screen.instruction)
        // Without any photo the ballot is words only: nobody is drawn as an outline.
        val photos = screen.rows.any { it.photo != null }
        rows.show(screen.rows) { view, row, place -> (view as RowView).show(row, place, photos) }
        drawRefusal(screen.refused)
        count.show(screen.count)
        count.contentDescription = screen.countLabel
        pips.show(screen.used.toInt(), screen.most.toInt())
        moreBelow = screen.moreBelow
        select.show(screen.select)
    }

    private fun drawRefusal(words: String) {
        // A text that changes is said by the live region; one that stays is announced once more.
        val news = words.isNotEmpty() && refused.text.toString() != words
        saidHere = if (news) words else ""
        if (news && Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            refused.performHapticFeedback(HapticFeedbackConstants.REJECT)
        }
        refused.show(words)
        shownHere = words
    }

    private companion object {
        const val SMALLER = 13f
    }
}
