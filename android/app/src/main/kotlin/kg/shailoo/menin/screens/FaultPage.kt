package kg.shailoo.menin.screens

import android.content.Context
import android.view.Gravity
import android.widget.LinearLayout
import kg.shailoo.bindings.StartException
import kg.shailoo.menin.R
import kg.shailoo.menin.Session
import kg.shailoo.menin.parts.Badge
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.text

/** The core did not start, so it cannot say why: the only words that are the shell's own. */
class FaultPage(context: Context, fault: StartException, retry: () -> Unit) : LinearLayout(context) {
    init {
        val ui = Ui(context, Session.of(context))
        val reason = when (fault) {
            is StartException.Config -> R.string.fault_config
            is StartException.Storage -> R.string.fault_storage
            is StartException.System -> R.string.fault_system
        }
        val badge = Badge(ui, 72).apply { show(R.drawable.ic_alert, R.color.accent, R.color.warn_soft) }
        val heading = ui.heading(24, centred = true).apply { show(context.getString(R.string.fault_title)) }
        val words = ui.text(16, centred = true).apply { show(context.getString(reason)) }
        val hotline = ui.text(16, centred = true).apply { show(context.getString(R.string.fault_hotline)) }
        val again = ui.primary("restart").apply { show(context.getString(R.string.fault_retry), retry) }
        val column = ui.column(badge, heading, words, hotline, again, gap = 18)
        column.gravity = Gravity.CENTER_HORIZONTAL
        addView(column, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        tag = "fault"
    }
}
