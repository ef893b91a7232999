//! Where messages go: to a mail server, into a folder of .eml files, or into memory for tests.
//!
//! All three are used the same way, in two steps: [`Transport::offer`] up to the moment before the body, and
//! [`Transport::hand_over`] for the body itself. Between the two the worker notes that the body goes out.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::config::Settings;
use crate::mail::MailKind;
use crate::mail::message::Ready;
use crate::mail::smtp::{Line, Smtp, SmtpError};
use crate::mail::verdict::{Failure, Phase};

/// Where messages go.
#[derive(Clone, Debug)]
pub enum Transport {
    Smtp(Smtp),
    Folder(Folder),
    Memory(Memory),
}

impl Transport {
    /// Chooses by the settings: the mail server if there is one, else the folder.
    pub fn from_settings(settings: &Settings) -> Result<Self, SmtpError> {
        let Some(url) = &settings.smtp_url else {
            return Ok(Self::Folder(Folder::new(settings.mail_dir.clone())));
        };
        let base = settings
            .base()
            .map_err(|error| SmtpError::BadUrl(error.to_string()))?;
        let hello = base.host_str().unwrap_or("localhost");
        let smtp = Smtp::new(url, settings.smtp_ca_file.as_deref(), hello)?;
        Ok(Self::Smtp(smtp))
    }

    /// Asks whether the message may come. Until this returns `Ok` nothing was sent.
    pub async fn offer(&self, line: &mut Option<Line>, mail: &Ready) -> Result<(), Failure> {
        match self {
            Self::Smtp(smtp) => smtp.offer(line, &mail.from, &mail.to).await,
            Self::Folder(folder) => {
                let domain = folder.refuse_domain.as_deref();
                known(domain.is_none_or(|domain| mail.to.domain() != domain))
            }
            Self::Memory(memory) => {
                let refused = &memory.lock().refused;
                known(!refused.contains(&mail.to.to_string().to_lowercase()))
            }
        }
    }

    /// Hands the body over; `Ok` means that it was accepted for good.
    pub async fn hand_over(
        &self,
        line: &mut Option<Line>,
        mail: &Ready,
        now: DateTime<Utc>,
    ) -> Result<String, Failure> {
        match self {
            Self::Smtp(smtp) => smtp.hand_over(line, &mail.mime).await,
            Self::Folder(folder) => {
                let (dir, name) = (folder.dir.clone(), file_name(mail, now));
                let mime = mail.mime.clone();
                let written =
                    tokio::task::spawn_blocking(move || write_whole(&dir, &name, &mime)).await;
                match written {
                    Ok(Ok(())) => Ok("250 written".to_owned()),
                    Ok(Err((phase, error))) => Err(Failure::lost(phase, error)),
                    Err(error) => Err(Failure::lost(Phase::Body, error)),
                }
            }
            Self::Memory(memory) => {
                memory.lock().sent.push(Sent {
                    to: mail.to.to_string(),
                    subject: mail.subject.clone(),
                    text: mail.text.clone(),
                    html: mail.html.clone(),
                    raw: mail.mime.clone(),
                    kind: mail.kind,
                    at: now,
                });
                Ok("250 kept".to_owned())
            }
        }
    }

    /// Ends the connection, if there is one.
    pub async fn close(&self, line: &mut Option<Line>) {
        if let Self::Smtp(smtp) = self {
            smtp.close(line).await;
        }
    }
}

fn known(known: bool) -> Result<(), Failure> {
    if known {
        Ok(())
    } else {
        Err(Failure::reply(Phase::Rcpt, 550, "5.1.1 no such mailbox"))
    }
}

/// A folder of .eml files, which the page `/mailbox` shows.
#[derive(Clone, Debug)]
pub struct Folder {
    pub dir: PathBuf,
    /// Mailboxes at this domain do not exist: the demo shows what happens then.
    pub refuse_domain: Option<String>,
}

impl Folder {
    pub fn new(dir: PathBuf) -> Self {
        Self {
            dir,
            refuse_domain: None,
        }
    }
}

fn file_name(mail: &Ready, now: DateTime<Utc>) -> String {
    format!("{}-{}.eml", now.format("%Y%m%dT%H%M%S%6fZ"), mail.id)
}

/// Writes a file that is either there and whole or not there. An error before the file has its name means that the
/// message is surely not delivered; one after it leaves doubt.
fn write_whole(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), (Phase, io::Error)> {
    let draft = dir.join(format!(".{name}.part"));
    let named = || {
        fs::create_dir_all(dir)?;
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, dir.join(name))
    };
    named().map_err(|error| (Phase::Connect, error))?;
    fs::File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(|error| (Phase::Body, error))
}

/// Messages kept in memory; clones see the same ones.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    sent: Vec<Sent>,
    refused: HashSet<String>,
}

/// A message as its recipient has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The whole message as it went out.
    pub raw: Vec<u8>,
    pub kind: MailKind,
    pub at: DateTime<Utc>,
}

impl Memory {
    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what was sent so far, oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.lock().sent.clone()
    }

    /// Returns what was sent since the last time this was asked.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.lock().sent)
    }

    /// From now on this address does not exist (550 5.1.1).
    pub fn refuse(&self, address: &str) {
        self.lock().refused.insert(address.to_lowercase());
    }

    /// The address exists again.
    pub fn accept(&self, address: &str) {
        self.lock().refused.remove(&address.to_lowercase());
    }
}
