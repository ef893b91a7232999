//! What was done to an action: who changed what, and what stood there before.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::{ActionChanged, FieldChange, Role};
use entity::{action, organiser};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::desk::id_of;
use crate::organiser::SignedIn;
use crate::plan::pages::day_in_words;
use crate::plan::{self, actions, money};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/plan/actions/{id}/history", show)
}

/// Something that was done to an action.
pub(super) struct Past {
    pub what: ActionChanged,
    pub by: String,
    pub moment: String,
    pub fields: Vec<Field>,
}

/// A field that was changed, as people read it.
pub(super) struct Field {
    pub name: String,
    pub before: String,
    pub after: String,
}

/// Reads an action's history, the last first.
pub(super) async fn read(app: &App, desk: &Desk, action: Uuid) -> Result<Vec<Past>> {
    let conn = &app.db.read;
    let rows = actions::history(conn, action).await?;
    let names: HashMap<Uuid, String> = organiser::Entity::find()
        .filter(organiser::Column::Id.is_in(rows.iter().map(|row| row.organiser)))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let past = |row: entity::action_change::Model| Past {
        what: row.what,
        by: names.get(&row.organiser).cloned().unwrap_or_default(),
        moment: desk.w.moment(row.at, desk.zone()),
        fields: row.changes.0.iter().map(|one| field(desk, one)).collect(),
    };
    Ok(rows.into_iter().map(past).collect())
}

/// Tells a change in words: a stored value as its page shows it.
fn field(desk: &Desk, change: &FieldChange) -> Field {
    let w = desk.w;
    let told = |stored: &str| -> String {
        match change.field.as_str() {
            // It may be a person's name: only that it was changed is kept.
            "owner" => w.t("history-not-kept"),
            "proposed" if stored.is_empty() => String::new(),
            "proposed" => w.t("history-proposed-resident"),
            _ if stored.is_empty() => w.t("history-nothing"),
            "who" | "status" => w.t(&format!("{}-{stored}", change.field)),
            "by_when" => day_in_words(w, Some(stored)).unwrap_or_default(),
            "cost" => stored.parse().map(money::written).unwrap_or_default(),
            _ => stored.to_owned(),
        }
    };
    Field {
        name: w.t(&format!("history-field-{}", change.field.replace('_', "-"))),
        before: told(&change.before),
        after: told(&change.after),
    }
}

#[derive(Template)]
#[template(path = "plan/desk_history.html")]
struct HistoryPage {
    page: Page,
    found: action::Model,
    past: Vec<Past>,
    back: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = plan::find(&app.db.read, desk.face.chain.id, id_of(&id)?);
    let found = found.await?.ok_or(Error::NotFound)?;
    let back = match found.removed_at {
        None => desk.href(&format!("/plan/actions/{}", found.id)),
        Some(_) => desk.href("/plan/removed"),
    };
    render(&HistoryPage {
        page: desk.page(desk.w.t("history-title"), Tab::Plan),
        past: read(&app, &desk, found.id).await?,
        found,
        back,
    })
}
