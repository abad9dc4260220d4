/// The tunduk, the crown of the yurt, as lines in a square from -1 to 1: two rings, and three laths
/// each way that bend towards the middle. Never a picture, so it is sharp at any size.
public enum TundukDrawing {
    public struct Point: Equatable, Sendable {
        public let x: Double
        public let y: Double
    }

    /// A lath: a quadratic curve.
    public struct Lath: Equatable, Sendable {
        public let start: Point
        public let bend: Point
        public let end: Point
    }

    /// Radii of the rings.
    public static let rings = [0.96, 0.805]
    /// Width of every line.
    public static let line = 0.08
    /// Where a bent lath touches the inner ring, and how far it is bent towards the middle.
    private static let (foot, reach, bend) = (0.235, 0.77, 0.05)

    public static let laths: [Lath] = [-1.0, 0, 1].flatMap { side in
        let (end, middle) = (side * foot, side * bend)
        let far = side == 0 ? rings[1] : reach
        return [
            Lath(start: Point(x: end, y: -far), bend: Point(x: middle, y: 0), end: Point(x: end, y: far)),
            Lath(start: Point(x: -far, y: end), bend: Point(x: 0, y: middle), end: Point(x: far, y: end)),
        ]
    }
}
