package kg.shailoo.menin

import android.graphics.Bitmap
import android.graphics.Rect
import android.widget.EditText
import android.widget.ScrollView
import android.widget.TextView
import kg.shailoo.menin.parts.CodeField
import kg.shailoo.menin.parts.QrView
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO

/**
 * A picture of a screen that is the same in every run: times, codes and numbers of the day are replaced by fixed
 * ones of the same length before it is drawn; QR codes and mailed codes are left out of the comparison.
 */
class Picture private constructor(private val image: BufferedImage, private val unsteady: List<Rect>) {
    fun write(file: File) {
        file.parentFile?.mkdirs()
        ImageIO.write(image, "png", file)
    }

    /** What is different from the picture in the file; `null` if nothing that can be seen. */
    fun difference(file: File): String? {
        val other = if (file.isFile) ImageIO.read(file) else return "there is no ${file.name}"
        if (other.width != image.width || other.height != image.height) {
            return "${file.name} is ${other.width} × ${other.height}, drawn were ${image.width} × ${image.height}"
        }
        var different = 0
        for (y in 0 until image.height) for (x in 0 until image.width) {
            if (unsteady.none { it.contains(x, y) } && differs(image.getRGB(x, y), other.getRGB(x, y))) different += 1
        }
        val most = image.width * image.height / TOLERATED
        return if (different > most) "${file.name}: $different pixels are different" else null
    }

    private fun differs(a: Int, b: Int): Boolean =
        listOf(16, 8, 0).any { Math.abs((a shr it and 0xFF) - (b shr it and 0xFF)) > NEAR }

    companion object {
        /** One pixel of so many may differ: a line of text is far more. */
        private const val TOLERATED = 1_000
        private const val NEAR = 40
        private const val COLOURS = 255

        /** What follows the name in front of a control code. */
        private val CODE = Regex("(?<=[A-Z]1 )[0-9A-Z]{4}(?: [0-9A-Z]{2,4})+")
        private val STEADY = listOf(
            // Voting hours, then the time of day.
            Regex("""(?:[\d.]{10},\u00A0)?\d{2}:\d{2} – (?:[\d.]{10},\u00A0)?\d{2}:\d{2}""") to "H – H",
            Regex("""\d{2}:\d{2}""") to "13:48",
            Regex("H – H") to "08:00 – 20:00",
            Regex("""\d{2}\.\d{2}\.\d{4}""") to "22.11.2026",
            Regex("""(?<=dobush-)[0-9A-Z]{4}""") to "7K3M",
            // A place in the ballot box.
            Regex("""(?<=: )\d+$""") to "1",
            // How long voting goes on yet.
            Regex("""\d+ саат(?: \d+ мүнөт)?""") to "6 саат 12 мүнөт",
            Regex("""\d+ час(?:а|ов)?(?!\p{L})(?: \d+ минут[аыу]?)?""") to "6 часов 12 минут",
            Regex("""(?<!(?:саат|часов) \d{0,2})\d+(?= (?:мүнөт|секунд))""") to "5",
            Regex("""(?<!(?:саат|часов) \d{0,2})\d+ (минут|секунд)[аыу]?(?!\p{L})""") to "5 $1",
            Regex("""\d+ с(?!\p{L})""") to "5 с",
        )

        /** Takes the picture of what is on the screen now. */
        fun of(phone: Phone): Picture {
            val texts = phone.views().filterIsInstance<TextView>().filter { it.isShown }
            // A cursor blinks, a scroll bar fades.
            texts.filterIsInstance<EditText>().forEach { it.isCursorVisible = false }
            texts.filter { it !is EditText }.forEach(::steady)
            phone.views().filterIsInstance<ScrollView>().forEach { it.isScrollbarFadingEnabled = false }
            phone.layOut()
            val unsteady = phone.views().filter { it.isShown && (it is QrView || it is CodeField) }.map { view ->
                Rect().also { view.getGlobalVisibleRect(it) }
            }
            return Picture(palette(phone.draw()), unsteady)
        }

        private fun steady(view: TextView) {
            val before = view.text.toString()
            var words = CODE.replace(before) { found -> steadyCode(found.value) }
            STEADY.forEach { (varies, same) -> words = varies.replace(words, same) }
            if (words == before) return
            view.text = words
            // Text that is made to fit is measured anew.
            view.requestLayout()
        }

        private fun steadyCode(code: String): String {
            var place = 0
            return code.map { if (it.isLetterOrDigit()) SAMPLE[place++ % SAMPLE.length] else it }.joinToString("")
        }

        private const val SAMPLE = "7K3M9QXA2TPRH5VE"

        /** With 255 colours a picture is a third as large, and looks the same: screens have few. */
        private fun palette(bitmap: Bitmap): BufferedImage {
            val pixels = IntArray(bitmap.width * bitmap.height)
            bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
            val counts = HashMap<Int, Int>()
            pixels.forEach { counts.merge(coarse(it), 1, Int::plus) }
            val colours = counts.entries.sortedWith(compareBy({ -it.value }, { it.key })).take(COLOURS).map { it.key }
            val model = IndexColorModel(8, colours.size, channel(colours, 16), channel(colours, 8), channel(colours, 0))
            val image = BufferedImage(bitmap.width, bitmap.height, BufferedImage.TYPE_BYTE_INDEXED, model)
            val nearest = HashMap<Int, Int>()
            val row = IntArray(bitmap.width)
            for (y in 0 until bitmap.height) {
                for (x in 0 until bitmap.width) {
                    val colour = coarse(pixels[y * bitmap.width + x])
                    row[x] = nearest.getOrPut(colour) { colours.indices.minBy { distance(colours[it], colour) } }
                }
                image.raster.setSamples(0, y, bitmap.width, 1, 0, row)
            }
            return image
        }

        /** Five bits and a half of each channel, so that near colours share a place. */
        private fun coarse(colour: Int): Int = colour and 0xFCFCFC

        private fun channel(colours: List<Int>, shift: Int) =
            ByteArray(colours.size) { (colours[it] shr shift and 0xFF or 3).toByte() }

        private fun distance(a: Int, b: Int): Int = listOf(16, 8, 0).sumOf { shift ->
            val apart = (a shr shift and 0xFF) - (b shr shift and 0xFF)
            apart * apart
        }
    }
}
