// A stand-in, as UIKit.swift says. Capture classes are not Sendable, as on Apple's systems.
import Foundation
import UIKit

public struct AVMediaType: Sendable {
    public static var video: Self { fatalError() }
}

public final class AVCaptureDevice: NSObject {
    public enum Position: Sendable { case front, back }
    public struct DeviceType: Sendable {
        public static var builtInWideAngleCamera: Self { fatalError() }
    }
    public static func authorizationStatus(for type: AVMediaType) -> AVAuthorizationStatus { fatalError() }
    public static func requestAccess(for type: AVMediaType) async -> Bool { fatalError() }
    public static func `default`(_ type: DeviceType, for media: AVMediaType?, position: Position) -> AVCaptureDevice? { fatalError() }
}

public enum AVAuthorizationStatus: Sendable { case notDetermined, restricted, denied, authorized }

open class AVCaptureInput: NSObject {}
public final class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws { fatalError() }
}

open class AVCaptureOutput: NSObject {}

public final class AVCaptureConnection: NSObject {}

public final class AVCaptureSession: NSObject {
    public struct Preset: Sendable {
        public static var photo: Self { fatalError() }
    }
    public override init() { fatalError() }
    public var sessionPreset: Preset { get { fatalError() } set {} }
    public var inputs: [AVCaptureInput] { fatalError() }
    public var isRunning: Bool { fatalError() }
    public func beginConfiguration() {}
    public func commitConfiguration() {}
    public func canAddInput(_ input: AVCaptureInput) -> Bool { fatalError() }
    public func addInput(_ input: AVCaptureInput) {}
    public func removeInput(_ input: AVCaptureInput) {}
    public func canAddOutput(_ output: AVCaptureOutput) -> Bool { fatalError() }
    public func addOutput(_ output: AVCaptureOutput) {}
    public func removeOutput(_ output: AVCaptureOutput) {}
    public func startRunning() {}
    public func stopRunning() {}
}

public let AVVideoCodecKey = ""
public struct AVVideoCodecType: Sendable {
    public static var jpeg: Self { fatalError() }
}

public final class AVCapturePhotoSettings: NSObject {
    public init(format: [String: Any]?) { fatalError() }
}

public final class AVCapturePhoto: NSObject {
    public func fileDataRepresentation() -> Data? { fatalError() }
}

public final class AVCapturePhotoOutput: AVCaptureOutput {
    public override init() { fatalError() }
    public func capturePhoto(with settings: AVCapturePhotoSettings, delegate: any AVCapturePhotoCaptureDelegate) {}
}

public protocol AVCapturePhotoCaptureDelegate: NSObjectProtocol {
    func photoOutput(_ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?)
}

open class AVMetadataObject: NSObject {
    public struct ObjectType: Equatable, Sendable {
        public static var qr: Self { fatalError() }
    }
}
public final class AVMetadataMachineReadableCodeObject: AVMetadataObject {
    public var stringValue: String? { fatalError() }
}

public final class AVCaptureMetadataOutput: AVCaptureOutput {
    public override init() { fatalError() }
    public var availableMetadataObjectTypes: [AVMetadataObject.ObjectType] { fatalError() }
    public var metadataObjectTypes: [AVMetadataObject.ObjectType]! { get { fatalError() } set {} }
    public func setMetadataObjectsDelegate(_ delegate: (any AVCaptureMetadataOutputObjectsDelegate)?, queue: DispatchQueue?) {}
}

public protocol AVCaptureMetadataOutputObjectsDelegate: NSObjectProtocol {
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject], from connection: AVCaptureConnection
    )
}

public struct AVLayerVideoGravity: Sendable {
    public static var resizeAspectFill: Self { fatalError() }
}

public final class AVCaptureVideoPreviewLayer: CALayer {
    public var session: AVCaptureSession? { get { fatalError() } set {} }
    public var videoGravity: AVLayerVideoGravity { get { fatalError() } set {} }
}
