//! What this device remembers: small values in the browser's local storage.

use leptos::prelude::window;
use serde::{Serialize, de::DeserializeOwned};

/// Every key begins so, to keep apart from other pages of the same origin. `public/theme.js` knows it too.
const PREFIX: &str = "switchboard.";

/// Reads a value; nothing when it is absent, of another shape, or storage is closed to us.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = store()?.get_item(&format!("{PREFIX}{key}")).ok()??;
    serde_json::from_str(&text).ok()
}

/// Remembers a value. Without storage (private windows, quota) the page works on and forgets it.
pub fn set<T: Serialize>(key: &str, value: &T) {
    if let (Some(store), Ok(text)) = (store(), serde_json::to_string(value)) {
        let _ = store.set_item(&format!("{PREFIX}{key}"), &text);
    }
}

/// Forgets a value.
pub fn remove(key: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(&format!("{PREFIX}{key}"));
    }
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}
