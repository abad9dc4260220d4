//! Pictures made small by the core itself, wherever there is no browser that does it.
//!
//! The bytes are hostile (a file may be chosen instead of the camera): decoding is limited in size
//! and memory.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};
use zeroize::Zeroizing;

use super::{BadPicture, MAX_BYTES, MAX_SIDE, MIN_MEAN_LUMA, MIN_SIDE};
use crate::platform::{Later, Pictures};

/// The longest side that is decoded, in pixels.
const MAX_INPUT_SIDE: u32 = 12_000;
/// The most memory that decoding may take, in bytes.
const MAX_DECODED_BYTES: u64 = 256 << 20;
/// JPEG qualities, tried in this order.
const QUALITIES: [u8; 4] = [88, 75, 60, 40];

/// Pictures by the crate `image`.
pub struct OwnPictures;

impl Pictures for OwnPictures {
    fn prepare<'a>(&'a self, bytes: &'a [u8]) -> Later<'a, Result<Zeroizing<Vec<u8>>, BadPicture>> {
        Box::pin(async move { prepare(bytes) })
    }
}

fn prepare(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadPicture> {
    let picture = decode(bytes)?;
    if picture.width().min(picture.height()) < MIN_SIDE {
        return Err(BadPicture::TooSmall);
    }
    let picture = if picture.width().max(picture.height()) > MAX_SIDE {
        picture.resize(MAX_SIDE, MAX_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    if is_dark(&picture) {
        return Err(BadPicture::TooDark);
    }
    encode(&DynamicImage::ImageRgb8(picture.into_rgb8()))
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, BadPicture> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| BadPicture::Unreadable)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(BadPicture::Unreadable);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_INPUT_SIDE);
    limits.max_image_height = Some(MAX_INPUT_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| BadPicture::Unreadable)?;
    // The limits hold for what the decoder takes for itself; the picture it hands over comes on top.
    if decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(BadPicture::Unreadable);
    }
    // A camera writes how it was held; a picture without that is upright.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| BadPicture::Unreadable)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn is_dark(picture: &DynamicImage) -> bool {
    let luma = picture.to_luma8();
    let sum: u64 = luma.iter().map(|&value| u64::from(value)).sum();
    let count = (luma.len() as u64).max(1);
    sum / count < u64::from(MIN_MEAN_LUMA)
}

fn encode(picture: &DynamicImage) -> Result<Zeroizing<Vec<u8>>, BadPicture> {
    for quality in QUALITIES {
        let mut out = Zeroizing::new(Vec::new());
        JpegEncoder::new_with_quality(&mut *out, quality)
            .encode_image(picture)
            .map_err(|_| BadPicture::Unreadable)?;
        if out.len() <= MAX_BYTES {
            return Ok(out);
        }
    }
    Err(BadPicture::Unreadable)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use image::{
        ExtendedColorType, GenericImageView as _, ImageEncoder as _, Rgb, RgbImage,
        codecs::png::PngEncoder,
    };

    use super::*;

    /// Left half bright red, right half bright blue.
    fn two_halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 {
                Rgb([250, 90, 90])
            } else {
                Rgb([90, 90, 250])
            }
        }))
    }

    fn jpeg(picture: &DynamicImage) -> Vec<u8> {
        let mut out = Vec::new();
        JpegEncoder::new(&mut out).encode_image(picture).unwrap();
        out
    }

    /// Inserts an EXIF segment that says "turned by 90°" and carries a telling string.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff =
            b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        tiff.extend_from_slice(b"PLACE-OF-THE-VOTER");
        let mut segment = b"Exif\0\0".to_vec();
        segment.extend_from_slice(&tiff);
        let length = u16::try_from(segment.len() + 2).unwrap();
        let mut out = jpeg.split_at(2).0.to_vec();
        out.extend_from_slice(&[0xff, 0xe1]);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&segment);
        out.extend_from_slice(jpeg.split_at(2).1);
        out
    }

    #[test]
    fn large_pictures_become_small_jpegs() {
        let sent = prepare(&jpeg(&two_halves(2000, 1000))).unwrap();
        assert!(sent.len() <= MAX_BYTES);
        let picture = image::load_from_memory(&sent).unwrap();
        assert_eq!(picture.dimensions(), (640, 320));
    }

    #[test]
    fn pictures_are_turned_upright_and_lose_their_metadata() {
        let taken = with_exif(&jpeg(&two_halves(400, 200)));
        let sent = prepare(&taken).unwrap();
        let picture = image::load_from_memory(&sent).unwrap();
        assert_eq!(picture.dimensions(), (200, 400));
        // Turned clockwise by 90°: what was left is on top now.
        assert!(picture.get_pixel(100, 50).0.first() > picture.get_pixel(100, 350).0.first());
        assert!(!sent.windows(5).any(|window| window == b"PLACE"));
    }

    #[test]
    fn useless_pictures_are_refused_with_the_reason() {
        assert_eq!(prepare(b"no picture").err(), Some(BadPicture::Unreadable));
        assert_eq!(prepare(&[]).err(), Some(BadPicture::Unreadable));
        let small = jpeg(&two_halves(100, 300));
        assert_eq!(prepare(&small).err(), Some(BadPicture::TooSmall));
        let dark = jpeg(&DynamicImage::ImageRgb8(RgbImage::new(300, 300)));
        assert_eq!(prepare(&dark).err(), Some(BadPicture::TooDark));
        let cut = jpeg(&two_halves(300, 300));
        assert!(prepare(cut.split_at(20).0).is_err());
    }

    #[test]
    fn a_small_file_that_announces_a_huge_picture_is_refused_before_it_is_decoded() {
        // 12,000 × 12,000 pixels of 8 bytes: over a gigabyte.
        let mut huge = Vec::new();
        let row = vec![0; 2 * 2 * 8];
        PngEncoder::new(&mut huge)
            .write_image(&row, 2, 2, ExtendedColorType::Rgba16)
            .unwrap();
        for side in [16..20, 20..24] {
            huge[side].copy_from_slice(&MAX_INPUT_SIDE.to_be_bytes());
        }
        let checksum = crc32(&huge[12..29]);
        huge[29..33].copy_from_slice(&checksum.to_be_bytes());
        let reader = ImageReader::new(Cursor::new(&huge)).with_guessed_format();
        let announced = reader.unwrap().into_decoder().unwrap().total_bytes();
        assert!(announced > MAX_DECODED_BYTES);
        assert_eq!(prepare(&huge).err(), Some(BadPicture::Unreadable));
    }

    /// The checksum of PNG's chunks.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
            })
        })
    }
}
