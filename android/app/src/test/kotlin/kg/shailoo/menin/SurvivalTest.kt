package kg.shailoo.menin

import android.content.res.Configuration
import android.widget.EditText
import kg.shailoo.core.Content
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertTrue
import org.junit.Test

/** What happens to phones on a voting day. */
class SurvivalTest : AppTest() {
    @Test
    fun turningThePhoneLosesNothing() = survives { it.change("+land") }

    @Test
    fun theDarkModeLosesNothing() = survives {
        it.change("+night")
        assertEquals(0xFF10161C.toInt(), it.activity.getColor(R.color.bg))
    }

    @Test
    fun largeTextOnASmallPhoneLosesNothing() = survives { it.change("+w320dp-h568dp", 2f) }

    @Test
    fun halfAScreenLosesNothing() = survives { it.change("+w320dp-h300dp") }

    @Test
    fun anotherLanguageLosesNothing() = survives { phone ->
        phone.session.send(phone.screen.frame.languages.first { !it.current }.event)
        phone.quiet()
    }

    /** Marks, what was typed, and the sealed ballot stay through a change, and so does the session itself. */
    private fun survives(change: (Phone) -> Unit) {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.toPin()
        phone.type("field:pin", voter.pin.take(9))
        val half = phone.at(Content.Pin::class).v1.field.value
        change(phone)
        phone.recreate()
        assertEquals(half, (phone.view("field:pin") as EditText).text.toString())
        phone.toIdentify(voter.pin)
        phone.identifyByCode(voter.pin)
        phone.at(Content.Voter::class)
        phone.press("button:begin")
        phone.mark(0, 2)
        val window = phone.activity
        phone.recreate()
        assertNotSame(window, phone.activity)
        assertEquals(listOf(0, 2), phone.marked())
        assertTrue(phone.text("count"), phone.text("count").endsWith("2 / 3"))
        phone.press("button:select")
        val code = phone.at(Content.Review::class).v1.code
        phone.recreate()
        assertEquals(code, phone.text("code"))
        phone.press("button:cast")
        val receipt = phone.at(Content.Receipt::class).v1.code
        assertEquals(code, receipt)
        phone.recreate()
        assertEquals(receipt, phone.text("code"))
    }

    @Test
    fun theChangesReallyReachTheApp() {
        val phone = phone().start()
        phone.at(Content.Start::class)
        phone.change("+land")
        assertEquals(Configuration.ORIENTATION_LANDSCAPE, phone.activity.resources.configuration.orientation)
        assertTrue(phone.root.width > phone.root.height)
        phone.change("+port-night", 2f)
        assertEquals(2f, phone.activity.resources.configuration.fontScale)
        assertFalse(phone.activity.resources.getBoolean(R.bool.light))
    }

    @Test
    fun killedBeforeTheBallotBeginsAnew() {
        val phone = phone().start()
        phone.at(Content.Start::class)
        phone.startAgain().toPin()
        phone.startAgain().toPin()
        val voter = Stage.voter()
        phone.toIdentify(voter.pin)
        phone.at(Content.Identify::class)
        phone.startAgain().at(Content.Start::class)
        phone.toVoter(voter)
        phone.startAgain().at(Content.Start::class)
    }

    @Test
    fun killedWithMarksSaysThatTheyAreGone() {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.toBallot(voter)
        phone.mark(0, 1)
        phone.startAgain().notice("session-lost")
        phone.press("button:primary")
        phone.toBallot(voter)
        assertEquals(emptyList<Int>(), phone.marked())
        phone.mark(2)
        phone.press("button:select")
        phone.at(Content.Review::class)
        // Sealed, not cast: nothing was used.
        phone.startAgain().notice("session-lost")
        phone.press("button:primary")
        phone.toPin()
        phone.toIdentify(voter.pin)
        // Nobody gets three codes in so short a time.
        phone.identifyByFace(voter)
        phone.press("button:begin")
        assertEquals(emptyList<Int>(), phone.marked())
        phone.mark(1)
        phone.press("button:select")
        phone.at(Content.Review::class)
        phone.press("button:cast")
        phone.at(Content.Receipt::class)
    }

    @Test
    fun killedWhileCastingEndsWithTheReceiptOfTheSameBallot() {
        val phone = phone().start()
        val code = phone.castIntoACut(0, 1)
        // The ballot is in the vault and on its way.
        phone.until("sending") { (phone.session.screen?.content as? Content.Casting)?.v1?.stages?.get(2)?.current == true }
        phone.kill()
        Stage.order("mend")
        phone.start()
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
    }

    @Test
    fun killedWithAnUnknownOutcomeEndsWithTheReceiptOfTheSameBallot() {
        val phone = phone().start()
        val code = phone.castIntoACut(2)
        phone.at(Content.Unknown::class)
        phone.kill()
        Stage.order("mend")
        phone.start()
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
    }

    @Test
    fun killedAfterCastingKeepsTheReceipt() {
        val phone = phone().start()
        val code = phone.vote(Stage.voter(), 0).v1.code
        phone.press("button:copy")
        phone.startAgain().at(Content.Start::class)
        phone.press("button:receipts")
        phone.until("the receipts") { (phone.session.screen?.content as? Content.Receipts)?.let { it.v1.unlock == null } == true }
        phone.quiet()
        assertEquals(code, phone.at(Content.Receipts::class).v1.receipts.single().code)
        phone.press("button:open:0")
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
        phone.startAgain().at(Content.Start::class)
        phone.press("button:check")
        phone.at(Content.Check::class)
        phone.startAgain().at(Content.Start::class)
    }

    @Test
    fun aCutWhileCastingIsMendedByItself() {
        val phone = phone().start()
        val code = phone.castIntoACut(0)
        assertTrue(phone.at(Content.Unknown::class).v1.seconds > 0u)
        Stage.order("mend")
        // Nobody presses anything: the countdown ends, and the same ballot goes again.
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
        assertEquals(code, phone.text("code"))
    }

    @Test
    fun aCutWhileCastingIsMendedByThePress() {
        val phone = phone().start()
        val code = phone.castIntoACut(0)
        phone.at(Content.Unknown::class)
        phone.press("button:retry")
        phone.at(Content.Unknown::class)
        Stage.order("mend")
        phone.press("button:retry")
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
    }

    @Test
    fun noNetworkIsSaidAndMarksStay() {
        val phone = phone().start()
        phone.toReview(Stage.voter(), 1)
        Stage.order("cut", "party" to "registrars")
        phone.press("button:cast")
        phone.notice("network")
        Stage.order("mend")
        phone.press("button:primary")
        phone.at(Content.Receipt::class)
    }

    @Test
    fun noNetworkAtTheStart() {
        Stage.order("cut")
        val phone = phone().start()
        phone.notice("network")
        Stage.order("mend")
        phone.press("button:primary")
        phone.at(Content.Start::class)
    }

    @Test
    fun aRefusedCameraIsSaidAndTheCodeStays() {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.at(Content.Identify::class)
        phone.tap("button:face")
        phone.quiet()
        phone.answerCamera(granted = false)
        phone.notice("camera-denied")
        phone.back()
        if (phone.screen.content is Content.Face) phone.back()
        phone.identifyByCode(voter.pin)
        phone.at(Content.Voter::class)
    }

    @Test
    fun theCameraIsAskedForOnlyWhenItIsNeeded() {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.camera.sees = voter.face.readBytes()
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.at(Content.Identify::class)
        assertEquals(null, org.robolectric.Shadows.shadowOf(phone.activity).lastRequestedPermission)
        phone.press("button:face")
        phone.answerCamera(granted = true)
        phone.at(Content.Face::class)
        phone.press("button:capture")
        phone.press("button:retake")
        phone.press("button:capture")
        phone.press("button:confirm")
        phone.at(Content.Voter::class)
    }

    @Test
    fun aPhoneWithoutACamera() {
        val phone = phone().start()
        phone.camera.sees = null
        phone.allowCamera()
        phone.toPin()
        phone.toIdentify(Stage.voter().pin)
        phone.at(Content.Identify::class)
        phone.press("button:face")
        phone.notice("no-camera")
    }

    @Test
    fun aStrangersFaceIsRefused() {
        val phone = phone().start()
        val (voter, other) = Stage.voter() to Stage.voter()
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.at(Content.Identify::class)
        phone.allowCamera()
        phone.camera.sees = other.face.readBytes()
        phone.press("button:face")
        phone.press("button:capture")
        phone.press("button:confirm")
        phone.notice("face")
    }
}
