//! Portraits.

use crate::import::photo;

#[test]
fn photos_become_equal_small_and_free_of_notes() {
    use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
    let encode = |image: RgbaImage, format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::from(image)
            .to_rgb8()
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    };
    // A tall picture: the upper part is red, the lower green.
    let tall = RgbaImage::from_fn(300, 900, |_, y| {
        if y < 600 {
            Rgba([200, 20, 20, 255])
        } else {
            Rgba([20, 200, 20, 255])
        }
    });
    let prepared = photo::prepare(&encode(tall, ImageFormat::Png)).unwrap();
    assert!(prepared.len() <= photo::MAX_BYTES);
    let picture = image::load_from_memory(&prepared).unwrap().to_rgb8();
    assert_eq!(picture.dimensions(), (photo::SIDE, photo::SIDE));
    assert!(
        picture
            .pixels()
            .all(|pixel| pixel.0[0] > 150 && pixel.0[1] < 90)
    );

    let mut noise = 1_u32;
    let restless = RgbaImage::from_fn(640, 480, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = noise.to_be_bytes();
        Rgba([a, b, c, 255])
    });
    assert!(
        photo::prepare(&encode(restless, ImageFormat::Jpeg))
            .unwrap()
            .len()
            <= photo::MAX_BYTES
    );

    let small = encode(RgbaImage::new(240, 239), ImageFormat::Png);
    assert!(matches!(
        photo::prepare(&small),
        Err(photo::PhotoError::TooSmall(240, 239))
    ));
    assert!(matches!(
        photo::prepare(b"GIF89a"),
        Err(photo::PhotoError::Unreadable(_))
    ));
    let mut cut = encode(RgbaImage::new(300, 300), ImageFormat::Png);
    cut.truncate(60);
    assert!(photo::prepare(&cut).is_err());
}

#[test]
fn transparent_parts_become_white() {
    let clear = image::RgbaImage::new(300, 300);
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let picture = image::load_from_memory(&photo::prepare(bytes.get_ref()).unwrap())
        .unwrap()
        .to_rgb8();
    assert!(
        picture
            .pixels()
            .all(|pixel| pixel.0.iter().all(|value| *value > 250))
    );
}
