// A stand-in, as UIKit.swift says.
import Foundation

public enum LAPolicy: Sendable { case deviceOwnerAuthentication }

public struct LAError: Error {
    public enum Code: Int, Sendable { case passcodeNotSet = -5 }
}

public final class LAContext: NSObject {
    public override init() { fatalError() }
    public func canEvaluatePolicy(_ policy: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool { fatalError() }
    public func evaluatePolicy(_ policy: LAPolicy, localizedReason: String) async throws -> Bool { fatalError() }
}
