//! Who may import whom (docs/ARCHITECTURE.md): axum stays at the door, lettre in the mail room, and the features import
//! only to their right.

use std::fs;
use std::path::{Path, PathBuf};

fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

fn all() -> Vec<(String, String)> {
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

#[test]
fn axum_appears_only_at_the_door() {
    // Whole rooms, and what a room calls its pages or its desk.
    let at_the_door = |name: &str| {
        let mut places = name.trim_end_matches(".rs").split('/');
        let room = places.next().unwrap_or_default();
        ["app", "router", "web", "desk"].contains(&room)
            || places.any(|place| ["pages", "desk"].contains(&place))
    };
    let strays: Vec<_> = all()
        .into_iter()
        .filter(|(name, text)| text.contains("axum::") && !at_the_door(name))
        .map(|(n, _)| n)
        .collect();
    assert!(strays.is_empty(), "axum in {strays:?}");
}

#[test]
fn lettre_appears_only_in_the_mail_room() {
    let strays: Vec<_> = all()
        .into_iter()
        .filter(|(n, t)| t.contains("lettre::") && !n.starts_with("mail/"))
        .map(|(n, _)| n)
        .collect();
    assert!(strays.is_empty(), "lettre in {strays:?}");
}

#[test]
fn features_import_only_to_their_right() {
    // From left to right; mail, web and methods know no feature at all.
    let order = [
        "desk",
        "plan",
        "insight",
        "conversation",
        "people",
        "chain",
        "organiser",
    ];
    let mut wrong = Vec::new();
    for (name, text) in all() {
        let Some(room) = name.split('/').next().filter(|_| name.contains('/')) else {
            continue;
        };
        let forbidden: &[&str] = match order.iter().position(|r| *r == room) {
            Some(place) => &order[..place],
            None if ["mail", "web", "methods"].contains(&room) => &order,
            None => continue,
        };
        for other in forbidden {
            // A room's own file may be called after another room, as in chain/desk.rs.
            let names = [
                format!("crate::{other}::"),
                format!("crate::{other};"),
                format!("crate::{{{other}"),
            ];
            if names.iter().any(|n| text.contains(n.as_str())) {
                wrong.push(format!("{name} imports {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_know_no_sentence() {
    // A sentence in Rust is a text of several words that begins with a capital and ends with a full stop. Errors for
    // the technician and the command line's own words are not for residents.
    let exempt = ["main.rs", "config.rs", "cli.rs", "check.rs"];
    let mut found = Vec::new();
    for (name, text) in all() {
        if exempt.contains(&name.as_str())
            || name.starts_with("demo/")
            || name.starts_with("check/")
        {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let sentence = literal.starts_with(|c: char| c.is_ascii_uppercase())
                    && literal.ends_with('.')
                    && literal.split(' ').count() > 3;
                if sentence {
                    found.push(format!("{name}: {literal}"));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "words belong into templates/i18n:\n{}",
        found.join("\n")
    );
}
