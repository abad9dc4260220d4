//! Without a terminal: every screen is printed once, every line that is read is one input.

use std::io::{BufRead as _, Write as _, stdin, stdout};

use anyhow::Result;
use shailoo_core::{App, Event, Screen};
use shailoo_wording::Key;

use crate::{
    input::{self, Meaning},
    page,
};

/// Columns of what is printed.
const WIDTH: usize = 78;

/// Runs until the end of the input, or until the voter quits.
pub(crate) async fn run(app: &mut App) -> Result<()> {
    let mut screen = settle(app, app.screen()).await?;
    print(&screen)?;
    let mut lines = stdin().lock().lines();
    while let Some(line) = lines.next().transpose()? {
        match input::understand(&line, &page::of_screen(&screen)) {
            Meaning::Event(event) => {
                let next = app.dispatch(event).await;
                screen = settle(app, next).await?;
                print(&screen)?;
            }
            Meaning::Help => say(&screen.frame.hotline.join(", "))?,
            Meaning::Quit => break,
            Meaning::Nothing => say(&page::wording(&screen).text(Key::TerminalNotUnderstood))?,
        }
    }
    say(&page::wording(&screen).text(Key::TerminalGoodbye))
}

/// Shows every stage of the app's work.
async fn settle(app: &mut App, mut screen: Screen) -> Result<Screen> {
    while screen.frame.working {
        screen = app.dispatch(Event::Work).await;
    }
    Ok(screen)
}

fn print(screen: &Screen) -> Result<()> {
    let page = page::of_screen(screen);
    let mut out = stdout().lock();
    writeln!(out)?;
    for line in page::wrap(&page.lines, WIDTH) {
        writeln!(out, "{line}")?;
    }
    for line in page::menu(&page, &page::wording(screen)) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn say(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}
