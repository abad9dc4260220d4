import ShailooKit
import SwiftUI

/// The stack of screens, what covers it, and the dialogues over it.
struct RootView: View {
    @EnvironmentObject private var voting: Voting

    private var path: Binding<[ScreenKind]> {
        Binding(
            get: { voting.state.trail.path },
            set: { voting.model.back(to: $0) }
        )
    }

    var body: some View {
        ZStack {
            if let failure = voting.state.failure {
                FailureView(failure: failure)
            } else {
                NavigationStack(path: path) {
                    Page(kind: voting.state.trail.root)
                        .navigationDestination(for: ScreenKind.self) { Page(kind: $0) }
                }
                .accessibilityHidden(voting.state.cover != .open)
            }
            if voting.state.cover != .open {
                CoverView(cover: voting.state.cover, language: voting.state.language)
            }
        }
        .modifier(FileDialogues())
    }
}

/// One place of the stack. Only the top one is drawn from the model; the one beneath keeps what it drew
/// last until it is out of sight, and forgets it then.
struct Page: View {
    let kind: ScreenKind
    @EnvironmentObject private var voting: Voting
    @State private var last: CoreScreen?

    private var isTop: Bool { voting.state.trail.top == kind }

    var body: some View {
        let screen = isTop ? voting.state.screen : last
        ZStack {
            Color.page.ignoresSafeArea()
            if let screen {
                ScreenView(screen: screen)
            } else {
                Tunduk().frame(width: 96, height: 96).accessibilityHidden(true)
            }
        }
        .modifier(TitleBar(frame: voting.state.screen?.frame, isTop: isTop))
        .onAppear { last = isTop ? voting.state.screen : nil }
        .onChange(of: voting.state.screen) { if isTop { last = $0 } }
        .onDisappear { last = nil }
    }
}

/// The view of each screen. There is no default: a new screen of the core stops this from compiling.
struct ScreenView: View {
    let screen: CoreScreen

    var body: some View {
        switch screen.content {
        case .opening(let content): OpeningView(screen: content)
        case .start(let content): StartView(screen: content, frame: screen.frame)
        case .pin(let content): PinView(screen: content)
        case .identify(let content): IdentifyView(screen: content)
        case .face(let content): FaceView(screen: content)
        case .voter(let content): VoterView(screen: content, frame: screen.frame)
        case .ballot(let content): BallotView(screen: content)
        case .review(let content): ReviewView(screen: content)
        case .deviceCheck(let content): DeviceCheckView(screen: content)
        case .casting(let content): CastingView(screen: content)
        case .unknown(let content): UnknownView(screen: content, frame: screen.frame)
        case .receipt(let content): ReceiptView(screen: content)
        case .finish(let content): FinishView(screen: content)
        case .receipts(let content): ReceiptsView(screen: content)
        case .check(let content): CheckView(screen: content)
        case .found(let content): FoundView(screen: content)
        case .right(let content): RightView(screen: content)
        case .notice(let content): NoticeView(screen: content, frame: screen.frame)
        }
    }
}

/// What the task switcher and a recording see.
struct CoverView: View {
    let cover: Cover
    let language: String

    var body: some View {
        ZStack {
            Color.page.ignoresSafeArea()
            VStack(spacing: Space.x6) {
                Tunduk().frame(width: 112, height: 112).accessibilityHidden(true)
                if cover == .recorded {
                    Text(ShellTexts.of(language: language).screenRecorded)
                        .bodyText()
                        .multilineTextAlignment(.center)
                }
            }
            .padding(Space.margin)
        }
    }
}

/// The core could not be made.
struct FailureView: View {
    let failure: StartFailure
    @EnvironmentObject private var voting: Voting

    var body: some View {
        Leaf {
            Badge(sign: "exclamationmark", tone: .accentTone, ground: .warnSoft)
            Heading(failure.heading)
            Text(failure.body).bodyText()
        } foot: {
            Button { voting.model.start() } label: { Text(failure.retry) }
                .buttonStyle(Filled())
        }
        .background(Color.page)
    }
}
