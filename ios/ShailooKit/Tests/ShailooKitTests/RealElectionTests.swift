import Foundation
import PhoneStandIn
import ShailooCore
import Testing

@testable import ShailooKit

/// The model over the real core and the real servers. Each test uses voters of its own.
@Suite(.serialized)
@MainActor
struct RealElection {
    private func voter(_ place: Int, _ stage: Stage) -> Stage.Voter { stage.ready.voters[place] }

    private func byCode(_ phone: Phone, _ voter: Stage.Voter, _ stage: Stage) async throws {
        try await phone.enter(pin: voter.pin)
        try await phone.press(.requestCode)
        try await phone.type(stage.code(voter.pin), .code)
        try await phone.press(.confirmCode)
    }

    @Test func aVoterWithACodeFromTheStartToTheCheck() async throws {
        let stage = try await Stage.here()
        let voter = voter(0, stage)
        let phone = try Phone(config: stage.config, folder: temporaryFolder())
        try await phone.start()
        #expect(phone.kind == .start)
        #expect(phone.state.language == "ky")
        #expect(phone.state.screen?.frame.band != nil, "a demonstration says so on every screen")

        // The ПИН is grouped by the core, and read back on demand.
        try await phone.press(.vote)
        #expect(phone.kind == .pin)
        #expect(phone.state.trail.path == [.pin])
        try await phone.type(String(voter.pin.prefix(10)), .pin)
        guard case .pin(let pin) = phone.state.screen?.content else { throw Phone.Stuck("no ПИН") }
        #expect(pin.field.value.split(separator: " ").map(\.count) == [4, 4, 2])
        #expect(phone.state.text(.pin, pin.field) == pin.field.value)
        #expect(!pin.go.enabled)
        try await phone.press(.readPin)
        try await phone.hear("the digits") { $0.contains { if case .say(let text) = $0 { text.contains(": ") } else { false } } }
        phone.model.press(pin.go)
        try await phone.settle()
        #expect(phone.kind == .pin, "a button that is not enabled does nothing")
        try await phone.type(voter.pin, .pin)
        try await phone.press(.pinDone)
        #expect(phone.kind == .identify)
        #expect(phone.state.screen?.frame.private == true)

        try await phone.press(.requestCode)
        try await phone.type(stage.code(voter.pin), .code)
        try await phone.press(.confirmCode)
        guard case .voter(let who) = phone.state.screen?.content else {
            throw Phone.Stuck("not identified: \(phone.notice ?? "")")
        }
        #expect(who.name.contains(voter.name.split(separator: " ")[0]))
        let own = try #require(who.photo)
        await phone.model.load(photo: own)
        if case .here(let jpeg)? = phone.state.photos[own] {
            #expect(jpeg.starts(with: [0xFF, 0xD8]))
        } else {
            #expect(!voter.photo, "the register has a photo of this voter")
        }

        // Marks over the limit are refused in words and to be felt; the language changes nothing.
        try await phone.press(.begin)
        #expect(phone.state.photos[own] == nil, "a voter's photo goes with the screen that shows it")
        guard case .ballot(let ballot) = phone.state.screen?.content else { throw Phone.Stuck("no ballot") }
        #expect(ballot.rows.count == voter.candidates + 1)
        #expect(Int(ballot.most) == voter.mandates)
        let photos = ballot.rows.compactMap(\.photo)
        for photo in photos.prefix(2) { await phone.model.load(photo: photo) }
        for photo in photos.prefix(2) {
            guard case .here? = phone.state.photos[photo] else { throw Phone.Stuck("no photo") }
        }
        let limit = UInt32(voter.mandates)
        for row in 0..<limit { try await phone.press(.mark(row: row)) }
        phone.forgetEffects()
        if voter.candidates > voter.mandates {
            try await phone.press(.mark(row: limit))
            guard case .ballot(let full) = phone.state.screen?.content else { throw Phone.Stuck("no ballot") }
            #expect(full.used == limit && !full.refused.isEmpty)
            try await phone.hear("the refusal") { $0 == [.warning, .say(full.refused)] }
        }
        try await phone.press(.language(tag: "ru"))
        #expect(phone.preferences.language == "ru")
        guard case .ballot(let russian) = phone.state.screen?.content else { throw Phone.Stuck("no ballot") }
        #expect(russian.used == limit)
        #expect(russian.instruction != ballot.instruction)

        try await phone.press(.select)
        guard case .review(let review) = phone.state.screen?.content else { throw Phone.Stuck("no review") }
        #expect(review.picks.count == voter.mandates)
        let code = review.code
        #expect(!code.isEmpty)
        phone.forgetEffects()
        try await phone.press(.cast)
        guard case .receipt(let receipt) = phone.state.screen?.content else {
            throw Phone.Stuck("no receipt: \(phone.notice ?? phone.kind?.rawValue ?? "")")
        }
        #expect(receipt.code == code)
        try await phone.hear("success") { $0.contains(.success) }
        #expect(phone.state.trail.root == .receipt && phone.state.trail.path.isEmpty, "nobody goes back into a cast vote")
        #expect(QrDrawing(receipt.qr) != nil)
        phone.model.copyCode()
        try await phone.settle()
        #expect(phone.clipboard.text == code)

        // Files: declined, refused, saved; the saved one is what the auditor accepts.
        _ = try await phone.file(.saveCipher, .declined)
        guard case .receipt(let declined) = phone.state.screen?.content else { throw Phone.Stuck("no receipt") }
        #expect(declined.saved.isEmpty)
        _ = try await phone.file(.saveCipher, .failed)
        guard case .receipt(let failed) = phone.state.screen?.content else { throw Phone.Stuck("no receipt") }
        #expect(!failed.saved.isEmpty)
        let cipher = try await phone.file(.saveCipher, .done("мой голос.shailoo"))
        guard case .receipt(let saved) = phone.state.screen?.content else { throw Phone.Stuck("no receipt") }
        #expect(saved.saved.contains("мой голос.shailoo"))
        #expect(cipher.way == .save && cipher.name.hasSuffix(".shailoo"))
        let told = try await stage.cipher(cipher.bytes)
        #expect(told.ok, "\(told.text)")
        #expect(told.text.contains(code.split(separator: " ")[0]) || !told.text.isEmpty)
        let shared = try await phone.file(.shareCipher, .done(""))
        #expect(shared.way == .share && shared.bytes == cipher.bytes)
        let pdf = try await phone.file(.savePdf, .done("a.pdf"))
        #expect(pdf.bytes.starts(with: Data("%PDF".utf8)) && pdf.mediaType == "application/pdf")
        var altered = cipher.bytes
        altered[altered.count / 2] ^= 1
        let refused = try await stage.cipher(altered)
        #expect(!refused.ok, "the auditor refuses an altered vote cipher")

        // Hidden; then checked by everybody who has the code, the QR code or the file.
        try await phone.press(.finish)
        #expect(phone.kind == .finish)
        try await phone.press(.hide)
        #expect(phone.kind == .start)
        #expect(phone.state.trail == Trail.at(.start))
        try await phone.press(.checkVote)
        try await phone.type(code.lowercased(), .controlCode)
        try await phone.press(.lookUp)
        try expectRecorded(phone)
        try await phone.press(.back)
        phone.scanner.sees(receipt.qr.content)
        phone.model.enterScanner()
        try await phone.wait("scan") {
            if case .check(let check) = $0.screen?.content { check.field.value == receipt.qr.content } else { false }
        }
        try await phone.wait("the camera to go out after the code") {
            $0.scanner == .off && !phone.scanner.isOn
        }
        try await phone.press(.lookUp)
        try expectRecorded(phone)
        try await phone.press(.back)
        let file = temporaryFolder().appendingPathComponent("a.shailoo")
        try cipher.bytes.write(to: file)
        phone.model.check(cipher: file)
        try await phone.settle()
        try expectRecorded(phone)
        try await phone.press(.back)
        phone.model.check(cipher: file.appendingPathExtension("nowhere"))
        try await phone.settle()
        guard case .check(let check) = phone.state.screen?.content else { throw Phone.Stuck("no check") }
        #expect(!check.field.error.isEmpty, "a file that cannot be read is told")
    }

    private func expectRecorded(_ phone: Phone) throws {
        guard case .found(let found) = phone.state.screen?.content else {
            throw Phone.Stuck("nothing found: \(phone.notice ?? "")")
        }
        #expect(found.verdict == .recorded)
    }

    @Test func aVoterWithAFaceAndAnotherVoterAfterwards() async throws {
        let stage = try await Stage.here()
        let (first, second) = (voter(1, stage), voter(2, stage))
        let phone = try Phone(config: stage.config, folder: temporaryFolder(), lock: TestLock([.refused, .opened]))
        try await phone.start()
        try await phone.enter(pin: first.pin)

        // No permission, then no camera: each has its calm screen, and the way goes on.
        phone.camera.starts([.refused, .missing, .ready])
        try await phone.press(.face)
        phone.model.enterCamera()
        try await phone.wait("refusal") { $0.screen?.kind == .notice }
        #expect(phone.notice == "camera-denied")
        #expect(phone.state.camera == .off, "a camera that was refused can be asked again")
        try await phone.press(.back)
        #expect(phone.kind == .face)
        phone.model.enterCamera()
        try await phone.wait("no camera") { $0.screen?.kind == .notice }
        #expect(phone.notice == "no-camera")
        try await phone.press(.back)

        // A picture that is none; one that is right, taken again, and used.
        let face = try Data(contentsOf: URL(fileURLWithPath: first.face))
        phone.camera.sees([nil, face, face])
        phone.model.enterCamera()
        try await phone.wait("camera") { $0.camera == .live }
        phone.model.takePicture()
        try await phone.wait("error") {
            if case .face(let face) = $0.screen?.content { !face.error.isEmpty } else { false }
        }
        for again in [true, false] {
            phone.model.takePicture()
            try await phone.wait("picture") {
                if case .face(let face) = $0.screen?.content { !face.picture.isEmpty } else { false }
            }
            if again { try await phone.press(.retake) }
        }
        try await phone.press(.usePicture)
        #expect(phone.kind == .voter, "\(phone.notice ?? "")")
        // The camera is put out beside the screen's own thread: a moment later.
        try await phone.wait("the camera to go out with its screen") {
            $0.camera == .off && !phone.camera.isOn
        }
        try await phone.mark([0])
        try await phone.press(.cast)
        let firstCode = try #require(phone.code)
        #expect(phone.kind == .receipt)
        let cipher = try await phone.file(.saveCipher, .done("a"))
        #expect(try await stage.cipher(cipher.bytes).ok)
        try await phone.press(.finish)
        try await phone.press(.hide)

        // The next voter meets nothing of the first.
        try await phone.press(.vote)
        guard case .pin(let pin) = phone.state.screen?.content else { throw Phone.Stuck("no ПИН") }
        #expect(pin.field.value.isEmpty && phone.state.typed.isEmpty && phone.state.photos["voter"] == nil)
        try await phone.press(.back)
        try await byCode(phone, second, stage)
        guard case .voter(let who) = phone.state.screen?.content else { throw Phone.Stuck("no voter") }
        #expect(who.name.contains(second.name.split(separator: " ")[0]))
        try await phone.press(.begin)
        guard case .ballot(let ballot) = phone.state.screen?.content else { throw Phone.Stuck("no ballot") }
        #expect(ballot.used == 0 && !ballot.rows.contains(where: \.marked))
        // Against all, with nothing else.
        try await phone.press(.mark(row: UInt32(second.candidates)))
        try await phone.press(.select)
        try await phone.press(.cast)
        let secondCode = try #require(phone.code)
        #expect(phone.kind == .receipt && secondCode != firstCode)
        try await phone.press(.finish)
        try await phone.press(.hide)

        // Both receipts are behind the device's lock.
        try await phone.press(.receipts)
        try await phone.wait("lock asked") { _ in phone.lock.reasons.count == 1 }
        try await phone.settle()
        guard case .receipts(let locked) = phone.state.screen?.content else { throw Phone.Stuck("no list") }
        #expect(locked.unlock != nil && locked.receipts.isEmpty)
        #expect(phone.lock.reasons == [locked.text])
        phone.model.unlock()
        try await phone.wait("unlocked") {
            if case .receipts(let list) = $0.screen?.content { list.unlock == nil } else { false }
        }
        guard case .receipts(let list) = phone.state.screen?.content else { throw Phone.Stuck("no list") }
        #expect(Set(list.receipts.map(\.code)) == [firstCode, secondCode])
        phone.model.press(list.receipts[0].open)
        try await phone.settle()
        #expect(phone.kind == .receipt && phone.state.trail.path == [.receipts, .receipt])
        phone.model.back(to: [.receipts])
        try await phone.settle()
        #expect(phone.kind == .receipts && phone.state.trail.path == [.receipts])
    }

    @Test func theConnectionIsCutWhileCasting() async throws {
        let stage = try await Stage.here()
        let phone = try Phone(config: stage.config, folder: temporaryFolder())
        try await phone.start()
        try await byCode(phone, voter(3, stage), stage)
        try await phone.mark([0])
        let code = try #require(phone.code)
        try await stage.cut()
        try await phone.press(.cast)
        guard case .unknown(let unknown) = phone.state.screen?.content else {
            try await stage.mend()
            throw Phone.Stuck("not unknown but \(phone.kind?.rawValue ?? "")")
        }
        #expect(unknown.seconds > 0)
        try await phone.press(.retry)
        #expect(phone.kind == .unknown, "still cut")
        try await stage.mend()
        // The countdown runs by ticks alone.
        for _ in 0..<60 where phone.kind == .unknown {
            try await Task.sleep(for: .seconds(1))
            phone.model.tick()
            try await phone.settle()
        }
        #expect(phone.kind == .receipt && phone.code == code, "the same ballot, once")
        try await phone.hear("success") { $0.contains(.success) }
    }

    @Test func noConnectionToTheRegistrarsIsNoLoss() async throws {
        let stage = try await Stage.here()
        let phone = try Phone(config: stage.config, folder: temporaryFolder())
        try await phone.start()
        try await byCode(phone, voter(4, stage), stage)
        try await phone.mark([0])
        try await stage.cutRegistrars()
        try await phone.press(.cast)
        let notice = phone.notice
        try await stage.mend()
        #expect(notice == "network", "\(phone.kind?.rawValue ?? "")")
        try await phone.press(.retry)
        #expect(phone.kind == .receipt)
    }

    @Test func whoIsNotOnTheListIsToldSo() async throws {
        let stage = try await Stage.here()
        let phone = try Phone(config: stage.config, folder: temporaryFolder(), language: "ru")
        try await phone.start()
        #expect(phone.state.language == "ru", "the language chosen before")
        try await phone.enter(pin: stage.ready.strangers[0])
        try await phone.press(.requestCode)
        try await phone.type(stage.code(stage.ready.strangers[0]), .code)
        phone.forgetEffects()
        try await phone.press(.confirmCode)
        #expect(phone.notice == "not-listed")
        try await phone.hear("the notice") { $0.suffix(2) == [.moved, .warning] }
        try await phone.press(.startOver)
        #expect(phone.kind == .start)
    }

    @Test func aSecondTapPressesNothingElse() async throws {
        let stage = try await Stage.here()
        let phone = try Phone(config: stage.config, folder: temporaryFolder())
        try await phone.start()
        try await byCode(phone, voter(5, stage), stage)
        try await phone.press(.begin)
        // Two taps on «back» while the first is on its way: one step, not two.
        let back = try #require(phone.state.screen?.frame.back)
        phone.model.press(back)
        phone.model.press(back)
        try await phone.settle()
        #expect(phone.kind == .voter)
        // The platform's gesture is one press as well.
        try await phone.press(.begin)
        let path = phone.state.trail.path
        phone.model.back(to: Array(path.dropLast()))
        try await phone.settle()
        #expect(phone.kind == .voter && phone.state.trail.path == Array(path.dropLast()))
    }

    @Test func aKeyStoreThatFailsHarmsNothing() async throws {
        let stage = try await Stage.here()
        let items = try FolderItems(folder: temporaryFolder())
        let flaky = FlakyStore(items)
        let store = GuardedStore(items: flaky, device: nil)
        let phone = try Phone(config: stage.config, folder: temporaryFolder(), store: store)
        flaky.fails = true
        try await phone.start()
        #expect(phone.notice == "storage", "\(phone.kind?.rawValue ?? "")")
        flaky.fails = false
        try await phone.press(.retry)
        #expect(phone.kind == .start)
        #expect(!flaky.onMain, "the Keychain is never waited for on the main thread")
    }

    @Test func aBadlyBuiltAppSaysSoAndStartsWhenItIsMended() async throws {
        let stage = try await Stage.here()
        let good = stage.config
        let folder = temporaryFolder()
        let tries = Counter()
        let services = Services(
            lock: TestLock(), clipboard: TestClipboard(), preferences: TestPreferences("en"),
            face: TestCamera(), scanner: TestScanner()
        )
        let model = VotingModel(services: services) { language, files in
            let config = tries.next() == 1 ? Data("{}".utf8) : good
            let items = try FolderItems(folder: folder.appendingPathComponent("items"))
            return try makeCore(
                config: config, language: language, folder: folder.path,
                secureStore: GuardedStore(items: items, device: nil), files: files
            )
        }
        model.setActive(true)
        model.start()
        try await until("a failure is told", seconds: 5) { model.state.failure != nil }
        #expect(model.state.failure?.heading == ShellTexts.en.errorInternalTitle)
        #expect(!model.state.busy)
        model.start()
        try await until("the app has started", seconds: 20) { model.state.screen?.kind == .start }
        #expect(model.state.failure == nil && model.state.screen?.kind == .start)
    }

    @Test func aScreenWithMarksIsHiddenWhenTheAppIsAwayOrTheScreenRecorded() async throws {
        let stage = try await Stage.here()
        let phone = try Phone(config: stage.config, folder: temporaryFolder())
        try await phone.start()
        phone.model.setCaptured(true)
        #expect(phone.state.cover == .open, "the start is no secret")
        try await phone.press(.vote)
        #expect(phone.state.cover == .recorded)
        phone.model.setCaptured(false)
        #expect(phone.state.cover == .open)
        phone.model.setActive(false)
        #expect(phone.state.cover == .away)
        let before = phone.state.screen
        phone.model.tick()
        try await phone.settle()
        #expect(phone.state.screen == before, "no time passes for the core while the app is away")
    }

    /// The last of these tests, as they run in the order of the source: it closes the election.
    @Test func theRightThatWasUsedIsShownAndThenVotingEnds() async throws {
        let stage = try await Stage.here()
        let phone = try Phone(config: stage.config, folder: temporaryFolder())
        try await phone.start()
        try await phone.askRight(pin: voter(0, stage).pin)
        try await phone.show(face: Data(contentsOf: URL(fileURLWithPath: voter(0, stage).face)))
        guard case .right(let right) = phone.state.screen?.content else {
            throw Phone.Stuck("no answer: \(phone.notice ?? phone.kind?.rawValue ?? "")")
        }
        #expect(right.used && !right.registrars.isEmpty && right.registrars.allSatisfy(\.agrees))
        phone.model.press(right.close)
        try await phone.settle()
        try await stage.close()
        try await phone.press(.vote)
        #expect(phone.notice == "closed", "\(phone.kind?.rawValue ?? "")")
        #expect(try await stage.audit(), "everything that these phones cast is sound")
    }
}

/// Items that fail when told to.
final class FlakyStore: ItemStore, @unchecked Sendable {
    struct Broken: Error {}

    private let items: FolderItems
    private let guarded = NSLock()
    private var isBroken = false
    private var wasOnMain = false

    init(_ items: FolderItems) { self.items = items }

    var fails: Bool {
        get { guarded.withLock { isBroken } }
        set { guarded.withLock { isBroken = newValue } }
    }
    var onMain: Bool { guarded.withLock { wasOnMain } }

    private func pass() throws {
        try guarded.withLock {
            wasOnMain = wasOnMain || MainQueue.isHere
            if isBroken { throw Broken() }
        }
    }

    func get(_ name: String) throws -> Data? { try pass(); return try items.get(name) }
    func put(_ name: String, _ bytes: Data) throws { try pass(); try items.put(name, bytes) }
    func delete(_ name: String) throws { try pass(); try items.delete(name) }
}

final class Counter: @unchecked Sendable {
    private let guarded = NSLock()
    private var count = 0

    func next() -> Int {
        guarded.withLock {
            count += 1
            return count
        }
    }
}

extension Trail {
    /// A trail that has just begun.
    static func at(_ kind: ScreenKind) -> Trail {
        var trail = Trail()
        trail.arrive(kind, hasBack: false)
        return trail
    }
}
