package kg.shailoo.menin.parts

import android.os.Build
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Button

/** Read as one thing, although it is made of several. */
fun <V : ViewGroup> V.asOne(): V = apply {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isScreenReaderFocusable = true
}

/** Says to screen readers that this is a button, whatever it is made of. */
fun asButton(): View.AccessibilityDelegate = object : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = Button::class.java.name
    }
}
