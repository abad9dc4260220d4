package kg.shailoo.menin

import kg.shailoo.core.Content
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.time.Duration
import java.time.Instant

/**
 * The phone's clock is more than a year late: Maven runs this class in a process of its own, whose clock
 * libfaketime sets back. The servers have the right time, and theirs decides.
 */
class WrongClockTest : AppTest() {
    @Test
    fun aVoteWithAClockThatIsAYearLate() {
        val right = Instant.ofEpochSecond(Stage.time())
        val late = Duration.between(Instant.now(), right)
        assertTrue("this process has the right clock: $late", late.toDays() > 365)
        val phone = phone().start()
        val start = phone.at(Content.Start::class).v1
        assertTrue("the box looks closed", start.go.enabled && start.closed == null)
        val clock = java.time.ZonedDateTime.ofInstant(right, java.time.ZoneId.of("Asia/Bishkek"))
        val told = phone.screen.frame.serverTime
        val near = (-2L..2L).map { "%02d:%02d".format(clock.plusMinutes(it).hour, clock.plusMinutes(it).minute) }
        assertTrue("$told is not near $near", near.any { it in told })
        val code = phone.vote(Stage.voter(), 0, 1).v1.code
        phone.press("button:copy")
        phone.startAgain().at(Content.Start::class)
        assertEquals(code, phone.keptCode())
    }

    private fun Phone.keptCode(): String {
        press("button:receipts")
        until("the receipts") { (session.screen?.content as? Content.Receipts)?.let { it.v1.unlock == null } == true }
        return at(Content.Receipts::class).v1.receipts.single().code
    }
}
