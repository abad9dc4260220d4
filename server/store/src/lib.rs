//! Durable storage behind one trait.
//!
//! A server role keeps its state in named tables of byte keys and byte values. It reads single keys
//! and ordered ranges, and it changes anything only by [`Store::commit`]: one [`Batch`] of writes
//! that becomes durable wholly or not at all. A batch may carry conditions ("this key is still
//! absent"), so that a race between two requests, or between two servers over one database, is
//! decided by the commit itself and not by a lock somewhere else.
//!
//! There is one make so far: [`RedbStore`], an embedded file. The trait asks for nothing that a
//! PostgreSQL table `(name, key, value)` with serialisable transactions could not give.
//!
//! With the feature `crash` tests can kill a process at every commit point: see [`crash_point`].

mod batch;
mod crash;
mod redb_store;

pub use batch::{Batch, Condition, Write};
#[cfg(feature = "crash")]
pub use crash::LossyStore;
pub use crash::crash_point;
pub use redb_store::RedbStore;

/// The name of a table. Names are constants of the program, never input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Table(pub &'static str);

/// A key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A condition of the batch did not hold; nothing was written. Not a fault: somebody was first.
    #[error("a condition on table {table} did not hold, nothing was written")]
    Conflict {
        /// The table of the first condition that did not hold.
        table: &'static str,
        /// Its key.
        key: Vec<u8>,
    },
    /// The medium failed. Whether a commit under way became durable is unknown: the process must
    /// stop using what it believes about the state and recover from the store.
    #[error("the storage failed: {0}")]
    Failed(String),
}

/// Named tables of bytes, changed by atomic durable batches.
pub trait Store: Send + Sync + 'static {
    /// The value under `key`, if there is one.
    ///
    /// # Errors
    /// When the medium fails.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Up to `limit` rows with `from` ≤ key < `to` in ascending order of keys; no `to`: to the end.
    ///
    /// # Errors
    /// When the medium fails.
    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError>;

    /// The row with the greatest key, if the table has any.
    ///
    /// # Errors
    /// When the medium fails.
    fn last(&self, table: Table) -> Result<Option<Row>, StoreError>;

    /// Makes all writes of the batch durable at once, if all its conditions hold.
    ///
    /// When this returns `Ok`, a crash of the machine loses none of them. Reads that start later see
    /// all of them; no read ever sees some of them.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a condition does not hold, [`StoreError::Failed`] when the
    /// medium fails.
    fn commit(&self, batch: Batch) -> Result<(), StoreError>;
}
