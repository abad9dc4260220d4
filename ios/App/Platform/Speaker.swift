import Foundation
import ShailooKit
import UIKit

/// Says, moves and lets feel what the model tells once.
struct Speaker {
    @MainActor
    func follow(_ effects: AsyncStream<Effect>) async {
        for await effect in effects {
            switch effect {
            case .moved:
                UIAccessibility.post(notification: .screenChanged, argument: nil)
            case .say(let text):
                // Queued: else the new screen's heading would cut it off.
                let spoken = NSAttributedString(
                    string: text,
                    attributes: [.accessibilitySpeechQueueAnnouncement: true]
                )
                UIAccessibility.post(notification: .announcement, argument: spoken)
            case .success:
                UINotificationFeedbackGenerator().notificationOccurred(.success)
            case .warning:
                UINotificationFeedbackGenerator().notificationOccurred(.warning)
            }
        }
    }
}
