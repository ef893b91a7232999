//! Turning a stored row into the bytes that are sent: links and code put in, headers set, text before HTML.
//!
//! The same row gives the same bytes at every try (RELIABILITY rule 11): Message-ID, Date and boundary come from the
//! row; only the time of the DKIM signatures differs. No link leaves this module except into a message.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use entity::outbox;
use entity::shared::LinkKind;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPartBuilder, MultiPartKind, SinglePart};
use uuid::Uuid;

use crate::i18n::Words;
use crate::keys::{Keys, Place};
use crate::mail::dkim::{Signer, Unsigned};
use crate::mail::inbound::{Tagged, reply_local};
use crate::mail::{ACT, CODE, MailKind, STOP};

/// A personal link that is live when the message is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveLink {
    pub id: Uuid,
    pub kind: LinkKind,
    pub generation: i32,
}

/// What a message needs beside its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The host of the chain, if the message belongs to one.
    pub host: Option<String>,
    /// Where replies go.
    pub reply_to: Option<String>,
    /// The live links of the recipient.
    pub links: Vec<LiveLink>,
}

/// What is the same for every message of this server.
pub struct Sender<'a> {
    pub keys: &'a Keys,
    /// `https://talk.example.org`, without a slash at its end.
    pub origin: &'a str,
    /// What messages of a chain come from, and where all of them go back to.
    pub from: &'a Address,
    /// What codes come from, so that no rule against our invitations keeps anybody from signing in.
    pub codes_from: &'a Address,
    /// Signs each message; without it that is left to the mail server.
    pub signer: Option<&'a Signer>,
    pub now: DateTime<Utc>,
    /// Where answers go that [`crate::mail::inbound`] reads; each message gets a mark of its own in it.
    pub reply_to: Option<&'a Address>,
}

/// A message ready to be handed over.
#[derive(Clone, Debug)]
pub struct Ready {
    pub id: Uuid,
    pub kind: MailKind,
    /// The envelope's sender: where the message goes back to when it cannot be delivered.
    pub from: Address,
    pub to: Address,
    pub subject: String,
    /// The text with links and code.
    pub text: String,
    pub html: String,
    /// The whole message.
    pub mime: Vec<u8>,
}

/// Why a row cannot become a message.
#[derive(Debug, thiserror::Error)]
pub enum Unbuildable {
    #[error("unknown kind")]
    Kind,
    #[error("no recipient")]
    NoRecipient,
    #[error("the recipient cannot be opened with this SECRET_KEY")]
    Unreadable,
    #[error("the recipient is not an address")]
    BadAddress,
    #[error("the recipient has no live link")]
    NoLink,
    #[error("no sign-in to take the code from")]
    NoCode,
    #[error("MIME: {0}")]
    Mime(#[from] lettre::error::Error),
    #[error(transparent)]
    Unsigned(#[from] Unsigned),
}

impl Sender<'_> {
    /// Builds the message of `row`.
    pub fn build(&self, row: &outbox::Model, around: &Around) -> Result<Ready, Unbuildable> {
        let kind = MailKind::parse(&row.kind).ok_or(Unbuildable::Kind)?;
        let sealed = row.recipient.as_ref().ok_or(Unbuildable::NoRecipient)?;
        let to = self
            .keys
            .open(Place::OutboxRecipient, row.id, sealed)
            .map_err(|_| Unbuildable::Unreadable)?;
        let to: Address = to.parse().map_err(|_| Unbuildable::BadAddress)?;
        let text = self.filled(row, around, &row.text)?;
        let html = self.filled(row, around, &row.html)?;
        let mut mime = self.mime(row, kind, around, &to, &text, &html)?;
        if let Some(signer) = self.signer {
            mime = signer.sign(&mime, self.now)?;
        }
        Ok(Ready {
            id: row.id,
            kind,
            from: self.from.clone(),
            to,
            subject: row.subject.clone(),
            text,
            html,
            mime,
        })
    }

    fn filled(
        &self,
        row: &outbox::Model,
        around: &Around,
        text: &str,
    ) -> Result<String, Unbuildable> {
        let mut text = text.to_owned();
        if text.contains(ACT) {
            text = text.replace(ACT, &self.link(around, LinkKind::Act)?);
        }
        if text.contains(STOP) {
            text = text.replace(STOP, &self.link(around, LinkKind::Stop)?);
        }
        if text.contains(CODE) {
            let sign_in = row.sign_in.ok_or(Unbuildable::NoCode)?;
            text = text.replace(CODE, &self.keys.sign_in_code(sign_in));
        }
        Ok(text)
    }

    fn reply_address(&self, outbox: Uuid, address: &Address) -> Option<Address> {
        let tagged = Tagged {
            outbox,
            proof: self.keys.reply_proof(outbox),
        };
        Address::new(reply_local(address.user(), tagged), address.domain()).ok()
    }

    fn link(&self, around: &Around, kind: LinkKind) -> Result<String, Unbuildable> {
        let path = match kind {
            LinkKind::Act => "p",
            LinkKind::Stop => "stop",
            LinkKind::Report => "report",
        };
        let live = around.links.iter().find(|link| link.kind == kind);
        let live = live.ok_or(Unbuildable::NoLink)?;
        let token = self.keys.link_token(live.id, live.generation);
        Ok(format!("{}/{path}/{token}", self.origin))
    }

    fn mime(
        &self,
        row: &outbox::Model,
        kind: MailKind,
        around: &Around,
        to: &Address,
        text: &str,
        html: &str,
    ) -> Result<Vec<u8>, Unbuildable> {
        let product = Words::of(&row.language).t("product");
        let name = around.host.as_deref().and_then(clean_name);
        let seconds = u64::try_from(row.made_at.timestamp()).unwrap_or(0);
        let from = if kind.is_code() {
            self.codes_from
        } else {
            self.from
        };
        let mut message = Message::builder()
            .from(Mailbox::new(name.or(clean_name(&product)), from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(clean_line(&row.subject))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(format!("<{}@{}>", row.message_id, self.from.domain())))
            .raw_header(plain("Auto-Submitted", "auto-generated"))
            .raw_header(plain("Content-Language", &row.language));
        let own = self.reply_to.filter(|_| row.participant.is_some());
        let own = own.and_then(|address| self.reply_address(row.id, address));
        let mail = own
            .as_ref()
            .map(|own| format!(", <mailto:{own}?subject=stop&body=stop>"));
        let host = || around.reply_to.as_deref().and_then(|a| a.parse().ok());
        if let Some(reply_to) = own.or_else(host) {
            message = message.reply_to(Mailbox::new(None, reply_to));
        }
        if row.participant.is_some() && !kind.is_code() {
            let stop = self.link(around, LinkKind::Stop)?;
            message = message
                .raw_header(plain(
                    "List-Unsubscribe",
                    &format!("<{stop}>{}", mail.unwrap_or_default()),
                ))
                .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let parts = MultiPartBuilder::new()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("part-{}", row.id.simple()))
            .build()
            .singlepart(SinglePart::plain(text.to_owned()))
            .singlepart(SinglePart::html(html.to_owned()));
        Ok(message.multipart(parts)?.formatted())
    }
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), clean_line(value))
}

/// Makes a text safe for a header: lettre panics at CR, LF and NUL in a name (F6), and characters that turn the
/// reading direction or cannot be seen have no place in a header of ours.
fn clean_line(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(u32::from(c), 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x2069 | 0xFEFF)
    };
    let spaced: String = text
        .chars()
        .map(|c| if unseen(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    // A literal encoded word would be decoded by the reader's program.
    words.join(" ").replace("=?", "= ?")
}

/// Makes a name safe for From; `None` if nothing is left of it.
fn clean_name(name: &str) -> Option<String> {
    let name: String = clean_line(name)
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '@' | '"' | '\\'))
        .take(80)
        .collect();
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;
    use chrono::DateTime;
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    struct Case {
        keys: Keys,
        sources: Sources,
        from: Address,
        codes_from: Address,
    }

    impl Case {
        fn new() -> Self {
            let start = DateTime::parse_from_rfc3339("2026-11-22T09:30:00Z").unwrap();
            Self {
                keys: Keys::from_secret(&[7; 32]),
                sources: Sources::fixed(start.to_utc(), 1),
                from: "chains@talk.example.org".parse().unwrap(),
                codes_from: "sign-in@talk.example.org".parse().unwrap(),
            }
        }

        fn row(&self, kind: MailKind, participant: bool, text: &str) -> outbox::Model {
            let id = self.sources.id();
            let sealed =
                self.keys
                    .seal(&self.sources, Place::OutboxRecipient, id, "sam@example.net");
            let now = self.sources.now();
            outbox::Model {
                id,
                idempotency_key: id.to_string(),
                kind: kind.as_str().to_owned(),
                recipient: Some(sealed),
                recipient_domain: None,
                recipient_index: self.keys.address_index("sam@example.net"),
                chain: None,
                participant: participant.then(|| self.sources.id()),
                conversation: None,
                sign_in: (kind == MailKind::SignInCode).then(|| self.sources.id()),
                link: None,
                generation: None,
                language: "en".to_owned(),
                subject: "Maria Lopez asked us to write to you".to_owned(),
                text: text.to_owned(),
                html: format!("<p>{text}</p>"),
                message_id: id.to_string(),
                made_at: now,
                next_attempt_at: now,
                attempts: 1,
                claim_token: None,
                lease_until: None,
                transmitting_at: None,
                in_doubt_at: None,
                sent_at: None,
                failed_at: None,
                held_at: None,
                cancelled_at: None,
                expired_at: None,
                last_reply: None,
            }
        }

        fn around(&self, host: &str) -> Around {
            let link = |kind| LiveLink {
                id: self.sources.id(),
                kind,
                generation: 1,
            };
            Around {
                host: Some(host.to_owned()),
                reply_to: Some("asha@example.org".to_owned()),
                links: vec![link(LinkKind::Act), link(LinkKind::Stop)],
            }
        }

        fn build(&self, row: &outbox::Model, around: &Around) -> Result<Ready, Unbuildable> {
            let sender = Sender {
                keys: &self.keys,
                origin: "https://talk.example.org",
                from: &self.from,
                codes_from: &self.codes_from,
                signer: None,
                now: self.sources.now(),
                reply_to: None,
            };
            sender.build(row, around)
        }
    }

    fn header(mime: &[u8], name: &'static str) -> Option<String> {
        let parsed = MessageParser::default().parse(mime).unwrap();
        parsed.header_raw(name).map(|v| v.trim().to_owned())
    }

    #[test]
    fn a_message_to_a_person_has_text_first_and_every_header() {
        let case = Case::new();
        let row = case.row(
            MailKind::Invite,
            true,
            "Read here:\n\n%%act%%\n\nStop: %%stop%%\n",
        );
        let around = case.around("Pembroke House");
        let ready = case.build(&row, &around).unwrap();
        let act = case.keys.link_token(around.links[0].id, 1);
        let stop = case.keys.link_token(around.links[1].id, 1);
        let parsed = MessageParser::default().parse(&ready.mime).unwrap();
        let text = parsed.body_text(0).unwrap();
        assert!(
            text.contains(&format!("https://talk.example.org/p/{act}")),
            "{text}"
        );
        assert!(parsed.body_html(0).unwrap().contains(&act));
        assert!(!text.contains("%%"));
        let id = format!("<{}@talk.example.org>", row.id);
        let unsubscribe = format!("<https://talk.example.org/stop/{stop}>");
        for (name, value) in [
            ("From", "\"Pembroke House\" <chains@talk.example.org>"),
            ("To", "sam@example.net"),
            ("Reply-To", "asha@example.org"),
            ("Message-ID", id.as_str()),
            ("Date", "Sun, 22 Nov 2026 09:30:00 +0000"),
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", "en"),
            ("List-Unsubscribe", unsubscribe.as_str()),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ] {
            assert_eq!(header(&ready.mime, name).as_deref(), Some(value), "{name}");
        }
        let raw = String::from_utf8(ready.mime).unwrap();
        assert!(raw.contains("multipart/alternative"));
        assert!(raw.find("text/plain").unwrap() < raw.find("text/html").unwrap());
    }

    #[test]
    fn a_second_try_has_the_same_bytes() {
        let case = Case::new();
        let row = case.row(MailKind::Invite, true, "Zo\u{eb}: %%act%%");
        let around = case.around("Pembroke House");
        let first = case.build(&row, &around).unwrap().mime;
        case.sources.advance(chrono::Duration::hours(4));
        assert_eq!(first, case.build(&row, &around).unwrap().mime);
    }

    #[test]
    fn a_sign_in_code_comes_from_the_key_and_cannot_be_unsubscribed_from() {
        let case = Case::new();
        let row = case.row(MailKind::SignInCode, false, "%%code%%");
        let ready = case.build(&row, &Around::default()).unwrap();
        let code = case.keys.sign_in_code(row.sign_in.unwrap());
        assert_eq!(ready.text, code);
        assert_eq!(header(&ready.mime, "List-Unsubscribe"), None);
        assert_eq!(header(&ready.mime, "Reply-To"), None);
        assert_eq!(
            header(&ready.mime, "From").as_deref(),
            Some("Daisychain <sign-in@talk.example.org>")
        );
    }

    #[test]
    fn a_message_is_not_built_without_what_it_needs() {
        let case = Case::new();
        let row = case.row(MailKind::Invite, true, "%%act%%");
        let none = Around::default();
        assert!(matches!(case.build(&row, &none), Err(Unbuildable::NoLink)));
        let mut moved = row.clone();
        moved.id = case.sources.id();
        let around = case.around("House");
        assert!(matches!(
            case.build(&moved, &around),
            Err(Unbuildable::Unreadable)
        ));
        let mut blank = row.clone();
        blank.recipient = None;
        assert!(matches!(
            case.build(&blank, &around),
            Err(Unbuildable::NoRecipient)
        ));
        let mut odd = row;
        odd.kind = "postcard".to_owned();
        assert!(matches!(case.build(&odd, &around), Err(Unbuildable::Kind)));
    }

    fn sound(mime: &[u8]) {
        assert!(mime.is_ascii(), "8-bit bytes");
        let text = std::str::from_utf8(mime).unwrap();
        assert_eq!(
            text.matches('\n').count(),
            text.matches("\r\n").count(),
            "a bare LF"
        );
        assert_eq!(
            text.matches('\r').count(),
            text.matches("\r\n").count(),
            "a bare CR"
        );
        assert!(
            text.split("\r\n").all(|line| line.len() <= 998),
            "a long line"
        );
        let head = text.split("\r\n\r\n").next().unwrap();
        let names: Vec<&str> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split_once(':').map(|(name, _)| name))
            .collect();
        assert_eq!(
            names,
            [
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Auto-Submitted",
                "Content-Language",
                "Reply-To",
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "MIME-Version",
                "Content-Type"
            ],
            "{head}"
        );
    }

    #[test]
    fn no_name_or_subject_adds_a_header_or_panics() {
        let case = Case::new();
        for evil in [
            "Bob\r\nBcc: victim@example.com\r\n\r\n<h1>x",
            "Bob\nBcc: v@e.com",
            "Bo\0b",
            "Bo\tb",
            "Bo\u{7}b\u{7f}",
            "Bo\"b\\",
            "Bo\u{85}b\u{2028}c",
            "Bo\u{202e}b",
            "Smith, Bo; (x) <x@y.com>",
            "Zo\u{eb}\r\nBcc: v@e.com",
            "",
            "=?utf-8?q?evil?=",
            "\u{4f1a}\u{8a71}\u{1f33c}",
        ] {
            let mut row = case.row(MailKind::Invite, true, evil);
            row.subject = evil.to_owned();
            sound(&case.build(&row, &case.around(evil)).unwrap().mime);
        }
        let long = "n".repeat(3000);
        let mut row = case.row(MailKind::Invite, true, &long);
        row.subject = "words and ".repeat(100);
        sound(&case.build(&row, &case.around(&long)).unwrap().mime);
    }

    proptest! {
        #[test]
        fn any_text_makes_a_sound_message(name in any::<String>(), subject in any::<String>(), text in any::<String>()) {
            let case = Case::new();
            let mut row = case.row(MailKind::Invite, true, &text);
            row.subject = subject;
            sound(&case.build(&row, &case.around(&name)).unwrap().mime);
        }
    }
}
