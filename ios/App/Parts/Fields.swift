import ShailooKit
import SwiftUI

/// A field of the core: label, text, help or what is wrong.
struct CoreTextField: View {
    let entry: Entry
    let field: CoreField
    var code = false
    @EnvironmentObject private var voting: Voting

    var body: some View {
        VStack(alignment: .leading, spacing: Space.x2) {
            Text(field.label).secondaryText().accessibilityHidden(true)
            TextField("", text: voting.text(entry, field))
                .codeText()
                .keyboardType(field.numeric ? .numberPad : .asciiCapable)
                .textInputAutocapitalization(.characters)
                .autocorrectionDisabled(true)
                .privacySensitive()
                .padding(Space.x4)
                .frame(minHeight: CGFloat(Tokens.buttonHeight))
                .background(RoundedRectangle(cornerRadius: CGFloat(Tokens.buttonRadius)).fill(Color.surface))
                .overlay(
                    RoundedRectangle(cornerRadius: CGFloat(Tokens.buttonRadius))
                        .stroke(field.error.isEmpty ? Color.ink2 : Color.errorTone, lineWidth: 2)
                )
                .spoken(.of(field, showing: voting.state.text(entry, field)))
            if field.error.isEmpty {
                if !field.help.isEmpty { Text(field.help).secondaryText().accessibilityHidden(true) }
            } else {
                Hint(text: field.error, tone: .error)
            }
        }
    }
}

/// Six boxes for the eye, one field for the hand and for assistive technology: the keyboard, paste and
/// the code that the system offers all write into the one field that lies over them.
struct CodeEntry: View {
    let field: CoreField
    @EnvironmentObject private var voting: Voting
    @FocusState private var isFocused: Bool

    private var shown: String { voting.state.text(.code, field) }

    var body: some View {
        VStack(alignment: .leading, spacing: Space.x2) {
            Text(field.label).secondaryText().accessibilityHidden(true)
            ZStack {
                ViewThatFits(in: .horizontal) {
                    boxes
                    Text(shown.isEmpty ? field.placeholder : shown).codeText()
                }
                .accessibilityHidden(true)
                TextField("", text: voting.text(.code, field))
                    .keyboardType(.numberPad)
                    .textContentType(.oneTimeCode)
                    .focused($isFocused)
                    .foregroundColor(.clear)
                    .tint(.clear)
                    .frame(maxWidth: .infinity, minHeight: CGFloat(Tokens.buttonHeight))
                    .privacySensitive()
                    .spoken(.of(field, showing: shown))
            }
            .contentShape(Rectangle())
            .onTapGesture { isFocused = true }
            Hint(text: field.error, tone: .error)
        }
    }

    private var boxes: some View {
        HStack(spacing: Space.x2) {
            ForEach(CodeBox.of(field, showing: shown)) { box in
                Text(box.text.isEmpty ? " " : box.text)
                    .codeText()
                    .frame(minWidth: 40, minHeight: CGFloat(Tokens.buttonHeight))
                    .background(RoundedRectangle(cornerRadius: Space.x3).fill(Color.surface))
                    .overlay(
                        RoundedRectangle(cornerRadius: Space.x3)
                            .stroke(edge(box), lineWidth: box.isNext && isFocused ? 3 : 2)
                    )
            }
        }
    }

    private func edge(_ box: CodeBox) -> Color {
        box.text.isEmpty && !(box.isNext && isFocused) ? .ink2 : .primaryTone
    }
}
