package kg.shailoo.menin.platform

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException

/**
 * Lets the app that the voter chose read the one file that is being shared, and nothing else. Not exported:
 * only a permission granted with the share opens it, and only for that address.
 */
class SharedFiles : ContentProvider() {
    override fun onCreate(): Boolean = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        if (mode != "r") throw FileNotFoundException("read only")
        return ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun query(
        uri: Uri,
        projection: Array<String>?,
        selection: String?,
        arguments: Array<String>?,
        order: String?,
    ): Cursor {
        val file = file(uri)
        val columns = projection ?: arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)
        val row = columns.map { column ->
            when (column) {
                OpenableColumns.DISPLAY_NAME -> file.name
                OpenableColumns.SIZE -> file.length()
                else -> null
            }
        }
        return MatrixCursor(columns).apply { addRow(row) }
    }

    override fun getType(uri: Uri): String? = uri.getQueryParameter(TYPE)

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, selection: String?, arguments: Array<String>?): Int = 0

    override fun update(uri: Uri, values: ContentValues?, selection: String?, arguments: Array<String>?): Int = 0

    private fun file(uri: Uri): File {
        val folder = folder(requireNotNull(context))
        val name = uri.lastPathSegment ?: throw FileNotFoundException()
        val file = File(folder, name)
        // A name cannot lead out of the folder.
        if (uri.pathSegments.size != 1 || file.canonicalFile.parentFile != folder.canonicalFile || !file.isFile) {
            throw FileNotFoundException()
        }
        return file
    }

    companion object {
        private const val AUTHORITY = "kg.shailoo.menin.shared"
        private const val TYPE = "type"

        private fun folder(context: Context) = File(context.cacheDir, "shared")

        /** Puts the file in place of the one that was shared before, and gives its address. */
        fun offer(context: Context, name: String, mediaType: String, bytes: ByteArray): Uri {
            val folder = folder(context)
            folder.deleteRecursively()
            if (!folder.mkdirs()) throw IOException("no folder")
            File(folder, File(name).name).writeBytes(bytes)
            return Uri.Builder().scheme("content").authority(AUTHORITY)
                .appendPath(File(name).name).appendQueryParameter(TYPE, mediaType).build()
        }
    }
}
