import PhoneStandIn
import Testing

@testable import ShailooKit

/// Entering and leaving a camera faster than it starts.
@MainActor
struct CameraTests {
    /// A camera that starts when it is told to.
    @MainActor
    private final class SlowCamera {
        var done: [String] = []
        private var starts: [CheckedContinuation<Void, Never>] = []

        func start() async -> CameraStart {
            await withCheckedContinuation { starts.append($0) }
            done.append("start")
            return .ready
        }

        func stop() async { done.append("stop") }

        var isAsked: Bool { !starts.isEmpty }

        func begin() { starts.removeFirst().resume() }
    }

    @Test func aCameraLeftWhileItStartsIsOnWhenTheVoterIsBack() async throws {
        let (camera, turns) = (SlowCamera(), CameraTurns())
        var begun: [Int] = []
        turns.enter(camera.start) { _ in begun.append(1) }
        try await until("the camera is asked") { camera.isAsked }
        turns.leave(camera.stop)
        turns.enter(camera.start) { _ in begun.append(2) }
        camera.begin()
        try await until("the camera is asked") { camera.isAsked }
        camera.begin()
        try await until("it has begun") { !begun.isEmpty }
        #expect(camera.done == ["start", "stop", "start"])
        #expect(begun == [2], "only who is there hears of it")
    }

    @Test func aCameraThatNobodyWaitsForIsNotStarted() async throws {
        let (camera, turns) = (SlowCamera(), CameraTurns())
        turns.enter(camera.start) { _ in }
        turns.leave(camera.stop)
        try await until("the camera has done something") { !camera.done.isEmpty }
        #expect(camera.done == ["stop"] && !camera.isAsked)
    }
}
