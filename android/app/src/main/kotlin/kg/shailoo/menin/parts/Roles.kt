package kg.shailoo.menin.parts

import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.Button

/** Says to screen readers that this is a button, whatever it is made of. */
fun asButton(): View.AccessibilityDelegate = object : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = Button::class.java.name
    }
}
