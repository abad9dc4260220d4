import Foundation
import ShailooCore
import ShailooKit

/// A phone without a screen: the model over the real core, a folder for everything durable, and hands.
@MainActor
public final class Phone {
    public let model: VotingModel
    public let folder: URL
    public let lock: TestLock
    public let clipboard = TestClipboard()
    public let preferences: TestPreferences
    public let camera = TestCamera()
    public let scanner = TestScanner()
    /// Everything that the model told once.
    public private(set) var effects: [Effect] = []
    /// Called with each new state, before the core gets its next event.
    public var onState: ((ViewState) -> Void)?
    private var listening: Task<Void, Never>?

    public struct Stuck: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) { self.description = description }
    }

    /// A phone over a folder; another over the same folder is the same phone, started again.
    public init(
        config: Data,
        folder: URL,
        language: String = "",
        lock: TestLock = TestLock(),
        store: (any SecureStore)? = nil
    ) throws {
        self.folder = folder
        self.lock = lock
        preferences = TestPreferences(language)
        let vault = folder.appendingPathComponent("private")
        try FileManager.default.createDirectory(at: vault, withIntermediateDirectories: true)
        let items = try FolderItems(folder: folder.appendingPathComponent("items"))
        let secure = store ?? GuardedStore(items: items, device: nil)
        let services = Services(
            lock: lock, clipboard: clipboard, preferences: preferences, face: camera, scanner: scanner
        )
        model = VotingModel(services: services) { language, files in
            try makeCore(config: config, language: language, folder: vault.path, secureStore: secure, files: files)
        }
        model.onChange = { [weak self] in self?.onState?($0) }
        let stream = model.effects
        listening = Task { [weak self] in
            for await effect in stream { self?.effects.append(effect) }
        }
        model.setActive(true)
    }

    deinit { listening?.cancel() }

    public var state: ViewState { model.state }
    public var kind: ScreenKind? { state.screen?.kind }

    /// The kind of the notice on the screen.
    public var notice: String? {
        if case .notice(let notice) = state.screen?.content { notice.kind } else { nil }
    }

    /// Waits until the model has told this.
    public func hear(_ what: String, _ isSo: ([Effect]) -> Bool) async throws {
        try await wait(what, seconds: 10) { _ in isSo(effects) }
    }

    public func forgetEffects() { effects = [] }

    /// Starts the app and waits until it rests.
    public func start() async throws {
        model.start()
        try await settle()
    }

    /// Waits until the core rests.
    public func settle() async throws {
        try await wait("rest") { !$0.busy && $0.screen?.frame.working != true }
    }

    /// Waits for a state.
    public func wait(
        _ what: String, seconds: Int = 60, until isSo: (ViewState) -> Bool
    ) async throws {
        try await until("\(what); the screen is \(kind?.rawValue ?? "none")", seconds: seconds) { isSo(state) }
    }

    // MARK: Hands

    public func press(_ event: ShailooCore.Event) async throws {
        model.press(event)
        try await settle()
    }

    public func type(_ text: String, _ entry: Entry) async throws {
        model.type(text, into: entry)
        try await settle()
    }

    /// From the start to the two cards.
    public func enter(pin: String) async throws {
        try await press(.vote)
        try await type(pin, .pin)
        try await press(.pinDone)
    }

    /// From the start to the two cards, to learn whether the right was used.
    public func askRight(pin: String) async throws {
        try await press(.checkVote)
        try await press(.askRight)
        try await type(pin, .pin)
        try await press(.pinDone)
    }

    /// Takes a picture and uses it.
    public func show(face: Data) async throws {
        try await press(.face)
        camera.sees([face])
        model.enterCamera()
        try await wait("camera") { $0.camera == .live }
        model.takePicture()
        try await wait("picture") {
            if case .face(let face) = $0.screen?.content { !face.picture.isEmpty || !face.error.isEmpty } else { false }
        }
        try await press(.usePicture)
    }

    /// From «Баштоо» to the review.
    public func mark(_ rows: [UInt32]) async throws {
        try await press(.begin)
        for row in rows { try await press(.mark(row: row)) }
        try await press(.select)
    }

    /// The control code on the screen.
    public var code: String? {
        switch state.screen?.content {
        case .receipt(let receipt): receipt.code
        case .review(let review): review.code
        default: nil
        }
    }

    /// Presses something that ends in a file, answers its dialogue, and gives the file.
    public func file(_ event: ShailooCore.Event, _ answer: FileAnswer) async throws -> OutgoingFile {
        model.press(event)
        try await wait("file") { $0.file != nil }
        guard let file = state.file else { throw Stuck("no file") }
        model.tray.settle(answer, id: file.id)
        try await settle()
        return file
    }
}
