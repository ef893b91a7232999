//! How a person can be reached, and what they said about it. All of it is sealed in the row and opened only here; pages
//! that must not show it whole show it masked.

use entity::participant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::keys::{Place, Unreadable};
use crate::means::Means;

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
