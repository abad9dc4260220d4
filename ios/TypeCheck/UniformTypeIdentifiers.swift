// A stand-in, as UIKit.swift says.
import Foundation

public struct UTType: Sendable, Hashable {
    public static var data: UTType { fatalError() }
    public static var jpeg: UTType { fatalError() }
    public static var png: UTType { fatalError() }
    public init?(filenameExtension: String) { fatalError() }
}
