import ShailooCore

/// A QR code as rectangles: dark runs of modules, with the quiet zone around them that scanners need.
///
/// It is always drawn dark on light, in dark mode too: many scanners read nothing else.
public struct QrDrawing: Equatable, Sendable {
    /// Modules of quiet zone on each side.
    public static let quiet = 4

    /// Dark modules side by side.
    public struct Run: Equatable, Sendable {
        public let x: Int
        public let y: Int
        public let length: Int
    }

    /// Modules on each side, with the quiet zone.
    public let side: Int
    public let runs: [Run]

    /// Nothing if the modules are no square.
    public init?(_ qr: ShailooCore.Qr) {
        let inner = Int(qr.side)
        guard inner > 0, qr.modules.count == inner * inner else { return nil }
        side = inner + 2 * Self.quiet
        var runs: [Run] = []
        for y in 0..<inner {
            var x = 0
            while x < inner {
                let start = x
                while x < inner, qr.modules[y * inner + x] { x += 1 }
                if x > start { runs.append(Run(x: start + Self.quiet, y: y + Self.quiet, length: x - start)) }
                x += 1
            }
        }
        self.runs = runs
    }

    /// How many points a module gets in so much room: a whole number keeps the edges sharp.
    public func module(within room: Double) -> Double {
        let whole = (room / Double(side)).rounded(.down)
        return whole >= 1 ? whole : room / Double(side)
    }
}
