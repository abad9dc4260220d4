//! The canonical form of JSON (RFC 8785), for the documents of docs/protocol.md §2: strings, integers
//! below 2^53, lists and objects. Of what the form demands, `serde_json` writes everything but the order
//! of members already: no white space, the shortest escapes, plain integers. So the members are put in
//! order in its text, and no tables for floating point numbers are needed, which no document may have.

use serde::Serialize;

use crate::json::JsonFault;

/// The canonical bytes of a value of strings, integers, lists and objects.
///
/// # Errors
/// When the value cannot be JSON at all.
pub(crate) fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, JsonFault> {
    let text = serde_json::to_string(value).map_err(|fault| JsonFault(fault.to_string()))?;
    let mut out = String::with_capacity(text.len());
    write(&text, &mut out);
    Ok(out.into_bytes())
}

/// Writes a value with the members of its objects in order. The text is `serde_json`'s, so it is JSON
/// without white space.
fn write(value: &str, out: &mut String) {
    if let Some(inside) = within(value, '{', '}') {
        let mut members: Vec<(&str, &str)> = parts(inside).map(name_and_value).collect();
        members.sort_by_cached_key(|(name, _)| order(name));
        out.push('{');
        for (place, (name, value)) in members.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push_str(name);
            out.push(':');
            write(value, out);
        }
        out.push('}');
    } else if let Some(inside) = within(value, '[', ']') {
        out.push('[');
        for (place, value) in parts(inside).enumerate() {
            if place > 0 {
                out.push(',');
            }
            write(value, out);
        }
        out.push(']');
    } else {
        out.push_str(value);
    }
}

/// By what a member is put in order: the UTF-16 units of its name without quotation marks and escapes.
/// Their order is not that of bytes above U+FFFF.
fn order(name: &str) -> Vec<u16> {
    let name: String = serde_json::from_str(name).unwrap_or_default();
    name.encode_utf16().collect()
}

fn within(value: &str, open: char, close: char) -> Option<&str> {
    value.strip_prefix(open)?.strip_suffix(close)
}

/// The values or members between the commas of a list or an object.
fn parts(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = rest.split_at(end_of_first(rest, b','));
        rest = after.strip_prefix(',').unwrap_or(after);
        Some(part)
    })
}

/// A member's name, with its quotation marks, and its value.
fn name_and_value(member: &str) -> (&str, &str) {
    let (name, value) = member.split_at(end_of_first(member, b':'));
    (name, value.strip_prefix(':').unwrap_or(value))
}

/// Where this sign stands first outside of strings, lists and objects, or the end.
fn end_of_first(text: &str, sign: u8) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            _ if byte == sign && depth == 0 => return at,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::json::MAX_INTEGER;

    #[test]
    fn members_are_in_order_and_nothing_else_moves() {
        let value =
            json!({"b": [1, {"z": "}\",", "a": {}}, []], "a": "\\", "": 0, "ё": "\n\u{7f}"});
        assert_eq!(
            String::from_utf8(to_vec(&value).unwrap()).unwrap(),
            "{\"\":0,\"a\":\"\\\\\",\"b\":[1,{\"a\":{},\"z\":\"}\\\",\"},[]],\"ё\":\"\\n\u{7f}\"}"
        );
        // A name comes before those that it begins.
        let value = json!({"a": 1, "a!": 2, "": 3, "\n": 4});
        assert_eq!(
            to_vec(&value).unwrap(),
            b"{\"\":3,\"\\n\":4,\"a\":1,\"a!\":2}"
        );
        // U+1F600 is D83D DE00 in UTF-16 and comes before U+FB33.
        let value = json!({"\u{fb33}": 1, "\u{1f600}": 2});
        assert_eq!(
            to_vec(&value).unwrap(),
            "{\"\u{1f600}\":2,\"\u{fb33}\":1}".as_bytes()
        );
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            (0..=MAX_INTEGER).prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|members| Value::Object(Map::from_iter(members))),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_form_is_that_of_rfc_8785(value in value()) {
            prop_assert_eq!(to_vec(&value).unwrap(), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }
}
