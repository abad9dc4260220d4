//! What all operations have in common, written into the OpenAPI document in one place.
//!
//! A document names exactly the statuses that an operation may answer. A handler names those that are its
//! own; those that follow from what it takes are added here, and each refusal that does not say otherwise is
//! a problem.

use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder, path::Operation};

use crate::problem::{MEDIA_TYPE, Problem};

/// Adds the common refusals, and the schema of problems.
pub(crate) fn with_problems(mut document: OpenApi) -> OpenApi {
    for item in document.paths.paths.values_mut() {
        let operations: [&mut Option<Operation>; 8] = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.options,
            &mut item.head,
            &mut item.patch,
            &mut item.trace,
        ];
        for operation in operations.into_iter().flatten() {
            complete(operation);
        }
    }
    let components = document.components.get_or_insert_with(Default::default);
    let (name, schema) = (
        <Problem as utoipa::ToSchema>::name().into_owned(),
        <Problem as utoipa::PartialSchema>::schema(),
    );
    components.schemas.insert(name, schema);
    let mut nested = Vec::new();
    <Problem as utoipa::ToSchema>::schemas(&mut nested);
    components.schemas.extend(nested);
    document
}

fn complete(operation: &mut Operation) {
    let mut common = vec![
        ("429", "too-many-requests"),
        ("500", "internal"),
        ("503", "busy, timeout"),
    ];
    if operation.security.is_some() {
        common.push(("401", "No token, or an expired one"));
    }
    if operation.parameters.is_some() {
        common.extend([("400", "bad-request"), ("404", "not-found")]);
    }
    if let Some(body) = &operation.request_body {
        common.extend([("400", "bad-request"), ("413", "too-large")]);
        if body.content.contains_key("application/json") {
            common.extend([("415", "unsupported-media-type"), ("422", "malformed")]);
        }
    }
    let responses = &mut operation.responses.responses;
    for (status, codes) in common {
        let response = || ResponseBuilder::new().description(codes).build().into();
        responses.entry(status.to_owned()).or_insert_with(response);
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && response.content.is_empty()
        {
            is_problem(response);
        }
    }
}

fn is_problem(response: &mut Response) {
    let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
    response
        .content
        .insert(MEDIA_TYPE.to_owned(), Content::new(Some(schema)));
}
