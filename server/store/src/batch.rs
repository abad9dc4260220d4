//! A batch: conditions and writes that take effect together.

use crate::Table;

/// What must hold at the moment of the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The key has no value.
    Absent(Table, Vec<u8>),
    /// The key has exactly this value.
    Equals(Table, Vec<u8>, Vec<u8>),
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Sets the value of a key, new or not.
    Put(Table, Vec<u8>, Vec<u8>),
    /// Removes a key, if it is there.
    Delete(Table, Vec<u8>),
}

/// Conditions and writes in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    conditions: Vec<Condition>,
    writes: Vec<Write>,
}

impl Batch {
    /// A batch that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `key` to `value`.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.writes
            .push(Write::Put(table, key.into(), value.into()));
    }

    /// Sets `key` to `value` on condition that it has no value yet.
    pub fn insert(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        let key = key.into();
        self.conditions.push(Condition::Absent(table, key.clone()));
        self.put(table, key, value);
    }

    /// Removes `key`.
    pub fn delete(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.writes.push(Write::Delete(table, key.into()));
    }

    /// Requires that `key` has no value before the batch.
    pub fn require_absent(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.conditions.push(Condition::Absent(table, key.into()));
    }

    /// Requires that `key` has exactly `value` before the batch.
    pub fn require(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.conditions
            .push(Condition::Equals(table, key.into(), value.into()));
    }

    /// The conditions, all judged before the first write.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The writes in order: a later one to the same key wins.
    #[must_use]
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Whether the batch would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}
