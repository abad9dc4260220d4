//! The printable receipt: one A4 page with the control code, its QR code, and what they can show.
//!
//! The font is a subset of Noto Sans with the Kyrgyz letters, embedded whole, so that every viewer
//! and printer shows ң, ө and ү. Text can be copied and read aloud: the page carries the mapping
//! back to Unicode and a title.

use pdf_writer::{
    Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use ttf_parser::{Face, GlyphId};

use crate::screen::Qr;

const FONT: &[u8] = include_bytes!("../assets/NotoSans-subset.ttf");
const FONT_NAME: Name<'static> = Name(b"SHLPDF+NotoSans");
const RESOURCE: Name<'static> = Name(b"F");
const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
/// A4 and its margin, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 57.0;
/// Side of the QR code with its quiet zone, in points.
const QR_SIDE: f32 = 200.0;
/// Modules of quiet zone around a QR code.
const QUIET: u32 = 4;

/// The texts of a printed receipt.
pub(crate) struct PrintedReceipt {
    /// "DEMO" and the like; empty in a real election.
    pub(crate) band: String,
    pub(crate) title: String,
    /// Labels and values.
    pub(crate) lines: Vec<(String, String)>,
    pub(crate) code_label: String,
    pub(crate) code: String,
    pub(crate) qr: Option<Qr>,
    pub(crate) notes: Vec<String>,
    pub(crate) secrecy: String,
}

/// The page as PDF; `None` only if the font that was compiled in could not be read.
pub(crate) fn receipt(printed: &PrintedReceipt) -> Option<Vec<u8>> {
    let mut page = Page::new()?;
    if !printed.band.is_empty() {
        page.paragraph(&printed.band, 11.0);
    }
    page.space(6.0);
    page.paragraph(&printed.title, 20.0);
    page.space(10.0);
    for (label, value) in &printed.lines {
        page.paragraph(&format!("{label}: {value}"), 11.0);
    }
    page.space(14.0);
    page.paragraph(&printed.code_label, 11.0);
    page.paragraph(&printed.code, 17.0);
    if let Some(qr) = &printed.qr {
        page.qr(qr);
    }
    page.space(8.0);
    for note in &printed.notes {
        page.paragraph(note, 11.0);
    }
    page.space(10.0);
    page.paragraph(&printed.secrecy, 13.0);
    Some(page.finish(&printed.title))
}

/// A page that is filled from top to bottom.
struct Page {
    face: Face<'static>,
    content: Content,
    /// Baseline of what comes next, from the bottom, in points.
    y: f32,
    /// Glyphs in use, and what they stand for.
    cmap: UnicodeCmap,
}

impl Page {
    fn new() -> Option<Self> {
        Some(Self {
            face: Face::parse(FONT, 0).ok()?,
            content: Content::new(),
            y: HEIGHT - MARGIN,
            cmap: UnicodeCmap::new(Name(b"Custom"), SYSTEM),
        })
    }

    fn space(&mut self, points: f32) {
        self.y -= points;
    }

    /// A character's glyph; a character that the font lacks is shown as `?`.
    fn glyph(&self, character: char) -> GlyphId {
        self.face
            .glyph_index(character)
            .or_else(|| self.face.glyph_index('?'))
            .unwrap_or(GlyphId(0))
    }

    /// Width of a text in points at this size.
    fn width(&self, text: &str, size: f32) -> f32 {
        let units = f32::from(self.face.units_per_em());
        text.chars()
            .map(|c| f32::from(self.face.glyph_hor_advance(self.glyph(c)).unwrap_or(0)))
            .sum::<f32>()
            * size
            / units
    }

    /// Writes a text, broken between words where it is too long for the line.
    fn paragraph(&mut self, text: &str, size: f32) {
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if !line.is_empty() && self.width(&longer, size) > WIDTH - 2.0 * MARGIN {
                self.line(&line, size);
                line = word.to_owned();
            } else {
                line = longer;
            }
        }
        self.line(&line, size);
        self.space(size * 0.35);
    }

    fn line(&mut self, text: &str, size: f32) {
        self.y -= size * 1.3;
        let mut glyphs = Vec::with_capacity(text.len() * 2);
        for character in text.chars() {
            let glyph = self.glyph(character).0;
            self.cmap.pair(glyph, character);
            glyphs.extend_from_slice(&glyph.to_be_bytes());
        }
        self.content
            .begin_text()
            .set_font(RESOURCE, size)
            .next_line(MARGIN, self.y)
            .show(Str(&glyphs))
            .end_text();
    }

    #[allow(clippy::cast_precision_loss)] // A QR code has at most 177 modules on a side.
    fn qr(&mut self, qr: &Qr) {
        let module = QR_SIDE / (qr.side + 2 * QUIET) as f32;
        let quiet = module * QUIET as f32;
        self.y -= QR_SIDE;
        for (row, modules) in qr.modules.chunks(qr.side.max(1) as usize).enumerate() {
            let bottom = self.y + QR_SIDE - quiet - (row + 1) as f32 * module;
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                let left = MARGIN + column as f32 * module;
                self.content.rect(left, bottom, module, module);
            }
        }
        self.content.fill_nonzero();
    }

    fn finish(self, title: &str) -> Vec<u8> {
        let mut pdf = Pdf::new();
        let [catalog, pages, page, content] = [1, 2, 3, 4].map(Ref::new);
        let [font, cid_font, descriptor, file, cmap, info] = [5, 6, 7, 8, 9, 10].map(Ref::new);
        pdf.catalog(catalog).pages(pages);
        pdf.document_info(info).title(TextStr(title));
        pdf.pages(pages).kids([page]).count(1);
        let mut object = pdf.page(page);
        object
            .parent(pages)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(content);
        object.resources().fonts().pair(RESOURCE, font);
        object.finish();
        pdf.stream(content, &self.content.finish());
        pdf.type0_font(font)
            .base_font(FONT_NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid_font)
            .to_unicode(cmap);
        describe(&mut pdf, &self.face, cid_font, descriptor, file);
        pdf.stream(file, FONT).pair(
            Name(b"Length1"),
            i32::try_from(FONT.len()).unwrap_or(i32::MAX),
        );
        pdf.cmap(cmap, &self.cmap.finish());
        pdf.finish()
    }
}

/// The font as PDF wants it: widths of all glyphs, measures, the file.
fn describe(pdf: &mut Pdf, face: &Face<'_>, cid_font: Ref, descriptor: Ref, file: Ref) {
    // PDF counts in thousandths of the font size.
    let scale = 1000.0 / f32::from(face.units_per_em());
    let widths = (0..face.number_of_glyphs())
        .map(|glyph| f32::from(face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) * scale);
    let mut font = pdf.cid_font(cid_font);
    font.subtype(CidFontType::Type2)
        .base_font(FONT_NAME)
        .system_info(SYSTEM)
        .font_descriptor(descriptor)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    font.widths().consecutive(0, widths);
    font.finish();
    let measure = |value: i16| f32::from(value) * scale;
    let bounds = face.global_bounding_box();
    pdf.font_descriptor(descriptor)
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
        .font_file2(file);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn printed() -> PrintedReceipt {
        PrintedReceipt {
            band: "СЫНОО РЕЖИМИ".to_owned(),
            title: "Электрондук добуштун дүмүрчөгү".to_owned(),
            lines: vec![("Шайлоо".to_owned(), "Айылдык кеңештер".to_owned())],
            code_label: "Контролдук код".to_owned(),
            code: "DEMO1 QPZR Y9X8".to_owned(),
            qr: crate::qr::of_text("DEMO1QPZRY9X8", String::new()),
            notes: vec!["Код кимге добуш бергениңизди көрсөтпөйт. ".repeat(6)],
            secrecy: "Добуш берүүнүн купуялуулугу кепилдендирилет!".to_owned(),
        }
    }

    #[test]
    fn a_receipt_is_one_small_page() {
        let bytes = receipt(&printed()).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
    }

    #[test]
    fn the_font_has_every_letter_that_is_printed() {
        let face = Face::parse(FONT, 0).unwrap();
        let letters = "АБВГДЕЁЖЗИЙКЛМНҢОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя\
                       ABCXYZabcxyz0123456789 .,:;!?-–—()/\"«»№";
        for letter in letters.chars() {
            assert!(face.glyph_index(letter).is_some(), "{letter}");
        }
    }
}
