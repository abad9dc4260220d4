import Foundation

/// Opens the device's lock: Face ID, Touch ID, or the passcode.
public protocol DeviceLock: Sendable {
    func open(reason: String) async -> LockAnswer
}

/// What the device's lock said.
public enum LockAnswer: Equatable, Sendable {
    case opened
    case refused
    /// The owner has set no lock, so there is none to open.
    case absent
}

/// The system's clipboard.
public protocol Clipboard: Sendable {
    @MainActor func copy(_ text: String)
}

/// The one thing the app remembers by itself: the language. Nothing about a voter.
public protocol Preferences: Sendable {
    /// The tag chosen last; empty before the first choice.
    var language: String { get }
    func remember(language: String)
}

/// How a camera began.
public enum CameraStart: Equatable, Sendable {
    case ready
    /// The device has none that can be used.
    case missing
    /// The voter or the device's owner does not allow it.
    case refused
}

/// What a camera does now.
public enum CameraPhase: Equatable, Sendable {
    case off, starting, live, taking, missing, refused
}

/// The front camera.
public protocol FaceCamera: Sendable {
    /// Asks for permission where it was never asked, and begins the preview.
    func start() async -> CameraStart
    func stop() async
    /// A picture as the camera writes it (JPEG); nothing if it failed.
    func takePicture() async -> Data?
}

/// The back camera, looking for QR codes.
public protocol CodeCamera: Sendable {
    /// Begins; `found` is called once, with the content of the first code that is seen.
    func start(found: @escaping @MainActor @Sendable (String) -> Void) async -> CameraStart
    func stop() async
}

/// What the platform lends to the model.
public struct Services: Sendable {
    public let lock: any DeviceLock
    public let clipboard: any Clipboard
    public let preferences: any Preferences
    public let face: any FaceCamera
    public let scanner: any CodeCamera

    public init(
        lock: any DeviceLock,
        clipboard: any Clipboard,
        preferences: any Preferences,
        face: any FaceCamera,
        scanner: any CodeCamera
    ) {
        self.lock = lock
        self.clipboard = clipboard
        self.preferences = preferences
        self.face = face
        self.scanner = scanner
    }
}
