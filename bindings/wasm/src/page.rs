//! What the page lends to the app: its functions, as they are called from here.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A record of one of the two stores; without bytes it is to be erased. */
export type StoredRecord = [store: 'secrets' | 'records', name: string, bytes: Uint8Array | null];

/** An answer of a server, or why there is none. */
export type Answer = [status: number, body: Uint8Array] | 'unreachable' | 'timed-out' | 'too-long';

/** A small upright JPEG, or why there is none. */
export type SmallPicture = Uint8Array | 'unreadable' | 'too-small' | 'too-dark';

/** What the page lends to the app. */
export interface Page {
  /** Writes records, all or none; ends when they are on the disk. */
  write(records: StoredRecord[]): Promise<void>;
  /** Offers a file as a download. */
  save(name: string, mediaType: string, bytes: Uint8Array): void;
  /** Sends a request once: with a body a POST, else a GET. Accepts answers of at most so many bytes. */
  send(
    url: string,
    bearer: string | undefined,
    mediaType: string,
    body: Uint8Array | undefined,
    limit: number,
    milliseconds: number,
  ): Promise<Answer>;
  /** Ends after this time. */
  pause(milliseconds: number): Promise<void>;
  /**
   * Turns a picture upright and makes its longer side at most `longest` pixels, in at most `most` bytes.
   * One with a side shorter than `shortest` is too small, one whose mean luma is below `darkest` too dark.
   */
  shrink(
    bytes: Uint8Array,
    longest: number,
    shortest: number,
    darkest: number,
    most: number,
  ): Promise<SmallPicture>;
  /** The PDF of a receipt, which comes as JSON for `receipt` of the module that prints. */
  print(receipt: string): Promise<Uint8Array>;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What the page lends to the app.
    #[wasm_bindgen(typescript_type = "Page")]
    #[derive(Clone)]
    pub type Page;

    /// Records of both stores as the page has loaded them.
    #[wasm_bindgen(typescript_type = "StoredRecord[]")]
    pub type Snapshot;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn write(this: &Page, records: &Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn save(
        this: &Page,
        name: &str,
        media_type: &str,
        bytes: &Uint8Array,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn send(
        this: &Page,
        url: &str,
        bearer: Option<&str>,
        media_type: &str,
        body: Option<Uint8Array>,
        limit: f64,
        milliseconds: f64,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn pause(this: &Page, milliseconds: u32) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn shrink(
        this: &Page,
        bytes: &Uint8Array,
        longest: u32,
        shortest: u32,
        darkest: u8,
        most: f64,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn print(this: &Page, receipt: &str) -> Result<Promise, JsValue>;
}
