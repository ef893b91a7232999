//! What changed: every act in words, narrowed, and as a file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use daisychain::db;
use daisychain::desk::log::tell::key_of;
use daisychain::i18n::Words;
use daisychain::organiser::audit::{self, By};
use entity::shared::Role;
use tower::ServiceExt;
use uuid::Uuid;

use crate::desk::support::{World, texts};
use crate::organisers::{add_member, add_organiser};

/// Everything in the code that looks like an act: two words with a dot between them, and no file or address.
fn acts() -> BTreeSet<String> {
    const NO_ACTS: [&str; 13] = [
        "css", "js", "svg", "html", "db", "txt", "log", "eml", "key", "com", "co", "con", "org",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![root];
    let mut acts = BTreeSet::from(["sign_in".to_owned(), "sign_out".to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for literal in text.split('"') {
                let Some((stem, act)) = literal.split_once('.') else {
                    continue;
                };
                let is_word = |w: &str| {
                    !w.is_empty() && w.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                };
                if is_word(stem) && is_word(act) && !NO_ACTS.contains(&act) {
                    acts.insert(literal.to_owned());
                }
            }
        }
    }
    acts
}

#[test]
fn every_act_that_is_noted_has_words() {
    let (w, acts) = (Words::of("en"), acts());
    assert!(
        acts.len() > 70 && acts.contains("details.shown"),
        "{acts:?}"
    );
    let silent: Vec<&String> = acts
        .iter()
        .filter(|act| key_of(act, false, |key| w.has(key)) == "log-other")
        .collect();
    assert!(
        silent.is_empty(),
        "write log-act-… in team.ftl for {silent:#?}"
    );
}

async fn note(w: &World, by: By, act: &'static str, object: Option<Uuid>) {
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let chain = Some(w.face.chain.id);
    audit::note(&txn, &w.app.means.sources, by, act, object, chain)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

fn told(page: &str) -> Vec<String> {
    texts(page, "td[data-l='What happened']")
}

#[tokio::test]
async fn who_saw_or_changed_what_is_told_in_words_the_newest_first() {
    let w = World::open().await;
    w.post("/people/add", &[]).await;
    let sam = w.agreed_starter("Sam").await;
    w.day(1);
    w.post(&format!("/people/{}/details", sam.id), &[]).await;
    w.day(2);
    let gone = add_organiser(&w.app, "Tariq").await;
    note(&w, By::Organiser(gone), "person.written_for", Some(sam.id)).await;
    w.day(3);
    note(&w, By::System, "person.matched", Some(Uuid::nil())).await;
    let page = w.get("/log").await;
    assert_eq!(page.status, StatusCode::OK);
    let told = told(&page.body);
    assert_eq!(
        told[..4],
        [
            "The system joined two people, and one of them had been waiting: somebody or something that is gone",
            "Tariq (no longer in the team) began to write for Sam",
            "Asha saw how to reach Sam",
            "Sam said yes",
        ],
        "{told:#?}"
    );
    assert!(page.body.contains(&format!("/people/{}\"", sam.id)));
    assert!(!page.body.contains("sam@example.org"));
}

#[tokio::test]
async fn the_log_is_narrowed_by_what_by_whom_about_whom_and_when() {
    let w = World::open().await;
    let sam = w.agreed_starter("Sam").await;
    w.day(1);
    let cat = w.choose(&sam, "Cat").await;
    w.agree(cat.id).await;
    w.day(2);
    w.post(&format!("/people/{}/details", cat.id), &[]).await;
    let lin = add_organiser(&w.app, "Lin").await;
    add_member(&w.app, lin, (None, Some(w.face.chain.id)), Role::Organiser).await;
    note(&w, By::Organiser(lin), "theme.made", None).await;
    let find = async |query: &str| told(&w.get(&format!("/log?{query}")).await.body);
    assert_eq!(find("group=contact").await, ["Asha saw how to reach Cat"]);
    assert_eq!(find(&format!("by={lin}")).await.len(), 1);
    assert_eq!(find("by=people").await, ["Cat said yes", "Sam said yes"]);
    let cats = find("name=cAT").await;
    assert_eq!(cats, ["Asha saw how to reach Cat", "Cat said yes"]);
    // The second of September, by the host's clock.
    assert_eq!(
        find("from=2026-09-02&until=2026-09-02").await,
        ["Cat said yes"]
    );
    assert_eq!(find("from=nonsense&group=contact&by=people").await.len(), 0);
    let all = find("group=&by=&name=&from=&until=").await.len();
    assert!(all > 3, "{all}");
}

#[tokio::test]
async fn a_long_log_is_paged() {
    let w = World::open().await;
    note(&w, By::Organiser(w.owner), "chain.goal", None).await;
    let before = told(&w.get("/log?group=setup").await.body);
    w.day(1);
    for _ in 0..60 {
        note(&w, By::Organiser(w.owner), "chain.rules", None).await;
    }
    let first = w.get("/log?group=setup").await.body;
    assert_eq!(told(&first).len(), 50);
    let next = texts(&first, "a[rel=next]");
    assert_eq!(next.len(), 1);
    let more = told(&w.get("/log?group=setup&page=2").await.body);
    // The ten that were left, and then what was there before: nothing twice, nothing left out.
    assert_eq!(more.len(), 10 + before.len());
    assert_eq!(more[10..], before);
    assert!(
        told(&first)
            .iter()
            .chain(&more[..10])
            .all(|line| !before.contains(line))
    );
}

#[tokio::test]
async fn what_was_done_with_a_worry_is_told_to_the_safeguarding_person_only() {
    let w = World::open().await;
    note(&w, By::Organiser(w.owner), "worry.shown", None).await;
    assert!(w.get("/log").await.body.contains("read the worry"));
    let cookie = w.with_role(Role::Owner).await;
    let others = w.send(&cookie, "/log", None).await;
    assert_eq!(others.status, StatusCode::OK);
    assert!(!others.body.contains("worry"), "{}", others.body);
    let file = w.send(&cookie, "/log", Some(&[])).await;
    assert!(!file.body.contains("worry"));
}

#[tokio::test]
async fn r52_owners_take_it_as_a_file_in_which_no_cell_is_a_formula() {
    let w = World::open().await;
    let odd = w.agreed_starter("=Sam(1)").await;
    for _ in 0..510 {
        note(&w, By::Organiser(w.owner), "person.told", Some(odd.id)).await;
    }
    let organiser = w.with_role(Role::Organiser).await;
    let refused = w.send(&organiser, "/log", Some(&[])).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let request = Request::post(format!("/desk/{}/log", w.face.chain.slug))
        .header(header::COOKIE, &w.cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("group=people"))
        .unwrap();
    let answer = w.router.clone().oneshot(request).await.unwrap();
    assert_eq!(
        answer.headers()[header::CONTENT_TYPE],
        "text/csv; charset=utf-8"
    );
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let named = answer.headers()[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        named,
        "attachment; filename=\"what-changed-2026-09-01.csv\""
    );
    let bytes = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() >= 511, "{}", rows.len());
    // Only what was asked for: who signed in or set the chain up is another group.
    let page = told(&w.get("/log?group=people&page=11").await.body);
    assert_eq!(rows.len(), 500 + page.len());
    assert!(
        rows.iter()
            .all(|row| !row.iter().any(|cell| cell.starts_with('=')))
    );
    assert!(rows.iter().any(|row| &row[4] == "'=Sam(1)"));
    // Each line has the time for computers, in UTC, beside the host's own.
    let utc = |row: &csv::StringRecord| row[0].parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert!(
        rows.iter()
            .all(|row| row[0].ends_with('Z') && !row[1].is_empty())
    );
    assert!(rows.windows(2).all(|two| utc(&two[0]) >= utc(&two[1])));
    assert_eq!(w.count_audit("log.downloaded").await, 1);
}
