import Foundation
import ShailooCore

/// Everything that the views draw. It is kept in memory only, and holds no more than the core's
/// current screen and what the platform needs.
public struct ViewState: Equatable, Sendable {
    /// The core's screen; nothing before the core has started.
    public internal(set) var screen: ShailooCore.Screen?
    /// The way here.
    public internal(set) var trail = Trail()
    /// Whether something takes time: the core works, or has not answered yet.
    public internal(set) var busy = true
    /// What was typed and has not come back from the core yet.
    public internal(set) var typed: [Entry: String] = [:]
    /// Why the app cannot start, if it cannot.
    public internal(set) var failure: StartFailure?
    /// What hides the screen.
    public internal(set) var cover = Cover.away
    /// A file that waits for the voter to say where it goes.
    public internal(set) var file: OutgoingFile?
    /// The camera on the screen of the face.
    public internal(set) var camera = CameraPhase.off
    /// The camera that scans a QR code.
    public internal(set) var scanner = CameraPhase.off
    /// Photos that have come, by name.
    public internal(set) var photos: [String: Photo] = [:]

    public init() {}

    /// The language of all texts; the state language before the core has said one.
    public var language: String { screen?.frame.language ?? "ky" }

    /// What a field shows: what was just typed, or what the core has made of it.
    public func text(_ entry: Entry, _ field: ShailooCore.Field) -> String {
        typed[entry] ?? field.value
    }
}

/// A text field of the core.
public enum Entry: Hashable, Sendable {
    case pin, code, controlCode

    /// The event of a change of this field.
    func event(_ text: String) -> ShailooCore.Event {
        switch self {
        case .pin: .typePin(text: text)
        case .code: .typeCode(text: text)
        case .controlCode: .typeControlCode(text: text)
        }
    }
}

/// Why the app cannot start.
public struct StartFailure: Equatable, Sendable {
    public let heading: String
    public let body: String
    public let retry: String
}

/// A photo of a screen.
public enum Photo: Equatable, Sendable {
    case loading
    case here(Data)
    /// It cannot be had now; the voter goes on without it.
    case missing
}
