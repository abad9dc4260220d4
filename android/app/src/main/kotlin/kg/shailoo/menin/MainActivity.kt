package kg.shailoo.menin

import android.app.Activity
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.WindowManager
import android.window.OnBackInvokedCallback
import android.window.OnBackInvokedDispatcher
import kg.shailoo.bindings.StartException
import kg.shailoo.core.Event
import kg.shailoo.core.Screen
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.platform.Languages
import kg.shailoo.menin.screens.FaultPage
import kg.shailoo.menin.screens.FrameView
import kg.shailoo.menin.screens.backOf

/** The only window: draws the session's screens and sends what the voter does. */
class MainActivity : Activity(), Session.Eye {
    private lateinit var session: Session
    private lateinit var frame: FrameView
    private val main = Handler(Looper.getMainLooper())
    private val tick = object : Runnable {
        override fun run() {
            session.tick()
            main.postDelayed(this, SECOND)
        }
    }

    /** What the back gesture means now; `null` leaves the app. */
    private var back: Event? = null
    private var backCallback: Any? = null

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        // Nothing may be seen in the task switcher before the first screen says that it may.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        session = Session.of(this)
        frame = FrameView(Ui(this, session))
        setContentView(frame)
        edgeToEdge()
    }

    private fun edgeToEdge() {
        window.attributes = window.attributes.apply {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
                layoutInDisplayCutoutMode = WindowManager.LayoutParams.LAYOUT_IN_DISPLAY_CUTOUT_MODE_SHORT_EDGES
            }
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            window.setDecorFitsSystemWindows(false)
        } else {
            @Suppress("DEPRECATION")
            window.decorView.systemUiVisibility = window.decorView.systemUiVisibility or
                View.SYSTEM_UI_FLAG_LAYOUT_STABLE or
                View.SYSTEM_UI_FLAG_LAYOUT_FULLSCREEN or
                View.SYSTEM_UI_FLAG_LAYOUT_HIDE_NAVIGATION
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) window.isNavigationBarContrastEnforced = false
        frame.lightBars(window)
    }

    override fun onStart() {
        super.onStart()
        session.errands.attach(this)
        Languages.changedOutside(this, session.screen?.frame?.language)?.let { session.send(Event.Language(it)) }
        session.watch(this)
        frame.started()
        main.postDelayed(tick, SECOND)
    }

    override fun onResume() {
        super.onResume()
        session.errands.returned(this)
    }

    override fun onPause() {
        session.errands.left(this)
        super.onPause()
    }

    override fun onStop() {
        main.removeCallbacks(tick)
        frame.stopped()
        session.watch(null)
        super.onStop()
    }

    override fun onDestroy() {
        session.errands.detach(this)
        registerBack(null)
        super.onDestroy()
    }

    override fun draw(screen: Screen) {
        secure(screen.frame.private)
        frame.draw(screen)
        registerBack(backOf(screen))
    }

    override fun fault(fault: StartException) {
        secure(false)
        frame.replace(FaultPage(this, fault) { restart() })
        registerBack(null)
    }

    private fun restart() {
        session.watch(null)
        Session.end()
        recreate()
    }

    private fun secure(on: Boolean) {
        val flag = WindowManager.LayoutParams.FLAG_SECURE
        if (on) window.addFlags(flag) else window.clearFlags(flag)
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        super.onActivityResult(request, result, data)
        session.errands.result(request, result, data)
    }

    override fun onRequestPermissionsResult(request: Int, permissions: Array<String>, results: IntArray) {
        super.onRequestPermissionsResult(request, permissions, results)
        session.errands.permission(request, results)
    }

    private fun registerBack(event: Event?) {
        back = event
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        val registered = backCallback as OnBackInvokedCallback?
        if (event != null && registered == null) {
            val callback = OnBackInvokedCallback { back?.let(session::send) }
            onBackInvokedDispatcher.registerOnBackInvokedCallback(
                OnBackInvokedDispatcher.PRIORITY_DEFAULT,
                callback,
            )
            backCallback = callback
        } else if (event == null && registered != null) {
            // The system takes the voter out of the app, with its own preview of where that leads.
            onBackInvokedDispatcher.unregisterOnBackInvokedCallback(registered)
            backCallback = null
        }
    }

    @Deprecated("Called below Android 13, and by the keyboard's back key")
    override fun onBackPressed() {
        val event = back
        if (event != null) session.send(event) else moveTaskToBack(true)
    }

    private companion object {
        const val SECOND = 1_000L
    }
}
