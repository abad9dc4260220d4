import ShailooCore

/// Which of the core's screens it is, without what is on it.
///
/// There is no default in the switch: a screen that core gets one day stops this from compiling until
/// it has its view here.
public enum ScreenKind: String, CaseIterable, Hashable, Sendable {
    case opening, start, pin, identify, face, voter, ballot, review, deviceCheck, casting, unknown
    case receipt, finish, receipts, check, found, right, notice

    public init(_ content: ShailooCore.Content) {
        switch content {
        case .opening: self = .opening
        case .start: self = .start
        case .pin: self = .pin
        case .identify: self = .identify
        case .face: self = .face
        case .voter: self = .voter
        case .ballot: self = .ballot
        case .review: self = .review
        case .deviceCheck: self = .deviceCheck
        case .casting: self = .casting
        case .unknown: self = .unknown
        case .receipt: self = .receipt
        case .finish: self = .finish
        case .receipts: self = .receipts
        case .check: self = .check
        case .found: self = .found
        case .right: self = .right
        case .notice: self = .notice
        }
    }
}

extension ShailooCore.Screen {
    public var kind: ScreenKind { ScreenKind(content) }
}
