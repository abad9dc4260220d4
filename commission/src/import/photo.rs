//! Portraits for the ballot: every one equal in size and crop, small enough for 2G, and without the
//! camera's notes (place, time, device), which a fresh encoding leaves out.

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageReader, Limits, Rgb, RgbImage, Rgba,
    RgbaImage,
    codecs::jpeg::JpegEncoder,
    error::{LimitError, LimitErrorKind},
    imageops,
};

/// Width and height of a portrait in pixels.
pub const SIDE: u32 = 240;
/// The most bytes of a portrait.
pub const MAX_BYTES: usize = 10_240;

/// The most pixels on one side of a picture that is taken in.
const MAX_SIDE: u32 = 8_000;
/// The most memory for decoding one picture.
const MAX_MEMORY: u64 = 256 << 20;
/// Qualities that are tried, best first.
const QUALITIES: [u8; 7] = [88, 80, 70, 60, 45, 30, 15];

/// Why a picture cannot be a portrait.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// Not a JPEG or PNG picture, or a damaged one.
    #[error("this is not a JPEG or PNG picture, or it is damaged ({0}). Save it anew")]
    Unreadable(#[from] image::ImageError),
    /// Smaller than a portrait.
    #[error("the picture is {0} × {1} pixels and must be at least 240 × 240. Take a larger one")]
    TooSmall(u32, u32),
    /// Even the lowest quality is too large.
    #[error("the picture is too restless for 10 kB. Take one with a plain background")]
    TooRestless,
}

/// Turns a JPEG or PNG picture upright, cuts the square in which a face stands (the middle of a wide
/// picture, the upper part of a tall one), scales it to [`SIDE`] and encodes it as JPEG of at most
/// [`MAX_BYTES`]. The same picture always gives the same bytes.
///
/// # Errors
/// [`PhotoError`]
pub fn prepare(picture: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let mut reader = ImageReader::new(Cursor::new(picture))
        .with_guessed_format()
        .map_err(|error| PhotoError::Unreadable(error.into()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // The limits hold for what the decoder takes for itself; the picture it hands over comes on top.
    if decoder.total_bytes() > MAX_MEMORY {
        let too_much = LimitError::from_kind(LimitErrorKind::InsufficientMemory);
        return Err(image::ImageError::Limits(too_much).into());
    }
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);

    let (width, height) = image.dimensions();
    let side = width.min(height);
    if side < SIDE {
        return Err(PhotoError::TooSmall(width, height));
    }
    let square = image.crop_imm((width - side) / 2, (height - side) / 4, side, side);
    let scaled = square.resize_exact(SIDE, SIDE, imageops::FilterType::CatmullRom);
    encode(&on_white(&scaled))
}

/// Lays a picture with transparent parts on white.
fn on_white(image: &DynamicImage) -> RgbImage {
    let mut ground = RgbaImage::from_pixel(image.width(), image.height(), Rgba([255; 4]));
    imageops::overlay(&mut ground, image, 0, 0);
    RgbImage::from_fn(ground.width(), ground.height(), |x, y| {
        let Rgba([red, green, blue, _]) = *ground.get_pixel(x, y);
        Rgb([red, green, blue])
    })
}

/// Encodes in the best quality that is small enough.
pub(super) fn encode(image: &RgbImage) -> Result<Vec<u8>, PhotoError> {
    for quality in QUALITIES {
        let mut bytes = Vec::new();
        image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
        if bytes.len() <= MAX_BYTES {
            return Ok(bytes);
        }
    }
    Err(PhotoError::TooRestless)
}
