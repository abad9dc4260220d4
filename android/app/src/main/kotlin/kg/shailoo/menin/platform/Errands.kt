package kg.shailoo.menin.platform

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager

/**
 * What other apps do for the voter, one at a time: choosing a file, opening the device's lock, granting the
 * camera. An errand outlives the activity that began it; when the voter comes back without an answer, it is
 * over. Main thread only.
 */
class Errands {
    private var activity: Activity? = null
    private var done: ((Int, Intent?) -> Unit)? = null
    private var granted: ((Boolean) -> Unit)? = null
    private var away = false
    private var resumed = false

    fun attach(activity: Activity) {
        this.activity = activity
    }

    fun detach(activity: Activity) {
        if (this.activity === activity) this.activity = null
    }

    /** Starts another app's screen; `done` gets its result, or `RESULT_CANCELED`. */
    fun run(intent: Intent, done: (result: Int, data: Intent?) -> Unit) {
        val activity = activity
        if (activity == null || this.done != null) return done(Activity.RESULT_CANCELED, null)
        this.done = done
        // The system does not open anything from behind; when the voter comes back, this is over.
        if (!resumed) away = true
        try {
            activity.startActivityForResult(intent, ERRAND)
        } catch (_: ActivityNotFoundException) {
            finish(Activity.RESULT_CANCELED, null)
        } catch (_: SecurityException) {
            finish(Activity.RESULT_CANCELED, null)
        }
    }

    /** Starts another app's screen that answers nothing; whether it could be started. */
    fun show(intent: Intent): Boolean = try {
        activity?.startActivity(intent)
        activity != null
    } catch (_: ActivityNotFoundException) {
        false
    } catch (_: SecurityException) {
        false
    }

    /** Whether the permission is held now. */
    fun holds(permission: String): Boolean =
        activity?.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED

    /** Asks for a permission where it is not held. */
    fun ask(permission: String, granted: (Boolean) -> Unit) {
        val activity = activity ?: return granted(false)
        if (holds(permission)) return granted(true)
        // After a rotation the question is still open, and the new window waits for its answer.
        val open = this.granted != null
        this.granted = granted
        if (!open) activity.requestPermissions(arrayOf(permission), PERMISSION)
    }

    fun result(request: Int, result: Int, data: Intent?) {
        if (request == ERRAND) finish(result, data)
    }

    fun permission(request: Int, results: IntArray) {
        if (request != PERMISSION) return
        // An empty answer means that the question was interrupted.
        val granted = granted
        this.granted = null
        granted?.invoke(results.firstOrNull() == PackageManager.PERMISSION_GRANTED)
    }

    fun left(activity: Activity) {
        if (this.activity !== activity) return
        resumed = false
        away = done != null || granted != null
    }

    fun returned(activity: Activity) {
        // Answers come before the activity is resumed; what has none by now gets none.
        if (this.activity !== activity) return
        resumed = true
        if (away) abandon()
    }

    /** Nothing will come any more. */
    fun abandon() {
        away = false
        finish(Activity.RESULT_CANCELED, null)
        val granted = granted
        this.granted = null
        granted?.invoke(false)
    }

    private fun finish(result: Int, data: Intent?) {
        val done = done
        this.done = null
        done?.invoke(result, data)
    }

    private companion object {
        const val ERRAND = 1
        const val PERMISSION = 2
    }
}
