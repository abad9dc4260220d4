import Foundation
import ShailooCore

/// Makes the core: `config` is `app.json`, `folder` a private folder that no backup copies.
public func makeCore(
    config: Data,
    language: String,
    folder: String,
    secureStore: any SecureStore,
    files: any FileSaver
) throws -> any VoterAppProtocol {
    try VoterApp(config: config, language: language, folder: folder, secureStore: secureStore, files: files)
}
