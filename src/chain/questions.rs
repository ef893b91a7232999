//! The questions of a chain. None is ever removed, only retired, so that the points written under it keep their place
//! whatever an organiser changes.

use entity::shared::Kind;
use entity::{chain, prompt, prompt_text};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use crate::means::Means;

/// A question in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: Uuid,
    pub kind: Kind,
    pub text: String,
    pub hint: String,
}

/// A question as an organiser edits it; `id` is absent for a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedQuestion {
    pub id: Option<Uuid>,
    pub kind: Kind,
    pub text: String,
    pub hint: String,
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row of each of two tables, written out"
)]
pub(super) async fn add_question(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    lang: &str,
    position: i32,
    kind: Kind,
    text: &str,
    hint: &str,
) -> Result<(), DbErr> {
    let id = means.id();
    prompt::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        position: Set(position),
        kind: Set(kind),
        retired_at: Set(None),
    }
    .insert(txn)
    .await?;
    prompt_text::ActiveModel {
        id: Set(means.id()),
        prompt: Set(id),
        lang: Set(lang.to_owned()),
        text: Set(text.to_owned()),
        hint: Set(hint.to_owned()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Copies the questions in use to another chain, in every language they have.
pub(super) async fn copy_questions(
    txn: &DatabaseTransaction,
    means: &Means,
    from: Uuid,
    to: Uuid,
) -> Result<(), DbErr> {
    let prompts = prompt::Entity::find()
        .filter(prompt::Column::Chain.eq(from))
        .filter(prompt::Column::RetiredAt.is_null())
        .order_by_asc(prompt::Column::Position)
        .order_by_asc(prompt::Column::Id)
        .all(txn)
        .await?;
    for one in prompts {
        let id = means.id();
        let texts = prompt_text::Entity::find()
            .filter(prompt_text::Column::Prompt.eq(one.id))
            .all(txn)
            .await?;
        prompt::ActiveModel {
            id: Set(id),
            chain: Set(to),
            position: Set(one.position),
            kind: Set(one.kind),
            retired_at: Set(None),
        }
        .insert(txn)
        .await?;
        for text in texts {
            prompt_text::ActiveModel {
                id: Set(means.id()),
                prompt: Set(id),
                lang: Set(text.lang),
                text: Set(text.text),
                hint: Set(text.hint),
            }
            .insert(txn)
            .await?;
        }
    }
    Ok(())
}

/// Lists the questions in use, in order, in the chain's own language.
pub async fn list_questions(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
) -> Result<Vec<Question>, DbErr> {
    let in_use = of_chain(chain).filter(prompt::Column::RetiredAt.is_null());
    with_text(conn, &chain.language, in_use.all(conn).await?).await
}

/// Lists the questions in use in another of the chain's languages; `None` when one of them has no words in it.
pub async fn list_questions_in(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
    lang: &str,
) -> Result<Option<Vec<Question>>, DbErr> {
    let in_use = of_chain(chain).filter(prompt::Column::RetiredAt.is_null());
    let questions = with_text(conn, lang, in_use.all(conn).await?).await?;
    let whole = questions.iter().all(|question| !question.text.is_empty());
    Ok(Some(questions).filter(|_| whole))
}

/// Lists every question the chain ever had, retired ones too: old points stand under them.
pub async fn list_all_questions(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
) -> Result<Vec<Question>, DbErr> {
    with_text(conn, &chain.language, of_chain(chain).all(conn).await?).await
}

fn of_chain(chain: &chain::Model) -> Select<prompt::Entity> {
    prompt::Entity::find()
        .filter(prompt::Column::Chain.eq(chain.id))
        .order_by_asc(prompt::Column::Position)
        .order_by_asc(prompt::Column::Id)
}

async fn with_text(
    conn: &impl ConnectionTrait,
    lang: &str,
    rows: Vec<prompt::Model>,
) -> Result<Vec<Question>, DbErr> {
    let texts = prompt_text::Entity::find()
        .filter(prompt_text::Column::Prompt.is_in(rows.iter().map(|row| row.id)))
        .filter(prompt_text::Column::Lang.eq(lang))
        .all(conn)
        .await?;
    let question = |row: prompt::Model| {
        let text = texts.iter().find(|text| text.prompt == row.id);
        Question {
            id: row.id,
            kind: row.kind,
            text: text.map(|t| t.text.clone()).unwrap_or_default(),
            hint: text.map(|t| t.hint.clone()).unwrap_or_default(),
        }
    };
    Ok(rows.into_iter().map(question).collect())
}

/// Replaces the questions by the edited ones, in their order. A question that is gone is retired, so that points
/// written under it keep their place.
pub async fn change_questions(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: &chain::Model,
    edited: &[EditedQuestion],
) -> Result<(), DbErr> {
    let kept: Vec<Uuid> = edited.iter().filter_map(|q| q.id).collect();
    prompt::Entity::update_many()
        .col_expr(prompt::Column::RetiredAt, Expr::value(means.now()))
        .filter(prompt::Column::Chain.eq(chain.id))
        .filter(prompt::Column::RetiredAt.is_null())
        .filter(prompt::Column::Id.is_not_in(kept))
        .exec(txn)
        .await?;
    for (position, question) in (1..).zip(edited) {
        let Some(id) = question.id else {
            let q = question;
            add_question(
                txn,
                means,
                chain.id,
                &chain.language,
                position,
                q.kind,
                &q.text,
                &q.hint,
            )
            .await?;
            continue;
        };
        let moved = prompt::Entity::update_many()
            .col_expr(prompt::Column::Position, Expr::value(position))
            .col_expr(prompt::Column::Kind, Expr::value(question.kind))
            .filter(prompt::Column::Id.eq(id))
            .filter(prompt::Column::Chain.eq(chain.id))
            .exec(txn)
            .await?;
        if moved.rows_affected == 1 {
            prompt_text::Entity::update_many()
                .col_expr(
                    prompt_text::Column::Text,
                    Expr::value(question.text.clone()),
                )
                .col_expr(
                    prompt_text::Column::Hint,
                    Expr::value(question.hint.clone()),
                )
                .filter(prompt_text::Column::Prompt.eq(id))
                .filter(prompt_text::Column::Lang.eq(chain.language.clone()))
                .exec(txn)
                .await?;
        }
    }
    Ok(())
}
