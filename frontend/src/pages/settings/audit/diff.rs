//! What a change changed: field by field, before and after.

use std::collections::BTreeSet;

use leptos::prelude::*;
use openapi::audit::AuditEntry;
use serde_json::Value;

use crate::i18n::t;

/// A field that differs.
#[derive(Debug, PartialEq)]
struct Change {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

/// The fields that differ, and where the request came from.
#[component]
pub fn Changes(entry: AuditEntry) -> impl IntoView {
    let changes = changes(entry.before.as_ref(), entry.after.as_ref());
    let row = |change: Change| {
        view! {
            <tr>
                <th scope="row"><code>{change.field}</code></th>
                <td class="was">{change.before}</td>
                <td class="is">{change.after}</td>
            </tr>
        }
    };
    let table = if changes.is_empty() {
        view! { <p class="dim">{t::audit::no_change}</p> }.into_any()
    } else {
        view! {
            <table class="table diff">
                <thead>
                    <tr>
                        <th scope="col">{t::audit::field}</th>
                        <th scope="col">{t::audit::before}</th>
                        <th scope="col">{t::audit::after}</th>
                    </tr>
                </thead>
                <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <div class="audit-more">
            {table} <p class="small faint">{move || t::audit::where_from(&entry.address, &entry.request_id)}</p>
        </div>
    }
}

/// Compares two rows. Fields within objects are named with dots; lists are compared whole.
fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    found
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Change>) {
    if before == after {
        return;
    }
    let fields: BTreeSet<&String> = [before, after]
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(serde_json::Map::keys)
        .collect();
    if fields.is_empty() {
        let [before, after] = [before, after].map(|value| value.map(text));
        found.push(Change { field: path.to_owned(), before, after });
    }
    for field in fields {
        let deeper = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
        let [before, after] = [before, after].map(|row| row.and_then(|row| row.get(field)));
        compare(&deeper, before, after, found);
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(field: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change { field: field.into(), before: before.map(Into::into), after: after.map(Into::into) }
    }

    #[test]
    fn only_what_differs_is_shown() {
        let before =
            json!({"name": "a", "mode": "polling", "observed": {"state": "running", "reason": null}});
        let after = json!({"name": "b", "mode": "polling", "observed": {"state": "stopped", "reason": null}});
        let expected = [
            change("name", Some("a"), Some("b")),
            change("observed.state", Some("running"), Some("stopped")),
        ];
        assert_eq!(changes(Some(&before), Some(&after)), expected);
        assert_eq!(changes(Some(&before), Some(&before)), []);
    }

    #[test]
    fn a_new_row_has_no_before_and_a_removed_one_no_after() {
        let row = json!({"name": "a", "scopes": ["read"]});
        let made = [change("name", None, Some("a")), change("scopes", None, Some("[\"read\"]"))];
        assert_eq!(changes(None, Some(&row)), made);
        let gone = [change("name", Some("a"), None), change("scopes", Some("[\"read\"]"), None)];
        assert_eq!(changes(Some(&row), None), gone);
    }
}
