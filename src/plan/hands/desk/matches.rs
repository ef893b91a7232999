//! Offers beside needs and actions: suggestions, best first, with what speaks for each.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::insight;
use entity::shared::Role;
use serde::Deserialize;

use super::called;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::methods::text::shared;
use crate::organiser::SignedIn;
use crate::people;
use crate::plan::hands::matches::{self, Beside, Pair, Said, beside_id};
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render};

/// How many pairs a page shows.
const A_PAGE: u64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/hands", list)
        .post("/desk/{slug}/plan/hands/hide", hide)
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
    #[serde(default)]
    done: String,
}

/// A point and who said it, by name.
struct Voice {
    row: insight::Model,
    name: String,
    href: String,
}

struct Row {
    offer: Voice,
    need: Option<Voice>,
    /// What will be done, and where it is changed; empty beside a need.
    towards: String,
    action_href: String,
    /// Words that both have.
    shared: String,
    near: bool,
    introduce_href: String,
    offer_id: String,
    beside_id: String,
}

#[derive(Template)]
#[template(path = "hands/desk_matches.html")]
struct MatchesPage {
    page: Page,
    rows: Vec<Row>,
    paging: Paging,
    done: Option<&'static str>,
    here: String,
    back: String,
}

fn voice(desk: &Desk, said: &Said) -> Voice {
    Voice {
        row: said.row.clone(),
        name: called(desk, people::shown_name(&said.person)),
        href: desk.href(&format!("/people/{}", said.person.id)),
    }
}

fn row(desk: &Desk, pair: &Pair) -> Row {
    let offer = &pair.offer;
    let (need, towards, action_href, introduce_href) = match &pair.beside {
        Beside::Need(said) => {
            let (one, other) = (offer.person.id, said.person.id);
            let below = format!("/plan/hands/introduce?person={one}&person={other}");
            (
                Some(voice(desk, said)),
                "",
                String::new(),
                desk.href(&below),
            )
        }
        Beside::Action(id, towards) => {
            let href = desk.href(&format!("/plan/actions/{id}/hands"));
            (None, towards.as_str(), href, String::new())
        }
    };
    Row {
        need,
        towards: towards.to_owned(),
        action_href,
        introduce_href,
        shared: shared(&offer.row.text, pair.beside.text()).join(", "),
        near: pair.near,
        offer_id: offer.row.id.to_string(),
        beside_id: beside_id(&pair.beside).to_string(),
        offer: voice(desk, offer),
    }
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let pairs = matches::read(&app.db.read, desk.face.chain.id).await?;
    let here = desk.href("/plan/hands");
    let all = u64::try_from(pairs.len()).unwrap_or(u64::MAX);
    let paging = Paging::short(A_PAGE, wanted.page, all, &here, &[]);
    let (skip, take) = paging.window();
    let shown = pairs.iter().skip(skip).take(take);
    render(&MatchesPage {
        page: desk.page(desk.w.t("hands-desk-title"), Tab::Plan),
        rows: shown.map(|pair| row(&desk, pair)).collect(),
        paging,
        done: match wanted.done.as_str() {
            "hidden" => Some("match-done-hidden"),
            "two" => Some("introduce-two-needed"),
            "away" => Some("introduce-away"),
            "already" => Some("introduce-already"),
            _ => None,
        },
        here,
        back: desk.href("/plan"),
    })
}

async fn hide(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let here = desk.href("/plan/hands");
    let (Ok(offer), Ok(beside)) = (form.value("offer").parse(), form.value("beside").parse())
    else {
        return Ok(Redirect::to(&here).into_response());
    };
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    matches::hide(&txn, &app.means, by, chain, offer, beside).await?;
    txn.commit().await?;
    let page: u64 = form.value("page").parse().unwrap_or(1);
    Ok(Redirect::to(&format!("{here}?page={page}&done=hidden")).into_response())
}
