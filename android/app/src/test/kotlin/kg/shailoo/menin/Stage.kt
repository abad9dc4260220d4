package kg.shailoo.menin

import org.json.JSONObject
import java.io.BufferedReader
import java.io.File

/** A voter on the list. */
class Voter(told: JSONObject) {
    val pin: String = told.getString("pin")
    val name: String = told.getString("name")
    val face = File(told.getString("face"))
    val district = told.getInt("district")
    val candidates = told.getInt("candidates")
    val mandates = told.getInt("mandates")
}

/**
 * The running election of these tests: real registrars, ballot box, witness and sandbox, each a program of its
 * own, started once and stopped with this process, whose end closes the program's input.
 */
object Stage {
    private const val VOTERS = 240
    private const val MAIL = 20_000_000_000L

    /** Ten candidates and three mandates: more than fits on a screen. */
    const val WIDE = 2

    private val process: Process
    private val answers: BufferedReader
    private val ready: JSONObject
    private val voters: List<Voter>
    private val codes = HashMap<String, String>()
    private var fromFront = 0
    private var fromBack = 0

    init {
        val log = File.createTempFile("stage", ".log").apply { deleteOnExit() }
        val program = File(System.getProperty("programs"), "stage")
        val start = ProcessBuilder(program.path, "--voters", "$VOTERS").redirectError(log)
        // The servers have the right time, whatever time it is on the phone.
        start.environment().keys.removeAll(setOf("LD_PRELOAD", "FAKETIME"))
        process = start.start()
        answers = process.inputStream.bufferedReader()
        val line = answers.readLine() ?: error("the election did not start: ${log.readText()}")
        ready = JSONObject(line)
        val list = ready.getJSONArray("voters")
        voters = (0 until list.length()).map { Voter(list.getJSONObject(it)) }.filter { it.district == WIDE }
    }

    /** The app's configuration. */
    val app: ByteArray by lazy { File(ready.getString("app")).readBytes() }

    /** A citizen who is not on the list. */
    val stranger: String get() = ready.getJSONArray("strangers").getString(0)

    /** Somebody who has done nothing yet. */
    @Synchronized
    fun voter(): Voter = voters[fromFront++].also { check(fromFront + fromBack <= voters.size) { "too few voters" } }

    /** Somebody for the pictures: the same one in every run, whatever other tests do. */
    fun voterOfPictures(place: Int): Voter {
        fromBack = Math.max(fromBack, place + 1)
        return voters[voters.size - 1 - place]
    }

    /** The right time, in seconds since 1970. */
    fun time(): Long {
        val ask = ProcessBuilder("date", "+%s")
        ask.environment().keys.removeAll(setOf("LD_PRELOAD", "FAKETIME"))
        return ask.start().inputStream.bufferedReader().readText().trim().toLong()
    }

    /** Gives an order and reads the answer. */
    @Synchronized
    fun order(what: String, vararg more: Pair<String, String>): JSONObject {
        val order = JSONObject().put("do", what)
        more.forEach { (name, value) -> order.put(name, value) }
        process.outputStream.write((order.toString() + "\n").toByteArray())
        process.outputStream.flush()
        val answer = JSONObject(answers.readLine() ?: error("the election ended"))
        check(!answer.has("error")) { "$what: ${answer.getString("error")}" }
        return answer
    }

    /** The code that was mailed to this voter since it was last asked for. */
    fun code(pin: String): String {
        val end = System.nanoTime() + MAIL
        while (true) {
            val code = order("code", "pin" to pin).getString("code")
            if (codes.put(pin, code) != code) return code
            check(System.nanoTime() < end) { "no new mail to $pin" }
            Thread.sleep(100)
        }
    }
}
