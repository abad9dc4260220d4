package kg.shailoo.menin.platform

import android.app.Activity
import android.app.KeyguardManager
import android.content.Context

/** Asks the device whether this is its owner. */
object DeviceLock {
    /** Opens the device's own lock screen; a device without a lock has nothing to ask. */
    fun ask(context: Context, title: String, errands: Errands, opened: () -> Unit) {
        val keyguard = context.getSystemService(KeyguardManager::class.java)
        // The newer prompt would need one more permission; the device's PIN, pattern or password is the same.
        @Suppress("DEPRECATION")
        val intent = keyguard?.takeIf { it.isDeviceSecure }?.createConfirmDeviceCredentialIntent(title, null)
        if (intent == null) return opened()
        errands.run(intent) { result, _ -> if (result == Activity.RESULT_OK) opened() }
    }
}
