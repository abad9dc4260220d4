//! What browsers are told that the pages may do: `web/headers.json`, on every answer. The pages' own tests
//! read the same file.
//!
//! What the file cannot know is added here: the servers that the pages of this election speak with, and
//! whether the client came over TLS.

use std::collections::BTreeSet;

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Uri,
    header::{CONTENT_SECURITY_POLICY, STRICT_TRANSPORT_SECURITY},
};
use serde::Deserialize;
use shailoo_directory::pages::{HEADERS, is_origin};

/// What the pages may speak with, before this election's servers are added.
const ONLY_SELF: &str = "connect-src 'self'";

/// The policy cannot be made for this election.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFault {
    /// `app.json` is not what the pages need.
    #[error("app.json: {0}")]
    App(String),
    /// The built-in headers are not headers.
    #[error("web/headers.json: {0}")]
    Headers(String),
}

/// The servers of `app.json`; the pages themselves read the rest.
#[derive(Deserialize)]
struct App {
    ballot_box: String,
    registrars: Vec<String>,
}

/// The headers of every answer.
#[derive(Debug, Clone)]
pub struct Policy {
    always: Vec<(HeaderName, HeaderValue)>,
    over_tls: HeaderValue,
}

impl Policy {
    /// The policy of pages with this `app.json`.
    ///
    /// # Errors
    /// When it names no servers.
    pub fn new(app: &[u8]) -> Result<Self, PolicyFault> {
        let servers = origins(app)?;
        let headers = |reason: &dyn std::fmt::Display| PolicyFault::Headers(reason.to_string());
        let texts: std::collections::BTreeMap<String, String> =
            serde_json::from_str(HEADERS).map_err(|error| headers(&error))?;
        let mut all = HeaderMap::new();
        for (name, value) in &texts {
            let name = HeaderName::try_from(name).map_err(|error| headers(&error))?;
            let value = if name == CONTENT_SECURITY_POLICY {
                if !value.contains(ONLY_SELF) {
                    return Err(headers(&format!("the policy has no {ONLY_SELF}")));
                }
                value.replace(ONLY_SELF, &format!("{ONLY_SELF} {servers}"))
            } else {
                value.clone()
            };
            let value = HeaderValue::try_from(value).map_err(|error| headers(&error))?;
            all.insert(name, value);
        }
        let over_tls = all
            .remove(STRICT_TRANSPORT_SECURITY)
            .ok_or_else(|| headers(&"there is no strict-transport-security"))?;
        Ok(Self {
            always: all
                .into_iter()
                .filter_map(|(name, value)| Some((name?, value)))
                .collect(),
            over_tls,
        })
    }

    /// Puts the policy on an answer. That this host speaks TLS only can be said only over TLS (RFC 6797
    /// §7.2).
    pub fn put_on(&self, headers: &mut HeaderMap, over_tls: bool) {
        for (name, value) in &self.always {
            headers.insert(name, value.clone());
        }
        if over_tls {
            headers.insert(STRICT_TRANSPORT_SECURITY, self.over_tls.clone());
        }
    }
}

/// The origins of the servers, each once, as a policy lists them.
fn origins(app: &[u8]) -> Result<String, PolicyFault> {
    let app: App =
        serde_json::from_slice(app).map_err(|error| PolicyFault::App(error.to_string()))?;
    let origins = app
        .registrars
        .iter()
        .chain([&app.ballot_box])
        .map(|url| origin(url).ok_or_else(|| PolicyFault::App(format!("{url} is no http address"))))
        .collect::<Result<BTreeSet<_>, _>>()?;
    Ok(Vec::from_iter(origins).join(" "))
}

/// The origin of an address.
fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let host = uri.authority()?.as_str().to_ascii_lowercase();
    Some(format!("{}://{host}", uri.scheme_str()?)).filter(|origin| is_origin(origin))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn app(ballot_box: &str, registrars: &[&str]) -> Vec<u8> {
        serde_json::json!({"ballot_box": ballot_box, "registrars": registrars, "trust": {}})
            .to_string()
            .into_bytes()
    }

    #[test]
    fn pages_speak_with_the_servers_of_their_election_only() {
        let app = app(
            "https://box.example/v/",
            &[
                "https://one.example:8443",
                "https://box.example",
                "http://[::1]:80/x",
            ],
        );
        let mut headers = HeaderMap::new();
        Policy::new(&app).unwrap().put_on(&mut headers, true);
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        let connect: Vec<_> = policy
            .split(';')
            .filter(|part| part.contains("connect-src"))
            .collect();
        assert_eq!(
            connect,
            [" connect-src 'self' http://[::1]:80 https://box.example https://one.example:8443"]
        );
        for needed in [
            "default-src 'none'",
            "'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(needed), "{policy}");
        }
        for loose in [
            "unsafe-inline",
            "'unsafe-eval'",
            "*",
            "data:",
            "http:;",
            "https:;",
        ] {
            assert!(!policy.contains(loose), "{policy}");
        }
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn strict_transport_is_said_over_tls_only() {
        let mut headers = HeaderMap::new();
        let policy = Policy::new(&app("http://127.0.0.1:1", &[])).unwrap();
        policy.put_on(&mut headers, false);
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
        assert!(headers.contains_key("cross-origin-opener-policy"));
    }

    #[test]
    fn addresses_cannot_loosen_the_policy() {
        for bad in [
            "",
            "box.example",
            "ftp://box.example",
            "javascript:alert(1)",
            "https://box.example; script-src *",
            "https://box.example;script-src",
            "https://*",
            "https://user@box.example",
            "//box.example",
            "https://",
        ] {
            assert!(Policy::new(&app(bad, &[])).is_err(), "{bad}");
            assert!(
                Policy::new(&app("https://box.example", &[bad])).is_err(),
                "{bad}"
            );
        }
        assert!(Policy::new(b"{}").is_err());
    }
}
