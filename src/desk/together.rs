//! Two organisers act on the same link at once: one change is made, and the other is told by whom it was, and when.
//!
//! A page that can change something carries the newest entry of the audit log about that person and their links. The
//! change takes the person's row first and looks again: what somebody else did since the page was drawn is told in
//! place of the change. An own second press is not stopped here: the rule finds it done.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::shared::Actor;
use entity::{audit, conversation, participant};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::opened::Opened;
use super::timeline::name_or;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::behalf::organiser_name;
use crate::db;
use crate::i18n::Html;
use crate::people;
use crate::web::{Error, Form, Page, Result, render_with};

/// What leaves a link as it was: somebody looked, or wrote something down.
const LEAVES_IT: [&str; 9] = [
    "details.shown",
    "note.added",
    "note.removed",
    "call.logged",
    "person.written_for",
    "person.told",
    "person.downloaded",
    "message.again",
    "gathering.answered",
];

/// Returns the ids under which the log tells of a person and their links.
async fn objects(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let theirs = Condition::any()
        .add(conversation::Column::Partner.eq(person))
        .add(conversation::Column::Initiator.eq(person));
    let links: Vec<Uuid> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .filter(theirs)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(links.into_iter().chain([person]).collect())
}

/// Finds what was done last to a person or one of their links.
async fn find_last(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Option<audit::Model>, DbErr> {
    audit::Entity::find()
        .filter(audit::Column::ObjectId.is_in(objects(conn, person).await?))
        .filter(audit::Column::Act.is_not_in(LEAVES_IT))
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .one(conn)
        .await
}

/// Returns the mark that a page about a person carries in its form.
pub(super) async fn mark(conn: &impl ConnectionTrait, person: Uuid) -> Result<String, DbErr> {
    let last = find_last(conn, person).await?;
    Ok(last.map(|row| row.id.to_string()).unwrap_or_default())
}

/// Begins a change of a person's link, unless somebody was quicker: then a page says who. `first` is somebody else
/// whose row the rule takes before that of the person.
pub(super) async fn begin(
    app: &App,
    opened: &Opened,
    form: &Form,
    first: Option<Uuid>,
) -> Result<DatabaseTransaction> {
    let txn = db::begin_write(&app.db).await?;
    for id in first.into_iter().chain([opened.person.id]) {
        participant::Entity::find_by_id(id)
            .lock(LockType::NoKeyUpdate)
            .one(&txn)
            .await?;
    }
    if form.has("seen")
        && let Some(last) = find_last(&txn, opened.person.id).await?
        && last.id.to_string() != form.value("seen")
        && last.actor_id != Some(opened.by())
    {
        txn.rollback().await?;
        let page = told(app, opened, Some(&last)).await?;
        return Err(Error::Instead(Box::new(page)));
    }
    Ok(txn)
}

#[derive(Template)]
#[template(path = "desk/together.html")]
struct TogetherPage {
    page: Page,
    here: String,
    called: String,
    /// Who did what, and when.
    deed: Html,
}

/// Says that nothing was changed because somebody was quicker: who, and when.
pub(super) async fn quicker(app: &App, opened: &Opened) -> Result<Response> {
    let last = find_last(&app.db.read, opened.person.id).await?;
    told(app, opened, last.as_ref()).await
}

async fn told(app: &App, opened: &Opened, last: Option<&audit::Model>) -> Result<Response> {
    let desk = &opened.desk;
    let deed = match last {
        Some(row) => tell(app, desk, row).await?,
        None => desk.w.html("deed-none", &[]),
    };
    let template = TogetherPage {
        page: desk.page(desk.w.t("together-title"), Tab::People),
        here: opened.here(),
        called: opened.called(),
        deed,
    };
    render_with(StatusCode::CONFLICT, &template)
}

/// Puts an entry of the log into a sentence.
async fn tell(app: &App, desk: &Desk, row: &audit::Model) -> Result<Html> {
    let conn = &app.db.read;
    let who = match (row.actor_kind, row.actor_id) {
        (Actor::Organiser, Some(id)) if id == desk.by.organiser.id => desk.w.t("deed-you"),
        (Actor::Organiser, Some(id)) => organiser_name(conn, &desk.face, id).await?,
        (Actor::Participant, Some(id)) => {
            let person = people::find(conn, id).await?;
            name_or(desk, person.as_ref().map_or("", people::first_name))
        }
        _ => desk.w.t("deed-by-itself"),
    };
    let key = format!("deed-{}", row.act.replace(['.', '_'], "-"));
    let key = if desk.w.has(&key) {
        key
    } else {
        "deed-other".to_owned()
    };
    let when = when(desk, row.at, app.means.now());
    Ok(desk.w.html(&key, &[("who", &who), ("when", &when)]))
}

/// Returns "at 2:10pm" for today, and the whole day otherwise.
pub(super) fn when(desk: &Desk, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (w, zone) = (desk.w, desk.zone());
    if desk.day_of(at) == desk.day_of(now) {
        w.with("deed-at", &[("time", &w.time(at, zone))])
    } else {
        w.with("deed-on", &[("moment", &w.moment(at, zone))])
    }
}
