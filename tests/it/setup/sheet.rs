//! First people from a spreadsheet: nobody is asked before an organiser has seen who, and nobody twice.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::db;
use daisychain::mail::suppression;
use entity::shared::SuppressionReason;
use entity::{audit, outbox, participant, sheet};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::support::{DESK, hand_in, open_chain, xlsx};
use crate::chain::support::{at_the_desk, started};
use crate::http::{Browser, Server};

const MAPPED: [(&str, &str); 4] = [
    ("column-1", "name"),
    ("column-2", "email"),
    ("column-3", "phone"),
    ("headings", "yes"),
];

async fn people(server: &Server) -> Vec<participant::Model> {
    let all = participant::Entity::find().all(&server.app.db.read).await;
    all.unwrap()
}

async fn mails(server: &Server, kind: &str) -> usize {
    let all = outbox::Entity::find().all(&server.app.db.read).await;
    all.unwrap().iter().filter(|mail| mail.kind == kind).count()
}

/// Hands a file in and says what its columns are. Returns the address of the list.
async fn mapped(browser: &mut Browser, file: &[u8]) -> String {
    let answer = hand_in(browser, "list.csv", file, "").await;
    let list = answer.to().to_owned();
    let answer = browser.submit(&list, &MAPPED).await;
    assert_eq!(answer.to(), format!("{list}/check"));
    list
}

const LIST: &str = "Name;E-mail;Mobile\n\
    Sam Khan;sam@example.org;020 7946 0200\n\
    Maria;maria.example.org;\n\
    \n\
    \"Win\nLee\";;020 7946 0201\n\
    Sam again;SAM@example.org;\n\
    Old Friend;old@example.org;\n\
    Shy;shy@example.org;\n";

#[tokio::test]
async fn r08_a_list_is_looked_at_first_and_added_once_however_often_it_is_pressed() {
    let (server, mut browser) = open_chain().await;
    let old = [
        ("name", "Old Friend"),
        ("email", "old@example.org"),
        ("language", "en"),
        ("asked", "yes"),
    ];
    browser
        .submit(&format!("{DESK}/people/add"), &old)
        .await
        .to();
    let txn = db::begin_write(&server.app.db).await.unwrap();
    let means = &server.app.means;
    let shy = means.keys.address_index("shy@example.org");
    suppression::suppress(&txn, &means.sources, &shy, SuppressionReason::Asked, None)
        .await
        .unwrap();
    txn.commit().await.unwrap();

    let page = browser.get(&format!("{DESK}/people/sheet")).await;
    let nonce = page.field("nonce");
    let first = hand_in(&mut browser, "list.csv", LIST.as_bytes(), &nonce).await;
    let list = first.to().to_owned();
    // The same form again is the same list.
    let again = hand_in(&mut browser, "list.csv", LIST.as_bytes(), &nonce).await;
    assert_eq!(again.to(), list);
    let columns = browser.get(&list).await;
    columns.shows("We found 7 rows");
    columns.shows("<option value=\"email\" selected>");
    columns.shows("<option value=\"phone\" selected>");
    // Sealed, and nothing of it can be read in the database.
    let row = sheet::Entity::find().one(&server.app.db.read).await;
    let body = row.unwrap().unwrap().body.unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("Sam"));

    browser.submit(&list, &MAPPED).await.to();
    let check = browser.get(&format!("{list}/check")).await;
    for line in [
        "Line 3: the email has no @",
        "Line 6: the same person is in line 2 already",
        "Line 7: this person is in the chain already",
        "Line 8: we cannot write to this person",
        "4 lines are left out",
        "2 people will be added",
        "1 of them has no email address",
        "Win Lee",
        // Who is left out is named beside the line.
        "Old Friend",
    ] {
        check.shows(line);
    }
    assert!(!check.body.contains("asked us not to"));
    assert_eq!(people(&server).await.len(), 1, "looking adds nobody");

    let nonce = check.field("nonce");
    let without = [
        ("nonce", nonce.as_str()),
        ("language", "es"),
        ("decision", "add"),
    ];
    let refused = browser.submit(&format!("{list}/check"), &without).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.title().starts_with("Error: "));
    refused.shows("Ask first, then tick");
    let asked = [&without[..], &[("asked", "yes")]].concat();
    let (mut one, mut two) = (browser.clone(), browser.clone());
    let path = format!("{list}/check");
    let (first, second) = tokio::join!(one.submit(&path, &asked), two.submit(&path, &asked));
    let done = [first, second];
    let done = done
        .iter()
        .find(|answer| answer.status == StatusCode::SEE_OTHER)
        .unwrap();
    let after = browser.submit(&path, &asked).await;
    assert_eq!(after.to(), done.to());
    let page = browser.get(done.to()).await;
    for text in [
        "You added 2 people",
        "Sam Khan",
        "Win Lee",
        "4 lines were left out",
        "Line 3: the email has no @",
        "Line 8: we cannot write to this person",
    ] {
        page.shows(text);
    }
    let all = people(&server).await;
    assert_eq!(all.len(), 3);
    let added: Vec<_> = all.iter().filter(|p| p.language == "es").collect();
    assert_eq!(added.len(), 2);
    assert_eq!(added.iter().filter(|p| p.email.is_none()).count(), 1);
    assert!(added.iter().all(|p| p.phone.is_some()));
    assert_eq!(mails(&server, "starter-invite").await, 2);
    // The list is gone, and says so.
    let row = sheet::Entity::find().one(&server.app.db.read).await;
    let row = row.unwrap().unwrap();
    assert!(row.body.is_none() && row.used_at.is_some());
    for path in [list.clone(), format!("{list}/check")] {
        let gone = browser.get(&path).await;
        assert_eq!(gone.status, StatusCode::GONE);
        gone.shows("This list is no longer here");
    }
    let again = [
        ("nonce", "another"),
        ("language", "en"),
        ("asked", "yes"),
        ("decision", "add"),
    ];
    let gone = browser.submit(&format!("{list}/check"), &again).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert_eq!(people(&server).await.len(), 3);
    let acts = audit::Entity::find()
        .all(&server.app.db.read)
        .await
        .unwrap();
    let count = |act: &str| acts.iter().filter(|row| row.act == act).count();
    assert_eq!(
        (
            count("sheet.handed_in"),
            count("sheet.used"),
            count("person.added")
        ),
        (1, 1, 3)
    );
}

#[tokio::test]
async fn a_list_can_be_thrown_away_and_a_chain_that_is_not_open_takes_nobody() {
    let (server, mut browser) = at_the_desk().await;
    started(&mut browser).await;
    let list = mapped(&mut browser, LIST.as_bytes()).await;
    let check = browser.get(&format!("{list}/check")).await;
    check.shows("This chain is not open yet");
    let nonce = check.field("nonce");
    let asked = [
        ("nonce", nonce.as_str()),
        ("language", "en"),
        ("asked", "yes"),
        ("decision", "add"),
    ];
    let refused = browser.submit(&format!("{list}/check"), &asked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Open the chain first");
    let away = browser
        .submit(&format!("{list}/check"), &[("decision", "none")])
        .await;
    assert_eq!(away.to(), format!("{DESK}/people/sheet"));
    assert_eq!(browser.get(&list).await.status, StatusCode::GONE);
    assert!(people(&server).await.is_empty());
    let kept = sheet::Entity::find().one(&server.app.db.read).await;
    assert_eq!(kept.unwrap().unwrap().body, None, "thrown away, not hidden");
    assert_eq!(mails(&server, "starter-invite").await, 0);
}

#[tokio::test]
async fn a_list_is_gone_after_a_day_and_only_who_handed_it_in_can_open_it() {
    let (server, mut browser) = open_chain().await;
    let list = mapped(&mut browser, LIST.as_bytes()).await;
    server.organiser("ben@example.org", "Ben").await;
    let mut ben = server.signed_in("ben@example.org").await;
    assert_eq!(ben.get(&list).await.status, StatusCode::NOT_FOUND);
    let tick = || clock::tick(&server.app.db, &server.app.means);
    server.app.means.sources.advance(Duration::hours(23));
    tick().await.unwrap();
    let kept = || async {
        let row = sheet::Entity::find().one(&server.app.db.read).await;
        row.unwrap().unwrap().body.is_some()
    };
    assert!(kept().await);
    server.app.means.sources.advance(Duration::hours(1));
    tick().await.unwrap();
    assert!(!kept().await);
}

#[tokio::test]
async fn r07_columns_that_make_no_sense_come_back_with_what_was_chosen() {
    let (_server, mut browser) = open_chain().await;
    let answer = hand_in(&mut browser, "list.csv", LIST.as_bytes(), "").await;
    let list = answer.to().to_owned();
    let wrongs: [(&[(&str, &str)], &str); 4] = [
        (
            &[("column-1", "skip"), ("column-2", "email")],
            "Say which column holds the names",
        ),
        (
            &[("column-1", "name"), ("column-2", "skip")],
            "Say which column holds the email",
        ),
        (
            &[
                ("column-1", "name"),
                ("column-2", "email"),
                ("column-3", "email"),
            ],
            "Choose each kind of column once only",
        ),
        (
            &[
                ("column-1", "name"),
                ("column-2", "email"),
                ("column-3", "last"),
            ],
            "Choose either one column for the name",
        ),
    ];
    for (fields, message) in wrongs {
        let page = browser.submit(&list, fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.title().starts_with("Error: "));
        page.shows(message);
        page.shows(&format!("<option value=\"{}\" selected>", fields[1].1));
    }
}

#[tokio::test]
async fn an_excel_file_is_read_and_what_is_no_list_is_refused_in_words() {
    let (server, mut browser) = open_chain().await;
    let text =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = [
        format!(
            "<row r=\"1\">{}{}{}</row>",
            text("A1", "Name"),
            text("B1", "E-mail"),
            text("C1", "Phone")
        ),
        format!(
            "<row r=\"2\">{}{}</row>",
            text("A2", "Zo\u{eb}"),
            text("B2", "zoe@example.org")
        ),
        format!(
            "<row r=\"4\"><c r=\"A4\"><f>B2</f><v>1</v></c>{}</row>",
            text("B4", "f@example.org")
        ),
        format!(
            "<row r=\"5\"><c r=\"A5\" t=\"d\"><v>1980-03-12</v></c>{}</row>",
            text("B5", "d@example.org")
        ),
        format!(
            "<row r=\"6\">{}<c r=\"C6\"><v>2079460123</v></c></row>",
            text("A6", "Win")
        ),
    ]
    .concat();
    let list = mapped(&mut browser, &xlsx(&rows, None)).await;
    let check = browser.get(&format!("{list}/check")).await;
    for line in [
        "Line 4: the name is a formula",
        "Line 5: there is a date where the name should be",
        "2 people will be added",
        "2079460123",
        "drop a 0 at the start",
    ] {
        check.shows(line);
    }
    let refused: [(Vec<u8>, &str); 8] = [
        (
            xlsx(&rows, Some("xl/vbaProject.bin")),
            "This file has macros",
        ),
        (xlsx("", None), "This file is empty"),
        (b"PK\x03\x04".to_vec(), "We cannot read this file"),
        (b"\xD0\xCF\x11\xE0old".to_vec(), "This is an old Excel file"),
        (b"%PDF-1.7\0\x01".to_vec(), "This is not a CSV or XLSX file"),
        (b"\n\n".to_vec(), "This file is empty"),
        (vec![b'a'; 1024 * 1024 + 1], "This file is larger than 1 MB"),
        (
            "Sam,s@example.org\n".repeat(502).into_bytes(),
            "This file has more than 500 people",
        ),
    ];
    for (file, message) in refused {
        let page = hand_in(&mut browser, "list", &file, "").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{message}");
        assert!(page.title().starts_with("Error: "));
        page.shows(message);
    }
    let none = hand_in(&mut browser, "", b"", "").await;
    none.shows("Choose a file");
    let form = browser.submit(&format!("{DESK}/people/sheet"), &[]).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lists = sheet::Entity::find().count(&server.app.db.read).await;
    assert_eq!(lists.unwrap(), 1);
}

#[tokio::test]
async fn a_file_from_another_site_is_not_taken() {
    let (_server, browser) = open_chain().await;
    let mut browser = browser;
    let answer = browser
        .submit_from(
            Some("https://evil.example"),
            &format!("{DESK}/people/sheet"),
            &[],
        )
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
