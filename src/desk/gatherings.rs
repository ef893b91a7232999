//! Gatherings on the desk: the list, one gathering with who comes, calling it off.
//!
//! Who comes is shown to the organisers and to nobody else. What somebody said by telephone is entered here, and is
//! kept with who entered it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{gathering, participant};
use uuid::Uuid;

use super::find_person;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::{Outcome, gathering as rules};
use crate::db;
use crate::insight::desk::status_of;
use crate::insight::room;
use crate::means::{Acting, Means, Source};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

mod results;
mod tell;
mod write;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/gatherings", show_list)
        .get("/desk/{slug}/gatherings/{id}", show)
        .post("/desk/{slug}/gatherings/{id}/answer", answer)
        .get("/desk/{slug}/gatherings/{id}/cancel", show_cancel)
        .post("/desk/{slug}/gatherings/{id}/cancel", cancel)
        .merge(write::routes())
        .merge(tell::routes())
        .merge(results::routes())
}

/// Returns the ending of the words that say how far a gathering is.
fn stage(gathering: &gathering::Model) -> &'static str {
    if gathering.cancelled_at.is_some() {
        "off"
    } else if gathering.told_at.is_some() {
        "told"
    } else {
        "draft"
    }
}

/// Opens the desk and one gathering of its chain.
async fn open(app: &App, by: SignedIn, slug: &str, id: Uuid) -> Result<(Desk, gathering::Model)> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let found = rules::find(&app.db.read, desk.face.chain.id, id).await?;
    Ok((desk, found.ok_or(Error::NotFound)?))
}

fn href(desk: &Desk, gathering: &gathering::Model) -> String {
    desk.href(&format!("/gatherings/{}", gathering.id))
}

struct Row {
    href: String,
    when: String,
    place: String,
    stage: &'static str,
}

#[derive(Template)]
#[template(path = "desk/gatherings.html")]
struct ListPage {
    page: Page,
    base: String,
    rows: Vec<Row>,
}

async fn show_list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let all = rules::list(&app.db.read, desk.face.chain.id).await?;
    let row = |g: &gathering::Model| Row {
        href: href(&desk, g),
        when: desk.w.moment(g.starts_at, desk.zone()),
        place: g.place.clone(),
        stage: stage(g),
    };
    render(&ListPage {
        page: desk.page(desk.w.t("gatherings-title"), Tab::People),
        base: desk.href("/gatherings"),
        rows: all.iter().map(row).collect(),
    })
}

/// A guest, as the organisers see them.
struct Guest {
    id: String,
    name: String,
    /// Coming, not coming, or no answer yet: the ending of its words.
    answer: &'static str,
    /// Entered by an organiser.
    entered: bool,
    /// Cannot be e-mailed.
    to_call: bool,
}

#[derive(Template)]
#[template(path = "desk/gathering.html")]
struct GatheringPage {
    page: Page,
    form: Form,
    here: String,
    back: String,
    when: String,
    place: String,
    about: String,
    stage: &'static str,
    told: String,
    /// Nothing has gone out yet: until when the telling can be taken back.
    undo: Option<String>,
    over: bool,
    coming: usize,
    guests: Vec<Guest>,
    /// What is printed for the walls of the room.
    wall: String,
    /// Something can have been said there.
    held: bool,
    /// How many themes the room spoke of.
    said: usize,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    gathering_page(&app, &desk, &found, Form::default()).await
}

async fn gathering_page(
    app: &App,
    desk: &Desk,
    found: &gathering::Model,
    form: Form,
) -> Result<Response> {
    let (w, zone, now) = (desk.w, desk.zone(), app.means.now());
    let guests = guests(app, desk, found).await?;
    let mut page = desk.page(w.t("gathering-title"), Tab::People);
    let status = status_of(&mut page, &form);
    let until = found.told_at.map(|at| at + app.means.undo);
    let template = GatheringPage {
        page,
        form,
        here: href(desk, found),
        back: desk.href("/gatherings"),
        when: w.moment(found.starts_at, zone),
        place: found.place.clone(),
        about: found.about.clone(),
        stage: stage(found),
        told: found
            .told_at
            .map(|at| w.moment(at, zone))
            .unwrap_or_default(),
        undo: until
            .filter(|at| *at > now && found.cancelled_at.is_none())
            .map(|at| w.time(at, zone)),
        over: found.starts_at <= now,
        coming: guests.iter().filter(|g| g.answer == "yes").count(),
        guests,
        wall: desk.href("/wall"),
        held: room::was_held(found, now),
        said: room::list(&app.db.read, found.id).await?.len(),
    };
    render_with(status, &template)
}

async fn guests(app: &App, desk: &Desk, found: &gathering::Model) -> Result<Vec<Guest>> {
    let people = rules::list_guests(&app.db.read, desk.face.chain.id).await?;
    let answers = rules::list_answers(&app.db.read, found.id).await?;
    let answers: HashMap<Uuid, _> = answers.iter().map(|a| (a.participant, a)).collect();
    let guest = |person: &participant::Model| {
        let answer = answers.get(&person.id);
        Guest {
            id: person.id.to_string(),
            name: people::shown_name(person).to_owned(),
            answer: match answer.map(|a| a.coming) {
                Some(true) => "yes",
                Some(false) => "no",
                None => "none",
            },
            entered: answer.is_some_and(|a| a.entered_by.is_some()),
            to_call: !rules::has_email(person),
        }
    };
    let mut guests: Vec<Guest> = people.iter().map(guest).collect();
    guests.sort_by_key(|g| match g.answer {
        "yes" => 0,
        "none" => 1,
        _ => 2,
    });
    Ok(guests)
}

/// Enters what a guest said by telephone.
async fn answer(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    let coming = form.chosen("coming", "yes");
    if !coming && !form.chosen("coming", "no") {
        form.fail("coming", desk.w.t("error-choose"));
    }
    let guest = form.value("guest").parse().unwrap_or_default();
    let person = find_person(&app.db.read, &desk.face, guest).await?;
    let Some(person) = person.filter(|_| form.is_right()) else {
        if !form.has("guest") || guest.is_nil() {
            form.fail("guest", desk.w.t("error-choose"));
        }
        return gathering_page(&app, &desk, &found, form).await;
    };
    let organiser = desk.by.organiser.id;
    let source = Source::Phone;
    let means = Means {
        acting: Some(Acting { organiser, source }),
        ..app.means.clone()
    };
    let txn = db::begin_write(&app.db).await?;
    if rules::answer(&txn, &means, &person, id, coming).await? == Outcome::Done {
        desk.note(&txn, &app, "gathering.answered", Some(person.id))
            .await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&href(&desk, &found)).into_response())
}

#[derive(Template)]
#[template(path = "desk/gathering_cancel.html")]
struct CancelPage {
    page: Page,
    form: Form,
    here: String,
    when: String,
    /// Told already: they see it on their pages, and nobody is written to.
    told: bool,
}

fn cancel_page(desk: &Desk, found: &gathering::Model, form: Form) -> CancelPage {
    let mut page = desk.page(desk.w.t("gathering-cancel-title"), Tab::People);
    page.failed = !form.is_right();
    CancelPage {
        page,
        form,
        here: href(desk, found),
        when: desk.w.moment(found.starts_at, desk.zone()),
        told: found.told_at.is_some(),
    }
}

async fn show_cancel(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    render(&cancel_page(&desk, &found, Form::default()))
}

async fn cancel(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    match form.value("decision") {
        "yes" => {
            let txn = db::begin_write(&app.db).await?;
            if rules::cancel(&txn, &app.means, id).await? == Outcome::Done {
                desk.note(&txn, &app, "gathering.cancelled", Some(id))
                    .await?;
            }
            txn.commit().await?;
        }
        "no" => {}
        _ => {
            form.fail("decision", desk.w.t("error-choose"));
            let page = cancel_page(&desk, &found, form);
            return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    }
    Ok(Redirect::to(&href(&desk, &found)).into_response())
}
