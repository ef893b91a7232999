//! A round that is open: given another last day, closed now, or with a card taken out. Each asks first where it cannot
//! be undone, and whoever comes second is told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::Role;
use entity::{card, round};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Opened, Place};
use crate::app::App;
use crate::conversation::weighing;
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::organiser::SignedIn;
use crate::organiser::audit::By;
use crate::plan::weigh::{invite, rounds};
use crate::plan::{parse_day, typed_day};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/round/{n}/day", show_day)
        .post("/desk/{slug}/plan/round/{n}/day", set_day)
        .get("/desk/{slug}/plan/round/{n}/close", show_close)
        .post("/desk/{slug}/plan/round/{n}/close", close)
        .get(
            "/desk/{slug}/plan/round/{n}/cards/{card}/remove",
            show_remove,
        )
        .post("/desk/{slug}/plan/round/{n}/cards/{card}/remove", remove)
}

#[derive(Template)]
#[template(path = "weigh/desk_day.html")]
struct DayPage {
    page: Page,
    form: Form,
    here: String,
    last_day: String,
}

fn day_page(opened: &Opened, form: Form) -> Result<Response> {
    let mut page = opened.page(opened.desk.w.t("weigh-day-title"));
    let status = status_of(&mut page, &form);
    let template = DayPage {
        page,
        form,
        here: opened.href(""),
        last_day: opened.last_day(),
    };
    render_with(status, &template)
}

async fn show_day(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    if opened.round.closed_at.is_some() {
        return opened.over();
    }
    let day = opened.round.closes_on.clone();
    let form = Form::filled([("last_day", typed_day(Some(&day))), ("seen", day)]);
    day_page(&opened, form)
}

async fn set_day(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n)): Place,
    mut form: Form,
) -> Result<Response> {
    let mut opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    let day = parse_day(form.value("last_day"));
    let fits =
        |day: &chrono::NaiveDate| rounds::may_last_until(&opened.desk.face, &app.means, *day);
    let Some(day) = day.filter(fits) else {
        form.fail("last_day", opened.desk.w.t("weigh-day-wrong"));
        return day_page(&opened, form);
    };
    // Held against the day the page showed: two at once have one effect.
    form.value("seen").clone_into(&mut opened.round.closes_on);
    let txn = db::begin_write(&app.db).await?;
    let by = opened.desk.by.organiser.id;
    let done = rounds::set_last_day(&txn, &app.means, by, &opened.round, day).await?;
    txn.commit().await?;
    if done {
        Ok(opened.to(""))
    } else {
        opened.over()
    }
}

#[derive(Template)]
#[template(path = "weigh/desk_close.html")]
struct ClosePage {
    page: Page,
    here: String,
    voters: u64,
}

async fn show_close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    if opened.round.closed_at.is_some() {
        return opened.over();
    }
    render(&ClosePage {
        page: opened.page(opened.desk.w.t("weigh-close-title")),
        here: opened.href(""),
        voters: rounds::count_voters(&app.db.read, opened.round.id).await?,
    })
}

async fn close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n)): Place,
    form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    if !form.chosen("press", "yes") {
        return Ok(opened.to(""));
    }
    let txn = db::begin_write(&app.db).await?;
    let by = By::Organiser(opened.desk.by.organiser.id);
    let done = weighing::close(&txn, &app.means, by, &opened.round).await?;
    if done {
        invite::take_back(&txn, &app.means, &opened.round).await?;
    }
    txn.commit().await?;
    // Whoever presses second finds it closed: its page tells the same.
    Ok(opened.to(""))
}

#[derive(Template)]
#[template(path = "weigh/desk_remove.html")]
struct RemovePage {
    page: Page,
    here: String,
    card: card::Model,
    votes: u64,
    /// It is the only one left.
    last: bool,
}

type CardPlace = Path<(String, String, String)>;

async fn find_card(
    conn: &impl ConnectionTrait,
    round: &round::Model,
    id: uuid::Uuid,
) -> Result<Option<(card::Model, bool)>, DbErr> {
    let all = rounds::cards(conn, round).await?;
    let last = all.len() < 2;
    let card = all.into_iter().find(|card| card.id == id);
    Ok(card.map(|card| (card, last)))
}

async fn show_remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n, card)): CardPlace,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    let found = find_card(&app.db.read, &opened.round, id_of(&card)?).await?;
    let (card, last) = found.ok_or(Error::NotFound)?;
    if opened.round.closed_at.is_some() {
        return opened.over();
    }
    render(&RemovePage {
        page: opened.page(opened.desk.w.t("weigh-remove-title")),
        here: opened.href(""),
        votes: rounds::count_votes(&app.db.read, card.id).await?,
        card,
        last,
    })
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n, card)): CardPlace,
    form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    if form.chosen("press", "yes") {
        let txn = db::begin_write(&app.db).await?;
        let by = opened.desk.by.organiser.id;
        // Pressed twice, or an old tab: it is gone already.
        rounds::withdraw(&txn, &app.means, by, &opened.round, id_of(&card)?).await?;
        txn.commit().await?;
    }
    Ok(opened.to(""))
}
