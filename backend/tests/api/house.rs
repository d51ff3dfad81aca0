//! The house's own rules, held against its source.

use std::{
    fs,
    path::{Path, PathBuf},
};

struct Source {
    path: String,
    text: String,
}

impl Source {
    fn lines(&self) -> usize {
        self.text.lines().count()
    }
}

/// The project's Rust files below a folder.
fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut folders, mut found) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.push(Source { path, text });
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no source");
    found
}

const EVERYWHERE: [&str; 7] = [
    "backend/src",
    "backend/tests",
    "backend/sandbox/src",
    "backend/sandbox/tests",
    "frontend/src",
    "migration/src",
    "openapi/src",
];

fn everything() -> Vec<Source> {
    EVERYWHERE.iter().flat_map(|folder| sources(folder)).collect()
}

#[test]
fn files_are_short() {
    let all = everything();
    let long: Vec<_> = all
        .iter()
        .filter(|file| file.lines() > 500)
        .map(|file| format!("{} has {} lines", file.path, file.lines()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
    let mut lengths: Vec<_> = all.iter().map(Source::lines).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    println!("{} files, median {median}, longest {} lines", lengths.len(), lengths[lengths.len() - 1]);
    assert!(median < 120, "the median file has {median} lines");
}

#[test]
fn files_say_what_they_hold() {
    let silent: Vec<_> = everything()
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

/// Files whose path fits and which mention one of the words.
fn offenders(fits: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in sources("backend/src").into_iter().filter(|file| fits(&file.path)) {
        found.extend(
            words
                .iter()
                .filter(|word| file.text.contains(**word))
                .map(|word| format!("{}: {word}", file.path)),
        );
    }
    found
}

#[test]
fn routes_know_no_database() {
    let routes = |path: &str| path.ends_with("routes.rs");
    assert_eq!(offenders(routes, &["sea_orm", "crate::entity::{"]), Vec::<String>::new());
}

#[test]
fn stores_know_no_web_clock_or_platform() {
    // a resource's: what the supervisor keeps in the database is all about time
    let stores = |path: &str| path.ends_with("/store.rs") && !path.starts_with("backend/src/supervisor");
    let words = ["axum", "crate::clock", ".clock", "crate::platforms", "crate::web"];
    assert_eq!(offenders(stores, &words), Vec::<String>::new());
}

#[test]
fn telegram_is_known_where_it_belongs() {
    let elsewhere =
        |path: &str| !path.starts_with("backend/src/platforms") && !path.starts_with("backend/src/outbox");
    assert_eq!(offenders(elsewhere, &["teloxide", "grammers"]), Vec::<String>::new());
}

#[test]
fn nothing_is_left_for_later() {
    let words =
        [concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("#[ig", "nore"), "TODO", "FIXME"];
    let found: Vec<_> = everything()
        .into_iter()
        .filter(|file| file.path != "backend/tests/api/house.rs")
        .filter(|file| words.iter().any(|word| file.text.contains(word)))
        .map(|file| file.path)
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn tests_wait_for_events_not_for_time() {
    let found: Vec<_> = sources("backend/tests")
        .into_iter()
        .filter(|file| file.text.contains(concat!("time::sl", "eep(")))
        .map(|file| file.path)
        .collect();
    assert_eq!(found, Vec::<String>::new());
}
