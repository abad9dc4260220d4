import ShailooKit
import SwiftUI

/// A calm message: what happened, whose turn it is, what to do.
struct NoticeView: View {
    let screen: NoticeScreen
    let frame: CoreFrame

    var body: some View {
        Leaf {
            Badge(sign: sign, tone: .accentTone, ground: .warnSoft)
            if !screen.turnText.isEmpty { Text(screen.turnText).secondaryText(.semibold) }
            Heading(screen.heading)
            if !screen.body.isEmpty { Text(screen.body).bodyText() }
            if !screen.hotline.isEmpty { Hotline(text: screen.hotline, numbers: frame.hotline) }
        } foot: {
            if let primary = screen.primary { Press(primary, .filled) }
            ForEach(screen.others, id: \.label) { Press($0, .plain) }
        }
    }

    private var sign: String {
        switch screen.turn {
        case .voter: "person"
        case .network: "wifi.exclamationmark"
        case .server: "server.rack"
        case .election: "calendar"
        }
    }
}
