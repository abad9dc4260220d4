import ShailooKit
import SwiftUI
import UIKit

/// A photo by its name. All are equal in size and crop; nothing waits for one.
struct PhotoView: View {
    let name: String?
    let label: String
    /// Shown where there is no photo.
    var initials = ""
    var side: CGFloat = 56
    @EnvironmentObject private var voting: Voting

    var body: some View {
        ZStack {
            RoundedRectangle(cornerRadius: Space.x3).fill(Color.primarySoft)
            if let picture {
                Image(uiImage: picture).resizable().scaledToFill()
            } else if initials.isEmpty {
                Image(systemName: "person.fill").font(.title2).foregroundColor(.ink2)
            } else {
                Text(initials).font(.title2.weight(.bold)).foregroundColor(.ink2)
            }
        }
        .frame(width: side, height: side)
        .clipShape(RoundedRectangle(cornerRadius: Space.x3))
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(label))
        .accessibilityAddTraits(.isImage)
        .accessibilityHidden(label.isEmpty)
        .task(id: name) {
            if let name { await voting.model.load(photo: name) }
        }
    }

    private var picture: UIImage? {
        guard let name, case .here(let bytes) = voting.state.photos[name] else { return nil }
        return UIImage(data: bytes)
    }
}
