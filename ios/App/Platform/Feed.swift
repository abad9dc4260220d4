import AVFoundation
import ShailooKit
import SwiftUI
import UIKit

/// A camera session, and the queue that alone touches it.
///
/// `@unchecked`: every change of the session runs on `queue`; the preview layer only shows it, which
/// AVFoundation allows from the main thread.
final class Feed: @unchecked Sendable {
    let session = AVCaptureSession()
    let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Asks for the camera where it was never asked, then sets the session up and runs it.
    func start(
        _ position: AVCaptureDevice.Position,
        _ setUp: @escaping @Sendable (AVCaptureSession) -> Bool
    ) async -> CameraStart {
        switch AVCaptureDevice.authorizationStatus(for: .video) {
        case .authorized: break
        case .notDetermined:
            guard await AVCaptureDevice.requestAccess(for: .video) else { return .refused }
        default: return .refused
        }
        return await withCheckedContinuation { told in
            queue.async { [self] in
                told.resume(returning: run(position, setUp) ? .ready : .missing)
            }
        }
    }

    private func run(_ position: AVCaptureDevice.Position, _ setUp: (AVCaptureSession) -> Bool) -> Bool {
        if session.inputs.isEmpty {
            guard let camera = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: position),
                  let input = try? AVCaptureDeviceInput(device: camera)
            else { return false }
            session.beginConfiguration()
            defer { session.commitConfiguration() }
            guard session.canAddInput(input) else { return false }
            session.addInput(input)
            guard setUp(session) else {
                session.removeInput(input)
                return false
            }
        }
        // Configuration is committed when `defer` has run, so the session starts in a turn of its own.
        queue.async { [self] in session.startRunning() }
        return true
    }

    func stop() async {
        await withCheckedContinuation { (told: CheckedContinuation<Void, Never>) in
            queue.async { [self] in
                session.stopRunning()
                told.resume()
            }
        }
    }
}

/// The camera's picture.
struct CameraPreview: UIViewRepresentable {
    let feed: Feed

    func makeUIView(context: Context) -> PreviewView {
        let view = PreviewView()
        view.preview.session = feed.session
        view.preview.videoGravity = .resizeAspectFill
        view.isAccessibilityElement = false
        return view
    }

    func updateUIView(_ view: PreviewView, context: Context) {}
}

final class PreviewView: UIView {
    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

    var preview: AVCaptureVideoPreviewLayer { layer as! AVCaptureVideoPreviewLayer }
}
