package kg.shailoo.menin.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.util.AtomicFile
import kg.shailoo.bindings.PlatformException
import kg.shailoo.bindings.SecureStore
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.StandardOpenOption
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Small secrets under a key that cannot leave the device: AES-256-GCM in the Android Keystore, in its own
 * security chip where there is one. A value is a file of nonce and ciphertext, bound to its name, in a folder
 * that no backup takes along; it is on the disk when [put] returns.
 */
class GuardedStore(private val folder: File) : SecureStore {
    override fun get(name: String): ByteArray? = guarded {
        val sealed = try {
            file(name).readFully()
        } catch (_: FileNotFoundException) {
            return@guarded null
        }
        // The key is gone for good (the device's credentials were erased): so is everything under it.
        val key = existingKey() ?: return@guarded null
        if (sealed.size <= NONCE_BYTES) throw IOException("too short")
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES))
        cipher.updateAAD(name.toByteArray())
        cipher.doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
    }

    override fun put(name: String, bytes: ByteArray) = guarded {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        // The key store chooses the nonce; it takes none from outside.
        cipher.init(Cipher.ENCRYPT_MODE, existingKey() ?: newKey())
        cipher.updateAAD(name.toByteArray())
        write(name, cipher.iv + cipher.doFinal(bytes))
    }

    override fun delete(name: String) = guarded {
        file(name).delete()
        if (file(name).baseFile.exists()) throw IOException("still there")
        syncFolder()
    }

    // A crash before the rename leaves the old value, after it the new one; never half of either.
    private fun write(name: String, sealed: ByteArray) {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        val file = file(name)
        val stream = file.startWrite()
        try {
            stream.write(sealed)
            file.finishWrite(stream)
        } catch (error: IOException) {
            file.failWrite(stream)
            throw error
        }
        syncFolder()
    }

    private fun syncFolder() {
        try {
            FileChannel.open(folder.toPath(), StandardOpenOption.READ).use { it.force(true) }
        } catch (_: IOException) {
            // Some file systems cannot sync a folder; theirs keep the order of a sync and a rename anyway.
        }
    }

    /** Names are the core's; as hexadecimal digits they are file names everywhere. */
    private fun file(name: String) =
        AtomicFile(File(folder, name.toByteArray().joinToString("") { HEX_BYTE.format(it) }))

    private fun existingKey(): SecretKey? =
        KeyStore.getInstance(PROVIDER).apply { load(null) }.getKey(ALIAS, null) as SecretKey?

    private fun newKey(): SecretKey {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            try {
                return generate(keySpec().setIsStrongBoxBacked(true).build())
            } catch (_: StrongBoxUnavailableException) {
                // No security chip: the trusted execution environment guards the key.
            }
        }
        return generate(keySpec().build())
    }

    private fun keySpec() =
        KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)

    private fun generate(spec: KeyGenParameterSpec): SecretKey =
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).apply { init(spec) }.generateKey()

    private fun <T> guarded(action: () -> T): T = synchronized(this) {
        try {
            action()
        } catch (error: GeneralSecurityException) {
            throw PlatformException.Failed(error.javaClass.simpleName)
        } catch (error: IOException) {
            throw PlatformException.Failed(error.javaClass.simpleName)
        } catch (error: RuntimeException) {
            // The key store's service reports its failures as ProviderException and its kin.
            throw PlatformException.Failed(error.javaClass.simpleName)
        }
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val ALIAS = "guarded-store-1"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128
        const val NONCE_BYTES = 12
        const val HEX_BYTE = "%02x"
    }
}
