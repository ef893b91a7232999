//! Codes for what cannot be undone or gives everything away (RELIABILITY rule 42): mailed to the address we hold, typed
//! into the person's own page.
//!
//! The link alone is not enough to delete or fetch everything, because links are forwarded. A code works for one
//! person's one act, ten minutes long, five tries long, once; at most three go out in an hour. The row in `sign_in` has
//! no organiser, so no code of a person ever signs anybody in.

use chrono::Duration;
use entity::shared::CodeAct;
use entity::{participant, person_code, sign_in};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::keys;
use crate::mail::{self, To};
use crate::means::Means;
use crate::organiser::sign_in::{VALID, code_hash};
use crate::people::{self, emails};

const TRIES: i32 = 5;
const CODES: u64 = 3;
const CODES_WITHIN: Duration = Duration::hours(1);
/// Asking again this soon is the same press twice.
const SAME_PRESS: Duration = Duration::seconds(20);

/// What became of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Sent,
    /// Three were sent within the hour.
    TooOften,
    /// We hold no address that can be written to: an organiser does it for them.
    CannotBe,
}

/// Tells whether a code can reach this person.
pub async fn can_be_mailed(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: &participant::Model,
) -> Result<bool, DbErr> {
    if person.bounced_at.is_some() || person.erased_at.is_some() {
        return Ok(false);
    }
    // Two people may share an address; it is kept with its hash for the first of them only.
    let Some(address) = people::details(means, person).unwrap_or_default().email else {
        return Ok(false);
    };
    let index = means.keys.address_index(&address);
    Ok(!mail::suppression::is_suppressed(conn, &index, means.now()).await?)
}

/// Mails a person the code for an act.
pub async fn ask(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    act: CodeAct,
) -> Result<Asked, DbErr> {
    let details = people::details(means, person).unwrap_or_default();
    let Some(address) = details.email else {
        return Ok(Asked::CannotBe);
    };
    if !can_be_mailed(txn, means, person).await? {
        return Ok(Asked::CannotBe);
    }
    let newest = newest(txn, means, person.id, act).await?;
    if newest.is_some_and(|code| code.made_at > means.now() - SAME_PRESS) {
        return Ok(Asked::Sent);
    }
    let lately = sign_in::Entity::find()
        .filter(sign_in::Column::Id.in_subquery(codes_of(person.id, None)))
        .filter(sign_in::Column::MadeAt.gt(means.now() - CODES_WITHIN))
        .count(txn)
        .await?;
    if lately >= CODES {
        return Ok(Asked::TooOften);
    }
    let id = insert(txn, means, person.id, act).await?;
    let draft = emails::act_code(face, person, &address, id);
    let to = To::Holder {
        id: person.id,
        sign_in: id,
    };
    let email = draft.finish(to, means.now());
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(Asked::Sent)
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    act: CodeAct,
) -> Result<Uuid, DbErr> {
    let id = means.id();
    sign_in::ActiveModel {
        id: Set(id),
        organiser: Set(None),
        // Not an address, so that these codes never count against an organiser's.
        email_index: Set(means.keys.address_index(&person.to_string())),
        // No browser holds this cookie: what binds the code is the person's own page.
        cookie_hash: Set(keys::hash(&means.sources.token())),
        code_hash: Set(code_hash(&means.keys.sign_in_code(id))),
        tries: Set(0),
        made_at: Set(means.now()),
        expires_at: Set(means.now() + VALID),
        used_at: Set(None),
    }
    .insert(txn)
    .await?;
    let code = person_code::ActiveModel {
        id: Set(id),
        participant: Set(person),
        act: Set(act),
    };
    code.insert(txn).await?;
    Ok(id)
}

fn codes_of(person: Uuid, act: Option<CodeAct>) -> SelectStatement {
    let mut codes = Query::select();
    codes
        .column(person_code::Column::Id)
        .from(person_code::Entity)
        .and_where(person_code::Column::Participant.eq(person));
    if let Some(act) = act {
        codes.and_where(person_code::Column::Act.eq(act));
    }
    codes
}

/// Finds the newest code of a person for an act that is neither used nor too old.
async fn newest(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: Uuid,
    act: CodeAct,
) -> Result<Option<sign_in::Model>, DbErr> {
    let newest = sign_in::Entity::find()
        .filter(sign_in::Column::Id.in_subquery(codes_of(person, Some(act))))
        .order_by_desc(sign_in::Column::MadeAt)
        .order_by_desc(sign_in::Column::Id)
        .one(conn)
        .await?;
    Ok(newest.filter(|code| code.used_at.is_none() && code.expires_at > means.now()))
}

/// Tells whether a code for this act is on its way or can be typed.
pub async fn is_waiting(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: Uuid,
    act: CodeAct,
) -> Result<bool, DbErr> {
    Ok(newest(conn, means, person, act).await?.is_some())
}

/// What became of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It was right. It is used up by [`use_up`], with the act itself.
    Right(Uuid),
    /// It was wrong; so many tries are left.
    Wrong(i32),
    /// Nothing typed can be right any more: too old, used, tried too often, or never asked for.
    Ended,
}

/// Checks a typed code. The try counts even when it is wrong, so commit in every case.
pub async fn enter(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    act: CodeAct,
    typed: &str,
) -> Result<Entered, DbErr> {
    let Some(waiting) = newest(txn, means, person, act).await? else {
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
        .exec(txn)
        .await?;
    if tried.rows_affected != 1 {
        return Ok(Entered::Ended);
    }
    Ok(if keys::same(&code_hash(typed), &waiting.code_hash) {
        Entered::Right(waiting.id)
    } else {
        Entered::Wrong(std::cmp::max(TRIES - waiting.tries - 1, 0))
    })
}

/// Uses a code up. Returns false when that was so already.
pub async fn use_up(txn: &DatabaseTransaction, means: &Means, code: Uuid) -> Result<bool, DbErr> {
    let used = sign_in::Entity::update_many()
        .col_expr(sign_in::Column::UsedAt, Expr::value(means.now()))
        .filter(sign_in::Column::Id.eq(code))
        .filter(sign_in::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Ends every code of a person: what was mailed to an old address opens nothing any more.
pub async fn end_all(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::UsedAt, Expr::value(means.now()))
        .filter(sign_in::Column::Id.in_subquery(codes_of(person, None)))
        .filter(sign_in::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}
