import Foundation
import ShailooCore

/// What the platform does on certain screens: cameras, the device's lock, files, the clipboard.
extension VotingModel {
    /// The core shows another screen: cameras go out, a lock is asked for.
    func attend(from old: ScreenKind?, to screen: ShailooCore.Screen) {
        if old == .face, screen.kind != .face { leaveCamera() }
        if old == .check, screen.kind != .check { leaveScanner() }
        if old != .receipts, case .receipts(let list) = screen.content, list.unlock != nil { unlock() }
    }

    // MARK: The device's lock

    /// Asks for the device's lock, to show the receipts that are kept.
    public func unlock() {
        guard case .receipts(let list) = state.screen?.content, list.unlock != nil else { return }
        let lock = services.lock
        Task {
            switch await lock.open(reason: list.text) {
            case .opened, .absent: press(.unlocked)
            case .refused: break
            }
        }
    }

    // MARK: The face

    /// The preview is on the screen: the camera begins.
    public func enterCamera() {
        guard state.screen?.kind == .face, state.camera == .off else { return }
        state.camera = .starting
        let camera = services.face
        faceTurns.enter { await camera.start() } begun: { [weak self] started in
            guard let self else { return }
            switch started {
            case .ready: state.camera = .live
            case .missing:
                state.camera = .missing
                press(.noCamera)
            case .refused:
                state.camera = .refused
                press(.cameraDenied)
            }
        }
    }

    /// The preview is gone.
    public func leaveCamera() {
        guard state.camera != .off else { return }
        state.camera = .off
        let camera = services.face
        faceTurns.leave { await camera.stop() }
    }

    /// Takes the picture and hands it to the core, which judges it.
    public func takePicture() {
        guard state.camera == .live else { return }
        state.camera = .taking
        let (camera, visit) = (services.face, faceTurns.visit)
        Task {
            let picture = await camera.takePicture()
            guard visit == faceTurns.visit else { return }
            state.camera = .live
            press(.picture(bytes: picture ?? Data()))
        }
    }

    /// A file instead of the camera.
    public func use(picture url: URL) {
        press(.picture(bytes: InFile.read(url)))
    }

    // MARK: Scanning a control code

    /// The voter wants to scan.
    public func enterScanner() {
        guard state.screen?.kind == .check, !state.scanner.isOn else { return }
        state.scanner = .starting
        let camera = services.scanner
        scanTurns.enter {
            await camera.start { [weak self] text in self?.scanned(text) }
        } begun: { [weak self] started in
            switch started {
            case .ready: self?.state.scanner = .live
            case .missing: self?.state.scanner = .missing
            case .refused: self?.state.scanner = .refused
            }
        }
    }

    /// The voter closed the scanner.
    public func leaveScanner() {
        guard state.scanner != .off else { return }
        state.scanner = .off
        let camera = services.scanner
        scanTurns.leave { await camera.stop() }
    }

    private func scanned(_ text: String) {
        guard state.scanner.isOn else { return }
        leaveScanner()
        press(.scannedCode(text: text))
    }

    // MARK: Files and the clipboard

    /// A vote cipher that the voter chose.
    public func check(cipher url: URL) {
        press(.cipherFile(bytes: InFile.read(url)))
    }

    /// Copies the control code of the receipt.
    public func copyCode() {
        guard case .receipt(let receipt) = state.screen?.content else { return }
        services.clipboard.copy(receipt.code)
        press(receipt.copy)
    }
}

extension CameraPhase {
    /// Whether the camera is on, or about to be.
    public var isOn: Bool {
        switch self {
        case .starting, .live, .taking: true
        case .off, .missing, .refused: false
        }
    }
}

/// Files that the voter chose; they may come from anywhere.
enum InFile {
    /// The core looks at no more.
    static let limit = 32 << 20

    /// The file, or nothing at all where it cannot be read or is too large: the core says what to do.
    static func read(_ url: URL) -> Data {
        let isScoped = url.openLent()
        defer { if isScoped { url.closeLent() } }
        guard let file = try? FileHandle(forReadingFrom: url) else { return Data() }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: limit + 1), bytes.count <= limit else {
            return Data()
        }
        return bytes
    }
}

extension URL {
    /// Files of other apps are lent by the system for a while; only Apple's systems have this.
    fileprivate func openLent() -> Bool {
        #if canImport(Darwin)
        startAccessingSecurityScopedResource()
        #else
        false
        #endif
    }

    fileprivate func closeLent() {
        #if canImport(Darwin)
        stopAccessingSecurityScopedResource()
        #endif
    }
}
