//! Sign-in by a mailed code, typed into the browser that asked (RELIABILITY rules 45 and 46).
//!
//! The code alone opens nothing: it works only together with the cookie of the waiting browser, five tries long, ten
//! minutes long, once. An unknown address gets the same work done as a known one, so neither the answer nor its time
//! tells who is an organiser.

use chrono::Duration;
use entity::{organiser, sign_in};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, TransactionTrait,
};
use uuid::Uuid;

use crate::i18n::Words;
use crate::keys;
use crate::mail::{self, Email, Letter, MailKind, To};
use crate::means::Means;
use crate::organiser::find_by_email;

/// How long a code works.
pub const VALID: Duration = Duration::minutes(10);
const TRIES: i32 = 5;
const CODES: u64 = 3;
const CODES_WITHIN: Duration = Duration::minutes(15);

/// What became of asking for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The browser now waits; this is what its cookie holds.
    Waiting(String),
    /// Three codes were asked for this address within a quarter of an hour.
    TooOften,
}

/// Notes that a browser waits for a code, and mails the code when `email` belongs to an organiser. `email` is an
/// address already checked.
pub async fn ask(txn: &DatabaseTransaction, means: &Means, email: &str) -> Result<Asked, DbErr> {
    let email_index = means.keys.address_index(email);
    let recent = sign_in::Entity::find()
        .filter(sign_in::Column::EmailIndex.eq(email_index.clone()))
        .filter(sign_in::Column::MadeAt.gt(means.now() - CODES_WITHIN))
        .count(txn)
        .await?;
    if recent >= CODES {
        return Ok(Asked::TooOften);
    }
    let organiser = find_by_email(txn, &means.keys, email).await?;
    let (id, token) = (means.id(), means.sources.token());
    sign_in::ActiveModel {
        id: Set(id),
        organiser: Set(organiser.as_ref().map(|organiser| organiser.id)),
        email_index: Set(email_index),
        cookie_hash: Set(keys::hash(&token)),
        code_hash: Set(code_hash(&means.keys.sign_in_code(id))),
        tries: Set(0),
        made_at: Set(means.now()),
        expires_at: Set(means.now() + VALID),
        used_at: Set(None),
    }
    .insert(txn)
    .await?;
    // The message is written and stored for everyone, and taken back for a stranger: the same work either way.
    let stored = txn.begin().await?;
    let message = message(means, email, id, organiser.as_ref());
    mail::enqueue(&stored, &means.sources, &means.keys, message).await?;
    if organiser.is_some() {
        stored.commit().await?;
    } else {
        stored.rollback().await?;
    }
    Ok(Asked::Waiting(token))
}

fn message(
    means: &Means,
    email: &str,
    sign_in: Uuid,
    organiser: Option<&organiser::Model>,
) -> Email {
    let letter = Letter {
        w: Words::of("en"),
        kind: MailKind::SignInCode,
        args: &[],
        greet: Some(organiser.map_or("stranger", |organiser| &organiser.name)),
        link: "",
        signature: None,
        can_stop: false,
    };
    Email {
        kind: MailKind::SignInCode,
        address: email.to_owned(),
        to: To::Organiser {
            sign_in: Some(sign_in),
        },
        chain: None,
        conversation: None,
        language: "en".to_owned(),
        letter: letter.write(),
        key: format!("sign-in-code:{sign_in}"),
        due: means.now(),
    }
}

/// What became of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It was right: this organiser may come in.
    Right(Uuid),
    /// It was wrong; so many tries are left.
    Wrong(i32),
    /// Nothing typed can be right any more: too old, used, tried too often, or never asked for here.
    Ended,
}

/// Checks a typed code against the one that the browser with this cookie waits for. The try counts even when it is
/// wrong, so commit in every case.
pub async fn enter(
    txn: &DatabaseTransaction,
    means: &Means,
    cookie: &str,
    typed: &str,
) -> Result<Entered, DbErr> {
    let Some(waiting) = sign_in::Entity::find()
        .filter(sign_in::Column::CookieHash.eq(keys::hash(cookie)))
        .one(txn)
        .await?
    else {
        return Ok(Entered::Ended);
    };
    let tried = sign_in::Entity::update_many()
        .col_expr(
            sign_in::Column::Tries,
            Expr::col(sign_in::Column::Tries).add(1),
        )
        .filter(sign_in::Column::Id.eq(waiting.id))
        .filter(sign_in::Column::Tries.lt(TRIES))
        .filter(sign_in::Column::UsedAt.is_null())
        .filter(sign_in::Column::ExpiresAt.gt(means.now()))
        .exec(txn)
        .await?;
    if tried.rows_affected != 1 {
        return Ok(Entered::Ended);
    }
    let right = keys::same(&code_hash(typed), &waiting.code_hash);
    let Some(organiser) = waiting.organiser.filter(|_| right) else {
        return Ok(Entered::Wrong(std::cmp::max(TRIES - waiting.tries - 1, 0)));
    };
    let used = sign_in::Entity::update_many()
        .col_expr(sign_in::Column::UsedAt, Expr::value(means.now()))
        .filter(sign_in::Column::Id.eq(waiting.id))
        .filter(sign_in::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(if used.rows_affected == 1 {
        Entered::Right(organiser)
    } else {
        Entered::Ended
    })
}

/// Finds the newest code that still works for an organiser's address: the way back in for one who lost their mailbox.
pub async fn newest_code(
    conn: &impl ConnectionTrait,
    means: &Means,
    email: &str,
) -> Result<Option<String>, DbErr> {
    let waiting = sign_in::Entity::find()
        .filter(sign_in::Column::EmailIndex.eq(means.keys.address_index(email)))
        .filter(sign_in::Column::Organiser.is_not_null())
        .filter(sign_in::Column::UsedAt.is_null())
        .filter(sign_in::Column::Tries.lt(TRIES))
        .filter(sign_in::Column::ExpiresAt.gt(means.now()))
        .order_by_desc(sign_in::Column::MadeAt)
        .order_by_desc(sign_in::Column::Id)
        .one(conn)
        .await?;
    Ok(waiting.map(|waiting| means.keys.sign_in_code(waiting.id)))
}

/// Hashes a code without what people type around its letters: space, dashes, lower case.
pub fn code_hash(code: &str) -> Vec<u8> {
    let letters: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    keys::hash(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_with_space_dashes_and_small_letters() {
        let whole = code_hash("7K4P-M2XD");
        for typed in [
            "7k4pm2xd",
            " 7K4P M2XD ",
            "7k4p\u{2013}m2xd",
            "7-K-4-P-M2XD",
        ] {
            assert!(keys::same(&code_hash(typed), &whole), "{typed}");
        }
        assert!(!keys::same(&code_hash("7K4P-M2XE"), &whole));
    }
}
