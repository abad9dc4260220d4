package kg.shailoo.menin.platform

import android.media.Image
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** Finds a QR code in what the camera sees. What it says is the core's to judge. */
class QrReader {
    private val reader = QRCodeReader()

    /** The content of a code in a picture of luma and colour differences; `null` where there is none. */
    fun read(image: Image): String? {
        val plane = image.planes[0]
        val bytes = ByteArray(plane.buffer.remaining()).also { plane.buffer.get(it) }
        val stride = plane.rowStride
        // The last row may end without its padding.
        val rows = Math.min(image.height, (bytes.size + stride - image.width) / stride)
        val whole = if (bytes.size < stride * rows) bytes.copyOf(stride * rows) else bytes
        return read(PlanarYUVLuminanceSource(whole, stride, rows, 0, 0, image.width, rows, false))
    }

    fun read(source: LuminanceSource): String? = try {
        reader.decode(BinaryBitmap(HybridBinarizer(source)), mapOf(DecodeHintType.TRY_HARDER to true)).text
    } catch (_: ReaderException) {
        null
    } finally {
        reader.reset()
    }
}
