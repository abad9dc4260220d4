import Foundation
import ShailooKit

/// A lock that answers as it is told, and counts how often it was asked.
public final class TestLock: DeviceLock, @unchecked Sendable {
    private let guarded = NSLock()
    private var answers: [LockAnswer]
    private var reasonsAsked: [String] = []

    /// The last answer is given again and again.
    public init(_ answers: [LockAnswer] = [.opened]) {
        self.answers = answers
    }

    public var reasons: [String] { guarded.withLock { reasonsAsked } }

    public func open(reason: String) async -> LockAnswer {
        guarded.withLock {
            reasonsAsked.append(reason)
            return answers.count > 1 ? answers.removeFirst() : answers[0]
        }
    }
}

@MainActor
public final class TestClipboard: Clipboard {
    public private(set) var text = ""

    public nonisolated init() {}

    public func copy(_ text: String) { self.text = text }
}

public final class TestPreferences: Preferences, @unchecked Sendable {
    private let guarded = NSLock()
    private var tag: String

    public init(_ tag: String = "") { self.tag = tag }

    public var language: String { guarded.withLock { tag } }
    public func remember(language: String) { guarded.withLock { tag = language } }
}

/// A camera whose pictures are files.
public final class TestCamera: FaceCamera, @unchecked Sendable {
    private let guarded = NSLock()
    private var startsAs: [CameraStart] = [.ready]
    private var pictures: [Data?] = []
    private var on = false

    public init() {}

    /// How the next starts go; the last again and again.
    public func starts(_ answers: [CameraStart]) { guarded.withLock { startsAs = answers } }
    /// What the next pictures are.
    public func sees(_ pictures: [Data?]) { guarded.withLock { self.pictures = pictures } }
    public var isOn: Bool { guarded.withLock { on } }

    public func start() async -> CameraStart {
        guarded.withLock {
            let answer = startsAs.count > 1 ? startsAs.removeFirst() : startsAs[0]
            on = answer == .ready
            return answer
        }
    }

    public func stop() async { guarded.withLock { on = false } }

    public func takePicture() async -> Data? {
        guarded.withLock { pictures.isEmpty ? nil : pictures.removeFirst() }
    }
}

/// A scanner that sees one code as soon as it starts.
public final class TestScanner: CodeCamera, @unchecked Sendable {
    private let guarded = NSLock()
    private var code: String?
    private var answer = CameraStart.ready
    private var on = false

    public init() {}

    public func sees(_ code: String?, _ answer: CameraStart = .ready) {
        guarded.withLock { (self.code, self.answer) = (code, answer) }
    }
    public var isOn: Bool { guarded.withLock { on } }

    public func start(found: @escaping @MainActor @Sendable (String) -> Void) async -> CameraStart {
        let (code, answer) = guarded.withLock {
            on = self.answer == .ready
            return (self.code, self.answer)
        }
        if let code, answer == .ready {
            Task { @MainActor in found(code) }
        }
        return answer
    }

    public func stop() async { guarded.withLock { on = false } }
}
