//! Chains that organisers saved for others on the server to start from, in the format of the ready-made ones. What is
//! read back is looked at again: a row that is not sound is left out, whoever wrote it.

use std::collections::BTreeMap;

use entity::{host, organiser, saved_template};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::Face;
use super::questions::list_questions;
use super::templates::{self, Template, TemplatePrompt};
use crate::i18n::find_language;
use crate::means::Means;

/// Begins the id of a saved template, as an address and a chain's row have it.
const STEM: &str = "saved-";
/// The longest words of each kind, in characters, as the forms have them.
const LINE_MAX: usize = 60;
const ABOUT_MAX: usize = 300;
const PURPOSE_MAX: usize = 2_000;
const QUESTION_MAX: usize = 200;
const QUESTIONS_MAX: usize = 8;

/// A saved template with who saved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    pub template: Template,
    pub organiser: Uuid,
    pub by: String,
    pub host: String,
}

/// Returns the row's id in a template's id.
pub fn id_of(template: &str) -> Option<Uuid> {
    template.strip_prefix(STEM)?.parse().ok()
}

/// Saves a chain's words and questions for others. Returns the row's id.
pub async fn save(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    label: &str,
    about: &str,
) -> Result<Uuid, DbErr> {
    let id = means.id();
    let prompts = list_questions(txn, &face.chain).await?;
    let words = &face.words;
    let template = Template {
        id: format!("{STEM}{id}"),
        position: 0,
        language: words.lang.clone(),
        label: label.to_owned(),
        about: about.to_owned(),
        name: words.name.clone(),
        topic: words.topic.clone(),
        purpose: words.purpose.clone(),
        sensitive: face.chain.sensitive,
        prompts: prompts
            .into_iter()
            .map(|question| TemplatePrompt {
                kind: question.kind,
                text: question.text,
                hint: question.hint,
            })
            .collect(),
    };
    let body = serde_json::to_value(&template).map_err(|error| DbErr::Json(error.to_string()))?;
    saved_template::ActiveModel {
        id: Set(id),
        name: Set(label.to_owned()),
        about: Set(about.to_owned()),
        body: Set(body),
        made_by: Set(organiser),
        host: Set(face.host.id),
        made_at: Set(means.now()),
        removed_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(id)
}

/// Reads a row back, if it is sound.
fn read(row: &saved_template::Model) -> Option<Template> {
    let template: Template = serde_json::from_value(row.body.clone()).ok()?;
    let template = Template {
        id: format!("{STEM}{}", row.id),
        label: row.name.clone(),
        about: row.about.clone(),
        ..template
    };
    let sound = is_sound(&template);
    if !sound {
        tracing::warn!(id = %row.id, "a saved template is not sound");
    }
    sound.then_some(template)
}

fn is_sound(template: &Template) -> bool {
    let fits = |text: &str, most: usize| text.chars().count() <= most;
    let lines = [&template.label, &template.name, &template.topic];
    find_language(&template.language).is_some()
        && !template.label.is_empty()
        && lines.iter().all(|line| fits(line, LINE_MAX))
        && fits(&template.about, ABOUT_MAX)
        && fits(&template.purpose, PURPOSE_MAX)
        && template.prompts.len() <= QUESTIONS_MAX
        && template.prompts.iter().all(|prompt| {
            !prompt.text.is_empty()
                && fits(&prompt.text, QUESTION_MAX)
                && fits(&prompt.hint, QUESTION_MAX)
        })
}

/// Lists what was saved and not removed, the newest first.
pub async fn list(conn: &impl ConnectionTrait) -> Result<Vec<Saved>, DbErr> {
    let rows = saved_template::Entity::find()
        .filter(saved_template::Column::RemovedAt.is_null())
        .order_by_desc(saved_template::Column::MadeAt)
        .order_by_desc(saved_template::Column::Id)
        .all(conn)
        .await?;
    let by: BTreeMap<Uuid, String> = organiser::Entity::find()
        .filter(organiser::Column::Id.is_in(rows.iter().map(|row| row.made_by)))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let hosts: BTreeMap<Uuid, String> = host::Entity::find()
        .filter(host::Column::Id.is_in(rows.iter().map(|row| row.host)))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let saved = |row: &saved_template::Model| {
        Some(Saved {
            template: read(row)?,
            organiser: row.made_by,
            by: by.get(&row.made_by).cloned().unwrap_or_default(),
            host: hosts.get(&row.host).cloned().unwrap_or_default(),
        })
    };
    Ok(rows.iter().filter_map(saved).collect())
}

/// Finds a template by its id: a ready-made one, or one that was saved and not removed.
pub async fn find_any(
    conn: &impl ConnectionTrait,
    template: &str,
) -> Result<Option<Template>, DbErr> {
    let Some(id) = id_of(template) else {
        return Ok(templates::find(template).cloned());
    };
    let row = saved_template::Entity::find_by_id(id)
        .filter(saved_template::Column::RemovedAt.is_null())
        .one(conn)
        .await?;
    Ok(row.as_ref().and_then(read))
}

/// Finds what an organiser saved themself, removed or not.
pub async fn find_own(
    conn: &impl ConnectionTrait,
    id: Uuid,
    organiser: Uuid,
) -> Result<Option<saved_template::Model>, DbErr> {
    saved_template::Entity::find_by_id(id)
        .filter(saved_template::Column::MadeBy.eq(organiser))
        .one(conn)
        .await
}

/// Takes what an organiser saved off the list; chains that were started from it stay. Returns false when that was so
/// already.
pub async fn remove(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
    organiser: Uuid,
) -> Result<bool, DbErr> {
    let done = saved_template::Entity::update_many()
        .col_expr(saved_template::Column::RemovedAt, Expr::value(means.now()))
        .filter(saved_template::Column::Id.eq(id))
        .filter(saved_template::Column::MadeBy.eq(organiser))
        .filter(saved_template::Column::RemovedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}
