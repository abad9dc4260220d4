package kg.shailoo.menin

import kg.shailoo.core.Content

/** What voters do, step by step, from one screen at rest to the next. */

fun Phone.toPin() {
    at(Content.Start::class)
    press("button:go")
    at(Content.Pin::class)
}

fun Phone.toIdentify(pin: String) {
    type("field:pin", pin)
    press("button:go")
}

/** By the code of the cloud signature. */
fun Phone.identifyByCode(pin: String) {
    at(Content.Identify::class)
    press("button:get-code")
    type("field:code", Stage.code(pin))
    press("button:confirm")
}

/** By the face before the camera. */
fun Phone.identifyByFace(voter: Voter) {
    at(Content.Identify::class)
    allowCamera()
    camera.sees = voter.face.readBytes()
    press("button:face")
    at(Content.Face::class)
    press("button:capture")
    press("button:confirm")
}

fun Phone.toVoter(voter: Voter) {
    toPin()
    toIdentify(voter.pin)
    identifyByCode(voter.pin)
    at(Content.Voter::class)
}

fun Phone.toBallot(voter: Voter): Content.Ballot {
    toVoter(voter)
    press("button:begin")
    return at(Content.Ballot::class)
}

fun Phone.mark(vararg rows: Int) = rows.forEach { press("row:$it") }

fun Phone.marked(): List<Int> {
    val rows = at(Content.Ballot::class).v1.rows
    return rows.indices.filter { rows[it].marked }
}

/** To the marks once more, sealed. */
fun Phone.toReview(voter: Voter, vararg rows: Int) {
    toBallot(voter)
    mark(*rows)
    press("button:select")
    at(Content.Review::class)
}

/** Presses «Добуш берүү» just after the ballot box has become unreachable; gives the sealed ballot's code. */
fun Phone.castIntoACut(vararg rows: Int): String {
    toReview(Stage.voter(), *rows)
    val code = text("code")
    Stage.order("cut")
    tap("button:cast")
    return code
}

fun Phone.vote(voter: Voter, vararg rows: Int): Content.Receipt {
    toReview(voter, *rows)
    press("button:cast")
    return at(Content.Receipt::class)
}
