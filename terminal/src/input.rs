//! From what was typed to an event.

use std::{fs, path::Path};

use shailoo_core::Event;

use crate::page::{Entry, Page};

/// Keys that mean the same on every screen.
pub(crate) const BACK: &str = "b";
pub(crate) const LANGUAGE: &str = "l";
pub(crate) const QUIT: &str = "q";
pub(crate) const HELP: &str = "?";

/// The largest file that is read: pictures and vote ciphers.
const MAX_FILE: u64 = 32 << 20;

/// What a typed line means.
pub(crate) enum Meaning {
    Event(Event),
    Help,
    Quit,
    Nothing,
}

/// Reads a line on a page: nothing is the filled button, a key is its choice, all else belongs into
/// the page's entry.
pub(crate) fn understand(line: &str, page: &Page) -> Meaning {
    let line = line.trim();
    if line.is_empty() {
        return page.enter.clone().map_or(Meaning::Nothing, Meaning::Event);
    }
    match line {
        HELP => return Meaning::Help,
        QUIT => return Meaning::Quit,
        LANGUAGE => return Meaning::Event(page.next_language.clone()),
        BACK => {
            return page.back.clone().map_or(Meaning::Nothing, Meaning::Event);
        }
        _ => {}
    }
    if let Some(choice) = page.choices.iter().find(|choice| choice.key == line) {
        return Meaning::Event(choice.event.clone());
    }
    let text = line.to_owned();
    let event = match page.entry {
        Entry::None => None,
        Entry::Pin => Some(Event::TypePin { text }),
        Entry::Code => Some(Event::TypeCode { text }),
        Entry::Picture => read(line).map(|bytes| Event::Picture { bytes }),
        Entry::ControlCode => match line.strip_prefix('@') {
            Some(path) => read(path).map(|bytes| Event::CipherFile { bytes }),
            None => Some(Event::TypeControlCode { text }),
        },
    };
    event.map_or(Meaning::Nothing, Meaning::Event)
}

fn read(path: &str) -> Option<Vec<u8>> {
    let path = Path::new(path);
    let length = fs::metadata(path).ok()?.len();
    (length <= MAX_FILE).then(|| fs::read(path).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Choice;

    fn page(entry: Entry) -> Page {
        Page {
            lines: Vec::new(),
            qr: None,
            choices: vec![Choice {
                key: "1".to_owned(),
                label: String::new(),
                event: Event::Mark { row: 0 },
            }],
            entry,
            hint: String::new(),
            enter: Some(Event::Select),
            back: Some(Event::Back),
            next_language: Event::Language {
                tag: "ru".to_owned(),
            },
        }
    }

    fn event(line: &str, entry: Entry) -> Option<Event> {
        match understand(line, &page(entry)) {
            Meaning::Event(event) => Some(event),
            _ => None,
        }
    }

    #[test]
    fn lines_become_events() {
        assert!(event("", Entry::None) == Some(Event::Select));
        assert!(event(" 1 ", Entry::None) == Some(Event::Mark { row: 0 }));
        assert!(event("b", Entry::Pin) == Some(Event::Back));
        assert!(event("7", Entry::None).is_none());
        let text = "2150 3198".to_owned();
        assert!(event("2150 3198", Entry::Pin) == Some(Event::TypePin { text }));
        assert!(event("/nowhere/at/all.jpg", Entry::Picture).is_none());
    }
}
