package kg.shailoo.menin

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.InvalidParameterException
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

/**
 * Robolectric has no AndroidKeyStore: this provider of the same name keeps keys in memory, so that the app's own
 * store runs unchanged. It notes what the app asked of each key.
 */
class MemoryKeyStore : Provider("AndroidKeyStore", "1.0", "keys in memory") {
    private val made = HashMap<String, Key>()

    /** What was asked of the keys that were made. */
    val asked = ArrayList<KeyGenParameterSpec>()

    private inner class Offer(type: String, algorithm: String, private val make: () -> Any) :
        Service(this, type, algorithm, Any::class.java.name, null, null) {
        override fun newInstance(parameter: Any?) = make()
    }

    init {
        putService(Offer("KeyStore", "AndroidKeyStore") { Store() })
        putService(Offer("KeyGenerator", "AES") { Aes() })
    }

    private inner class Aes : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?) = throw InvalidParameterException("a spec is needed")

        override fun engineInit(size: Int, random: SecureRandom?) = throw InvalidParameterException("a spec is needed")

        override fun engineInit(parameters: AlgorithmParameterSpec?, random: SecureRandom?) {
            spec = parameters as KeyGenParameterSpec
        }

        override fun engineGenerateKey(): SecretKey {
            val bytes = ByteArray(spec.keySize / 8).also { SecureRandom().nextBytes(it) }
            asked.add(spec)
            return SecretKeySpec(bytes, "AES").also { made[spec.keystoreAlias] = it }
        }
    }

    private inner class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = made[alias]
        override fun engineContainsAlias(alias: String) = alias in made
        override fun engineDeleteEntry(alias: String) {
            made.remove(alias)
        }
        override fun engineAliases(): Enumeration<String> = Collections.enumeration(made.keys)
        override fun engineSize() = made.size
        override fun engineIsKeyEntry(alias: String) = alias in made
        override fun engineIsCertificateEntry(alias: String) = false
        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
        override fun engineStore(stream: OutputStream?, password: CharArray?) = throw UnsupportedOperationException()
        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null
        override fun engineGetCertificate(alias: String): Certificate? = null
        override fun engineGetCreationDate(alias: String): Date? = null
        override fun engineGetCertificateAlias(certificate: Certificate?): String? = null
        override fun engineSetKeyEntry(a: String, k: Key, p: CharArray?, c: Array<out Certificate>?) {
            made[a] = k
        }
        override fun engineSetKeyEntry(a: String, k: ByteArray?, c: Array<out Certificate>?) =
            throw UnsupportedOperationException()
        override fun engineSetCertificateEntry(a: String, c: Certificate?) = throw UnsupportedOperationException()
    }

    companion object {
        /** The only one, put in place once. */
        val installed: MemoryKeyStore by lazy { MemoryKeyStore().also { Security.addProvider(it) } }
    }
}
