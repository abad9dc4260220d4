import ShailooKit
import SwiftUI

/// A screen's content, which scrolls, and its foot with the filled button at the thumb.
///
/// Nothing has a fixed height. With the largest texts the foot would leave no room for the content,
/// so there it scrolls with it.
struct Leaf<Top: View, Foot: View>: View {
    @ViewBuilder let content: () -> Top
    @ViewBuilder let foot: () -> Foot
    @Environment(\.dynamicTypeSize) private var textSize

    init(@ViewBuilder content: @escaping () -> Top, @ViewBuilder foot: @escaping () -> Foot) {
        self.content = content
        self.foot = foot
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Space.x4) {
                content()
                if textSize.isAccessibilitySize { feet.padding(.top, Space.x4) }
            }
            .frame(maxWidth: 640, alignment: .leading)
            .padding(Space.margin)
            .frame(maxWidth: .infinity)
        }
        .safeAreaInset(edge: .bottom, spacing: 0) {
            if !textSize.isAccessibilitySize {
                feet
                    .frame(maxWidth: 640)
                    .padding(Space.margin)
                    .frame(maxWidth: .infinity)
                    .background(Color.surface.ignoresSafeArea(edges: .bottom))
                    .overlay(alignment: .top) { Divider() }
            }
        }
        .scrollDismissesKeyboard(.interactively)
    }

    private var feet: some View {
        VStack(spacing: Space.x3) { foot() }
    }
}

/// The screen's heading, which the rotor finds.
struct Heading: View {
    private let text: String
    private let dense: Bool

    init(_ text: String, dense: Bool = false) {
        self.text = text
        self.dense = dense
    }

    var body: some View {
        Text(text)
            .modifier(Sized(dense ? Tokens.textH1Dense : Tokens.textH1, .title, weight: .bold))
            .foregroundColor(.ink)
            .accessibilityAddTraits(.isHeader)
    }
}

/// A card with an edge.
struct Card<Inside: View>: View {
    private let ground: Color
    private let inside: Inside

    init(ground: Color = .surface, @ViewBuilder inside: () -> Inside) {
        self.ground = ground
        self.inside = inside()
    }

    var body: some View {
        VStack(alignment: .leading, spacing: Space.x3) { inside }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(Space.x4)
            .background(RoundedRectangle(cornerRadius: CGFloat(Tokens.cardRadius)).fill(ground))
            .overlay(RoundedRectangle(cornerRadius: CGFloat(Tokens.cardRadius)).stroke(Color.line))
    }
}

/// A text on a soft ground: information, or what went wrong.
struct Hint: View {
    enum Tone { case information, error, good }

    let text: String
    var tone = Tone.information

    var body: some View {
        if !text.isEmpty {
            Text(text)
                .bodyText(tone == .information ? .regular : .semibold, ink)
                .frame(maxWidth: .infinity, alignment: .leading)
                .padding(Space.x3)
                .background(RoundedRectangle(cornerRadius: Space.x3).fill(ground))
        }
    }

    private var ink: Color {
        switch tone {
        case .information: .ink
        case .error: .errorTone
        case .good: .okTone
        }
    }

    private var ground: Color {
        switch tone {
        case .information: .primarySoft
        case .error: .errorSoft
        case .good: .okSoft
        }
    }
}

/// A sign in a soft circle.
struct Badge: View {
    let sign: String
    let tone: Color
    let ground: Color

    var body: some View {
        Image(systemName: sign)
            .font(.title.weight(.bold))
            .foregroundColor(tone)
            .padding(Space.x4)
            .background(Circle().fill(ground))
            .accessibilityHidden(true)
    }
}

/// Labels and values: side by side where both fit, one under the other where not.
struct Lines: View {
    let lines: [CoreLine]

    var body: some View {
        ForEach(lines, id: \.label) { line in
            ViewThatFits(in: .horizontal) {
                HStack(alignment: .firstTextBaseline) {
                    label(line)
                    Spacer(minLength: Space.x4)
                    value(line)
                }
                VStack(alignment: .leading, spacing: Space.x1) {
                    label(line)
                    value(line)
                }
            }
            .voice(.of(line))
        }
    }

    private func label(_ line: CoreLine) -> some View { Text(line.label).secondaryText() }
    private func value(_ line: CoreLine) -> some View { Text(line.value).bodyText(.bold) }
}

/// The hotline: a sentence, and its numbers to call.
struct Hotline: View {
    let text: String
    let numbers: [String]

    var body: some View {
        VStack(alignment: .leading, spacing: Space.x2) {
            Text(text).secondaryText()
            ForEach(numbers, id: \.self) { number in
                if let address = URL(string: "tel:" + number.filter { $0.isNumber || $0 == "+" }) {
                    Link(destination: address) {
                        Label(number, systemImage: "phone").bodyText(.semibold)
                    }
                    .frame(minHeight: CGFloat(Tokens.target))
                }
            }
        }
    }
}
