import Foundation
import ShailooCore
import Testing

@testable import ShailooKit

/// What the kit decides by itself, without a core.
struct Logic {
    @Test func theTrailFollowsTheCore() {
        var trail = Trail()
        trail.arrive(.start, hasBack: false)
        for kind in [ScreenKind.pin, .identify, .voter, .ballot, .review] { trail.arrive(kind, hasBack: true) }
        #expect(trail.root == .start && trail.path == [.pin, .identify, .voter, .ballot, .review])
        trail.arrive(.notice, hasBack: false)
        #expect(trail.top == .review, "a notice stands in the place of its screen")
        trail.arrive(.ballot, hasBack: true)
        #expect(trail.path == [.pin, .identify, .voter, .ballot], "a screen that was here slides back")
        let left = trail.leave(to: [.pin, .identify])
        #expect(left == 2 && trail.path == [.pin, .identify])
        #expect(trail.leave(to: [.identify]) == 0, "not a way that was gone")
        trail.arrive(.start, hasBack: false)
        #expect(trail.path.isEmpty)
        trail.arrive(.casting, hasBack: false)
        #expect(trail.root == .casting && trail.path.isEmpty)
    }

    @Test func theShieldHidesWhatIsPrivate() {
        var shield = Shield()
        #expect(shield.cover(isPrivate: false) == .away, "before the app is in front")
        shield.isActive = true
        #expect(shield.cover(isPrivate: true) == .open)
        shield.isCaptured = true
        #expect(shield.cover(isPrivate: true) == .recorded && shield.cover(isPrivate: false) == .open)
        shield.isActive = false
        #expect(shield.cover(isPrivate: true) == .away)
    }

    @Test func aQrCodeIsDrawnModuleByModule() throws {
        let modules = (0..<25).map { [0, 1, 4, 7, 24].contains($0) }
        let qr = ShailooCore.Qr(label: "", side: 5, modules: modules, content: "")
        let drawing = try #require(QrDrawing(qr))
        #expect(drawing.side == 13)
        var dark = Set<Int>()
        for run in drawing.runs {
            for x in run.x..<(run.x + run.length) { dark.insert((run.y - 4) * 5 + x - 4) }
        }
        #expect(dark == [0, 1, 4, 7, 24])
        #expect(drawing.runs.contains(.init(x: 4, y: 4, length: 2)), "neighbours are one run")
        #expect(drawing.module(within: 100) == 7, "whole points")
        #expect(drawing.module(within: 6.5) == 0.5, "where there is no room for whole ones")
        #expect(QrDrawing(ShailooCore.Qr(label: "", side: 5, modules: [], content: "")) == nil)
    }

    private func field(_ value: String, length: UInt32, numeric: Bool = true, error: String = "") -> ShailooCore.Field {
        ShailooCore.Field(
            label: "l", accessible: "a", value: value, placeholder: "", help: "h", error: error,
            length: length, numeric: numeric
        )
    }

    @Test func sixBoxesAreOneField() {
        let boxes = CodeBox.of(field("407", length: 6), showing: "407")
        #expect(boxes.map(\.text) == ["4", "0", "7", "", "", ""])
        #expect(boxes.map(\.isNext) == [false, false, false, true, false, false])
        #expect(CodeBox.of(field("123456", length: 6), showing: "123456").filter(\.isNext).isEmpty)
        let voice = Voice.of(field("407", length: 6), showing: "407")
        #expect(voice.label == "a" && voice.value == "4 0 7" && voice.hint == "h")
        #expect(Voice.of(field("x", length: 9, numeric: false, error: "e"), showing: "x y").hint == "e")
        #expect(Voice.of(field("x", length: 9, numeric: false), showing: "AB 1").value == "AB 1")
    }

    @Test func screenReadersHearWhatTheCoreSays() {
        func row(_ marked: Bool) -> ShailooCore.Row {
            ShailooCore.Row(
                number: 1, name: "n", given: "g", againstAll: false, photo: nil, photoLabel: "",
                marked: marked, accessible: "1. n", state: "s", event: .mark(row: 0)
            )
        }
        #expect(Voice.of(row(true)).traits == [.button, .selected] && Voice.of(row(false)).traits == [.button])
        #expect(Voice.of(row(true)).label == "1. n" && Voice.of(row(true)).value == "s")
        #expect(Voice.heading("h").traits == [.heading])
        let button = ShailooCore.Button(label: "l", accessible: "long", enabled: true, event: .back)
        #expect(Voice.of(button).label == "long")
        let stage = CastingStage(text: "t", done: true, current: false, accessible: "t: done")
        #expect(Voice.of(stage).label == "t: done" && Voice.of(stage).traits.isEmpty)
    }

    @Test func theTundukIsWhole() {
        #expect(TundukDrawing.laths.count == 6 && TundukDrawing.rings.count == 2)
        for lath in TundukDrawing.laths {
            for end in [lath.start, lath.end] {
                let radius = (end.x * end.x + end.y * end.y).squareRoot()
                #expect(abs(radius - TundukDrawing.rings[1]) < 0.005, "every lath ends on the inner ring")
            }
        }
    }

    @Test func filesFromAnywhereAreReadWithinALimit() throws {
        let folder = temporaryFolder()
        let small = folder.appendingPathComponent("a")
        try Data("abc".utf8).write(to: small)
        #expect(InFile.read(small) == Data("abc".utf8))
        #expect(InFile.read(folder.appendingPathComponent("b")).isEmpty)
        let large = folder.appendingPathComponent("c")
        try Data().write(to: large)
        let handle = try FileHandle(forWritingTo: large)
        try handle.truncate(atOffset: UInt64(InFile.limit + 1))
        try handle.close()
        #expect(InFile.read(large).isEmpty)
    }

    /// A new screen of the core cannot be forgotten: its kind, its view, and its file.
    @Test func everyScreenOfTheCoreHasItsView() throws {
        let source = try String(contentsOf: checkout.appendingPathComponent("core/src/screen/mod.rs"), encoding: .utf8)
        let start = try #require(source.range(of: "pub enum Content {"))
        let end = try #require(source.range(of: "\n    }", range: start.upperBound..<source.endIndex))
        let names = source[start.upperBound..<end.lowerBound].split(separator: "\n")
            .filter { !$0.contains("///") }
            .compactMap { $0.split(separator: "(").first?.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        #expect(names.count >= 18)
        let kinds = ScreenKind.allCases.map { $0.rawValue.prefix(1).uppercased() + $0.rawValue.dropFirst() }
        #expect(Set(names) == Set(kinds))
        for name in names {
            let view = checkout.appendingPathComponent("ios/App/Screens/\(name)View.swift")
            #expect(FileManager.default.fileExists(atPath: view.path), "\(name)")
        }
    }
}
