import ShailooKit
import SwiftUI

/// A button of the core: its text, what screen readers say, whether it can be pressed, what it means.
struct Press: View {
    enum Look { case filled, outlined, plain, destructive }

    private let button: CoreButton
    private let look: Look
    @EnvironmentObject private var voting: Voting

    init(_ button: CoreButton, _ look: Look) {
        self.button = button
        self.look = look
    }

    var body: some View {
        PressLabel(text: button.label, look: look) { voting.model.press(button) }
            .disabled(!button.enabled)
            .spoken(.of(button))
    }
}

/// The same look for what the platform does itself: the camera, a file.
struct PressLabel: View {
    let text: String
    let look: Press.Look
    let action: @MainActor () -> Void

    var body: some View {
        switch look {
        case .filled: Button(action: action) { Text(text) }.buttonStyle(Filled())
        case .outlined: Button(action: action) { Text(text) }.buttonStyle(Outlined())
        case .plain: Button(action: action) { Text(text) }.buttonStyle(Plain())
        case .destructive: Button(role: .destructive, action: action) { Text(text) }.buttonStyle(Plain())
        }
    }
}

struct Filled: ButtonStyle {
    @Environment(\.isEnabled) private var isEnabled

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .buttonText()
            .foregroundColor(.onPrimary)
            .background(RoundedRectangle(cornerRadius: CGFloat(Tokens.buttonRadius)).fill(Color.primaryTone))
            .opacity(isEnabled ? (configuration.isPressed ? 0.8 : 1) : 0.4)
    }
}

struct Outlined: ButtonStyle {
    @Environment(\.isEnabled) private var isEnabled

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .buttonText()
            .foregroundColor(.primaryTone)
            .background(
                RoundedRectangle(cornerRadius: CGFloat(Tokens.buttonRadius))
                    .stroke(Color.primaryTone, lineWidth: 2)
            )
            .opacity(isEnabled ? (configuration.isPressed ? 0.6 : 1) : 0.4)
    }
}

struct Plain: ButtonStyle {
    @Environment(\.isEnabled) private var isEnabled

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .buttonText()
            .foregroundColor(.primaryTone)
            .opacity(isEnabled ? (configuration.isPressed ? 0.6 : 1) : 0.4)
    }
}

extension View {
    /// The text of a button: it wraps, and the button grows with it.
    fileprivate func buttonText() -> some View {
        modifier(Sized(Tokens.textSurname, .headline, weight: .semibold))
            .multilineTextAlignment(.center)
            .padding(.horizontal, Space.x4)
            .padding(.vertical, Space.x3)
            .frame(maxWidth: .infinity, minHeight: CGFloat(Tokens.buttonHeight))
            .contentShape(Rectangle())
    }
}
