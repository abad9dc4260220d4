import ShailooKit
import SwiftUI

/// Does this device seal what it shows? A second device tells.
struct DeviceCheckView: View {
    let screen: DeviceCheckScreen

    var body: some View {
        Leaf {
            Heading(screen.heading, dense: true)
            Text(screen.intro).bodyText()
            Steps(steps: screen.untilCode, after: 0)
            // Once the ballot is open, the second device scans what opens it.
            QrView(qr: screen.opening ?? screen.code)
            Steps(steps: screen.afterCode, after: screen.untilCode.count)
            ForEach(screen.notes, id: \.self) { Text($0).secondaryText() }
            if let save = screen.save { Press(save, .outlined) }
            Hint(text: screen.saved, tone: .good)
        } foot: {
            Press(screen.next, .filled)
        }
    }
}

/// Steps whose numbers go on after what stands above.
private struct Steps: View {
    let steps: [String]
    let after: Int

    var body: some View {
        Card {
            ForEach(Array(steps.enumerated()), id: \.offset) { place, step in
                HStack(alignment: .firstTextBaseline, spacing: Space.x3) {
                    Text("\(after + place + 1).").bodyText(.bold)
                    Text(step).bodyText()
                }
                .accessibilityElement(children: .combine)
            }
        }
    }
}
