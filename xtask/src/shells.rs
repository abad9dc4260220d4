//! No shell can forget a screen or a text: every kind of screen that core has must have its file in
//! every shell and its row in docs/shells.md, and every field of it must be used by every shell, but
//! for what docs/shells.md says a shell leaves out, and why.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    run::root,
    screens::{self, Shape, camel},
};

const ANDROID: &str = "android/app/src/main/kotlin/kg/shailoo/menin";
const IOS: [&str; 2] = ["ios/App", "ios/ShailooKit/Sources"];
const WEB: [&str; 3] = ["web/src/screens", "web/src/parts", "web/src/platform"];

/// A shell: how it is called in the document, its sources, and where the file of one screen is.
struct Shell {
    name: &'static str,
    source: String,
    spelling: fn(&str) -> String,
    file: fn(&str) -> Option<String>,
}

/// Compares core's screens with the shells and with docs/shells.md.
pub(crate) fn check() -> Result<()> {
    let (mut structs, mut kinds) = (Vec::new(), Vec::new());
    for found in screens::read()? {
        match found.shape {
            Shape::Fields(fields) => structs.push((found.name, fields)),
            Shape::Variants(variants) if found.name == "Content" => kinds = variants,
            Shape::Variants(_) => {}
        }
    }
    ensure!(
        kinds.len() >= 18 && structs.len() > kinds.len(),
        "core's screens were not found"
    );
    let document = fs::read_to_string(root().join("docs/shells.md"))?;
    let mut wrong = Vec::new();
    for (kind, _) in &kinds {
        if !document.contains(&format!("\n| `{kind}` |")) {
            wrong.push(format!("docs/shells.md has no row for {kind}"));
        }
    }
    for shell in shells()? {
        let mut left_out = left_out(&document, shell.name);
        for (kind, _) in &kinds {
            let file = (shell.file)(kind);
            if let Some(file) = file.filter(|file| !root().join(file).exists()) {
                wrong.push(format!("{}: no {file}", shell.name));
            }
        }
        for (name, fields) in &structs {
            for (field, _) in fields {
                let used = shell.source.contains(&(shell.spelling)(field));
                let excused = left_out.remove(&format!("{name}.{field}"));
                if !used && !excused {
                    wrong.push(format!("{} never uses {name}.{field}", shell.name));
                }
                if used && excused {
                    wrong.push(format!(
                        "{} uses {name}.{field}, though docs/shells.md says it leaves it out",
                        shell.name
                    ));
                }
            }
        }
        wrong.extend(
            left_out
                .iter()
                .map(|field| format!("docs/shells.md names {field}, which core does not have")),
        );
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("the shells differ from core:\n{}", wrong.join("\n"));
}

fn shells() -> Result<[Shell; 4]> {
    let mut web = fs::read_to_string(root().join("web/src/session.ts"))?;
    for folder in WEB {
        web.push_str(&read_all(folder, ".ts")?);
        web.push_str(&read_all(folder, ".tsx")?);
    }
    let mut ios = String::new();
    for folder in IOS {
        ios.push_str(&read_all(folder, ".swift")?);
    }
    Ok([
        Shell {
            name: "Android",
            source: read_all(ANDROID, ".kt")?,
            spelling: |field| format!(".{}", camel(field, '_')),
            file: |kind| Some(format!("{ANDROID}/screens/{kind}Page.kt")),
        },
        Shell {
            name: "iOS",
            source: ios,
            spelling: |field| format!(".{}", camel(field, '_')),
            file: |kind| Some(format!("ios/App/Screens/{kind}View.swift")),
        },
        Shell {
            name: "web",
            source: web,
            spelling: |field| format!(".{}", camel(field, '_')),
            file: |kind| Some(format!("web/src/screens/{kind}Page.tsx")),
        },
        Shell {
            name: "terminal",
            source: read_all("terminal/src", ".rs")?,
            spelling: |field| format!(".{field}"),
            file: |_| None,
        },
    ])
}

/// All sources under a folder, one after the other.
fn read_all(folder: &str, ending: &str) -> Result<String> {
    fn read(folder: &Path, ending: &str, all: &mut String) -> Result<()> {
        let entries =
            fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                read(&path, ending, all)?;
            } else if path.to_string_lossy().ends_with(ending) {
                all.push_str(&fs::read_to_string(&path)?);
            }
        }
        Ok(())
    }
    let mut all = String::new();
    read(&root().join(folder), ending, &mut all)?;
    Ok(all)
}

/// `Struct.field` of every list item of the document that begins with the shell's name.
fn left_out(document: &str, shell: &str) -> BTreeSet<String> {
    document
        .lines()
        .filter(|line| line.starts_with(&format!("- **{shell}**")))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|code| code.contains('.'))
        .map(str::to_owned)
        .collect()
}
