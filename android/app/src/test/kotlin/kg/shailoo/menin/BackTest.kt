package kg.shailoo.menin

import kg.shailoo.core.Content
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Test

/** The back gesture: one step back on every screen, never out of the app by accident, never past a sealed ballot. */
class BackTest : AppTest() {
    @Test
    fun theBackGestureLeadsOneStepBackEverywhere() {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.toPin()
        phone.back()
        phone.at(Content.Start::class)
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.at(Content.Identify::class)
        phone.back()
        phone.at(Content.Pin::class)
        phone.press("button:go")
        phone.allowCamera()
        phone.press("button:face")
        phone.at(Content.Face::class)
        phone.back()
        phone.identifyByCode(voter.pin)
        phone.press("button:begin")
        phone.mark(0, 2)
        phone.press("button:select")
        phone.at(Content.Review::class)
        phone.back()
        assertEquals(listOf(0, 2), phone.marked())
        phone.press("button:select")
        phone.at(Content.Review::class)
        phone.press("button:check-device")
        phone.at(Content.DeviceCheck::class)
        phone.back()
        phone.at(Content.Review::class)
        phone.press("button:cast")
        phone.at(Content.Receipt::class)
        // The only way on is the voter's own: the receipt is not lost by a gesture.
        phone.back()
        phone.at(Content.Receipt::class)
        phone.press("button:finish")
        phone.back()
        phone.at(Content.Receipt::class)
        phone.press("button:finish")
        phone.press("button:hide")
        phone.press("button:receipts")
        phone.at(Content.Receipts::class)
        phone.back()
        phone.at(Content.Start::class)
        assertFalse(phone.activity.isFinishing)
    }

    @Test
    fun theBackGestureLeadsBackFromAllThatIsBesideTheVote() {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.toVoter(voter)
        phone.back()
        val code = phone.vote(voter, 1).v1.code
        phone.press("button:finish")
        phone.press("button:hide")
        phone.press("button:check")
        phone.at(Content.Check::class)
        phone.back()
        phone.at(Content.Start::class)
        phone.press("button:check")
        phone.type("field:control-code", code)
        phone.press("button:go")
        phone.at(Content.Found::class)
        phone.back()
        phone.at(Content.Check::class)
        phone.press("button:right")
        phone.at(Content.Pin::class)
        phone.toIdentify(voter.pin)
        // Two codes are mailed to one voter, no more.
        phone.identifyByFace(voter)
        phone.at(Content.Right::class)
        phone.back()
        phone.at(Content.Start::class)
        assertFalse(phone.activity.isFinishing)
    }

    @Test
    fun theBackGestureNeverLosesASealedBallot() {
        val phone = phone().start()
        val code = phone.castIntoACut(0)
        phone.until("casting") { phone.screen.content is Content.Casting }
        phone.back()
        phone.at(Content.Unknown::class)
        // Another voter may want the phone; the ballot waits at the start.
        phone.back()
        phone.at(Content.Start::class)
        Stage.order("mend")
        phone.press("button:resume")
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
    }
}
