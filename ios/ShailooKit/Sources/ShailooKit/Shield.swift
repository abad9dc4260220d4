/// What hides the screen from others.
public enum Cover: Equatable, Sendable {
    /// Nothing: the voter sees the screen.
    case open
    /// The app is not in front: the task switcher shows the tunduk only.
    case away
    /// The screen is recorded or shown elsewhere while it holds a ПИН, marks or a code.
    case recorded
}

/// Decides when the screen is hidden. iOS lets nobody forbid a single screenshot; what can be known
/// beforehand (the task switcher, recording, mirroring) hides the screen.
struct Shield: Equatable, Sendable {
    /// Whether the app is in front and takes touches.
    var isActive = false
    /// Whether the system says that the screen is recorded or mirrored.
    var isCaptured = false

    func cover(isPrivate: Bool) -> Cover {
        if !isActive { return .away }
        return isCaptured && isPrivate ? .recorded : .open
    }
}
