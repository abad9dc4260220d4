import AVFoundation
import Foundation
import ShailooKit

/// The back camera, looking for the QR code of a receipt.
///
/// `@unchecked`: `found` is touched on the feed's queue only.
final class CodeScanner: NSObject, CodeCamera, AVCaptureMetadataOutputObjectsDelegate, @unchecked Sendable {
    static let shared = CodeScanner()

    let feed = Feed(label: "kg.shailoo.menin.scan")
    private let output = AVCaptureMetadataOutput()
    private var found: (@MainActor @Sendable (String) -> Void)?

    func start(found: @escaping @MainActor @Sendable (String) -> Void) async -> CameraStart {
        let started = await feed.start(.back) { [self] session in
            guard session.canAddOutput(output) else { return false }
            session.addOutput(output)
            guard output.availableMetadataObjectTypes.contains(.qr) else {
                session.removeOutput(output)
                return false
            }
            output.setMetadataObjectsDelegate(self, queue: feed.queue)
            output.metadataObjectTypes = [.qr]
            return true
        }
        feed.queue.async { [self] in self.found = found }
        return started
    }

    func stop() async {
        await feed.stop()
        feed.queue.async { [self] in found = nil }
    }

    func metadataOutput(
        _ output: AVCaptureMetadataOutput,
        didOutput objects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        guard let tell = found else { return }
        let codes = objects.compactMap { $0 as? AVMetadataMachineReadableCodeObject }
        guard let text = codes.compactMap(\.stringValue).first else { return }
        found = nil
        Task { @MainActor in tell(text) }
    }
}
