package kg.shailoo.menin.screens

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.Pick
import kg.shailoo.core.ReviewScreen
import kg.shailoo.menin.parts.PickView
import kg.shailoo.menin.parts.Ring
import kg.shailoo.menin.parts.Rows
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.code
import kg.shailoo.menin.parts.filling
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.sized
import kg.shailoo.menin.parts.text

/** The marks once more, before they are cast. */
class ReviewPage(ui: Ui) : Page(ui) {
    private val heading = ui.heading(24)
    private val picks = Rows<Pick>(ui, gap = 14) { PickView(ui) }
    private val picksCard = ui.card(picks.view)
    private val finalRemark = ui.text(16, bold = true)
    private val remark = ui.secondary()
    private val sealing = ui.secondary().apply { accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE }
    private val sealingRow: LinearLayout =
        ui.row(Ring(ui).sized(ui.dp(24), ui.dp(24)), sealing.filling()).apply { gravity = Gravity.CENTER_VERTICAL }
    private val codeLabel = ui.secondary()
    private val code = ui.code(15).apply { tag = "code" }
    private val checkDevice = ui.plain("check-device")
    private val sealed = ui.card(sealingRow, codeLabel, code, checkDevice, gap = 6, padding = 14)
    private val cast = ui.primary("cast")
    private val back = ui.secondaryButton("back-below")

    override val body = ui.column(heading, picksCard, finalRemark, remark, sealed, gap = 14)
    override val foot = listOf(cast, back)

    fun draw(screen: ReviewScreen) {
        heading.show(screen.heading)
        val photos = screen.picks.any { it.photo != null }
        picksCard.shownIf(screen.picks.isNotEmpty())
        picks.show(screen.picks) { view, pick, _ -> (view as PickView).show(pick, photos) }
        finalRemark.show(screen.finalRemark)
        remark.show(screen.remark)
        sealing.show(screen.sealing)
        sealingRow.shownIf(screen.sealing.isNotEmpty())
        codeLabel.show(if (screen.code.isEmpty()) "" else screen.codeLabel)
        code.show(screen.code)
        checkDevice.show(screen.checkDevice)
        checkDevice.shownIf(screen.checkDevice.enabled)
        cast.show(screen.cast)
        back.show(screen.back)
    }
}
