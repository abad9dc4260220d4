//! Screens from the ballot to its casting.

use super::{Button, Qr, plain};
use crate::event::Event;

plain! {
    /// The ballot.
    pub struct BallotScreen {
        /// «Кеңеш/Округ».
        pub council_label: String,
        /// Council and district.
        pub district: String,
        /// «(3 талапкерге чейин тандоого мүмкүн)».
        pub limit: String,
        /// District and limit as one heading for screen readers.
        pub heading: String,
        /// What to do.
        pub instruction: String,
        /// The candidates in order; against-all last.
        pub rows: Vec<Row>,
        /// «2 / 3».
        pub count: String,
        /// The count for screen readers.
        pub count_label: String,
        /// Marks used, for the pips.
        pub used: u32,
        /// Marks there are.
        pub most: u32,
        /// Said where the list goes on below the fold.
        pub more_below: String,
        /// Why the last press was refused; empty if it was not.
        pub refused: String,
        /// «ТАНДОО».
        pub select: Button,
    }

    /// One row of the ballot. The whole row is the target.
    pub struct Row {
        /// The number before it, from 1.
        pub number: u32,
        /// Surname, or the name of a list, or «БААРДЫК ТАЛАПКЕРЛЕРГЕ КАРШЫ».
        pub name: String,
        /// Given name and patronymic; empty where there are none.
        pub given: String,
        /// Whether this is the row against all.
        pub against_all: bool,
        /// Name of the photo for the photo loader.
        pub photo: Option<String>,
        /// Description of the photo.
        pub photo_label: String,
        /// Whether it is marked.
        pub marked: bool,
        /// What screen readers say of it: number and name.
        pub accessible: String,
        /// What they say next: «белгиленди» or «белгиленген жок».
        pub state: String,
        /// What pressing it means.
        pub event: Event,
    }

    /// The marks once more.
    pub struct ReviewScreen {
        /// The number of marks, in words.
        pub heading: String,
        /// Who is marked.
        pub picks: Vec<Pick>,
        /// More about the choice: unused marks, against-all, a blank ballot.
        pub remark: String,
        /// Whether it can be changed later.
        pub final_remark: String,
        /// Label of the sealed ballot's code.
        pub code_label: String,
        /// The sealed ballot's code; empty while it is being sealed.
        pub code: String,
        /// Said while the ballot is being sealed; empty afterwards.
        pub sealing: String,
        /// «Түзмөктү текшерүү».
        pub check_device: Button,
        /// «Артка кайтуу».
        pub back: Button,
        /// «Добуш берүү».
        pub cast: Button,
    }

    /// Somebody who is marked.
    pub struct Pick {
        /// The number on the ballot, from 1.
        pub number: u32,
        /// Whether this is the row against all.
        pub against_all: bool,
        /// Surname, or the name of a list, or against all.
        pub name: String,
        /// Given name and patronymic.
        pub given: String,
        /// Name of the photo for the photo loader.
        pub photo: Option<String>,
        /// Description of the photo.
        pub photo_label: String,
    }

    /// Does this device seal what it shows?
    pub struct DeviceCheckScreen {
        /// The question.
        pub heading: String,
        /// Why; what to do with what the second device shows.
        pub intro: String,
        /// The steps up to the one in which the code is scanned, which stands under it.
        pub until_code: Vec<String>,
        /// The code to scan first.
        pub code: Qr,
        /// The opening, once the ballot is open, in place of the code; `None` before, and where it is too long.
        pub opening: Option<Qr>,
        /// The steps after it; their numbers go on.
        pub after_code: Vec<String>,
        /// What else to know: that the ballot becomes void.
        pub notes: Vec<String>,
        /// Saves the opening to a file; `None` before.
        pub save: Option<Button>,
        /// Where it was saved; empty before.
        pub saved: String,
        /// «I have scanned the code», then «Open this ballot», then «Back to the ballot».
        pub next: Button,
    }

    /// The vote is on its way.
    pub struct CastingScreen {
        /// «Your vote is on its way».
        pub heading: String,
        /// What is done, in order.
        pub stages: Vec<CastingStage>,
        /// Nothing is lost.
        pub help: String,
    }

    /// One thing that is done while casting.
    pub struct CastingStage {
        /// What.
        pub text: String,
        /// Whether it is done.
        pub done: bool,
        /// Whether it is being done.
        pub current: bool,
        /// The state for screen readers.
        pub accessible: String,
    }

    /// The connection broke while casting.
    pub struct UnknownScreen {
        /// What is being found out.
        pub heading: String,
        /// Nothing is lost.
        pub body: String,
        /// Label of the countdown.
        pub next_label: String,
        /// Seconds to the next try, in words.
        pub next: String,
        /// Seconds to the next try.
        pub seconds: u32,
        /// Whom to call.
        pub hotline: String,
        /// Tries now.
        pub retry: Button,
    }
}
