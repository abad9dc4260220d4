//! Colours and measures of every shell: one table, from which the Android, iOS and CSS forms are
//! generated, so that the shells cannot drift apart.
//!
//! Text on its ground has a contrast of at least 4.5 : 1 and the edge of a control at least 3 : 1
//! (WCAG 2.2, 1.4.3 and 1.4.11), in light and in dark; tests compute both.

/// A colour as red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    const fn hex(value: u32) -> Self {
        let [_, red, green, blue] = value.to_be_bytes();
        Self(red, green, blue)
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// A named colour with its light and its dark value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// The name, in lower case with hyphens.
    pub name: &'static str,
    /// The value by day.
    pub light: Rgb,
    /// The value in dark mode.
    pub dark: Rgb,
    /// What it is for.
    pub purpose: &'static str,
}

/// A named measure in density-independent pixels (type: scalable pixels).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The name, in lower case with hyphens.
    pub name: &'static str,
    /// The value.
    pub value: u16,
    /// What it is for.
    pub purpose: &'static str,
}

const fn colour(name: &'static str, light: u32, dark: u32, purpose: &'static str) -> Colour {
    Colour {
        name,
        light: Rgb::hex(light),
        dark: Rgb::hex(dark),
        purpose,
    }
}

const fn measure(name: &'static str, value: u16, purpose: &'static str) -> Measure {
    Measure {
        name,
        value,
        purpose,
    }
}

/// Every colour.
pub const COLOURS: &[Colour] = &[
    colour("bg", 0xF7_F5F0, 0x10_161C, "page"),
    colour("surface", 0xFF_FFFF, 0x1A_222A, "cards and foot bar"),
    colour("ink", 0x16_212B, 0xEE_F1F3, "text"),
    colour(
        "ink-2",
        0x4A_5763,
        0xAE_B9C2,
        "secondary text, edges of controls",
    ),
    colour("line", 0xD9_D4C8, 0x35_414C, "edges of cards"),
    colour("primary", 0x0B_4F7A, 0x8C_C4E8, "buttons, marks, steps"),
    colour(
        "on-primary",
        0xFF_FFFF,
        0x06_263B,
        "text on a filled button",
    ),
    colour(
        "primary-soft",
        0xE3_EEF5,
        0x1B_3345,
        "marked row, information",
    ),
    colour("accent", 0xB0_7A12, 0xE2_B455, "tunduk, icon of a warning"),
    colour("ok", 0x1B_6E43, 0x7C_CB9D, "recorded, verified"),
    colour(
        "ok-soft",
        0xE2_F1E8,
        0x17_352A,
        "ground of what is recorded or verified",
    ),
    colour("error", 0xA3_2118, 0xF2_A59D, "refused mark, failure"),
    colour(
        "error-soft",
        0xFB_E9E7,
        0x3B_1F1D,
        "ground of a refused mark or a failure",
    ),
    colour(
        "warn-soft",
        0xFF_F3DA,
        0x3A_2F16,
        "demo band on every screen",
    ),
];

/// Every measure.
pub const MEASURES: &[Measure] = &[
    measure("grid", 4, "step of all distances"),
    measure("margin", 16, "side margin of a screen"),
    measure("card-radius", 16, "corner of a card"),
    measure("button-radius", 14, "corner of a button"),
    measure("button-height", 56, "least height of a button"),
    measure("target", 48, "least side of anything to be touched"),
    measure("text-body", 16, "size of text"),
    measure("text-secondary", 15, "size of secondary text"),
    measure("text-h1", 26, "size of a heading"),
    measure("text-h1-dense", 24, "size of a heading on a dense screen"),
    measure(
        "text-surname",
        17,
        "size of a candidate's surname, bold, on its own line",
    ),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn find(name: &str) -> Colour {
        *COLOURS.iter().find(|colour| colour.name == name).unwrap()
    }

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Rgb) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn at_least(least: f64, front: &str, ground: &str) {
        let (f, g) = (find(front), find(ground));
        for (front_colour, ground_colour) in [(f.light, g.light), (f.dark, g.dark)] {
            let found = contrast(front_colour, ground_colour);
            assert!(
                found >= least,
                "{front} {front_colour} on {ground} {ground_colour}: {found:.2}"
            );
        }
    }

    #[test]
    fn text_can_be_read_everywhere() {
        for ground in [
            "bg",
            "surface",
            "primary-soft",
            "warn-soft",
            "ok-soft",
            "error-soft",
        ] {
            at_least(4.5, "ink", ground);
            at_least(4.5, "ink-2", ground);
        }
        at_least(4.5, "primary", "bg");
        at_least(4.5, "primary", "surface");
        at_least(4.5, "on-primary", "primary");
        at_least(4.5, "ok", "ok-soft");
        at_least(4.5, "ok", "surface");
        at_least(4.5, "error", "error-soft");
    }

    #[test]
    fn controls_and_signs_can_be_seen() {
        for ground in ["bg", "surface", "primary-soft"] {
            at_least(3.0, "ink-2", ground);
            at_least(3.0, "primary", ground);
        }
        at_least(3.0, "accent", "bg");
        at_least(3.0, "accent", "warn-soft");
    }

    #[test]
    fn names_are_unique_and_values_are_written_as_given() {
        let names: std::collections::BTreeSet<&str> = COLOURS
            .iter()
            .map(|c| c.name)
            .chain(MEASURES.iter().map(|m| m.name))
            .collect();
        assert_eq!(names.len(), COLOURS.len() + MEASURES.len());
        assert_eq!(find("primary").light.to_string(), "#0B4F7A");
        assert_eq!(find("bg").dark.to_string(), "#10161C");
    }
}
