import ShailooKit
import SwiftUI

/// Two ways to be identified, as two cards, never tabs: side by side where there is room, on a phone one
/// under the other.
struct IdentifyView: View {
    let screen: IdentifyScreen
    @Environment(\.horizontalSizeClass) private var width
    @Environment(\.dynamicTypeSize) private var textSize

    var body: some View {
        Leaf {
            if width == .regular, !textSize.isAccessibilitySize {
                HStack(alignment: .top, spacing: Space.x4) { cards }
            } else {
                cards
            }
        } foot: {
            Press(screen.back, .plain)
        }
    }

    @ViewBuilder private var cards: some View {
        CodeCardView(card: screen.code)
        FaceCardView(card: screen.face)
    }
}

private struct CodeCardView: View {
    let card: CodeCard

    var body: some View {
        Card {
            Text(card.title).surnameText().accessibilityAddTraits(.isHeader)
            CodeEntry(field: card.field)
            Press(card.get, .outlined)
            Hint(text: card.sent)
            Hint(text: card.unavailable, tone: .error)
            Press(card.confirm, .filled)
        }
    }
}

private struct FaceCardView: View {
    let card: FaceCard

    var body: some View {
        Card {
            Text(card.title).surnameText().accessibilityAddTraits(.isHeader)
            Text(card.help).secondaryText()
            Hint(text: card.unavailable, tone: .error)
            Press(card.go, .outlined)
        }
    }
}
