//! The printable receipt: one A4 page with the control code, its QR code, and what they can show.

use shailoo_paper::Paper;

use crate::{
    platform::{Later, PlatformFault, Printer},
    print::PrintedReceipt,
};

/// Side of the QR code with its quiet zone, in points.
const QR_SIDE: f32 = 200.0;

/// Receipts by `shailoo-paper`.
pub struct OwnPrinter;

impl Printer for OwnPrinter {
    fn print<'a>(
        &'a self,
        printed: &'a PrintedReceipt,
    ) -> Later<'a, Result<Vec<u8>, PlatformFault>> {
        Box::pin(async move { receipt(printed).ok_or(PlatformFault) })
    }
}

/// The page as PDF; `None` only if the font that was compiled in could not be read.
#[must_use]
pub fn receipt(printed: &PrintedReceipt) -> Option<Vec<u8>> {
    let mut page = Paper::new()?;
    if !printed.band.is_empty() {
        page.paragraph(&printed.band, 11.0);
    }
    page.space(6.0);
    page.paragraph(&printed.title, 20.0);
    page.space(10.0);
    for line in &printed.lines {
        page.paragraph(&format!("{}: {}", line.label, line.value), 11.0);
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
    Some(page.finish(&printed.title, &printed.language, |_, _| String::new()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::screen::Line;

    fn printed() -> PrintedReceipt {
        PrintedReceipt {
            language: "ky".to_owned(),
            band: "СЫНОО РЕЖИМИ".to_owned(),
            title: "Электрондук добуштун дүмүрчөгү".to_owned(),
            lines: vec![Line {
                label: "Шайлоо".to_owned(),
                value: "Айылдык кеңештер".to_owned(),
            }],
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
