//! Asking a server for a web page as browsers ask, and unwrapping what comes.
//!
//! A server, and every cache before it, keeps a body of its own for each encoding; so each is asked for. What
//! is asked besides looks like a browser's request, so that telling an auditor from a voter takes at least
//! some intent.

use std::io::Read as _;

use brotli::{BrotliDecompressStream, BrotliResult, BrotliState, HeapAlloc, HuffmanCode};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue,
    UPGRADE_INSECURE_REQUESTS, USER_AGENT,
};

use crate::pages::MAX_PAGE_FILE;

/// What is said in `Accept-Encoding`, one request for each: every encoding of the pages by itself, and what
/// browsers say.
pub const ENCODINGS: [&str; 4] = ["identity", "gzip", "br", AS_BROWSERS];
/// What browsers say.
pub const AS_BROWSERS: &str = "gzip, deflate, br, zstd";
/// Bytes that brotli's decoder writes at once.
const BUFFER: usize = 65_536;

/// The headers of a request for the file at this path.
pub(crate) fn headers(path: &str, encodings: &'static str) -> HeaderMap {
    let page = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let (accept, destination, mode) = match path.rsplit_once('.').map(|(_, ending)| ending) {
        // A folder's page.
        None | Some("html") => (page, "document", "navigate"),
        Some("js") => ("*/*", "script", "cors"),
        Some("css") => ("text/css,*/*;q=0.1", "style", "no-cors"),
        Some("svg" | "png" | "jpg" | "webp" | "ico") => (
            "image/avif,image/webp,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
            "image",
            "no-cors",
        ),
        Some(_) => ("*/*", "empty", "cors"),
    };
    let fetch = |name| HeaderName::from_static(name);
    let mut all = vec![
        (
            USER_AGENT,
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        ),
        (ACCEPT, accept),
        (ACCEPT_LANGUAGE, "ky,ru;q=0.8,en-US;q=0.5,en;q=0.3"),
        (ACCEPT_ENCODING, encodings),
        (fetch("sec-fetch-dest"), destination),
        (fetch("sec-fetch-mode"), mode),
    ];
    if destination == "document" {
        all.push((fetch("sec-fetch-site"), "none"));
        all.push((fetch("sec-fetch-user"), "?1"));
        all.push((UPGRADE_INSECURE_REQUESTS, "1"));
    } else {
        all.push((fetch("sec-fetch-site"), "same-origin"));
    }
    let values = all.into_iter();
    values
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect()
}

/// The file that a body is, after the encoding that its headers name; or what is wrong with it.
pub(crate) fn unwrap(headers: &HeaderMap, body: Vec<u8>) -> Result<Vec<u8>, String> {
    let named: Vec<_> = headers.get_all(CONTENT_ENCODING).iter().collect();
    let named = match named.as_slice() {
        [] => return Ok(body),
        [one] => one.to_str().unwrap_or("?").trim().to_ascii_lowercase(),
        _ => return Err("several encodings, one upon the other".to_owned()),
    };
    let unfolded = match named.as_str() {
        "identity" => return Ok(body),
        "gzip" => gunzip(&body),
        "br" => unbrotli(&body),
        _ => {
            return Err(format!(
                "the encoding {named}, which these pages do not have"
            ));
        }
    };
    unfolded.map_err(|fault| format!("{named} {fault}"))
}

/// Why a body is not one file and nothing else: browsers do not agree about the rest of such a body.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Unfolding {
    #[error("that cannot be read")]
    Broken,
    #[error("that is cut off")]
    Short,
    #[error("of too many bytes")]
    Long,
    #[error("with something after its end")]
    More,
}

fn gunzip(body: &[u8]) -> Result<Vec<u8>, Unfolding> {
    let mut bytes = Vec::new();
    let mut member = flate2::bufread::GzDecoder::new(body);
    let read = (&mut member)
        .take(MAX_PAGE_FILE + 1)
        .read_to_end(&mut bytes);
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(Unfolding::Short),
        Err(_) => Err(Unfolding::Broken),
        Ok(_) if bytes.len() as u64 > MAX_PAGE_FILE => Err(Unfolding::Long),
        Ok(_) if !member.into_inner().is_empty() => Err(Unfolding::More),
        Ok(_) => Ok(bytes),
    }
}

/// By the decoder itself, not by its reader, which does not tell of what follows; and with windows as browsers
/// know them.
fn unbrotli(body: &[u8]) -> Result<Vec<u8>, Unfolding> {
    let codes = HeapAlloc::new(HuffmanCode::default());
    let mut state = BrotliState::new_strict(HeapAlloc::new(0_u8), HeapAlloc::new(0_u32), codes);
    let (mut left, mut read) = (body.len(), 0);
    let mut bytes = Vec::new();
    let mut piece = vec![0; BUFFER];
    loop {
        let (mut room, mut written, mut all) = (piece.len(), 0, 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut read,
            body,
            &mut room,
            &mut written,
            &mut piece,
            &mut all,
            &mut state,
        );
        bytes.extend(piece.iter().take(written));
        match result {
            _ if bytes.len() as u64 > MAX_PAGE_FILE => return Err(Unfolding::Long),
            BrotliResult::NeedsMoreOutput => {}
            BrotliResult::NeedsMoreInput => return Err(Unfolding::Short),
            BrotliResult::ResultFailure => return Err(Unfolding::Broken),
            BrotliResult::ResultSuccess if left > 0 => return Err(Unfolding::More),
            BrotliResult::ResultSuccess => return Ok(bytes),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn encoded(names: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for name in names {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let mut compressed = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 2,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters).unwrap();
        compressed
    }

    #[test]
    fn a_body_is_what_its_one_encoding_says() {
        let file = b"export {};".repeat(50);
        for (names, body) in [
            (&[][..], file.clone()),
            (&["identity"], file.clone()),
            (&["gzip"], gzip(&file)),
            (&["BR"], brotli(&file)),
        ] {
            assert_eq!(unwrap(&encoded(names), body), Ok(file.clone()), "{names:?}");
        }
        for (name, body) in [("gzip", gzip(&file)), ("br", brotli(&file))] {
            for more in [&[0][..], b"more", &body] {
                let more = [&body, more].concat();
                let fault = unwrap(&encoded(&[name]), more).unwrap_err();
                assert_eq!(fault, format!("{name} with something after its end"));
            }
            for end in [0, 5, body.len() - 1] {
                let short = body.iter().take(end).copied().collect();
                let fault = unwrap(&encoded(&[name]), short).unwrap_err();
                assert_eq!(fault, format!("{name} that is cut off"), "{end}");
            }
        }
        let two = [gzip(&file), gzip(b"and more")].concat();
        for (names, body) in [
            (&["br"][..], file.clone()),
            (&["gzip"], file.clone()),
            (&["gzip"], two),
            (&["gzip"], gzip(&file).split_off(3)),
            (&["zstd"], file.clone()),
            (&["deflate"], file.clone()),
            (&["gzip, br"], brotli(&gzip(&file))),
            // Only the first would be looked at by who asks for one.
            (&["gzip", "br"], gzip(&file)),
        ] {
            assert!(unwrap(&encoded(names), body).is_err(), "{names:?}");
        }
    }

    #[test]
    fn what_unfolds_without_end_is_cut() {
        let long = vec![0; usize::try_from(MAX_PAGE_FILE).unwrap() + 1];
        for (name, body) in [("gzip", gzip(&long)), ("br", brotli(&long))] {
            let fault = unwrap(&encoded(&[name]), body).unwrap_err();
            assert_eq!(fault, format!("{name} of too many bytes"));
        }
    }
}
