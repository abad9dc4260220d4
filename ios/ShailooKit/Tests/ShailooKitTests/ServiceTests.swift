import Foundation
import PhoneStandIn
import ShailooCore
import Testing

@testable import ShailooKit

/// The secure store and the files, without a core.
struct ServiceTests {
    /// Turns bits over: enough to see what was wrapped.
    struct Flip: KeyWrap {
        struct Refused: Error {}
        var works = true

        func wrap(_ bytes: Data) throws -> Data {
            if !works { throw Refused() }
            return Data(bytes.map { ~$0 })
        }
        func unwrap(_ bytes: Data) throws -> Data { try wrap(bytes) }
    }

    @Test func itemsAreWrappedWhereTheDeviceHasAKey() throws {
        let items = try FolderItems(folder: temporaryFolder())
        let store = GuardedStore(items: items, device: Flip())
        #expect(try store.get(name: "vault") == nil)
        try store.put(name: "vault", bytes: Data([1, 2, 3]))
        let raw = try items.get("vault")
        #expect(raw == Data([1, 0xFE, 0xFD, 0xFC]), "what lies there is wrapped")
        #expect(try store.get(name: "vault") == Data([1, 2, 3]))
        try store.delete(name: "vault")
        try store.delete(name: "vault")
        #expect(try store.get(name: "vault") == nil)
    }

    /// Never «nothing there»: the core would make a new secret over one that still matters.
    @Test func anItemThatCannotBeReadIsAnError() throws {
        let items = try FolderItems(folder: temporaryFolder())
        try GuardedStore(items: items, device: Flip()).put(name: "a", bytes: Data([7]))
        #expect(throws: PlatformError.self) { try GuardedStore(items: items, device: nil).get(name: "a") }
        #expect(throws: PlatformError.self) { try GuardedStore(items: items, device: Flip(works: false)).get(name: "a") }
        try items.put("b", Data([9, 9]))
        try items.put("c", Data())
        for name in ["b", "c"] {
            #expect(throws: PlatformError.self) { try GuardedStore(items: items, device: Flip()).get(name: name) }
        }
        #expect(throws: PlatformError.self) {
            try GuardedStore(items: items, device: Flip(works: false)).put(name: "d", bytes: Data([1]))
        }
        #expect(try items.get("d") == nil, "what could not be wrapped is not kept bare")
    }

    @Test func anItemFromBeforeTheEnclaveIsStillRead() throws {
        let items = try FolderItems(folder: temporaryFolder())
        try GuardedStore(items: items, device: nil).put(name: "a", bytes: Data([5]))
        #expect(try GuardedStore(items: items, device: Flip()).get(name: "a") == Data([5]))
    }

    @Test @MainActor func aDialogueThatOnlyClosesWasDeclined() async {
        let tray = OutTray(patience: .milliseconds(50))
        async let declined = tray.hand(.save, name: "a", mediaType: "", bytes: Data())
        while tray.file == nil { await Task.yield() }
        tray.closed(id: tray.file?.id ?? 0)
        #expect(await declined == .declined)

        // It closes before it says what was chosen.
        async let done = tray.hand(.save, name: "b", mediaType: "", bytes: Data())
        while tray.file == nil { await Task.yield() }
        let id = tray.file?.id ?? 0
        tray.closed(id: id)
        tray.settle(.done("b"), id: id)
        #expect(await done == .done("b"))
        tray.settle(.failed, id: id)
        #expect(tray.file == nil, "an old answer harms nobody")
    }

    @Test @MainActor func theThreadThatDrawsNeverWaits() {
        let saver = HandOver(tray: OutTray())
        #expect(throws: PlatformError.self) { try saver.save(name: "a", mediaType: "", bytes: Data()) }
    }
}

/// A core that notes what it is told, to see the order alone. The real core is in `RealElection`.
final class NotingCore: VoterAppProtocol, @unchecked Sendable {
    private let guarded = NSLock()
    private var events: [ShailooCore.Event] = []
    private var screens: [ShailooCore.Screen]
    private let delay: Duration

    init(_ screens: [ShailooCore.Screen], delay: Duration = .milliseconds(20)) {
        self.screens = screens
        self.delay = delay
    }

    var told: [ShailooCore.Event] { guarded.withLock { events } }

    func dispatch(event: ShailooCore.Event) async -> ShailooCore.Screen {
        try? await Task.sleep(for: delay)
        return guarded.withLock {
            events.append(event)
            if screens.count > 1 { screens.removeFirst() }
            return screens[0]
        }
    }

    func screen() async -> ShailooCore.Screen { guarded.withLock { screens[0] } }
    func photo(name: String) async -> Data? { nil }
}

@MainActor
struct QueueTests {
    private func screen(_ content: ShailooCore.Content, working: Bool = false) -> ShailooCore.Screen {
        ShailooCore.Screen(
            frame: ShailooCore.Frame(
                language: "ky", languageLabel: "", languages: [], band: nil, title: "", back: nil, step: 0,
                steps: 5, stepLabel: "", hotline: [], serverTime: "", session: nil, announcement: "",
                working: working, private: false
            ),
            content: content
        )
    }

    private func model(_ core: NotingCore) async throws -> VotingModel {
        let services = Services(
            lock: TestLock(), clipboard: TestClipboard(), preferences: TestPreferences(),
            face: TestCamera(), scanner: TestScanner()
        )
        let model = VotingModel(services: services) { _, _ in core }
        model.setActive(true)
        model.start()
        try await rest(model)
        return model
    }

    private func rest(_ model: VotingModel) async throws {
        try await until("the queue rests", seconds: 5) { !model.state.busy }
    }

    private var opening: ShailooCore.Content { .opening(OpeningScreen(text: "")) }
    private var finish: ShailooCore.Content {
        let hide = ShailooCore.Button(label: "", accessible: "", enabled: true, event: .hide)
        return .finish(FinishScreen(heading: "", body: "", code: "", hide: hide))
    }

    @Test func workGoesOnByItself() async throws {
        let core = NotingCore([screen(opening, working: true), screen(opening, working: true), screen(finish)])
        let model = try await model(core)
        #expect(core.told == [.work, .work])
        #expect(model.state.screen?.kind == .finish)
    }

    @Test func ofWhatIsTypedOnlyTheNewestWaits() async throws {
        let core = NotingCore([screen(finish)])
        let model = try await model(core)
        for text in ["1", "12", "123", "1234"] { model.type(text, into: .pin) }
        #expect(model.state.typed[.pin] == "1234", "the field shows what was typed at once")
        try await rest(model)
        #expect(core.told.last == .typePin(text: "1234"))
        #expect(core.told.count <= 2)
        #expect(model.state.typed.isEmpty, "and then what the core has made of it")
    }

    @Test func aPressBelongsToItsScreen() async throws {
        let core = NotingCore([screen(opening), screen(finish), screen(finish)])
        let model = try await model(core)
        model.press(.retry)
        model.press(.startOver)
        try await rest(model)
        #expect(core.told == [.retry], "the second was meant for the screen that is gone")
        let button = ShailooCore.Button(label: "", accessible: "", enabled: false, event: .hide)
        model.press(button)
        try await rest(model)
        #expect(core.told == [.retry])
    }

    @Test func timePassesOnlyWhileTheAppIsInFrontAndIdle() async throws {
        let core = NotingCore([screen(finish)], delay: .milliseconds(100))
        let model = try await model(core)
        model.tick()
        model.tick()
        #expect(!model.state.busy, "a tick is no work worth showing")
        try await Task.sleep(for: .milliseconds(400))
        #expect(core.told == [.tick], "one at a time")
        model.setActive(false)
        model.tick()
        try await Task.sleep(for: .milliseconds(300))
        #expect(core.told == [.tick])
    }
}
