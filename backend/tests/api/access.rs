//! Who may ask what: every route with every role and scope, and across workspaces.

mod roles;
mod tenants;

use serde_json::Value;

use crate::openapi_json::operations;

/// Every operation of the spec: method and path.
fn routes() -> Vec<(String, String)> {
    let spec: Value = serde_json::to_value(backend::web::api::spec()).unwrap();
    let split = |(name, _): (String, Value)| {
        let (method, path) = name.split_once(" /api/v1").unwrap();
        (method.to_owned(), path.to_owned())
    };
    operations(&spec).into_iter().map(split).collect()
}
