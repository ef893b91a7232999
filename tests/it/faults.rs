//! The real server, killed at random moments while people write (RELIABILITY S1).
//!
//! Eight writers send forms over HTTP to the program itself and note what was acknowledged. The process is killed
//! (SIGKILL) and started again, round after round, and an outbox worker sends to a real SMTP server all the while.
//! In the end every acknowledged change must be in the database (H1), every message must have arrived (H2), twice only
//! if it was in doubt (H3), none for a change that is not there (H4), and none called sent that was not (H8).
//!
//! `FAULT_ROUNDS` sets the rounds (20), `FAULT_SEED` repeats the same moments.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration as Wait;

use chrono::Duration;
use daisychain::mail::smtp::{Smtp, Timeouts};
use daisychain::mail::{Mailer, Transport};
use daisychain::sources::Sources;
use daisychain::{db, db::Db};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::{Client, StatusCode, redirect};
use sea_orm::ConnectionTrait;
use tokio::time::Instant;
use uuid::Uuid;

use crate::faults_lives::{ACTS, Act, Life, Truth, seed_lives};
use crate::mail_servers::Server as MailServer;
use crate::support::{TestApp, TestDb};

mod points;
mod torn;

const WRITERS: usize = 8;
/// More than one writer can live through in a round.
const LIVES_A_ROUND: usize = 2;

/// What the test's keys are made of: 32 bytes of 42.
fn secret() -> String {
    format!("{}Kio", "Kioq".repeat(10))
}

/// Where the server runs and what it is told at each start.
struct Place {
    database: String,
    port: u16,
    smtp: String,
    errors: PathBuf,
}

impl Place {
    fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Starts the server, with more of its environment.
    fn start(&self, more: &[(&str, &str)]) -> Running {
        let errors = File::options()
            .create(true)
            .append(true)
            .open(&self.errors)
            .unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_daisychain"))
            .args(["serve", "--undo-seconds", "0"])
            .args(["--reads-per-minute", "1000000"])
            .args(["--writes-per-minute", "1000000"])
            .args([
                "--mail-per-minute",
                "1000000",
                "--mail-per-domain",
                "1000000",
            ])
            .args(["--mail-per-chain", "1000000"])
            .args(["--invitations-per-chain", "1000000"])
            .args(["--invitations-per-day", "1000000"])
            .args(["--database-url", &self.database, "--smtp-url", &self.smtp])
            .args(["--bind", &format!("127.0.0.1:{}", self.port)])
            .args(["--base-url", &self.origin(), "--secret-key", &secret()])
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn()
            .unwrap();
        Running(child)
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.errors).unwrap_or_default()
    }
}

/// The server's process; killed by its id, at the latest when the test ends.
struct Running(Child);

impl Running {
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// Asks the server to stop: it finishes the message in hand.
    async fn stop(&mut self) {
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        assert!(asked.unwrap().success());
        self.dies().await;
    }

    /// Waits until the server ends by itself.
    async fn dies(&mut self) {
        for _ in 0..600 {
            if self.0.try_wait().unwrap().is_some() {
                return;
            }
            tokio::time::sleep(Wait::from_millis(50)).await;
        }
        panic!("the server did not come to where it should die");
    }

    /// Waits until the server says that it is ready; returns how long that took.
    async fn ready(&mut self, client: &Client, place: &Place) -> Wait {
        let began = Instant::now();
        let page = format!("{}/readyz", place.origin());
        loop {
            let answer = client.get(&page).send().await;
            if answer.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                return began.elapsed();
            }
            let gone = self.0.try_wait().unwrap();
            assert!(gone.is_none(), "the server ended: {}", place.said());
            assert!(began.elapsed() < Wait::from_secs(30), "{}", place.said());
            tokio::time::sleep(Wait::from_millis(5)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the writers saw.
#[derive(Default)]
struct Log {
    /// Which act of which life was acknowledged.
    acknowledged: Vec<(usize, Act)>,
    /// Sent, and the connection broke before the answer.
    unknown: usize,
    /// Answered with an error of the server's own.
    refused: usize,
}

struct Writers {
    client: Client,
    origin: String,
    lives: Vec<Life>,
    log: Mutex<Log>,
    over: AtomicBool,
}

impl Writers {
    /// Lives every eighth life, act by act; presses again, like a person would, until an act is acknowledged.
    async fn write(&self, writer: usize) {
        for n in (writer..self.lives.len()).step_by(WRITERS) {
            for act in ACTS {
                if !self.press(n, act).await {
                    return;
                }
            }
        }
    }

    async fn press(&self, n: usize, act: Act) -> bool {
        let (path, fields) = self.lives[n].form(act);
        while !self.over.load(Ordering::Relaxed) {
            let request = self
                .client
                .post(format!("{}{path}", self.origin))
                .header("origin", &self.origin)
                .form(&fields);
            match request.send().await {
                Ok(answer) if answer.status() == StatusCode::SEE_OTHER => {
                    self.log.lock().unwrap().acknowledged.push((n, act));
                    return true;
                }
                Ok(answer) if answer.status().is_server_error() => {
                    self.log.lock().unwrap().refused += 1;
                }
                Ok(answer) => {
                    let status = answer.status();
                    let page = answer.text().await.unwrap_or_default();
                    panic!("{act:?} of life {n}: {status}\n{page}");
                }
                Err(error) if error.is_connect() => {}
                Err(_) => self.log.lock().unwrap().unknown += 1,
            }
            tokio::time::sleep(Wait::from_millis(10)).await;
        }
        false
    }
}

/// Finds a free port that no outgoing connection is given by chance while the server is down.
fn free_port(chance: &mut StdRng) -> u16 {
    loop {
        let port = chance.random_range(15_000..30_000);
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// On `SQLite` a dead process's right to send lasts 15 seconds (tests/it/mail.rs). Here each new process may send at
/// once, so that messages are on their way at every kill.
async fn let_each_process_send(db: &Db) {
    if db::is_sqlite(db) {
        for event in ["INSERT", "UPDATE"] {
            let sql = format!(
                "CREATE TRIGGER lease_{event} AFTER {event} ON worker_lease \
                 BEGIN UPDATE worker_lease SET until = '2000-01-01T00:00:00+00:00'; END"
            );
            db.write.execute_unprepared(&sql).await.unwrap();
        }
    }
}

/// Sends what is left, with a clock that goes on until claims of dead workers and doubts are over.
async fn send_the_rest(place: &Place, db: &Db, test: &TestDb, seed: u64) {
    let mut smtp = Smtp::new(&place.smtp.clone().into(), None, "localhost").unwrap();
    smtp.timeouts = Timeouts::all(Wait::from_secs(30));
    let later = Sources::fixed(test.sources.now() + Duration::minutes(2), seed);
    let mailer = Mailer::with_transport(
        "chains@example.org",
        &place.origin(),
        db.clone(),
        later.clone(),
        test.keys.clone(),
        Transport::Smtp(smtp),
    )
    .unwrap();
    for _ in 0..4 {
        let drained = mailer.drain().await.unwrap();
        assert_eq!(drained.stopped, None);
        later.advance(Duration::minutes(20));
    }
}

/// Prints what a row of the fault plan found, a line that `tests/faults/run` gathers.
pub fn report(row: &str, found: &[(&str, String)]) {
    let database = if std::env::var("TEST_DATABASE_URL").is_ok() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    let found: serde_json::Map<String, serde_json::Value> = found
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone().into()))
        .collect();
    let line = serde_json::json!({ "row": row, "database": database, "found": found });
    println!("FAULT {line}");
}

fn number(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok().filter(|text| !text.is_empty());
    given.map_or(default, |text| text.parse().unwrap())
}

/// A database full of lives, a mail server, and writers who wait for the program to start.
struct Battle {
    app: TestApp,
    sink: MailServer,
    place: Place,
    client: Client,
    writers: Arc<Writers>,
    writing: Vec<tokio::task::JoinHandle<()>>,
    seed: u64,
}

/// What is true when all is over.
struct Over {
    truth: Truth,
    /// Messages called sent before the last process ended.
    sent_before: usize,
    twice: usize,
    lost: Vec<(usize, Act)>,
}

impl Battle {
    async fn prepare(chance: &mut StdRng, seed: u64, lives: usize) -> Self {
        let test = TestDb::with_sources(Sources::system()).await;
        let_each_process_send(&test.db).await;
        let app = TestApp::on(test, &["--undo-seconds", "0"]);
        let lives = seed_lives(&app, lives).await;
        // Nobody else has the database open when the server comes up after a kill: it alone recovers.
        app.db().read.close_by_ref().await.unwrap();
        app.db().write.close_by_ref().await.unwrap();

        let sink = MailServer::start("sink.py", &[]);
        let place = Place {
            database: app.test.url.clone(),
            port: free_port(chance),
            smtp: format!("smtp://127.0.0.1:{}", sink.port),
            errors: app.test.folder.path().join("stderr"),
        };
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(Wait::from_secs(20))
            .build()
            .unwrap();
        let writers = Arc::new(Writers {
            client: client.clone(),
            origin: place.origin(),
            lives,
            log: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let writing = (0..WRITERS)
            .map(|n| {
                let writers = Arc::clone(&writers);
                tokio::spawn(async move { writers.write(n).await })
            })
            .collect();
        Self {
            app,
            sink,
            place,
            client,
            writers,
            writing,
            seed,
        }
    }

    /// Lets the writers come to an end, sends what is left, and checks what is true of every battle.
    async fn end(&mut self) -> Over {
        for task in self.writing.drain(..) {
            task.await.unwrap();
        }
        let db = db::connect(&self.place.database).await.unwrap();
        let killed = Truth::read(&db).await;
        let sent_before = killed.mail.values().filter(|m| m.sent_at.is_some()).count();
        send_the_rest(&self.place, &db, &self.app.test, self.seed).await;
        let truth = Truth::read(&db).await;
        truth.is_sound(&db).await;
        let copies = all_accepted(&self.sink, &truth).await;
        let wrong = wrong_mail(&copies, &truth);
        let log = self.writers.log.lock().unwrap();
        let holds = |(n, act): &(usize, Act)| {
            truth.holds(&self.writers.lives[*n], *act, &self.app.test.keys)
        };
        let lost: Vec<_> = log
            .acknowledged
            .iter()
            .filter(|one| !holds(one))
            .copied()
            .collect();
        assert!(lost.is_empty(), "acknowledged and lost (H1): {lost:?}");
        assert!(wrong.is_empty(), "{wrong:#?}");
        no_panic(&self.place.errors);
        Over {
            twice: copies.values().filter(|n| **n == 2).count(),
            sent_before,
            lost,
            truth,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s01_nothing_acknowledged_is_lost_and_no_mail_lies_when_the_server_is_killed() {
    let rounds = usize::try_from(number("FAULT_ROUNDS", 20)).unwrap();
    let any = u64::from(u32::from_be_bytes(Sources::system().bytes()));
    let seed = number("FAULT_SEED", any);
    println!("s01: FAULT_SEED={seed} FAULT_ROUNDS={rounds}");
    let mut chance = StdRng::seed_from_u64(seed);
    let mut battle = Battle::prepare(&mut chance, seed, WRITERS * LIVES_A_ROUND * rounds).await;

    let mut starts = Vec::new();
    for round in 1..=rounds {
        let mut server = battle.place.start(&[]);
        starts.push(server.ready(&battle.client, &battle.place).await);
        tokio::time::sleep(Wait::from_millis(chance.random_range(50..=1500))).await;
        battle
            .writers
            .over
            .store(round == rounds, Ordering::Relaxed);
        server.kill();
    }
    let over = battle.end().await;
    starts.sort();
    let (median, slowest) = (starts[starts.len() / 2], starts[starts.len() - 1]);
    let log = battle.writers.log.lock().unwrap();
    let doubts = over.truth.mail.values().filter(|m| m.in_doubt_at.is_some());
    report(
        "s01",
        &[
            ("kills", rounds.to_string()),
            ("acknowledged", log.acknowledged.len().to_string()),
            ("unknown", log.unknown.to_string()),
            ("refused", log.refused.to_string()),
            ("lost", over.lost.len().to_string()),
            ("messages", over.truth.mail.len().to_string()),
            ("sent between the kills", over.sent_before.to_string()),
            ("in doubt", doubts.count().to_string()),
            ("twice", over.twice.to_string()),
            ("ready, median", format!("{median:?}")),
            ("ready, slowest", format!("{slowest:?}")),
        ],
    );
    assert!(
        log.acknowledged.len() >= 10 * rounds,
        "too little was written"
    );
    assert!(
        over.sent_before > 0,
        "no message was on its way at the kills"
    );
    assert!(over.twice <= rounds, "more than one duplicate a kill");
    assert!(median < Wait::from_secs(2), "{starts:?}");
}

/// Waits until the log of the mail server has come through; returns how many copies of each message it took.
async fn all_accepted(sink: &MailServer, truth: &Truth) -> HashMap<Uuid, usize> {
    for _ in 0..100 {
        let accepted = sink.accepted();
        if truth.mail.keys().all(|id| accepted.contains_key(id)) {
            break;
        }
        tokio::time::sleep(Wait::from_millis(50)).await;
    }
    sink.accepted()
}

/// Lists what is wrong between what the database says of the messages and what the mail server took.
fn wrong_mail(accepted: &HashMap<Uuid, usize>, truth: &Truth) -> Vec<String> {
    let mut wrong: Vec<String> = accepted
        .keys()
        .filter(|id| !truth.mail.contains_key(id))
        .map(|id| format!("taken without a cause (H4): {id}"))
        .collect();
    for (id, mail) in &truth.mail {
        let copies = accepted.get(id).copied().unwrap_or(0);
        let (sent, doubt) = (mail.sent_at.is_some(), mail.in_doubt_at.is_some());
        if !sent {
            wrong.push(format!("not sent in the end (H2): {id}"));
        } else if copies == 0 {
            wrong.push(format!("called sent, and never taken (H8): {id}"));
        }
        if copies > 1 + usize::from(doubt) {
            wrong.push(format!("{copies} copies, doubt: {doubt} (H3): {id}"));
        }
    }
    wrong
}

fn no_panic(errors: &Path) {
    let said = fs::read_to_string(errors).unwrap();
    let panics: Vec<&str> = said.lines().filter(|l| l.contains("panicked")).collect();
    assert!(panics.is_empty(), "H7: {panics:?}");
}
