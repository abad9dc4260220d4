//! Everything about an APK that can be checked without a phone.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use anyhow::{Context as _, Result, bail, ensure};
use zip::{CompressionMethod, ZipArchive};

use super::{MIN_SDK, pack::PAGE};
use crate::{
    android::PACKAGE,
    run::{output, quietly},
};

/// Voters load the app over slow networks.
const LARGEST: u64 = 6 * 1024 * 1024;
const PERMISSIONS: [&str; 2] = ["android.permission.CAMERA", "android.permission.INTERNET"];

/// Every check; the first that fails is the error.
pub(super) fn all(apk: &Path) -> Result<()> {
    let size = fs::metadata(apk)?.len();
    ensure!(
        size <= LARGEST,
        "the APK has {size} bytes: too many for voters with slow networks"
    );
    println!("size: {size} bytes");
    signatures(apk)?;
    badging(apk)?;
    components(apk)?;
    quietly(Command::new("zipalign").args(["-c", "-p", "4"]).arg(apk))?;
    let natives = entries(apk)?;
    println!("alignment: {natives} natives at 16 KiB; byte code without invoke-custom");
    Ok(())
}

fn signatures(apk: &Path) -> Result<()> {
    let mut verify = Command::new("apksigner");
    verify.args(["verify", "--verbose", "--min-sdk-version", MIN_SDK]);
    let told = output(verify.arg(apk))?;
    for scheme in [
        "(APK Signature Scheme v2): true",
        "(APK Signature Scheme v3): true",
    ] {
        ensure!(told.contains(scheme), "no {scheme} in:\n{told}");
    }
    println!("signatures: v2 and v3");
    Ok(())
}

/// What the package says of itself.
fn badging(apk: &Path) -> Result<()> {
    let told = output(Command::new("aapt2").args(["dump", "badging"]).arg(apk))?;
    let has = |start: &str| told.lines().any(|line| line.starts_with(start));
    for start in [
        &*format!("package: name='{PACKAGE}'"),
        &format!("sdkVersion:'{MIN_SDK}'"),
        // English is what every other language gets.
        "application-label:'",
        "application-label-ky:'",
        "application-label-ru:'",
        "native-code: 'arm64-v8a'",
    ] {
        ensure!(has(start), "the package does not say {start}:\n{told}");
    }
    ensure!(
        !has("application-debuggable"),
        "the package can be debugged"
    );
    let asked: BTreeSet<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("uses-permission: name='"))
        .filter_map(|rest| rest.split('\'').next())
        .collect();
    ensure!(
        asked == BTreeSet::from(PERMISSIONS),
        "the package asks for {asked:?}"
    );
    println!("package: labels ky, ru, en; permissions INTERNET and CAMERA only");
    Ok(())
}

/// Only the launcher can be started from outside, and nothing is backed up or sent in the clear.
fn components(apk: &Path) -> Result<()> {
    let mut dump = Command::new("aapt2");
    dump.args(["dump", "xmltree", "--file", "AndroidManifest.xml"]);
    let told = output(dump.arg(apk))?;
    let exported = attribute(&told, "exported");
    ensure!(
        exported.iter().filter(|value| **value == "true").count() == 1,
        "exactly one component may be exported:\n{told}"
    );
    for (name, wanted) in [("allowBackup", "false"), ("usesCleartextTraffic", "false")] {
        ensure!(attribute(&told, name) == [wanted], "{name} is not {wanted}");
    }
    let elements = |name: &str| told.matches(&format!("E: {name} ")).count();
    let components = [
        "activity",
        "service",
        "receiver",
        "provider",
        "activity-alias",
    ];
    let all: usize = components.into_iter().map(elements).sum();
    ensure!(
        exported.len() == all,
        "a component does not say whether it is exported"
    );
    println!("manifest: one exported component of {all}");
    Ok(())
}

/// The values of an attribute in aapt2's tree.
fn attribute<'a>(tree: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("/{name}(");
    let plain = format!(":{name}(");
    tree.lines()
        .filter(|line| line.contains(&start) || line.contains(&plain))
        .filter_map(|line| line.rsplit('=').next())
        .map(|value| value.split_whitespace().next().unwrap_or_default())
        .collect()
}

/// Natives lie and are made for pages of 16 KiB; byte code calls nothing that Android lacks.
fn entries(apk: &Path) -> Result<u32> {
    let mut archive = ZipArchive::new(fs::File::open(apk)?)?;
    let mut natives = 0;
    for place in 0..archive.len() {
        let mut file = archive.by_index(place)?;
        let name = file.name()?.into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes)?;
        if name.ends_with(".so") {
            let start = file.data_start().context("an entry has a place")?;
            ensure!(
                file.compression() == CompressionMethod::Stored && start % u64::from(PAGE) == 0,
                "{name} is not at a page of 16 KiB"
            );
            let least =
                least_alignment(&bytes).with_context(|| format!("{name} is no ELF file"))?;
            ensure!(
                least >= u64::from(PAGE),
                "{name} is made for pages of {least} bytes"
            );
            natives += 1;
        }
        if name.ends_with(".dex") {
            let sites = call_sites(&bytes).with_context(|| format!("{name} is no byte code"))?;
            ensure!(sites == 0, "{name} has {sites} calls of invoke-custom");
        }
    }
    if natives < 2 {
        bail!("the core or JNA is missing");
    }
    Ok(natives)
}

/// The least alignment of the loaded segments of a 64-bit little-endian ELF file.
fn least_alignment(elf: &[u8]) -> Option<u64> {
    const LOAD: u32 = 1;
    if elf.get(..6)? != b"\x7fELF\x02\x01" {
        return None;
    }
    let table = usize::try_from(long(elf, 32)?).ok()?;
    let (size, count) = (short(elf, 54)?, short(elf, 56)?);
    (0..usize::from(count))
        .map(|place| table + place * usize::from(size))
        .filter(|at| word(elf, *at) == Some(LOAD))
        .map(|at| long(elf, at + 48))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .min()
}

/// How many call sites (each one an invoke-custom) the map of a dex file counts.
fn call_sites(dex: &[u8]) -> Option<u32> {
    const CALL_SITES: u16 = 7;
    if dex.get(..4)? != b"dex\n" {
        return None;
    }
    let map = usize::try_from(word(dex, 52)?).ok()?;
    let count = usize::try_from(word(dex, map)?).ok()?;
    for place in 0..count {
        let at = map + 4 + 12 * place;
        if short(dex, at)? == CALL_SITES {
            return word(dex, at + 4);
        }
    }
    Some(0)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn alignment_and_call_sites_are_read() {
        let mut elf = vec![0; 64 + 2 * 56];
        elf[..6].copy_from_slice(b"\x7fELF\x02\x01");
        elf[32] = 64;
        elf[54] = 56;
        elf[56] = 2;
        for (segment, alignment) in [(64, 0x4000_u64), (120, 0x1000)] {
            elf[segment] = 1;
            elf[segment + 48..segment + 56].copy_from_slice(&alignment.to_le_bytes());
        }
        assert_eq!(least_alignment(&elf), Some(0x1000));
        assert_eq!(least_alignment(&elf[..100]), None);

        let mut dex = vec![0; 84];
        dex[..4].copy_from_slice(b"dex\n");
        dex[52] = 56;
        dex[56] = 2;
        dex[60] = 1;
        dex[64] = 9;
        assert_eq!(call_sites(&dex), Some(0));
        dex[72] = 7;
        dex[76] = 3;
        assert_eq!(call_sites(&dex), Some(3));
        assert_eq!(call_sites(&dex[..70]), None);
    }
}
