/// The way here, as a navigation stack wants it: a root and what lies over it.
///
/// The core alone knows where «back» leads, so a trail is only for the eye: a screen that was here
/// before slides back, a new one slides in. What lies beneath is never drawn from memory.
public struct Trail: Equatable, Sendable {
    public private(set) var root: ScreenKind = .opening
    public private(set) var path: [ScreenKind] = []

    public init() {}

    /// The screen on top.
    public var top: ScreenKind { path.last ?? root }

    /// The core shows this screen now.
    public mutating func arrive(_ kind: ScreenKind, hasBack: Bool) {
        // A notice stands in the place of the screen that it is about.
        if kind == .notice || kind == top { return }
        if !hasBack || kind == root {
            root = kind
            path = []
        } else if let place = path.firstIndex(of: kind) {
            path.removeSubrange((place + 1)...)
        } else {
            path.append(kind)
        }
    }

    /// The voter went back by the platform's own gesture or button; says by how many screens.
    public mutating func leave(to shorter: [ScreenKind]) -> Int {
        guard shorter.count < path.count, path.starts(with: shorter) else { return 0 }
        let left = path.count - shorter.count
        path = shorter
        return left
    }
}
