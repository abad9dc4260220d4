import Foundation
import ShailooCore

/// Keeps small items under names: the Keychain. What `put` accepted is durable when it returns.
public protocol ItemStore: Sendable {
    func get(_ name: String) throws -> Data?
    func put(_ name: String, _ bytes: Data) throws
    func delete(_ name: String) throws
}

/// Wraps bytes under a key that never leaves this device: the Secure Enclave.
public protocol KeyWrap: Sendable {
    func wrap(_ bytes: Data) throws -> Data
    func unwrap(_ bytes: Data) throws -> Data
}

/// The core's secure store: items, each wrapped under the device's key where the device has one.
///
/// An item begins with one byte that says how it was written. An item that cannot be read is an error,
/// never «nothing there»: else the core would make a new secret, and the voter's right would be lost.
public final class GuardedStore: SecureStore {
    private enum Form: UInt8 {
        case plain = 0
        case wrapped = 1
    }

    private let items: any ItemStore
    private let device: (any KeyWrap)?

    public init(items: any ItemStore, device: (any KeyWrap)?) {
        self.items = items
        self.device = device
    }

    public func get(name: String) throws -> Data? {
        try told {
            guard let item = try items.get(name) else { return nil }
            guard let first = item.first, let form = Form(rawValue: first) else {
                throw Fault.form
            }
            let body = Data(item.dropFirst())
            switch form {
            case .plain: return body
            case .wrapped:
                guard let device else { throw Fault.noDeviceKey }
                return try device.unwrap(body)
            }
        }
    }

    public func put(name: String, bytes: Data) throws {
        try told {
            let form: Form = device == nil ? .plain : .wrapped
            let body = try device?.wrap(bytes) ?? bytes
            try items.put(name, Data([form.rawValue]) + body)
        }
    }

    public func delete(name: String) throws {
        try told { try items.delete(name) }
    }

    /// The core learns that it failed; the reason names neither the item nor what is in it.
    private func told<T>(_ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch {
            throw PlatformError.Failed(reason: "secure store: \(type(of: error))")
        }
    }

    private enum Fault: Error {
        case form
        case noDeviceKey
    }
}
