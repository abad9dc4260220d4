package kg.shailoo.menin

import android.content.ClipboardManager
import android.content.Intent
import kg.shailoo.core.Content
import kg.shailoo.core.Verdict
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.File

/** Whole votes, from the first screen to the saved vote cipher, which the auditor verifies. */
class VoteTest : AppTest() {
    private fun auditorVerifies(cipher: ByteArray): String {
        val file = File.createTempFile("vote", ".shailoo").apply { deleteOnExit() }
        file.writeBytes(cipher)
        val answer = Stage.order("cipher", "path" to file.path)
        assertTrue(answer.toString(), answer.getBoolean("ok"))
        return answer.getString("text")
    }

    @Test
    fun aVoterWithACode() {
        val phone = phone().start()
        val voter = Stage.voter()
        val receipt = phone.vote(voter, 0, 2).v1
        assertEquals(receipt.code, phone.text("code"))
        val cipher = phone.saved("button:download")
        assertTrue(phone.text("saved").contains(".shailoo"))
        auditorVerifies(cipher)
        val pdf = phone.saved("button:pdf")
        assertEquals("%PDF-", String(pdf, 0, 5))

        phone.press("button:copy")
        val clip = phone.activity.getSystemService(ClipboardManager::class.java).primaryClip
        assertEquals(receipt.code, clip?.getItemAt(0)?.text.toString())
        assertTrue(checkNotNull(clip).description.extras.getBoolean("android.content.extra.IS_SENSITIVE"))

        phone.press("button:share")
        val sheet = shadowOf(phone.activity).nextStartedActivity
        assertEquals(Intent.ACTION_CHOOSER, sheet.action)

        // Whoever has the code finds the vote, and no choice.
        phone.press("button:finish")
        phone.press("button:hide")
        phone.at(Content.Start::class)
        phone.press("button:check")
        phone.type("field:control-code", receipt.code)
        phone.press("button:go")
        val found = phone.at(Content.Found::class).v1
        assertEquals(Verdict.RECORDED, found.verdict)
        assertEquals(receipt.code, found.code)
    }

    @Test
    fun aVoterWithFaceId() {
        val phone = phone("ru").start()
        val voter = Stage.voter()
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.identifyByFace(voter)
        val shown = phone.at(Content.Voter::class).v1
        assertEquals(voter.name, shown.name)
        phone.press("button:begin")
        phone.mark(voter.candidates)
        phone.press("button:select")
        phone.at(Content.Review::class)
        phone.press("button:cast")
        phone.at(Content.Receipt::class)
        auditorVerifies(phone.saved("button:download"))
    }

    @Test
    fun aSavedVoteCipherThatTheVoterDidNotSave() {
        val phone = phone().start()
        phone.vote(Stage.voter(), 1)
        phone.tap("button:download")
        phone.until("the picker") { shadowOf(phone.activity).peekNextStartedActivityForResult() != null }
        val asked = shadowOf(phone.activity).nextStartedActivityForResult.intent
        shadowOf(phone.activity).receiveResult(asked, android.app.Activity.RESULT_CANCELED, null)
        phone.quiet()
        phone.at(Content.Receipt::class)
        assertTrue(phone.view("button:download").isEnabled)
    }

    @Test
    fun theLimitIsKeptAndAgainstAllExcludes() {
        val phone = phone().start()
        val voter = Stage.voter()
        phone.toBallot(voter)
        assertEquals(3, voter.mandates)
        phone.mark(0, 1, 2)
        assertTrue(phone.text("count"), phone.text("count").endsWith("3 / 3"))
        phone.press("row:3")
        assertEquals(listOf(0, 1, 2), phone.marked())
        assertEquals(phone.at(Content.Ballot::class).v1.refused, phone.text("refused"))
        assertFalse(phone.text("refused").isBlank())

        val againstAll = voter.candidates
        phone.press("row:$againstAll")
        val after = phone.marked()
        assertTrue("$after", againstAll !in after || after == listOf(againstAll))
        listOf(0, 1, 2).filter { it in phone.marked() }.forEach { phone.mark(it) }
        if (againstAll !in phone.marked()) phone.mark(againstAll)
        assertEquals(listOf(againstAll), phone.marked())
        phone.press("row:4")
        assertTrue("both are marked", phone.marked().size == 1)
    }

    @Test
    fun nothingChosenIsSaid() {
        val phone = phone().start()
        phone.toBallot(Stage.voter())
        phone.press("button:select")
        phone.notice("nothing-chosen")
        phone.back()
        phone.at(Content.Ballot::class)
    }

    @Test
    fun aStrangerIsNotOnTheList() {
        val phone = phone().start()
        phone.toPin()
        phone.toIdentify(Stage.stranger)
        phone.identifyByCode(Stage.stranger)
        phone.notice("not-listed")
    }

    @Test
    fun anotherVoterAfterwardsSeesNothingOfTheFirst() {
        val phone = phone().start()
        val (first, second) = Stage.voter() to Stage.voter()
        val code = phone.vote(first, 0).v1.code
        phone.press("button:finish")
        phone.press("button:hide")
        assertFalse(phone.words().any { it.contains(code) })
        phone.toPin()
        assertEquals("", (phone.view("field:pin") as android.widget.EditText).text.toString())
        phone.toIdentify(second.pin)
        phone.identifyByCode(second.pin)
        assertEquals(second.name, phone.at(Content.Voter::class).v1.name)
        assertFalse(phone.words().any { it.contains(first.name) })
        phone.press("button:begin")
        assertEquals(emptyList<Int>(), phone.marked())
        phone.mark(1)
        phone.press("button:select")
        phone.at(Content.Review::class)
        phone.press("button:cast")
        assertFalse(phone.at(Content.Receipt::class).v1.code == code)
    }

    @Test
    fun whoHasVotedSeesTheReceiptAgainAndIsToldOnAnotherPhone() {
        val phone = phone().start()
        val voter = Stage.voter()
        val code = phone.vote(voter, 0).v1.code
        phone.press("button:finish")
        phone.press("button:hide")
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.identifyByCode(voter.pin)
        assertEquals(code, phone.at(Content.Receipt::class).v1.code)
        phone.kill()
        val other = phone().start()
        other.toPin()
        other.toIdentify(voter.pin)
        other.identifyByFace(voter)
        other.notice("already-voted")
    }

    private fun Phone.words() = views().filter { it.isShown }.flatMap { view ->
        listOfNotNull((view as? android.widget.TextView)?.text?.toString(), view.contentDescription?.toString())
    }
}
