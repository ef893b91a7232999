//! Handing messages to a mail server: one connection of our own, a timeout a phase, and only 250 is success.
//!
//! lettre's pooled transport has no timeout after connecting, and cancelling it puts a connection in the middle of a
//! dialogue back into the pool, so that replies shift by one and lost mail is reported as sent (RELIABILITY F1, F2).
//! Here the connection belongs to the worker, is dropped after any timeout, error or unexpected reply, and is used
//! again only after clean replies (rules 7 and 8).

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use url::Url;

use crate::mail::pace::{Pace, Paced};
use crate::mail::verdict::{Failure, Phase};

/// A connection is given up after this many messages or this long without one.
const MAILS_A_CONNECTION: u32 = 50;
const IDLE: Duration = Duration::from_secs(30);

/// How long each phase may take (RFC 5321 4.5.3.2).
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    pub connect: Duration,
    pub tls: Duration,
    /// Greeting, EHLO, AUTH, MAIL and RCPT.
    pub command: Duration,
    pub data: Duration,
    /// Each block of the body.
    pub block: Duration,
    /// The reply after the final dot. Giving up early makes duplicates.
    pub reply: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            tls: Duration::from_secs(30),
            command: Duration::from_mins(5),
            data: Duration::from_mins(2),
            block: Duration::from_mins(3),
            reply: Duration::from_mins(10),
        }
    }
}

impl Timeouts {
    /// The same time for every phase; for tests.
    pub fn all(time: Duration) -> Self {
        Self {
            connect: time,
            tls: time,
            command: time,
            data: time,
            block: time,
            reply: time,
        }
    }
}

/// Why a mail server cannot be used as it is set; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    #[error("SMTP_URL must be smtps://HOST, or smtp://HOST with STARTTLS: {0}")]
    BadUrl(String),
    #[error("SMTP_CA_FILE {0}: {1}")]
    CaFile(String, String),
    #[error("the TLS library cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS or nothing.
    StartTls,
    /// To this machine only.
    Plain,
}

/// A mail server and how to talk to it.
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    security: Security,
    login: Option<(String, SecretString)>,
    tls: Arc<ClientConfig>,
    hello: ClientId,
    pub timeouts: Timeouts,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({}:{}, {:?})", self.host, self.port, self.security)
    }
}

/// An open connection between two messages or inside one.
pub struct Line {
    smtp: AsyncSmtpConnection,
    pace: Arc<Pace>,
    mails: u32,
    last: Instant,
    /// The server waits for a body: the only other way on is to hang up.
    wants_body: bool,
}

impl Smtp {
    /// Reads `smtps://USER:PASSWORD@HOST:PORT` or `smtp://…`; `ca_file` replaces the public authorities. `hello` is the
    /// name this server goes by.
    pub fn new(url: &SecretString, ca_file: Option<&Path>, hello: &str) -> Result<Self, SmtpError> {
        let bad = |what: &str| SmtpError::BadUrl(what.to_owned());
        let url: Url = url
            .expose_secret()
            .parse()
            .map_err(|_| bad("not a web address"))?;
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| bad("there is no host"))?
            .trim_matches(['[', ']'])
            .to_owned();
        let (security, port) = match url.scheme() {
            "smtps" => (Security::Tls, 465),
            "smtp" if is_this_machine(&host) => (Security::Plain, 25),
            "smtp" => (Security::StartTls, 587),
            _ => return Err(bad("the scheme is another one")),
        };
        let login = match (url.username(), url.password()) {
            ("", _) => None,
            (user, password) => Some((
                percent_decoded(user).ok_or_else(|| bad("the user name is not UTF-8"))?,
                percent_decoded(password.unwrap_or_default())
                    .ok_or_else(|| bad("the password is not UTF-8"))?
                    .into(),
            )),
        };
        Ok(Self {
            port: url.port().unwrap_or(port),
            host,
            security,
            login,
            tls: Arc::new(tls_config(ca_file)?),
            hello: client_id(hello),
            timeouts: Timeouts::default(),
        })
    }

    /// Insists on STARTTLS also where a plain connection would do.
    #[must_use]
    pub fn insisting_on_starttls(mut self) -> Self {
        self.security = Security::StartTls;
        self
    }

    /// Leads the dialogue up to the reply to DATA. Until this returns `Ok` nothing was sent.
    pub async fn offer(
        &self,
        line: &mut Option<Line>,
        from: &Address,
        to: &Address,
    ) -> Result<(), Failure> {
        if line
            .as_ref()
            .is_some_and(|l| l.mails >= MAILS_A_CONNECTION || l.last.elapsed() > IDLE)
        {
            self.close(line).await;
        }
        // A body that was announced and never came.
        line.take_if(|open| open.wants_body);
        let used = line.is_some();
        match self.dialogue(line, from, to).await {
            // The server had hung up on us between two messages: that is no failure of this one.
            Err(failure) if used && failure.phase == Phase::Mail && failure.code.is_none() => {
                self.dialogue(line, from, to).await
            }
            other => other,
        }
    }

    async fn dialogue(
        &self,
        line: &mut Option<Line>,
        from: &Address,
        to: &Address,
    ) -> Result<(), Failure> {
        // Taken out, so that an early return drops the connection.
        let mut open = match line.take() {
            Some(open) => open,
            None => self.open().await?,
        };
        let command = self.timeouts.command;
        let steps = [
            (
                Phase::Mail,
                Mail::new(Some(from.clone()), vec![]).to_string(),
                command,
                250..=250,
            ),
            (
                Phase::Rcpt,
                Rcpt::new(to.clone(), vec![]).to_string(),
                command,
                250..=252,
            ),
            (Phase::Data, Data.to_string(), self.timeouts.data, 354..=354),
        ];
        for (phase, text, limit, wanted) in steps {
            open.pace.set(limit, limit);
            let reply = reply_of(phase, timeout(limit, open.smtp.command(text)).await)?;
            if wanted.contains(&reply.code) {
                continue;
            }
            let failure = Failure::reply(phase, reply.code, &reply.text);
            // A clean no leaves the connection sound; anything else means we no longer understand each other.
            if (400..600).contains(&reply.code) && reply.code != 421 && phase == Phase::Rcpt {
                open.pace.set(command, command);
                let reset = timeout(command, open.smtp.command("RSET\r\n")).await;
                if reply_of(phase, reset).is_ok_and(|reply| reply.code == 250) {
                    open.last = Instant::now();
                    *line = Some(open);
                }
            }
            return Err(failure);
        }
        open.wants_body = true;
        *line = Some(open);
        Ok(())
    }

    /// Sends the body and waits for the 250. Call it only after [`Smtp::offer`] and after noting that the body goes out.
    pub async fn hand_over(&self, line: &mut Option<Line>, mime: &[u8]) -> Result<String, Failure> {
        let Some(mut open) = line.take().filter(|open| open.wants_body) else {
            return Err(Failure::lost(Phase::Data, "there is no connection"));
        };
        open.wants_body = false;
        open.pace.set(self.timeouts.reply, self.timeouts.block);
        // The stream holds the deadlines: each block has its own, and the reply has one from the last byte on.
        let reply = reply_of(Phase::Body, Ok(open.smtp.message(mime).await))?;
        if !(reply.code == 250 || (400..600).contains(&reply.code) && reply.code != 421) {
            return Err(Failure::reply(Phase::Body, reply.code, &reply.text));
        }
        open.mails += 1;
        open.last = Instant::now();
        *line = Some(open);
        if reply.code == 250 {
            Ok(format!("250 {}", reply.text))
        } else {
            Err(Failure::reply(Phase::Body, reply.code, &reply.text))
        }
    }

    /// Says goodbye; what the server answers is not waited for long.
    pub async fn close(&self, line: &mut Option<Line>) {
        if let Some(mut open) = line.take().filter(|open| !open.wants_body) {
            let limit = self.timeouts.command.min(Duration::from_secs(5));
            open.pace.set(limit, limit);
            let _ = timeout(limit, open.smtp.quit()).await;
        }
    }

    async fn open(&self) -> Result<Line, Failure> {
        let connected = timeout(
            self.timeouts.connect,
            TcpStream::connect((self.host.as_str(), self.port)),
        );
        let tcp = io_of(Phase::Connect, connected.await)?;
        // Two small writes end a message; with Nagle's algorithm the second would wait for an acknowledgement.
        tcp.set_nodelay(true)
            .map_err(|error| Failure::lost(Phase::Connect, error))?;
        let peer = tcp
            .peer_addr()
            .map_err(|error| Failure::lost(Phase::Connect, error))?;
        let limit = self.timeouts.command;
        let pace = Pace::new(limit, limit);
        let stream: Box<dyn AsyncTokioStream> = match self.security {
            Security::Plain => Box::new(Paced::new(tcp, peer, Arc::clone(&pace), b"")),
            Security::Tls => {
                let tls = self.encrypt(tcp).await?;
                Box::new(Paced::new(tls, peer, Arc::clone(&pace), b""))
            }
            Security::StartTls => {
                let asked = timeout(limit, ask_for_tls(tcp, &self.hello)).await;
                let tcp = asked.unwrap_or_else(|_| Err(Failure::lost(Phase::Tls, "timeout")))?;
                let tls = self.encrypt(tcp).await?;
                // The greeting came before the upgrade and does not come again; lettre wants to read one.
                Box::new(Paced::new(tls, peer, Arc::clone(&pace), b"220 -\r\n"))
            }
        };
        let hello = AsyncSmtpConnection::connect_with_transport(stream, &self.hello);
        // Two replies: the greeting and the one to EHLO.
        let mut smtp = match timeout(limit * 2, hello).await {
            Ok(Ok(smtp)) => smtp,
            Ok(Err(error)) => return Err(failure_of(Phase::Greeting, &error)),
            Err(_) => return Err(Failure::lost(Phase::Greeting, "timeout")),
        };
        if let Some((user, password)) = &self.login {
            let login = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let allowed = [Mechanism::Plain, Mechanism::Login];
            let reply = timeout(limit, smtp.auth(&allowed, &login)).await;
            let reply = reply_of(Phase::Auth, reply)?;
            if reply.code != 235 {
                return Err(Failure::reply(Phase::Auth, reply.code, &reply.text));
            }
        }
        Ok(Line {
            smtp,
            pace,
            mails: 0,
            last: Instant::now(),
            wants_body: false,
        })
    }

    async fn encrypt(
        &self,
        tcp: TcpStream,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Failure> {
        let name = ServerName::try_from(self.host.clone())
            .map_err(|error| Failure::lost(Phase::Tls, error))?;
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let shaken = timeout(self.timeouts.tls, connector.connect(name, tcp)).await;
        io_of(Phase::Tls, shaken)
    }
}

/// Leads the dialogue up to STARTTLS. Refuses a server that says more than one line before the upgrade: it would be
/// read as if it had come encrypted.
async fn ask_for_tls(tcp: TcpStream, hello: &ClientId) -> Result<TcpStream, Failure> {
    let lost = |error: io::Error| Failure::lost(Phase::Tls, error);
    let mut stream = BufReader::new(tcp);
    let greeting = plain_reply(&mut stream).await?;
    if greeting.code != 220 {
        return Err(Failure::reply(
            Phase::Greeting,
            greeting.code,
            &greeting.text,
        ));
    }
    let ehlo = format!("EHLO {hello}\r\n");
    stream.write_all(ehlo.as_bytes()).await.map_err(lost)?;
    let features = plain_reply(&mut stream).await?;
    let offered = features
        .text
        .split_whitespace()
        .any(|word| word.eq_ignore_ascii_case("STARTTLS"));
    if features.code != 250 || !offered {
        return Err(Failure::lost(
            Phase::Tls,
            "the server does not offer STARTTLS; use smtps:// or another server",
        ));
    }
    stream.write_all(b"STARTTLS\r\n").await.map_err(lost)?;
    let go = plain_reply(&mut stream).await?;
    if go.code != 220 {
        return Err(Failure::reply(Phase::Tls, go.code, &go.text));
    }
    if !stream.buffer().is_empty() {
        return Err(Failure::lost(
            Phase::Tls,
            "the server spoke before the upgrade",
        ));
    }
    Ok(stream.into_inner())
}

struct Reply {
    code: u16,
    text: String,
}

async fn plain_reply(stream: &mut BufReader<TcpStream>) -> Result<Reply, Failure> {
    let mut limited = stream.take(16 * 1024);
    let mut text = String::new();
    loop {
        let mut line = String::new();
        let read = limited.read_line(&mut line).await;
        let n = read.map_err(|error| Failure::lost(Phase::Greeting, error))?;
        let code = line.get(..3).and_then(|code| code.parse().ok());
        let (Some(code), true) = (code, n > 0) else {
            return Err(Failure::lost(Phase::Greeting, "no SMTP reply"));
        };
        text.push_str(line.get(4..).unwrap_or_default());
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(Reply { code, text });
        }
    }
}

type Answer = Result<Result<Response, lettre::transport::smtp::Error>, tokio::time::error::Elapsed>;

/// Returns the reply whatever its code; `Err` means that there was none and the connection is of no more use.
fn reply_of(phase: Phase, answer: Answer) -> Result<Reply, Failure> {
    match answer {
        Err(_) => Err(Failure::lost(phase, "timeout")),
        Ok(Ok(response)) => Ok(Reply {
            code: response.code().into(),
            text: response.message().collect::<Vec<_>>().join(" "),
        }),
        Ok(Err(error)) => match error.status() {
            Some(code) => Ok(Reply {
                code: code.into(),
                text: source_of(&error),
            }),
            None => Err(failure_of(phase, &error)),
        },
    }
}

fn failure_of(phase: Phase, error: &lettre::transport::smtp::Error) -> Failure {
    match error.status() {
        Some(code) => Failure::reply(phase, code.into(), &source_of(error)),
        None => Failure::lost(phase, error),
    }
}

fn source_of(error: &lettre::transport::smtp::Error) -> String {
    use std::error::Error as _;
    error.source().map(ToString::to_string).unwrap_or_default()
}

fn io_of<T>(
    phase: Phase,
    result: Result<io::Result<T>, tokio::time::error::Elapsed>,
) -> Result<T, Failure> {
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Failure::lost(phase, error)),
        Err(_) => Err(Failure::lost(phase, "timeout")),
    }
}

fn tls_config(ca_file: Option<&Path>) -> Result<ClientConfig, SmtpError> {
    let mut roots = RootCertStore::empty();
    match ca_file {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let failed = |what: String| SmtpError::CaFile(path.display().to_string(), what);
            let certificates =
                CertificateDer::pem_file_iter(path).map_err(|error| failed(error.to_string()))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| failed(error.to_string()))?;
                roots
                    .add(certificate)
                    .map_err(|error| failed(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(failed("there is no certificate in it".to_owned()));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

fn client_id(name: &str) -> ClientId {
    match name.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        Err(_) => ClientId::Domain(name.to_owned()),
    }
}

fn is_this_machine(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(url: &str) -> Result<Smtp, SmtpError> {
        Smtp::new(&url.to_owned().into(), None, "talk.example.org")
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        let cases = [
            ("smtps://mail.example.org", Security::Tls, 465),
            ("smtp://mail.example.org", Security::StartTls, 587),
            ("smtp://203.0.113.4:25", Security::StartTls, 25),
            ("smtp://localhost.example.org", Security::StartTls, 587),
            ("smtp://localhost:1025", Security::Plain, 1025),
            ("smtp://127.0.0.1:1025", Security::Plain, 1025),
            ("smtp://[::1]", Security::Plain, 25),
            ("smtps://127.0.0.1", Security::Tls, 465),
        ];
        for (url, security, port) in cases {
            let smtp = smtp(url).unwrap();
            assert_eq!((smtp.security, smtp.port), (security, port), "{url}");
        }
        for url in ["http://mail.example.org", "mail.example.org", "smtp://", ""] {
            assert!(smtp(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_password_may_hold_any_letter() {
        let smtp = smtp("smtps://sam%40example.org:p%3Aa%2Fss%25@mail.example.org").unwrap();
        let (user, password) = smtp.login.unwrap();
        assert_eq!(user, "sam@example.org");
        assert_eq!(password.expose_secret(), "p:a/ss%");
    }
}
