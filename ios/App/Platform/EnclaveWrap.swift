import Foundation
import Security
import ShailooKit

/// Wraps items under a key of the Secure Enclave, which never leaves the chip.
struct EnclaveWrap: KeyWrap {
    private static let tag = Data("kg.shailoo.menin.wrapping-key".utf8)
    private static let algorithm = SecKeyAlgorithm.eciesEncryptionCofactorVariableIVX963SHA256AESGCM

    enum Fault: Error {
        case noPublicKey
        case refused
    }

    // A SecKey is an immutable reference to a key in the chip; the system lets any thread use it.
    private nonisolated(unsafe) let key: SecKey

    /// The key of this app, made at the first use; nothing where the device has no Enclave.
    ///
    /// A key that is there but cannot be had now is an error: a second key could not read the items.
    static func make() throws -> EnclaveWrap? {
        let key = try existing() ?? fresh()
        return key.map(EnclaveWrap.init(key:))
    }

    private static func existing() throws -> SecKey? {
        let query: [String: Any] = [
            kSecClass as String: kSecClassKey,
            kSecAttrApplicationTag as String: tag,
            kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
            kSecReturnRef as String: true,
        ]
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess: return (found as! SecKey)
        case errSecItemNotFound: return nil
        default: throw Fault.refused
        }
    }

    private static func fresh() -> SecKey? {
        guard let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, .privateKeyUsage, nil
        ) else { return nil }
        let attributes: [String: Any] = [
            kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrKeySizeInBits as String: 256,
            kSecAttrTokenID as String: kSecAttrTokenIDSecureEnclave,
            kSecPrivateKeyAttrs as String: [
                kSecAttrIsPermanent as String: true,
                kSecAttrApplicationTag as String: tag,
                kSecAttrAccessControl as String: access,
            ] as [String: Any],
        ]
        return SecKeyCreateRandomKey(attributes as CFDictionary, nil)
    }

    func wrap(_ bytes: Data) throws -> Data {
        guard let open = SecKeyCopyPublicKey(key) else { throw Fault.noPublicKey }
        guard let wrapped = SecKeyCreateEncryptedData(open, Self.algorithm, bytes as CFData, nil) else {
            throw Fault.refused
        }
        return wrapped as Data
    }

    func unwrap(_ bytes: Data) throws -> Data {
        guard let plain = SecKeyCreateDecryptedData(key, Self.algorithm, bytes as CFData, nil) else {
            throw Fault.refused
        }
        return plain as Data
    }
}
