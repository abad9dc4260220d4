//! What core's pictures need of core's platform, by the same names.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use zeroize::Zeroizing;

use crate::picture::BadPicture;

pub(crate) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub(crate) trait Pictures {
    fn prepare<'a>(&'a self, bytes: &'a [u8]) -> Later<'a, Result<Zeroizing<Vec<u8>>, BadPicture>>;
}

/// Makes nothing of a picture.
pub(crate) struct Careless;

impl Pictures for Careless {
    fn prepare<'a>(&'a self, bytes: &'a [u8]) -> Later<'a, Result<Zeroizing<Vec<u8>>, BadPicture>> {
        Box::pin(async { Ok(Zeroizing::new(bytes.to_vec())) })
    }
}

/// The value of a future that never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing waits here"),
    }
}
