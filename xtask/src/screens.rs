//! The types of core's screens, read from core's own source: whatever is generated from them or compared
//! with them reads them here.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::run::root;

/// In the order in which a reader meets them: parts first, the screen itself last.
const FILES: [&str; 6] = ["parts", "identify", "ballot", "receipt", "check", "mod"];

/// A type that stands in `plain!`.
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) shape: Shape,
}

/// What a type is made of.
pub(crate) enum Shape {
    /// A struct: fields with their Rust types.
    Fields(Vec<(String, String)>),
    /// An enum: variants with the type of their content, if they have any.
    Variants(Vec<(String, Option<String>)>),
}

/// Every type of core's screens.
pub(crate) fn read() -> Result<Vec<Type>> {
    let folder = root().join("core/src/screen");
    let mut types = Vec::new();
    for name in FILES {
        let path = folder.join(format!("{name}.rs"));
        let source =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        types.extend(parse(&source));
    }
    let listed = fs::read_dir(&folder)?.count();
    ensure!(
        listed == FILES.len() && types.iter().any(|found| found.name == "Screen"),
        "core's screens were not found, or a file of theirs is new"
    );
    Ok(types)
}

/// Types indented once, as they stand in `plain!`.
fn parse(source: &str) -> Vec<Type> {
    let mut types = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let opening = |word: &str| Some(line.strip_prefix(word)?.strip_suffix(" {")?.to_owned());
        if let Some(name) = opening("    pub struct ") {
            let fields = body(&mut lines).filter_map(|line| {
                let (field, kind) = line.strip_prefix("pub ")?.split_once(": ")?;
                Some((field.to_owned(), kind.to_owned()))
            });
            let shape = Shape::Fields(fields.collect());
            types.push(Type { name, shape });
        } else if let Some(name) = opening("    pub enum ") {
            let variants = body(&mut lines).map(|line| {
                let whole = line.strip_suffix(')').and_then(|line| line.split_once('('));
                match whole {
                    Some((variant, content)) => (variant.to_owned(), Some(content.to_owned())),
                    None => (line.to_owned(), None),
                }
            });
            let shape = Shape::Variants(variants.collect());
            types.push(Type { name, shape });
        }
    }
    types
}

/// What follows up to the closing brace, without comments, attributes and the comma at the end.
fn body<'a>(lines: &mut impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    lines
        .take_while(|line| *line != "    }")
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.starts_with('#'))
        .filter_map(|line| line.strip_suffix(','))
}

/// `step_label` becomes `stepLabel`, with `_` or another sign between the words.
pub(crate) fn camel(name: &str, between: char) -> String {
    let mut words = name.split(between);
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}
