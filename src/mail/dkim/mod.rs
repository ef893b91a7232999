//! DKIM: the mark on each message by which other mail servers see that it is ours and was not changed (RFC 6376, and
//! RFC 8463 for Ed25519).
//!
//! The exact bytes that go out are signed, at the moment of sending, relaxed/relaxed, and once with each key there is.
//! Content-Type is never signed: programs on the way rewrite it (RELIABILITY F5). The keys lie in a folder: each
//! `SELECTOR.pem` is one, and its name is the selector under which its public half stands in the DNS.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

mod canonical;
mod make;
pub mod records;

pub use make::{MakeError, make};

/// What is signed when it is there (RELIABILITY rule 23).
const SIGNED: [&str; 10] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "mime-version",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// The letters of a signature that stand on one line.
const LINE: usize = 70;

/// Why the keys cannot be used; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DkimError {
    #[error("DKIM_DIR {0}: {1}")]
    Folder(PathBuf, io::Error),
    #[error("DKIM_DIR {0} holds no key (SELECTOR.pem). Run: daisychain dkim new --dir {0}")]
    Empty(PathBuf),
    #[error("the DKIM key {0}: {1}")]
    File(PathBuf, io::Error),
    #[error("the DKIM key {0} can be read by others (mode {1:o}). Run: chmod 600 {0}")]
    Open(PathBuf, u32),
    #[error(
        "the DKIM key {0} is neither RSA (2048 bits or more) nor Ed25519 in PEM. Run: daisychain dkim new"
    )]
    Bad(PathBuf),
    #[error("the DKIM key {0}: its name is the selector, of letters, digits and hyphens")]
    Selector(PathBuf),
    #[error(
        "DKIM_DIR holds two {0} keys, {1} and {2}: keep one, and give the other a folder of its own"
    )]
    Two(&'static str, String, String),
}

/// A message that could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("DKIM: the message could not be signed")]
pub struct Unsigned;

/// Signs messages for one domain.
#[derive(Debug)]
pub struct Signer {
    pub domain: String,
    pub keys: Vec<Key>,
}

/// A private key and the name its public half is found by.
#[derive(Debug)]
pub struct Key {
    pub selector: String,
    secret: Secret,
}

#[derive(Debug)]
enum Secret {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    /// Reads every key of a folder.
    pub fn load(folder: &Path, domain: &str) -> Result<Self, DkimError> {
        let wrong = |error| DkimError::Folder(folder.to_owned(), error);
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            if path.extension().is_some_and(|end| end == "pem") {
                files.push(path);
            }
        }
        files.sort();
        let mut keys: Vec<Key> = Vec::new();
        for file in files {
            let key = Key::read(&file)?;
            if let Some(other) = keys.iter().find(|k| k.algorithm() == key.algorithm()) {
                let other = other.selector.clone();
                return Err(DkimError::Two(key.algorithm(), other, key.selector));
            }
            keys.push(key);
        }
        if keys.is_empty() {
            return Err(DkimError::Empty(folder.to_owned()));
        }
        let domain = domain.to_ascii_lowercase();
        Ok(Self { domain, keys })
    }

    /// Returns the message with a signature of each key before it.
    pub fn sign(&self, message: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, Unsigned> {
        let mut out = Vec::with_capacity(message.len() + 1500);
        for key in &self.keys {
            out.extend(self.header(key, message, now)?.into_bytes());
        }
        out.extend_from_slice(message);
        Ok(out)
    }

    fn header(&self, key: &Key, message: &[u8], now: DateTime<Utc>) -> Result<String, Unsigned> {
        let (head, body) = canonical::parts(message).ok_or(Unsigned)?;
        let covered: Vec<_> = SIGNED
            .iter()
            .filter_map(|name| canonical::find(&head, name))
            .collect();
        let names: Vec<&str> = covered.iter().map(|field| field.name.as_str()).collect();
        let unsigned = format!(
            "v=1; a={}-sha256; c=relaxed/relaxed; d={}; s={};\r\n\tt={};\r\n\th={};\r\n\tbh={};\r\n\tb=",
            key.algorithm(),
            self.domain,
            key.selector,
            now.timestamp(),
            names.join(":"),
            STANDARD.encode(Sha256::digest(canonical::body(body))),
        );
        let mut signed = String::new();
        for field in &covered {
            signed.push_str(&field.line());
            signed.push_str("\r\n");
        }
        signed.push_str(&canonical::Field::new("dkim-signature", &unsigned).line());
        let signature = STANDARD.encode(key.sign(signed.as_bytes())?);
        let lines: Vec<_> = signature.as_bytes().chunks(LINE).collect();
        let folded = lines
            .iter()
            .map(|line| String::from_utf8_lossy(line))
            .collect::<Vec<_>>()
            .join("\r\n\t ");
        Ok(format!("DKIM-Signature: {unsigned}{folded}\r\n"))
    }
}

impl Key {
    fn read(file: &Path) -> Result<Self, DkimError> {
        let failed = |error| DkimError::File(file.to_owned(), error);
        let name = file.file_stem().and_then(|stem| stem.to_str());
        let selector = name
            .filter(|name| is_selector(name))
            .ok_or_else(|| DkimError::Selector(file.to_owned()))?;
        let mode = fs::metadata(file).map_err(failed)?.permissions().mode() & 0o777;
        if mode.trailing_zeros() < 6 {
            return Err(DkimError::Open(file.to_owned(), mode));
        }
        let pem = fs::read(file).map_err(failed)?;
        let secret = Secret::from_pem(&pem).ok_or_else(|| DkimError::Bad(file.to_owned()))?;
        Ok(Self {
            selector: selector.to_owned(),
            secret,
        })
    }

    /// `rsa` or `ed25519`, as the DNS record and the signature call it.
    pub const fn algorithm(&self) -> &'static str {
        match self.secret {
            Secret::Rsa(_) => "rsa",
            Secret::Ed25519(_) => "ed25519",
        }
    }

    /// Returns the public half as the record holds it, in base64.
    pub fn public(&self) -> String {
        match &self.secret {
            Secret::Rsa(pair) => STANDARD.encode(records::public_key_info(pair.public().as_ref())),
            Secret::Ed25519(pair) => STANDARD.encode(pair.public_key().as_ref()),
        }
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Unsigned> {
        match &self.secret {
            Secret::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    bytes,
                    &mut signature,
                )
                .map_err(|_| Unsigned)?;
                Ok(signature)
            }
            // RFC 8463: what is signed is the hash.
            Secret::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(bytes)).as_ref().to_vec()),
        }
    }
}

impl Secret {
    fn from_pem(pem: &[u8]) -> Option<Self> {
        match PrivateKeyDer::from_pem_slice(pem).ok()? {
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                let rsa = || RsaKeyPair::from_pkcs8(der).map(Box::new).map(Self::Rsa);
                let ed = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Self::Ed25519);
                rsa().or_else(|_| ed()).ok()
            }
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der())
                .ok()
                .map(|pair| Self::Rsa(Box::new(pair))),
            _ => None,
        }
    }
}

/// Tells whether a name can be a selector: one label of the DNS.
pub fn is_selector(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=50).contains(&name.len())
        && name.chars().all(plain)
        && !name.starts_with('-')
        && !name.ends_with('-')
}
