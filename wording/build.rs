//! Makes the enums `Key` and `PageKey` from the English texts, so that the texts are the one list of keys: a key
//! without a text does not compile, and every key is documented by its English text.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

use fluent_syntax::{ast::Entry, parser};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    write_keys("Key", "texts/en.ftl", "keys.rs")?;
    if env::var_os("CARGO_FEATURE_PAGES").is_some() {
        write_keys("PageKey", "texts/pages.en.ftl", "page_keys.rs")?;
    }
    Ok(())
}

/// Writes the enum `kind` of the texts of an English file.
fn write_keys(kind: &str, english: &str, file: &str) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={english}");
    let source = fs::read_to_string(english)?;
    let resource =
        parser::parse(source.as_str()).map_err(|(_, errors)| format!("{english}: {errors:?}"))?;

    let mut variants = String::new();
    let mut all = String::new();
    let mut ids = String::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let id = message.id.name;
        let name = camel_case(id);
        let english = english_text(&source, id);
        writeln!(variants, "    /// `{id}`")?;
        writeln!(variants, "    ///\n    /// ```text")?;
        for line in english.lines() {
            writeln!(variants, "    /// {line}")?;
        }
        writeln!(variants, "    /// ```")?;
        writeln!(variants, "    {name},")?;
        writeln!(all, "        Self::{name},")?;
        writeln!(ids, "            Self::{name} => \"{id}\",")?;
    }
    let generated = format!(
        "/// The name of a text. Each variant is documented by its English text.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]\n\
         pub enum {kind} {{\n{variants}}}\n\n\
         impl {kind} {{\n\
         \x20   /// Every key, in the order of the screens.\n\
         \x20   pub const ALL: &'static [Self] = &[\n{all}    ];\n\n\
         \x20   /// The name of the text in the Fluent files.\n\
         \x20   #[must_use]\n\
         \x20   pub const fn id(self) -> &'static str {{\n\
         \x20       match self {{\n{ids}        }}\n    }}\n}}\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join(file), generated)?;
    Ok(())
}

/// `start-go` becomes `StartGo`.
fn camel_case(id: &str) -> String {
    id.split('-')
        .filter_map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect()
}

/// The source of one message as it is written in the file: for documentation only.
fn english_text<'s>(source: &'s str, id: &str) -> &'s str {
    let start = format!("\n{id} = ");
    let Some((_, rest)) = source.split_once(&start) else {
        return "";
    };
    let end = rest
        .match_indices('\n')
        .find(|(at, _)| rest.get(at + 1..).is_none_or(|next| !next.starts_with(' ')))
        .map_or(rest.len(), |(at, _)| at);
    rest.get(..end).unwrap_or_default()
}
