package kg.shailoo.menin

import kg.shailoo.bindings.SealedVector
import kg.shailoo.bindings.canonicalJson
import kg.shailoo.bindings.codeTexts
import kg.shailoo.bindings.controlCodeIsValid
import kg.shailoo.bindings.sealedCore
import kg.shailoo.bindings.voteCipherIsValid
import org.json.JSONArray
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.File

/** The core does in Kotlin what the specification's vectors say. */
@RunWith(RobolectricTestRunner::class)
class VectorTest {
    private fun cases(name: String): List<JSONObject> {
        val text = File(System.getProperty("vectors"), "$name.json").readText()
        val cases = JSONObject(text).getJSONArray("cases")
        assertTrue(name, cases.length() > 0)
        return (0 until cases.length()).map(cases::getJSONObject)
    }

    private fun unhex(hex: String): ByteArray = hex.chunked(2).map { it.toInt(16).toByte() }.toByteArray()

    private fun JSONObject.bytes(name: String): ByteArray = unhex(getString(name))

    private fun JSONArray.texts() = (0 until length()).map(::getString)

    @Test
    fun ballots() = cases("ballot").filter { it.getBoolean("valid") }.forEach { case ->
        val vector = SealedVector(
            districtFile = case.bytes("district_file"),
            jointKeys = case.getJSONArray("joint_keys").texts().map(::unhex),
            moduli = case.getJSONArray("moduli").texts().map(::unhex),
            ballotKeySeed = case.bytes("ballot_key_seed"),
            chacha20Seed = case.bytes("chacha20_seed"),
            opening = case.bytes("opening"),
        )
        assertArrayEquals(case.getString("name"), case.bytes("core"), sealedCore(vector))
    }

    @Test
    fun controlCodes() {
        val mistyped = cases("control-code").flatMap { case ->
            val texts = checkNotNull(codeTexts(case.getString("kind"), case.bytes("core")))
            assertEquals(case.getString("code"), texts.code)
            assertEquals(case.getString("qr"), texts.qr)
            assertTrue(controlCodeIsValid(texts.code))
            case.optJSONArray("mistyped")?.texts().orEmpty()
        }
        assertTrue(mistyped.isNotEmpty())
        mistyped.forEach { assertFalse(it, controlCodeIsValid(it)) }
    }

    @Test
    fun voteCiphers() {
        val valid = cases("vote-cipher").map { case ->
            case.getBoolean("valid").also {
                assertEquals(case.getString("name"), it, voteCipherIsValid(case.getString("file").toByteArray()))
            }
        }
        assertEquals(setOf(true, false), valid.toSet())
    }

    @Test
    fun canonicalDocuments() = cases("json").filter { it.getBoolean("valid") }.forEach { case ->
        assertArrayEquals(case.bytes("document"), canonicalJson(case.bytes("document")))
    }
}
