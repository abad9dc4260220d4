//! Recognising the drawn portraits again after a camera saw them, and after they were scaled and
//! re-encoded.
//!
//! A *perceptual signature* is the picture shrunk to 24 × 24 colour points, with its brightness and
//! contrast brought to a common measure: no two cameras expose alike, and many of them (Chromium's
//! camera of a file too) stretch the levels of a picture between black and white. What is left moves
//! by a few steps through a camera, and by many with another portrait. A picture matches a citizen
//! if it is near that citizen's reference and no other reference is nearer. This recognises the
//! demo's drawings and is no face recognition; that is why the service says SANDBOX.

use std::{io::Cursor, path::Path};

use image::{ImageFormat, ImageReader, Limits, imageops::FilterType};

const SIDE: u32 = 24;
/// What the mean distance of a colour value from the mean is scaled to.
const CONTRAST: i64 = 32;
/// Mean difference per colour value up to which two pictures show the same drawing.
const NEAR: u64 = 8;
/// Below this spread of brightness there is nothing to see in a picture.
const BLANK: i64 = 6;

/// The perceptual signature of a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(Vec<i64>);

/// A picture in which no face can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a JPEG picture with something to see in it")]
pub struct NoFace;

impl Signature {
    /// Computes the signature of a JPEG.
    ///
    /// # Errors
    /// When it does not decode within bounds, or is all of one colour.
    pub fn of_jpeg(bytes: &[u8]) -> Result<Self, NoFace> {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
        let mut limits = Limits::default();
        limits.max_image_width = Some(4096);
        limits.max_image_height = Some(4096);
        limits.max_alloc = Some(64 << 20);
        reader.limits(limits);
        let picture = reader.decode().map_err(|_| NoFace)?;
        let small = picture
            .resize_exact(SIDE, SIDE, FilterType::Triangle)
            .to_rgb8();
        let values: Vec<i64> = small.into_raw().into_iter().map(i64::from).collect();
        let count = i64::try_from(values.len()).map_err(|_| NoFace)?.max(1);
        let mean = values.iter().sum::<i64>() / count;
        let spread: i64 = values.iter().map(|value| (value - mean).abs()).sum();
        if spread < BLANK * count {
            return Err(NoFace);
        }
        let even = |value| (value - mean) * CONTRAST * count / spread;
        Ok(Self(values.into_iter().map(even).collect()))
    }

    /// The summed difference to another signature.
    fn distance(&self, other: &Self) -> u64 {
        self.0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| a.abs_diff(*b))
            .sum()
    }

    /// Whether this picture shows `reference` and none of the `others` better.
    pub fn shows<'a>(&self, reference: &Self, mut others: impl Iterator<Item = &'a Self>) -> bool {
        let distance = self.distance(reference);
        distance <= NEAR * u64::from(SIDE * SIDE * 3)
            && others.all(|other| self.distance(other) >= distance)
    }
}

/// Reads a reference picture.
///
/// # Errors
/// When the file cannot be read or shows nothing.
pub fn load(path: &Path) -> std::io::Result<Signature> {
    Signature::of_jpeg(&std::fs::read(path)?).map_err(std::io::Error::other)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use image::{DynamicImage, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

    /// A round head with hair and a shirt, a little like the demo's drawings.
    fn drawing(skin: [u8; 3], hair: [u8; 3], shirt: [u8; 3]) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(240, 320, |x, y| {
            let (dx, dy) = (i64::from(x) - 120, i64::from(y) - 140);
            Rgb(if y > 240 {
                shirt
            } else if dx * dx + dy * dy < 4900 {
                if dy < -30 { hair } else { skin }
            } else {
                [225, 230, 235]
            })
        }))
    }

    fn jpeg(picture: &DynamicImage, quality: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
            .unwrap();
        bytes
    }

    #[test]
    fn re_encoding_and_scaling_do_not_matter_but_the_person_does() {
        let one = drawing([230, 190, 160], [40, 30, 20], [30, 60, 120]);
        let two = drawing([210, 170, 140], [90, 60, 30], [120, 30, 40]);
        let (a, b) = (
            Signature::of_jpeg(&jpeg(&one, 90)).unwrap(),
            Signature::of_jpeg(&jpeg(&two, 90)).unwrap(),
        );
        let sent = jpeg(&one.resize_exact(600, 800, FilterType::Lanczos3), 40);
        let sent = Signature::of_jpeg(&sent).unwrap();
        assert!(sent.shows(&a, [&b].into_iter()));
        assert!(!sent.shows(&b, [&a].into_iter()));
    }

    #[test]
    fn how_a_camera_exposes_does_not_matter_but_the_person_does() {
        let one = drawing([230, 190, 160], [40, 30, 20], [30, 60, 120]);
        let two = drawing([210, 170, 140], [90, 60, 30], [120, 30, 40]);
        let (a, b) = (
            Signature::of_jpeg(&jpeg(&one, 90)).unwrap(),
            Signature::of_jpeg(&jpeg(&two, 90)).unwrap(),
        );
        // Darker; paler; full levels taken for those of television (16 to 235).
        for (gain, lift) in [
            (0.7, 0.0),
            (0.6, 60.0),
            (255.0 / 219.0, -16.0 * 255.0 / 219.0),
        ] {
            let mut seen = one.to_rgb8();
            for value in seen.iter_mut() {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let exposed = (f32::from(*value) * gain + lift).clamp(0.0, 255.0) as u8;
                *value = exposed;
            }
            let seen = Signature::of_jpeg(&jpeg(&seen.into(), 90)).unwrap();
            assert!(seen.shows(&a, [&b].into_iter()), "{gain} {lift}");
            assert!(!seen.shows(&b, [&a].into_iter()), "{gain} {lift}");
        }
    }

    #[test]
    fn an_empty_picture_and_no_picture_have_no_face() {
        let wall = DynamicImage::ImageRgb8(RgbImage::from_pixel(64, 64, Rgb([9, 9, 9])));
        assert!(Signature::of_jpeg(&jpeg(&wall, 80)).is_err());
        assert!(Signature::of_jpeg(b"\xff\xd8\xff").is_err());
    }
}
