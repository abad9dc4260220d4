import ShailooKit
import SwiftUI

/// Whether the right to vote was used.
struct RightView: View {
    let screen: RightScreen

    var body: some View {
        Leaf {
            Heading(screen.heading)
            Hint(text: screen.answer, tone: screen.used ? .good : .information)
            ForEach(screen.registrars, id: \.name) { row in
                Card(ground: row.agrees ? .surface : .errorSoft) {
                    Text(row.name).bodyText(.bold)
                    Text(row.text).bodyText()
                }
                .accessibilityElement(children: .combine)
            }
            Text(screen.notMine).secondaryText()
        } foot: {
            Press(screen.again, .outlined)
            Press(screen.close, .filled)
        }
    }
}
