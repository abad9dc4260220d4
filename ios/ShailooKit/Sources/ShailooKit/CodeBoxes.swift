import ShailooCore

/// One box of a short code.
public struct CodeBox: Equatable, Sendable, Identifiable {
    public let id: Int
    /// The digit, or nothing.
    public let text: String
    /// Whether the next digit goes here.
    public let isNext: Bool

    /// The boxes of a field. They are for the eye only: to a screen reader the code is one field.
    public static func of(_ field: ShailooCore.Field, showing text: String) -> [CodeBox] {
        let digits = text.filter { $0 != " " }.map(String.init)
        return (0..<Int(field.length)).map { place in
            CodeBox(
                id: place,
                text: place < digits.count ? digits[place] : "",
                isNext: place == digits.count
            )
        }
    }
}
