import Foundation
import LocalAuthentication
import ShailooKit

/// Face ID, Touch ID or the passcode of the phone's owner.
struct OwnersLock: DeviceLock {
    func open(reason: String) async -> LockAnswer {
        let context = LAContext()
        var why: NSError?
        guard context.canEvaluatePolicy(.deviceOwnerAuthentication, error: &why) else {
            return why?.code == LAError.Code.passcodeNotSet.rawValue ? .absent : .refused
        }
        let opened = try? await context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)
        return opened == true ? .opened : .refused
    }
}
