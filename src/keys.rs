//! Every secret the server derives from `SECRET_KEY`: personal links, sign-in codes, sealed fields, look-up hashes.
//!
//! A token is never stored. It is an HMAC over the id of its row, so the worker can rebuild the same link for every
//! attempt, while the database, its log and its backups hold only a hash (RELIABILITY rule 40). Contact details are
//! sealed with XChaCha20-Poly1305 and bound to the row they stand in (rule 65). Losing the key loses every link and
//! every contact detail.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::codes::{self, ALPHABET};
use crate::means::{Acting, Source};
use crate::sources::Sources;

/// The first byte of every sealed value: which key sealed it.
const KEY_ID: u8 = 1;
const NONCE: usize = 24;

/// Begins the token of a pass, so that it is told from a personal link.
const PASS: &str = "~";
const PASS_BODY: usize = 16 + 4 + 8 + 16 + 1;

/// A way to a person's pages for a short time, without their link: by a typed code, or for an organiser who writes for
/// them. It holds for one generation of their link, so that renewing the link ends it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The row of the person's link.
    pub link: Uuid,
    pub generation: i32,
    /// Seconds since 1970.
    pub until: i64,
    /// The organiser who writes for them, and how their words came.
    pub acting: Option<Acting>,
}

impl Pass {
    fn to_bytes(self) -> [u8; PASS_BODY] {
        let (by, source) = self.acting.map_or((Uuid::nil(), 0), |acting| {
            let place = Source::ALL.iter().position(|s| *s == acting.source);
            (
                acting.organiser,
                place.map_or(0, |i| u8::try_from(i + 1).unwrap_or(0)),
            )
        });
        let mut out = [0; PASS_BODY];
        out[..16].copy_from_slice(self.link.as_bytes());
        out[16..20].copy_from_slice(&self.generation.to_be_bytes());
        out[20..28].copy_from_slice(&self.until.to_be_bytes());
        out[28..44].copy_from_slice(by.as_bytes());
        out[44] = source;
        out
    }

    fn from_bytes(body: &[u8]) -> Option<Self> {
        let acting = match body[44] {
            0 => None,
            n => Some(Acting {
                organiser: Uuid::from_slice(&body[28..44]).ok()?,
                source: *Source::ALL.get(usize::from(n) - 1)?,
            }),
        };
        Some(Self {
            link: Uuid::from_slice(&body[..16]).ok()?,
            generation: i32::from_be_bytes(body[16..20].try_into().ok()?),
            until: i64::from_be_bytes(body[20..28].try_into().ok()?),
            acting,
        })
    }
}

/// A sealed value could not be opened: the key is another one, or the bytes were moved or changed.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value cannot be opened with this SECRET_KEY")]
pub struct Unreadable;

/// Where a sealed value stands; it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    OrganiserEmail,
    ParticipantEmail,
    ParticipantPhone,
    ParticipantPrefs,
    NominationAddress,
    NominationNote,
    /// What a person typed on the choosing page, on its way through their browser.
    NominationTyped,
    OutboxRecipient,
    WorryText,
    ReportText,
    InboundBody,
    NoteText,
    SheetBody,
    /// What the first, and the second, of two people shares in an introduction.
    IntroductionOne,
    IntroductionOther,
    /// With which address somebody who asks for a chain would sign in.
    ChainAskEmail,
}

impl Place {
    const fn as_str(self) -> &'static str {
        match self {
            Self::OrganiserEmail => "organiser|email",
            Self::ParticipantEmail => "participant|email",
            Self::ParticipantPhone => "participant|phone",
            Self::ParticipantPrefs => "participant|prefs",
            Self::NominationAddress => "nomination|address",
            Self::NominationNote => "nomination|note",
            Self::NominationTyped => "nomination|typed",
            Self::OutboxRecipient => "outbox|recipient",
            Self::WorryText => "worry|text",
            Self::ReportText => "report|text",
            Self::InboundBody => "inbound|body",
            Self::NoteText => "note|text",
            Self::SheetBody => "sheet|body",
            Self::IntroductionOne => "introduction|one",
            Self::IntroductionOther => "introduction|other",
            Self::ChainAskEmail => "chain_ask|email",
        }
    }
}

/// The keys, each derived for one use.
#[derive(Clone)]
pub struct Keys {
    link: [u8; 32],
    pass: [u8; 32],
    code: [u8; 32],
    short: [u8; 32],
    short_index: [u8; 32],
    index: [u8; 32],
    seal: XChaCha20Poly1305,
    fingerprint: [u8; 8],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Derives every key from the server's secret.
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        let seal = mac(secret, &[b"daisychain seal v1"]);
        let fingerprint = mac(secret, &[b"daisychain fingerprint v1"]);
        Self {
            link: mac(secret, &[b"daisychain link v1"]),
            pass: mac(secret, &[b"daisychain pass v1"]),
            code: mac(secret, &[b"daisychain sign-in code v1"]),
            short: mac(secret, &[b"daisychain short code v1"]),
            short_index: mac(secret, &[b"daisychain short code index v1"]),
            index: mac(secret, &[b"daisychain address index v1"]),
            seal: XChaCha20Poly1305::new(&seal.into()),
            fingerprint: std::array::from_fn(|i| fingerprint[i]),
        }
    }

    /// Returns eight bytes that tell this key from another without revealing it.
    pub fn fingerprint(&self) -> [u8; 8] {
        self.fingerprint
    }

    /// Builds the secret part of a personal link: 43 letters for the row `link` at its `generation`.
    pub fn link_token(&self, link: Uuid, generation: i32) -> String {
        let tag = mac(
            &self.link,
            &[b"v1|", link.as_bytes(), b"|", &generation.to_be_bytes()],
        );
        URL_SAFE_NO_PAD.encode(tag)
    }

    /// Builds the token of a pass: it says what it opens, and only this server can have written it.
    pub fn pass_token(&self, pass: &Pass) -> String {
        let body = pass.to_bytes();
        let tag = mac(&self.pass, &[&body]);
        format!(
            "{PASS}{}",
            URL_SAFE_NO_PAD.encode([&body[..], &tag[..16]].concat())
        )
    }

    /// Reads a pass that [`Keys::pass_token`] made. Whether its time is over, the caller asks.
    pub fn read_pass(&self, token: &str) -> Option<Pass> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PASS)?).ok()?;
        let (body, tag) = bytes.split_at_checked(PASS_BODY)?;
        let right = mac(&self.pass, &[body]);
        same(&right[..16], tag).then(|| Pass::from_bytes(body))?
    }

    /// Builds the code that is mailed for a sign-in, as `XXXX-XXXX`.
    pub fn sign_in_code(&self, sign_in: Uuid) -> String {
        let tag = mac(&self.code, &[sign_in.as_bytes()]);
        let letter = |i: usize| char::from(ALPHABET[usize::from(tag[i]) % ALPHABET.len()]);
        let (first, second): (String, String) =
            ((0..4).map(letter).collect(), (4..8).map(letter).collect());
        format!("{first}-{second}")
    }

    /// Proves that we wrote this reply address: eight bytes over the id of the message it is for.
    pub fn reply_proof(&self, outbox: Uuid) -> [u8; 8] {
        let tag = mac(&self.pass, &[b"reply|", outbox.as_bytes()]);
        std::array::from_fn(|i| tag[i])
    }

    /// Builds the short code of a row at its `generation`, as it stands on paper: "DAISY 4K7P".
    pub fn short_code(&self, row: Uuid, generation: i32) -> String {
        let tag = mac(
            &self.short,
            &[b"v1|", row.as_bytes(), b"|", &generation.to_be_bytes()],
        );
        codes::spell(&tag)
    }

    /// Hashes a short code so that it is found again however it was typed. The hash is keyed: there are too few codes
    /// for a plain one.
    pub fn short_code_index(&self, typed: &str) -> Vec<u8> {
        mac(&self.short_index, &[codes::normalise(typed).as_bytes()]).to_vec()
    }

    /// Hashes an address so that the same address is found again; upper and lower case are the same.
    pub fn address_index(&self, address: &str) -> Vec<u8> {
        mac(&self.index, &[address.trim().to_lowercase().as_bytes()]).to_vec()
    }

    /// Hashes what stands behind the @ of an address, to count messages to one domain.
    pub fn domain_index(&self, address: &str) -> Vec<u8> {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let domain = domain.trim().to_lowercase();
        mac(&self.index, &[b"domain|", domain.as_bytes()]).to_vec()
    }

    /// Returns what a person's ballot in a round is ordered by: it tells nobody without the key whose it is.
    pub fn ballot_order(&self, round: Uuid, person: Uuid) -> Vec<u8> {
        mac(
            &self.index,
            &[b"ballot|", round.as_bytes(), person.as_bytes()],
        )
        .to_vec()
    }

    /// Seals `plain` for the row `row` at `place`.
    pub fn seal(&self, sources: &Sources, place: Place, row: Uuid, plain: &str) -> Vec<u8> {
        let nonce: [u8; NONCE] = sources.bytes();
        let aad = associated(place, row);
        let payload = Payload {
            msg: plain.as_bytes(),
            aad: &aad,
        };
        let sealed = self
            .seal
            .encrypt(&XNonce::from(nonce), payload)
            .expect("invariant: XChaCha20-Poly1305 seals any text that fits in memory");
        [&[KEY_ID][..], &nonce, &sealed].concat()
    }

    /// Opens what [`Keys::seal`] sealed for the same row and place.
    pub fn open(&self, place: Place, row: Uuid, sealed: &[u8]) -> Result<String, Unreadable> {
        let (&key_id, rest) = sealed.split_first().ok_or(Unreadable)?;
        if key_id != KEY_ID || rest.len() < NONCE {
            return Err(Unreadable);
        }
        let (nonce, sealed) = rest.split_at(NONCE);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Unreadable)?;
        let aad = associated(place, row);
        let payload = Payload {
            msg: sealed,
            aad: &aad,
        };
        let plain = self
            .seal
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Unreadable)?;
        String::from_utf8(plain).map_err(|_| Unreadable)
    }
}

/// Hashes a token or code for the database.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Hashes the words a person agreed to, so that a later change of wording shows.
pub fn wording_hash(words: &str) -> Vec<u8> {
    Sha256::digest(words.as_bytes()).to_vec()
}

/// Compares two hashes in constant time.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

fn associated(place: Place, row: Uuid) -> Vec<u8> {
    [place.as_str().as_bytes(), b"|", row.as_bytes()].concat()
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .expect("invariant: HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn keys() -> (Keys, Sources) {
        (
            Keys::from_secret(&[7; 32]),
            Sources::fixed(DateTime::UNIX_EPOCH, 1),
        )
    }

    #[test]
    fn a_sealed_value_opens_only_where_it_was_sealed() {
        let (keys, sources) = keys();
        let (row, other) = (sources.id(), sources.id());
        let sealed = keys.seal(&sources, Place::ParticipantEmail, row, "sam@example.org");
        assert_eq!(
            keys.open(Place::ParticipantEmail, row, &sealed).unwrap(),
            "sam@example.org"
        );
        assert!(keys.open(Place::ParticipantEmail, other, &sealed).is_err());
        assert!(keys.open(Place::ParticipantPhone, row, &sealed).is_err());
        assert!(
            Keys::from_secret(&[8; 32])
                .open(Place::ParticipantEmail, row, &sealed)
                .is_err()
        );
        assert!(keys.open(Place::ParticipantEmail, row, &[]).is_err());
    }

    #[test]
    fn a_link_is_the_same_each_time_it_is_built_and_another_after_it_is_renewed() {
        let (keys, sources) = keys();
        let row = sources.id();
        assert_eq!(keys.link_token(row, 1), keys.link_token(row, 1));
        assert_ne!(keys.link_token(row, 1), keys.link_token(row, 2));
        assert_eq!(keys.link_token(row, 1).len(), 43);
    }

    #[test]
    fn a_pass_says_what_it_opens_and_none_can_be_made_up() {
        let (keys, sources) = keys();
        let acting = Some(Acting {
            organiser: sources.id(),
            source: Source::Phone,
        });
        for acting in [None, acting] {
            let pass = Pass {
                link: sources.id(),
                generation: 3,
                until: 1_800_000_000,
                acting,
            };
            let token = keys.pass_token(&pass);
            assert_eq!(keys.read_pass(&token), Some(pass));
            let changed = token.replacen(char::is_alphanumeric, "_", 1);
            assert_eq!(keys.read_pass(&changed), None);
            assert_eq!(Keys::from_secret(&[8; 32]).read_pass(&token), None);
        }
        assert_eq!(keys.read_pass(""), None);
        assert_eq!(keys.read_pass("~abc"), None);
    }

    #[test]
    fn a_short_code_belongs_to_a_row_and_its_generation() {
        let (keys, sources) = keys();
        let row = sources.id();
        let code = keys.short_code(row, 1);
        assert_eq!(code, keys.short_code(row, 1));
        assert_ne!(code, keys.short_code(row, 2));
        assert_ne!(code, keys.short_code(sources.id(), 1));
        let index = keys.short_code_index(&code);
        assert_eq!(index, keys.short_code_index(&code.to_lowercase()));
        assert_ne!(index, keys.short_code_index(&keys.short_code(row, 2)));
        assert_ne!(index, Keys::from_secret(&[8; 32]).short_code_index(&code));
    }

    #[test]
    fn a_sign_in_code_uses_only_letters_that_read_well_aloud() {
        let (keys, sources) = keys();
        for _ in 0..200 {
            let code = keys.sign_in_code(sources.id());
            assert_eq!(code.len(), 9);
            assert!(
                code.chars()
                    .all(|c| "23456789ABCDEFGHJKMNPQRSTVWXYZ-".contains(c)),
                "{code}"
            );
        }
    }
}
