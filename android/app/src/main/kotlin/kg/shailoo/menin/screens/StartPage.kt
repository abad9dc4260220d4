package kg.shailoo.menin.screens

import android.view.Gravity
import android.view.View
import kg.shailoo.core.Frame
import kg.shailoo.core.StartScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.LineTable
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.plain
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.sign

/** The first screen: which election, how long it goes on, and one way in. */
class StartPage(ui: Ui) : Page(ui) {
    private val tunduk = ui.sign(R.drawable.tunduk, R.color.accent, 104).apply {
        importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_YES
    }
    private val election = ui.heading(26, centred = true)
    private val lines = LineTable(ui)
    private val serverTime = ui.secondary(centred = true)
    private val closed = ui.information(R.color.warn_soft)
    private val resumeHelp = ui.information()
    private val resume = ui.secondaryButton("resume")
    private val receipts = ui.plain("receipts")
    private val go = ui.primary("go")
    private val check = ui.plain("check")

    private val state = ui.column(lines.view, serverTime, gap = 10)

    // At large text only the filled button has room in the foot, and the header's tunduk is enough.
    override val body = ui.column(tunduk, election, state, closed, resumeHelp, resume, gap = 20).apply {
        gravity = Gravity.CENTER_HORIZONTAL
        if (ui.largeText) addView(ui.column(check, receipts, gap = 8))
    }
    override val foot = if (ui.largeText) listOf(go) else listOf(go, check, receipts)
    override val centred = true

    fun draw(screen: StartScreen, frame: Frame) {
        tunduk.contentDescription = screen.imageLabel
        tunduk.shownIf(!ui.largeText)
        election.show(screen.election)
        lines.show(screen.lines)
        serverTime.show(frame.serverTime)
        closed.show(screen.closed)
        resumeHelp.show(screen.resumeHelp)
        resume.show(screen.resume)
        go.show(screen.go)
        check.show(screen.check)
        receipts.show(screen.receipts)
    }
}
