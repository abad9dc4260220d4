//! Documents that entries name, and that are not there or not the same.

use shailoo_protocol::{
    directory, json,
    log::{BlobRef, Entry},
};

use crate::{
    broken::{Broken, Place, base},
    fixture::Election,
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("a transcript that is not there", "blob.missing", || {
        without_blob(&base::finished().draft.transcript)
    }),
    Broken::new("a root manifest that is not there", "blob.missing", || {
        without_blob(&base::finished().draft.root_bytes())
    }),
    Broken::new(
        "a district file that is not there",
        "blob.missing",
        district_missing,
    ),
    Broken::new(
        "other bytes in the place of the transcript",
        "blob.hash",
        || changed_blob(&base::finished().draft.transcript),
    ),
    Broken::new(
        "other bytes in the place of the root manifest",
        "blob.hash",
        || changed_blob(&base::finished().draft.root_bytes()),
    ),
    Broken::new(
        "the root manifest named with another length",
        "blob.hash",
        wrong_length,
    ),
];

/// The finished election without one blob.
#[must_use]
pub fn without_blob(bytes: &[u8]) -> Place {
    let mut place = Place::from(base::finished());
    let name = directory::blob(&BlobRef::of(bytes).sha256);
    place.files.remove(&name).expect("the blob is there");
    place
}

/// The finished election with one blob changed in its place.
#[must_use]
pub fn changed_blob(bytes: &[u8]) -> Place {
    let mut place = Place::from(base::finished());
    let name = directory::blob(&BlobRef::of(bytes).sha256);
    *place.files.get_mut(&name).unwrap().last_mut().unwrap() ^= 1;
    place
}

fn district_missing() -> Place {
    let election = base::finished();
    without_blob(&json::to_bytes(&election.draft.districts[1]))
}

fn wrong_length() -> Place {
    let mut election = Election::prepare(base::plan());
    let mut named = BlobRef::of(&election.draft.root_bytes());
    named.length += 1;
    election.entries[1] = Entry::Manifest(named).encode().unwrap();
    election.open();
    election.vote();
    election.finish();
    election.into()
}
