//! People of a chain: first people, what they agreed to, how to reach them, stopping and being forgotten.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::{ConsentTo, Door, LinkKind};
use entity::{consent, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chain::Face;
use crate::keys::{self, Place, Unreadable};
use crate::mail::{self, To};
use crate::means::Means;

pub mod act_codes;
pub mod by_phone;
pub mod change;
pub mod codes;
pub mod door;
pub mod emails;
pub mod links;
pub mod name;

/// For how long somebody who stopped taking part can come back.
pub const RESUME_WITHIN: Duration = Duration::days(7);

/// Details of somebody who never answers are deleted this long after the last message to them.
pub const FORGET_AFTER: Duration = Duration::days(30);

/// An address is asked to join at most this often in [`ASKED_WITHIN`], over all chains (RELIABILITY rule 31).
const ASKED_AT_MOST: u64 = 2;
const ASKED_WITHIN: Duration = Duration::days(30);

/// How a person would like to be contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Text,
    Phone,
    /// Through the host, not directly.
    Host,
}

impl Channel {
    pub const ALL: &[Self] = &[Self::Email, Self::Text, Self::Phone, Self::Host];

    /// Returns the stored text, which is also the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Text => "text",
            Self::Phone => "phone",
            Self::Host => "host",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|channel| channel.as_str() == text)
    }
}

/// The times of the week a person can tick.
pub const TIMES: &[&str] = &[
    "weekday_mornings",
    "weekday_afternoons",
    "evenings",
    "weekends",
    "any",
];
/// What may help a person to take part.
pub const HELP: &[&str] = &["large_print", "interpreter", "in_person", "step_free"];

/// What a person told us about reaching them; sealed as one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// What they ticked on the agreeing page, kept until they finish saying yes.
    pub agreed: Vec<String>,
    pub channel: Option<Channel>,
    pub times: Vec<String>,
    pub note: String,
    pub help: Vec<String>,
    pub help_other: String,
    /// The conversation whose end made them ask the organisers to find somebody else for them.
    pub left_to_organiser: Option<Uuid>,
    /// How far they got with checking what was written, until they say that it is right: fields with what stands in
    /// them.
    pub checking: Vec<(String, String)>,
}

/// A person's details, opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub email: Option<String>,
    pub phone: Option<String>,
    pub prefs: Prefs,
}

/// Opens what is sealed of a person.
pub fn details(means: &Means, person: &participant::Model) -> Result<Details, Unreadable> {
    let open = |place, sealed: &Option<Vec<u8>>| {
        sealed
            .as_ref()
            .map(|sealed| means.keys.open(place, person.id, sealed))
            .transpose()
    };
    let prefs = open(Place::ParticipantPrefs, &person.prefs)?;
    Ok(Details {
        email: open(Place::ParticipantEmail, &person.email)?,
        phone: open(Place::ParticipantPhone, &person.phone)?,
        prefs: prefs
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default(),
    })
}

/// Returns the name a page shows, or an empty text for somebody who was forgotten.
pub fn shown_name(person: &participant::Model) -> &str {
    person.name.as_deref().unwrap_or_default()
}

/// Returns the first name, or an empty text.
pub fn first_name(person: &participant::Model) -> &str {
    name::first(shown_name(person))
}

/// Somebody an organiser adds as a first person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStarter {
    pub name: String,
    pub email: String,
    pub language: String,
}

/// Why a first person was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// The address is already in this chain.
    AlreadyHere,
    /// The address asked not to be written to, or was asked too often lately.
    MayNotBeAsked,
}

/// Adds a first person and stores the message that asks them to start.
pub async fn add_starter(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    new: NewStarter,
) -> Result<Result<participant::Model, NotAdded>, DbErr> {
    let index = means.keys.address_index(&new.email);
    if was_ever_here(txn, face.chain.id, &index).await? {
        return Ok(Err(NotAdded::AlreadyHere));
    }
    if !may_be_asked(txn, means, &index).await? {
        return Ok(Err(NotAdded::MayNotBeAsked));
    }
    let id = means.id();
    let row = participant::ActiveModel {
        branch: Set(Some(id)),
        depth: Set(Some(0)),
        door: Set(Door::Starter),
        entered_by: Set(Some(by)),
        source: Set("organiser".to_owned()),
        ..new_row(means, id, face.chain.id, &new.name, &new.language)
    };
    let person = with_email(means, id, row, &new.email).insert(txn).await?;
    let ends = means.now() + Duration::days(i64::from(face.chain.rules.invitation_days));
    let link = links::issue(txn, means, id, LinkKind::Act, Some(ends)).await?;
    links::issue(txn, means, id, LinkKind::Stop, None).await?;
    let email = emails::starter_invite(face, &person, &new.email, ends, means.now() + FORGET_AFTER);
    let email = email.finish(
        To::Participant {
            id,
            link: link.id,
            generation: link.generation,
        },
        means.now(),
    );
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(Ok(person))
}

/// Adds somebody whom nobody of the chain named: by the public page (door `Pool`) or by a printed code (door `Letter`).
///
/// They have no place in the tree until they are matched, and an act-link that ends with the time to answer. Whoever
/// comes by the public page is asked by e-mail whether it is really them; the caller tells the others.
pub async fn add_newcomer(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    door: Door,
    name: &str,
    email: Option<&str>,
    language: &str,
) -> Result<Result<participant::Model, NotAdded>, DbErr> {
    if let Some(email) = email {
        let index = means.keys.address_index(email);
        if was_ever_here(txn, face.chain.id, &index).await? {
            return Ok(Err(NotAdded::AlreadyHere));
        }
        if !may_be_asked(txn, means, &index).await? {
            return Ok(Err(NotAdded::MayNotBeAsked));
        }
    }
    let id = means.id();
    let row = participant::ActiveModel {
        door: Set(door),
        ..new_row(means, id, face.chain.id, name, language)
    };
    let row = match email {
        Some(email) => with_email(means, id, row, email),
        None => row,
    };
    let person = row.insert(txn).await?;
    let ends = means.now() + Duration::days(i64::from(face.chain.rules.invitation_days));
    let link = links::issue(txn, means, id, LinkKind::Act, Some(ends)).await?;
    links::issue(txn, means, id, LinkKind::Stop, None).await?;
    if let (Door::Pool, Some(email)) = (door, email) {
        let draft = emails::pool_confirm(face, &person, email, means.now() + FORGET_AFTER);
        let to = To::Participant {
            id,
            link: link.id,
            generation: link.generation,
        };
        let email = draft.finish(to, means.now());
        mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    }
    Ok(Ok(person))
}

/// A row with everything empty that a way of coming in fills.
pub fn new_row(
    means: &Means,
    id: Uuid,
    chain: Uuid,
    name: &str,
    language: &str,
) -> participant::ActiveModel {
    participant::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        parent: Set(None),
        branch: Set(None),
        depth: Set(None),
        depth_above: Set(None),
        door: Set(Door::Nominated),
        language: Set(language.to_owned()),
        name: Set(Some(name.to_owned())),
        email: Set(None),
        phone: Set(None),
        email_index: Set(None),
        prefs: Set(None),
        entered_by: Set(means.entered_by()),
        source: Set(means.source().to_owned()),
        joined_at: Set(means.now()),
        waiting_since: Set(None),
        agreed_at: Set(None),
        finished_at: Set(None),
        bounced_at: Set(None),
        stopped_at: Set(None),
        erased_at: Set(None),
        told_at: Set(None),
    }
}

/// Puts a sealed address into a row.
pub fn with_email(
    means: &Means,
    id: Uuid,
    row: participant::ActiveModel,
    email: &str,
) -> participant::ActiveModel {
    participant::ActiveModel {
        email: Set(Some(means.keys.seal(
            &means.sources,
            Place::ParticipantEmail,
            id,
            email,
        ))),
        email_index: Set(Some(means.keys.address_index(email))),
        ..row
    }
}

/// Tells whether this address was ever asked into this chain, also by somebody who was forgotten since: one invitation
/// a chain, ever (RELIABILITY rule 31).
pub async fn was_ever_here(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    index: &[u8],
) -> Result<bool, DbErr> {
    let here = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::EmailIndex.eq(index))
        .count(conn)
        .await?;
    Ok(here > 0)
}

/// Tells whether this address may be asked into one more chain.
pub async fn may_be_asked(
    conn: &impl ConnectionTrait,
    means: &Means,
    index: &[u8],
) -> Result<bool, DbErr> {
    if mail::suppression::is_suppressed(conn, index, means.now()).await? {
        return Ok(false);
    }
    let lately = participant::Entity::find()
        .filter(participant::Column::EmailIndex.eq(index))
        .filter(participant::Column::JoinedAt.gt(means.now() - ASKED_WITHIN))
        .count(conn)
        .await?;
    Ok(lately < ASKED_AT_MOST)
}

/// Keeps what a person has answered so far on their way to yes.
pub async fn save_prefs(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    prefs: &Prefs,
    phone: Option<&str>,
) -> Result<(), DbErr> {
    let json = serde_json::to_string(prefs).map_err(|error| DbErr::Json(error.to_string()))?;
    let mut update = participant::Entity::update_many()
        .col_expr(
            participant::Column::Prefs,
            Expr::value(
                means
                    .keys
                    .seal(&means.sources, Place::ParticipantPrefs, person, &json),
            ),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null());
    if let Some(phone) = phone {
        let sealed = (!phone.is_empty()).then(|| {
            means
                .keys
                .seal(&means.sources, Place::ParticipantPhone, person, phone)
        });
        update = update.col_expr(participant::Column::Phone, Expr::value(sealed));
    }
    update.exec(txn).await?;
    Ok(())
}

/// What a person agreed to, in the words they saw.
#[derive(Clone, Debug)]
pub struct Agreed<'a> {
    pub what: ConsentTo,
    pub wording: &'a str,
    pub language: &'a str,
}

/// The version of the consent wordings; raise it when a wording changes its meaning.
const WORDING_VERSION: i32 = 1;

/// Keeps a consent row for each thing a person agreed to.
pub async fn keep_consents(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    agreed: &[Agreed<'_>],
) -> Result<(), DbErr> {
    for one in agreed {
        consent::ActiveModel {
            id: Set(means.id()),
            participant: Set(person),
            what: Set(one.what),
            wording_hash: Set(keys::wording_hash(one.wording)),
            version: Set(WORDING_VERSION),
            language: Set(one.language.to_owned()),
            by_id: Set(person),
            entered_by: Set(means.entered_by()),
            source: Set(means.source().to_owned()),
            given_at: Set(means.now()),
            withdrawn_at: Set(None),
        }
        .insert(txn)
        .await?;
    }
    Ok(())
}

/// Takes back a person's consents that stand.
pub async fn withdraw_consents(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
) -> Result<(), DbErr> {
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(means.now()))
        .filter(consent::Column::Participant.eq(person))
        .filter(consent::Column::WithdrawnAt.is_null())
        .filter(consent::Column::What.ne(ConsentTo::AskedNominee))
        .exec(txn)
        .await?;
    Ok(())
}

/// Sets or clears the time a person said yes. Returns false when that was so already.
pub async fn set_agreed(
    txn: &DatabaseTransaction,
    person: Uuid,
    at: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let update = participant::Entity::update_many()
        .col_expr(participant::Column::AgreedAt, Expr::value(at))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null());
    let update = if at.is_some() {
        update.filter(participant::Column::AgreedAt.is_null())
    } else {
        update.filter(participant::Column::AgreedAt.is_not_null())
    };
    Ok(update.exec(txn).await?.rows_affected == 1)
}

/// Notes that a person does not want to choose anyone, or no one more. Returns false when that was so already.
pub async fn finish(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<bool, DbErr> {
    set_time(txn, means, person, participant::Column::FinishedAt).await
}

/// Notes that a person stops taking part. Returns false when that was so already.
pub async fn set_stopped(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
) -> Result<bool, DbErr> {
    set_time(txn, means, person, participant::Column::StoppedAt).await
}

async fn set_time(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    column: participant::Column,
) -> Result<bool, DbErr> {
    let done = participant::Entity::update_many()
        .col_expr(column, Expr::value(means.now()))
        .filter(participant::Column::Id.eq(person))
        .filter(column.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes part again, within a week of having stopped. What was ended meanwhile stays ended. Returns false when there
/// was nothing to take back, or it is too late.
pub async fn clear_stopped(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
) -> Result<bool, DbErr> {
    let done = participant::Entity::update_many()
        .col_expr(
            participant::Column::StoppedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::StoppedAt.gt(means.now() - RESUME_WITHIN))
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lists what a person agreed to and has not taken back, oldest first.
pub async fn list_consents(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<consent::Model>, DbErr> {
    consent::Entity::find()
        .filter(consent::Column::Participant.eq(person))
        .filter(consent::Column::WithdrawnAt.is_null())
        .order_by_asc(consent::Column::Id)
        .all(conn)
        .await
}

/// Hides an address but for its first letter and its domain: "s•••@example.org".
pub fn mask(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}\u{2022}\u{2022}\u{2022}@{domain}")
}

/// Hides a phone number but for its last two digits.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("\u{2022}\u{2022}\u{2022} {last}")
}

/// Tells whether `text` can be a phone number: digits, spaces and the usual marks.
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = |c: char| c.is_ascii_digit() || " +()-./".contains(c);
    (6..=15).contains(&digits) && text.chars().all(plain)
}

/// Gives a person another address after a message came back.
pub async fn change_email(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    email: &str,
) -> Result<(), DbErr> {
    let sealed = means
        .keys
        .seal(&means.sources, Place::ParticipantEmail, person, email);
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(Some(sealed)))
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(Some(means.keys.address_index(email))),
        )
        .col_expr(
            participant::Column::BouncedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Keeps the address a person gives of themself. When the address is in the chain already it is kept without its hash:
/// two people may share one, and the page looks the same for both.
pub async fn give_email(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    email: &str,
) -> Result<(), DbErr> {
    let index = means.keys.address_index(email);
    let theirs = person.email_index.as_ref() == Some(&index);
    if theirs || !was_ever_here(txn, person.chain, &index).await? {
        return change_email(txn, means, person.id, email).await;
    }
    let sealed = means
        .keys
        .seal(&means.sources, Place::ParticipantEmail, person.id, email);
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(Some(sealed)))
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(participant::Column::Id.eq(person.id))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Drops an address that must not be used, keeping the person.
pub async fn drop_email(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .col_expr(
            participant::Column::BouncedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}

/// Drops how a person can be reached, long after their chain was closed; name and words stay.
pub async fn drop_details(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .col_expr(participant::Column::Phone, Expr::value(None::<Vec<u8>>))
        .col_expr(participant::Column::Prefs, Expr::value(None::<Vec<u8>>))
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(participant::Column::Id.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes what is held about a person, and ends their links; the knot in the tree stays (I7). The keyed hash of the
/// address stays too, so that nobody is asked a second time after they said no.
pub async fn forget(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Name, Expr::value(None::<String>))
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .col_expr(participant::Column::Phone, Expr::value(None::<Vec<u8>>))
        .col_expr(participant::Column::Prefs, Expr::value(None::<Vec<u8>>))
        .col_expr(
            participant::Column::WaitingSince,
            Expr::value(None::<DateTime<Utc>>),
        )
        .col_expr(participant::Column::ErasedAt, Expr::value(means.now()))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    withdraw_consents(txn, means, person).await?;
    links::revoke(txn, means, person, None).await
}

/// Finds a person.
pub async fn find(
    conn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find_by_id(id).one(conn).await
}

/// Finds the person with this address in a chain, if they are still there.
pub async fn find_by_address(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    index: &[u8],
) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::EmailIndex.eq(index))
        .filter(participant::Column::ErasedAt.is_null())
        .one(conn)
        .await
}

/// Finds several people at once, by id.
pub async fn find_all(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, participant::Model>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = participant::Entity::find()
        .filter(participant::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
