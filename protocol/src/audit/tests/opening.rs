//! The opening of the box.

use super::world::*;
use crate::{audit::Goal, ids::ElectionId, log::Entry, statement::Purpose};

fn opened(change: impl FnOnce(&World) -> Vec<u8>) -> Vec<&'static str> {
    let mut world = World::new();
    let bytes = change(&world);
    world.push(Entry::Opening(&bytes)).close([0, 0, 0]);
    world.codes(Goal::Closing)
}

#[test]
fn openings_are_checked() {
    let at = |text| move |world: &World| decree(Purpose::Opening, &world.opening(instant(text)));
    assert_eq!(opened(at(OPENS)), [""; 0]);
    assert_eq!(opened(at("2026-11-22T01:59:59Z")), ["opening.time"]);
    assert_eq!(
        opened(|world| decree(Purpose::Closing, &world.opening(instant(OPENS)))),
        ["opening.invalid"]
    );
    assert_eq!(opened(|_| b"opening".to_vec()), ["opening.invalid"]);
    assert_eq!(
        opened(|world| {
            let mut opening = world.opening(instant(OPENS));
            opening.election = ElectionId([0; 32]);
            decree(Purpose::Opening, &opening)
        }),
        ["opening.invalid"]
    );
    assert_eq!(
        opened(|world| {
            let mut smaller = world.clone();
            smaller.entries.pop();
            decree(Purpose::Opening, &smaller.opening(instant(OPENS)))
        }),
        ["opening.invalid"]
    );
    assert_eq!(
        opened(|world| {
            let mut fork = world.clone();
            fork.entries[2] = vec![1, 3];
            decree(Purpose::Opening, &fork.opening(instant(OPENS)))
        }),
        ["log.fork"]
    );
    assert_eq!(
        opened(|world| {
            let mut alone = world.clone();
            alone.cosigners.truncate(1);
            decree(Purpose::Opening, &alone.opening(instant(OPENS)))
        }),
        ["opening.invalid"]
    );
}
