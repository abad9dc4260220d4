import Foundation
import ShailooCore
import ShailooKit

/// What a phone in a process of its own is told, a line of JSON each, and what it answers.
///
/// | order | what happens |
/// |---|---|
/// | `{"do":"start"}` | the app starts |
/// | `{"do":"enter","pin":"…"}` | from the start to the two cards |
/// | `{"do":"show","face":"…"}` | from the two cards through the camera, which sees this file |
/// | `{"do":"look-up","code":"…"}` | from the start to what is found under a control code |
/// | `{"do":"ask-right","pin":"…"}` | from the start, by way of the check, to the two cards |
/// | `{"do":"mark","rows":[0,2]}` | from «Баштоо» to the review |
/// | `{"do":"press","event":"…"}` | a control without a value |
/// | `{"do":"freeze","at":"casting","done":2}` | at this screen (and so many stages) the process stops itself, as a phone whose battery is pulled out |
///
/// The answer is one line: the screen that the phone rests at.
public struct PhoneOrder: Codable, Sendable {
    public let `do`: String
    public var pin: String?
    public var face: String?
    public var code: String?
    public var rows: [UInt32]?
    public var event: String?
    public var at: String?
    public var done: Int?

    public init(_ what: String) { self.do = what }
}

public struct PhoneAnswer: Codable, Sendable {
    public let kind: String
    public var notice: String?
    public var code: String?
    /// Whether the process has stopped itself.
    public var frozen = false
    /// Whether Start offers the receipts that are kept.
    public var keepsReceipts = false
    public var error: String?

    public init(kind: String, notice: String? = nil, code: String? = nil) {
        (self.kind, self.notice, self.code) = (kind, notice, code)
    }
}

extension Phone {
    public var answer: PhoneAnswer {
        var answer = PhoneAnswer(kind: kind?.rawValue ?? "none", notice: notice, code: code)
        if case .start(let start) = state.screen?.content { answer.keepsReceipts = start.receipts != nil }
        return answer
    }

    /// Obeys; `freeze` is called at the screen that an earlier order named.
    public func obey(_ order: PhoneOrder, freeze: @escaping @MainActor (PhoneAnswer) -> Void) async throws {
        switch order.do {
        case "start": try await start()
        case "enter": try await enter(pin: order.pin ?? "")
        case "show": try await show(face: Data(contentsOf: URL(fileURLWithPath: order.face ?? "")))
        case "look-up":
            try await press(.checkVote)
            try await type(order.code ?? "", .controlCode)
            try await press(.lookUp)
        case "ask-right": try await askRight(pin: order.pin ?? "")
        case "mark": try await mark(order.rows ?? [])
        case "press":
            guard let event = Self.plain[order.event ?? ""] else { throw Stuck("no such event") }
            try await press(event)
        case "freeze":
            onState = { [weak self] state in
                guard let self, state.screen?.kind.rawValue == order.at else { return }
                if case .casting(let casting) = state.screen?.content,
                   casting.stages.filter(\.done).count != order.done ?? 0 { return }
                var answer = answer
                answer.frozen = true
                freeze(answer)
            }
        default: throw Stuck("no such order")
        }
    }

    private static let plain: [String: ShailooCore.Event] = [
        "vote": .vote, "face": .face, "begin": .begin, "check-device": .checkDevice, "cast": .cast,
        "finish": .finish, "hide": .hide, "receipts": .receipts, "check": .checkVote, "look-up": .lookUp,
        "ask-right": .askRight, "back": .back, "start-over": .startOver, "retry": .retry,
    ]
}
