//! What a voter does, in few words.

use crate::{App, Content, Event, Screen};

/// Runs a future to its end; nothing in these tests waits.
pub(in crate::tests) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Sends an event and lets the app work until it rests.
pub(in crate::tests) fn send(app: &mut App, event: Event) -> Screen {
    let mut screen = now(app.dispatch(event));
    while screen.frame.working {
        screen = now(app.dispatch(Event::Work));
    }
    screen
}

/// Lets the app work until it rests.
pub(in crate::tests) fn settle(app: &mut App) -> Screen {
    send(app, Event::Work)
}

/// From the start to the voter's own screen, or wherever the app leads instead.
pub(in crate::tests) fn identify(app: &mut App, pin: &str) -> Screen {
    send(app, Event::Vote);
    send(app, Event::TypePin { text: pin.into() });
    send(app, Event::PinDone);
    send(app, Event::RequestCode);
    let text = "123456".to_owned();
    send(app, Event::TypeCode { text });
    send(app, Event::ConfirmCode)
}

/// From the voter's own screen to the review, with these rows marked.
pub(in crate::tests) fn mark(app: &mut App, rows: &[u32]) -> Screen {
    send(app, Event::Begin);
    for &row in rows {
        send(app, Event::Mark { row });
    }
    send(app, Event::Select)
}

/// The name of the notice on the screen.
pub(in crate::tests) fn notice(screen: &Screen) -> Option<&str> {
    match &screen.content {
        Content::Notice(notice) => Some(&notice.kind),
        _ => None,
    }
}

pub(in crate::tests) fn receipt_code(screen: &Screen) -> String {
    match &screen.content {
        Content::Receipt(receipt) => receipt.code.clone(),
        _ => panic!("no receipt but {:?}", notice(screen)),
    }
}
