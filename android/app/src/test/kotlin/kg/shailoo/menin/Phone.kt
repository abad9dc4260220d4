package kg.shailoo.menin

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Looper
import android.view.TextureView
import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.TextView
import kg.shailoo.bindings.SecureStore
import kg.shailoo.core.Content
import kg.shailoo.core.Screen
import kg.shailoo.menin.platform.CameraFeed
import kg.shailoo.menin.platform.Cameras
import kg.shailoo.menin.platform.GuardedStore
import kg.shailoo.menin.platform.SavedFiles
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.file.Files
import java.util.concurrent.CountDownLatch
import kotlin.reflect.KClass

/** What stands before the camera: a picture from a file, in place of the device's own camera. */
class PictureCamera : Cameras {
    /** `null`: this device has no camera. */
    var sees: ByteArray? = ByteArray(0)

    override fun face(): CameraFeed? = feed()

    override fun code(): CameraFeed? = feed()

    private fun feed(): CameraFeed? = sees?.let { picture ->
        object : CameraFeed {
            override fun preview(view: TextureView, failed: () -> Unit) = Unit

            override fun take(done: (ByteArray) -> Unit) = done(picture)

            override fun scan(view: TextureView, found: (String) -> Unit, failed: () -> Unit) = Unit

            override fun stop() = Unit
        }
    }
}

/**
 * A phone with the app on it: the real activity, the real core, the real servers of [Stage]. Time passes as it
 * does outside; whatever waits in the main thread's queue is run one piece at a time, so that a test can stop at
 * every screen that a voter sees.
 */
class Phone(private val language: String = "ky") {
    val camera = PictureCamera()
    private val home: File = Files.createTempDirectory("phone").toFile()

    /** While it is closed the key store does not answer, and the app waits with its first screen. */
    var gate = CountDownLatch(0)

    private inner class Slow(private val store: SecureStore) : SecureStore by store {
        override fun get(name: String): ByteArray? {
            gate.await()
            return store.get(name)
        }
    }

    private lateinit var controller: ActivityController<MainActivity>

    val activity: MainActivity get() = controller.get()
    val session: Session get() = Session.of(activity)
    val screen: Screen get() = checkNotNull(session.screen) { "no screen yet; fault ${session.fault}" }
    val root: View get() = activity.window.decorView
    private val looper get() = shadowOf(Looper.getMainLooper())

    /** Starts the app, whether for the first time or after its process was killed. */
    fun start(): Phone {
        MemoryKeyStore.installed
        Session.start = { context, errands ->
            Setup(
                config = Stage.app,
                language = language,
                folder = File(home, "vault").path,
                secureStore = Slow(GuardedStore(File(home, "guarded"))),
                files = SavedFiles(context, errands),
                cameras = camera,
            )
        }
        controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        return this
    }

    /** The process dies: nothing is saved, nothing is said to anybody. */
    fun kill() {
        Session.end()
        controller.close()
    }

    /** Killed and started again. */
    fun startAgain(): Phone {
        kill()
        return start()
    }

    /** The window is made anew, as it is by a change that the system does not hand to the app. */
    fun recreate() {
        controller.recreate()
        quiet()
    }

    /** Turns the phone, changes its mode or its window; `how` is a change of resource qualifiers. */
    fun change(how: String, fontScale: Float = RuntimeEnvironment.getFontScale()) {
        RuntimeEnvironment.setQualifiers(how)
        RuntimeEnvironment.setFontScale(fontScale)
        controller.configurationChange()
        controller.visible()
        quiet()
    }

    /** Runs the main thread until `done`. */
    fun until(what: String, done: () -> Boolean) {
        val end = System.nanoTime() + PATIENCE
        while (!done()) {
            if (System.nanoTime() > end) throw AssertionError("waited in vain for $what; there is ${describe()}")
            if (looper.isIdle) {
                looper.idleFor(java.time.Duration.ofMillis(STEP))
                Thread.sleep(STEP)
            } else {
                looper.runOneTask()
            }
        }
    }

    private fun describe(): String {
        val screen = session.screen ?: return "no screen, fault ${session.fault}"
        val notice = (screen.content as? Content.Notice)?.v1?.kind.orEmpty()
        return "${screen.content.javaClass.simpleName} $notice working=${screen.frame.working} idle=${session.idle}"
    }

    /** Nothing is being done any more. */
    fun quiet() {
        until("rest") { session.screen != null && session.idle && !screen.frame.working }
        looper.idle()
        until("rest") { session.idle && !screen.frame.working }
    }

    /** Waits for a kind of screen at rest. */
    fun <T : Content> at(kind: KClass<T>): T {
        until(kind.simpleName.orEmpty()) { session.idle && kind.isInstance(session.screen?.content) && !screen.frame.working }
        looper.idle()
        @Suppress("UNCHECKED_CAST")
        return screen.content as T
    }

    /** Waits for a calm message of this kind. */
    fun notice(kind: String) {
        until("message $kind") { (session.screen?.content as? Content.Notice)?.v1?.kind == kind }
        quiet()
        check(exists("notice:$kind")) { "the message $kind is not drawn" }
    }

    fun views(): List<View> = root.all()

    /** What is on the screen under this tag. */
    fun view(tag: String): View = checkNotNull(find(tag)) { "no $tag on ${describe()}" }

    fun exists(tag: String): Boolean = find(tag) != null

    private fun find(tag: String): View? = views().firstOrNull { it.tag == tag && it.isShown }

    fun text(tag: String): String = (view(tag) as TextView).text.toString()

    /** Presses, and waits for what comes of it. */
    fun press(tag: String) {
        tap(tag)
        quiet()
    }

    /** Presses only. */
    fun tap(tag: String) {
        val view = view(tag)
        check(view.isEnabled && view.isClickable) { "$tag cannot be pressed on ${describe()}" }
        view.performClick()
    }

    fun type(tag: String, words: String) {
        (view(tag) as EditText).setText(words)
        quiet()
    }

    /** The gesture or key. */
    fun back() {
        @Suppress("DEPRECATION")
        activity.onBackPressed()
        quiet()
    }

    fun allowCamera() = shadowOf(activity.application).grantPermissions(Manifest.permission.CAMERA)

    /** The voter's answer to the system's question about the camera. */
    fun answerCamera(granted: Boolean) {
        val asked = checkNotNull(shadowOf(activity).lastRequestedPermission) { "nobody asked for the camera" }
        check(asked.requestedPermissions.toList() == listOf(Manifest.permission.CAMERA))
        if (granted) allowCamera()
        val result = if (granted) 0 else -1
        activity.onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, intArrayOf(result))
        quiet()
    }

    /** Presses a button that opens the system's picker, chooses a place, and gives the bytes that came there. */
    fun saved(tag: String): ByteArray {
        tap(tag)
        var started: Intent? = null
        until("the picker") {
            val next = shadowOf(activity).nextStartedActivityForResult
            started = next?.intent
            next != null
        }
        val asked = checkNotNull(started)
        check(asked.action == Intent.ACTION_CREATE_DOCUMENT)
        val place = Uri.parse("content://documents/${asked.getStringExtra(Intent.EXTRA_TITLE)}")
        val bytes = ByteArrayOutputStream()
        shadowOf(activity.contentResolver).registerOutputStream(place, bytes)
        shadowOf(activity).receiveResult(asked, Activity.RESULT_OK, Intent().setData(place))
        quiet()
        return bytes.toByteArray()
    }

    companion object {
        private const val PATIENCE = 60_000_000_000L
        private const val STEP = 10L
    }
}

/** The view and everything in it, in the order in which it is drawn and read. */
fun View.all(): List<View> =
    listOf(this) + if (this is ViewGroup) (0 until childCount).flatMap { getChildAt(it).all() } else emptyList()
