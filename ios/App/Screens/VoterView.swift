import ShailooKit
import SwiftUI

/// Who you are; «Баштоо».
struct VoterView: View {
    let screen: VoterScreen
    let frame: CoreFrame

    var body: some View {
        Leaf {
            Card {
                PhotoView(name: screen.photo, label: screen.photoLabel, initials: screen.initials, side: 120)
                    .frame(maxWidth: .infinity)
                Text(screen.nameLabel).secondaryText()
                Heading(screen.name, dense: true)
                Text(screen.districtLabel).secondaryText()
                Text(screen.district).bodyText(.bold)
            }
            .privacySensitive()
            Card(ground: .primarySoft) { Hotline(text: screen.notYou, numbers: frame.hotline) }
        } foot: {
            Press(screen.begin, .filled)
        }
    }
}
