import ShailooKit
import SwiftUI

/// The ПИН, grouped 4-4-4-2 by the core.
struct PinView: View {
    let screen: PinScreen
    @EnvironmentObject private var voting: Voting

    var body: some View {
        Leaf {
            Heading(screen.heading)
            CoreTextField(entry: .pin, field: screen.field)
            Text(screen.count).secondaryText(.semibold)
            ViewThatFits(in: .horizontal) {
                HStack { tools }
                VStack { tools }
            }
            Hint(text: screen.purpose)
        } foot: {
            Press(screen.go, .filled)
        }
        .toolbar {
            // A number pad has no key that goes on.
            ToolbarItemGroup(placement: .keyboard) {
                Spacer()
                Button { voting.model.press(screen.go) } label: { Text(screen.go.label) }
                    .disabled(!screen.go.enabled)
                    .spoken(.of(screen.go))
            }
        }
    }

    @ViewBuilder private var tools: some View {
        Press(screen.readBack, .plain)
        Press(screen.clear, .plain)
    }
}
