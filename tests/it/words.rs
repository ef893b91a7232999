//! Every word the pages and messages ask for is there, and no word is left that nobody asks for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings
                .iter()
                .any(|ending| path.extension().is_some_and(|e| e == *ending))
            {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The keys of the English words, attributes as `message.attribute`.
fn keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, text) in files("templates/i18n/en", &["ftl"]) {
        let mut message = "";
        for line in text.lines() {
            let Some((name, _)) = line.split_once('=') else {
                continue;
            };
            let is_name = |name: &str| {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
            };
            if !line.starts_with([' ', '#']) && is_name(name.trim_end()) {
                message = name.trim_end();
                keys.insert(message.to_owned());
            } else if let Some(attribute) = line
                .trim_start()
                .strip_prefix('.')
                .and_then(|l| l.split_once('='))
                && is_name(attribute.0.trim_end())
            {
                keys.insert(format!("{message}.{}", attribute.0.trim_end()));
            }
        }
    }
    keys
}

fn sources() -> Vec<(PathBuf, String)> {
    [files("src", &["rs"]), files("templates", &["html"])].concat()
}

/// Everything between double quotes.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(1)
}

#[test]
fn every_word_that_is_asked_for_exists() {
    let keys = keys();
    let asks = [
        ".t(\"", ".t1(\"", ".t2(\"", ".h1(\"", ".h2(\"", ".h3(\"", ".with(\"", ".html(\"",
    ];
    let mut missing = Vec::new();
    for (path, text) in sources() {
        // rustfmt may put the key on a line of its own.
        let text: String = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("( \"", "(\"");
        for ask in asks {
            for rest in text.split(ask).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                let is_key = key.contains('-') && !key.contains(['{', ' ', ':']);
                if is_key && !keys.contains(key) {
                    missing.push(format!("{key} ({})", path.display()));
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "words that are missing:\n{}",
        missing.join("\n")
    );
}

#[test]
fn no_word_is_left_that_nobody_asks_for() {
    let sources = sources();
    let all: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| literals(text))
        .collect();
    // Keys put together: format!("state-{}") and page.joined("state", …).
    let stems: Vec<String> = all
        .iter()
        .filter_map(|l| l.split_once('{').map(|(stem, _)| stem.to_owned()))
        .filter(|stem| stem.ends_with('-') && stem.len() > 2)
        .chain(joined_stems(&sources))
        .collect();
    let unused: Vec<String> = keys()
        .into_iter()
        .filter(|key| !key.starts_with("mail-"))
        .filter(|key| {
            !all.contains(key.as_str()) && !stems.iter().any(|stem| key.starts_with(stem))
        })
        .collect();
    assert!(
        unused.is_empty(),
        "words nobody asks for:\n{}",
        unused.join("\n")
    );
}

fn joined_stems(sources: &[(PathBuf, String)]) -> Vec<String> {
    let calls = sources
        .iter()
        .flat_map(|(_, text)| text.split(".joined(").skip(1));
    calls
        .filter_map(|rest| {
            rest.strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
        })
        .map(|stem| format!("{stem}-"))
        .chain(["error-".to_owned()])
        .collect()
}

#[test]
fn every_message_has_a_subject_and_one_link() {
    use daisychain::mail::MailKind;
    let keys = keys();
    let mail: String = files("templates/i18n/en", &["ftl"])
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    for kind in MailKind::ALL {
        let key = format!("mail-{}", kind.as_str());
        assert!(keys.contains(&key), "{key} has no words");
        assert!(
            keys.contains(&format!("{key}.subject")),
            "{key} has no subject"
        );
        let body = mail
            .split(&format!("\n{key} ="))
            .nth(1)
            .unwrap()
            .split("\n    .subject")
            .next()
            .unwrap();
        let marks = body.matches("<link>").count() + body.matches("<code>").count();
        assert_eq!(marks, 1, "{key} needs one link or one code");
    }
}
