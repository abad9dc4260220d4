package kg.shailoo.menin

import android.view.View
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import kg.shailoo.core.Content
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment

/**
 * Every screen of the tour, in Kyrgyz by day and in Russian by night with text twice as large on a small phone:
 * it can be used with a screen reader and with tired eyes, and hides what is private. No kind of screen of the
 * core is forgotten. The window is tall enough to show all of every page.
 */
class AccessTest : AppTest() {
    private val kinds = Content::class.java.declaredClasses
        .filter { Content::class.java.isAssignableFrom(it) }
        .map { it.simpleName }
        .toSet()

    @Test
    fun inKyrgyz() = accessible("ky", "+w360dp-h2400dp-mdpi", 1f)

    @Test
    fun inRussianByNightWithTextTwiceAsLargeOnASmallPhone() = accessible("ru", "+w320dp-h4800dp-night-mdpi", 2f)

    private fun accessible(language: String, how: String, fontScale: Float) {
        RuntimeEnvironment.setQualifiers(how)
        RuntimeEnvironment.setFontScale(fontScale)
        val faults = ArrayList<String>()
        val passed = HashSet<String>()
        Tour(language, Stage.voter()) { phone, name ->
            val screen = phone.screen
            assertEquals(language, screen.frame.language)
            assertEquals(fontScale, phone.activity.resources.configuration.fontScale)
            passed.add(screen.content.javaClass.simpleName)
            faults.addAll(Accessibility(phone, name).faults())
            if (isPrivate(screen.content) && !phone.isSecure()) faults.add("$name can be photographed")
            if (screen.content is Content.Start && phone.isSecure()) faults.add("$name is hidden without need")
            if (name == "ballot-refused") {
                val live = phone.view("refused").accessibilityLiveRegion
                if (live != View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE) faults.add("a refused mark is not announced")
            }
            if (name == "receipt") {
                val live = phone.view("heading").accessibilityLiveRegion
                if (live == View.ACCESSIBILITY_LIVE_REGION_NONE) faults.add("a cast vote is not announced")
            }
        }.run()
        assertEquals(faults.joinToString("\n"), 0, faults.size)
        assertEquals(kinds, passed)
    }

    @Test
    fun everyKindOfScreenHasAPage() {
        assertTrue("$kinds", kinds.size >= 18)
        kinds.forEach { Class.forName("kg.shailoo.menin.screens.${it}Page") }
    }

    /** What shows a ПИН, marks or codes. */
    private fun isPrivate(content: Content) = when (content) {
        is Content.Pin, is Content.Identify, is Content.Ballot, is Content.Review, is Content.Receipt,
        is Content.Finish, is Content.Receipts, is Content.Found, is Content.DeviceCheck,
        -> true
        else -> false
    }

    private fun Phone.isSecure() = activity.window.attributes.flags and FLAG_SECURE != 0
}
