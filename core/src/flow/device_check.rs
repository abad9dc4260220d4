//! Does this device seal what it shows? (docs/protocol.md §9, after Benaloh's challenge.)
//!
//! The second device scans the code of the sealed ballot *first*: then this device cannot choose
//! what to open any more. An opened ballot is void, durably, before its opening is shown; the app
//! encrypts afresh for the next.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use shailoo_protocol::check::encode_opening;

use crate::{
    app::{App, Step},
    event::Event,
    trouble::Trouble,
};

const FILE_NAME: &str = "opening.shailoo-check";
const MEDIA_TYPE: &str = "application/octet-stream";

/// How far a check has come.
pub(crate) struct DeviceCheck {
    /// The content of the QR code that is scanned first.
    pub(crate) code: String,
    /// The voter says that it was scanned.
    pub(crate) scanned: bool,
    /// The opening in base64, once the ballot is void.
    pub(crate) opening: Option<String>,
    /// The file's name, once it was saved.
    pub(crate) saved: Option<String>,
}

impl App {
    pub(crate) fn begin_device_check(&mut self) {
        let Some(paper) = &mut self.paper else {
            return;
        };
        if let Some(sealed) = &paper.sealed {
            paper.check = Some(DeviceCheck {
                code: sealed.code.qr_text(),
                scanned: false,
                opening: None,
                saved: None,
            });
            self.step = Step::DeviceCheck;
        }
    }

    pub(crate) fn on_device_check(&mut self, event: &Event) {
        let result = match event {
            Event::Back => {
                self.leave_device_check();
                Ok(())
            }
            Event::CodeScanned => {
                if let Some(check) = self.paper.as_mut().and_then(|paper| paper.check.as_mut()) {
                    check.scanned = true;
                }
                Ok(())
            }
            Event::OpenBallot => self.open_ballot(),
            Event::SaveOpening => self.save_opening(),
            _ => Ok(()),
        };
        if let Err(trouble) = result {
            self.fail(trouble, None);
        }
    }

    /// Back to the review while the ballot is whole; to the marks once it is void.
    fn leave_device_check(&mut self) {
        let Some(paper) = &mut self.paper else {
            return;
        };
        paper.check = None;
        self.step = if paper.sealed.is_some() {
            Step::Review
        } else {
            Step::Ballot
        };
    }

    fn open_ballot(&mut self) -> Result<(), Trouble> {
        let compartment = self.person()?.compartment.clone();
        let Some(paper) = &mut self.paper else {
            return Ok(());
        };
        let scanned = paper.check.as_ref().is_some_and(|check| check.scanned);
        let Some(sealed) = paper.sealed.as_ref().filter(|_| scanned) else {
            return Ok(());
        };
        // A crash just before leaves a whole ballot that nobody has opened; just after, a void one
        // whose opening nobody has seen. Neither can be both opened and cast.
        compartment.make_void(sealed.code.as_bytes())?;
        self.platform.storage.flush()?;
        let opening =
            encode_opening(&sealed.core, &sealed.opening).map_err(|_| Trouble::Internal)?;
        let opening = BASE64.encode(opening.as_slice());
        paper.sealed = None;
        if let Some(check) = &mut paper.check {
            check.opening = Some(opening);
        }
        Ok(())
    }

    fn save_opening(&mut self) -> Result<(), Trouble> {
        let check = self.paper.as_mut().and_then(|paper| paper.check.as_mut());
        let Some(check) = check else {
            return Ok(());
        };
        let Some(opening) = &check.opening else {
            return Ok(());
        };
        let bytes = BASE64.decode(opening).map_err(|_| Trouble::Internal)?;
        check.saved = self.platform.files.save(FILE_NAME, MEDIA_TYPE, &bytes)?;
        Ok(())
    }
}
