//! One encoding for every value: reading accepts nothing that writing would not give. What is read takes
//! no more memory than some times the bytes that say it.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    io::{self, Write},
};

use curve25519_dalek::ristretto::RistrettoPoint;

use crate::codec::{Malformed, Reader};

/// A value that can be written and read again.
pub(super) trait Encode: Sized {
    fn write(&self, to: &mut dyn Write) -> io::Result<()>;
    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed>;
}

impl<const N: usize> Encode for [u8; N] {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(self)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Encode for $number {
            fn write(&self, to: &mut dyn Write) -> io::Result<()> {
                to.write_all(&self.to_le_bytes())
            }

            fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
                from.array().map(Self::from_le_bytes)
            }
        })*
    };
}

numbers!(u8, u16, u32, u64, u128);

impl Encode for RistrettoPoint {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(self.compress().as_bytes())
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.point()
    }
}

impl Encode for String {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        length(self.len(), to)?;
        to.write_all(self.as_bytes())
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let bytes = Vec::<u8>::read(from)?;
        Self::from_utf8(bytes).map_err(|_| Malformed("text"))
    }
}

impl<A: Encode, B: Encode> Encode for (A, B) {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.0.write(to)?;
        self.1.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok((A::read(from)?, B::read(from)?))
    }
}

impl<T: Encode> Encode for Option<T> {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        u8::from(self.is_some()).write(to)?;
        self.as_ref().map_or(Ok(()), |value| value.write(to))
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        match from.u8()? {
            0 => Ok(None),
            1 => T::read(from).map(Some),
            _ => Err(Malformed("neither nothing nor something")),
        }
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        length(self.len(), to)?;
        self.iter().try_for_each(|value| value.write(to))
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        // Every value has at least one byte: the bytes end before the memory does.
        (0..from.u64()?).map(|_| T::read(from)).collect()
    }
}

impl<T: Encode + Ord> Encode for BTreeSet<T> {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        length(self.len(), to)?;
        self.iter().try_for_each(|value| value.write(to))
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut set = Self::new();
        for _ in 0..from.u64()? {
            let value = T::read(from)?;
            if set.last().is_some_and(|last| *last >= value) {
                return Err(Malformed("a set that is not in order"));
            }
            set.insert(value);
        }
        Ok(set)
    }
}

impl<K: Encode + Ord, V: Encode> Encode for BTreeMap<K, V> {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        length(self.len(), to)?;
        self.iter().try_for_each(|(key, value)| {
            key.write(to)?;
            value.write(to)
        })
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut map = Self::new();
        for _ in 0..from.u64()? {
            let (key, value) = (K::read(from)?, V::read(from)?);
            if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
                return Err(Malformed("a map that is not in order"));
            }
            map.insert(key, value);
        }
        Ok(map)
    }
}

impl Encode for HashSet<u128> {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut sorted: Vec<u128> = self.iter().copied().collect();
        sorted.sort_unstable();
        sorted.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let count = usize::try_from(from.u64()?).map_err(|_| Malformed("too many"))?;
        if count > from.rest().len() / size_of::<u128>() {
            return Err(Malformed("too short"));
        }
        let mut set = Self::with_capacity(count);
        let mut last = None;
        for _ in 0..count {
            let value = u128::read(from)?;
            if last.is_some_and(|last| last >= value) {
                return Err(Malformed("a set that is not in order"));
            }
            last = Some(value);
            set.insert(value);
        }
        Ok(set)
    }
}

pub(super) fn length(length: usize, to: &mut dyn Write) -> io::Result<()> {
    (length as u64).write(to)
}
