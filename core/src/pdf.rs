//! The printable receipt: one A4 page with the control code, its QR code, and what they can show.

use shailoo_paper::Paper;

use crate::screen::Qr;

/// Side of the QR code with its quiet zone, in points.
const QR_SIDE: f32 = 200.0;

/// The texts of a printed receipt.
pub(crate) struct PrintedReceipt {
    /// A tag such as `ky`.
    pub(crate) language: &'static str,
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
    let mut page = Paper::new()?;
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
        page.squares(&qr.modules, qr.side, QR_SIDE);
    }
    page.space(8.0);
    for note in &printed.notes {
        page.paragraph(note, 11.0);
    }
    page.space(10.0);
    page.paragraph(&printed.secrecy, 13.0);
    Some(page.finish(&printed.title, printed.language, |_, _| String::new()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn printed() -> PrintedReceipt {
        PrintedReceipt {
            language: "ky",
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
}
