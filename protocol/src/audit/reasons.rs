//! All reason codes of docs/protocol.md §15: what a saved audit names must be one of them.

/// In ascending order.
const ALL: [&str; 77] = [
    "ballot.code-collision",
    "ballot.core-reuse",
    "ballot.district",
    "ballot.duplicate",
    "ballot.election",
    "ballot.malformed",
    "ballot.outside",
    "ballot.proof",
    "ballot.seq",
    "ballot.shape",
    "ballot.signature",
    "ballot.token",
    "blob.hash",
    "blob.missing",
    "ceremony.commitment",
    "ceremony.complaint",
    "ceremony.malformed",
    "ceremony.mismatch",
    "ceremony.possession",
    "ceremony.reused",
    "ceremony.signature",
    "ceremony.transcript-hash",
    "check.code",
    "check.encryption",
    "check.malformed",
    "check.proof",
    "check.vote",
    "closing.counts",
    "closing.invalid",
    "closing.issuance",
    "closing.time",
    "decision.invalid",
    "issuance.counts",
    "issuance.duplicate",
    "issuance.log",
    "issuance.malformed",
    "issuance.opening",
    "issuance.quorum",
    "issuance.unlisted",
    "log.checkpoint",
    "log.entry",
    "log.fork",
    "log.grammar",
    "log.incomplete",
    "log.quorum",
    "log.root",
    "manifest.district-hash",
    "manifest.equal-slot-keys",
    "manifest.identity-key",
    "manifest.invalid",
    "manifest.modulus-reuse",
    "manifest.order",
    "manifest.signature",
    "opening.invalid",
    "opening.time",
    "receipt.ballot",
    "receipt.checkpoint",
    "receipt.inclusion",
    "receipt.malformed",
    "receipt.quorum",
    "result.invalid",
    "result.mismatch",
    "share.early",
    "share.empty-district",
    "share.malformed",
    "share.missing",
    "share.no-statement",
    "share.proof",
    "share.second",
    "share.small-district",
    "share.unknown",
    "statement.malformed",
    "statement.mismatch",
    "statement.second",
    "statement.signature",
    "tally.impossible",
    "tally.invariant",
];

/// The code that is written like this.
pub(super) fn find(code: &str) -> Option<&'static str> {
    ALL.binary_search(&code)
        .ok()
        .and_then(|place| ALL.get(place).copied())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_codes_are_those_of_the_specification() {
        let text = include_str!("../../../docs/protocol.md");
        let table = text.split_once("## 15. Reason codes").unwrap().1;
        let table = table.split_once("## 16.").unwrap().0;
        let rows = table.lines().filter(|line| line.starts_with("| `"));
        let mut codes = BTreeSet::new();
        for row in rows {
            let mut group = "";
            // Codes stand between backticks in the first column; later ones may leave out the group.
            for code in row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2) {
                let (before, name) = code.split_once('.').unwrap();
                group = if before.is_empty() { group } else { before };
                codes.insert(format!("{group}.{name}"));
            }
        }
        assert!(codes.iter().eq(ALL.iter()), "{codes:?}");
        assert!(codes.iter().all(|code| find(code).unwrap() == code));
        assert_eq!(find("log.nothing"), None);
    }
}
