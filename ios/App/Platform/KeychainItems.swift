import Foundation
import Security
import ShailooKit

/// Items in the Keychain: on this device only, readable only while it is unlocked, in no backup.
struct KeychainItems: ItemStore {
    private static let service = "kg.shailoo.menin.secrets"

    struct Refused: Error {
        let status: OSStatus
    }

    private func item(_ name: String) -> [String: Any] {
        [
            kSecClass as String: kSecClassGenericPassword,
            kSecAttrService as String: Self.service,
            kSecAttrAccount as String: name,
            kSecAttrSynchronizable as String: false,
        ]
    }

    func get(_ name: String) throws -> Data? {
        var query = item(name)
        query[kSecReturnData as String] = true
        query[kSecMatchLimit as String] = kSecMatchLimitOne
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess:
            guard let bytes = found as? Data else { throw Refused(status: errSecDecode) }
            return bytes
        case errSecItemNotFound:
            return nil
        case let status:
            throw Refused(status: status)
        }
    }

    func put(_ name: String, _ bytes: Data) throws {
        let values: [String: Any] = [
            kSecValueData as String: bytes,
            kSecAttrAccessible as String: kSecAttrAccessibleWhenUnlockedThisDeviceOnly,
        ]
        // First a change of what is there: at no moment is there nothing.
        var status = SecItemUpdate(item(name) as CFDictionary, values as CFDictionary)
        if status == errSecItemNotFound {
            let whole = item(name).merging(values) { _, new in new }
            status = SecItemAdd(whole as CFDictionary, nil)
        }
        guard status == errSecSuccess else { throw Refused(status: status) }
    }

    func delete(_ name: String) throws {
        let status = SecItemDelete(item(name) as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else {
            throw Refused(status: status)
        }
    }
}
