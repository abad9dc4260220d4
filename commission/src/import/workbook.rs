//! How much a workbook takes in memory, before anything of it is read: a file of some kilobytes can
//! unpack to gigabytes, or announce so many texts that the room set aside for them is not there.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::Fault;

/// The most bytes that all parts of a workbook have when they are unpacked.
const MAX_UNPACKED: u64 = 128 << 20;
/// The part in which every text of the workbook stands once; readers look for it in any case.
const SHARED_TEXTS: &str = "sharedstrings.xml";
/// How that part announces the number of its texts.
const ANNOUNCED: &str = "uniqueCount";
/// The shortest element of that table is `<si/>`.
const SHORTEST_TEXT: usize = 5;

/// Refuses a workbook that takes more memory than any list of voters or candidates.
pub(super) fn weigh(bytes: &[u8]) -> Result<(), Fault> {
    let unreadable = |error: zip::result::ZipError| Fault::NotATable(error.to_string());
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut left = MAX_UNPACKED;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(unreadable)?;
        let name = part.name().map_err(unreadable)?.to_ascii_lowercase();
        let mut unpacked = Vec::new();
        // What the part says of its own length is not believed.
        part.take(left + 1)
            .read_to_end(&mut unpacked)
            .map_err(|error| Fault::NotATable(error.to_string()))?;
        left = left
            .checked_sub(unpacked.len() as u64)
            .ok_or(Fault::TooManyCells)?;
        if name.ends_with(SHARED_TEXTS) {
            check_announced(&unpacked)?;
        }
    }
    Ok(())
}

/// Refuses shared texts that announce more of themselves than their bytes can hold.
fn check_announced(part: &[u8]) -> Result<(), Fault> {
    // In another encoding the announcement would look different to us than to the reader.
    let text = std::str::from_utf8(part)
        .ok()
        .filter(|text| !text.contains(|c: char| c.is_ascii_control() && !c.is_ascii_whitespace()))
        .ok_or_else(|| Fault::NotATable("its texts are not UTF-8".to_owned()))?;
    let most = part.len() / SHORTEST_TEXT;
    for rest in text.split(ANNOUNCED).skip(1) {
        let digits =
            rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || "='\"+".contains(c));
        let number = digits.split(|c: char| !c.is_ascii_digit()).next();
        // What is no number, the reader passes over.
        if number.is_some_and(|number| {
            !number.is_empty() && number.parse().map_or(true, |number: usize| number > most)
        }) {
            return Err(Fault::TooManyCells);
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn packed(name: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(name, options).unwrap();
        for part in parts {
            archive.write_all(part).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_huge_one_is_refused() {
        let zeros = vec![0; 1 << 20];
        let bomb = packed("xl/worksheets/sheet1.xml", &[zeros.as_slice(); 129]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(weigh(&bomb), Err(Fault::TooManyCells));
    }

    #[test]
    fn texts_that_are_announced_but_cannot_be_there_are_refused() {
        let texts = |announced: &str| {
            let part = format!("<sst {announced}><si><t>Нуров</t></si></sst>");
            weigh(&packed("xl/SharedStrings.xml", &[part.as_bytes()]))
        };
        assert_eq!(texts("uniqueCount=\"1\""), Ok(()));
        assert_eq!(texts(""), Ok(()));
        for huge in [
            "uniqueCount=\"1000000000\"",
            "uniqueCount = '99999999999999999999999'",
        ] {
            assert_eq!(texts(huge), Err(Fault::TooManyCells), "{huge}");
        }
        let utf16: Vec<u8> = "<sst uniqueCount=\"1000000000\"/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let hidden = weigh(&packed("xl/sharedStrings.xml", &[&utf16]));
        assert!(matches!(hidden, Err(Fault::NotATable(_))));
    }
}
