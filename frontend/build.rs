//! Turns `locales/<language>/<section>.json` into one function per text, so that a text that is missing in a
//! language, has other placeholders there, or is not used at all does not compile.

#![expect(clippy::expect_used, reason = "a build script says what is wrong by stopping")]

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use serde_json::Value;

type Section = BTreeMap<String, Value>;

/// Languages in the order of `i18n::Locale`, each with the plural forms it needs. The first is the pattern.
const LANGUAGES: [(&str, &str, &[&str]); 2] =
    [("en", "En", &["one", "other"]), ("ru", "Ru", &["one", "few", "many"])];

fn main() {
    println!("cargo::rerun-if-changed=locales");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // what calls what, by which `scripts/split/wasm-bindgen` cuts the page in two
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let mut sections: Vec<String> = fs::read_dir("locales/en")
        .expect("locales/en")
        .map(|file| {
            file.expect("locales/en").path().file_stem().expect("a name").to_string_lossy().into_owned()
        })
        .collect();
    sections.sort();
    let mut code = String::new();
    for section in &sections {
        let tables = LANGUAGES.map(|(language, ..)| read(language, section));
        writeln!(code, "pub mod {section} {{ use crate::i18n::{{Locale, Plural, locale, number}};")
            .expect("string");
        for (key, pattern) in &tables[0] {
            function(&mut code, section, key, pattern, &tables);
        }
        for ((language, ..), table) in LANGUAGES.iter().zip(&tables).skip(1) {
            for key in table.keys() {
                assert!(
                    tables[0].contains_key(key),
                    "locales/{language}/{section}.json: `{key}` is not in the pattern"
                );
            }
        }
        code.push_str("}\n");
    }
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("write texts.rs");
}

fn read(language: &str, section: &str) -> Section {
    let path = format!("locales/{language}/{section}.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Writes the function of one text.
fn function(code: &mut String, section: &str, key: &str, pattern: &Value, tables: &[Section]) {
    let plural = pattern.is_object();
    let mut names = placeholders(pattern);
    names.retain(|name| !(plural && name == "count"));
    let mut arguments: Vec<String> = names.iter().map(|name| format!("{name}_: &str")).collect();
    if plural {
        arguments.insert(0, "count_: i64".into());
    }
    let owned = !arguments.is_empty();
    let answer = if owned { "String" } else { "&'static str" };
    let english = pattern.as_str().or_else(|| pattern["other"].as_str()).unwrap_or_default();
    // pointers rather than functions: each function is a type of its own, for which leptos makes views of its own
    let head = if owned {
        format!("fn {key}({}) -> {answer}", arguments.join(", "))
    } else {
        format!("const {key}: fn() -> {answer} = ||")
    };
    writeln!(code, "/// {english}\npub {head} {{").expect("string");
    if plural {
        code.push_str("let number_ = number(count_);\n");
    }
    code.push_str("match locale() {\n");
    for ((language, variant, forms), table) in LANGUAGES.iter().zip(tables) {
        let place = format!("locales/{language}/{section}.json: `{key}`");
        let text = table.get(key).unwrap_or_else(|| panic!("{place} is missing"));
        let mut own = placeholders(text);
        own.retain(|name| !(plural && name == "count"));
        assert!(
            own == names,
            "{place} has other placeholders than the pattern: {own:?} instead of {names:?}"
        );
        write!(code, "Locale::{variant} => ").expect("string");
        match text {
            Value::String(text) if !plural => code.push_str(&expression(text, owned)),
            Value::Object(given) if plural => {
                assert!(
                    given.keys().all(|form| forms.contains(&form.as_str())),
                    "{place} needs the forms {forms:?}"
                );
                code.push_str("match Locale::plural(Locale::");
                write!(code, "{variant}, count_) {{").expect("string");
                for (index, form) in forms.iter().enumerate() {
                    let text = given
                        .get(*form)
                        .and_then(Value::as_str)
                        .unwrap_or_else(|| panic!("{place} lacks `{form}`"));
                    let last = index + 1 == forms.len();
                    let arm = if last {
                        "_".into()
                    } else {
                        format!("Plural::{}{}", form[..1].to_uppercase(), &form[1..])
                    };
                    write!(code, "{arm} => {},", expression(&text.replace("{count}", "{number}"), true))
                        .expect("string");
                }
                code.push('}');
            }
            _ => panic!("{place} has another shape than the pattern"),
        }
        code.push_str(",\n");
    }
    code.push_str(if owned { "}\n}\n" } else { "}\n};\n" });
}

/// The arguments have a `_` behind their names, so that none is called as a text is.
fn expression(text: &str, owned: bool) -> String {
    if owned { format!("format!({:?})", text.replace('}', "_}")) } else { format!("{text:?}") }
}

/// The names in braces, sorted, of a text or of all its plural forms together.
fn placeholders(text: &Value) -> Vec<String> {
    let mut names: Vec<String> = match text {
        Value::Object(forms) => forms.values().flat_map(placeholders).collect(),
        text => text
            .as_str()
            .unwrap_or_default()
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name.to_owned())
            .collect(),
    };
    names.sort();
    names.dedup();
    names
}
