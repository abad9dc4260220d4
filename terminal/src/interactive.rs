//! With a terminal: screens are redrawn in place, countdowns run, QR codes are drawn.

use std::{
    io::{Stdout, Write as _, stdout},
    time::{Duration, Instant},
};

use anyhow::Result;
use crossterm::{
    cursor::{Hide, MoveTo, Show},
    event::{self, Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
    execute, queue,
    style::{Color, Print, ResetColor, SetBackgroundColor, SetForegroundColor},
    terminal::{
        self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
        enable_raw_mode,
    },
};
use shailoo_core::{App, Event, Screen, screen::Qr};
use shailoo_wording::Key;

use crate::{
    input::{self, Meaning},
    page::{self, Page},
};

/// How often the app learns that time has passed.
const TICK: Duration = Duration::from_secs(1);
/// The widest column of text, in characters.
const WIDEST: usize = 100;
/// The narrowest, in characters.
const NARROWEST: usize = 30;
/// Modules of quiet zone around a QR code.
const QUIET: usize = 2;

/// Runs until the voter quits.
pub(crate) async fn run(app: &mut App) -> Result<()> {
    let terminal = Terminal::open()?;
    let mut view = View {
        screen: app.screen(),
        typed: String::new(),
        message: String::new(),
        quitting: false,
        terminal,
    };
    view.draw()?;
    let mut ticked = Instant::now();
    loop {
        if view.screen.frame.working {
            view.show(app.dispatch(Event::Work).await)?;
            continue;
        }
        let wait = TICK.saturating_sub(ticked.elapsed());
        if event::poll(wait)? {
            match event::read()? {
                TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => {
                    match view.key(key) {
                        Some(Meaning::Event(event)) => view.show(app.dispatch(event).await)?,
                        Some(Meaning::Quit) if view.quitting => return Ok(()),
                        Some(meaning) => view.tell(&meaning)?,
                        None => view.draw()?,
                    }
                }
                TerminalEvent::Paste(text) => {
                    view.typed.push_str(&text);
                    view.draw()?;
                }
                TerminalEvent::Resize(..) => view.draw()?,
                _ => {}
            }
        } else {
            ticked = Instant::now();
            let screen = app.dispatch(Event::Tick).await;
            if screen != view.screen {
                view.screen = screen;
                view.draw()?;
            }
        }
    }
}

/// The terminal in raw mode; it is given back as it was, whatever happens.
struct Terminal(Stdout);

impl Terminal {
    fn open() -> Result<Self> {
        enable_raw_mode()?;
        let mut terminal = Self(stdout());
        execute!(terminal.0, EnterAlternateScreen, Hide)?;
        Ok(terminal)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that does not listen.
        let _ = execute!(self.0, Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

struct View {
    screen: Screen,
    typed: String,
    message: String,
    quitting: bool,
    terminal: Terminal,
}

impl View {
    fn page(&self) -> Page {
        page::of_screen(&self.screen)
    }

    fn show(&mut self, screen: Screen) -> Result<()> {
        self.screen = screen;
        self.message.clear();
        self.quitting = false;
        self.draw()
    }

    /// A key; `None` while a line is being typed.
    fn key(&mut self, key: KeyEvent) -> Option<Meaning> {
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                Some(Meaning::Quit)
            }
            KeyCode::Char(character) => {
                self.typed.push(character);
                None
            }
            KeyCode::Backspace => {
                self.typed.pop();
                None
            }
            KeyCode::Esc => {
                self.typed.clear();
                Some(input::understand(input::BACK, &self.page()))
            }
            KeyCode::Enter => {
                let line = std::mem::take(&mut self.typed);
                Some(input::understand(&line, &self.page()))
            }
            _ => None,
        }
    }

    fn tell(&mut self, meaning: &Meaning) -> Result<()> {
        let words = page::wording(&self.screen);
        self.quitting = matches!(meaning, Meaning::Quit);
        self.message = match meaning {
            Meaning::Help => self.screen.frame.hotline.join(", "),
            Meaning::Quit => words.text_with(Key::TerminalQuitAsk, &[("key", input::QUIT.into())]),
            Meaning::Nothing => words.text(Key::TerminalNotUnderstood),
            Meaning::Event(_) => String::new(),
        };
        self.draw()
    }

    fn draw(&mut self) -> Result<()> {
        let (columns, rows) = terminal::size()?;
        let width = usize::from(columns).clamp(NARROWEST, WIDEST);
        let page = self.page();
        let words = page::wording(&self.screen);
        let mut lines = page::wrap(&page.lines, width);
        lines.push(String::new());
        lines.extend(page::wrap(&page::menu(&page, &words), width));
        lines.extend(page::wrap(std::slice::from_ref(&self.message), width));
        lines.push(format!("> {}", self.typed));
        let out = &mut self.terminal.0;
        queue!(out, Clear(ClearType::All), MoveTo(0, 0))?;
        for line in &lines {
            queue!(out, Print(line), Print("\r\n"))?;
        }
        if let Some(qr) = &page.qr {
            let side = qr.side as usize + 2 * QUIET;
            if lines.len() + side.div_ceil(2) < usize::from(rows) && side <= usize::from(columns) {
                draw_qr(out, qr)?;
            }
        }
        out.flush()?;
        Ok(())
    }
}

/// Draws two rows of modules per line, dark on light whatever the terminal's colours are.
fn draw_qr(out: &mut Stdout, qr: &Qr) -> Result<()> {
    let side = qr.side as usize;
    let is_dark = |row: usize, column: usize| {
        let (Some(row), Some(column)) = (row.checked_sub(QUIET), column.checked_sub(QUIET)) else {
            return false;
        };
        row < side && column < side && qr.modules.get(row * side + column) == Some(&true)
    };
    let colour = |dark| if dark { Color::Black } else { Color::White };
    for row in (0..side + 2 * QUIET).step_by(2) {
        for column in 0..side + 2 * QUIET {
            queue!(
                out,
                SetForegroundColor(colour(is_dark(row, column))),
                SetBackgroundColor(colour(is_dark(row + 1, column))),
                Print('▀')
            )?;
        }
        queue!(out, ResetColor, Print("\r\n"))?;
    }
    Ok(())
}
