import ShailooKit
import SwiftUI

/// A QR code: dark on light in dark mode too, with its quiet zone, as large as there is room.
struct QrView: View {
    let qr: CoreQr

    var body: some View {
        if let drawing = QrDrawing(qr) {
            Canvas { context, size in
                let module = CGFloat(drawing.module(within: Double(min(size.width, size.height))))
                let edge = (size.width - module * CGFloat(drawing.side)) / 2
                context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(.white))
                var dark = Path()
                for run in drawing.runs {
                    dark.addRect(CGRect(
                        x: edge + CGFloat(run.x) * module,
                        y: edge + CGFloat(run.y) * module,
                        width: CGFloat(run.length) * module,
                        height: module
                    ))
                }
                context.fill(dark, with: .color(.black))
            }
            .aspectRatio(1, contentMode: .fit)
            .frame(maxWidth: 360)
            .frame(maxWidth: .infinity)
            .voice(.of(qr))
        }
    }
}
