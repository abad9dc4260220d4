package kg.shailoo.menin

import android.security.keystore.KeyProperties
import kg.shailoo.bindings.PlatformException
import kg.shailoo.menin.platform.GuardedStore
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import java.nio.file.Files

/** The guarded store: what it asks of the key, and what it keeps. */
class KeyTest : AppTest() {
    private val folder = Files.createTempDirectory("guarded").toFile()

    @Test
    fun valuesComeBackAndLieSealed() {
        MemoryKeyStore.installed
        val store = GuardedStore(folder)
        val secret = "үн".toByteArray()
        assertNull(store.get("key"))
        store.put("key", secret)
        assertArrayEquals(secret, store.get("key"))
        assertArrayEquals(secret, GuardedStore(folder).get("key"))
        val file = checkNotNull(folder.listFiles()).single()
        assertFalse(String(file.readBytes(), Charsets.ISO_8859_1).contains(String(secret, Charsets.ISO_8859_1)))
        store.delete("key")
        assertNull(store.get("key"))
    }

    @Test
    fun aChangedOrSwappedFileIsRefused() {
        MemoryKeyStore.installed
        val store = GuardedStore(folder)
        store.put("a", byteArrayOf(1))
        val file = checkNotNull(folder.listFiles()).single()
        val sealed = file.readBytes()
        store.put("b", byteArrayOf(2))
        val other = checkNotNull(folder.listFiles()).single { it != file }
        other.writeBytes(sealed)
        assertThrows(PlatformException::class.java) { store.get("b") }
        file.writeBytes(sealed.copyOf().also { it[it.size - 1] = (it[it.size - 1] + 1).toByte() })
        assertThrows(PlatformException::class.java) { store.get("a") }
    }

    @Test
    fun theKeyStaysInTheDevice() {
        MemoryKeyStore.installed
        GuardedStore(folder).put("key", byteArrayOf(1))
        val spec = MemoryKeyStore.installed.asked.last()
        assertEquals(256, spec.keySize)
        assertTrue(spec.isStrongBoxBacked)
        assertEquals(listOf(KeyProperties.BLOCK_MODE_GCM), spec.blockModes.toList())
    }
}
