//! One sample: who sorted how much of it, one's own part, and what came of it once it may be seen.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::shared::Role;
use uuid::Uuid;

use super::outcome::View;
use super::{Names, Room, RoomLink, Wanted, href, open, rooms};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Html;
use crate::insight::blind::{self, Part, Sample};
use crate::organiser::SignedIn;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/blind/{id}", show)
}

/// Somebody who sorts the sample.
struct Person {
    name: String,
    answered: usize,
    done: bool,
    me: bool,
}

#[derive(Template)]
#[template(path = "insight/blind_sample.html")]
struct SamplePage {
    page: Page,
    rooms: Vec<RoomLink>,
    note: Option<&'static str>,
    /// Who took it, and when.
    taken: Html,
    points: usize,
    gone: usize,
    people: Vec<Person>,
    part: Part,
    answered: usize,
    /// Who closed it, and when.
    closed: Option<Html>,
    may_close: bool,
    outcome: Option<View>,
    here: String,
    list_href: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let me = desk.by.organiser.id;
    let closed_by = blind::closed_by(&app.db.read, &sample.row).await?;
    let told = [Some(sample.row.made_by), closed_by.map(|(who, _)| who)];
    let told = told.into_iter().flatten().chain(sample.begun());
    let settled = sample.points.iter().filter_map(|place| place.settled_by);
    let people: Vec<Uuid> = told.chain(settled).collect();
    let names = Names::load(&app, &desk, people).await?;
    let outcome = if sample.may_see(me) {
        Some(View::read(&app, &desk, &sample, &names).await?)
    } else {
        None
    };
    let title = desk
        .w
        .with("blind-sample-title", &[("points", &sample.points.len())]);
    render(&SamplePage {
        page: desk.page(title, Tab::Themes),
        rooms: rooms(&desk, Room::Blind),
        note: wanted.note_key(),
        taken: when(
            &desk,
            "blind-taken-by",
            &names.of(sample.row.made_by),
            sample.row.made_at,
        ),
        points: sample.points.len(),
        gone: sample.lost.len(),
        people: people_of(&sample, &names, me),
        part: sample.part(me),
        answered: sample.answered(me),
        closed: closed_by.map(|(who, at)| when(&desk, "blind-closed-by", &names.of(who), at)),
        may_close: sample.row.closed_at.is_none() && desk.may(Role::Organiser),
        outcome,
        here: href(&desk, &sample, ""),
        list_href: desk.href("/blind"),
    })
}

/// Says who did something, and when.
fn when(desk: &Desk, key: &str, name: &str, at: DateTime<Utc>) -> Html {
    let moment = desk.w.moment(at, desk.zone());
    desk.w.html(key, &[("name", &name), ("when", &moment)])
}

fn people_of(sample: &Sample, names: &Names, me: Uuid) -> Vec<Person> {
    let person = |who: Uuid| Person {
        name: names.of(who),
        answered: sample.answered(who),
        done: sample.done.contains_key(&who),
        me: who == me,
    };
    let mut people: Vec<Person> = sample.begun().into_iter().map(person).collect();
    people.sort_by_key(|person| !person.me);
    people
}
