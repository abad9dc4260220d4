//! Named places where a crash would hurt most, and a store that behaves as a disk does in one.
//!
//! Every commit point of a server calls [`crash_point`] just before and just after, and says in a
//! comment what a crash there leaves behind. Without the feature `crash` the call is empty. With it,
//! the environment variable `SHAILOO_CRASH_AT=<name>:<count>` makes the process die without unwinding
//! when it passes the place of that name for the count-th time.

/// A place at which tests kill the process. Does nothing without the feature `crash`.
#[cfg(not(feature = "crash"))]
#[inline(always)]
pub fn crash_point(_name: &str) {}

/// A place at which tests kill the process: see the module's documentation.
#[cfg(feature = "crash")]
pub fn crash_point(name: &str) {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };

    static TARGET: OnceLock<Option<(String, AtomicU64)>> = OnceLock::new();
    let target = TARGET.get_or_init(|| {
        let text = std::env::var("SHAILOO_CRASH_AT").ok()?;
        let (name, count) = text.rsplit_once(':')?;
        Some((name.to_owned(), AtomicU64::new(count.parse().ok()?)))
    });
    if let Some((wanted, left)) = target
        && wanted == name
        && left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}

#[cfg(feature = "crash")]
pub use lossy::LossyStore;

#[cfg(feature = "crash")]
mod lossy {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    };

    use crate::{Batch, Row, Store, StoreError, Table};

    /// A store whose medium dies at a chosen commit, with or without having made it durable.
    ///
    /// After the chosen commit every call fails, as for a process whose disk is gone: whoever holds
    /// it must be thrown away and recovered over the inner store, which has lost what was unsynced.
    pub struct LossyStore {
        inner: Arc<dyn Store>,
        commits_left: AtomicU64,
        keep_last: bool,
        dead: AtomicBool,
    }

    impl LossyStore {
        /// Lets `commits` commits succeed; the next one fails and, unless `keep_last`, is lost.
        #[must_use]
        pub fn new(inner: Arc<dyn Store>, commits: u64, keep_last: bool) -> Self {
            Self {
                inner,
                commits_left: AtomicU64::new(commits),
                keep_last,
                dead: AtomicBool::new(false),
            }
        }

        /// Whether the chosen commit has been reached.
        #[must_use]
        pub fn is_dead(&self) -> bool {
            self.dead.load(Ordering::SeqCst)
        }

        fn alive(&self) -> Result<(), StoreError> {
            if self.is_dead() {
                Err(StoreError::Failed("the medium is gone".to_owned()))
            } else {
                Ok(())
            }
        }
    }

    impl Store for LossyStore {
        fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            self.alive()?;
            self.inner.get(table, key)
        }

        fn range(
            &self,
            table: Table,
            from: &[u8],
            to: Option<&[u8]>,
            limit: usize,
        ) -> Result<Vec<Row>, StoreError> {
            self.alive()?;
            self.inner.range(table, from, to, limit)
        }

        fn last(&self, table: Table) -> Result<Option<Row>, StoreError> {
            self.alive()?;
            self.inner.last(table)
        }

        fn commit(&self, batch: Batch) -> Result<(), StoreError> {
            self.alive()?;
            let before =
                self.commits_left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                        left.checked_sub(1)
                    });
            if before.is_ok() {
                return self.inner.commit(batch);
            }
            self.dead.store(true, Ordering::SeqCst);
            if self.keep_last {
                self.inner.commit(batch)?;
            }
            Err(StoreError::Failed("the medium is gone".to_owned()))
        }
    }
}

#[cfg(all(test, feature = "crash"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Batch, RedbStore, Store as _, Table};

    #[test]
    fn what_was_committed_before_the_crash_is_there_after_it() {
        const T: Table = Table("t");
        for keep_last in [false, true] {
            let directory = tempfile::tempdir().unwrap();
            let inner = Arc::new(RedbStore::open(&directory.path().join("store")).unwrap());
            let lossy = LossyStore::new(inner.clone(), 1, keep_last);
            let put = |key: u8| {
                let mut batch = Batch::new();
                batch.put(T, [key], [key]);
                lossy.commit(batch)
            };
            put(1).unwrap();
            assert!(put(2).is_err());
            assert!(put(3).is_err());
            assert!(lossy.get(T, &[1]).is_err());
            assert!(inner.get(T, &[1]).unwrap().is_some());
            assert_eq!(inner.get(T, &[2]).unwrap().is_some(), keep_last);
            assert!(inner.get(T, &[3]).unwrap().is_none());
        }
    }
}
