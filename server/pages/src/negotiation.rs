//! Which form of a file a client gets (RFC 9110 §12.5.3), and whether it has it already (§13.1.2).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::site::{Coding, Served, Variant};

/// The form that the client likes best; of equal ones, the shortest. None when it takes none at all.
pub(crate) fn choose<'a>(file: &'a Served, headers: &HeaderMap) -> Option<&'a Variant> {
    let wishes = Wishes::of(headers);
    file.variants()
        .map(|variant| (wishes.quality(variant.coding), variant))
        .filter(|(quality, _)| *quality > 0)
        .max_by_key(|(quality, variant)| (*quality, std::cmp::Reverse(variant.bytes.len())))
        .map(|(_, variant)| variant)
}

/// Whether the client has what this tag stands for.
pub(crate) fn has(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .flat_map(|tags| tags.as_bytes().split(|byte| *byte == b','))
        .map(|one| one.trim_ascii())
        .map(|one| one.strip_prefix(b"W/").unwrap_or(one))
        .any(|one| one == b"*" || one == tag.as_bytes())
}

/// What `Accept-Encoding` says: qualities in thousandths.
#[derive(Default)]
struct Wishes {
    said: bool,
    named: Vec<(String, u32)>,
}

impl Wishes {
    fn of(headers: &HeaderMap) -> Self {
        let mut wishes = Self::default();
        for line in headers.get_all(header::ACCEPT_ENCODING) {
            wishes.said = true;
            // What is not text names no coding.
            for item in line.to_str().unwrap_or("").split(',') {
                let mut parts = item.split(';').map(str::trim);
                let name = parts.next().unwrap_or("").to_ascii_lowercase();
                if name.is_empty() {
                    continue;
                }
                let quality = parts
                    .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                    .map_or(Some(1_000), thousandths);
                // A weight that is none says nothing about the coding.
                wishes.named.extend(quality.map(|quality| (name, quality)));
            }
        }
        wishes
    }

    fn quality(&self, coding: Coding) -> u32 {
        let named = |wanted: &str| {
            let mut found = self.named.iter().filter(|(name, _)| name == wanted);
            found.next().map(|(_, quality)| *quality)
        };
        let own = match coding {
            Coding::Gzip => named("gzip").or_else(|| named("x-gzip")),
            _ => named(coding.name()),
        };
        match coding {
            // Acceptable unless it is excluded, but liked less than anything that is named.
            Coding::Identity => own.unwrap_or(match named("*") {
                Some(0) => 0,
                _ => 1,
            }),
            _ if !self.said => 0,
            _ => own.or_else(|| named("*")).unwrap_or(0),
        }
    }
}

/// A weight of RFC 9110 §12.4.2.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !["0", "1"].contains(&whole)
        || fraction.len() > 3
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let quality: u32 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (quality <= 1_000).then_some(quality)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn chosen(accepted: &[&str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for line in accepted {
            headers.append(header::ACCEPT_ENCODING, line.parse().unwrap());
        }
        choose(&Served::of_lengths(30, 10, 20), &headers).map(|variant| variant.coding)
    }

    #[test]
    fn clients_get_what_they_take() {
        use Coding::{Brotli, Gzip, Identity};
        for (accepted, expected) in [
            (&[][..], Some(Identity)),
            (&[""], Some(Identity)),
            (&["gzip, deflate, br, zstd"], Some(Brotli)),
            (&["gzip"], Some(Gzip)),
            (&["x-gzip"], Some(Gzip)),
            (&["GZIP"], Some(Gzip)),
            (&["gzip", "br"], Some(Brotli)),
            (&["gzip;q=1.0, br;q=0.5"], Some(Gzip)),
            (&["br;q=0, gzip;q=0.001"], Some(Gzip)),
            (&["br;q=0"], Some(Identity)),
            (&["br ; q=0.000 , gzip ;Q=0"], Some(Identity)),
            (&["*"], Some(Brotli)),
            (&["*;q=0"], None),
            (&["*;q=0, gzip"], Some(Gzip)),
            (&["*, br;q=0"], Some(Gzip)),
            (&["identity;q=0"], None),
            (&["identity;q=0, br"], Some(Brotli)),
            (&["identity, gzip;q=0.5"], Some(Identity)),
            (&["zstd, deflate"], Some(Identity)),
            (&["br;q=2"], Some(Identity)),
            (&["br;q=0.0001"], Some(Identity)),
            (&["br;q=1.001"], Some(Identity)),
            (&["br;q=-1"], Some(Identity)),
        ] {
            assert_eq!(chosen(accepted), expected, "{accepted:?}");
        }
    }

    #[test]
    fn tags_are_compared_whole() {
        let tag = HeaderValue::from_static("\"abc-br\"");
        let has = |said: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, said.parse().unwrap());
            has(&headers, &tag)
        };
        for same in ["\"abc-br\"", "W/\"abc-br\"", "\"x\", \"abc-br\"", "*"] {
            assert!(has(same), "{same}");
        }
        for other in ["\"abc\"", "abc-br", "\"abc-br", "\"\"", "w/\"abc-br\""] {
            assert!(!has(other), "{other}");
        }
    }
}
