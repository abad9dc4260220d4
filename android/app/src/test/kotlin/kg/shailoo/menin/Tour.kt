package kg.shailoo.menin

import kg.shailoo.core.Content
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.CountDownLatch

/**
 * One voter's way past every kind of screen, with the messages that voters meet most. `show` is called at each
 * stop, with the screen drawn and its name.
 */
class Tour(private val language: String, private val voter: Voter, private val show: (Phone, String) -> Unit) {
    private var phone = Phone(language)

    private fun see(name: String) = show(phone, name)

    fun run() {
        start()
        identify()
        ballot()
        cast()
        afterwards()
        messages()
    }

    private fun start() {
        phone.gate = CountDownLatch(1)
        phone.start()
        phone.until("opening") { phone.session.screen?.content is Content.Opening }
        see("opening")
        phone.gate.countDown()
        phone.at(Content.Start::class)
        see("start")
    }

    private fun identify() {
        phone.toPin()
        see("pin")
        phone.type("field:pin", voter.pin)
        see("pin-filled")
        phone.press("button:go")
        phone.at(Content.Identify::class)
        see("identify")
        phone.allowCamera()
        phone.camera.sees = voter.face.readBytes()
        phone.press("button:face")
        phone.at(Content.Face::class)
        see("face")
        phone.press("button:capture")
        see("face-taken")
        phone.back()
        phone.at(Content.Identify::class)
        phone.press("button:get-code")
        phone.type("field:code", Stage.code(voter.pin))
        see("identify-code")
        phone.press("button:confirm")
        phone.at(Content.Voter::class)
        photos()
        see("voter")
    }

    private fun ballot() {
        phone.press("button:begin")
        phone.at(Content.Ballot::class)
        photos()
        see("ballot")
        phone.press("button:select")
        phone.notice("nothing-chosen")
        see("message-nothing-chosen")
        phone.back()
        phone.mark(0, 2)
        see("ballot-marked")
        phone.mark(1)
        phone.press("row:3")
        see("ballot-refused")
        phone.mark(1)
        phone.press("button:select")
        phone.at(Content.Review::class)
        photos()
        see("review")
        phone.press("button:check-device")
        phone.at(Content.DeviceCheck::class)
        see("device-check")
        phone.press("button:next")
        phone.press("button:next")
        phone.at(Content.DeviceCheck::class)
        see("device-check-opened")
        phone.press("button:next")
        phone.at(Content.Ballot::class)
        phone.press("button:select")
        phone.at(Content.Review::class)
    }

    private fun cast() {
        Stage.order("cut")
        phone.tap("button:cast")
        phone.until("casting") { phone.session.screen?.content is Content.Casting }
        see("casting")
        phone.at(Content.Unknown::class)
        see("unknown")
        Stage.order("mend")
        phone.press("button:retry")
        phone.at(Content.Receipt::class)
        see("receipt")
    }

    private fun afterwards() {
        val code = phone.at(Content.Receipt::class).v1.code
        phone.saved("button:download")
        see("receipt-saved")
        phone.press("button:finish")
        phone.at(Content.Finish::class)
        see("finish")
        phone.press("button:hide")
        phone.at(Content.Start::class)
        see("start-with-receipt")
        shadowOf(phone.activity.getSystemService(android.app.KeyguardManager::class.java)).setIsDeviceSecure(true)
        phone.press("button:receipts")
        phone.at(Content.Receipts::class)
        see("receipts-locked")
        val asked = shadowOf(phone.activity).nextStartedActivityForResult.intent
        shadowOf(phone.activity).receiveResult(asked, android.app.Activity.RESULT_OK, null)
        phone.quiet()
        see("receipts")
        phone.press("button:open:0")
        phone.at(Content.Receipt::class)
        phone.back()
        phone.back()
        phone.press("button:check")
        phone.at(Content.Check::class)
        see("check")
        phone.type("field:control-code", code)
        phone.press("button:go")
        phone.at(Content.Found::class)
        see("found")
        phone.press("button:close")
        phone.press("button:check")
        phone.press("button:right")
        phone.toIdentify(voter.pin)
        phone.identifyByCode(voter.pin)
        phone.at(Content.Right::class)
        see("right")
        phone.press("button:close")
    }

    private fun messages() {
        phone.kill()
        // On a phone that knows nothing of this voter, who has asked for as many codes as anybody may.
        phone = Phone(language).start()
        phone.toPin()
        phone.toIdentify(voter.pin)
        phone.identifyByFace(voter)
        phone.notice("already-voted")
        see("message-already-voted")
        phone.press("button:other:0")
        phone.toPin()
        Stage.order("cut", "party" to "registrars")
        phone.toIdentify(voter.pin)
        phone.notice("network")
        see("message-network")
    }

    /** Photos come beside the screens; a stop waits for them. */
    private fun photos() {
        phone.until("photos") { phone.session.photosAsked() == 0 }
        phone.quiet()
    }

    /** How many photos are still on their way: the session's own list of them. */
    private fun Session.photosAsked(): Int {
        val asked = Session::class.java.getDeclaredField("asked").apply { isAccessible = true }
        return (asked.get(this) as Map<*, *>).size
    }
}
