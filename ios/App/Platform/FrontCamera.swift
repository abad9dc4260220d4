import AVFoundation
import Foundation
import ShailooKit

/// The front camera, for the picture of the face. The picture goes to the core and nowhere else.
///
/// `@unchecked`: `waiting` is touched on the feed's queue only.
final class FrontCamera: NSObject, FaceCamera, AVCapturePhotoCaptureDelegate, @unchecked Sendable {
    static let shared = FrontCamera()

    let feed = Feed(label: "kg.shailoo.menin.face")
    private let output = AVCapturePhotoOutput()
    private var waiting: CheckedContinuation<Data?, Never>?

    func start() async -> CameraStart {
        await feed.start(.front) { [self] session in
            session.sessionPreset = .photo
            guard session.canAddOutput(output) else { return false }
            session.addOutput(output)
            return true
        }
    }

    func stop() async {
        await feed.stop()
        feed.queue.async { [self] in answer(nil) }
    }

    func takePicture() async -> Data? {
        await withCheckedContinuation { told in
            feed.queue.async { [self] in
                guard feed.session.isRunning, waiting == nil else { return told.resume(returning: nil) }
                waiting = told
                // JPEG: the core reads no HEIC.
                let settings = AVCapturePhotoSettings(format: [AVVideoCodecKey: AVVideoCodecType.jpeg])
                output.capturePhoto(with: settings, delegate: self)
            }
        }
    }

    func photoOutput(
        _ output: AVCapturePhotoOutput,
        didFinishProcessingPhoto photo: AVCapturePhoto,
        error: (any Error)?
    ) {
        let picture = error == nil ? photo.fileDataRepresentation() : nil
        feed.queue.async { [self] in answer(picture) }
    }

    private func answer(_ picture: Data?) {
        waiting?.resume(returning: picture)
        waiting = nil
    }
}
