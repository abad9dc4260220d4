import ShailooKit
import SwiftUI

/// The tunduk, drawn with lines in the accent's colour.
struct Tunduk: View {
    var body: some View {
        GeometryReader { room in
            let half = min(room.size.width, room.size.height) / 2
            TundukLines().stroke(
                Color.accentTone,
                style: StrokeStyle(lineWidth: half * CGFloat(TundukDrawing.line), lineCap: .butt)
            )
        }
        .aspectRatio(1, contentMode: .fit)
    }
}

/// The lines of the tunduk in any square.
struct TundukLines: Shape {
    func path(in rect: CGRect) -> Path {
        let half = min(rect.width, rect.height) / 2
        func place(_ point: TundukDrawing.Point) -> CGPoint {
            CGPoint(x: rect.midX + half * CGFloat(point.x), y: rect.midY + half * CGFloat(point.y))
        }
        var path = Path()
        for ring in TundukDrawing.rings {
            let radius = half * CGFloat(ring)
            path.addEllipse(in: CGRect(
                x: rect.midX - radius, y: rect.midY - radius, width: 2 * radius, height: 2 * radius
            ))
        }
        for lath in TundukDrawing.laths {
            path.move(to: place(lath.start))
            path.addQuadCurve(to: place(lath.end), control: place(lath.bend))
        }
        return path
    }
}
