//! A walk through the pages as somebody who was asked sees them, for an organiser who tries the chain out. The person,
//! the one who asked and the chat exist on these pages only: no row is made, so nothing is counted.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::conversation;
use entity::shared::{ConsentTo, Role, Way};
use sea_orm::TryIntoModel;
use uuid::Uuid;

use super::record::Writing;
use super::{Tell, Visit, agree, choose, question, start, talk};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::keys::Place;
use crate::organiser::{self, SignedIn};
use crate::people::{self, Channel, Details, Prefs};
use crate::web::page::Banner;
use crate::web::{Error, Form, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/tried", show_first)
        .get("/desk/{slug}/tried/{*below}", show)
        .post("/desk/{slug}/tried/{*below}", go_on)
}

/// Who asked in a try, and where it was begun.
pub struct Tried {
    pub(super) inviter: String,
    setup: String,
}

impl Tried {
    /// Returns what stands on every page of a try.
    pub(super) fn banner(&self, visit: &Visit) -> Banner {
        Banner {
            text: visit.w.html("tried-banner", &[]),
            href: self.setup.clone(),
            link: visit.w.t("tried-banner-back"),
        }
    }
}

/// Makes the visit of a person who exists on these pages only.
fn visit(app: &App, desk: &Desk) -> Result<Visit> {
    let id = Uuid::nil();
    let name = &desk.by.organiser.name;
    let row = people::new_row(&app.means, id, desk.face.chain.id, name, "en");
    let mut person = row.try_into_model()?;
    let email = organiser::address_of(&app.means.keys, &desk.by.organiser)?;
    let (keys, sources) = (&app.means.keys, &app.means.sources);
    person.email = Some(keys.seal(sources, Place::ParticipantEmail, id, &email));
    let base = desk.href("/tried");
    Ok(Visit {
        base,
        tried: Some(Tried {
            inviter: desk.w.t("tried-inviter"),
            setup: desk.href("/setup"),
        }),
        ..Visit::new(app, "", person, desk.face.clone())
    })
}

async fn open(app: &App, by: SignedIn, slug: &str) -> Result<Visit> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    visit(app, &desk)
}

async fn show_first(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let visit = open(&app, by, &slug).await?;
    start::show_invitation(&visit, &app, None).await
}

/// What stands on the last page before the yes, as if it had been typed.
fn answered(visit: &Visit, app: &App) -> Result<Details> {
    let agreed = [ConsentTo::Contact, ConsentTo::Words, ConsentTo::Adult];
    Ok(Details {
        prefs: Prefs {
            agreed: agreed.iter().map(|c| c.as_str().to_owned()).collect(),
            channel: Some(Channel::Email),
            times: vec!["evenings".to_owned()],
            ..Prefs::default()
        },
        ..people::details(&app.means, &visit.person)?
    })
}

/// Takes the id of the chat that does not exist out of an address.
fn short(below: &str) -> String {
    below.replace(&format!("chat/{}", Uuid::nil()), "chat")
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, below)): Path<(String, String)>,
) -> Result<Response> {
    let mut visit = open(&app, by, &slug).await?;
    match short(&below).as_str() {
        "about" => start::about(visit, State(app)).await,
        "no" => start::show_no(visit).await,
        "agree" => render(&agree::agree_page(&visit, &app, Form::default()).await?),
        "contact" => render(&agree::contact_page(&visit, &app, Form::default()).await?),
        "times" => render(&agree::times_page(&visit, Form::default())),
        "check-yes" => {
            let details = answered(&visit, &app)?;
            render(&agree::check_yes_page(&visit, &app, &details).await?)
        }
        "next" => {
            visit.person.agreed_at = Some(app.means.now());
            choose::show_choose(&visit, false, false)
        }
        "chat" => {
            visit.person.agreed_at = Some(app.means.now());
            talk::show_tried(&visit, &app, visit.w.t("tried-partner")).await
        }
        "chat/write" => Ok(visit.to("/chat/question/1")),
        "end" => visit.tell(&Tell {
            key: "tried-end-title",
            lines: vec![visit.w.t("tried-end"), visit.w.t("tried-end-traces")],
            home: false,
        }),
        other => match other.strip_prefix("chat/question/") {
            Some(n) => show_question(visit, &app, n).await,
            None => not_here(&visit),
        },
    }
}

async fn show_question(mut visit: Visit, app: &App, n: &str) -> Result<Response> {
    visit.n = n.parse().map_err(|_| Error::NotFound)?;
    visit.person.agreed_at = Some(app.means.now());
    let partner = visit.w.t("tried-partner");
    let writing = Writing::tried(&visit, app, chat(&visit, app), partner).await?;
    question::show_tried(&visit, &writing)
}

/// A chat of the person with somebody, which exists on these pages only.
fn chat(visit: &Visit, app: &App) -> conversation::Model {
    let now = app.means.now();
    conversation::Model {
        id: Uuid::nil(),
        chain: visit.face.chain.id,
        initiator: visit.person.id,
        partner: Uuid::nil(),
        nomination: None,
        turn: 1,
        way: Way::Email,
        invited_at: now,
        expires_at: now,
        forget_at: now,
        agreed_at: Some(now),
        contacted_at: Some(now),
        recorded_at: None,
        shown_at: None,
        checked_at: None,
        nothing_kept: false,
        entered_by: None,
        source: "web".to_owned(),
        happened_on: None,
        ended_at: None,
        ended_why: None,
    }
}

fn not_here(visit: &Visit) -> Result<Response> {
    visit.tell(&Tell {
        key: "tried-not-here-title",
        lines: vec![visit.w.t("tried-not-here")],
        home: true,
    })
}

/// Leads from page to page; what was typed falls away.
async fn go_on(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, below)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let questions = crate::chain::list_questions(&app.db.read, &desk.face.chain).await?;
    let to = match short(&below).as_str() {
        "agree" => "/contact".to_owned(),
        "contact" => "/times".to_owned(),
        "times" => "/check-yes".to_owned(),
        "check-yes" => "/next".to_owned(),
        "chat/details" => "/chat/question/1".to_owned(),
        "next" => "/chat".to_owned(),
        other => match other
            .strip_prefix("chat/question/")
            .map(str::parse::<usize>)
        {
            Some(Ok(n)) if n < questions.len() => format!("/chat/question/{}", n + 1),
            Some(_) => "/end".to_owned(),
            None => String::new(),
        },
    };
    Ok(Redirect::to(&desk.href(&format!("/tried{to}"))).into_response())
}
