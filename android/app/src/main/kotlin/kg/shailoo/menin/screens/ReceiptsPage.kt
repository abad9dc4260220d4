package kg.shailoo.menin.screens

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import kg.shailoo.core.Event
import kg.shailoo.core.KeptReceipt
import kg.shailoo.core.ReceiptsScreen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.ActionButton
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.Rows
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.code
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.text
import kg.shailoo.menin.platform.DeviceLock

/** The receipts kept on this device, behind its lock. */
class ReceiptsPage(ui: Ui) : Page(ui) {
    private val badge = Badge(ui, 72).apply { show(R.drawable.ic_lock, R.color.primary, R.color.primary_soft) }
    private val words = ui.text(17, centred = true)
    private val unlock = ui.primary("unlock")
    private val receipts = Rows<KeptReceipt>(ui, gap = 12) { KeptView(ui) }
    private var locked = false
    private var empty = true
    private var asked = false

    override val body = ui.column(badge, words, receipts.view, gap = 20).apply {
        gravity = Gravity.CENTER_HORIZONTAL
    }
    override val foot = listOf<View>(unlock)
    override val centred get() = empty

    fun draw(screen: ReceiptsScreen) {
        locked = screen.unlock != null
        empty = screen.receipts.isEmpty()
        badge.shownIf(empty)
        words.show(screen.text)
        unlock.show(screen.unlock?.label.orEmpty()) { ask() }
        unlock.shownIf(locked)
        receipts.show(screen.receipts) { view, receipt, place -> (view as KeptView).show(receipt, place) }
        // The voter came to see them: the lock is asked for once by itself.
        if (locked && !asked) unlock.post { if (unlock.isAttachedToWindow) ask() }
    }

    private fun ask() {
        asked = true
        if (!locked) return
        DeviceLock.ask(ui.context, words.text.toString(), ui.session.errands) { ui.send(Event.Unlocked) }
    }
}

private class KeptView(private val ui: Ui) : LinearLayout(ui.context) {
    private val code = ui.code(16)
    private val holder: LinearLayout = ui.card(code, gap = 8)
    private var open: ActionButton? = null

    init {
        addView(holder, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    fun show(receipt: KeptReceipt, place: Int) {
        code.show(receipt.code)
        val button = open ?: ui.secondaryButton("open:$place").also {
            open = it
            holder.addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        }
        button.show(receipt.open)
    }
}
