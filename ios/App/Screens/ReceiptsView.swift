import ShailooKit
import SwiftUI

/// The receipts kept on this device, behind its lock.
struct ReceiptsView: View {
    let screen: ReceiptsScreen
    @EnvironmentObject private var voting: Voting

    var body: some View {
        Leaf {
            if screen.unlock != nil {
                Badge(sign: "lock", tone: .primaryTone, ground: .primarySoft)
            }
            if !screen.text.isEmpty { Text(screen.text).bodyText() }
            ForEach(screen.receipts, id: \.code) { kept in
                Card {
                    Text(kept.code).codeText()
                    Press(kept.open, .outlined)
                }
            }
        } foot: {
            if let unlock = screen.unlock {
                PressLabel(text: unlock.label, look: .filled) { voting.model.unlock() }
            }
        }
    }
}
