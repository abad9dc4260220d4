import ShailooKit
import SwiftUI

/// «Добуш берүүгө өтүү».
struct StartView: View {
    let screen: StartScreen
    let frame: CoreFrame

    var body: some View {
        Leaf {
            Tunduk()
                .frame(width: 120, height: 120)
                .frame(maxWidth: .infinity)
                .voice(.image(screen.imageLabel))
            Heading(screen.election)
            Card { Lines(lines: screen.lines) }
            if let closed = screen.closed { Hint(text: closed) }
            if let resume = screen.resume {
                Card(ground: .warnSoft) {
                    Text(screen.resumeHelp ?? "").bodyText()
                    Press(resume, .outlined)
                }
            }
            Text(frame.serverTime).secondaryText()
        } foot: {
            Press(screen.go, .filled)
            Press(screen.check, .plain)
            if let receipts = screen.receipts { Press(receipts, .plain) }
        }
    }
}
