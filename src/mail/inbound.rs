//! Reading a message that came in: which of our messages it answers, and what kind of answer it is.
//!
//! Quoted text is told from new text by rough signs, which differ between mail programs and languages. So the guess
//! decides nothing but whether somebody wrote only "stop"; the whole text is kept and shown (UX part 9).

use mail_parser::{HeaderValue, Message, MessageParser};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The longest text that is kept of one message, in characters.
pub const KEPT: usize = 20_000;

/// A whole line that asks to stop, in the languages of the invitations.
const STOP_WORDS: &[&str] = &[
    "stop",
    "unsubscribe",
    "parar",
    "baja",
    "alto",
    "sair",
    "remover",
    "arret",
    "arr\u{ea}t",
    "arr\u{ea}ter",
    "\u{642}\u{641}",
    "\u{62a}\u{648}\u{642}\u{641}",
    "\u{625}\u{64a}\u{642}\u{627}\u{641}",
];

/// How the line before a quotation ends, and what stands in it, in the languages of the invitations.
const WROTE: &[&str] = &[
    "wrote:",
    "escribi\u{f3}:",
    "escreveu:",
    "a \u{e9}crit :",
    "a \u{e9}crit:",
    "\u{643}\u{62a}\u{628}:",
    "\u{643}\u{62a}\u{628}\u{62a}:",
];

/// Lines after which everything is quoted.
const DIVIDERS: &[&str] = &[
    "-----original message-----",
    "-----mensaje original-----",
    "-----mensagem original-----",
    "-----message d'origine-----",
    "________________________________",
];

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The same for the same message, however often it is handed in.
    pub event_id: String,
    /// The sender's address.
    pub from: Option<String>,
    /// The message it answers, by the address it was sent to; only who got that message knows it.
    pub answers: Option<Tagged>,
    /// The messages it answers, by its threading headers; anybody can write those.
    pub refers_to: Vec<Uuid>,
    pub what: What,
    /// The whole text, cut at [`KEPT`].
    pub text: String,
}

/// An outbox id with the proof that we wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tagged {
    pub outbox: Uuid,
    pub proof: [u8; 8],
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A program wrote it: an absence note, a list, a bounce.
    Automatic,
    /// The new text is one word that asks to stop.
    Stop,
    /// Nothing is in it, not even a quotation: where only that is found, the guess may be wrong.
    Empty,
    Words,
}

/// Reads a message; `None` when it is not one.
pub fn read(bytes: &[u8]) -> Option<Incoming> {
    let message = MessageParser::default().parse(bytes)?;
    let whole = message.body_text(0).unwrap_or_default();
    let text: String = whole.trim().chars().take(KEPT).collect();
    let new = new_text(&text);
    // A mail program that follows our List-Unsubscribe may leave the text empty.
    let by_subject = text.is_empty() && message.subject().is_some_and(is_stop);
    let what = if is_automatic(&message) {
        What::Automatic
    } else if is_stop(&new) || by_subject {
        What::Stop
    } else if text.is_empty() {
        What::Empty
    } else {
        What::Words
    };
    let from = message.from().and_then(|from| from.first());
    let event_id = message
        .message_id()
        .filter(|id| id.len() <= 300)
        .map_or_else(|| hex(&Sha256::digest(bytes)), str::to_owned);
    Some(Incoming {
        event_id,
        from: from.and_then(|a| a.address.as_deref()).map(str::to_owned),
        answers: tagged(&message),
        refers_to: referred(&message),
        what,
        text,
    })
}

/// Builds the local part that replies to one message go to: `talk+<id>.<proof>`.
pub fn reply_local(local: &str, tagged: Tagged) -> String {
    format!("{local}+{}.{}", tagged.outbox.simple(), hex(&tagged.proof))
}

fn tagged(message: &Message<'_>) -> Option<Tagged> {
    let lists = [message.to(), message.cc()];
    let mut addresses = lists
        .into_iter()
        .flatten()
        .flat_map(|list| list.iter())
        .filter_map(|a| a.address.as_deref());
    addresses.find_map(|address| {
        let (local, _) = address.rsplit_once('@')?;
        let (_, tag) = local.split_once('+')?;
        let (id, proof) = tag.split_once('.')?;
        Some(Tagged {
            outbox: Uuid::try_parse(id).ok()?,
            proof: unhex(proof)?,
        })
    })
}

fn referred(message: &Message<'_>) -> Vec<Uuid> {
    let ids = |value: &HeaderValue<'_>| -> Vec<Uuid> {
        let texts: Vec<String> = match value {
            HeaderValue::Text(text) => vec![text.to_string()],
            HeaderValue::TextList(texts) => texts.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        texts
            .iter()
            .filter_map(|id| Uuid::try_parse(id.split('@').next()?).ok())
            .collect()
    };
    [ids(message.in_reply_to()), ids(message.references())].concat()
}

fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &str| {
        message
            .header_raw(name)
            .map(|value| value.trim().to_lowercase())
            .unwrap_or_default()
    };
    let auto = header("Auto-Submitted");
    let bulk = ["bulk", "junk", "list", "auto_reply"].contains(&header("Precedence").as_str());
    let replies_itself = ["X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"]
        .iter()
        .take(2)
        .any(|name| message.header(*name).is_some());
    let report = header("Content-Type").starts_with("multipart/report");
    let nobody = header("Return-Path") == "<>";
    (!auto.is_empty() && auto != "no") || bulk || replies_itself || report || nobody
}

/// Returns what stands before the first sign of a quotation or signature.
fn new_text(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let plain = plain(line);
        let next = lines
            .get(at + 1)
            .map(|l| self::plain(l))
            .unwrap_or_default();
        let wrote = |line: &str| WROTE.iter().any(|end| line.ends_with(end));
        // A long line before a quotation may be broken in two.
        let begins = wrote(&plain) || (plain.contains('@') && wrote(&next) && next.len() < 20);
        let divides = DIVIDERS.iter().any(|d| plain.starts_with(d));
        let header = ["from:", "de:", "\u{645}\u{646}:"]
            .iter()
            .any(|h| plain.starts_with(h))
            && plain.contains('@');
        if begins || divides || header || line.trim_end() == "--" {
            break;
        }
        if !plain.starts_with('>') {
            kept.push(line);
        }
    }
    kept.join("\n").trim().to_owned()
}

fn plain(line: &str) -> String {
    // Direction marks and no-break spaces are how some programs set such lines.
    let marks = ['\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}'];
    line.replace(marks, "")
        .replace(['\u{a0}', '\u{202f}'], " ")
        .trim()
        .to_lowercase()
}

fn is_stop(new: &str) -> bool {
    let word = new
        .lines()
        .map(plain)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let alone = new.lines().filter(|l| !l.trim().is_empty()).count() <= 3;
    alone && STOP_WORDS.contains(&word)
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
    bytes
        .iter()
        .flat_map(|b| [digit(b >> 4), digit(b & 15)])
        .collect()
}

fn unhex(text: &str) -> Option<[u8; 8]> {
    let mut out = [0; 8];
    if text.len() != 16 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(out)
}
