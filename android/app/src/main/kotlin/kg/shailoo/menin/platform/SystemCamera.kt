package kg.shailoo.menin.platform

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.RectF
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureFailure
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.util.Size
import android.view.Surface
import android.view.TextureView

/**
 * A camera through camera2: the preview fills its view without being stretched, in every rotation; a picture
 * carries how it was held, and the core turns it. The device's own work runs on a thread of its own.
 */
class SystemCamera(
    private val manager: CameraManager,
    private val id: String,
    private val about: CameraCharacteristics,
) : CameraFeed {
    private val main = Handler(Looper.getMainLooper())
    private var thread: HandlerThread? = null
    private var handler: Handler? = null
    private var device: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var reader: ImageReader? = null
    private var surface: Surface? = null
    private var view: TextureView? = null
    private var failed: () -> Unit = {}
    private var taken: ((ByteArray) -> Unit)? = null
    private val codes = QrReader()

    override fun preview(view: TextureView, failed: () -> Unit) {
        val size = size(ImageFormat.JPEG) ?: return failed()
        val reader = ImageReader.newInstance(size.width, size.height, ImageFormat.JPEG, 2)
        begin(view, reader, failed) { source ->
            source.acquireNextImage()?.use { picture ->
                val bytes = jpeg(picture)
                main.post {
                    taken?.invoke(bytes)
                    taken = null
                }
            }
        }
    }

    override fun scan(view: TextureView, found: (String) -> Unit, failed: () -> Unit) {
        val size = size(ImageFormat.YUV_420_888) ?: return failed()
        val reader = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2)
        begin(view, reader, failed) { source ->
            val content = source.acquireLatestImage()?.use(codes::read)
            if (content != null) main.post { if (this.reader === source) found(content) }
        }
    }

    private fun begin(view: TextureView, reader: ImageReader, failed: () -> Unit, seen: (ImageReader) -> Unit) {
        stop()
        this.view = view
        this.reader = reader
        this.failed = failed
        val thread = HandlerThread("camera").apply { start() }
        this.thread = thread
        val handler = Handler(thread.looper)
        this.handler = handler
        reader.setOnImageAvailableListener({ seen(it) }, handler)
        if (view.isAvailable) open() else view.surfaceTextureListener = WhenAvailable()
    }

    private inner class WhenAvailable : TextureView.SurfaceTextureListener {
        override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) = open()

        override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = place()

        override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
            stop()
            return true
        }

        override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit
    }

    // Whoever calls holds the permission; a device that says otherwise has failed.
    @SuppressLint("MissingPermission")
    private fun open() {
        try {
            manager.openCamera(id, Opened(), handler)
        } catch (_: CameraAccessException) {
            fail()
        } catch (_: SecurityException) {
            fail()
        } catch (_: IllegalArgumentException) {
            fail()
        }
    }

    private inner class Opened : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            main.post { if (thread != null) show(camera) else camera.close() }
        }

        override fun onDisconnected(camera: CameraDevice) = lost(camera)

        override fun onError(camera: CameraDevice, error: Int) = lost(camera)

        private fun lost(camera: CameraDevice) {
            camera.close()
            main.post { if (thread != null) fail() }
        }
    }

    private fun show(camera: CameraDevice) {
        device = camera
        val texture = view?.surfaceTexture ?: return fail()
        val reader = reader ?: return fail()
        texture.setDefaultBufferSize(reader.width, reader.height)
        place()
        val target = Surface(texture)
        surface = target
        try {
            @Suppress("DEPRECATION")
            camera.createCaptureSession(listOf(target, reader.surface), Configured(camera, target), handler)
        } catch (_: CameraAccessException) {
            fail()
        } catch (_: IllegalStateException) {
            fail()
        }
    }

    private inner class Configured(
        private val camera: CameraDevice,
        private val target: Surface,
    ) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(configured: CameraCaptureSession) {
            main.post { if (device === camera) repeat(configured) }
        }

        override fun onConfigureFailed(configured: CameraCaptureSession) {
            main.post { if (device === camera) fail() }
        }

        private fun repeat(configured: CameraCaptureSession) {
            session = configured
            try {
                val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
                request.addTarget(target)
                reader?.takeIf { it.imageFormat == ImageFormat.YUV_420_888 }?.let { request.addTarget(it.surface) }
                request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                configured.setRepeatingRequest(request.build(), null, handler)
            } catch (_: CameraAccessException) {
                fail()
            } catch (_: IllegalStateException) {
                fail()
            }
        }
    }

    override fun take(done: (ByteArray) -> Unit) {
        val camera = device ?: return
        val session = session ?: return
        val reader = reader ?: return
        if (taken != null) return
        taken = done
        try {
            val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE)
            request.addTarget(reader.surface)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            request.set(CaptureRequest.JPEG_ORIENTATION, turn())
            session.capture(request.build(), Failed(), handler)
        } catch (_: CameraAccessException) {
            fail()
        } catch (_: IllegalStateException) {
            fail()
        }
    }

    /** A picture that failed can be taken again. */
    private inner class Failed : CameraCaptureSession.CaptureCallback() {
        override fun onCaptureFailed(
            session: CameraCaptureSession,
            request: CaptureRequest,
            failure: CaptureFailure,
        ) {
            main.post { taken = null }
        }
    }

    private fun fail() {
        val tell = failed
        stop()
        tell()
    }

    override fun stop() {
        view?.surfaceTextureListener = null
        view = null
        taken = null
        failed = {}
        session = null
        device?.close()
        device = null
        // On the thread that reads from it, after what it is reading.
        reader?.let { handler?.post(it::close) }
        reader = null
        surface?.release()
        surface = null
        thread?.quitSafely()
        thread = null
        handler = null
    }

    /** How far the picture must be turned clockwise to stand upright. */
    private fun turn(): Int {
        val sensor = about.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
        val front = about.get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_FRONT
        val held = degrees()
        return (if (front) sensor + held else sensor - held + CIRCLE) % CIRCLE
    }

    private fun degrees(): Int = when (view?.display?.rotation) {
        Surface.ROTATION_90 -> 90
        Surface.ROTATION_180 -> 180
        Surface.ROTATION_270 -> 270
        else -> 0
    }

    /** Undoes the stretching of the buffer into the view, and fills the view with its middle. */
    private fun place() {
        val view = view ?: return
        val reader = reader ?: return
        val width = view.width.toFloat()
        val height = view.height.toFloat()
        if (width == 0f || height == 0f) return
        val sensor = about.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
        val onItsSide = sensor % 180 != 0
        // What the sensor sees when the device is held as it was built to be.
        val seenWidth = (if (onItsSide) reader.height else reader.width).toFloat()
        val seenHeight = (if (onItsSide) reader.width else reader.height).toFloat()
        val turned = degrees()
        val matrix = Matrix()
        val whole = RectF(0f, 0f, width, height)
        val seen = RectF(0f, 0f, seenWidth, seenHeight)
        seen.offset(whole.centerX() - seen.centerX(), whole.centerY() - seen.centerY())
        matrix.setRectToRect(whole, seen, Matrix.ScaleToFit.FILL)
        matrix.postRotate(-turned.toFloat(), whole.centerX(), whole.centerY())
        val across = if (turned % 180 == 0) seenWidth else seenHeight
        val down = if (turned % 180 == 0) seenHeight else seenWidth
        val scale = Math.max(width / across, height / down)
        matrix.postScale(scale, scale, whole.centerX(), whole.centerY())
        view.setTransform(matrix)
    }

    /** The size nearest to what is needed, four to three where there is one. */
    private fun size(format: Int): Size? {
        val sizes = about.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(format)
            ?.toList().orEmpty()
        val classic = sizes.filter { it.width * 3 == it.height * 4 }
        return (classic.ifEmpty { sizes }).minByOrNull { Math.abs(it.width - WANTED) }
    }

    private fun jpeg(picture: Image): ByteArray {
        val buffer = picture.planes[0].buffer
        return ByteArray(buffer.remaining()).also { buffer.get(it) }
    }

    private companion object {
        const val WANTED = 1_280
        const val CIRCLE = 360
    }
}
