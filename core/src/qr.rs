//! QR codes as modules; shells and the printed receipt draw them.

use qrcode::{Color, EcLevel, QrCode};

use crate::screen::Qr;

/// The QR code of a text, with medium error correction where it fits, low otherwise; `None` when
/// it is too long for any.
pub(crate) fn of_text(content: &str, label: String) -> Option<Qr> {
    let code = [EcLevel::M, EcLevel::L]
        .into_iter()
        .find_map(|level| QrCode::with_error_correction_level(content, level).ok())?;
    Some(Qr {
        label,
        side: u32::try_from(code.width()).ok()?,
        modules: code
            .to_colors()
            .into_iter()
            .map(|colour| colour == Color::Dark)
            .collect(),
        content: content.to_owned(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_square_and_too_long_is_none() {
        let qr = of_text("DEMO1QQQQ", String::new()).unwrap();
        assert_eq!(qr.modules.len(), (qr.side * qr.side) as usize);
        assert!(of_text(&"a".repeat(3000), String::new()).is_none());
    }
}
