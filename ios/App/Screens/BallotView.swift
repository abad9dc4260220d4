import ShailooKit
import SwiftUI

/// The ballot. Every row looks alike; the whole row is the target; against-all is the last.
struct BallotView: View {
    let screen: BallotScreen
    @State private var endIsSeen = false

    var body: some View {
        Leaf {
            VStack(alignment: .leading, spacing: Space.x1) {
                Text(screen.councilLabel).secondaryText()
                Text(screen.district).bodyText(.bold)
                Text(screen.limit).bodyText(.semibold)
            }
            .voice(.heading(screen.heading))
            Text(screen.instruction).secondaryText()
            LazyVStack(spacing: Space.x2) {
                ForEach(screen.rows, id: \.number) { row in RowView(row: row) }
                Color.clear.frame(height: 1)
                    .onAppear { endIsSeen = true }
                    .onDisappear { endIsSeen = false }
                    .accessibilityHidden(true)
            }
        } foot: {
            if !endIsSeen {
                Label(screen.moreBelow, systemImage: "chevron.down").secondaryText(.semibold)
            }
            Hint(text: screen.refused, tone: .error)
            Count(screen: screen)
            Press(screen.select, .filled)
        }
    }
}

/// One row of the ballot.
struct RowView: View {
    let row: CoreRow
    @EnvironmentObject private var voting: Voting

    var body: some View {
        Button { voting.model.press(row.event) } label: {
            HStack(spacing: Space.x3) {
                Text("\(row.number).").secondaryText(.semibold)
                if !row.againstAll { PhotoView(name: row.photo, label: "") }
                VStack(alignment: .leading, spacing: Space.x1) {
                    Text(row.name).surnameText()
                    if !row.given.isEmpty { Text(row.given).bodyText() }
                }
                .multilineTextAlignment(.leading)
                Spacer(minLength: Space.x2)
                Mark(isSet: row.marked)
            }
            .padding(Space.x3)
            .frame(maxWidth: .infinity, minHeight: CGFloat(Tokens.buttonHeight), alignment: .leading)
            .background(
                RoundedRectangle(cornerRadius: CGFloat(Tokens.cardRadius))
                    .fill(row.marked ? Color.primarySoft : Color.surface)
            )
            .overlay(
                RoundedRectangle(cornerRadius: CGFloat(Tokens.cardRadius))
                    .stroke(row.marked ? Color.primaryTone : Color.line, lineWidth: row.marked ? 2 : 1)
            )
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .spoken(.of(row))
    }
}

/// The box at the right of a row.
private struct Mark: View {
    let isSet: Bool

    var body: some View {
        Image(systemName: isSet ? "checkmark.square.fill" : "square")
            .font(.title.weight(.regular))
            .foregroundColor(isSet ? .primaryTone : .ink2)
    }
}

/// «2 / 3», and a pip for each mark there is.
private struct Count: View {
    let screen: BallotScreen

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack {
                Text(screen.count).bodyText(.bold)
                Spacer(minLength: Space.x4)
                pips
            }
            Text(screen.count).bodyText(.bold)
        }
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(screen.countLabel))
    }

    private var pips: some View {
        HStack(spacing: Space.x1) {
            ForEach(0..<Int(screen.most), id: \.self) { place in
                Capsule()
                    .fill(place < Int(screen.used) ? Color.primaryTone : Color.line)
                    .frame(width: 24, height: 8)
            }
        }
    }
}
