//! Sending somebody who takes part a message once more that they say they never got. Invitations and reminders are not
//! among them: there is one of each. A new link is sent from the person's page, where the old one ends with it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{conversation, outbox, participant};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::message::{kind, marked, paragraphs};
use super::timeline::name_or;
use super::{messages, note};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::reach;
use crate::db;
use crate::i18n;
use crate::mail::compose::Written;
use crate::mail::{self, Email, MailKind};
use crate::means::Means;
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/messages/{id}/resend", show)
        .post("/desk/{slug}/messages/{id}/resend", send)
}

/// Tells whether a message of this kind makes sense a second time.
pub(super) const fn is_repeatable(kind: MailKind) -> bool {
    matches!(
        kind,
        MailKind::SaidYes
            | MailKind::ThankYou
            | MailKind::SaidNo
            | MailKind::HandedOn
            | MailKind::RecordToCheck
            | MailKind::YourTurn
            | MailKind::PartDone
            | MailKind::CouldNotReach
            | MailKind::PlanReady
            | MailKind::News
            | MailKind::Matched
            | MailKind::SomebodyForYou
            | MailKind::ReserveAsked
            | MailKind::LeftAlone
            | MailKind::RecordChanged
            | MailKind::ChainClosed
            | MailKind::Gathering
            | MailKind::WeighIn
    )
}

/// Tells whether what a message says about a link is still so.
fn still_holds(kind: MailKind, c: &conversation::Model) -> bool {
    match kind {
        MailKind::SaidYes
        | MailKind::ThankYou
        | MailKind::Matched
        | MailKind::SomebodyForYou
        | MailKind::CouldNotReach
        | MailKind::ReserveAsked => c.ended_at.is_none() && c.recorded_at.is_none(),
        MailKind::RecordToCheck => c.ended_at.is_none() && c.checked_at.is_none(),
        MailKind::RecordChanged | MailKind::YourTurn => c.ended_at.is_none(),
        _ => true,
    }
}

/// Finds to whom a message can be sent once more; nobody when it cannot.
async fn find_to(
    conn: &impl ConnectionTrait,
    row: &outbox::Model,
) -> Result<Option<participant::Model>, DbErr> {
    let kind = MailKind::parse(&row.kind).filter(|kind| is_repeatable(*kind));
    let (Some(kind), Some(id)) = (kind, row.participant) else {
        return Ok(None);
    };
    if row.sent_at.is_none() || row.text.is_empty() {
        return Ok(None);
    }
    if let Some(id) = row.conversation {
        let c = conversation::Entity::find_by_id(id).one(conn).await?;
        if !c.is_some_and(|c| still_holds(kind, &c)) {
            return Ok(None);
        }
    }
    let person = people::find(conn, id).await?;
    Ok(person.filter(|p| p.agreed_at.is_some() && p.bounced_at.is_none()))
}

#[derive(Template)]
#[template(path = "desk/resend.html")]
struct ResendPage {
    page: Page,
    base: String,
    message: Uuid,
    /// To whom it goes; nobody when it cannot be sent again.
    to: Option<(Uuid, String)>,
    subject: String,
    paragraphs: Vec<Vec<String>>,
    lang: String,
    dir: &'static str,
}

type At = Path<(String, String)>;

async fn open(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<(Desk, outbox::Model)> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let row = messages::find(&app.db.read, &desk.face, id).await?;
    Ok((desk, row.ok_or(Error::NotFound)?))
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): At) -> Result<Response> {
    let (desk, row) = open(&app, by, &slug, &id).await?;
    let to = find_to(&app.db.read, &row).await?;
    let what = kind(&desk, &row.kind);
    let title = desk.w.with("resend-title", &[("what", &what)]);
    render(&ResendPage {
        page: desk.page(title, Tab::Messages),
        base: desk.href(""),
        message: row.id,
        to: to.map(|p| (p.id, name_or(&desk, people::first_name(&p)))),
        paragraphs: paragraphs(&marked(&desk, &row.text)),
        dir: i18n::dir(&row.language),
        subject: row.subject,
        lang: row.language,
    })
}

async fn send(State(app): State<App>, by: SignedIn, Path((slug, id)): At) -> Result<Response> {
    let (desk, row) = open(&app, by, &slug, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let to = find_to(&txn, &row).await?;
    if let Some(person) = to {
        resend(&txn, &app.means, by, &row, &person).await?;
    }
    txn.commit().await?;
    app.wake.notify_one();
    let to = match row.participant {
        Some(id) => desk.href(&format!("/people/{id}?done=resent")),
        None => desk.href("/messages"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// Stores the same words again, with the link the person has now. A message is sent once more only once.
async fn resend(
    txn: &sea_orm::DatabaseTransaction,
    means: &Means,
    by: Uuid,
    row: &outbox::Model,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let Some(kind) = MailKind::parse(&row.kind) else {
        return Ok(());
    };
    let Some((address, to)) = reach(txn, means, person).await? else {
        return Ok(());
    };
    let email = Email {
        kind,
        address,
        to,
        chain: row.chain,
        conversation: row.conversation,
        language: row.language.clone(),
        letter: Written {
            subject: row.subject.clone(),
            text: row.text.clone(),
            html: row.html.clone(),
        },
        key: format!("resent:{}", row.id),
        due: means.now(),
    };
    if mail::enqueue(txn, &means.sources, &means.keys, email)
        .await?
        .is_some()
    {
        note(txn, means, by, "message.resent", person).await?;
    }
    Ok(())
}
