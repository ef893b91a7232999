//! The worker against real SMTP: a server that fails on purpose in every way, and aiosmtpd.
//!
//! What holds in all of them: a message reported as sent is one the server accepted (H8), a message is accepted at most
//! twice and twice only when it was in doubt (H3), and no message is lost: it has an end, or a time for its next try.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration as Wait;

use chrono::Duration;
use daisychain::mail::smtp::{Smtp, Timeouts};
use daisychain::mail::{Drained, Folder, MailKind, Mailer, To, Transport, mailbox};
use daisychain::sources::Sources;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::mail::support::{Post, mailer_on};
use crate::support::TestDb;

/// A mail server in a process of its own, and what it printed.
pub struct Server {
    child: Child,
    pub port: u16,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(script: &str, arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/mail")
            .join(script);
        let python = std::env::var("TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut child = Command::new(python)
            .arg("-u")
            .arg(script)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("python3 is needed for the mail tests");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let Some(port) = first.trim().strip_prefix("PORT ") else {
            let output = child.wait_with_output().unwrap();
            panic!(
                "the mail server: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        };
        let port = port.parse().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&lines);
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                log.lock().unwrap().push(line);
            }
        });
        Self { child, port, lines }
    }

    fn fault(mode: &str) -> Self {
        Self::start("faultsmtp.py", &[mode])
    }

    fn log(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// How often each message was accepted, by the id of its row.
    pub fn accepted(&self) -> HashMap<Uuid, usize> {
        let mut accepted = HashMap::new();
        for line in self.log() {
            if let Some(rest) = line.strip_prefix("ACCEPTED <") {
                let id = rest.split('@').next().unwrap().parse().unwrap();
                *accepted.entry(id).or_default() += 1;
            }
        }
        accepted
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Long timeouts: a busy machine must not look like a slow server.
fn smtp(url: &str, ca: Option<&Path>) -> Smtp {
    let mut smtp = Smtp::new(&url.to_owned().into(), ca, "talk.example.org").unwrap();
    smtp.timeouts = Timeouts::all(Wait::from_secs(10));
    smtp
}

fn mailer(post: &Post, port: u16, login: &str) -> Mailer {
    let url = format!("smtp://{login}127.0.0.1:{port}");
    mailer_on(&post.t, Transport::Smtp(smtp(&url, None)))
}

/// Waits briefly, but only for what this server does not do.
fn impatient_mailer(post: &Post, server: &Server, mode: &str) -> Mailer {
    let mut smtp = smtp(&format!("smtp://127.0.0.1:{}", server.port), None);
    let short = Wait::from_millis(1500);
    match mode {
        "nogreet" | "dribble" | "noise" => smtp.timeouts.command = short,
        "stallend" | "slow250" => smtp.timeouts.reply = short,
        _ => {}
    }
    mailer_on(&post.t, Transport::Smtp(smtp))
}

/// Checks what holds against every server.
async fn check(mode: &str, post: &Post, server: &Server, ids: &[Uuid]) {
    let accepted = all_accepted(post, server, ids).await;
    for id in ids {
        let row = post.row(*id).await;
        let copies = accepted.get(id).copied().unwrap_or(0);
        if row.sent_at.is_some() {
            assert!(
                copies >= 1,
                "{mode}: reported as sent, but not accepted (H8)"
            );
        }
        assert!(
            copies <= 1 || row.in_doubt_at.is_some() && copies == 2,
            "{mode}: {copies} (H3)"
        );
        assert_eq!(row.claim_token, None, "{mode}: still claimed");
        let ended = [
            row.sent_at,
            row.failed_at,
            row.held_at,
            row.cancelled_at,
            row.expired_at,
        ];
        let ends = ended.iter().flatten().count();
        assert!(ends <= 1, "{mode}: {ends} ends");
        if ends == 0 {
            assert!(
                row.last_reply.is_some() || row.attempts == 0,
                "{mode}: waits without a reason"
            );
        }
        let reply = row.last_reply.unwrap_or_default();
        assert!(!reply.contains('@'), "{mode}: an address in {reply}");
    }
}

/// Returns what the server took. What it prints arrives a little later: waits for everything that was called sent.
async fn all_accepted(post: &Post, server: &Server, ids: &[Uuid]) -> HashMap<Uuid, usize> {
    let mut sent = Vec::new();
    for id in ids {
        sent.extend(post.row(*id).await.sent_at.map(|_| *id));
    }
    for _ in 0..100 {
        // Also a copy too many has this long to show.
        tokio::time::sleep(Wait::from_millis(50)).await;
        let accepted = server.accepted();
        if sent.iter().all(|id| accepted.contains_key(id)) {
            return accepted;
        }
    }
    server.accepted()
}

fn drained(sent: u32, again: u32, in_doubt: u32, bounced: u32, held: u32) -> Drained {
    Drained {
        sent,
        again,
        in_doubt,
        bounced,
        held,
        ..Drained::default()
    }
}

#[tokio::test]
async fn s04_every_fault_of_a_server_has_its_consequence() {
    let nothing = drained(0, 0, 0, 0, 0);
    let stopped = drained(0, 1, 0, 0, 0);
    let cases: &[(&str, Drained, bool, &str)] = &[
        ("ok", drained(2, 0, 0, 0, 0), false, "250"),
        ("hangup", drained(2, 0, 0, 0, 0), false, "250"),
        (
            "nogreet",
            stopped.clone(),
            true,
            "greeting: network error: timeout",
        ),
        (
            "dribble",
            stopped.clone(),
            true,
            "greeting: network error: timeout",
        ),
        ("greet554", stopped.clone(), true, "greeting: 554"),
        ("greet421", stopped.clone(), true, "greeting: 421"),
        ("noise", stopped.clone(), true, "greeting:"),
        ("mail550", stopped.clone(), true, "mail: 550"),
        ("greylist", drained(0, 2, 0, 0, 0), false, "rcpt: 451"),
        ("ratelimit", drained(0, 2, 0, 0, 0), false, "rcpt: 450"),
        ("drop421", drained(0, 2, 0, 0, 0), false, "rcpt: 421"),
        ("droprcpt", drained(0, 2, 0, 0, 0), false, "rcpt:"),
        ("full", drained(0, 2, 0, 0, 0), false, "rcpt: 552"),
        ("nouser", drained(0, 0, 0, 2, 0), false, "rcpt: 550"),
        ("disabled", drained(0, 0, 0, 2, 0), false, "rcpt: 550"),
        ("baduser", drained(0, 0, 0, 2, 0), false, "rcpt: 553"),
        ("barenouser", drained(0, 0, 0, 0, 2), false, "rcpt: 550"),
        ("policy", drained(0, 0, 0, 0, 2), false, "rcpt: 554"),
        ("data554", drained(0, 0, 0, 0, 2), false, "data: 554"),
        ("data250", drained(0, 2, 0, 0, 0), false, "data: 250"),
        ("spam", drained(0, 0, 0, 0, 2), false, "body: 554"),
        ("later", drained(0, 2, 0, 0, 0), false, "body: 451"),
        ("threefifty", drained(0, 0, 2, 0, 0), false, "body: 354"),
        ("dropmid", drained(0, 0, 2, 0, 0), false, "body:"),
        ("acceptdrop", drained(0, 0, 2, 0, 0), false, "body:"),
        (
            "stallend",
            drained(0, 0, 2, 0, 0),
            false,
            "body: network error: timeout",
        ),
        // A reply too many: from then on each reply would belong to the command before.
        ("chatty", drained(1, 1, 0, 0, 0), false, "250"),
        // Not "sent": the reply of the first one came too late, and must not pass for that of the second (F2).
        ("slow250", drained(0, 0, 1, 0, 1), false, "body:"),
    ];
    for (mode, wanted, stops, reply) in cases {
        let post = Post::new().await;
        let ids = [post.invite("Sam").await.1, post.invite("Ana").await.1];
        let server = Server::fault(mode);
        let mailer = impatient_mailer(&post, &server, mode);
        let mut done = mailer.drain().await.unwrap();
        assert_eq!(done.stopped.take().is_some(), *stops, "{mode}");
        assert_eq!(&done, wanted, "{mode}: {:?}", server.log());
        let first = post.row(ids[0]).await;
        let said = first.last_reply.unwrap_or_default();
        assert!(said.starts_with(reply), "{mode}: {said}");
        assert_eq!(
            first.attempts,
            i32::from(!*stops),
            "{mode}: a stop is not counted"
        );
        assert_eq!(post.attempts(ids[0]).await.len(), 1, "{mode}");
        check(mode, &post, &server, &ids).await;
        // Nothing is due again at once.
        let mut at_once = mailer.drain().await.unwrap();
        at_once.stopped = None;
        assert_eq!(at_once, nothing, "{mode}");
    }
}

#[tokio::test]
async fn s04_a_message_in_doubt_arrives_at_most_twice() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let code = post.code().await;
    let server = Server::fault("acceptdrop");
    let mailer = mailer(&post, server.port, "");
    let first = mailer.drain().await.unwrap();
    assert_eq!((first.in_doubt, first.failed), (1, 1));
    for _ in 0..10 {
        post.t.sources.advance(Duration::minutes(20));
        mailer.drain().await.unwrap();
    }
    check("acceptdrop", &post, &server, &[id, code]).await;
    assert_eq!(server.accepted()[&id], 2);
    assert_eq!(server.accepted()[&code], 1);
    assert!(post.row(id).await.held_at.is_some());
}

#[tokio::test]
async fn a_wrong_password_stops_the_queue_and_blames_nobody() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let server = Server::fault("ok");
    let mailer = mailer(&post, server.port, "sam:wrong@");
    let done = mailer.drain().await.unwrap();
    assert!(done.stopped.unwrap().starts_with("auth: 535"));
    assert_eq!(post.row(id).await.attempts, 0);
    assert_eq!(server.accepted().len(), 0);
    assert!(!person.address.is_empty());
}

#[tokio::test]
async fn a_message_waits_for_a_server_that_is_away_and_goes_out_when_it_is_back() {
    let post = Post::new().await;
    let ids = [post.invite("Sam").await.1, post.invite("Ana").await.1];
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let mailer = mailer(&post, port, "");
    for _ in 0..20 {
        let away = mailer.drain().await.unwrap();
        assert!(away.stopped.unwrap().starts_with("connect:"));
        post.t.sources.advance(Duration::minutes(5));
    }
    let waiting = post.row(ids[0]).await;
    assert_eq!(waiting.attempts, 0);
    assert!(waiting.last_reply.unwrap().starts_with("connect:"));
    let server = Server::start("faultsmtp.py", &["ok", &port.to_string()]);
    assert_eq!(mailer.drain().await.unwrap().sent, 2);
    check("back", &post, &server, &ids).await;
    assert_eq!(
        server
            .log()
            .iter()
            .filter(|line| *line == "CONNECT")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_full_mailbox_is_tried_three_times_more_a_day_apart() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let server = Server::fault("full");
    let mailer = mailer(&post, server.port, "");
    for _ in 0..3 {
        assert_eq!(mailer.drain().await.unwrap().again, 1);
        post.t.sources.advance(Duration::hours(23));
        assert_eq!(mailer.drain().await.unwrap(), Drained::default());
        post.t.sources.advance(Duration::hours(1));
    }
    assert_eq!(mailer.drain().await.unwrap().failed, 1);
    assert!(post.row(id).await.failed_at.is_some());
}

#[tokio::test]
async fn a_connection_is_used_for_fifty_messages() {
    let post = Post::new().await;
    let mut ids = Vec::new();
    for _ in 0..60 {
        ids.push(post.invite("Sam").await.1);
    }
    let server = Server::fault("ok");
    let mailer = mailer(&post, server.port, "");
    assert_eq!(mailer.drain().await.unwrap().sent, 60);
    check("ok", &post, &server, &ids).await;
    assert_eq!(
        server
            .log()
            .iter()
            .filter(|line| *line == "CONNECT")
            .count(),
        2
    );
}

/// A certificate for localhost that only its own file vouches for.
fn certificate(dir: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (cert, key) = (
        dir.join(format!("{name}.pem")),
        dir.join(format!("{name}.key")),
    );
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ])
        .args([
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output()
        .expect("openssl is needed for the mail tests");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    (cert, key)
}

#[tokio::test]
async fn a_real_server_takes_messages_plain_with_starttls_and_with_tls() {
    let dir = tempfile::tempdir().unwrap();
    let (cert, key) = certificate(dir.path(), "right");
    let (wrong, _) = certificate(dir.path(), "wrong");
    let (cert_text, key_text) = (cert.to_str().unwrap(), key.to_str().unwrap());
    let login = ["--login", "sam@example.org", "p:ss"];
    let who = "sam%40example.org:p%3Ass@";
    let tls: Vec<&str> = [&["--tls", cert_text, key_text][..], &login].concat();
    let starttls: Vec<&str> = [&["--starttls", cert_text, key_text][..], &login].concat();
    let cases = [
        ("plain", vec![], "smtp", "", Some(&cert), Ok(())),
        (
            "plain with a password",
            login.to_vec(),
            "smtp",
            who,
            None,
            Ok(()),
        ),
        ("tls", tls.clone(), "smtps", who, Some(&cert), Ok(())),
        (
            "starttls",
            starttls.clone(),
            "starttls",
            who,
            Some(&cert),
            Ok(()),
        ),
        (
            "tls, unknown certificate",
            tls.clone(),
            "smtps",
            who,
            Some(&wrong),
            Err("tls:"),
        ),
        (
            "starttls, unknown certificate",
            starttls.clone(),
            "starttls",
            who,
            None,
            Err("tls:"),
        ),
        (
            "starttls not offered",
            vec![],
            "starttls",
            "",
            Some(&cert),
            Err("tls: the server does not offer"),
        ),
        (
            "tls to a plain port",
            vec![],
            "smtps",
            "",
            Some(&cert),
            Err("tls:"),
        ),
        (
            "wrong password",
            tls,
            "smtps",
            "sam%40example.org:no@",
            Some(&cert),
            Err("auth: 535"),
        ),
    ];
    for (name, arguments, scheme, who, ca, wanted) in cases {
        let post = Post::new().await;
        let (person, id) = post.invite("Sam").await;
        let other = post.store(MailKind::YourTurn, &person).await;
        let server = Server::start("sink.py", &arguments);
        let url = format!(
            "{}://{who}localhost:{}",
            if scheme == "smtps" { "smtps" } else { "smtp" },
            server.port
        );
        let mut smtp = smtp(&url, ca.map(PathBuf::as_path));
        if scheme == "starttls" {
            smtp = smtp.insisting_on_starttls();
        }
        let mailer = mailer_on(&post.t, Transport::Smtp(smtp));
        let done = mailer.drain().await.unwrap();
        check(name, &post, &server, &[id, other]).await;
        match wanted {
            Ok(()) => {
                assert_eq!(done.sent, 2, "{name}: {done:?} {:?}", server.log());
                let line = format!("ACCEPTED <{id}@talk.example.org> TO {}", person.address);
                assert!(server.log().contains(&line), "{name}: {:?}", server.log());
            }
            Err(why) => {
                let said = done.stopped.unwrap_or_default();
                assert!(said.starts_with(why), "{name}: {said}");
                assert_eq!(server.accepted().len(), 0, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn without_a_server_messages_are_files_that_the_mailbox_reads() {
    let post = Post::new().await;
    let dir = tempfile::tempdir().unwrap();
    let mail_dir = dir.path().join("not/there/yet");
    let mut folder = Folder::new(mail_dir.clone());
    folder.refuse_domain = Some("bounce.example.org".to_owned());
    let (person, id) = post.invite("Sam").await;
    let mailer = mailer_on(&post.t, Transport::Folder(folder));
    assert_eq!(mailer.drain().await.unwrap().sent, 1);
    let (items, all) = mailbox::list(&mail_dir, 0, 50).unwrap();
    assert_eq!(all, 1);
    assert!(items[0].id.ends_with(&id.to_string()));
    assert_eq!(items[0].to, person.address);
    let opened = mailbox::read(&mail_dir, &items[0].id).unwrap().unwrap();
    let act = format!(
        "https://talk.example.org/p/{}",
        post.t.keys.link_token(person.act, 1)
    );
    let stop = format!(
        "https://talk.example.org/stop/{}",
        post.t.keys.link_token(person.stop, 1)
    );
    assert_eq!(opened.links, [act, stop.clone()]);
    assert_eq!(opened.unsubscribe, Some(stop));
    assert_eq!(opened.reply_to, "asha@example.org");
    let to = To::Participant {
        id: person.id,
        link: person.act,
        generation: 1,
    };
    let key = "bounce".to_owned();
    post.store_as(MailKind::Invite, "sam@bounce.example.org", to, None, key)
        .await;
    assert_eq!(mailer.drain().await.unwrap().bounced, 1);
    assert_eq!(mailbox::list(&mail_dir, 0, 50).unwrap().1, 1);
}

#[tokio::test]
async fn a_living_worker_keeps_its_claim_while_a_server_is_slow() {
    let post = Post::on(TestDb::with_sources(Sources::system()).await).await;
    let (_, id) = post.invite("Sam").await;
    let server = Server::fault("slow250");
    let smtp = smtp(&format!("smtp://127.0.0.1:{}", server.port), None);
    let mut slow = mailer_on(&post.t, Transport::Smtp(smtp));
    slow.timing.lease = Duration::milliseconds(3000);
    slow.timing.heartbeat = Wait::from_millis(300);
    let other = async {
        let mut seen = Drained::default();
        for _ in 0..22 {
            tokio::time::sleep(Wait::from_millis(150)).await;
            let drained = post.drain().await;
            seen = if drained == Drained::default() {
                seen
            } else {
                drained
            };
        }
        seen
    };
    let (slow, other) = tokio::join!(slow.drain(), other);
    assert_eq!(slow.unwrap().sent, 1);
    assert_eq!(other, Drained::default(), "somebody else took the row");
    check("slow250", &post, &server, &[id]).await;
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_leaves_a_stalled_message_in_doubt_and_the_rest_waiting() {
    let post = Post::on(TestDb::with_sources(Sources::system()).await).await;
    let ids = [post.invite("Sam").await.1, post.invite("Ana").await.1];
    let server = Server::fault("stallend");
    let mut smtp = smtp(&format!("smtp://127.0.0.1:{}", server.port), None);
    smtp.timeouts = Timeouts::all(Wait::from_mins(5));
    let mut mailer = mailer_on(&post.t, Transport::Smtp(smtp));
    mailer.timing.last_mail = Wait::from_millis(300);
    let (tell, stop) = watch::channel(false);
    let running = tokio::spawn(async move { mailer.run(stop, &Notify::new()).await });
    for _ in 0..1000 {
        if !server.accepted().is_empty() {
            break;
        }
        tokio::time::sleep(Wait::from_millis(20)).await;
    }
    tell.send(true).unwrap();
    tokio::time::timeout(Wait::from_secs(30), running)
        .await
        .unwrap()
        .unwrap();
    check("stallend", &post, &server, &ids).await;
    assert!(post.row(ids[0]).await.in_doubt_at.is_some());
    let rest = post.row(ids[1]).await;
    assert_eq!((rest.attempts, rest.in_doubt_at), (0, None));
}
