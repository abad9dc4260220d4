import ShailooKit
import SwiftUI

/// Does this device seal what it shows? A second device tells.
struct DeviceCheckView: View {
    let screen: DeviceCheckScreen

    var body: some View {
        Leaf {
            Heading(screen.heading, dense: true)
            ForEach(screen.paragraphs, id: \.self) { Text($0).bodyText() }
            Card {
                ForEach(Array(screen.steps.enumerated()), id: \.offset) { place, step in
                    HStack(alignment: .firstTextBaseline, spacing: Space.x3) {
                        Text("\(place + 1).").bodyText(.bold)
                        Text(step).bodyText()
                    }
                    .accessibilityElement(children: .combine)
                }
            }
            QrView(qr: screen.code)
            if let opening = screen.opening { QrView(qr: opening) }
            if let save = screen.save { Press(save, .outlined) }
            Hint(text: screen.saved, tone: .good)
        } foot: {
            Press(screen.next, .filled)
        }
    }
}
