//! Receipts on paper, for a web page.
//!
//! The page loads this when somebody asks for the PDF: the font and what writes PDF are not needed to
//! vote, and no voter waits for them. It is the core's own printing, so that the page is the same as
//! on every other device.

#[cfg(target_arch = "wasm32")]
mod receipt {
    use shailoo_core::{pdf, print::PrintedReceipt};
    use wasm_bindgen::prelude::*;

    /// The PDF of a receipt, which comes as JSON from the app.
    ///
    /// # Errors
    /// When this is no receipt, or the page cannot be made.
    #[wasm_bindgen]
    pub fn receipt(printed: &str) -> Result<Vec<u8>, JsError> {
        let printed: PrintedReceipt = serde_json::from_str(printed)?;
        pdf::receipt(&printed).ok_or_else(|| JsError::new("the receipt cannot be printed"))
    }
}

#[cfg(target_arch = "wasm32")]
pub use receipt::receipt;
