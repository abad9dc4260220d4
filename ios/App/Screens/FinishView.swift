import ShailooKit
import SwiftUI

/// Before the receipt is hidden.
struct FinishView: View {
    let screen: FinishScreen

    var body: some View {
        Leaf {
            Heading(screen.heading)
            Card { Text(screen.code).codeText() }
            Text(screen.body).bodyText()
        } foot: {
            Press(screen.hide, .filled)
        }
    }
}
