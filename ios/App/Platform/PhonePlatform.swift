import Foundation
import ShailooKit
import UIKit

extension VotingModel {
    /// The model over this phone's Keychain, cameras and lock.
    static func ofThisPhone() -> VotingModel {
        let services = Services(
            lock: OwnersLock(),
            clipboard: SystemClipboard(),
            preferences: RememberedLanguage(),
            face: FrontCamera.shared,
            scanner: CodeScanner.shared
        )
        return VotingModel(services: services) { language, files in
            try makeCore(
                config: appConfiguration(),
                language: language,
                folder: PrivateFolder.ready().path,
                secureStore: GuardedStore(items: KeychainItems(), device: try EnclaveWrap.make()),
                files: files
            )
        }
    }
}

/// `app.json`, which whoever builds the app puts into it. Where it is missing, the core says so.
private func appConfiguration() -> Data {
    guard let url = Bundle.main.url(forResource: "app", withExtension: "json") else { return Data() }
    return (try? Data(contentsOf: url)) ?? Data()
}

/// The folder of the vault: private to the app, unreadable while the phone is locked, in no backup.
enum PrivateFolder {
    static func ready() throws -> URL {
        let files = FileManager.default
        var folder = try files
            .url(for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
            .appendingPathComponent("menin-shailoom", isDirectory: true)
        try files.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.protectionKey: FileProtectionType.complete]
        )
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        return folder
    }
}

struct SystemClipboard: Clipboard {
    @MainActor func copy(_ text: String) {
        UIPasteboard.general.string = text
    }
}

struct RememberedLanguage: Preferences {
    private static let key = "language"

    var language: String { UserDefaults.standard.string(forKey: Self.key) ?? "" }

    func remember(language: String) {
        UserDefaults.standard.set(language, forKey: Self.key)
    }
}
