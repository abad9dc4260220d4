//! All processors of the machine for an audit's proofs.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use shailoo_protocol::audit::Executor;

/// Spreads work over rayon's pool: all processors, or as many as `RAYON_NUM_THREADS` says.
#[derive(Debug, Clone, Copy, Default)]
pub struct AllProcessors;

impl Executor for AllProcessors {
    fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        items.into_par_iter().map(work).collect()
    }
}
