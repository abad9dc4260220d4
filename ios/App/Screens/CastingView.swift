import ShailooKit
import SwiftUI

/// The vote is on its way.
struct CastingView: View {
    let screen: CastingScreen

    var body: some View {
        Leaf {
            Heading(screen.heading)
            Card { ForEach(screen.stages, id: \.text) { StageView(stage: $0) } }
            Hint(text: screen.help)
        } foot: {
            EmptyView()
        }
    }
}

private struct StageView: View {
    let stage: CastingStage

    var body: some View {
        HStack(spacing: Space.x3) {
            ZStack {
                if stage.done {
                    Image(systemName: "checkmark.circle.fill").foregroundColor(.okTone)
                } else if stage.current {
                    ProgressView()
                } else {
                    Image(systemName: "circle").foregroundColor(.ink2)
                }
            }
            .font(.title3)
            Text(stage.text).bodyText(stage.current ? .bold : .regular)
        }
        .voice(.of(stage))
    }
}
