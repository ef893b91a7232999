//! Nothing anybody types becomes a header, a link, a second recipient or the end of the worker (RELIABILITY rules 17 to
//! 20).

use chrono::Duration;
use daisychain::mail::{self, Drained};
use daisychain::people::name;
use entity::outbox;
use lettre::Address;
use mail_parser::MessageParser;
use proptest::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::mail::support::Post;
use crate::signing::typed;

#[tokio::test]
async fn one_row_that_cannot_be_built_stops_nobody_elses_message() {
    let post = Post::new().await;
    let mut ids = Vec::new();
    for _ in 0..100 {
        ids.push(post.invite("Sam").await.1);
    }
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Kind, Expr::value("postcard"))
        .filter(outbox::Column::Id.eq(ids[37]))
        .exec(&post.t.db.write)
        .await
        .unwrap();
    let mut all = Drained::default();
    for _ in 0..20 {
        let drained = post.drain().await;
        all.sent += drained.sent;
        all.failed += drained.failed;
        // The pace of one recipient domain (rule 13).
        post.t.sources.advance(Duration::minutes(2));
    }
    assert_eq!((all.sent, all.failed), (99, 1));
    assert!(post.row(ids[37]).await.failed_at.is_some());
}

/// 230 things somebody could type as a name to get a link, a header or an address into a message.
fn payloads() -> Vec<String> {
    let seeds = [
        "evil.com",
        "www.evil",
        "http://evil.com",
        "https://evil.com/x?y=z",
        "hxxp://evil",
        "//evil.com",
        "evil\u{3002}com",
        "evil\u{ff0e}com",
        "xn--80ak6aa92e.com",
        "m\u{fc}nchen.de",
        "t.co/abc",
        "1.2.3.4",
        "[::1]",
        "javascript:alert(1)",
        "mailto:x@evil.com",
        "sam@evil.com",
        "<a href=x>y</a>",
        "<script>",
        "%%act%%",
        "<link>",
        "=?utf-8?q?evil?=",
        "\r\nBcc: v@evil.com",
        "\nSubject: won",
        "\u{202e}moc.live",
        "a\u{200b}b",
        "Win \u{a3}1000",
        "call 0900 123456",
        "\u{0}",
        "\u{7f}\u{7}",
    ];
    let around = |seed: &str| {
        [
            seed.to_owned(),
            format!("Bob {seed}"),
            format!("{seed} Bob"),
            format!("Bob{seed}"),
            format!("{seed}."),
            format!("({seed})"),
            seed.to_uppercase(),
            format!(" {seed}\t"),
        ]
    };
    seeds.iter().flat_map(|seed| around(seed)).collect()
}

/// Whether a mail program could make a link of a part of this.
fn could_be_a_link(text: &str) -> bool {
    let text = text.to_lowercase();
    let dotted = |word: &str| {
        let mut parts = word.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
        let before = parts.next().unwrap_or_default().chars().count();
        let after = parts.next().unwrap_or_default();
        before > 1 && after.chars().take_while(|c| c.is_alphanumeric()).count() > 1
    };
    ["://", "www.", "@", "<", ">", "=?", "%%", "/"]
        .iter()
        .any(|mark| text.contains(mark))
        || text.split_whitespace().any(dotted)
}

fn harmless(name: &str) {
    assert!(!could_be_a_link(name), "{name:?}");
    assert!(!name.chars().any(char::is_control), "{name:?}");
    assert!(name.chars().count() <= name::MAX);
    assert_eq!(name::parse(name).as_deref(), Some(name), "stored as typed");
}

#[test]
fn of_two_hundred_tricks_none_becomes_a_name_with_a_link_in_it() {
    let payloads = payloads();
    assert!(payloads.len() >= 200);
    for payload in &payloads {
        if let Some(name) = name::parse(payload) {
            harmless(&name);
        }
    }
    // These have no business in a name at all.
    for payload in payloads.iter().filter(|p| could_be_a_link(p)) {
        assert_eq!(name::parse(payload), None, "{payload:?}");
    }
}

#[tokio::test]
async fn of_two_hundred_tricks_none_adds_a_header_or_a_link_to_a_message() {
    let post = Post::new().await;
    typed(&post, "Maria").await;
    post.drain().await;
    let shape = |raw: &[u8]| {
        assert!(raw.is_ascii());
        let raw = std::str::from_utf8(raw).unwrap();
        assert!(
            raw.split("\r\n")
                .all(|line| line.len() <= 998 && !line.contains(['\r', '\n']))
        );
        let head = raw.split("\r\n\r\n").next().unwrap().to_owned();
        let names = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']));
        let names = names.filter_map(|line| Some(line.split_once(':')?.0.to_owned()));
        names.collect::<Vec<String>>()
    };
    let honest = post.memory.take().remove(0);
    for payload in payloads() {
        // PostgreSQL takes no NUL, so there none gets this far.
        let payload = if daisychain::db::is_sqlite(&post.t.db) {
            payload
        } else {
            payload.replace('\0', "")
        };
        typed(&post, &payload).await;
        post.t.sources.advance(Duration::minutes(2));
        assert_eq!(post.drain().await.sent, 1, "{payload:?}");
        let sent = post.memory.take().remove(0);
        assert_eq!(shape(&sent.raw), shape(&honest.raw), "{payload:?}");
        for mark in ["<a ", "<p", "<script"] {
            let count = |html: &str| html.matches(mark).count();
            assert_eq!(
                count(&sent.html),
                count(&honest.html),
                "{payload:?}: {mark}"
            );
        }
        assert!(!sent.text.contains("%%"), "{payload:?}");
        let parsed = MessageParser::default().parse(&sent.raw).unwrap();
        assert_eq!(parsed.to().unwrap().iter().count(), 1);
        assert!(parsed.bcc().is_none() && parsed.cc().is_none());
    }
}

proptest! {
    #[test]
    fn any_text_is_a_harmless_name_or_none(text in any::<String>()) {
        if let Some(name) = name::parse(&text) {
            harmless(&name);
        }
    }

    #[test]
    fn nearly_names_are_harmless_or_none(text in "[A-Za-z\u{e9}\u{4f1a}.' :/@\u{3002}\u{200d}%-]{1,50}") {
        if let Some(name) = name::parse(&text) {
            harmless(&name);
        }
    }

    #[test]
    fn any_text_is_one_plain_address_or_none(text in any::<String>()) {
        one_address(&text);
    }

    #[test]
    fn nearly_addresses_are_one_plain_address_or_none(
        text in "[A-Za-z0-9.,;:<>()\u{fc}'\"+\\\\ \r\n-]{0,70}@[A-Za-z0-9.@\u{fc}\u{3002}\\[\\] \r\n-]{0,40}(\\.[a-z]{2,3})?"
    ) {
        one_address(&text);
    }
}

fn one_address(text: &str) {
    let Some(address) = mail::address(text) else {
        return;
    };
    assert!(address.is_ascii() && address.len() <= 254, "{address:?}");
    assert!(
        !address
            .contains(|c: char| c.is_control() || c.is_whitespace() || ",;<>()\"[]\\".contains(c))
    );
    assert_eq!(address.matches('@').count(), 1);
    let parsed: Address = address.parse().unwrap();
    assert!(parsed.domain().contains('.') && parsed.user().len() <= 64);
    // Stored once, it stays as it is.
    assert_eq!(mail::address(&address), Some(address));
}
