package kg.shailoo.menin

import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.qrcode.QRCodeWriter
import kg.shailoo.bindings.StartException
import kg.shailoo.core.Qr
import kg.shailoo.menin.parts.QrView
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.platform.QrReader
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** A QR code that one phone draws is read by another: by day and by night, short and long, upside down. */
@RunWith(RobolectricTestRunner::class)
class QrTest {
    @Before
    fun noCore() {
        Session.start = { _, _ -> throw StartException.Storage() }
    }

    @After
    fun end() = Session.end()

    @Test
    fun aCodeIsRead() = assertEquals(SHORT, QrReader().read(seen(drawn(SHORT))))

    @Test
    @Config(qualifiers = "+night")
    fun aCodeIsReadByNight() = assertEquals(SHORT, QrReader().read(seen(drawn(SHORT))))

    @Test
    fun theLongestOpeningIsRead() = assertEquals(LONG, QrReader().read(seen(drawn(LONG))))

    @Test
    @Config(qualifiers = "+w320dp-h568dp")
    fun theLongestOpeningIsReadFromASmallPhone() = assertEquals(LONG, QrReader().read(seen(drawn(LONG))))

    @Test
    fun aPhoneIsHeldAsItComes() = assertEquals(SHORT, QrReader().read(seen(turned(drawn(SHORT)))))

    @Test
    fun whereThereIsNoCodeNothingIsRead() {
        val nothing = Bitmap.createBitmap(400, 400, Bitmap.Config.ARGB_8888)
        assertNull(QrReader().read(seen(nothing)))
    }

    private fun drawn(content: String): Bitmap {
        val activity = Robolectric.buildActivity(MainActivity::class.java).setup().get()
        val view = QrView(Ui(activity, Session.of(activity)), 560).apply { show(code(content)) }
        val width = RuntimeEnvironment.getApplication().resources.displayMetrics.widthPixels
        val anyHeight = View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED)
        view.measure(View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY), anyHeight)
        view.layout(0, 0, view.measuredWidth, view.measuredHeight)
        val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        // The page around it, in its own colour.
        picture.eraseColor(activity.getColor(R.color.bg))
        view.draw(Canvas(picture))
        return picture
    }

    private fun code(content: String): Qr {
        val plain = mapOf(EncodeHintType.MARGIN to 0)
        val matrix = QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, 0, 0, plain)
        val modules = List(matrix.width * matrix.width) { matrix.get(it % matrix.width, it / matrix.width) }
        return Qr("code", matrix.width.toUInt(), modules, content)
    }

    private fun turned(picture: Bitmap): Bitmap {
        val matrix = android.graphics.Matrix().apply { postRotate(180f) }
        return Bitmap.createBitmap(picture, 0, 0, picture.width, picture.height, matrix, false)
    }

    private fun seen(picture: Bitmap): RGBLuminanceSource {
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        return RGBLuminanceSource(picture.width, picture.height, pixels)
    }

    private companion object {
        const val SHORT = "SHAILOO:DEMO:7QK2M8XD4TPA9VNE3HWR6F7QK2M8XD4TPA9VNE3HWR6F"
        val LONG = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/".repeat(30)
    }
}
