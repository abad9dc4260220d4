package kg.shailoo.menin.platform

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Handler
import android.os.Looper
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream

/** Reads a file that the voter chooses in the system's picker; no permission is needed. */
object OpenedFiles {
    /** Nothing that the core looks at is longer. */
    private const val MOST = 40 shl 20
    private const val PIECE = 64 shl 10

    /** Gives the file's bytes on the main thread; a file that cannot be read gives none. */
    fun choose(context: Context, mediaType: String, errands: Errands, done: (ByteArray) -> Unit) {
        val open = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType(mediaType)
        errands.run(open) { result, data ->
            val place = data?.data
            if (result == Activity.RESULT_OK && place != null) read(context.applicationContext, place, done)
        }
    }

    private fun read(context: Context, place: Uri, done: (ByteArray) -> Unit) {
        val main = Handler(Looper.getMainLooper())
        Thread({
            val bytes = try {
                context.contentResolver.openInputStream(place)?.use(::limited) ?: ByteArray(0)
            } catch (_: IOException) {
                ByteArray(0)
            } catch (_: SecurityException) {
                ByteArray(0)
            }
            main.post { done(bytes) }
        }, "file").start()
    }

    /** A longer file is cut off, and then is not what the core expects. */
    private fun limited(stream: InputStream): ByteArray {
        val bytes = ByteArrayOutputStream()
        val piece = ByteArray(PIECE)
        while (bytes.size() < MOST) {
            val read = stream.read(piece)
            if (read < 0) break
            bytes.write(piece, 0, read)
        }
        return bytes.toByteArray()
    }
}
