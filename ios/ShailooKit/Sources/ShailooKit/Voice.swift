import ShailooCore

/// What assistive technology is told of a part of a screen.
public struct Voice: Equatable, Sendable {
    public enum Trait: Sendable {
        case button, heading, image, selected, updatesOften, keyboardKey
    }

    public let label: String
    /// Said after the label; empty if there is nothing.
    public let value: String
    /// Said after a pause; empty if there is nothing.
    public let hint: String
    public let traits: Set<Trait>

    init(_ label: String, value: String = "", hint: String = "", _ traits: Set<Trait> = []) {
        self.label = label
        self.value = value
        self.hint = hint
        self.traits = traits
    }
}

extension Voice {
    public static func heading(_ text: String) -> Voice { Voice(text, [.heading]) }

    public static func of(_ button: ShailooCore.Button) -> Voice {
        Voice(button.accessible, [.button])
    }

    /// The whole row is one target; the trait lets VoiceOver find marked rows.
    public static func of(_ row: ShailooCore.Row) -> Voice {
        Voice(row.accessible, value: row.state, row.marked ? [.button, .selected] : [.button])
    }

    /// A field is one element: its label, its digits one by one, and what is wrong with it.
    public static func of(_ field: ShailooCore.Field, showing text: String) -> Voice {
        let value = field.numeric ? spelled(text) : text
        return Voice(field.accessible, value: value, hint: field.error.isEmpty ? field.help : field.error)
    }

    public static func of(_ stage: ShailooCore.CastingStage) -> Voice {
        Voice(stage.accessible, stage.current ? [.updatesOften] : [])
    }

    /// A label and its value are read in one breath.
    public static func of(_ line: ShailooCore.Line) -> Voice {
        Voice(line.label, value: line.value)
    }

    public static func of(_ choice: ShailooCore.LanguageChoice) -> Voice {
        Voice(choice.name, choice.current ? [.button, .selected] : [.button])
    }

    public static func of(_ qr: ShailooCore.Qr) -> Voice { Voice(qr.label, [.image]) }

    public static func image(_ label: String) -> Voice { Voice(label, [.image]) }

    /// Somebody who is marked: name and given name together.
    public static func of(_ pick: ShailooCore.Pick) -> Voice {
        Voice([pick.name, pick.given].filter { !$0.isEmpty }.joined(separator: " "))
    }

    /// Digits with spaces between them are read one by one.
    static func spelled(_ text: String) -> String {
        text.filter { $0 != " " }.map(String.init).joined(separator: " ")
    }
}
