import Foundation
import PhoneStandIn
import Testing

/// The running election: real registrars, ballot box, witnesses and identity sandbox, each a program of
/// its own. One for all tests.
struct Stage: Sendable {
    struct Voter: Decodable, Sendable {
        let pin: String
        let name: String
        let face: String
        let photo: Bool
        let district: Int
        let candidates: Int
        let mandates: Int
    }

    struct Ready: Decodable, Sendable {
        let app: String
        let voters: [Voter]
        let strangers: [String]
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private struct Reply: Decodable {
        var code: String?
        var ok: Bool?
        var text: String?
        var error: String?
    }

    let ready: Ready
    let config: Data
    private let talker: Talker

    private static let shared = Task { try await Stage() }

    static func here() async throws -> Stage { try await shared.value }

    private init() async throws {
        guard let program = ProcessInfo.processInfo.environment["SHAILOO_STAGE"] else {
            throw Missing(description: "SHAILOO_STAGE must name the program `stage`: run cargo xtask ios-test")
        }
        talker = try Talker(program, [])
        ready = try JSONDecoder().decode(Ready.self, from: await talker.line())
        config = try Data(contentsOf: URL(fileURLWithPath: ready.app))
    }

    private func ask(_ order: [String: String]) async throws -> Reply {
        let answer = try await talker.ask(JSONEncoder().encode(order))
        let reply = try JSONDecoder().decode(Reply.self, from: answer)
        if let error = reply.error { throw Missing(description: "stage: \(error)") }
        return reply
    }

    func code(_ pin: String) async throws -> String {
        try #require(try await ask(["do": "code", "pin": pin]).code)
    }

    func cut() async throws { _ = try await ask(["do": "cut"]) }
    func cutRegistrars() async throws { _ = try await ask(["do": "cut", "party": "registrars"]) }
    func mend() async throws { _ = try await ask(["do": "mend"]) }
    func close() async throws { _ = try await ask(["do": "close"]) }
    func audit() async throws -> Bool { try await ask(["do": "audit"]).ok == true }

    /// What the independent auditor says of a vote cipher.
    func cipher(_ bytes: Data) async throws -> (ok: Bool, text: String) {
        let path = temporaryFolder().appendingPathComponent("vote.shailoo")
        try bytes.write(to: path)
        let reply = try await ask(["do": "cipher", "path": path.path])
        return (reply.ok == true, reply.text ?? "")
    }
}

/// A new folder of its own.
func temporaryFolder() -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("phone-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// The root of the checkout.
let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
