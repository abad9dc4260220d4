//! What a browser does itself and lends through the page: network, pictures, print.

use js_sys::{Array, Promise, Uint8Array};
use shailoo_core::{
    picture::{BadPicture, MAX_BYTES, MAX_SIDE, MIN_MEAN_LUMA, MIN_SIDE},
    platform::{Later, Pictures, PlatformFault, Printer},
    print::PrintedReceipt,
    transport::{Method, Request, Response, TIMEOUT_SECONDS, Transport, TransportFault},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use crate::page::Page;

/// The services of a page.
pub(crate) struct Services(pub(crate) Page);

impl Services {
    async fn exchange(&self, request: Request) -> Result<Response, TransportFault> {
        #[allow(clippy::cast_precision_loss)] // Megabytes and minutes.
        let (limit, time) = (request.limit as f64, TIMEOUT_SECONDS as f64 * 1000.0);
        let body = match request.method {
            Method::Get => None,
            Method::Post => Some(Uint8Array::from(request.body.as_slice())),
        };
        let answer = awaited(self.0.send(
            &request.url,
            request.bearer.as_ref().map(|token| token.as_str()),
            request.media_type,
            body,
            limit,
            time,
        ))
        .await
        .map_err(|_| TransportFault::Unreachable)?;
        if let Some(fault) = answer.as_string() {
            return Err(match fault.as_str() {
                "timed-out" => TransportFault::TimedOut,
                "too-long" => TransportFault::TooLong,
                _ => TransportFault::Unreachable,
            });
        }
        let answer = Array::from(&answer);
        let body = bytes(answer.get(1)).ok_or(TransportFault::Unreachable)?;
        if body.len() > request.limit {
            return Err(TransportFault::TooLong);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // A status has three digits.
        let status = answer.get(0).as_f64().unwrap_or(0.0) as u16;
        Ok(Response { status, body })
    }

    async fn shrink(&self, picture: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadPicture> {
        #[allow(clippy::cast_precision_loss)]
        let most = MAX_BYTES as f64;
        let made = awaited(self.0.shrink(
            &Uint8Array::from(picture),
            MAX_SIDE,
            MIN_SIDE,
            MIN_MEAN_LUMA,
            most,
        ))
        .await
        .map_err(|_| BadPicture::Unreadable)?;
        match made.as_string().as_deref() {
            Some("too-small") => Err(BadPicture::TooSmall),
            Some("too-dark") => Err(BadPicture::TooDark),
            _ => bytes(made).ok_or(BadPicture::Unreadable),
        }
    }

    async fn page(&self, receipt: &PrintedReceipt) -> Result<Vec<u8>, PlatformFault> {
        let receipt = serde_json::to_string(receipt).map_err(|_| PlatformFault)?;
        let page = awaited(self.0.print(&receipt)).await;
        let page = page.ok().and_then(bytes).ok_or(PlatformFault)?;
        Ok(page.to_vec())
    }
}

/// What a function of the page promised.
async fn awaited(promise: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?).await
}

fn bytes(value: JsValue) -> Option<Zeroizing<Vec<u8>>> {
    let array = value.dyn_into::<Uint8Array>().ok()?;
    Some(Zeroizing::new(array.to_vec()))
}

impl Transport for Services {
    fn send(&self, request: Request) -> Later<'_, Result<Response, TransportFault>> {
        Box::pin(self.exchange(request))
    }

    fn pause(&self, milliseconds: u32) -> Later<'_, ()> {
        Box::pin(async move {
            // A page that cannot wait does not keep the voter waiting.
            let _ended = awaited(self.0.pause(milliseconds)).await;
        })
    }
}

impl Pictures for Services {
    fn prepare<'a>(&'a self, bytes: &'a [u8]) -> Later<'a, Result<Zeroizing<Vec<u8>>, BadPicture>> {
        Box::pin(self.shrink(bytes))
    }
}

impl Printer for Services {
    fn print<'a>(
        &'a self,
        receipt: &'a PrintedReceipt,
    ) -> Later<'a, Result<Vec<u8>, PlatformFault>> {
        Box::pin(self.page(receipt))
    }
}
