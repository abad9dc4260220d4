import ShailooKit
import SwiftUI

/// The app loads the election.
struct OpeningView: View {
    let screen: OpeningScreen

    var body: some View {
        VStack(spacing: Space.x6) {
            Tunduk().frame(width: 112, height: 112).accessibilityHidden(true)
            Text(screen.text).bodyText().multilineTextAlignment(.center)
        }
        .padding(Space.margin)
        .frame(maxWidth: .infinity, maxHeight: .infinity)
    }
}
