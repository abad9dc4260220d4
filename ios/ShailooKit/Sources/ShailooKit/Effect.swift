import ShailooCore

/// What happens once, beside what is drawn.
public enum Effect: Equatable, Sendable {
    /// Another screen: a screen reader begins at its heading.
    case moved
    /// To be said at once by screen readers.
    case say(String)
    /// To be felt: the vote is in the box.
    case success
    /// To be felt: something was refused, or a notice came.
    case warning
}

extension Effect {
    /// What a new screen means beside itself.
    static func between(_ old: ShailooCore.Screen?, _ new: ShailooCore.Screen) -> [Effect] {
        var effects: [Effect] = []
        if old?.kind != new.kind {
            effects.append(.moved)
            if new.kind == .receipt, old?.kind == .casting || old?.kind == .unknown {
                effects.append(.success)
            }
            if new.kind == .notice { effects.append(.warning) }
        }
        let announcement = new.frame.announcement
        if case .ballot(let ballot) = new.content, !ballot.refused.isEmpty, !announcement.isEmpty {
            effects.append(.warning)
        }
        if !announcement.isEmpty { effects.append(.say(announcement)) }
        return effects
    }
}
