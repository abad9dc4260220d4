import ShailooKit
import SwiftUI

/// The platform's own bar: title, back, language; under it the band of an election that is not real,
/// the five steps, and the warning that the session ends.
struct TitleBar: ViewModifier {
    let frame: CoreFrame?
    let isTop: Bool
    @EnvironmentObject private var voting: Voting

    func body(content: Content) -> some View {
        content
            // The title of the screen beneath is what the platform writes on its back button.
            .navigationTitle((isTop ? frame?.title : frame?.back?.label) ?? "")
            .navigationBarTitleDisplayMode(.inline)
            .navigationBarBackButtonHidden(frame?.back == nil)
            .toolbar {
                ToolbarItem(placement: .navigationBarLeading) {
                    if let frame, frame.back == nil {
                        Tunduk().frame(width: 28, height: 28).accessibilityHidden(true)
                    }
                }
                ToolbarItem(placement: .navigationBarTrailing) {
                    if let frame { LanguageMenu(frame: frame) }
                }
            }
            .safeAreaInset(edge: .top, spacing: 0) {
                if let frame, isTop { UnderTitle(frame: frame, busy: voting.state.busy) }
            }
    }
}

/// The language switch: the language's own name where there is room, a globe where there is not.
struct LanguageMenu: View {
    let frame: CoreFrame
    @EnvironmentObject private var voting: Voting
    @Environment(\.dynamicTypeSize) private var textSize

    private var current: String { frame.languages.first { $0.current }?.name ?? "" }

    var body: some View {
        Menu {
            ForEach(frame.languages, id: \.name) { choice in
                Button { voting.model.press(choice.event) } label: {
                    if choice.current {
                        Label(choice.name, systemImage: "checkmark")
                    } else {
                        Text(choice.name)
                    }
                }
                .spoken(.of(choice))
            }
        } label: {
            if textSize.isAccessibilitySize {
                Image(systemName: "globe")
            } else {
                Label(current, systemImage: "globe").labelStyle(.titleAndIcon)
            }
        }
        .frame(minWidth: CGFloat(Tokens.target), minHeight: CGFloat(Tokens.target))
        .accessibilityLabel(Text(frame.languageLabel))
        .accessibilityValue(Text(current))
    }
}

struct UnderTitle: View {
    let frame: CoreFrame
    let busy: Bool

    var body: some View {
        VStack(spacing: 0) {
            if let band = frame.band {
                Text(band)
                    .secondaryText(.bold)
                    .multilineTextAlignment(.center)
                    .frame(maxWidth: .infinity)
                    .padding(.horizontal, Space.margin)
                    .padding(.vertical, Space.x2)
                    .background(Color.warnSoft)
            }
            if frame.step > 0 { StepMarks(frame: frame) }
            if let session = frame.session { SessionCard(session: session) }
            Busy(busy: busy)
        }
        .background(Color.page)
    }
}

/// Five marks; one element for screen readers.
struct StepMarks: View {
    let frame: CoreFrame

    var body: some View {
        HStack(spacing: Space.x2) {
            ForEach(1...Int(max(frame.steps, 1)), id: \.self) { step in
                Capsule()
                    .fill(step <= Int(frame.step) ? Color.primaryTone : Color.line)
                    .frame(height: Space.x1)
            }
        }
        .padding(.horizontal, Space.margin)
        .padding(.vertical, Space.x2)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(frame.stepLabel))
    }
}

/// Something takes longer than a moment. Screen readers are told by the core's own words.
struct Busy: View {
    let busy: Bool
    @State private var isLong = false

    var body: some View {
        ZStack {
            if isLong { ProgressView().padding(.vertical, Space.x1) }
        }
        .accessibilityHidden(true)
        .task(id: busy) {
            isLong = false
            guard busy else { return }
            try? await Task.sleep(nanoseconds: 400_000_000)
            isLong = !Task.isCancelled
        }
    }
}

struct SessionCard: View {
    let session: SessionWarning

    var body: some View {
        Card(ground: .warnSoft) {
            Text(session.title).bodyText(.bold).accessibilityAddTraits(.isHeader)
            Text(session.body).bodyText()
            Press(session.here, .outlined)
        }
        .padding(.horizontal, Space.margin)
        .padding(.bottom, Space.x2)
    }
}
