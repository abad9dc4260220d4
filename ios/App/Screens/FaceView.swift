import ShailooKit
import SwiftUI
import UIKit
import UniformTypeIdentifiers

/// The camera: an oval to look into, what makes a good picture, the picture to use or to take again.
struct FaceView: View {
    let screen: FaceScreen
    @EnvironmentObject private var voting: Voting
    @State private var choosesFile = false

    var body: some View {
        Leaf {
            Heading(screen.heading, dense: true)
            picture
                .aspectRatio(3 / 4, contentMode: .fit)
                .frame(maxWidth: 420)
                .clipShape(RoundedRectangle(cornerRadius: CGFloat(Tokens.cardRadius)))
                .frame(maxWidth: .infinity)
            Hint(text: screen.error, tone: .error)
            Text(screen.help).bodyText()
            Text(screen.privacy).secondaryText()
        } foot: {
            if screen.picture.isEmpty {
                PressLabel(text: screen.captureLabel, look: .filled) { voting.model.takePicture() }
                    .disabled(voting.state.camera != .live)
                PressLabel(text: screen.fileLabel, look: .plain) { choosesFile = true }
            } else {
                Press(screen.confirm, .filled)
                Press(screen.retake, .outlined)
            }
        }
        .fileImporter(isPresented: $choosesFile, allowedContentTypes: [.jpeg, .png]) { chosen in
            if case .success(let url) = chosen { voting.model.use(picture: url) }
        }
    }

    @ViewBuilder private var picture: some View {
        if let taken = UIImage(data: screen.picture) {
            Image(uiImage: taken)
                .resizable()
                .scaledToFit()
                .voice(.image(screen.previewLabel))
        } else {
            ZStack {
                CameraPreview(feed: FrontCamera.shared.feed)
                Oval().stroke(Color.white, lineWidth: 3)
                if voting.state.camera == .taking { Color.white.opacity(0.4) }
            }
            .voice(.image(screen.previewLabel))
            .onAppear { voting.model.enterCamera() }
            .onDisappear { voting.model.leaveCamera() }
        }
    }
}

/// Where the face belongs.
struct Oval: Shape {
    func path(in rect: CGRect) -> Path {
        Path(ellipseIn: rect.insetBy(dx: rect.width * 0.16, dy: rect.height * 0.12))
    }
}
