//! Face pictures: whatever the camera gave becomes a small upright JPEG without metadata.
//!
//! The platform makes it (`scale` everywhere but in browsers, which do it themselves), and what it
//! made is checked here. What leaves the device tells nothing about the camera, the place or the
//! time.

#[cfg(not(target_arch = "wasm32"))]
mod scale;

use zeroize::Zeroizing;

#[cfg(not(target_arch = "wasm32"))]
pub use self::scale::OwnPictures;
use crate::platform::Pictures;

/// The longest side of what is sent, in pixels.
pub const MAX_SIDE: u32 = 640;
/// The most bytes that are sent.
pub const MAX_BYTES: usize = 200_000;
/// Below this shorter side no face can be compared.
pub const MIN_SIDE: u32 = 120;
/// Mean luma below this is darkness.
pub const MIN_MEAN_LUMA: u8 = 24;
/// The most bytes that are read from a camera or a file.
const MAX_INPUT_BYTES: usize = 32 << 20;

/// Why a picture cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// It is no JPEG or PNG that can be decoded within limits.
    #[error("the picture cannot be read")]
    Unreadable,
    /// It has too few pixels.
    #[error("the picture is too small")]
    TooSmall,
    /// It is too dark.
    #[error("the picture is too dark")]
    TooDark,
}

/// Makes the picture that is sent: upright, at most [`MAX_SIDE`] and [`MAX_BYTES`], JPEG.
///
/// # Errors
/// When nothing that can be compared can be made of it.
pub async fn prepare(
    pictures: &dyn Pictures,
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, BadPicture> {
    if bytes.len() > MAX_INPUT_BYTES {
        return Err(BadPicture::Unreadable);
    }
    let made = pictures.prepare(bytes).await?;
    if made.len() > MAX_BYTES {
        return Err(BadPicture::Unreadable);
    }
    without_metadata(&made).ok_or(BadPicture::Unreadable)
}

/// Start of a picture, and its end.
const START: &[u8] = &[0xff, 0xd8];
const END: &[u8] = &[0xff, 0xd9];

/// A JPEG without what a camera or a program may have written beside the picture: of all
/// application segments only JFIF's stays, and no comment. `None` where this is no JPEG, or one with a
/// side longer than [`MAX_SIDE`].
fn without_metadata(jpeg: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut out = Zeroizing::new(Vec::with_capacity(jpeg.len()));
    let mut rest = jpeg.strip_prefix(START)?;
    out.extend_from_slice(START);
    let mut sides_seen = false;
    loop {
        let [0xff, marker, high, low, ..] = *rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (segment, tail) = rest.split_at_checked(2 + length)?;
        match marker {
            // The scan, and all that follows: the picture itself.
            0xda => {
                let whole = sides_seen && rest.ends_with(END);
                out.extend_from_slice(rest);
                return whole.then_some(out);
            }
            0xe1..=0xef | 0xfe => {}
            // Frames; the other markers of this range are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let [_, _, _, _, _, h1, h0, w1, w0, ..] = *segment else {
                    return None;
                };
                let (height, width) = (u16::from_be_bytes([h1, h0]), u16::from_be_bytes([w1, w0]));
                if height == 0 || width == 0 || u32::from(height.max(width)) > MAX_SIDE {
                    return None;
                }
                sides_seen = true;
                out.extend_from_slice(segment);
            }
            _ => out.extend_from_slice(segment),
        }
        rest = tail;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use image::{DynamicImage, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let [_, x, ..] = x.to_be_bytes();
            let [.., y] = y.to_be_bytes();
            Rgb([x, y, 200])
        });
        JpegEncoder::new(&mut out)
            .encode_image(&DynamicImage::ImageRgb8(picture))
            .unwrap();
        out
    }

    /// A segment with this marker after the start.
    fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        let rest = jpeg.strip_prefix(START).unwrap();
        [START, &[0xff, marker], &length, content, rest].concat()
    }

    #[test]
    fn what_was_written_beside_a_picture_is_left_out() {
        let plain = jpeg(300, 200);
        assert_eq!(*without_metadata(&plain).unwrap(), plain);
        let exif = with_segment(&plain, 0xe1, b"Exif\0\0PLACE-OF-THE-VOTER");
        let comment = with_segment(&exif, 0xfe, b"taken by a telling camera");
        assert_eq!(*without_metadata(&comment).unwrap(), plain);
    }

    #[test]
    fn what_is_no_small_jpeg_is_refused() {
        let plain = jpeg(300, 200);
        for length in 0..plain.len() {
            assert!(
                without_metadata(plain.split_at(length).0).is_none(),
                "{length}"
            );
        }
        assert!(without_metadata(&jpeg(MAX_SIDE, 10)).is_some());
        assert!(without_metadata(&jpeg(MAX_SIDE + 1, 10)).is_none());
        assert!(without_metadata(b"\x89PNG\r\n\x1a\n").is_none());
        // A scan without a frame has no size.
        assert!(without_metadata(&[0xff, 0xd8, 0xff, 0xda, 0, 2, 0xff, 0xd9]).is_none());
    }
}
