//! What an HTML page loads by itself: enough of HTML to read the pages that our own builder writes, and to
//! say of any other page at least what it names.

use std::collections::BTreeSet;

use shailoo_protocol::pages::PageList;

/// Elements whose `href` is loaded with the page. (That of `a` is followed by people.)
const LOADING_HREF: [&str; 5] = ["link", "image", "use", "script", "feimage"];
/// Attributes that name one thing to load.
const LOADING: [&str; 4] = ["src", "data", "poster", "background"];

/// Something that a page does besides loading listed files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stray {
    /// It loads what the list does not name.
    Unlisted(String),
    /// It holds script or style itself, or says how its addresses are to be read.
    Inside(String),
}

impl std::fmt::Display for Stray {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unlisted(target) => write!(f, "it loads {target}"),
            Self::Inside(what) => write!(f, "it has {what}"),
        }
    }
}

/// What the page at `path` does that a page of this list must not do.
#[must_use]
pub fn strays(path: &str, html: &str, list: &PageList) -> BTreeSet<Stray> {
    let mut strays = BTreeSet::new();
    for tag in tags(html) {
        let mut inside = |what: &str| strays.insert(Stray::Inside(what.to_owned()));
        match tag.name.as_str() {
            "script" if tag.attribute("src").is_none() => _ = inside("a script inside"),
            "style" => _ = inside("a style sheet inside"),
            "base" => _ = inside("a base address"),
            "iframe" | "frame" | "object" | "embed" => _ = inside("a frame"),
            "meta"
                if tag
                    .attribute("http-equiv")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) =>
            {
                inside("an address to go on to");
            }
            _ => {}
        }
        for (name, value) in &tag.attributes {
            let loads = LOADING.contains(&name.as_str())
                || (["href", "xlink:href"].contains(&name.as_str())
                    && LOADING_HREF.contains(&tag.name.as_str()));
            // Lists of pictures and addresses that are only told something: our pages have none.
            let never = name.ends_with("srcset") || name == "ping" || name == "formaction";
            if name.starts_with("on") || name == "style" || name == "srcdoc" {
                strays.insert(Stray::Inside(format!("the attribute {name}")));
            } else if never || (loads && !is_listed(path, value, list)) {
                strays.insert(Stray::Unlisted(value.clone()));
            }
        }
    }
    strays
}

/// Whether a reference of the page at `path` means a listed file.
fn is_listed(path: &str, reference: &str, list: &PageList) -> bool {
    let mut parts: Vec<&str> = path.split('/').collect();
    // The page's own name is not part of its folder.
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return false;
                }
            }
            // An empty part begins another host's address or the server's root.
            "" => return false,
            part => parts.push(part),
        }
    }
    list.file(&parts.join("/")).is_some()
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, wanted: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(name, _)| name == wanted);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// The start tags of a text. What a comment or a script holds is read as well: better too many than too few.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let (tag, after) = tag(rest);
            tags.push(tag);
            rest = after;
        }
    }
    tags
}

/// A start tag, from its name on; and what follows it.
fn tag(text: &str) -> (Tag, &str) {
    let ends_name = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    let (name, mut rest) = split_at(text, ends_name);
    let mut tag = Tag {
        name: name.to_ascii_lowercase(),
        attributes: Vec::new(),
    };
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let (name, after) = match rest.strip_prefix('=') {
            // An equals sign at the beginning belongs to the name.
            Some(more) => split_at(more, |c| c == '=' || ends_name(c)),
            None => split_at(rest, |c| c == '=' || ends_name(c)),
        };
        rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            (value, rest) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = after.strip_prefix(quote).unwrap_or_default();
                    inside.split_once(quote).unwrap_or((inside, ""))
                }
                _ => split_at(after, |c| c.is_ascii_whitespace() || c == '>'),
            };
        }
        // References in values would have to be decoded: what has them is never a listed path.
        tag.attributes
            .push((name.to_ascii_lowercase(), trimmed(value).to_owned()));
    }
}

/// Without the blanks that browsers take away; any other blank belongs to the address.
fn trimmed(value: &str) -> &str {
    value.trim_matches(|c: char| c.is_ascii_whitespace())
}

fn split_at(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use shailoo_protocol::pages::{PageFile, PagePath};

    use super::*;

    fn strays_of(path: &str, html: &str) -> Vec<String> {
        let files = [
            "assets/a-1.js",
            "assets/b.css",
            "icon.svg",
            "verify/index.html",
        ]
        .map(|path| PageFile::of(PagePath::try_from(path.to_owned()).unwrap(), b""));
        let list = PageList::try_from(files.to_vec()).unwrap();
        let found = strays(path, html, &list);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_built_page_loads_listed_files_only() {
        let html = "<!doctype html><html lang=\"ky\"><head><meta charset=\"utf-8\" />\n\
            <link rel=\"icon\" href=\"./icon.svg\" type=\"image/svg+xml\" />\
            <script type=\"module\" crossorigin src=\"./assets/a-1.js\"></script>\
            <LINK rel=stylesheet href=assets/b.css></head>\
            <body><!-- nothing --><a href=\"https://elsewhere.example\">1 < 2</a></body></html>";
        assert_eq!(strays_of("index.html", html), [""; 0]);
        let below = html.replace("./", "../").replace("=assets", "=../assets");
        assert_eq!(strays_of("verify/index.html", &below), [""; 0]);
        assert_eq!(strays_of("verify/index.html", html).len(), 3);
    }

    #[test]
    fn what_else_a_page_does_is_found() {
        for html in [
            "<script src=https://elsewhere.example/a.js></script>",
            "<script src='//elsewhere.example/a.js'></script>",
            "<script src=\"/assets/a-1.js\"></script>",
            "<script src=\"../assets/a-1.js\"></script>",
            "<script src=\"assets/other.js\"></script>",
            "<script src=\"assets/a-1.js?x\"></script>",
            "<script src = \"data:text/javascript,alert(1)\"></script>",
            "<script>alert(1)</script>",
            "<script\n>alert(1)</script>",
            "<img src=x>",
            "<img/src=x>",
            "<img alt='>' src=x>",
            "<img srcset=\"a 1x\">",
            "<body onload=alert(1)>",
            "<p style=\"color:red\">",
            "<base href=https://elsewhere.example>",
            "<meta HTTP-EQUIV=Refresh content=\"0;url=x\">",
            "<iframe srcdoc=x>",
            "<svg><use href=x></svg>",
            "<svg><use xlink:href=x></svg>",
            "<svg><feImage href=x></svg>",
            "<svg><script src=assets/a-1.js href=x></script></svg>",
            "<script src=\"assets/a-1.js\u{a0}\"></script>",
            "<link rel=stylesheet href=&#47;x>",
            "<style>a{}</style>",
            "<img src=\"never ended",
        ] {
            assert_ne!(strays_of("index.html", html), [""; 0], "{html}");
        }
    }
}
