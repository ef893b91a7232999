//! The settings: each is a flag, an environment variable and a line of `--help`.

use std::fs;
use std::io::{ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveTime;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::keys::Keys;
use crate::mail::dkim::{DkimError, Signer};
use crate::sources::Sources;

/// Everything the server can be told.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The database: `sqlite://FILE?mode=rwc` or `postgres://USER@HOST/NAME`
    #[arg(
        long,
        env,
        default_value = "sqlite://data/daisychain.db?mode=rwc",
        global = true
    )]
    pub database_url: String,

    /// The address and port to listen on
    #[arg(long, env, default_value = "127.0.0.1:8080", global = true)]
    pub bind: SocketAddr,

    /// The address people see, as in their e-mailed links [default: localhost and the port of --bind]
    #[arg(long, env, global = true)]
    pub base_url: Option<Url>,

    /// 32 secret bytes as 43 base64url letters [default: a key file, made on the first start beside the database]
    #[arg(long, env, hide_env_values = true, global = true)]
    pub secret_key: Option<SecretString>,

    /// The mail server: `smtps://USER:PASSWORD@HOST`, `smtp://…` with STARTTLS, plain only to this machine.
    /// Without it messages go to --mail-dir
    #[arg(long, env, hide_env_values = true, global = true)]
    pub smtp_url: Option<SecretString>,

    /// Trust the mail server's certificate by this PEM file instead of the public authorities
    #[arg(long, env, global = true)]
    pub smtp_ca_file: Option<PathBuf>,

    /// The address all messages come from
    #[arg(
        long,
        env,
        default_value = "chains@localhost.localdomain",
        global = true
    )]
    pub mail_from: String,

    /// The address codes to sign in come from, at the domain of --mail-from [default: sign-in@ that domain]
    #[arg(long, env, global = true)]
    pub codes_from: Option<String>,

    /// Sign every message with the DKIM keys in this folder, which `daisychain dkim new` makes.
    /// Without it that is left to the mail server
    #[arg(long, env, global = true)]
    pub dkim_dir: Option<PathBuf>,

    /// Where answers to our messages go, if `daisychain receive` is handed what arrives there and at NAME+ANYTHING.
    /// Without it they go to the host's own address
    #[arg(long, env, global = true)]
    pub reply_to: Option<String>,

    /// Where messages go as .eml files when there is no mail server
    #[arg(long, env, default_value = "data/mail", global = true)]
    pub mail_dir: PathBuf,

    /// How many seconds a person has to take back a message they caused
    #[arg(long, env, default_value_t = 300, global = true)]
    pub undo_seconds: u32,

    /// Messages a minute that may go out
    #[arg(long, env, default_value_t = 120, global = true)]
    pub mail_per_minute: u32,

    /// Messages a minute that may go to one domain, such as gmail.com
    #[arg(long, env, default_value_t = 20, global = true)]
    pub mail_per_domain: u32,

    /// Messages a day that may go out from one chain
    #[arg(long, env, default_value_t = 2_000, global = true)]
    pub mail_per_chain: u32,

    /// Invitations a day that may go out from one chain
    #[arg(long, env, default_value_t = 50, global = true)]
    pub invitations_per_chain: u32,

    /// Invitations a day that may go out from all chains together
    #[arg(long, env, default_value_t = 500, global = true)]
    pub invitations_per_day: u32,

    /// Let the first invitations of a new host wait until one of its organisers looked at them [default: true, but not for
    /// a --base-url on this machine]
    #[arg(long, env, global = true)]
    pub hold_first_invitations: Option<bool>,

    /// How many proxies stand in front; the visitor's address is taken that many steps from the right of X-Forwarded-For
    #[arg(long, env, default_value_t = 0, global = true)]
    pub trusted_proxies: u8,

    /// Pages a minute that one network address may ask for
    #[arg(long, env, default_value_t = 600, global = true)]
    pub reads_per_minute: u32,

    /// Forms a minute that one personal link may send
    #[arg(long, env, default_value_t = 30, global = true)]
    pub writes_per_minute: u32,

    /// Requests that are answered at once; who comes beyond them is asked to try again in a moment
    #[arg(long, env, default_value_t = 256, global = true)]
    pub requests_at_once: usize,

    /// Where numbers for monitoring (Prometheus) are read at /metrics, as 127.0.0.1:9464; nobody but you should reach it
    #[arg(long, env, global = true)]
    pub metrics_bind: Option<SocketAddr>,

    /// Sign-in codes an hour that one network address may ask for; many organisers behind one address need more
    #[arg(long, env, default_value_t = 20, global = true)]
    pub sign_ins_per_hour: u32,

    /// Where a backup is made each day. Without it none is made
    #[arg(long, env, global = true)]
    pub backup_dir: Option<PathBuf>,

    /// When the day's backup is made, in UTC
    #[arg(long, env, default_value = "03:10", value_parser = time_of_day, global = true)]
    pub backup_at: NaiveTime,

    /// For how many days backups are kept: each for a week, then one of each week
    #[arg(long, env, default_value_t = 35, value_parser = clap::value_parser!(u32).range(1..=3650), global = true)]
    pub backup_keep_days: u32,

    /// A file outside the database that keeps the ids of what people had deleted, for a restore [default: `erased.log`
    /// beside an `SQLite` database]. With --backup-dir there is a second one, with the backups
    #[arg(long, env, global = true)]
    pub erasure_ledger: Option<PathBuf>,
}

fn time_of_day(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "write it as 03:10".to_owned())
}

/// Why the server does not start; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error(
        "SECRET_KEY must be 43 base64url letters (32 bytes). Leave it out to have a key file made."
    )]
    BadSecret,
    #[error("the key file {0}: {1}")]
    KeyFile(PathBuf, std::io::Error),
    #[error(
        "BASE_URL is {0}, which people reach from outside, but there is no SMTP_URL: nobody would get a message. \
         Set SMTP_URL, or use a loopback BASE_URL to try things out."
    )]
    PublicWithoutMail(Url),
    #[error("BASE_URL must be http:// or https:// with a host and nothing after it, not {0}")]
    BadBaseUrl(Url),
    #[error(
        "REPLY_TO must be an e-mail address with at most 14 letters before the @, so that a mark fits in: {0}"
    )]
    BadReplyTo(String),
    #[error("MAIL_FROM is not an e-mail address: {0}")]
    BadFrom(String),
    #[error(
        "CODES_FROM must be an e-mail address at the domain of MAIL_FROM, so that the same DNS records hold for both: {0}"
    )]
    BadCodesFrom(String),
}

impl Settings {
    /// Returns the address people see, without a slash at its end.
    pub fn base(&self) -> Result<Url, SettingsError> {
        let url = match &self.base_url {
            Some(url) => url.clone(),
            None => format!("http://localhost:{}", self.bind.port())
                .parse()
                .expect("invariant: localhost with a port is a web address"),
        };
        let plain =
            matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
        if plain && url.host().is_some() {
            Ok(url)
        } else {
            Err(SettingsError::BadBaseUrl(url))
        }
    }

    /// Refuses a combination that would let people down.
    pub fn validate(&self) -> Result<(), SettingsError> {
        let base = self.base()?;
        if self.smtp_url.is_none() && !is_loopback(&base) {
            return Err(SettingsError::PublicWithoutMail(base));
        }
        if let Some(reply_to) = &self.reply_to
            && !is_reply_address(reply_to)
        {
            return Err(SettingsError::BadReplyTo(reply_to.clone()));
        }
        if !crate::mail::is_address(&self.mail_from) {
            return Err(SettingsError::BadFrom(self.mail_from.clone()));
        }
        let codes_from = self.codes_from();
        let same = |domain: &str| domain.eq_ignore_ascii_case(self.mail_domain());
        if !crate::mail::is_address(&codes_from) || !same(domain_of(&codes_from)) {
            return Err(SettingsError::BadCodesFrom(codes_from));
        }
        Ok(())
    }

    /// Tells whether the first invitations of a new host wait to be looked at.
    pub fn holds_first(&self) -> bool {
        let here = self.base().is_ok_and(|base| is_loopback(&base));
        self.hold_first_invitations.unwrap_or(!here)
    }

    /// Returns the address codes to sign in come from.
    pub fn codes_from(&self) -> String {
        let usual = || format!("sign-in@{}", self.mail_domain());
        self.codes_from.clone().unwrap_or_else(usual)
    }

    /// Returns the domain messages come from.
    pub fn mail_domain(&self) -> &str {
        domain_of(&self.mail_from)
    }

    /// Reads the DKIM keys; `None` when signing is left to the mail server.
    pub fn signer(&self) -> Result<Option<Signer>, DkimError> {
        let dir = self.dkim_dir.as_deref();
        dir.map(|dir| Signer::load(dir, self.mail_domain()))
            .transpose()
    }

    /// Tells whether messages can be read on the page `/mailbox`: on this machine only, and only without a mail server.
    pub fn has_mailbox(&self) -> bool {
        self.smtp_url.is_none()
            && self.bind.ip().is_loopback()
            && self.base().is_ok_and(|base| is_loopback(&base))
    }

    /// Returns where the key file is: beside the SQLite database, else under `data`.
    pub fn key_file(&self) -> PathBuf {
        let database = self
            .database_url
            .strip_prefix("sqlite:")
            .map(|rest| rest.trim_start_matches("//"));
        let file = database.map(|rest| rest.split('?').next().unwrap_or(rest));
        let folder = file
            .and_then(|file| Path::new(file).parent())
            .filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(Path::new("data")).join("secret.key")
    }

    /// Returns where the ids of what people had deleted are kept outside the database: where the setting says or beside
    /// an SQLite file, and once more with the backups.
    pub fn ledger_files(&self) -> Vec<PathBuf> {
        const NAME: &str = "erased.log";
        let beside = || {
            let file = crate::db::sqlite_file(&self.database_url)?;
            Some(file.with_file_name(NAME))
        };
        let first = self.erasure_ledger.clone().or_else(beside);
        let second = self.backup_dir.as_ref().map(|dir| dir.join(NAME));
        let mut files: Vec<PathBuf> = first.into_iter().chain(second).collect();
        files.dedup();
        files
    }

    /// Tells whether there is a key: a restore must not make a new one.
    pub fn has_key(&self) -> bool {
        self.secret_key.is_some() || self.key_file().exists()
    }

    /// Reads the secret from the setting or the key file, making the file on the first start.
    pub fn keys(&self, sources: &Sources) -> Result<Keys, SettingsError> {
        let text = match &self.secret_key {
            Some(secret) => secret.expose_secret().to_owned(),
            None => read_or_make(&self.key_file(), sources)?,
        };
        let secret = URL_SAFE_NO_PAD
            .decode(text.trim().trim_end_matches('='))
            .map_err(|_| SettingsError::BadSecret)?;
        let secret: [u8; 32] = secret.try_into().map_err(|_| SettingsError::BadSecret)?;
        Ok(Keys::from_secret(&secret))
    }
}

fn read_or_make(path: &Path, sources: &Sources) -> Result<String, SettingsError> {
    let failed = |error| SettingsError::KeyFile(path.to_owned(), error);
    match fs::read_to_string(path) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let text = sources.token();
    let made = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Ok(mut file) => {
            writeln!(file, "{text}")
                .and_then(|()| file.sync_all())
                .map_err(failed)?;
            tracing::warn!(
                path = %path.display(),
                "made a new secret key; keep a copy apart from the backups: without it every link and address is lost"
            );
            Ok(text)
        }
        // Another process was faster: take its key.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::read_to_string(path).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// A local part holds 64 letters, and the mark of a message takes 50.
fn is_reply_address(text: &str) -> bool {
    let local = text.rsplit_once('@').map_or("", |(local, _)| local);
    crate::mail::is_address(text) && local.len() <= 14 && !local.contains('+')
}

/// Tells whether a web address points to this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(url::Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}
