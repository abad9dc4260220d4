import ShailooKit
import SwiftUI
import UIKit

/// «Менин шайлоом» on the iPhone: draws what the core says, and lends it the platform.
@main
struct ShailooApp: App {
    @UIApplicationDelegateAdaptor(NoForeignKeyboards.self) private var delegate
    @StateObject private var voting = Voting(model: .ofThisPhone())
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            RootView()
                .environmentObject(voting)
                .tint(.primaryTone)
                .task { await voting.model.keepTime() }
                .task { await Speaker().follow(voting.model.effects) }
                .onAppear {
                    voting.model.setActive(phase == .active)
                    voting.model.setCaptured(UIScreen.main.isCaptured)
                    voting.model.start()
                }
                .onChange(of: phase) { voting.model.setActive($0 == .active) }
                .onReceive(NotificationCenter.default.publisher(for: UIScreen.capturedDidChangeNotification)) { _ in
                    voting.model.setCaptured(UIScreen.main.isCaptured)
                }
        }
    }
}

/// A keyboard of another maker would read the ПИН and the code.
final class NoForeignKeyboards: NSObject, UIApplicationDelegate {
    func application(
        _ application: UIApplication,
        shouldAllowExtensionPointIdentifier identifier: UIApplication.ExtensionPointIdentifier
    ) -> Bool {
        identifier != .keyboard
    }
}

/// Tells SwiftUI of every new state of the model.
@MainActor
final class Voting: ObservableObject {
    let model: VotingModel
    @Published private(set) var state: ViewState

    init(model: VotingModel) {
        self.model = model
        state = model.state
        model.onChange = { [weak self] in self?.state = $0 }
    }

    /// A binding to a field of the core.
    func text(_ entry: Entry, _ field: CoreField) -> Binding<String> {
        Binding(
            get: { self.state.text(entry, field) },
            set: { self.model.type($0, into: entry) }
        )
    }
}
