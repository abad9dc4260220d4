package kg.shailoo.menin

import android.content.Context
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.os.Handler
import android.os.Looper
import android.util.LruCache
import kg.shailoo.bindings.StartException
import kg.shailoo.bindings.VoterApp
import kg.shailoo.core.Content
import kg.shailoo.core.Event
import kg.shailoo.core.Screen
import kg.shailoo.menin.platform.Cameras
import kg.shailoo.menin.platform.Errands
import kg.shailoo.menin.platform.Languages
import kotlinx.coroutines.runBlocking
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/**
 * The one conversation with the core, as long as the process lives.
 *
 * Activities come and go with rotation, dark mode and font size; the session stays, so nothing is lost and
 * nothing is written to a saved state. When the process is killed, the session dies with it, and the core goes
 * on from its vault: marks are never kept.
 *
 * Events wait in a queue and are dispatched one at a time on a thread of their own, because sealing takes
 * time. All other members belong to the main thread.
 */
class Session private constructor(private val context: Context) {
    /** Draws screens; there is none while the app is not visible. */
    interface Eye {
        fun draw(screen: Screen)

        /** The core did not start. */
        fun fault(fault: StartException)
    }

    private val main = Handler(Looper.getMainLooper())
    private val worker: ExecutorService = Executors.newSingleThreadExecutor { task -> Thread(task, "core") }
    private val loaders: ExecutorService = Executors.newFixedThreadPool(2) { task -> Thread(task, "photos") }
    private val waiting = AtomicInteger()

    @Volatile
    private var app: VoterApp? = null
    private var eye: Eye? = null
    private var photos = LruCache<String, Bitmap>(MOST_PHOTOS)
    private var photoAge = 0
    private val asked = HashMap<String, ArrayList<(Bitmap) -> Unit>>()

    /** What other apps are doing for the voter. */
    val errands = Errands()

    /** The device's cameras, known once the core has started. */
    @Volatile
    var cameras: Cameras? = null
        private set

    /** The last screen; none before the core has started. */
    var screen: Screen? = null
        private set

    /** Why the core did not start. */
    var fault: StartException? = null
        private set

    /** Whether every event has been dealt with and drawn. */
    val idle: Boolean get() = waiting.get() == 0

    /** Where the voter was in pages that are come back to; in pixels. */
    val places = HashMap<String, Int>()

    /** Whether the voter has been told that there is no camera, or none allowed: it is not said twice unasked. */
    var cameraRefused = false

    init {
        enqueue {
            val setup = start(context, errands)
            cameras = setup.cameras
            val made = VoterApp(setup.config, setup.language, setup.folder, setup.secureStore, setup.files)
            app = made
            runBlocking { made.screen() }
        }
    }

    /** Sends an event to the core; the screen comes later. */
    fun send(event: Event) {
        enqueue { app?.let { runBlocking { it.dispatch(event) } } }
    }

    /** A second has passed. Never queued behind something else. */
    fun tick() {
        if (idle && app != null) send(Event.Tick)
    }

    /** Draws the current screen and every later one; `null` stops. */
    fun watch(eye: Eye?) {
        this.eye = eye
        screen?.let { eye?.draw(it) }
        fault?.let { eye?.fault(it) }
    }

    /** Gives the photo of this name as soon as it is there, perhaps never. */
    fun photo(name: String, done: (Bitmap) -> Unit) {
        photos.get(name)?.let { return done(it) }
        val others = asked[name]
        if (others != null) {
            others.add(done)
            return
        }
        val app = app ?: return
        asked[name] = arrayListOf(done)
        val age = photoAge
        loaders.execute {
            val bytes = runBlocking { app.photo(name) }
            val photo = bytes?.let { BitmapFactory.decodeByteArray(it, 0, it.size) }
            main.post {
                // A photo that was asked for by an earlier voter is nobody's now.
                if (age == photoAge) {
                    val waiting = asked.remove(name)
                    if (photo != null) {
                        photos.put(name, photo)
                        waiting?.forEach { it(photo) }
                    }
                }
            }
        }
    }

    private fun enqueue(task: () -> Screen?) {
        waiting.incrementAndGet()
        try {
            worker.execute { work(task) }
        } catch (_: RejectedExecutionException) {
            // The session has ended meanwhile.
            waiting.decrementAndGet()
        }
    }

    private fun work(task: () -> Screen?) {
        val outcome = try {
            val next = task()
            // The core has more to do: after what the voter did meanwhile, so that «back» is not late.
            if (next?.frame?.working == true) send(Event.Work)
            ({ if (next != null) show(next) })
        } catch (fault: StartException) {
            ({ fail(fault) })
        }
        main.post {
            waiting.decrementAndGet()
            outcome()
        }
    }

    private fun show(next: Screen) {
        forgetPhotosBefore(next.content)
        val before = screen?.frame?.language
        screen = next
        if (before != null && before != next.frame.language) Languages.remember(context, next.frame.language)
        eye?.draw(next)
    }

    private fun fail(reason: StartException) {
        fault = reason
        eye?.fault(reason)
    }

    /** The voter's own photo has the same name for every voter. */
    private fun forgetPhotosBefore(content: Content) {
        val fresh = content is Content.Start || content is Content.Pin
        if (fresh && (photos.size() > 0 || asked.isNotEmpty())) {
            photos = LruCache(MOST_PHOTOS)
            asked.clear()
            photoAge += 1
        }
        if (content is Content.Start) {
            places.clear()
            cameraRefused = false
        }
    }

    private fun close() {
        eye = null
        errands.abandon()
        worker.execute { app?.close() }
        worker.shutdown()
        loaders.shutdown()
        worker.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)
        loaders.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)
    }

    companion object {
        private const val MOST_PHOTOS = 64
        private const val CLOSING_SECONDS = 10L

        /** How the core is started; a test gives other servers, another folder, other services. */
        @Volatile
        var start: (Context, Errands) -> Setup = Setup::ofDevice

        private var current: Session? = null

        /** The session of this process. */
        fun of(context: Context): Session =
            current ?: Session(context.applicationContext).also { current = it }

        /** Ends the session, as the end of the process would; the next one resumes from the vault. */
        fun end() {
            current?.close()
            current = null
        }
    }
}
