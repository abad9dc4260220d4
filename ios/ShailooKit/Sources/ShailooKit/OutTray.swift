import Foundation
import ShailooCore

/// A file that the core hands to the voter.
public struct OutgoingFile: Equatable, Sendable, Identifiable {
    public enum Way: Equatable, Sendable {
        /// The voter chooses a place.
        case save
        /// The voter chooses another app.
        case share
    }

    public let id: Int
    public let way: Way
    public let name: String
    public let mediaType: String
    public let bytes: Data
}

/// How the voter decided.
public enum FileAnswer: Equatable, Sendable {
    /// Saved under this name, or taken by another app.
    case done(String)
    /// The voter closed the dialogue.
    case declined
    /// The platform could not.
    case failed
}

/// Holds the one file that waits for the voter. Views show its dialogue and bring the answer.
@MainActor
public final class OutTray {
    private(set) var file: OutgoingFile?
    var onChange: (() -> Void)?
    private var answer: CheckedContinuation<FileAnswer, Never>?
    private var count = 0
    /// A dialogue tells that it has closed before it tells what was chosen.
    private let patience: Duration

    init(patience: Duration = .milliseconds(600)) {
        self.patience = patience
    }

    /// Shows the dialogue and waits for the voter.
    func hand(_ way: OutgoingFile.Way, name: String, mediaType: String, bytes: Data) async -> FileAnswer {
        settle(.failed)
        count += 1
        let next = OutgoingFile(id: count, way: way, name: name, mediaType: mediaType, bytes: bytes)
        return await withCheckedContinuation { continuation in
            answer = continuation
            file = next
            onChange?()
        }
    }

    /// What the voter decided about this file.
    public func settle(_ decided: FileAnswer, id: Int) {
        if file?.id == id { settle(decided) }
    }

    /// The dialogue of this file has closed; if nothing more is heard, the voter declined.
    public func closed(id: Int) {
        Task {
            try? await Task.sleep(for: patience)
            settle(.declined, id: id)
        }
    }

    private func settle(_ decided: FileAnswer) {
        guard let waiting = answer else { return }
        answer = nil
        file = nil
        onChange?()
        waiting.resume(returning: decided)
    }
}

/// The core's file service: the core calls from a thread of its own, and waits there for the voter.
final class HandOver: FileSaver {
    private let tray: OutTray

    init(tray: OutTray) {
        self.tray = tray
    }

    func save(name: String, mediaType: String, bytes: Data) throws -> String? {
        switch try ask(.save, name, mediaType, bytes) {
        case .done(let name): return name
        case .declined: return nil
        case .failed: throw PlatformError.Failed(reason: "nothing was saved")
        }
    }

    func share(name: String, mediaType: String, bytes: Data) throws {
        if try ask(.share, name, mediaType, bytes) == .failed {
            throw PlatformError.Failed(reason: "nothing was shared")
        }
    }

    private func ask(_ way: OutgoingFile.Way, _ name: String, _ mediaType: String, _ bytes: Data) throws -> FileAnswer {
        // Whoever waits here on the queue that draws would wait for ever.
        guard !MainQueue.isHere else { throw PlatformError.Failed(reason: "called on the main thread") }
        let reply = Reply()
        let tray = tray
        Task { @MainActor in
            reply.give(await tray.hand(way, name: name, mediaType: mediaType, bytes: bytes))
        }
        return reply.wait()
    }
}

/// The queue of the main actor. (Its thread is not always the first one: not on Linux.)
enum MainQueue {
    // Made once, and only ever compared.
    private nonisolated(unsafe) static let key: DispatchSpecificKey<Bool> = {
        let key = DispatchSpecificKey<Bool>()
        DispatchQueue.main.setSpecific(key: key, value: true)
        return key
    }()

    static var isHere: Bool { DispatchQueue.getSpecific(key: key) == true }
}

/// One answer, given by one thread and awaited by another.
private final class Reply: @unchecked Sendable {
    private let given = DispatchSemaphore(value: 0)
    // Written before the semaphore is signalled, read after it was waited for.
    private var answer = FileAnswer.failed

    func give(_ answer: FileAnswer) {
        self.answer = answer
        given.signal()
    }

    func wait() -> FileAnswer {
        given.wait()
        return answer
    }
}
