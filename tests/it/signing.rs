//! Messages that other mail servers trust: signed by DKIM as two independent programs read it, and with a way to stop
//! them that mail programs know.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::Duration;
use clap::Parser;
use daisychain::config::Settings;
use daisychain::i18n::Words;
use daisychain::mail::dkim::{self, DkimError, MakeError, Signer};
use daisychain::mail::inbound::{self, What};
use daisychain::mail::{self, ACT, Email, Letter, MailKind, Mailer, To};
use daisychain::{check, db};
use entity::outbox;
use mail_parser::MessageParser;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::mail::support::Post;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

/// Keys are made once: an RSA key takes its time.
fn keys() -> &'static Path {
    static FOLDER: std::sync::OnceLock<tempfile::TempDir> = std::sync::OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            dkim::make(folder.path(), "first").unwrap();
            folder
        })
        .path()
}

fn settings(mail: &Path, more: &[&str]) -> Settings {
    let mail = mail.display().to_string();
    let always = [
        "test",
        "--mail-from",
        "chains@talk.example.org",
        "--mail-dir",
        &mail,
    ];
    Line::parse_from(always.iter().chain(more)).settings
}

fn mailer(post: &Post, settings: &Settings) -> Mailer {
    let origin = "https://talk.example.org";
    let (sources, keys) = (post.t.sources.clone(), post.t.keys.clone());
    Mailer::new(settings, origin, post.t.db.clone(), sources, keys).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .collect();
    found.sort();
    found
}

/// What both verifiers say about each signature of each file: they must be there, and they must agree.
fn verified(signer: &Signer, folder: &Path, files: &[PathBuf]) -> Vec<Vec<String>> {
    let records: BTreeMap<String, String> = signer
        .records()
        .into_iter()
        .map(|record| (record.name, record.text))
        .collect();
    let list = folder.join("records.json");
    fs::write(&list, serde_json::to_string(&records).unwrap()).unwrap();
    let python = std::env::var("TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let run = |program: &str, script: &str| -> Vec<Vec<String>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/mail")
            .join(script);
        let output = Command::new(program)
            .arg(script)
            .arg(&list)
            .args(files)
            .output()
            .unwrap_or_else(|error| panic!("{program} is missing: {error}"));
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let lines = String::from_utf8(output.stdout).unwrap();
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let (dkimpy, mailauth) = (run(&python, "verify.py"), run("node", "verify.js"));
    assert_eq!(dkimpy, mailauth, "the two verifiers disagree");
    assert_eq!(dkimpy.len(), files.len());
    dkimpy
}

/// Stores an invitation whose every part somebody typed.
pub async fn typed(post: &Post, text: &str) -> Uuid {
    let person = post.person("Sam").await;
    let letter = Letter {
        w: Words::of("en"),
        kind: MailKind::Invite,
        args: &[
            ("inviter", &text),
            ("topic", &text),
            ("host", &text),
            ("forgotten", &text),
            ("by", &"person"),
        ],
        greet: Some(text),
        link: ACT,
        signature: None,
        can_stop: true,
    };
    let email = Email {
        kind: MailKind::Invite,
        address: person.address.clone(),
        to: To::Participant {
            id: person.id,
            link: person.act,
            generation: 1,
        },
        chain: Some(post.chain),
        conversation: Some(person.conversation),
        language: "en".to_owned(),
        letter: letter.write(),
        key: format!("typed:{}", person.id),
        due: post.t.sources.now(),
    };
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let (sources, keys) = (&post.t.sources, &post.t.keys);
    let id = mail::enqueue(&txn, sources, keys, email)
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    id
}

#[tokio::test]
async fn two_verifiers_agree_that_every_message_is_ours_and_that_a_changed_one_is_not() {
    let post = Post::new().await;
    let folder = tempfile::tempdir().unwrap();
    let dir = keys().display().to_string();
    let settings = settings(folder.path(), &["--dkim-dir", &dir]);
    let mailer = mailer(&post, &settings);
    post.invite("Sam").await;
    post.code().await;
    let long = "ein langes Wort ".repeat(120);
    for text in [
        "Zo\u{eb}   and  ",
        "\u{4f1a}\u{8a71}\u{1f33c}",
        ".\r\n.\r\n..",
        "a = b;\tc",
        &long,
    ] {
        typed(&post, text).await;
    }
    assert_eq!(mailer.drain().await.unwrap().sent, 7);
    let sent = files(folder.path());
    let signer = settings.signer().unwrap().unwrap();
    for (file, results) in sent.iter().zip(verified(&signer, folder.path(), &sent)) {
        assert_eq!(results, ["pass", "pass"], "{}", file.display());
    }

    // The other way round: each signed header of an invitation, and its body, changed by one letter.
    let whole = |file: &PathBuf| fs::read_to_string(file).unwrap();
    let invitation = sent
        .iter()
        .map(whole)
        .find(|raw| raw.contains("\r\nList-Unsubscribe:"))
        .unwrap();
    let changes = [
        ("\r\nFrom: ", "\r\nFrom: x"),
        ("\r\nTo: ", "\r\nTo: x"),
        ("\r\nSubject: ", "\r\nSubject: x"),
        ("\r\nDate: ", "\r\nDate: x"),
        ("\r\nMessage-ID: <", "\r\nMessage-ID: <x"),
        ("\r\nReply-To: ", "\r\nReply-To: x"),
        ("\r\nMIME-Version: 1.0", "\r\nMIME-Version: 1.1"),
        ("\r\nAuto-Submitted: auto", "\r\nAuto-Submitted: xauto"),
        ("\r\nList-Unsubscribe: <", "\r\nList-Unsubscribe: <x"),
        ("One-Click", "One-Clack"),
        ("</body>", "x</body>"),
    ];
    let changed: Vec<PathBuf> = changes
        .iter()
        .enumerate()
        .map(|(n, (from, to))| {
            let file = folder.path().join(format!("{n}.changed"));
            assert!(invitation.contains(from), "{from} in {invitation}");
            fs::write(&file, invitation.replacen(from, to, 1)).unwrap();
            file
        })
        .collect();
    for ((from, _), results) in changes
        .iter()
        .zip(verified(&signer, folder.path(), &changed))
    {
        assert_eq!(results.len(), 2);
        assert!(results.iter().all(|r| r != "pass"), "{from:?}: {results:?}");
    }

    // What mail servers do on the way breaks nothing: fold a line anew, add a header, write the type another way.
    let travelled = invitation
        .replacen("\r\nSubject: ", "\r\nSubject:\r\n\t", 1)
        .replacen(
            "multipart/alternative;",
            "multipart/alternative; charset=utf-8;",
            1,
        );
    let file = folder.path().join("travelled");
    fs::write(
        &file,
        format!("Received: from a by b\r\n{travelled}\r\n\r\n"),
    )
    .unwrap();
    let results = verified(&signer, folder.path(), &[file]);
    assert_eq!(results, [["pass", "pass"]]);
}

#[tokio::test]
async fn a_second_try_differs_only_in_the_time_of_its_signatures() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let dir = keys().display().to_string();
    let mut copies = Vec::new();
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let mailer = mailer(&post, &settings(folder.path(), &["--dkim-dir", &dir]));
        assert_eq!(mailer.drain().await.unwrap().sent, 1);
        let raw = fs::read_to_string(&files(folder.path())[0]).unwrap();
        assert_eq!(raw.matches("DKIM-Signature: ").count(), 2);
        assert!(
            !raw.to_lowercase().contains("content-type:from") && !raw.contains(":content-type")
        );
        copies.push(raw[raw.find("From: ").unwrap()..].to_owned());
        // As after a crash: the message is in doubt and goes out once more.
        post.t.sources.advance(Duration::hours(1));
        outbox::Entity::update_many()
            .col_expr(outbox::Column::SentAt, Expr::cust("NULL"))
            .col_expr(outbox::Column::TransmittingAt, Expr::cust("NULL"))
            .filter(outbox::Column::Id.eq(id))
            .exec(&post.t.db.write)
            .await
            .unwrap();
    }
    assert_eq!(copies[0], copies[1]);
}

#[test]
fn keys_are_made_once_for_their_owner_alone() {
    let folder = keys();
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(
            entry.metadata().unwrap().permissions().mode() & 0o777,
            0o600
        );
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["first-ed25519.pem", "first-rsa.pem"]);
    assert!(matches!(
        dkim::make(folder, "second"),
        Err(MakeError::There(_))
    ));
    let bad = dkim::make(&folder.join("x"), "../etc");
    assert!(matches!(bad, Err(MakeError::Selector(_))));
    let signer = Signer::load(folder, "Example.org").unwrap();
    let records = signer.records();
    assert_eq!(records[0].name, "first-ed25519._domainkey.example.org");
    assert!(records[0].text.starts_with("v=DKIM1; k=ed25519; p="));
    // 2048 bits in base64 begin and end so in every record there is.
    assert!(
        records[1]
            .text
            .starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA")
    );
    assert!(records[1].text.ends_with("IDAQAB"));
    for string in records[1].line().split('"').skip(1).step_by(2) {
        assert!(string.len() <= 255);
    }
}

#[test]
fn keys_that_cannot_be_used_stop_the_start_and_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let load = || Signer::load(folder.path(), "example.org");
    let file = folder.path().join("s.pem");
    let put = |text: &[u8], mode| {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
    };
    assert!(matches!(load(), Err(DkimError::Empty(_))));
    let rsa = fs::read(keys().join("first-rsa.pem")).unwrap();
    put(&rsa, 0o644);
    let error = load().unwrap_err();
    assert!(matches!(error, DkimError::Open(_, 0o644)), "{error}");
    assert!(error.to_string().contains("chmod 600"), "{error}");
    put(
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        0o600,
    );
    assert!(matches!(load(), Err(DkimError::Bad(_))));
    put(&rsa, 0o600);
    assert!(load().is_ok());
    let odd = folder.path().join("not a name.pem");
    fs::write(&odd, &rsa).unwrap();
    assert!(matches!(load(), Err(DkimError::Selector(_))));
    let other = folder.path().join("t.pem");
    fs::rename(&odd, &other).unwrap();
    fs::set_permissions(&other, Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(load(), Err(DkimError::Two("rsa", ..))));
    let none = Signer::load(&folder.path().join("none"), "example.org");
    assert!(matches!(none, Err(DkimError::Folder(..))));
}

#[tokio::test]
async fn the_start_is_refused_and_check_says_who_signs() {
    let post = Post::new().await;
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/none.db", folder.path().display());
    let lines = async |more: &[&str]| {
        let more = [&["--database-url", &database], more].concat();
        let settings = settings(folder.path(), &more);
        let findings = check::run(&settings, &post.t.sources).await;
        let origin = "https://talk.example.org";
        let (sources, keys) = (post.t.sources.clone(), post.t.keys.clone());
        let made = Mailer::new(&settings, origin, post.t.db.clone(), sources, keys);
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        (made.is_ok(), lines.join("\n"))
    };
    let (starts, said) = lines(&[]).await;
    assert!(
        starts && said.contains("ok    messages are not signed here (no DKIM_DIR)"),
        "{said}"
    );
    let dir = keys().display().to_string();
    let (starts, said) = lines(&["--dkim-dir", &dir]).await;
    let with = "ok    messages are signed here for talk.example.org with the selectors first-ed25519 (ed25519) and \
                first-rsa (rsa)";
    assert!(starts && said.contains(with), "{said}");
    let (starts, said) = lines(&["--dkim-dir", "/nonexistent"]).await;
    assert!(
        !starts && said.contains("to do DKIM_DIR /nonexistent"),
        "{said}"
    );
}

#[tokio::test]
async fn codes_come_from_an_address_of_their_own_and_cannot_be_unsubscribed_from() {
    let post = Post::new().await;
    let folder = tempfile::tempdir().unwrap();
    let own = settings(folder.path(), &[]);
    let from = async |settings: &Settings, kind: &str| {
        post.code().await;
        post.invite("Sam").await;
        mailer(&post, settings).drain().await.unwrap();
        let mut found = None;
        for file in files(folder.path()) {
            let raw = fs::read(&file).unwrap();
            fs::remove_file(&file).unwrap();
            let parsed = MessageParser::default().parse(&raw).unwrap();
            let stops = parsed.header("List-Unsubscribe").is_some();
            if stops == (kind == "invite") {
                let from = parsed.from().unwrap().first().unwrap().address.clone();
                found = from.map(std::borrow::Cow::into_owned);
            }
        }
        found.unwrap()
    };
    assert_eq!(from(&own, "code").await, "sign-in@talk.example.org");
    assert_eq!(from(&own, "invite").await, "chains@talk.example.org");
    let named = settings(folder.path(), &["--codes-from", "door@talk.example.org"]);
    named.validate().unwrap();
    assert_eq!(from(&named, "code").await, "door@talk.example.org");
    // Another domain would need records of its own: refused, with the reason.
    let other = settings(folder.path(), &["--codes-from", "door@example.net"]);
    let refused = other.validate().unwrap_err().to_string();
    assert!(refused.contains("domain of MAIL_FROM"), "{refused}");
}

#[tokio::test]
async fn a_mail_program_can_stop_the_messages_by_a_click_or_by_a_message() {
    let post = Post::new().await;
    let folder = tempfile::tempdir().unwrap();
    post.invite("Sam").await;
    let settings = settings(folder.path(), &["--reply-to", "talk@talk.example.org"]);
    mailer(&post, &settings).drain().await.unwrap();
    let raw = fs::read(&files(folder.path())[0]).unwrap();
    let parsed = MessageParser::default().parse(&raw).unwrap();
    let header = parsed
        .header_raw("List-Unsubscribe")
        .unwrap()
        .replace("\r\n", "");
    let header = header.trim();
    let (click, message) = header.split_once(", ").unwrap();
    assert!(
        click.starts_with("<https://talk.example.org/stop/"),
        "{header}"
    );
    let message = message.strip_prefix("<mailto:").unwrap();
    let address = message.strip_suffix("?subject=stop&body=stop>").unwrap();
    // Programs differ in which of the two they take over.
    for text in ["stop", ""] {
        let mail =
            format!("From: sam@example.net\r\nTo: {address}\r\nSubject: stop\r\n\r\n{text}\r\n");
        let incoming = inbound::read(mail.as_bytes()).unwrap();
        assert_eq!(incoming.what, What::Stop, "{mail}");
        assert!(incoming.answers.is_some());
    }
}
