//! The command line: each command puts parts of the library together and does nothing else.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use daisychain::app::{self, App, StartError};
use daisychain::backup::{self, BackupError, ledger, schedule};
use daisychain::config::Settings;
use daisychain::conversation::clock;
use daisychain::demo::{self, DemoError};
use daisychain::desk::morning;
use daisychain::desk::replies;
use daisychain::mail::worker::{Mailer, MailerError};
use daisychain::mail::{dkim, pause};
use daisychain::organiser::{self, sign_in};
use daisychain::people::codes;
use daisychain::sources::Sources;
use daisychain::web::observe;
use daisychain::{check, crash, db, router, verify};
use migration::Migrator;
use sea_orm::DbErr;
use sea_orm_migration::MigratorTrait;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing_subscriber::EnvFilter;

/// A server for conversation chains: from an e-mailed link to an action plan people recognise as theirs.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and send the messages
    Serve {
        /// Do not send messages; `daisychain worker` does
        #[arg(long)]
        no_worker: bool,
    },
    /// Send the messages, and do what is due by the clock
    Worker,
    /// Make the demo, a chain of invented people in ./data-demo, and serve it
    Demo {
        /// Begin anew: what was tried out in the demo is lost
        #[arg(long)]
        fresh: bool,
    },
    /// Lay the tables, or say which steps are missing
    Migrate {
        #[command(subcommand)]
        step: Migrate,
    },
    /// Add an organiser, or print a code for one who lost their mailbox
    Organiser {
        #[command(subcommand)]
        act: Organiser,
    },
    /// Take an answer to a message from standard input, as a mail server's pipe hands it in (see --reply-to)
    Receive,
    /// Copy the whole database into a file, while the server runs. The key is not in it: keep that elsewhere
    Backup {
        /// The copy; FILE.json beside it says what it is, and belongs to it
        file: PathBuf,
        /// Replace a backup of that name
        #[arg(long)]
        force: bool,
    },
    /// Put a backup back, into an empty place. Messages wait afterwards until `daisychain mail resume`
    Restore {
        file: PathBuf,
        /// Move the database that stands there aside first
        #[arg(long)]
        replace: bool,
    },
    /// Read the invariants back from the tables: what must hold, whatever happened. Changes nothing
    Verify {
        /// Print the report as JSON, with every id
        #[arg(long)]
        json: bool,
    },
    /// Let all messages wait, or go out again
    Mail {
        #[command(subcommand)]
        act: Mail,
    },
    /// Say what is right with this installation, and what to do about the rest
    Check {
        #[command(flatten)]
        asked: check::dns::Asked,
    },
    /// Make keys that sign the messages (DKIM), and print the DNS records that go with them
    Dkim {
        #[command(subcommand)]
        act: Dkim,
    },
    /// List every route
    #[command(hide = true)]
    Routes,
}

#[derive(Clone, Copy, Subcommand)]
enum Migrate {
    /// Run the steps that are missing
    Up,
    /// List the steps
    Status,
}

#[derive(Clone, Copy, Subcommand)]
enum Mail {
    /// Say whether messages wait
    Status,
    /// Send nothing until `resume`; messages are stored meanwhile
    Pause,
    /// Send what waits
    Resume {
        /// Give up what was stored before the pause: after a restore it may have gone out already
        #[arg(long)]
        drop: bool,
    },
}

#[derive(Subcommand)]
enum Dkim {
    /// Make an RSA and an Ed25519 key in a folder of their own, for --dkim-dir
    New {
        #[arg(long, default_value = "data/dkim")]
        dir: PathBuf,
        /// What the keys are called in the DNS; a new name for every new pair
        #[arg(long, default_value = "daisychain")]
        selector: String,
    },
}

#[derive(Subcommand)]
enum Organiser {
    /// Add an organiser, who can then sign in
    Add {
        email: String,
        /// What people call them
        #[arg(long)]
        name: String,
    },
    /// Print the code that a browser waits for
    Code { email: String },
}

/// Why a command did not do what was asked; each says what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the database: {0}")]
    Db(#[from] DbErr),
    #[error(transparent)]
    Add(#[from] organiser::AddError),
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Mail(#[from] MailerError),
    #[error("the demo: {0}")]
    Demo(#[from] DemoError),
    #[error("{0} migration steps are missing. Run `daisychain migrate up` first.")]
    Behind(usize),
    #[error(
        "Nobody waits for a code. Ask for one at {0}/sign-in with this address, then run this again."
    )]
    NoCode(String),
    #[error("{0}")]
    Make(#[from] dkim::MakeError),
    #[error("{0}")]
    Dkim(#[from] dkim::DkimError),
    #[error("Set MAIL_FROM to an address at your domain first: the keys are for that domain.")]
    NoDomain,
    #[error("Something above needs doing.")]
    Unfit,
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error("An invariant does not hold.")]
    Broken,
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

/// Tells a mail server's pipe to hand the message in again later (sysexits' `EX_TEMPFAIL`); any other failure would send
/// it back to the person who wrote it.
const TRY_LATER: u8 = 75;

#[tokio::main]
async fn main() -> ExitCode {
    let _points = crash::listen();
    let cli = Cli::parse();
    // The demo tells a whole story in a minute: its messages would drown what there is to read.
    let usual = if matches!(cli.command, Command::Demo { .. }) {
        "error"
    } else {
        "info,sea_orm_migration=warn,sqlx=warn"
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let failed = match cli.command {
        Command::Receive => TRY_LATER.into(),
        _ => ExitCode::FAILURE,
    };
    match run(cli.settings, cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            failed
        }
    }
}

async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve { no_worker } => serve(settings, !no_worker).await,
        Command::Worker => worker(settings).await,
        Command::Demo { fresh } => demo(settings, fresh).await,
        Command::Migrate { step } => migrate(settings, step).await,
        Command::Organiser { act } => organiser(settings, act).await,
        Command::Receive => receive(settings).await,
        Command::Backup { file, force } => {
            let sources = Sources::system();
            let told = backup::by_command(&settings, &sources, &file, force).await?;
            println!("{told}");
            Ok(())
        }
        Command::Restore { file, replace } => {
            let restored = backup::restore(&settings, &Sources::system(), &file, replace).await?;
            println!("{restored}");
            Ok(())
        }
        Command::Verify { json } => verify(&settings, json).await,
        Command::Mail { act } => mail(settings, act).await,
        Command::Check { asked } => check(&settings, &asked).await,
        Command::Dkim {
            act: Dkim::New { dir, selector },
        } => new_keys(&settings, &dir, &selector),
        Command::Routes => {
            for route in router::listing() {
                println!("{} {}", route.method, route.path);
            }
            Ok(())
        }
    }
}

/// Opens everything. On `SQLite` missing migration steps are run; on `PostgreSQL`, where several servers may share the
/// database, they are only asked about.
async fn start(settings: Settings) -> Result<App, Failure> {
    db::make_folder(&settings.database_url)?;
    let app = App::build(settings, Sources::system()).await?;
    if db::is_sqlite(&app.db) {
        Migrator::up(&app.db.write, None).await?;
    } else {
        let missing = Migrator::get_pending_migrations_read_only(&app.db.write).await?;
        if !missing.is_empty() {
            return Err(Failure::Behind(missing.len()));
        }
    }
    let txn = db::begin_write(&app.db).await?;
    codes::give_missing(&txn, &app.means.keys).await?;
    txn.commit().await?;
    Ok(app)
}

async fn serve(settings: Settings, with_worker: bool) -> Result<(), Failure> {
    let bind = settings.bind;
    let app = start(settings).await?;
    ledger::settle(&app.settings, &app.db, &app.means).await?;
    let stop = stop_signal()?;
    let listener = TcpListener::bind(bind)
        .await
        .map_err(|error| Failure::Listen(bind, error))?;
    tracing::info!(%bind, origin = app.means.origin, "listening");
    let worker = with_worker
        .then(|| start_worker(&app, stop.clone()))
        .transpose()?;
    let watched = start_metrics(&app, stop.clone()).await?;
    let tidying = tokio::spawn(daisychain::app::tidy(app.clone()));
    tokio::spawn(end_live(app.clone(), stop.clone()));
    app::serve(listener, router::router(&app), stop).await;
    tidying.abort();
    if let Some(watched) = watched {
        finish(watched).await;
    }
    if let Some(worker) = worker {
        finish(worker).await;
    }
    Ok(())
}

async fn demo(settings: Settings, fresh: bool) -> Result<(), Failure> {
    let settings = demo::prepare(&settings, fresh).await?;
    let base = settings.base().map_err(StartError::from)?;
    println!("{}", demo::welcome(base.as_str().trim_end_matches('/')));
    serve(settings, true).await
}

async fn worker(settings: Settings) -> Result<(), Failure> {
    let app = start(settings).await?;
    ledger::settle(&app.settings, &app.db, &app.means).await?;
    let mut stop = stop_signal()?;
    let watched = start_metrics(&app, stop.clone()).await?;
    let worker = start_worker(&app, stop.clone())?;
    // The sender lives as long as the program, so this ends only when we are told to stop.
    let _ = stop.wait_for(|stop| *stop).await;
    finish(worker).await;
    if let Some(watched) = watched {
        finish(watched).await;
    }
    Ok(())
}

/// Ends what open pages listen to once `stop` turns true: such a connection would not finish by itself.
async fn end_live(app: App, mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
    app.live.close();
}

/// Starts what sends the messages and does what is due by the clock, until `stop` turns true.
fn start_worker(app: &App, stop: watch::Receiver<bool>) -> Result<JoinHandle<()>, Failure> {
    let means = &app.means;
    let (sources, keys) = (means.sources.clone(), means.keys.clone());
    let mailer = Mailer::new(&app.settings, &means.origin, app.db.clone(), sources, keys)?;
    let app = app.clone();
    Ok(tokio::spawn(async move {
        tokio::join!(
            mailer.run(stop.clone(), &app.wake),
            clock::run(&app.db, &app.means, stop.clone()),
            morning::run(&app.db, &app.means, stop.clone()),
            schedule::run(&app.settings, &app.db, &app.means, stop.clone()),
            ledger::run(&app.settings, &app.db, &app.means, stop)
        );
    }))
}

/// Serves the numbers for monitoring, where an address for them is set.
async fn start_metrics(
    app: &App,
    stop: watch::Receiver<bool>,
) -> Result<Option<JoinHandle<()>>, Failure> {
    let Some(bind) = app.settings.metrics_bind else {
        return Ok(None);
    };
    let listener = TcpListener::bind(bind).await;
    let listener = listener.map_err(|error| Failure::Listen(bind, error))?;
    let serving = app::serve(listener, observe::router(app), stop);
    Ok(Some(tokio::spawn(serving)))
}

async fn finish(worker: JoinHandle<()>) {
    if let Err(error) = worker.await {
        tracing::error!(%error, "the worker broke");
    }
}

/// Returns what turns true at the first SIGINT or SIGTERM.
fn stop_signal() -> Result<watch::Receiver<bool>, std::io::Error> {
    let (tell, stop) = watch::channel(false);
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        // Nobody listening any more means that everything has stopped already.
        let _ = tell.send(true);
        tell.closed().await;
    });
    Ok(stop)
}

async fn migrate(settings: Settings, step: Migrate) -> Result<(), Failure> {
    db::make_folder(&settings.database_url)?;
    let db = db::connect(&settings.database_url).await?;
    if matches!(step, Migrate::Up) {
        Migrator::up(&db.write, None).await?;
    }
    for step in Migrator::get_migration_with_status_read_only(&db.write).await? {
        println!("{} {}", step.status(), step.name());
    }
    Ok(())
}

async fn organiser(settings: Settings, act: Organiser) -> Result<(), Failure> {
    let app = start(settings).await?;
    match act {
        Organiser::Add { email, name } => {
            let txn = db::begin_write(&app.db).await?;
            let added = organiser::add(&txn, &app.means, &email, &name).await?;
            txn.commit().await?;
            println!(
                "{} can now sign in at {}/sign-in",
                added.name, app.means.origin
            );
            Ok(())
        }
        Organiser::Code { email } => {
            let code = sign_in::newest_code(&app.db.read, &app.means, &email).await?;
            let code = code.ok_or_else(|| Failure::NoCode(app.means.origin.clone()))?;
            println!("{code}");
            Ok(())
        }
    }
}

/// Takes one message. It is kept before the mail server is told that all is well.
async fn receive(settings: Settings) -> Result<(), Failure> {
    /// The largest message that is read, in bytes; what a person writes is far smaller.
    const LARGEST: u64 = 25 * 1024 * 1024;
    let mut bytes = Vec::new();
    std::io::stdin().take(LARGEST).read_to_end(&mut bytes)?;
    let app = start(settings).await?;
    let txn = db::begin_write(&app.db).await?;
    let received = replies::receive(&txn, &app.means, &bytes).await?;
    txn.commit().await?;
    tracing::info!(?received, "a message came in");
    Ok(())
}

async fn verify(settings: &Settings, json: bool) -> Result<(), Failure> {
    let db = backup::open_existing(settings).await?;
    let report = verify::run(&db).await?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{report}");
    }
    report.holds.then_some(()).ok_or(Failure::Broken)
}

async fn mail(settings: Settings, act: Mail) -> Result<(), Failure> {
    let app = start(settings).await?;
    let (txn, sources) = (db::begin_write(&app.db).await?, &app.means.sources);
    match act {
        Mail::Status => {}
        Mail::Pause => pause::pause(&txn, sources, pause::Why::Asked).await?,
        Mail::Resume { drop } => {
            if let Some(dropped) = pause::resume(&txn, sources, drop).await? {
                println!("given up: {dropped}");
            }
        }
    }
    println!("{}", pause::standing(&txn).await?);
    txn.commit().await?;
    Ok(())
}

/// Makes the keys and says what to do with them.
fn new_keys(settings: &Settings, dir: &Path, selector: &str) -> Result<(), Failure> {
    settings.validate().map_err(StartError::from)?;
    if !check::dns::is_public(settings.mail_domain()) {
        return Err(Failure::NoDomain);
    }
    dkim::make(dir, selector)?;
    let domain = settings.mail_domain();
    let signer = dkim::Signer::load(dir, domain)?;
    println!("Made two keys in {}. Add to the DNS:\n", dir.display());
    for record in signer.records() {
        println!("{}", record.line());
    }
    let relay = check::dns::relay(settings);
    println!(
        "\nIf the domain has none yet (one SPF record only; take in the include: your mail provider names):\n"
    );
    println!("{}", dkim::records::spf(domain, relay.as_deref()).line());
    println!("{}", dkim::records::dmarc(domain).line());
    println!(
        "\nA form for DNS records wants each text without the quotes, in one piece. Then run\n  \
         DKIM_DIR={} daisychain check --dns\nand start the server with the same DKIM_DIR. Keep a copy of the folder apart \
         from the backups; a lost key is replaced by a new one.",
        dir.display()
    );
    Ok(())
}

async fn check(settings: &Settings, asked: &check::dns::Asked) -> Result<(), Failure> {
    let mut findings = check::run(settings, &Sources::system()).await;
    if asked.dns {
        findings.extend(check::dns::run(settings, asked).await);
    }
    for finding in &findings {
        println!("{finding}");
    }
    if findings.iter().all(check::Finding::is_fine) {
        Ok(())
    } else {
        Err(Failure::Unfit)
    }
}
