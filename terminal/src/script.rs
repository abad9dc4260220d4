//! Scripted voters: events as JSON, one in a line; after each the screen as JSON, one in a line.
//!
//! Normally the app's work is done at once and only the screen after it is printed. With `--steps`
//! every stage is printed, and the script sends `{"event":"work"}` itself: so it can be stopped at
//! every place where a crash must be survived.

use std::io::{Write as _, stdin, stdout};

use anyhow::{Context as _, Result};
use shailoo_core::{App, Event, Screen};

/// Runs until the end of the input.
pub(crate) async fn run(app: &mut App, steps: bool) -> Result<()> {
    let screen = settle(app, app.screen(), steps).await;
    print(&screen)?;
    for line in stdin().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let event: Event = serde_json::from_str(&line).context("a line is not an event")?;
        let screen = app.dispatch(event).await;
        let screen = settle(app, screen, steps).await;
        print(&screen)?;
    }
    Ok(())
}

async fn settle(app: &mut App, mut screen: Screen, steps: bool) -> Screen {
    while screen.frame.working && !steps {
        screen = app.dispatch(Event::Work).await;
    }
    screen
}

fn print(screen: &Screen) -> Result<()> {
    let mut out = stdout().lock();
    serde_json::to_writer(&mut out, screen)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}
