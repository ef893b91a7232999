//! A person takes everything they said out at once: nothing of it counts or is quoted any more, and they still take
//! part.

use entity::participant;
use entity::shared::Quote;
use entity::{conversation, insight};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use super::check::{self, Answer, Verdict, counts};
use super::{find_incoming, words_gone};
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit::{self, By};

/// Lists all a person said, in chats that ended too: what was written down of them, and what they wrote of themselves.
pub async fn list_own(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<insight::Model>, DbErr> {
    let chats = conversation::Entity::find()
        .filter(
            Condition::any()
                .add(conversation::Column::Partner.eq(person))
                .add(conversation::Column::Initiator.eq(person)),
        )
        .all(conn)
        .await?;
    let (as_partner, as_initiator): (Vec<_>, Vec<_>) =
        chats.iter().partition(|chat| chat.partner == person);
    let of = |chats: Vec<&conversation::Model>, by_initiator: bool| {
        Condition::all()
            .add(insight::Column::Conversation.is_in(chats.iter().map(|chat| chat.id)))
            .add(insight::Column::ByInitiator.eq(by_initiator))
    };
    insight::Entity::find()
        .filter(
            Condition::any()
                .add(of(as_partner, false))
                .add(of(as_initiator, true)),
        )
        .order_by_asc(insight::Column::Id)
        .all(conn)
        .await
}

/// Takes all of a person's words out. Returns how many points that were; again it is none.
pub async fn take_out(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    by: By,
) -> Result<usize, DbErr> {
    let mut own = list_own(txn, person.id).await?;
    own.retain(counts);
    if own.is_empty() {
        return Ok(0);
    }
    words_gone::note(txn, means, &own).await?;
    // What is shown to them now goes by way of the check, which also lets the chain go on.
    if let Some(chat) = find_incoming(txn, person.id).await? {
        let out = |point: &insight::Model| Answer {
            insight: point.id,
            verdict: Verdict::TakeOut,
            quote: Quote::None,
        };
        let here = own.iter().filter(|point| point.conversation == chat.id);
        let answers: Vec<Answer> = here.map(out).collect();
        if !answers.is_empty() {
            let _ = check::check(txn, means, face, &chat, &answers).await?;
        }
    }
    withdraw(txn, means, own.iter().map(|point| point.id).collect()).await?;
    let (whose, chain) = (Some(person.id), Some(person.chain));
    audit::note(txn, &means.sources, by, "words.taken_out", whose, chain).await?;
    Ok(own.len())
}

async fn withdraw(
    txn: &DatabaseTransaction,
    means: &Means,
    points: Vec<Uuid>,
) -> Result<(), DbErr> {
    let still = |column: insight::Column, value| {
        insight::Entity::update_many()
            .col_expr(column, value)
            .filter(insight::Column::Id.is_in(points.clone()))
    };
    still(insight::Column::WithdrawnAt, Expr::value(means.now()))
        .filter(insight::Column::StruckAt.is_null())
        .filter(insight::Column::WithdrawnAt.is_null())
        .exec(txn)
        .await?;
    // Unanswered is no already; an answer can only stand on a point that was checked (I4).
    still(insight::Column::Quote, Expr::value(Quote::None))
        .filter(insight::Column::CheckedAt.is_not_null())
        .exec(txn)
        .await?;
    still(insight::Column::PublicText, Expr::value(None::<String>))
        .exec(txn)
        .await?;
    Ok(())
}

/// Takes a point back once more, because a restored backup had brought it back: out altogether, or only its quote.
pub async fn again(
    txn: &DatabaseTransaction,
    means: &Means,
    point: &insight::Model,
    out: bool,
) -> Result<(), DbErr> {
    words_gone::note(txn, means, [point]).await?;
    if out {
        return withdraw(txn, means, vec![point.id]).await;
    }
    insight::Entity::update_many()
        .col_expr(insight::Column::Quote, Expr::value(Quote::None))
        .col_expr(insight::Column::CheckedAt, Expr::value(means.now()))
        .filter(insight::Column::Id.eq(point.id))
        .exec(txn)
        .await?;
    Ok(())
}
