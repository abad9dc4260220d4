package kg.shailoo.menin.platform

import android.app.Activity
import android.content.ClipData
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.provider.DocumentsContract
import android.provider.OpenableColumns
import kg.shailoo.bindings.FileSaver
import kg.shailoo.bindings.PlatformException
import java.io.IOException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException

/**
 * Saves through the system's picker, so that the voter decides where and no permission is needed; shares
 * through the system's sheet. Called on the core's thread, which waits for the voter.
 */
class SavedFiles(private val context: Context, private val errands: Errands) : FileSaver {
    private val main = Handler(Looper.getMainLooper())

    override fun save(name: String, mediaType: String, bytes: ByteArray): String? {
        val place = askPlace(name, mediaType) ?: return null
        try {
            // "wt": what was there before, if anything, is cut off.
            val stream = context.contentResolver.openOutputStream(place, "wt") ?: throw IOException("no stream")
            stream.use { it.write(bytes) }
        } catch (error: IOException) {
            discard(place)
            throw PlatformException.Failed(error.javaClass.simpleName)
        } catch (error: SecurityException) {
            throw PlatformException.Failed(error.javaClass.simpleName)
        }
        return nameOf(place) ?: name
    }

    override fun share(name: String, mediaType: String, bytes: ByteArray) {
        val uri = try {
            SharedFiles.offer(context, name, mediaType, bytes)
        } catch (error: IOException) {
            throw PlatformException.Failed(error.javaClass.simpleName)
        }
        val send = Intent(Intent.ACTION_SEND)
            .setType(mediaType)
            .putExtra(Intent.EXTRA_STREAM, uri)
            .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        send.clipData = ClipData.newRawUri(name, uri)
        val shown = onMain<Boolean> { done -> done(errands.show(Intent.createChooser(send, null))) }
        if (!shown) throw PlatformException.Failed("nobody to share with")
    }

    private fun askPlace(name: String, mediaType: String): Uri? {
        val create = Intent(Intent.ACTION_CREATE_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType(mediaType)
            .putExtra(Intent.EXTRA_TITLE, name)
        return onMain { done ->
            errands.run(create) { result, data -> done(data?.data.takeIf { result == Activity.RESULT_OK }) }
        }
    }

    /** What was begun and not ended does not stay as if it were whole. */
    private fun discard(place: Uri) {
        try {
            DocumentsContract.deleteDocument(context.contentResolver, place)
        } catch (_: Exception) {
            // The provider does not let go of it; the voter is told that nothing was saved.
        }
    }

    private fun nameOf(place: Uri): String? = try {
        context.contentResolver.query(place, arrayOf(OpenableColumns.DISPLAY_NAME), null, null, null)?.use {
            if (it.moveToFirst()) it.getString(0) else null
        }
    } catch (_: RuntimeException) {
        null
    }

    private fun <T> onMain(action: ((T) -> Unit) -> Unit): T {
        val answer = CompletableFuture<T>()
        main.post { action { value -> answer.complete(value) } }
        return try {
            answer.get()
        } catch (error: InterruptedException) {
            throw PlatformException.Failed("interrupted")
        } catch (error: ExecutionException) {
            throw PlatformException.Failed("failed")
        }
    }
}
