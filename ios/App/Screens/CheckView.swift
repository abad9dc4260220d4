import ShailooKit
import SwiftUI
import UniformTypeIdentifiers

/// Check a vote: by its code, typed or scanned, or by the vote cipher.
struct CheckView: View {
    let screen: CheckScreen
    @EnvironmentObject private var voting: Voting
    @State private var choosesFile = false

    private var scans: Binding<Bool> {
        Binding(
            get: { voting.state.scanner != .off },
            set: { if !$0 { voting.model.leaveScanner() } }
        )
    }

    var body: some View {
        Leaf {
            Heading(screen.heading)
            CoreTextField(entry: .controlCode, field: screen.field)
            PressLabel(text: screen.scanLabel, look: .outlined) { voting.model.enterScanner() }
            PressLabel(text: screen.fileLabel, look: .outlined) { choosesFile = true }
            Hint(text: screen.noChoice)
            Card {
                Text(screen.rightTitle).bodyText(.bold).accessibilityAddTraits(.isHeader)
                Press(screen.right, .outlined)
            }
        } foot: {
            Press(screen.go, .filled)
        }
        // Other apps keep a vote cipher under any type: its name tells what it is, the core whether it is.
        .fileImporter(isPresented: $choosesFile, allowedContentTypes: [.data]) { chosen in
            if case .success(let url) = chosen { voting.model.check(cipher: url) }
        }
        .sheet(isPresented: scans) { ScannerView(title: screen.scanLabel) }
    }
}

/// The camera that looks for a QR code.
private struct ScannerView: View {
    let title: String
    @EnvironmentObject private var voting: Voting

    private var texts: ShellTexts { ShellTexts.of(language: voting.state.language) }

    var body: some View {
        Leaf {
            Heading(title, dense: true)
            switch voting.state.scanner {
            case .missing:
                Text(texts.noCameraTitle).bodyText(.bold)
            case .refused:
                Text(texts.cameraDeniedTitle).bodyText(.bold)
                Text(texts.cameraDeniedBody).bodyText()
            case .off, .starting, .live, .taking:
                CameraPreview(feed: CodeScanner.shared.feed)
                    .aspectRatio(1, contentMode: .fit)
                    .clipShape(RoundedRectangle(cornerRadius: CGFloat(Tokens.cardRadius)))
                    .voice(.image(title))
            }
        } foot: {
            PressLabel(text: texts.buttonCancel, look: .outlined) { voting.model.leaveScanner() }
        }
        .background(Color.page)
    }
}
