//! A list of calls on paper, for one person who helps with them: first names, numbers, and the words to read aloud.
//!
//! It names others only where the words do, by their first names. Every number on it is noted like one that is shown.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::participant;
use entity::shared::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::calls::{list, say};
use super::details::show_details;
use super::to_call::Call;
use crate::app::App;
use crate::chain::desk::{Desk, Tab, public_page};
use crate::db;
use crate::i18n::Html;
use crate::organiser::SignedIn;
use crate::people::{self, name};
use crate::web::{Form, Page, Result, Routes, render, render_with};

/// How many calls one list can hold: nobody makes more in a day.
const LIST_MAX: usize = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/calls/list", choose)
        .post("/desk/{slug}/calls/list", print)
}

struct Choice {
    id: Uuid,
    name: String,
    since: String,
}

#[derive(Template)]
#[template(path = "desk/call_list.html")]
struct ChoosePage {
    page: Page,
    form: Form,
    base: String,
    choices: Vec<Choice>,
    /// Who is not offered: we have no number.
    silent: Vec<String>,
}

/// One call as the printed list tells of it.
struct Line {
    called: String,
    number: String,
    say: Vec<Html>,
    /// The way and the times the person likes best.
    best: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/call_list_print.html")]
struct PrintPage {
    page: Page,
    back: String,
    lines: Vec<Line>,
    date: String,
    organiser: String,
}

async fn choose(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (calls, others) = callable(&app, &desk).await?;
    render(&choose_page(&desk, &calls, &others, Form::default()))
}

/// Lists the calls to people of whom we have a number, and apart the others: nobody who helps can make those.
async fn callable(app: &App, desk: &Desk) -> Result<(Vec<Call>, Vec<Call>)> {
    let calls = list(app, desk).await?;
    let with_number: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .filter(participant::Column::Chain.eq(desk.face.chain.id))
        .filter(participant::Column::Phone.is_not_null())
        .into_tuple()
        .all(&app.db.read)
        .await?;
    let with_number: BTreeSet<Uuid> = with_number.into_iter().collect();
    let with = |call: &Call| with_number.contains(&call.person);
    Ok(calls.into_iter().partition(with))
}

fn choose_page(desk: &Desk, calls: &[Call], others: &[Call], form: Form) -> ChoosePage {
    let choice = |call: &Call| Choice {
        id: call.person,
        name: call.name.clone(),
        since: desk.w.short_date(call.since, desk.zone()),
    };
    let mut page = desk.page(desk.w.t("calls-list-title"), Tab::Calls);
    page.failed = !form.is_right();
    ChoosePage {
        page,
        base: desk.href("/calls"),
        choices: calls.iter().take(LIST_MAX).map(choice).collect(),
        silent: others.iter().map(|call| call.name.clone()).collect(),
        form,
    }
}

async fn print(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (calls, others) = callable(&app, &desk).await?;
    let is_chosen = |call: &&Call| form.chosen("person", &call.person.to_string());
    let chosen: Vec<&Call> = calls.iter().filter(is_chosen).take(LIST_MAX).collect();
    if chosen.is_empty() {
        form.fail("person", desk.w.t("calls-list-nobody"));
        let page = choose_page(&desk, &calls, &others, form);
        return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let lines = write(&app, &desk, &chosen).await?;
    let mut page = public_page(&desk.face, desk.w.t("calls-title"));
    page.signed_in = true;
    render(&PrintPage {
        page,
        back: desk.href("/calls"),
        lines,
        date: desk.w.date(app.means.now(), desk.zone()),
        organiser: desk.by.organiser.name.clone(),
    })
}

/// Opens the numbers, notes each, and puts the calls into words.
async fn write(app: &App, desk: &Desk, chosen: &[&Call]) -> Result<Vec<Line>> {
    let w = desk.w;
    let txn = db::begin_write(&app.db).await?;
    let people = people::find_all(&txn, chosen.iter().map(|call| call.person)).await?;
    let mut lines = Vec::new();
    for call in chosen {
        let person = people.get(&call.person);
        let Some(person) = person.filter(|person| person.erased_at.is_none()) else {
            continue;
        };
        let details = show_details(&txn, &app.means, desk.by.organiser.id, person).await?;
        let times = details.prefs.times.iter();
        let best = times
            .map(|time| format!("desk-time-{time}"))
            .filter(|key| w.has(key))
            .map(|key| w.t(&key));
        lines.push(Line {
            called: name::first(&call.name).to_owned(),
            number: details.phone.unwrap_or_default(),
            say: say(desk, call),
            best: best.collect(),
        });
    }
    txn.commit().await?;
    Ok(lines)
}
