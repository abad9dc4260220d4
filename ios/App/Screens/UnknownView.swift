import ShailooKit
import SwiftUI

/// The connection broke while casting. Nothing is lost, and that is said first.
struct UnknownView: View {
    let screen: UnknownScreen
    let frame: CoreFrame

    var body: some View {
        Leaf {
            Badge(sign: "exclamationmark", tone: .accentTone, ground: .warnSoft)
            Heading(screen.heading)
            Text(screen.body).bodyText()
            Card { Lines(lines: [CoreLine(label: screen.nextLabel, value: screen.next)]) }
            Hotline(text: screen.hotline, numbers: frame.hotline)
        } foot: {
            Press(screen.retry, .filled)
        }
    }
}
