/// Waits, however busy the machine, until something is so; `what` is told if it never comes.
///
/// - Throws: `Phone.Stuck` after so many seconds.
@MainActor
public func until(_ what: @autoclosure () -> String, seconds: Int = 60, _ isSo: () -> Bool) async throws {
    for _ in 0..<(seconds * 100) {
        if isSo() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw Phone.Stuck("waited in vain for: \(what())")
}
