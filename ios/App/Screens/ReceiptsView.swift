import ShailooKit
import SwiftUI

/// The receipts kept on this device, behind its lock.
struct ReceiptsView: View {
    let screen: ReceiptsScreen
    @EnvironmentObject private var voting: Voting

    var body: some View {
        Leaf {
            if screen.locked {
                Badge(sign: "lock", tone: .primaryTone, ground: .primarySoft)
            } else if !screen.text.isEmpty {
                Text(screen.text).bodyText()
            }
            ForEach(screen.receipts, id: \.code) { kept in
                Card {
                    Text(kept.code).codeText()
                    Press(kept.open, .outlined)
                }
            }
        } foot: {
            if screen.locked {
                PressLabel(text: screen.text, look: .filled) { voting.model.unlock() }
            }
        }
    }
}
