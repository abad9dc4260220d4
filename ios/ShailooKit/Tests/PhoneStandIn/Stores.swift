import Foundation
import ShailooKit

/// Items in a folder, as durable as a Keychain: a killed phone finds them again. For tests only.
public struct FolderItems: ItemStore {
    private let folder: URL

    public init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func place(_ name: String) -> URL {
        folder.appendingPathComponent(name.replacingOccurrences(of: "/", with: "_"))
    }

    public func get(_ name: String) throws -> Data? {
        let place = place(name)
        return FileManager.default.fileExists(atPath: place.path) ? try Data(contentsOf: place) : nil
    }

    public func put(_ name: String, _ bytes: Data) throws {
        try bytes.write(to: place(name), options: .atomic)
    }

    public func delete(_ name: String) throws {
        let place = place(name)
        if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
    }
}
