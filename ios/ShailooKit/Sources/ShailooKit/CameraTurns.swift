/// The uses of one camera, one after the other: a camera takes a second to start, and a voter who leaves
/// and comes back within it must find it on, not put out by the visit before.
@MainActor
final class CameraTurns {
    /// Counts entering and leaving; what a visit before comes to hear changes nothing any more.
    private(set) var visit = 0
    private var last: Task<Void, Never>?

    /// Starts the camera when it is at rest; `begun` hears of it unless the voter has left.
    func enter(_ start: @escaping () async -> CameraStart, begun: @escaping (CameraStart) -> Void) {
        visit += 1
        let mine = visit
        after {
            guard mine == self.visit else { return }
            let started = await start()
            if mine == self.visit { begun(started) }
        }
    }

    /// Puts the camera out when it has started.
    func leave(_ stop: @escaping () async -> Void) {
        visit += 1
        after(stop)
    }

    private func after(_ work: @escaping () async -> Void) {
        let before = last
        last = Task {
            await before?.value
            await work()
        }
    }
}
