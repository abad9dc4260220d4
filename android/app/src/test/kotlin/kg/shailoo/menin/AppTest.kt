package kg.shailoo.menin

import org.junit.After
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** A test with phones; whatever it leaves running ends with it. */
@RunWith(RobolectricTestRunner::class)
abstract class AppTest {
    protected fun phone(language: String = "ky"): Phone = Phone(language)

    @After
    fun end() {
        Stage.order("mend")
        Session.end()
    }
}
