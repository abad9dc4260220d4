//! What no file of the tree may hold: unfinished work, skipped tests, names of registries; and links
//! from a document to a file that is not there.

use std::fs;

use anyhow::{Result, bail};

use crate::run::{output, program, root};

/// Spelt in halves, so that this file passes its own check.
const FORBIDDEN: [(&str, &str); 13] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("todo", "!("),
    ("unimplemented", "!("),
    ("#[ig", "nore"),
    ("test.sk", "ip("),
    ("it.sk", "ip("),
    ("crates", ".io/api"),
    ("registry.npmjs", ".org"),
    ("repo.maven", ".apache.org"),
    ("files.pythonhosted", ".org"),
    ("proxy.golang", ".org"),
    ("deb.debian", ".org"),
];

/// Looks through every text file that git tracks.
pub(crate) fn check_tree() -> Result<()> {
    let listed = output(program("git", ".").args(["ls-files", "-z"]))?;
    let mut found = Vec::new();
    for name in listed
        .split('\0')
        .filter(|name| !name.is_empty() && *name != "Cargo.lock")
    {
        let Ok(text) = fs::read_to_string(root().join(name)) else {
            continue;
        };
        if name.ends_with(".md") {
            found.extend(broken_links(name, &text));
        }
        for (line, content) in text.lines().enumerate() {
            for (first, second) in FORBIDDEN {
                if content.contains(&format!("{first}{second}")) {
                    found.push(format!("{name}:{}: {first}{second}", line + 1));
                }
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    bail!(
        "unfinished work, a registry's name or a broken link:\n{}",
        found.join("\n")
    );
}

/// Links of a Markdown document to files that are not there, each as `name: target`.
fn broken_links(name: &str, text: &str) -> Vec<String> {
    let here = root().join(name);
    let folder = here.parent().unwrap_or(&here);
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.contains(' '))
        .filter(|target| !folder.join(target).exists())
        .map(|target| format!("{name}: {target}"))
        .collect()
}
