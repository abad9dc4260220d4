import ShailooKit
import SwiftUI

/// The control code.
struct ReceiptView: View {
    let screen: ReceiptScreen
    @EnvironmentObject private var voting: Voting

    var body: some View {
        Leaf {
            ViewThatFits(in: .horizontal) {
                HStack(spacing: Space.x4) { thanks }
                VStack(alignment: .leading, spacing: Space.x3) { thanks }
            }
            Card {
                VStack(alignment: .leading, spacing: Space.x2) {
                    Text(screen.codeLabel).secondaryText()
                    Text(screen.code).codeText()
                }
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(Text(screen.codeAccessible))
                PressLabel(text: screen.copy.label, look: .plain) { voting.model.copyCode() }
                    .disabled(!screen.copy.enabled)
                    .spoken(.of(screen.copy))
                QrView(qr: screen.qr)
            }
            Hint(text: screen.saved, tone: screen.isSaved ? .good : .error)
            VStack(alignment: .leading, spacing: Space.x2) {
                Text(screen.attention).bodyText(.bold).accessibilityAddTraits(.isHeader)
                Text(screen.can).bodyText()
                Text(screen.cannot).bodyText()
                ForEach(screen.facts, id: \.self) { Text($0).secondaryText() }
            }
            Text(screen.secrecy).bodyText(.bold, .okTone)
            Card {
                Text(screen.downloadHelp).secondaryText()
                if let share = screen.share { Press(share, .outlined) }
                if let pdf = screen.pdf { Press(pdf, .outlined) }
            }
        } foot: {
            // What is filled changes; no button moves under a thumb.
            Press(screen.download, screen.isSaved ? .plain : .filled)
            Press(screen.finish, screen.isSaved ? .filled : .plain)
        }
    }

    @ViewBuilder private var thanks: some View {
        Badge(sign: "checkmark", tone: .okTone, ground: .okSoft)
        Heading(screen.heading, dense: true)
    }
}
