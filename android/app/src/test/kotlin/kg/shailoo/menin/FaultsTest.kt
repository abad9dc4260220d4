package kg.shailoo.menin

import android.graphics.Color
import android.widget.LinearLayout
import android.widget.TextView
import kg.shailoo.core.Content
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** The checks of [Accessibility] and [Picture] find what they are for. */
class FaultsTest : AppTest() {
    @Test
    fun spoiltScreensAreFound() {
        val phone = phone().start()
        phone.at(Content.Start::class)
        assertEquals(emptyList<String>(), Accessibility(phone, "start").faults())
        val button = phone.view("button:go") as TextView
        val title = phone.view("title") as TextView
        val column = button.parent as LinearLayout

        fun found(words: String) {
            val faults = Accessibility(phone, "start").faults()
            assertTrue("$words is not among $faults", faults.any { words in it })
        }
        button.text = ""
        found("without a label")
        button.text = "…"
        button.minimumHeight = 0
        button.minHeight = 0
        button.setPadding(0, 0, 0, 0)
        found("dp")
        title.setTextColor(Color.LTGRAY)
        found("contrast")
        title.layoutParams = title.layoutParams.apply { height = 4 }
        found("cut off")
        phone.views().filter { it.isAccessibilityHeading }.forEach { it.isAccessibilityHeading = false }
        found("no heading")
        column.accessibilityTraversalAfter = title.id
        title.id = 1
        column.accessibilityTraversalAfter = 1
        found("an order of its own")
    }

    @Test
    fun anotherPictureIsFound() {
        val phone = phone().start()
        phone.at(Content.Start::class)
        val file = java.io.File.createTempFile("picture", ".png").apply { deleteOnExit() }
        Picture.of(phone).write(file)
        assertEquals(null, Picture.of(phone).difference(file))
        (phone.view("button:go") as TextView).text = "?"
        assertTrue(checkNotNull(Picture.of(phone).difference(file)).contains("different"))
    }
}
