import ShailooKit
import SwiftUI
import UIKit

extension Color {
    /// A colour of the table, by day and in dark mode.
    init(_ tone: Tone) {
        self.init(uiColor: UIColor { traits in
            let value = traits.userInterfaceStyle == .dark ? tone.dark : tone.light
            return UIColor(
                red: CGFloat(value >> 16 & 0xFF) / 255,
                green: CGFloat(value >> 8 & 0xFF) / 255,
                blue: CGFloat(value & 0xFF) / 255,
                alpha: 1
            )
        })
    }

    static let page = Color(Tokens.bg)
    static let surface = Color(Tokens.surface)
    static let ink = Color(Tokens.ink)
    static let ink2 = Color(Tokens.ink2)
    static let line = Color(Tokens.line)
    static let primaryTone = Color(Tokens.primary)
    static let onPrimary = Color(Tokens.onPrimary)
    static let primarySoft = Color(Tokens.primarySoft)
    static let accentTone = Color(Tokens.accent)
    static let okTone = Color(Tokens.ok)
    static let okSoft = Color(Tokens.okSoft)
    static let errorTone = Color(Tokens.error)
    static let errorSoft = Color(Tokens.errorSoft)
    static let warnSoft = Color(Tokens.warnSoft)
}

/// Distances: multiples of the grid.
enum Space {
    static let x1 = CGFloat(Tokens.grid)
    static let x2 = x1 * 2
    static let x3 = x1 * 3
    static let x4 = x1 * 4
    static let x6 = x1 * 6
    static let margin = CGFloat(Tokens.margin)
}

/// Text of a size of the table, which grows and shrinks with the voter's own text size.
struct Sized: ViewModifier {
    @ScaledMetric private var size: CGFloat
    private let weight: Font.Weight
    private let design: Font.Design

    init(_ size: Double, _ style: Font.TextStyle, weight: Font.Weight = .regular, design: Font.Design = .default) {
        _size = ScaledMetric(wrappedValue: CGFloat(size), relativeTo: style)
        self.weight = weight
        self.design = design
    }

    func body(content: Content) -> some View {
        content
            .font(.system(size: size, weight: weight, design: design))
            .fixedSize(horizontal: false, vertical: true)
    }
}

extension View {
    func bodyText(_ weight: Font.Weight = .regular, _ colour: Color = .ink) -> some View {
        modifier(Sized(Tokens.textBody, .body, weight: weight)).foregroundColor(colour)
    }

    func secondaryText(_ weight: Font.Weight = .regular) -> some View {
        modifier(Sized(Tokens.textSecondary, .subheadline, weight: weight)).foregroundColor(.ink2)
    }

    func surnameText() -> some View {
        modifier(Sized(Tokens.textSurname, .headline, weight: .bold)).foregroundColor(.ink)
    }

    /// A code that is read character by character.
    func codeText() -> some View {
        modifier(Sized(Tokens.textH1Dense, .title2, weight: .semibold, design: .monospaced)).foregroundColor(.ink)
    }

    /// What assistive technology is told instead of what is drawn.
    func voice(_ voice: Voice) -> some View {
        accessibilityElement(children: .ignore).spoken(voice)
    }

    /// The same for what is one element already: a button, a field.
    func spoken(_ voice: Voice) -> some View {
        accessibilityLabel(Text(voice.label))
            .accessibilityValue(Text(voice.value))
            .accessibilityHint(Text(voice.hint))
            .accessibilityAddTraits(voice.platformTraits)
    }
}

extension Voice {
    var platformTraits: AccessibilityTraits {
        var all: AccessibilityTraits = []
        for trait in traits {
            switch trait {
            case .button: all.formUnion(.isButton)
            case .heading: all.formUnion(.isHeader)
            case .image: all.formUnion(.isImage)
            case .selected: all.formUnion(.isSelected)
            case .updatesOften: all.formUnion(.updatesFrequently)
            case .keyboardKey: all.formUnion(.isKeyboardKey)
            }
        }
        return all
    }
}
