//! Making the two keys: RSA with 2048 bits, which every mail server understands, and Ed25519, which the newer ones do.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use getrandom::SysRng;
use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use rsa::pkcs8::EncodePrivateKey;

use super::is_selector;

/// A longer key would not be safer for a message of a day, and its record does not fit into every DNS form.
const BITS: usize = 2048;

/// Why no keys were made; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    #[error(
        "a selector is of letters, digits and hyphens, with at most 40 of them, such as 2027: {0}"
    )]
    Selector(String),
    #[error("{0} is there already, and a key is never written over. Choose another folder")]
    There(PathBuf),
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    #[error("the system gave no key")]
    Chance,
}

/// Makes `SELECTOR-rsa.pem` and `SELECTOR-ed25519.pem` in `folder`, for their owner's eyes only.
pub fn make(folder: &Path, selector: &str) -> Result<(), MakeError> {
    if !is_selector(selector) || selector.len() > 40 {
        return Err(MakeError::Selector(selector.to_owned()));
    }
    let wrong = |error| MakeError::File(folder.to_owned(), error);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(wrong)?;
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.extension().is_some_and(|end| end == "pem") {
            return Err(MakeError::There(path));
        }
    }
    let rsa = rsa::PrivateKey::new(&mut SysRng, BITS).map_err(|_| MakeError::Chance)?;
    let rsa = rsa.to_pkcs8_der().map_err(|_| MakeError::Chance)?;
    let ed25519 =
        Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| MakeError::Chance)?;
    write(&folder.join(format!("{selector}-rsa.pem")), rsa.as_bytes())?;
    write(
        &folder.join(format!("{selector}-ed25519.pem")),
        ed25519.as_ref(),
    )
}

fn write(file: &Path, der: &[u8]) -> Result<(), MakeError> {
    let failed = |error| MakeError::File(file.to_owned(), error);
    let letters = STANDARD.encode(der);
    let lines: Vec<_> = letters
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    );
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .map_err(failed)?;
    out.write_all(pem.as_bytes())
        .and_then(|()| out.sync_all())
        .map_err(failed)
}
