import Foundation
import ShailooCore

/// Holds the core for the views: sends it one event at a time, and gives them what to draw.
///
/// Views call it on the main actor and read ``state``. The loop is the same in every shell: draw the
/// screen; while it says `working`, send `Work`; send `Tick` each second while visible and not busy.
/// The core sees no event twice, none out of order, and no press that was meant for another screen.
@MainActor
public final class VotingModel {
    /// Makes the core; called off the main thread, for it opens files.
    public typealias Opener =
        @Sendable (_ language: String, _ files: any FileSaver) throws -> any VoterAppProtocol

    /// What to draw.
    public internal(set) var state = ViewState() {
        didSet { if state != oldValue { onChange?(state) } }
    }
    /// Called with every new state.
    public var onChange: ((ViewState) -> Void)?
    /// What happens once: announcements, haptics, a new screen. For one listener.
    public let effects: AsyncStream<Effect>
    /// Files that wait for the voter's decision.
    public let tray = OutTray()

    let services: Services
    let faceTurns = CameraTurns()
    let scanTurns = CameraTurns()
    private let open: Opener
    private var core: (any VoterAppProtocol)?
    private var starting = false
    private var waiting: [Pending] = []
    private var running = false
    private let tell: AsyncStream<Effect>.Continuation
    private var shield = Shield()
    /// Names of photos that show a voter, not a candidate.
    private var personal: Set<String> = []

    public init(services: Services, open: @escaping Opener) {
        self.services = services
        self.open = open
        (effects, tell) = AsyncStream.makeStream()
        tray.onChange = { [weak self] in
            guard let self else { return }
            state.file = tray.file
        }
    }

    deinit { tell.finish() }

    // MARK: The start

    /// Makes the core and draws its first screen; tries again after a failure.
    public func start() {
        guard core == nil, !starting else { return }
        starting = true
        state.failure = nil
        state.busy = true
        let (open, files) = (open, HandOver(tray: tray))
        let language = services.preferences.language
        Task {
            do {
                let core = try await Task.detached { try open(language, files) }.value
                self.core = core
                show(await core.screen())
                pump()
            } catch {
                state.failure = StartFailure(of: error, language: language)
            }
            starting = false
            state.busy = running
        }
    }

    // MARK: What the voter does

    /// A control was pressed.
    public func press(_ button: ShailooCore.Button) {
        if button.enabled { press(button.event) }
    }

    /// A row, a language or anything else that carries its event was pressed.
    public func press(_ event: ShailooCore.Event) {
        add(Pending(event: event, on: state.screen?.kind))
    }

    /// A field has this text now.
    public func type(_ text: String, into entry: Entry) {
        guard text != state.typed[entry] else { return }
        state.typed[entry] = text
        // Only what the field holds in the end matters.
        if waiting.last?.entry == entry { waiting.removeLast() }
        add(Pending(event: entry.event(text), on: state.screen?.kind, entry: entry))
    }

    /// The voter went back by the platform's gesture or button.
    public func back(to path: [ScreenKind]) {
        guard let back = state.screen?.frame.back else { return }
        // One step at a time: where each leads, only the core knows.
        if state.trail.leave(to: path) > 0 { press(back) }
    }

    /// Something that belongs to no screen in particular.
    func send(_ event: ShailooCore.Event) {
        add(Pending(event: event, on: nil))
    }

    // MARK: Time and place

    /// Runs for as long as the views are there: the core learns each second that time passes.
    public func keepTime() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            tick()
        }
    }

    /// A second has passed.
    func tick() {
        if shield.isActive, !running, core != nil { send(.tick) }
    }

    /// Whether the app is in front.
    public func setActive(_ active: Bool) {
        shield.isActive = active
        state.cover = cover
    }

    /// Whether the screen is recorded or mirrored.
    public func setCaptured(_ captured: Bool) {
        shield.isCaptured = captured
        state.cover = cover
    }

    private var cover: Cover {
        shield.cover(isPrivate: state.screen?.frame.private ?? false)
    }

    // MARK: Photos

    /// Loads a photo of the screen, unless it is here or on its way. Nothing waits for it.
    public func load(photo name: String) async {
        guard let core, state.photos[name] == nil || state.photos[name] == .missing else { return }
        state.photos[name] = .loading
        let bytes = await core.photo(name: name)
        // A voter's own photo may have been forgotten meanwhile.
        if state.photos[name] == .loading {
            state.photos[name] = bytes.map(Photo.here) ?? .missing
        }
    }

    // MARK: The queue

    private struct Pending {
        let event: ShailooCore.Event
        /// The screen that it was meant for; nothing if it does not matter.
        let on: ScreenKind?
        var entry: Entry?
    }

    private func add(_ pending: Pending) {
        waiting.append(pending)
        pump()
    }

    private func pump() {
        guard let core, !running else { return }
        running = true
        // Time that passes is no work worth showing.
        state.busy = waiting.contains { $0.event != .tick } || state.busy
        Task {
            while let event = next() {
                state.busy = event != .tick
                let screen = await core.dispatch(event: event)
                show(screen)
            }
            running = false
            state.busy = false
        }
    }

    /// What the core gets next: what the voter did, else its own work; nothing when it rests.
    private func next() -> ShailooCore.Event? {
        while !waiting.isEmpty {
            let pending = waiting.removeFirst()
            // A second tap on a screen that is gone must not press what came in its place.
            if let meant = pending.on, meant != state.screen?.kind { continue }
            return pending.event
        }
        return state.screen?.frame.working == true ? .work : nil
    }

    private func show(_ screen: ShailooCore.Screen) {
        let old = state.screen
        var next = state
        next.screen = screen
        next.trail.arrive(screen.kind, hasBack: screen.frame.back != nil)
        next.cover = shield.cover(isPrivate: screen.frame.private)
        // What is still on its way stays in its field; all else is as the core has it.
        let underway = Set(waiting.compactMap(\.entry))
        next.typed = next.typed.filter { underway.contains($0.key) }
        if case .voter(let voter) = screen.content {
            if let photo = voter.photo { personal.insert(photo) }
        } else {
            for name in personal { next.photos[name] = nil }
            personal = []
        }
        state = next
        if screen.frame.language != old?.frame.language, old != nil {
            services.preferences.remember(language: screen.frame.language)
        }
        for effect in Effect.between(old, screen) { tell.yield(effect) }
        attend(from: old?.kind, to: screen)
    }
}
