//! What is printed: A4 pages as PDF, filled from top to bottom.
//!
//! The font is a subset of Noto Sans with the Kyrgyz letters, embedded whole, so that every viewer and
//! printer shows ң, ө and ү. Text can be copied and read aloud: the document carries the mapping back
//! to Unicode, its language and a title. It carries no time and nothing random: the same calls always
//! give the same bytes.
//!
//! | module | subject |
//! |---|---|
//! | `font` | the font, as measures and as PDF objects |
//! | `table` | rows of cells that wrap |

mod font;
mod table;

use std::collections::BTreeSet;

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr, types::UnicodeCmap};

use font::{Font, SYSTEM};
pub use table::{Column, Side};

/// A4 and its margin, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 57.0;
/// Width between the margins.
const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// From one baseline to the next, in font sizes.
const LEADING: f32 = 1.3;
const FOOTER_SIZE: f32 = 8.0;
const RESOURCE: Name<'static> = Name(b"F");
/// Modules of quiet zone around a QR code.
const QUIET: u32 = 4;

/// A document that is filled from top to bottom; what no longer fits goes on the next page.
pub struct Paper {
    font: Font,
    pages: Vec<Content>,
    content: Content,
    /// Baseline of what comes next, from the bottom, in points.
    y: f32,
    /// Glyphs in use, and what they stand for.
    cmap: UnicodeCmap,
    /// Characters that could not be shown as they are.
    lacking: BTreeSet<char>,
}

impl Paper {
    /// An empty document; `None` only if the font that was compiled in could not be read.
    #[must_use]
    pub fn new() -> Option<Self> {
        Some(Self {
            font: Font::new()?,
            pages: Vec::new(),
            content: Content::new(),
            y: HEIGHT - MARGIN,
            cmap: UnicodeCmap::new(Name(b"Custom"), SYSTEM),
            lacking: BTreeSet::new(),
        })
    }

    /// Goes to a new page.
    pub fn new_page(&mut self) {
        let full = std::mem::replace(&mut self.content, Content::new());
        self.pages.push(full);
        self.y = HEIGHT - MARGIN;
    }

    /// Leaves room.
    pub fn space(&mut self, points: f32) {
        self.y -= points;
    }

    /// Goes to a new page unless so much room is left on this one.
    pub fn keep_together(&mut self, points: f32) {
        if self.y - points < MARGIN {
            self.new_page();
        }
    }

    /// Writes a text, broken between words where it is too long for the line.
    pub fn paragraph(&mut self, text: &str, size: f32) {
        for line in self.font.wrap(text, size, INNER) {
            self.keep_together(size * LEADING);
            self.y -= size * LEADING;
            self.write(&line, MARGIN, self.y, size);
        }
        self.space(size * 0.35);
    }

    /// A line to write on by hand, with a small text under it.
    pub fn blank_line(&mut self, text: &str, size: f32) {
        self.keep_together(size * 4.5);
        self.space(size * 3.0);
        self.rule(MARGIN, MARGIN + INNER);
        self.paragraph(text, size);
    }

    /// A square picture of dark and light modules, row by row, such as a QR code, with its quiet zone.
    #[allow(clippy::cast_precision_loss)] // A QR code has at most 177 modules on a side.
    pub fn squares(&mut self, modules: &[bool], modules_on_a_side: u32, side: f32) {
        let module = side / (modules_on_a_side + 2 * QUIET) as f32;
        let quiet = module * QUIET as f32;
        self.keep_together(side);
        self.y -= side;
        for (row, modules) in modules
            .chunks(modules_on_a_side.max(1) as usize)
            .enumerate()
        {
            let bottom = self.y + side - quiet - (row + 1) as f32 * module;
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                let left = MARGIN + column as f32 * module;
                self.content.rect(left, bottom, module, module);
            }
        }
        self.content.fill_nonzero();
    }

    /// The characters among what was written so far that the font lacks: on the paper they are `?`. Whoever
    /// prints what must be right to the letter refuses them.
    #[must_use]
    pub fn lacking(&self) -> &BTreeSet<char> {
        &self.lacking
    }

    /// The document as bytes. `language` is a tag such as `ky`; `footer` tells what stands at the foot
    /// of a page, from its number and the number of pages.
    #[must_use]
    pub fn finish(
        mut self,
        title: &str,
        language: &str,
        footer: impl Fn(usize, usize) -> String,
    ) -> Vec<u8> {
        self.new_page();
        let mut contents = std::mem::take(&mut self.pages);
        let total = contents.len();
        for (content, number) in contents.iter_mut().zip(1..) {
            let mut bottom = MARGIN - 2.0 * FOOTER_SIZE;
            for line in self.font.wrap(&footer(number, total), FOOTER_SIZE, INNER) {
                show(
                    content,
                    &self.font,
                    &mut self.cmap,
                    &line,
                    (MARGIN, bottom),
                    FOOTER_SIZE,
                );
                bottom -= FOOTER_SIZE * LEADING;
            }
        }
        assemble(&self.font, &self.cmap.finish(), contents, title, language)
    }

    fn write(&mut self, line: &str, left: f32, bottom: f32, size: f32) {
        let lacks = |character: &char| self.font.glyph(*character).is_none();
        self.lacking.extend(line.chars().filter(lacks));
        let at = (left, bottom);
        show(
            &mut self.content,
            &self.font,
            &mut self.cmap,
            line,
            at,
            size,
        );
    }

    /// A thin line across, a little under the baseline.
    fn rule(&mut self, left: f32, right: f32) {
        self.content.set_line_width(0.5);
        self.content
            .move_to(left, self.y)
            .line_to(right, self.y)
            .stroke();
    }
}

fn show(
    content: &mut Content,
    font: &Font,
    cmap: &mut UnicodeCmap,
    line: &str,
    (left, bottom): (f32, f32),
    size: f32,
) {
    if line.is_empty() {
        return;
    }
    let mut glyphs = Vec::with_capacity(line.len() * 2);
    for character in line.chars() {
        let (glyph, shown) = font.shown(character);
        cmap.pair(glyph.0, shown);
        glyphs.extend_from_slice(&glyph.0.to_be_bytes());
    }
    content
        .begin_text()
        .set_font(RESOURCE, size)
        .next_line(left, bottom)
        .show(Str(&glyphs))
        .end_text();
}

/// Puts catalogue, pages and font together.
fn assemble(
    font: &Font,
    cmap: &[u8],
    contents: Vec<Content>,
    title: &str,
    language: &str,
) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let [catalog, pages, info, font_ref] = [next(), next(), next(), next()];
    let parts = font::Parts {
        cid_font: next(),
        descriptor: next(),
        file: next(),
        cmap: next(),
    };
    let placed: Vec<_> = contents
        .into_iter()
        .map(|content| (next(), next(), content))
        .collect();
    pdf.catalog(catalog).pages(pages).lang(TextStr(language));
    pdf.document_info(info).title(TextStr(title));
    let kids = placed.iter().map(|(page, ..)| *page);
    let count = i32::try_from(placed.len()).unwrap_or(i32::MAX);
    pdf.pages(pages).kids(kids).count(count);
    for (page, content_ref, content) in placed {
        let mut object = pdf.page(page);
        object
            .parent(pages)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(content_ref);
        object.resources().fonts().pair(RESOURCE, font_ref);
        object.finish();
        pdf.stream(content_ref, &content.finish());
    }
    font.embed(&mut pdf, font_ref, &parts, cmap);
    pdf.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn printed() -> Vec<u8> {
        let mut paper = Paper::new().unwrap();
        paper.paragraph("Өлкөнүн шайлоосу", 20.0);
        for _ in 0..90 {
            paper.paragraph("Ар бир добуш эсепке алынат.", 11.0);
        }
        paper.finish("Протокол", "ky", |page, pages| {
            format!("{page} / {pages}")
        })
    }

    #[test]
    fn a_long_text_takes_several_pages_and_the_same_bytes_every_time() {
        let bytes = printed();
        assert!(bytes.starts_with(b"%PDF-"));
        assert_eq!(bytes, printed());
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(text.matches("/MediaBox").count(), 3);
        assert!(text.contains("/Lang (ky)"));
        assert!(!text.contains("/CreationDate"));
    }

    #[test]
    fn letters_that_the_font_lacks_are_told() {
        let mut paper = Paper::new().unwrap();
        paper.paragraph("Үсөнов Өмүр № 3 – «Ңандак»", 11.0);
        assert!(paper.lacking().is_empty(), "{:?}", paper.lacking());
        paper.paragraph("Ҳайдаров Müller", 11.0);
        let column = Column {
            heading: "№".to_owned(),
            part: 1.0,
            side: Side::Left,
        };
        paper.table(&[column], &[vec!["Юсупӣ".to_owned()]], 11.0);
        assert_eq!(paper.lacking(), &BTreeSet::from(['Ҳ', 'ü', 'ӣ']));
    }
}
