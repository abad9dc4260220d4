package kg.shailoo.menin.platform

import android.content.Context
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.view.TextureView

/** The device's cameras. */
interface Cameras {
    /** The camera for the voter's own face; `null` where there is none at all. */
    fun face(): CameraFeed?

    /** The camera for a code in front of the device. */
    fun code(): CameraFeed?
}

/** One camera while it is used. Main thread only; so are the answers. */
interface CameraFeed {
    /** Shows what the camera sees, until [stop]. `failed`: it cannot be used now. */
    fun preview(view: TextureView, failed: () -> Unit)

    /** Takes a picture (JPEG) of what is seen now. */
    fun take(done: (ByteArray) -> Unit)

    /** Shows what the camera sees and gives the content of the first QR code in it. */
    fun scan(view: TextureView, found: (String) -> Unit, failed: () -> Unit)

    fun stop()
}

/** The cameras that the system names. */
class SystemCameras(private val context: Context) : Cameras {
    override fun face(): CameraFeed? = find(CameraCharacteristics.LENS_FACING_FRONT)

    override fun code(): CameraFeed? = find(CameraCharacteristics.LENS_FACING_BACK)

    /** A camera that faces this way, else any: a webcam in front of a tablet serves as well. */
    private fun find(facing: Int): CameraFeed? {
        val manager = context.getSystemService(CameraManager::class.java) ?: return null
        return try {
            val known = manager.cameraIdList.map { it to manager.getCameraCharacteristics(it) }
            val (id, about) = known.firstOrNull { it.second.get(CameraCharacteristics.LENS_FACING) == facing }
                ?: known.firstOrNull() ?: return null
            SystemCamera(manager, id, about)
        } catch (_: CameraAccessException) {
            null
        } catch (_: IllegalArgumentException) {
            // A camera that was unplugged between the two questions.
            null
        }
    }
}
