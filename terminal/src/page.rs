//! From a screen to lines of text and keys. The same for every way of showing them.

use shailoo_core::{
    Content, Event, Screen,
    screen::{
        BallotScreen, Button, CheckScreen, DeviceCheckScreen, FaceScreen, Field, FoundScreen,
        IdentifyScreen, NoticeScreen, PinScreen, Qr, ReceiptScreen, ReceiptsScreen, ReviewScreen,
        RightScreen, Row, StartScreen, UnknownScreen, VoterScreen,
    },
};
use shailoo_wording::{Key, Language, Wording};

/// What can be typed besides keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    None,
    Pin,
    Code,
    Picture,
    /// A control code, or `@` and the path of a vote cipher.
    ControlCode,
}

/// A key and what it means.
pub(crate) struct Choice {
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) event: Event,
}

/// A screen as text.
pub(crate) struct Page {
    pub(crate) lines: Vec<String>,
    pub(crate) qr: Option<Qr>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) entry: Entry,
    /// What can be typed here.
    pub(crate) hint: String,
    /// What the Enter key alone means.
    pub(crate) enter: Option<Event>,
    pub(crate) back: Option<Event>,
    pub(crate) next_language: Event,
}

/// Lays a screen out.
pub(crate) fn of_screen(screen: &Screen) -> Page {
    let mut page = Page {
        lines: Vec::new(),
        qr: None,
        choices: Vec::new(),
        entry: Entry::None,
        hint: String::new(),
        enter: None,
        back: screen.frame.back.as_ref().map(|back| back.event.clone()),
        next_language: next_language(screen),
    };
    page.head(screen);
    page.body(screen);
    page.lines.retain(|line| !line.is_empty());
    page
}

/// The texts of the screen's language.
pub(crate) fn wording(screen: &Screen) -> Wording {
    Wording::new(screen.frame.language.parse().unwrap_or_default())
}

fn next_language(screen: &Screen) -> Event {
    let current: Language = screen.frame.language.parse().unwrap_or_default();
    Event::Language {
        tag: current.next().tag().to_owned(),
    }
}

impl Page {
    fn head(&mut self, screen: &Screen) {
        let frame = &screen.frame;
        self.lines.extend(frame.band.clone());
        let title = if frame.step_label.is_empty() {
            frame.title.clone()
        } else {
            format!("{} · {}", frame.title, frame.step_label)
        };
        self.lines.push(title);
        self.lines.push(frame.server_time.clone());
        if let Some(warning) = &frame.session {
            self.texts(&[&warning.title, &warning.body]);
            self.press(&warning.here);
        }
        self.lines.push(frame.announcement.clone());
    }

    fn body(&mut self, screen: &Screen) {
        let words = wording(screen);
        match &screen.content {
            Content::Opening(opening) => self.lines.push(opening.text.clone()),
            Content::Start(start) => self.start(start),
            Content::Pin(pin) => self.pin(pin, &words),
            Content::Identify(identify) => self.identify(identify, &words),
            Content::Face(face) => self.face(face, &words),
            Content::Voter(voter) => self.voter(voter),
            Content::Ballot(ballot) => self.ballot(ballot, &words),
            Content::Review(review) => self.review(review),
            Content::DeviceCheck(check) => self.device_check(check),
            Content::Casting(casting) => {
                self.lines.push(casting.heading.clone());
                let stages = casting.stages.iter().map(|stage| {
                    let sign = match (stage.done, stage.current) {
                        (true, _) => '✓',
                        (false, true) => '…',
                        (false, false) => ' ',
                    };
                    format!("{sign} {}", stage.text)
                });
                self.lines.extend(stages);
                self.lines.push(casting.help.clone());
            }
            Content::Unknown(unknown) => self.unknown(unknown),
            Content::Receipt(receipt) => self.receipt(receipt),
            Content::Finish(finish) => {
                self.texts(&[&finish.heading, &finish.code, &finish.body]);
                self.enter_is(&finish.hide);
            }
            Content::Receipts(receipts) => self.receipts(receipts),
            Content::Check(check) => self.check(check, &words),
            Content::Found(found) => self.found(found),
            Content::Right(right) => self.right(right),
            Content::Notice(notice) => self.notice(notice),
            _ => {}
        }
    }

    fn texts(&mut self, texts: &[&str]) {
        let said = texts.iter().filter(|text| !text.is_empty());
        self.lines.extend(said.map(|&text| text.to_owned()));
    }

    /// A choice with the next number.
    fn press(&mut self, button: &Button) {
        if button.enabled {
            self.choices.push(Choice {
                key: (self.choices.len() + 1).to_string(),
                label: button.label.clone(),
                event: button.event.clone(),
            });
        }
    }

    /// A choice with a letter, where digits belong into the entry.
    fn letter(&mut self, key: char, button: &Button) {
        if button.enabled {
            self.choices.push(Choice {
                key: key.to_string(),
                label: button.label.clone(),
                event: button.event.clone(),
            });
        }
    }

    /// The filled button: the Enter key.
    fn enter_is(&mut self, button: &Button) {
        if button.enabled {
            self.enter = Some(button.event.clone());
            self.choices.push(Choice {
                key: "Enter".to_owned(),
                label: button.label.clone(),
                event: button.event.clone(),
            });
        }
    }

    fn field(&mut self, field: &Field) {
        let value = if field.value.is_empty() {
            &field.placeholder
        } else {
            &field.value
        };
        self.lines.push(format!("{}: {value}", field.label));
        self.texts(&[&field.help, &field.error]);
    }

    fn start(&mut self, start: &StartScreen) {
        self.lines.push(start.election.clone());
        let lines = start
            .lines
            .iter()
            .map(|line| format!("{}: {}", line.label, line.value));
        self.lines.extend(lines);
        self.lines.extend(start.closed.clone());
        self.lines.extend(start.resume_help.clone());
        self.enter_is(&start.go);
        self.press(&start.check);
        for button in [&start.resume, &start.receipts].into_iter().flatten() {
            self.press(button);
        }
    }

    fn pin(&mut self, pin: &PinScreen, words: &Wording) {
        self.lines.push(pin.heading.clone());
        self.field(&pin.field);
        self.texts(&[&pin.count, &pin.purpose]);
        self.entry = Entry::Pin;
        self.hint = words.text(Key::TerminalTypePin);
        self.letter('r', &pin.read_back);
        self.letter('c', &pin.clear);
        self.enter_is(&pin.go);
    }

    fn identify(&mut self, identify: &IdentifyScreen, words: &Wording) {
        let (code, face) = (&identify.code, &identify.face);
        self.lines.push(code.title.clone());
        self.field(&code.field);
        self.texts(&[&code.sent, &code.unavailable]);
        self.texts(&[&face.title, &face.help, &face.unavailable]);
        self.entry = Entry::Code;
        self.hint = words.text(Key::TerminalTypeCode);
        self.letter('e', &code.get);
        self.letter('f', &face.go);
        self.enter_is(&code.confirm);
    }

    fn face(&mut self, face: &FaceScreen, words: &Wording) {
        self.texts(&[&face.heading, &face.help, &face.privacy, &face.error]);
        self.entry = Entry::Picture;
        self.hint = words.text(Key::TerminalTypePicture);
        self.letter('r', &face.retake);
        self.enter_is(&face.confirm);
    }

    fn voter(&mut self, voter: &VoterScreen) {
        self.lines
            .push(format!("{}: {}", voter.name_label, voter.name));
        self.lines
            .push(format!("{}: {}", voter.district_label, voter.district));
        self.lines.push(voter.not_you.clone());
        self.enter_is(&voter.begin);
    }

    fn ballot(&mut self, ballot: &BallotScreen, words: &Wording) {
        self.texts(&[&ballot.heading, &ballot.instruction]);
        let rows = ballot.rows.iter().zip(1..).map(|(row, place)| {
            let mark = if row.marked { 'x' } else { ' ' };
            format!("{place:>3}. [{mark}] {}", row_name(row))
        });
        self.lines.extend(rows);
        self.texts(&[&ballot.count, &ballot.refused]);
        self.hint = words.text(Key::TerminalMark);
        // Rows are chosen by the number that stands before them.
        self.choices
            .extend(ballot.rows.iter().zip(1..).map(|(row, place)| Choice {
                key: place.to_string(),
                label: String::new(),
                event: row.event.clone(),
            }));
        self.enter_is(&ballot.select);
    }

    fn review(&mut self, review: &ReviewScreen) {
        self.lines.push(review.heading.clone());
        let picks = review.picks.iter().map(|pick| {
            let line = format!("  {}. {} {}", pick.number, pick.name, pick.given);
            line.trim_end().to_owned()
        });
        self.lines.extend(picks);
        self.texts(&[&review.remark, &review.final_remark, &review.sealing]);
        if !review.code.is_empty() {
            self.lines
                .push(format!("{}: {}", review.code_label, review.code));
        }
        self.press(&review.cast);
        self.press(&review.check_device);
        self.press(&review.back);
    }

    fn device_check(&mut self, check: &DeviceCheckScreen) {
        self.lines.push(check.heading.clone());
        self.lines.push(check.intro.clone());
        let steps = check.until_code.iter().chain(&check.after_code).zip(1..);
        self.lines
            .extend(steps.map(|(step, place)| format!("{place}. {step}")));
        self.lines.extend(check.notes.clone());
        let qr = check.opening.as_ref().unwrap_or(&check.code);
        self.lines.push(format!("{}: {}", qr.label, qr.content));
        self.lines.push(check.saved.clone());
        self.qr = Some(qr.clone());
        self.enter_is(&check.next);
        if let Some(save) = &check.save {
            self.press(save);
        }
    }

    fn unknown(&mut self, unknown: &UnknownScreen) {
        self.texts(&[&unknown.heading, &unknown.body]);
        self.lines
            .push(format!("{}: {}", unknown.next_label, unknown.next));
        self.lines.push(unknown.hotline.clone());
        self.enter_is(&unknown.retry);
    }

    fn receipt(&mut self, receipt: &ReceiptScreen) {
        self.texts(&[&receipt.heading, &receipt.code_label, &receipt.code]);
        self.qr = Some(receipt.qr.clone());
        self.lines
            .push(format!("{}: {}", receipt.qr.label, receipt.qr.content));
        self.texts(&[&receipt.attention, &receipt.can, &receipt.cannot]);
        self.lines.extend(receipt.facts.clone());
        self.texts(&[&receipt.download_help, &receipt.saved, &receipt.secrecy]);
        self.press(&receipt.download);
        if let Some(pdf) = &receipt.pdf {
            self.press(pdf);
        }
        self.enter_is(&receipt.finish);
    }

    fn receipts(&mut self, receipts: &ReceiptsScreen) {
        // Who is at this terminal is already behind the lock of the account.
        self.lines.push(receipts.text.clone());
        if let Some(unlock) = &receipts.unlock {
            self.enter_is(unlock);
        }
        for receipt in &receipts.receipts {
            self.lines.push(receipt.code.clone());
            self.press(&receipt.open);
        }
    }

    fn check(&mut self, check: &CheckScreen, words: &Wording) {
        self.lines.push(check.heading.clone());
        self.field(&check.field);
        self.texts(&[&check.no_choice, &check.right_title]);
        self.entry = Entry::ControlCode;
        self.hint = format!(
            "{} · @: {}",
            words.text(Key::TerminalTypeControlCode),
            check.file_label
        );
        self.letter('r', &check.right);
        self.enter_is(&check.go);
    }

    fn found(&mut self, found: &FoundScreen) {
        self.texts(&[&found.code, &found.heading, &found.body]);
        self.lines.extend(found.facts.clone());
        self.lines.push(found.no_choice.clone());
        self.press(&found.again);
        self.enter_is(&found.close);
    }

    fn right(&mut self, right: &RightScreen) {
        self.texts(&[&right.heading, &right.answer]);
        let rows = right.registrars.iter();
        self.lines
            .extend(rows.map(|row| format!("{}: {}", row.name, row.text)));
        self.lines.push(right.not_mine.clone());
        self.press(&right.again);
        self.enter_is(&right.close);
    }

    fn notice(&mut self, notice: &NoticeScreen) {
        self.texts(&[
            &notice.heading,
            &notice.turn_text,
            &notice.body,
            &notice.hotline,
        ]);
        if let Some(primary) = &notice.primary {
            self.enter_is(primary);
        }
        for button in &notice.others {
            self.press(button);
        }
    }
}

fn row_name(row: &Row) -> String {
    if row.given.is_empty() {
        row.name.clone()
    } else {
        format!("{} {}", row.name, row.given)
    }
}

/// Lines no wider than `width` characters, broken between words.
pub(crate) fn wrap(lines: &[String], width: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines {
        let mut current = String::new();
        for word in line.split(' ') {
            let longer = current.chars().count() + 1 + word.chars().count() > width;
            if longer && !current.is_empty() {
                wrapped.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        wrapped.push(current);
    }
    wrapped
}

/// What can be pressed, as lines.
pub(crate) fn menu(page: &Page, words: &Wording) -> Vec<String> {
    let mut lines: Vec<String> = page
        .choices
        .iter()
        .filter(|choice| !choice.label.is_empty())
        .map(|choice| format!("[{}] {}", choice.key, choice.label))
        .collect();
    if !page.hint.is_empty() {
        lines.push(page.hint.clone());
    }
    let key = |text, key: &str| words.text_with(text, &[("key", key.to_owned().into())]);
    let mut general = vec![
        key(Key::TerminalSwitch, crate::input::LANGUAGE),
        key(Key::TerminalHelp, crate::input::HELP),
        key(Key::TerminalQuit, crate::input::QUIT),
    ];
    if page.back.is_some() {
        general.insert(0, key(Key::TerminalBack, crate::input::BACK));
    }
    lines.push(general.join(" · "));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let lines = [
            "бир эки үч төрт".to_owned(),
            String::new(),
            "беш".to_owned(),
        ];
        assert_eq!(wrap(&lines, 8), ["бир эки", "үч төрт", "", "беш"]);
    }
}
