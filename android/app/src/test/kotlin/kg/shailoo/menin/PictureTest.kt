package kg.shailoo.menin

import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import java.io.File

/**
 * Every screen as it looks, compared with the pictures in docs/screens/android. `cargo xtask android-test
 * --record` puts new ones there, to be looked at one by one.
 */
class PictureTest : AppTest() {
    @Test
    fun kyrgyzByDay() = pictures("ky-light-360", "ky", "+w360dp-h740dp-xhdpi", 1f, 0)

    @Test
    fun russianByNight() = pictures("ru-dark-360", "ru", "+w360dp-h740dp-night-xhdpi", 1f, 1)

    @Test
    fun kyrgyzOnASmallPhoneWithTextTwiceAsLarge() = pictures("ky-light-320-large", "ky", "+w320dp-h640dp-xhdpi", 2f, 2)

    private fun pictures(kind: String, language: String, how: String, fontScale: Float, voter: Int) {
        RuntimeEnvironment.setQualifiers(how)
        RuntimeEnvironment.setFontScale(fontScale)
        val different = ArrayList<String>()
        val names = ArrayList<String>()
        Tour(language, Stage.voterOfPictures(voter)) { phone, name ->
            val file = "$name-$kind.png"
            names.add(file)
            val picture = Picture.of(phone)
            picture.write(File(System.getProperty("shots"), file))
            val kept = File(System.getProperty("pictures"), file)
            if (RECORD) picture.write(kept)
            if (name !in UNSTEADY) picture.difference(kept)?.let { different.add(it) }
        }.run()
        val kept = File(System.getProperty("pictures")).list().orEmpty().filter { it.endsWith("-$kind.png") }
        assertEquals("pictures of no screen", emptyList<String>(), kept - names.toSet())
        assertEquals(different.joinToString("\n"), 0, different.size)
    }

    private companion object {
        /** Whether the registrars' lists are out yet, and so what is said of them, depends on the second. */
        val UNSTEADY = setOf("right")
        val RECORD: Boolean = System.getProperty("record") == "true"
    }
}
