//! What a person sees when the page itself fails: that it stopped, and how to go on.

use std::panic::{PanicHookInfo, set_hook};

use leptos::prelude::document;

/// Shows failures of the page to the person, and in the console.
pub fn watch() {
    set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show(info);
    }));
}

/// Nothing of the page's own machinery can be trusted now: plain text, plain document.
fn show(_: &PanicHookInfo) {
    let Some(body) = document().body() else { return };
    let russian =
        document().document_element().is_some_and(|root| root.get_attribute("lang").as_deref() == Some("ru"));
    let text = if russian {
        "Страница остановилась из-за ошибки. На сервере ничего не потеряно. Обновите страницу."
    } else {
        "The page has made a mistake and stopped. Nothing at the server is lost. Reload the page."
    };
    if document().query_selector(".crash").is_ok_and(|shown| shown.is_some()) {
        return;
    }
    if let Ok(note) = document().create_element("p") {
        note.set_class_name("crash note bad");
        note.set_text_content(Some(text));
        // a role on a fresh element and a child of the body cannot be refused
        let _ = note.set_attribute("role", "alert");
        let _ = body.append_child(&note);
    }
}
