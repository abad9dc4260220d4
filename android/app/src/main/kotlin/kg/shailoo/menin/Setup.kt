package kg.shailoo.menin

import android.content.Context
import kg.shailoo.bindings.FileSaver
import kg.shailoo.bindings.SecureStore
import kg.shailoo.bindings.StartException
import kg.shailoo.menin.platform.Cameras
import kg.shailoo.menin.platform.Errands
import kg.shailoo.menin.platform.GuardedStore
import kg.shailoo.menin.platform.Languages
import kg.shailoo.menin.platform.SavedFiles
import kg.shailoo.menin.platform.SystemCameras
import java.io.File
import java.io.IOException

/**
 * What the core is started with.
 *
 * @property config the signed-off `app.json`: servers, pinned keys, what the build is for
 * @property language a BCP 47 tag, or empty for the core's own choice
 * @property folder a private folder that no backup takes along
 */
class Setup(
    val config: ByteArray,
    val language: String,
    val folder: String,
    val secureStore: SecureStore,
    val files: FileSaver,
    val cameras: Cameras,
) {
    companion object {
        /** As installed: the configuration of the package, the guarded store of the device. */
        fun ofDevice(context: Context, errands: Errands): Setup = Setup(
            config = configuration(context),
            language = Languages.chosen(context),
            folder = context.noBackupFilesDir.path,
            secureStore = GuardedStore(File(context.noBackupFilesDir, "guarded")),
            files = SavedFiles(context, errands),
            cameras = SystemCameras(context),
        )

        private fun configuration(context: Context): ByteArray = try {
            context.assets.open("app.json").use { it.readBytes() }
        } catch (_: IOException) {
            throw StartException.Config("no app.json in the package")
        }
    }
}
