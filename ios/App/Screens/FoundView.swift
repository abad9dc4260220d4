import ShailooKit
import SwiftUI

/// What the check found.
struct FoundView: View {
    let screen: FoundScreen

    var body: some View {
        Leaf {
            switch screen.verdict {
            case .recorded, .final: Badge(sign: "checkmark", tone: .okTone, ground: .okSoft)
            case .unknown: Badge(sign: "questionmark", tone: .accentTone, ground: .warnSoft)
            case .alarm: Badge(sign: "exclamationmark.triangle", tone: .errorTone, ground: .errorSoft)
            }
            Heading(screen.heading)
            Text(screen.code).codeText()
            Text(screen.body).bodyText()
            if !screen.facts.isEmpty {
                Card { ForEach(screen.facts, id: \.self) { Text($0).bodyText() } }
            }
            Hint(text: screen.noChoice)
        } foot: {
            Press(screen.again, .outlined)
            Press(screen.close, .filled)
        }
    }
}
