//! What people answer by e-mail: "stop" is obeyed at once, everything else is a note for an organiser to read.
//!
//! Nothing else follows from an answer by itself: it is easy to send one in somebody's name (UX part 9).

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{InboundKind, Role};
use entity::{conversation, inbound, outbox, participant};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Deserialize;
use uuid::Uuid;

use super::type_in::open_form;
use super::{find_person, messages};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::chain::{self, Face};
use crate::conversation::answer;
use crate::db;
use crate::keys::{self, Place};
use crate::mail::inbound::{Incoming, What, read};
use crate::means::{Means, Source};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Page, Result, Routes, render};

/// How many answers stand beside the list of messages.
const BESIDE: u64 = 3;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/messages/replies", list)
        .post("/desk/{slug}/messages/replies/{id}/read", mark_read)
        .post("/desk/{slug}/messages/replies/{id}/use", use_as_record)
}

/// What became of a message that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It asked to stop, and no more messages go there.
    Stopped,
    /// It waits for an organiser to read it.
    Kept,
    /// It was an automatic or empty message, or one that was here before, or none of ours.
    Ignored,
}

/// Takes a message that came in. The same message handed in twice counts once.
pub async fn receive(
    txn: &DatabaseTransaction,
    means: &Means,
    bytes: &[u8],
) -> Result<Received, DbErr> {
    let Some(incoming) = read(bytes) else {
        return Ok(Received::Ignored);
    };
    let Some((answered, proven)) = find_answered(txn, means, &incoming).await? else {
        return Ok(Received::Ignored);
    };
    let person = match answered.participant {
        Some(id) => people::find(txn, id).await?,
        None => None,
    };
    let Some(person) = person.filter(|p| p.erased_at.is_none()) else {
        return Ok(Received::Ignored);
    };
    let kind = match incoming.what {
        What::Automatic | What::Empty => InboundKind::Automatic,
        What::Stop if proven => InboundKind::Stop,
        What::Stop | What::Words => InboundKind::Reply,
    };
    let text = matches!(kind, InboundKind::Reply).then_some(incoming.text.as_str());
    if !keep(txn, means, &incoming.event_id, kind, &answered, text).await? {
        return Ok(Received::Ignored);
    }
    match kind {
        InboundKind::Stop => {
            stop(txn, means, &person).await?;
            Ok(Received::Stopped)
        }
        InboundKind::Reply => Ok(Received::Kept),
        InboundKind::Automatic | InboundKind::Unknown => Ok(Received::Ignored),
    }
}

/// Finds the message that is answered, and whether only its recipient can have answered it: by the mark in the address,
/// or by their own address as the sender.
async fn find_answered(
    txn: &DatabaseTransaction,
    means: &Means,
    incoming: &Incoming,
) -> Result<Option<(outbox::Model, bool)>, DbErr> {
    if let Some(tagged) = incoming.answers
        && keys::same(&means.keys.reply_proof(tagged.outbox), &tagged.proof)
    {
        let found = outbox::Entity::find_by_id(tagged.outbox).one(txn).await?;
        return Ok(found.map(|row| (row, true)));
    }
    for id in &incoming.refers_to {
        if let Some(row) = outbox::Entity::find_by_id(*id).one(txn).await? {
            let index = incoming
                .from
                .as_deref()
                .map(|address| means.keys.address_index(address));
            let own = index.is_some_and(|index| index == row.recipient_index);
            return Ok(Some((row, own)));
        }
    }
    Ok(None)
}

async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    event_id: &str,
    kind: InboundKind,
    answered: &outbox::Model,
    text: Option<&str>,
) -> Result<bool, DbErr> {
    let id = means.id();
    let sealed = text.map(|t| means.keys.seal(&means.sources, Place::InboundBody, id, t));
    let row = inbound::ActiveModel {
        id: Set(id),
        event_id: Set(event_id.to_owned()),
        kind: Set(kind),
        outbox: Set(Some(answered.id)),
        participant: Set(answered.participant),
        chain: Set(answered.chain),
        body: Set(sealed),
        at: Set(means.now()),
        read_at: Set(None),
        read_by: Set(None),
    };
    let kept = inbound::Entity::insert(row)
        .on_conflict(
            OnConflict::column(inbound::Column::EventId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(kept == 1)
}

/// As one click in a mail program does: whoever has not answered says no for good, everybody else gets no more
/// messages.
async fn stop(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    if person.agreed_at.is_some() {
        return answer::suppress(txn, means, person).await;
    }
    let Some(face) = chain::find_face(txn, person.chain).await? else {
        return Ok(());
    };
    let _ = answer::decline(txn, means, &face, person, true).await?;
    Ok(())
}

/// Counts the answers nobody has read.
pub async fn count_unread(conn: &impl ConnectionTrait, face: &Face) -> Result<u64, DbErr> {
    inbound::Entity::find()
        .filter(inbound::Column::Chain.eq(face.chain.id))
        .filter(inbound::Column::Kind.eq(InboundKind::Reply))
        .filter(inbound::Column::ReadAt.is_null())
        .count(conn)
        .await
}

/// An answer as the pages show it.
pub struct Row {
    pub id: Uuid,
    pub name: String,
    pub person: Option<Uuid>,
    /// What our message was for.
    pub about: String,
    pub at: String,
    pub lines: Vec<String>,
    pub read: bool,
    /// The one who wrote it has a chat to write down.
    pub may_use: bool,
}

#[derive(Template)]
#[template(path = "desk/replies.html")]
struct RepliesPage {
    page: Page,
    base: String,
    name: String,
    rows: Vec<Row>,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    page: String,
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let conn = &app.db.read;
    let mut select = of_chain(&desk.face);
    if !asked.name.trim().is_empty() {
        let people = messages::people_named(conn, &desk.face, &asked.name).await?;
        select = select.filter(inbound::Column::Participant.is_in(people));
    }
    let base = desk.href("/messages/replies");
    let all = select.clone().count(conn).await?;
    let kept = [("name", asked.name.as_str())];
    let paging = Paging::new(asked.page.parse().ok(), all, &base, &kept);
    let found = newest(select).offset(paging.offset()).limit(ROWS);
    render(&RepliesPage {
        page: desk.page(desk.w.t("replies-title"), Tab::Messages),
        base,
        name: asked.name,
        rows: rows(&app, &desk, found.all(conn).await?).await?,
        paging,
    })
}

fn of_chain(face: &Face) -> Select<inbound::Entity> {
    inbound::Entity::find()
        .filter(inbound::Column::Chain.eq(face.chain.id))
        .filter(inbound::Column::Kind.eq(InboundKind::Reply))
}

/// Sorts answers: what nobody has read first, and then the newest.
fn newest(select: Select<inbound::Entity>) -> Select<inbound::Entity> {
    select
        .order_by_asc(inbound::Column::ReadAt.is_not_null())
        .order_by_desc(inbound::Column::At)
        .order_by_desc(inbound::Column::Id)
}

/// Lists the newest answers nobody has read, for the side of another page.
pub(super) async fn list_newest(app: &App, desk: &Desk) -> Result<Vec<Row>> {
    let unread = of_chain(&desk.face).filter(inbound::Column::ReadAt.is_null());
    let found = newest(unread).limit(BESIDE).all(&app.db.read).await?;
    rows(app, desk, found).await
}

async fn rows(app: &App, desk: &Desk, found: Vec<inbound::Model>) -> Result<Vec<Row>> {
    let conn = &app.db.read;
    let people = people::find_all(conn, found.iter().filter_map(|m| m.participant)).await?;
    let writable = list_writable(conn, people.keys().copied()).await?;
    let sent = outbox::Entity::find()
        .filter(outbox::Column::Id.is_in(found.iter().filter_map(|m| m.outbox)))
        .all(conn)
        .await?;
    let mut rows = Vec::new();
    for m in &found {
        let person = m.participant.and_then(|id| people.get(&id));
        let about = sent.iter().find(|row| Some(row.id) == m.outbox);
        let text = match &m.body {
            Some(sealed) => app.means.keys.open(Place::InboundBody, m.id, sealed)?,
            None => String::new(),
        };
        rows.push(Row {
            id: m.id,
            name: person
                .map(people::shown_name)
                .unwrap_or_default()
                .to_owned(),
            person: m.participant,
            about: about
                .map(|row| super::message::kind(desk, &row.kind))
                .unwrap_or_default(),
            at: desk.w.moment(m.at, desk.zone()),
            may_use: !text.is_empty() && m.participant.is_some_and(|id| writable.contains(&id)),
            lines: text.lines().map(str::to_owned).collect(),
            read: m.read_at.is_some(),
        });
    }
    Ok(rows)
}

/// Lists who of these people has a chat that is not written down yet.
async fn list_writable(
    conn: &impl ConnectionTrait,
    people: impl Iterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>, DbErr> {
    use conversation::Column as C;
    let chats = conversation::Entity::find()
        .filter(C::Initiator.is_in(people))
        .filter(C::AgreedAt.is_not_null())
        .filter(C::RecordedAt.is_null())
        .filter(C::EndedAt.is_null())
        .all(conn)
        .await?;
    Ok(chats.into_iter().map(|chat| chat.initiator).collect())
}

/// Opens the form for the record of whoever wrote an answer; what they wrote stands beside it. That it was read is
/// noted.
async fn use_as_record(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let id = Uuid::parse_str(&id).map_err(|_| Error::NotFound)?;
    let found = of_chain(&desk.face).filter(inbound::Column::Id.eq(id));
    let found = found.one(&app.db.read).await?.ok_or(Error::NotFound)?;
    let person = found.participant.ok_or(Error::NotFound)?;
    let person = find_person(&app.db.read, &desk.face, person).await?;
    let person = person.ok_or(Error::NotFound)?;
    note_read(&app, &desk, id).await?;
    let form = open_form(&app, &desk, &person, Source::Reply).await?;
    let to =
        form.unwrap_or_else(|| desk.href(&format!("/people/{}?done=write-for-cannot", person.id)));
    Ok(Redirect::to(&to).into_response())
}

async fn mark_read(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let id = Uuid::parse_str(&id).map_err(|_| Error::NotFound)?;
    note_read(&app, &desk, id).await?;
    Ok(Redirect::to(&desk.href("/messages/replies")).into_response())
}

/// Notes that an organiser read an answer, once.
async fn note_read(app: &App, desk: &Desk, id: Uuid) -> Result<(), DbErr> {
    let organiser = desk.by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    let done = inbound::Entity::update_many()
        .col_expr(inbound::Column::ReadAt, Expr::value(app.means.now()))
        .col_expr(inbound::Column::ReadBy, Expr::value(organiser))
        .filter(inbound::Column::Id.eq(id))
        .filter(inbound::Column::Chain.eq(desk.face.chain.id))
        .filter(inbound::Column::ReadAt.is_null())
        .exec(&txn)
        .await?;
    if done.rows_affected == 1 {
        desk.note(&txn, app, "reply.read", Some(id)).await?;
    }
    txn.commit().await
}
