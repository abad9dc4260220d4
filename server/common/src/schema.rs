//! The forms that texts have in JSON, for the OpenAPI documents: a field that holds bytes or a time says
//! `#[schema(value_type = Hex32)]`.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

macro_rules! forms {
    ($($(#[doc = $doc:literal])+ $name:ident = $pattern:literal;)+) => {$(
        $(#[doc = $doc])+
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text(concat!($($doc),+).trim_start(), $pattern)
            }
        }

        impl ToSchema for $name {}
    )+};
}

forms! {
    /// 32 bytes in lower-case hexadecimal.
    Hex32 = "^[0-9a-f]{64}$";
    /// 64 bytes in lower-case hexadecimal.
    Hex64 = "^[0-9a-f]{128}$";
    /// Bytes in base64, padded.
    Base64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
    /// As many bytes as a token key's modulus has (256, 384 or 512), in base64.
    TokenBytes = "^([A-Za-z0-9+/]{342}==|[A-Za-z0-9+/]{512}|[A-Za-z0-9+/]{682}==)$";
    /// A moment, UTC, to the second.
    Moment = "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$";
}

fn text(description: &str, pattern: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .pattern(Some(pattern))
        .build()
        .into()
}
