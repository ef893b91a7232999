//! Who offered to help with an action, and who looks after it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::action;
use entity::shared::{OwnerShown, Role};
use serde::Deserialize;
use uuid::Uuid;

use super::{Reads, called};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::db;
use crate::insight::desk::id_of;
use crate::organiser::SignedIn;
use crate::people;
use crate::plan;
use crate::plan::hands::owners::{self, Asked};
use crate::plan::hands::{pledges, tell};
use crate::web::paging::Paging;
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/actions/{id}/hands", show)
        .get("/desk/{slug}/plan/actions/{id}/hands/owner/{person}", ask)
        .post("/desk/{slug}/plan/actions/{id}/hands/owner/{person}", send)
        .post("/desk/{slug}/plan/actions/{id}/hands/owner-end", end)
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
    #[serde(default)]
    done: String,
}

struct Row {
    id: Uuid,
    name: String,
    text: String,
    day: String,
    person_href: String,
    ask_href: String,
}

/// Who is asked to look after the action, or does.
struct Owner {
    name: String,
    person_href: String,
    day: String,
    /// The key of how they stand in the plan; absent while they have not answered.
    shown: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "hands/desk_action.html")]
struct HandsPage {
    page: Page,
    action: action::Model,
    rows: Vec<Row>,
    paging: Paging,
    owner: Option<Owner>,
    done: Option<&'static str>,
    here: String,
    back: String,
    introduce_href: String,
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<action::Model> {
    plan::find(&app.db.read, desk.face.chain.id, id_of(id)?)
        .await?
        .ok_or(Error::NotFound)
}

fn here(desk: &Desk, action: &action::Model) -> String {
    desk.href(&format!("/plan/actions/{}/hands", action.id))
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let (conn, here) = (&app.db.read, here(&desk, &found));
    let all = pledges::of_action(conn, found.id).await?;
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(wanted.page, count, &here, &[]);
    let (skip, take) = paging.window();
    let row = |(pledge, person): (entity::pledge::Model, entity::participant::Model)| Row {
        id: person.id,
        name: called(&desk, people::shown_name(&person)),
        text: pledge.text,
        day: desk.w.date(pledge.made_at, desk.zone()),
        person_href: desk.href(&format!("/people/{}", person.id)),
        ask_href: format!("{here}/owner/{}", person.id),
    };
    let owner = match owners::find_open(conn, found.id).await? {
        None => None,
        Some(row) => {
            let person = people::find(conn, row.participant).await?;
            let name = person.as_ref().map_or("", people::shown_name);
            Some(Owner {
                name: called(&desk, name),
                person_href: desk.href(&format!("/people/{}", row.participant)),
                day: desk
                    .w
                    .date(row.agreed_at.unwrap_or(row.asked_at), desk.zone()),
                shown: row.agreed_at.map(|_| match row.shown {
                    Some(OwnerShown::FirstName) => "hands-owner-as-name",
                    _ => "hands-owner-as-neighbour",
                }),
            })
        }
    };
    let done = match wanted.done.as_str() {
        "asked" => Some("hands-done-asked"),
        "another" => Some("hands-done-another"),
        "no-offer" => Some("hands-done-no-offer"),
        "ended" => Some("hands-done-ended"),
        "two" => Some("introduce-two-needed"),
        _ => None,
    };
    render(&HandsPage {
        page: desk.page(desk.w.t("hands-action-title"), Tab::Plan),
        rows: all.into_iter().skip(skip).take(take).map(row).collect(),
        paging,
        owner,
        done,
        back: match found.removed_at {
            None => desk.href(&format!("/plan/actions/{}", found.id)),
            Some(_) => desk.href("/plan/removed"),
        },
        here,
        introduce_href: desk.href("/plan/hands/introduce"),
        action: found,
    })
}

#[derive(Template)]
#[template(path = "hands/desk_owner.html")]
struct AskPage {
    page: Page,
    action: action::Model,
    name: String,
    /// No message reaches them.
    silent: bool,
    person_href: String,
    reads: Vec<Reads>,
    here: String,
    back: String,
}

type Place = Path<(String, String, String)>;

/// Shows what would be sent to whom.
async fn ask(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, person)): Place,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let id = id_of(&person)?;
    let all = pledges::of_action(&app.db.read, found.id).await?;
    let offered = all.into_iter().find(|(_, person)| person.id == id);
    let here = here(&desk, &found);
    let Some((_, person)) = offered else {
        return Ok(Redirect::to(&format!("{here}?done=no-offer")).into_response());
    };
    let silent = person.email.is_none() || person.bounced_at.is_some();
    let draft = tell::owner_ask(&desk.face, &person, "", &found.towards, String::new());
    let reads = Reads::of(&desk, Preview::of(&person, draft));
    render(&AskPage {
        page: desk.page(desk.w.t("hands-ask-title"), Tab::Plan),
        name: called(&desk, people::shown_name(&person)),
        reads: if silent { Vec::new() } else { vec![reads] },
        silent,
        person_href: desk.href(&format!("/people/{}", person.id)),
        here: format!("{here}/owner/{}", person.id),
        back: here,
        action: found,
    })
}

async fn send(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, person)): Place,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let person = people::find(&txn, id_of(&person)?).await?;
    let person = person.filter(|person| person.chain == found.chain);
    let person = person.ok_or(Error::NotFound)?;
    let by = (&desk.face, desk.by.organiser.id);
    let asked = owners::ask(&txn, &app.means, by, &found, &person).await?;
    let done = match asked {
        Asked::Asked(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            "asked"
        }
        Asked::NoOffer => "no-offer",
        Asked::Another => "another",
    };
    Ok(Redirect::to(&format!("{}?done={done}", here(&desk, &found))).into_response())
}

async fn end(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    owners::end(&txn, &app.means, desk.by.organiser.id, &found).await?;
    txn.commit().await?;
    Ok(Redirect::to(&format!("{}?done=ended", here(&desk, &found))).into_response())
}
