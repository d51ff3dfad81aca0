//! The spec: as committed, complete, and without loose ends.

use std::collections::BTreeSet;

use serde_json::Value;

fn spec() -> Value {
    serde_json::to_value(backend::web::api::spec()).unwrap()
}

/// Every operation with its address: `GET /api/v1/users`.
pub fn operations(spec: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (path, item) in spec["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((format!("{} {path}", method.to_uppercase()), operation.clone()));
        }
    }
    found
}

#[test]
fn the_committed_file_is_what_the_code_says() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let generated = spec();
    let names = |spec: &Value| operations(spec).into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
    assert_eq!(names(&committed), names(&generated), "run `./justw openapi`");
    assert!(committed == generated, "openapi/openapi.json is out of date: run `./justw openapi`");
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| walk(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let (spec, mut found) = (spec(), BTreeSet::new());
    walk(&spec, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(spec.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn every_operation_is_described() {
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&spec()) {
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{name} has no success");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name} has no summary");
        assert!(operation["tags"][0].is_string(), "{name} has no tag");
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{name}: its id is taken");
        let body = operation["requestBody"].is_object();
        assert!(!body || !name.starts_with("GET"), "{name} has a body");
    }
}
