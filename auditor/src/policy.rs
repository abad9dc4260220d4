//! Whether browsers are told the policy of the pages, and no other (`web/headers.json`).

use std::collections::BTreeMap;

use shailoo_directory::pages::is_origin;

use crate::headers;

const NAME: &str = "content-security-policy";
const CONNECT: &str = "connect-src";

/// A policy by its directives.
type Directives = BTreeMap<String, Vec<String>>;

/// Whether the policies of an answer are one, the pages' own, with the origins of servers added to what the
/// pages may speak with. Another beside it would loosen nothing, but could tell a stranger (`report-uri`) or take
/// a page apart (`style-src 'none'`).
pub(crate) fn is_own(policies: &[&str]) -> bool {
    let own = headers::own();
    match (own.get(NAME), policies) {
        (Some(own), [policy]) => is_like(&directives(own), directives(policy)),
        _ => false,
    }
}

/// A policy as browsers read it (CSP3 §2.2.1): names in any letters, and of each only the first directive.
fn directives(policy: &str) -> Directives {
    let mut directives = Directives::new();
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        if let Some(name) = words.next() {
            let values = words.map(str::to_owned).collect();
            directives
                .entry(name.to_ascii_lowercase())
                .or_insert(values);
        }
    }
    directives
}

fn is_like(own: &Directives, mut other: Directives) -> bool {
    if let Some(places) = other.get_mut(CONNECT) {
        places.retain(|place| !is_origin(place));
    }
    *own == other
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ours() -> String {
        headers::own().remove(NAME).unwrap()
    }

    fn with(from: &str, to: &str) -> String {
        let ours = ours();
        assert!(ours.contains(from), "{from}");
        ours.replace(from, to)
    }

    #[test]
    fn the_policy_of_the_pages_passes_with_the_servers_of_its_election() {
        let servers =
            "connect-src 'self' https://box.example http://[::1]:8080 https://a.example:1";
        let with_servers = with("connect-src 'self'", servers);
        for right in [
            &[ours().as_str()][..],
            &[&with_servers],
            &[&ours()
                .to_ascii_lowercase()
                .replace("; ", " ;\t")
                .replace("script-src", "Script-Src")],
            &[&format!("{};SCRIPT-SRC *;", ours())],
        ] {
            assert!(is_own(right), "{right:?}");
        }
    }

    #[test]
    fn every_other_policy_is_found() {
        let script = "script-src 'self' 'wasm-unsafe-eval'";
        let connect = "connect-src 'self'";
        for other in [
            String::new(),
            "default-src 'self'".to_owned(),
            // Elements and attributes have directives of their own, which go before.
            with(
                script,
                &format!("{script}; script-src-elem * 'unsafe-inline'"),
            ),
            with(
                script,
                &format!("{script}; script-src-attr 'unsafe-inline'"),
            ),
            // The first of two counts, whatever its letters.
            with(script, &format!("Script-Src *; {script}")),
            with(script, &format!("script-src\t*; {script}")),
            with(script, &format!("\u{c}SCRIPT-SRC\n*;{script}")),
            with(script, &format!("{script} 'unsafe-inline'")),
            with(script, &format!("{script} https://elsewhere.example")),
            with(script, &format!("{script}; worker-src *")),
            with("trusted-types worker", "trusted-types *"),
            with("; require-trusted-types-for 'script'", ""),
            with("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
            with("base-uri 'none'; ", ""),
            with("; frame-ancestors 'none'", ""),
            with(connect, "connect-src *"),
            with(connect, "connect-src 'self' https:"),
            with(connect, "connect-src 'self' https://*"),
            with(connect, "connect-src 'self' https://*.example"),
            with(connect, "connect-src 'self' https://box.example:*"),
            with(connect, "connect-src 'self' wss://box.example"),
            with(connect, "connect-src 'self' data:"),
            with(&format!("{connect}; "), ""),
            // Others beside it.
            format!("frame-src https://b.example, {}", ours()),
            format!("{}, style-src 'none'", ours()),
            with("base-uri", "report-uri https://b.example; base-uri"),
            with("base-uri", "sandbox; base-uri"),
            // Half in one policy, half in another.
            ours().replacen("; ", ", ", 1),
        ] {
            assert!(!is_own(&[&other]), "{other}");
        }
        assert!(!is_own(&[]));
        assert!(!is_own(&["default-src *", &ours()]));
        assert!(!is_own(&[&ours(), &ours()]));
    }
}
