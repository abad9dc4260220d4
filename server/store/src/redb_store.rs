//! The embedded make: one redb file.
//!
//! redb is a copy-on-write B-tree. Its one-phase commit trusts a checksum to tell a torn commit from
//! a whole one, which somebody who chooses the values could in principle forge; ballots are chosen
//! by strangers, so every commit here is two-phase: data first, `fsync`, then the root, `fsync`.

use std::{fs::OpenOptions, ops::Bound, path::Path};

use redb::{
    Database, Durability, ReadOnlyTable, ReadableDatabase as _, ReadableTable as _,
    TableDefinition, TableError, WriteTransaction, backends::FileBackend,
};

use crate::{Batch, Condition, Row, Store, StoreError, Table, Write};

type Bytes = &'static [u8];

/// Tables in one file of the machine's disk. One process at a time.
pub struct RedbStore {
    database: Database,
}

impl RedbStore {
    /// Opens the file, or creates it. After a crash redb repairs itself here, from the last commit.
    ///
    /// # Errors
    /// When the file cannot be used, or another process uses it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        // A registrar's store holds names, photos and salts: it is made readable by this account only.
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(failed)?;
        let backend = FileBackend::new(file).map_err(failed)?;
        let database = Database::builder()
            .create_with_backend(backend)
            .map_err(failed)?;
        Ok(Self { database })
    }

    /// The table for reading; `None` while nothing was ever written to it.
    fn reader(&self, table: Table) -> Result<Option<ReadOnlyTable<Bytes, Bytes>>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        match transaction.open_table(definition(table)) {
            Ok(reader) => Ok(Some(reader)),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }
}

impl Store for RedbStore {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(reader) = self.reader(table)? else {
            return Ok(None);
        };
        let value = reader.get(key).map_err(failed)?;
        Ok(value.map(|value| value.value().to_vec()))
    }

    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        if to.is_some_and(|to| to <= from) {
            return Ok(Vec::new());
        }
        let Some(reader) = self.reader(table)? else {
            return Ok(Vec::new());
        };
        let upper = to.map_or(Bound::Unbounded, Bound::Excluded);
        reader
            .range::<&[u8]>((Bound::Included(from), upper))
            .map_err(failed)?
            .take(limit)
            .map(|row| row.map(copied).map_err(failed))
            .collect()
    }

    fn last(&self, table: Table) -> Result<Option<Row>, StoreError> {
        let Some(reader) = self.reader(table)? else {
            return Ok(None);
        };
        Ok(reader.last().map_err(failed)?.map(copied))
    }

    fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let mut transaction = self.database.begin_write().map_err(failed)?;
        transaction
            .set_durability(Durability::Immediate)
            .map_err(failed)?;
        transaction.set_two_phase_commit(true);
        // Dropping the transaction on an early return aborts it: nothing was written.
        for condition in batch.conditions() {
            judge(&transaction, condition)?;
        }
        write(&transaction, batch.writes())?;
        transaction.commit().map_err(failed)
    }
}

fn judge(transaction: &WriteTransaction, condition: &Condition) -> Result<(), StoreError> {
    let (table, key, expected) = match condition {
        Condition::Absent(table, key) => (table, key, None),
        Condition::Equals(table, key, value) => (table, key, Some(value.as_slice())),
    };
    let opened = transaction.open_table(definition(*table)).map_err(failed)?;
    let found = opened.get(key.as_slice()).map_err(failed)?;
    if found.as_ref().map(redb::AccessGuard::value) == expected {
        Ok(())
    } else {
        Err(StoreError::Conflict {
            table: table.0,
            key: key.clone(),
        })
    }
}

fn write(transaction: &WriteTransaction, writes: &[Write]) -> Result<(), StoreError> {
    // Runs of writes to one table share its handle: opening it costs a look-up by name.
    for run in writes.chunk_by(|a, b| target(a) == target(b)) {
        let Some(table) = run.first().map(target) else {
            continue;
        };
        let mut opened = transaction.open_table(definition(table)).map_err(failed)?;
        for write in run {
            match write {
                Write::Put(_, key, value) => {
                    opened
                        .insert(key.as_slice(), value.as_slice())
                        .map_err(failed)?;
                }
                Write::Delete(_, key) => {
                    opened.remove(key.as_slice()).map_err(failed)?;
                }
            }
        }
    }
    Ok(())
}

fn target(write: &Write) -> Table {
    match write {
        Write::Put(table, ..) | Write::Delete(table, _) => *table,
    }
}

fn definition(table: Table) -> TableDefinition<'static, Bytes, Bytes> {
    TableDefinition::new(table.0)
}

fn copied((key, value): (redb::AccessGuard<'_, Bytes>, redb::AccessGuard<'_, Bytes>)) -> Row {
    (key.value().to_vec(), value.value().to_vec())
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Failed(error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const A: Table = Table("a");
    const B: Table = Table("b");

    fn open() -> (tempfile::TempDir, RedbStore) {
        let directory = tempfile::tempdir().unwrap();
        let store = RedbStore::open(&directory.path().join("store")).unwrap();
        (directory, store)
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_on_the_machine_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let (directory, _store) = open();
        let metadata = std::fs::metadata(directory.path().join("store")).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_store_has_one_owner_at_a_time() {
        let (directory, _store) = open();
        assert!(RedbStore::open(&directory.path().join("store")).is_err());
    }

    #[test]
    fn commits_survive_reopening() {
        let (directory, store) = open();
        let mut batch = Batch::new();
        batch.put(A, *b"k", *b"v");
        batch.put(B, *b"k", *b"w");
        store.commit(batch).unwrap();
        drop(store);
        let store = RedbStore::open(&directory.path().join("store")).unwrap();
        assert_eq!(store.get(A, b"k").unwrap(), Some(b"v".to_vec()));
        assert_eq!(store.get(B, b"k").unwrap(), Some(b"w".to_vec()));
    }

    #[test]
    fn a_condition_that_fails_leaves_everything_as_it_was() {
        let (_directory, store) = open();
        let mut batch = Batch::new();
        batch.insert(A, *b"k", *b"first");
        store.commit(batch).unwrap();
        let mut batch = Batch::new();
        batch.put(B, *b"other", *b"x");
        batch.insert(A, *b"k", *b"second");
        assert!(matches!(
            store.commit(batch),
            Err(StoreError::Conflict { table: "a", .. })
        ));
        assert_eq!(store.get(A, b"k").unwrap(), Some(b"first".to_vec()));
        assert_eq!(store.get(B, b"other").unwrap(), None);
        let mut batch = Batch::new();
        batch.require(A, *b"k", *b"first");
        batch.delete(A, *b"k");
        store.commit(batch).unwrap();
        assert_eq!(store.get(A, b"k").unwrap(), None);
    }

    #[test]
    fn ranges_are_ordered_and_bounded() {
        let (_directory, store) = open();
        let mut batch = Batch::new();
        for key in [3_u8, 1, 2, 4] {
            batch.put(A, [key], [key * 10]);
        }
        store.commit(batch).unwrap();
        let keys = |rows: Vec<Row>| rows.into_iter().map(|row| row.0).collect::<Vec<_>>();
        assert_eq!(
            keys(store.range(A, &[2], Some(&[4]), 10).unwrap()),
            [[2], [3]]
        );
        assert_eq!(keys(store.range(A, &[], None, 3).unwrap()), [[1], [2], [3]]);
        assert!(store.range(A, &[4], Some(&[2]), 9).unwrap().is_empty());
        assert_eq!(store.last(A).unwrap(), Some((vec![4], vec![40])));
        assert_eq!(store.last(B).unwrap(), None);
    }

    #[test]
    fn of_many_racing_inserts_one_wins() {
        let (_directory, store) = open();
        let wins = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8_u8)
                .map(|i| {
                    let store = &store;
                    scope.spawn(move || {
                        let mut batch = Batch::new();
                        batch.insert(A, *b"right", [i]);
                        store.commit(batch).is_ok()
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|won| *won)
                .count()
        });
        assert_eq!(wins, 1);
    }
}
