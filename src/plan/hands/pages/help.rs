//! "I could help with this": the actions a person can offer help with, one form each, and taking it back.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::{action_owner, pledge};
use serde::Deserialize;
use uuid::Uuid;

use super::{begin, finish, home, to, turned_away};
use crate::app::App;
use crate::conversation::pages::{Me, Visit};
use crate::insight::desk::{id_of, status_of};
use crate::plan::hands::owners;
use crate::plan::hands::pledges::{self, Known, Offered, TEXT_MAX};
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

/// How many actions a page shows: it is read on a phone.
const A_PAGE: u64 = 10;

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/help", list)
        .get("/p/{token}/help/{action}", show)
        .post("/p/{token}/help/{action}", offer)
        .post("/p/{token}/help/{action}/take-back", take_back)
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
    #[serde(default)]
    done: String,
}

struct Row {
    known: Known,
    people: i64,
    own: Option<pledge::Model>,
    /// They are asked to look after it, or do.
    owner: Option<action_owner::Model>,
    href: String,
    /// The published action with the words behind it; empty for a draft.
    public_href: String,
}

impl Row {
    fn is_owner(&self) -> bool {
        self.owner.as_ref().is_some_and(|o| o.agreed_at.is_some())
    }
}

/// What a page says about what was just sent.
fn said(done: &str) -> Option<&'static str> {
    match done {
        "offered" => Some("lend-done-offered"),
        "taken-back" => Some("lend-done-taken-back"),
        "owner" => Some("owner-done-yes"),
        "not-owner" => Some("owner-done-no"),
        "stepped-down" => Some("owner-done-stepped-down"),
        _ => None,
    }
}

#[derive(Template)]
#[template(path = "hands/help.html")]
struct HelpPage {
    page: Page,
    me: Me,
    rows: Vec<Row>,
    paging: Paging,
    done: Option<&'static str>,
}

async fn list(
    visit: Visit,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let conn = &app.db.read;
    let own = pledges::of_person(conn, visit.person.id).await?;
    let owned = owners::of_person(conn, visit.person.id).await?;
    let counts = pledges::counts(conn, visit.person.chain).await?;
    let mut rows: Vec<Row> = pledges::known(conn, &app.means, &visit.face)
        .await?
        .into_iter()
        .map(|known| row(&visit, known, (&own, &owned, &counts)))
        .filter(|row| row.known.open || row.own.is_some() || row.owner.is_some())
        .collect();
    // What somebody is asked stands first, then what they offered.
    rows.sort_by_key(|row| {
        let asked = row.owner.is_some() && !row.is_owner();
        (!asked, row.owner.is_none(), row.own.is_none())
    });
    let here = format!("{}/help", home(&visit));
    let all = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let paging = Paging::short(A_PAGE, wanted.page, all, &here, &[]);
    let (skip, take) = paging.window();
    render(&HelpPage {
        page: visit.page(visit.w.t("lend-title")),
        me: visit.me(),
        rows: rows.into_iter().skip(skip).take(take).collect(),
        paging,
        done: said(&wanted.done),
    })
}

type Facts<'a> = (
    &'a HashMap<Uuid, pledge::Model>,
    &'a BTreeMap<Uuid, action_owner::Model>,
    &'a HashMap<Uuid, i64>,
);

fn row(visit: &Visit, known: Known, (own, owned, counts): Facts<'_>) -> Row {
    let public = known.published.map(|(n, place)| {
        let slug = &visit.face.chain.slug;
        format!("/c/{slug}/plan/{n}/actions/{place}")
    });
    Row {
        people: counts.get(&known.action).copied().unwrap_or_default(),
        own: own.get(&known.action).cloned(),
        owner: owned.get(&known.action).cloned(),
        href: format!("{}/help/{}", home(visit), known.action),
        public_href: public.unwrap_or_default(),
        known,
    }
}

#[derive(Template)]
#[template(path = "hands/offer.html")]
struct OfferPage {
    page: Page,
    me: Me,
    form: Form,
    row: Row,
    back: String,
}

/// Finds an action residents may read of, as this person stands to it.
async fn find(app: &App, visit: &Visit, action: &str) -> Result<Row> {
    let (conn, id) = (&app.db.read, id_of(action)?);
    let own = pledges::of_person(conn, visit.person.id).await?;
    let owned = owners::of_person(conn, visit.person.id).await?;
    let counts = pledges::counts(conn, visit.person.chain).await?;
    let known = pledges::known(conn, &app.means, &visit.face).await?;
    let known = known.into_iter().find(|known| known.action == id);
    let known = known.ok_or(Error::NotFound)?;
    Ok(row(visit, known, (&own, &owned, &counts)))
}

fn offer_page(visit: &Visit, row: Row, form: Form) -> Result<Response> {
    let title = match row.own {
        Some(_) => "lend-change-title",
        None => "lend-offer-title",
    };
    let mut page = visit.page(visit.w.t(title));
    let status = status_of(&mut page, &form);
    let template = OfferPage {
        page,
        me: visit.me(),
        form,
        row,
        back: format!("{}/help", home(visit)),
    };
    render_with(status, &template)
}

type Place = Path<(String, String)>;

async fn show(visit: Visit, State(app): State<App>, Path((_, action)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let row = find(&app, &visit, &action).await?;
    let text = row.own.as_ref().map(|own| own.text.clone());
    let form = Form::filled([("text", text.unwrap_or_default())]);
    offer_page(&visit, row, form)
}

async fn offer(
    visit: Visit,
    State(app): State<App>,
    Path((_, action)): Place,
    mut form: Form,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let row = find(&app, &visit, &action).await?;
    let text = form.optional(&visit.w, "text", TEXT_MAX).replace('\n', " ");
    if !form.is_right() {
        return offer_page(&visit, row, form);
    }
    let (txn, person) = begin(&app, &visit).await?;
    let id = row.known.action;
    let done = pledges::offer(&txn, &visit.means, &visit.face, &person, id, &text).await?;
    match done {
        Offered::Kept => {
            finish(&app, txn).await?;
            Ok(to(&visit, "/help?done=offered"))
        }
        Offered::MayNot => Ok(to(&visit, "")),
        Offered::NotOpen => {
            drop(txn);
            offer_page(&visit, row, form)
        }
    }
}

async fn take_back(
    visit: Visit,
    State(app): State<App>,
    Path((_, action)): Place,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (txn, person) = begin(&app, &visit).await?;
    pledges::take_back(&txn, &visit.means, &person, id_of(&action)?).await?;
    finish(&app, txn).await?;
    Ok(to(&visit, "/help?done=taken-back"))
}
