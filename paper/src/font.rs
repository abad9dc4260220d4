//! The font: what a text measures, and the objects by which PDF knows it.

use pdf_writer::{
    Finish as _, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo},
};
use ttf_parser::{Face, GlyphId};

const FONT: &[u8] = include_bytes!("../assets/NotoSans-subset.ttf");
const FONT_NAME: Name<'static> = Name(b"SHLPDF+NotoSans");
pub(crate) const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

pub(crate) struct Font(Face<'static>);

/// The objects of a font but the one that pages name.
pub(crate) struct Parts {
    pub(crate) cid_font: Ref,
    pub(crate) descriptor: Ref,
    pub(crate) file: Ref,
    pub(crate) cmap: Ref,
}

impl Font {
    pub(crate) fn new() -> Option<Self> {
        Face::parse(FONT, 0).ok().map(Self)
    }

    /// A character's glyph, if the font has it.
    pub(crate) fn glyph(&self, character: char) -> Option<GlyphId> {
        self.0.glyph_index(character)
    }

    /// A character's glyph and what is shown; a character that the font lacks is shown as `?`.
    pub(crate) fn shown(&self, character: char) -> (GlyphId, char) {
        match self.glyph(character) {
            Some(glyph) => (glyph, character),
            None => (self.glyph('?').unwrap_or(GlyphId(0)), '?'),
        }
    }

    /// Width of a text in points at this size.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        let units = f32::from(self.0.units_per_em());
        text.chars()
            .map(|c| f32::from(self.0.glyph_hor_advance(self.shown(c).0).unwrap_or(0)))
            .sum::<f32>()
            * size
            / units
    }

    /// The lines of a text, broken between words; a word that is longer than a line, such as a hash, is
    /// broken anywhere.
    pub(crate) fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                line.push(character);
                if self.width(&line, size) > width {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, character.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }

    /// The font as PDF wants it: widths of all glyphs, measures, the file, what glyphs stand for.
    pub(crate) fn embed(&self, pdf: &mut Pdf, name: Ref, parts: &Parts, cmap: &[u8]) {
        let face = &self.0;
        pdf.type0_font(name)
            .base_font(FONT_NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(parts.cid_font)
            .to_unicode(parts.cmap);
        // PDF counts in thousandths of the font size.
        let scale = 1000.0 / f32::from(face.units_per_em());
        let widths = (0..face.number_of_glyphs())
            .map(|glyph| f32::from(face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) * scale);
        let mut font = pdf.cid_font(parts.cid_font);
        font.subtype(CidFontType::Type2)
            .base_font(FONT_NAME)
            .system_info(SYSTEM)
            .font_descriptor(parts.descriptor)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        font.widths().consecutive(0, widths);
        font.finish();
        let measure = |value: i16| f32::from(value) * scale;
        let bounds = face.global_bounding_box();
        pdf.font_descriptor(parts.descriptor)
            .name(FONT_NAME)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(
                measure(bounds.x_min),
                measure(bounds.y_min),
                measure(bounds.x_max),
                measure(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(measure(face.ascender()))
            .descent(measure(face.descender()))
            .cap_height(measure(face.capital_height().unwrap_or(face.ascender())))
            .stem_v(80.0)
            .font_file2(parts.file);
        pdf.stream(parts.file, FONT).pair(
            Name(b"Length1"),
            i32::try_from(FONT.len()).unwrap_or(i32::MAX),
        );
        pdf.cmap(parts.cmap, cmap);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_font_has_every_letter_that_is_printed() {
        let face = Face::parse(FONT, 0).unwrap();
        let letters = "АБВГДЕЁЖЗИЙКЛМНҢОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя\
                       ABCXYZabcxyz0123456789 \u{a0}.,:;!?-–—()/\\\"«»№·%";
        for letter in letters.chars() {
            assert!(face.glyph_index(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn lines_never_exceed_the_width_and_lose_nothing() {
        let font = Font::new().unwrap();
        let text = format!("Шайлоонун номери {} аягы", "0123456789abcdef".repeat(8));
        let lines = font.wrap(&text, 10.0, 200.0);
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| font.width(line, 10.0) <= 200.0));
        let joined: String = lines.concat().split(' ').collect();
        assert_eq!(joined, text.split(' ').collect::<String>());
    }
}
