import ShailooKit
import SwiftUI

/// The marks once more; «Добуш берүү».
struct ReviewView: View {
    let screen: ReviewScreen

    var body: some View {
        Leaf {
            Heading(screen.heading)
            if !screen.picks.isEmpty {
                Card { ForEach(screen.picks, id: \.number) { PickView(pick: $0) } }
            }
            Text(screen.finalRemark).bodyText(.bold)
            Text(screen.remark).secondaryText()
            Card {
                Text(screen.codeLabel).secondaryText()
                if screen.sealing.isEmpty {
                    Text(screen.code).modifier(Sized(Tokens.textSecondary, .callout, design: .monospaced))
                } else {
                    Text(screen.sealing).bodyText()
                }
                Press(screen.checkDevice, .plain)
            }
        } foot: {
            Press(screen.cast, .filled)
            Press(screen.back, .outlined)
        }
    }
}

/// Somebody who is marked.
private struct PickView: View {
    let pick: Pick

    var body: some View {
        HStack(spacing: Space.x3) {
            if !pick.againstAll { PhotoView(name: pick.photo, label: "") }
            VStack(alignment: .leading, spacing: Space.x1) {
                Text("\(pick.number). \(pick.name)").surnameText()
                if !pick.given.isEmpty { Text(pick.given).bodyText() }
            }
        }
        .voice(.of(pick))
    }
}
