//! Drawn portraits for a demo: calm silhouettes of one size and one crop, so that no invented
//! candidate looks better than another. Only whole numbers are used, so that every machine draws
//! the same bytes.

use image::{Rgb, RgbImage};

use super::photo::{PhotoError, SIDE, encode};

/// Ground and figure; all of about the same lightness.
const PALETTES: [([u8; 3], [u8; 3]); 6] = [
    ([0xC7, 0xD7, 0xE4], [0x83, 0xA4, 0xC0]),
    ([0xD8, 0xD4, 0xCD], [0xB8, 0x9C, 0x76]),
    ([0xCC, 0xDB, 0xD6], [0x8D, 0xA8, 0x88]),
    ([0xD1, 0xD3, 0xE1], [0xA6, 0x8F, 0xAB]),
    ([0xDE, 0xD3, 0xD1], [0xB4, 0x91, 0x8A]),
    ([0xCB, 0xD9, 0xDD], [0x7F, 0xA5, 0xAC]),
];

/// Every pixel is looked at in so many places along each side, for smooth edges.
const SAMPLES: i64 = 4;

/// Draws the portrait that belongs to a name, as JPEG of [`SIDE`] × [`SIDE`] pixels. Only the
/// colours differ between names.
///
/// # Errors
/// [`PhotoError::Unreadable`] if the encoder fails.
pub fn draw(name: &str) -> Result<Vec<u8>, PhotoError> {
    encode(&picture(name))
}

/// The portrait before encoding.
fn picture(name: &str) -> RgbImage {
    let sum = name.chars().fold(0_usize, |sum, c| {
        sum.wrapping_mul(31).wrapping_add(c as usize)
    });
    let (ground, figure) = PALETTES
        .get(sum % PALETTES.len())
        .copied()
        .unwrap_or_default();
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let covered = coverage(i64::from(x), i64::from(y));
        let mix = |from: u8, to: u8| {
            let whole = SAMPLES * SAMPLES;
            let value = (i64::from(from) * (whole - covered) + i64::from(to) * covered) / whole;
            u8::try_from(value).unwrap_or(u8::MAX)
        };
        let ([r, g, b], [fr, fg, fb]) = (ground, figure);
        Rgb([mix(r, fr), mix(g, fg), mix(b, fb)])
    })
}

/// How many samples of a pixel lie in the figure: a round head over round shoulders.
fn coverage(x: i64, y: i64) -> i64 {
    let unit = 2 * SAMPLES;
    let mut inside = 0;
    for step_y in 0..SAMPLES {
        for step_x in 0..SAMPLES {
            let (px, py) = (unit * x + 2 * step_x + 1, unit * y + 2 * step_y + 1);
            let within = |cx: i64, cy: i64, rx: i64, ry: i64| {
                let (dx, dy) = (px - unit * cx, py - unit * cy);
                let (rx, ry) = (unit * rx, unit * ry);
                dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry
            };
            if within(120, 92, 43, 46) || within(120, 244, 84, 92) {
                inside += 1;
            }
        }
    }
    inside
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::import::photo::MAX_BYTES;

    #[test]
    fn a_name_always_gives_the_same_small_picture() {
        let first = draw("Өмүров Үсөн").unwrap();
        assert_eq!(first, draw("Өмүров Үсөн").unwrap());
        assert!(first.len() <= MAX_BYTES);
        let image = image::load_from_memory(&first).unwrap();
        assert_eq!((image.width(), image.height()), (SIDE, SIDE));
    }

    #[test]
    fn names_differ_in_colour_only() {
        let pictures: Vec<RgbImage> = ["А", "Б", "В", "Г", "Д", "Е"]
            .into_iter()
            .map(picture)
            .collect();
        let ground: std::collections::BTreeSet<[u8; 3]> = pictures
            .iter()
            .map(|picture| picture.get_pixel(2, 2).0)
            .collect();
        assert_eq!(
            ground.len(),
            PALETTES.len(),
            "six names in a row have six colours"
        );
        for picture in &pictures {
            let ground = picture.get_pixel(2, 2);
            let figure = picture.get_pixel(120, 92);
            assert_ne!(ground, figure);
            assert_eq!(picture.get_pixel(120, 230), figure, "shoulders");
            assert_eq!(picture.get_pixel(20, 120), ground, "beside the figure");
            assert_eq!(picture.get_pixel(237, 2), ground);
        }
    }
}
