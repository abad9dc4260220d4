//! What the public page asks for: the border to JavaScript of [`crate::result`].

use shailoo_protocol::audit::Depth;
use wasm_bindgen::prelude::*;

use crate::{
    config::Config,
    result::{self, PublicView},
    source::{Place, RecordFiles},
};

/// Reads an election directory for its public page, as JSON: only its header, or the whole log. `tell` is
/// called with the entries that were read and their number.
///
/// # Errors
/// When app.json or the directory cannot be read.
#[wasm_bindgen(js_name = publicView)]
pub fn public_view(
    files: RecordFiles,
    app: &[u8],
    whole: bool,
    tell: &js_sys::Function,
) -> Result<String, JsError> {
    let config = Config::parse(app)?;
    let depth = if whole { Depth::Whole } else { Depth::Header };
    let mut show = |done: u64, total: u64| {
        // Whoever is told cannot stop the reading by throwing.
        let _ = tell.call2(
            &JsValue::NULL,
            &(done as f64).into(),
            &(total as f64).into(),
        );
    };
    let view = PublicView::read(&Place::Files(files), &config, depth, &mut show)?;
    Ok(serde_json::to_string(&view)?)
}

/// How many entries the log has, as its checkpoint says.
#[wasm_bindgen(js_name = logSize)]
pub fn log_size(checkpoint: &[u8]) -> Option<f64> {
    result::log_size(checkpoint).map(|size| size as f64)
}

/// The language of a signed протокол of this election, or nothing.
#[wasm_bindgen(js_name = signedRecord)]
pub fn signed_record(note: &[u8], pdf: &[u8], election: &str, app: &[u8]) -> Option<String> {
    let config = Config::parse(app).ok()?;
    result::signed_record(note, pdf, election, &config)
}
