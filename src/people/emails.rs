//! Messages to people about their own part: what they say and by which link they are answered.

use chrono::{DateTime, Utc};
use entity::participant;
use uuid::Uuid;

use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::{ACT, Email, Letter, MailKind, To, compose::Written};
use crate::people;

/// A message put into words, before it has a link and a time.
pub struct Draft {
    pub kind: MailKind,
    pub address: String,
    pub chain: Uuid,
    pub conversation: Option<Uuid>,
    pub language: &'static str,
    pub letter: Written,
    pub key: String,
}

impl Draft {
    /// Adds who gets it by which link, and when it may go out.
    pub fn finish(self, to: To, due: DateTime<Utc>) -> Email {
        Email {
            kind: self.kind,
            address: self.address,
            to,
            chain: Some(self.chain),
            conversation: self.conversation,
            language: self.language.to_owned(),
            letter: self.letter,
            key: self.key,
            due,
        }
    }
}

/// Writes a message to a person of a chain; the main link is their own page.
pub fn write(
    face: &Face,
    person: &participant::Model,
    address: &str,
    kind: MailKind,
    args: &[(&'static str, &dyn Arg)],
    key: String,
) -> Draft {
    write_with_link(face, person, address, kind, args, ACT, key)
}

/// Writes a message whose main link is another address.
pub fn write_with_link(
    face: &Face,
    person: &participant::Model,
    address: &str,
    kind: MailKind,
    args: &[(&'static str, &dyn Arg)],
    link: &str,
    key: String,
) -> Draft {
    let w = Words::of(&person.language);
    let signature = face.signature();
    let letter = Letter {
        w,
        kind,
        args,
        greet: Some(people::first_name(person)),
        link,
        signature: Some(&signature),
        can_stop: true,
    };
    Draft {
        kind,
        address: address.to_owned(),
        chain: face.chain.id,
        conversation: None,
        language: w.lang(),
        letter: letter.write(),
        key,
    }
}

/// The host asks somebody to start a branch.
pub fn starter_invite(
    face: &Face,
    person: &participant::Model,
    address: &str,
    ends: DateTime<Utc>,
    forgotten: DateTime<Utc>,
) -> Draft {
    let w = Words::of(&person.language);
    let (ends, forgotten) = (w.date(ends, face.zone()), w.date(forgotten, face.zone()));
    let args: &[(&'static str, &dyn Arg)] = &[
        ("host", &face.host.name),
        ("topic", &face.words.topic),
        ("ends", &ends),
        ("forgotten", &forgotten),
    ];
    write(
        face,
        person,
        address,
        MailKind::StarterInvite,
        args,
        format!("starter-invite:{}", person.id),
    )
}

/// Somebody's link went through other hands: this one is theirs alone.
pub fn own_link(face: &Face, person: &participant::Model, address: &str, generation: i32) -> Draft {
    write(
        face,
        person,
        address,
        MailKind::OwnLink,
        &[],
        format!("own-link:{}:{generation}", person.id),
    )
}

/// Somebody typed this address into the public page: is it really them?
pub fn pool_confirm(
    face: &Face,
    person: &participant::Model,
    address: &str,
    forgotten: DateTime<Utc>,
) -> Draft {
    let forgotten = Words::of(&person.language).date(forgotten, face.zone());
    let args: &[(&'static str, &dyn Arg)] = &[
        ("host", &face.host.name),
        ("topic", &face.words.topic),
        ("forgotten", &forgotten),
    ];
    write(
        face,
        person,
        address,
        MailKind::PoolConfirm,
        args,
        format!("pool-confirm:{}", person.id),
    )
}

/// A person asked for a new link.
pub fn new_link(face: &Face, person: &participant::Model, address: &str, generation: i32) -> Draft {
    write(
        face,
        person,
        address,
        MailKind::NewLink,
        &[],
        format!("new-link:{}:{generation}", person.id),
    )
}

/// A person asked for the code of an act that cannot be undone.
pub fn act_code(face: &Face, person: &participant::Model, address: &str, sign_in: Uuid) -> Draft {
    let key = format!("act-code:{sign_in}");
    write(face, person, address, MailKind::ActCode, &[], key)
}

/// How a person is reached was changed; `key` tells one change from another.
pub fn details_changed(
    face: &Face,
    person: &participant::Model,
    address: &str,
    at: DateTime<Utc>,
    link: &str,
    key: &str,
) -> Draft {
    let when = Words::of(&person.language).moment(at, face.zone());
    let args: &[(&'static str, &dyn Arg)] = &[("when", &when)];
    let key = format!("details-changed:{}:{key}", person.id);
    let kind = MailKind::DetailsChanged;
    write_with_link(face, person, address, kind, args, link, key)
}
