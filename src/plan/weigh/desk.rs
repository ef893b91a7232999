//! The organisers' pages of weighing in: all rounds, opening one, how it goes, and its end. Readers see results.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{card, round};
use uuid::Uuid;

use super::invite::list_voters;
use super::told::Told;
use super::{CARDS_MIN, rounds};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::weighing;
use crate::organiser::SignedIn;
use crate::plan::{actions, money};
use crate::web::{Error, Page, Result, Routes, render, render_with};

mod change;
mod open;
mod paper;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/round", list)
        .get("/desk/{slug}/plan/round/{n}", show)
        .merge(open::routes())
        .merge(change::routes())
        .merge(paper::routes())
}

type Place = Path<(String, String)>;

/// A round as one organiser opened it.
struct Opened {
    desk: Desk,
    round: round::Model,
}

impl Opened {
    async fn load(app: &App, by: SignedIn, (slug, n): (&str, &str), needed: Role) -> Result<Self> {
        let desk = Desk::open(app, by, slug, needed).await?;
        let n: i32 = n.parse().map_err(|_| Error::NotFound)?;
        let found = rounds::find(&app.db.read, desk.face.chain.id, n).await?;
        let round = found.ok_or(Error::NotFound)?;
        Ok(Self { desk, round })
    }

    fn href(&self, below: &str) -> String {
        self.desk
            .href(&format!("/plan/round/{}{below}", self.round.n))
    }

    fn to(&self, below: &str) -> Response {
        Redirect::to(&self.href(below)).into_response()
    }

    fn title(&self) -> String {
        self.desk.w.with("weigh-round", &[("n", &self.round.n)])
    }

    fn page(&self, title: String) -> Page {
        self.desk.page(title, Tab::Plan)
    }

    /// Returns the last day in words.
    fn last_day(&self) -> String {
        let day = weighing::last_day(&self.round);
        day.map(|day| self.desk.w.day(day)).unwrap_or_default()
    }

    /// Draws the page for who comes too late: the round is closed, or another organiser changed it.
    fn over(&self) -> Result<Response> {
        let page = OverPage {
            page: self.page(self.title()),
            here: self.href(""),
            words: if self.round.closed_at.is_some() {
                "weigh-over-closed"
            } else {
                "weigh-over-changed"
            },
        };
        render_with(StatusCode::CONFLICT, &page)
    }
}

#[derive(Template)]
#[template(path = "weigh/desk_over.html")]
struct OverPage {
    page: Page,
    here: String,
    /// The key of what is said.
    words: &'static str,
}

struct Row {
    n: i32,
    href: String,
    opened: String,
    /// The last day of an open round, or the day it was closed.
    ends: String,
    open: bool,
    voters: u64,
    budget: Option<String>,
}

#[derive(Template)]
#[template(path = "weigh/desk_list.html")]
struct ListPage {
    page: Page,
    back: String,
    rows: Vec<Row>,
    /// Where a round is opened; empty for who may not.
    open_href: String,
    /// There are too few actions to vote on.
    too_few: bool,
}

impl ListPage {
    /// Tells whether a vote is open: another one has to wait.
    fn is_open(&self) -> bool {
        self.rows.iter().any(|row| row.open)
    }
}

async fn list(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let mut rows = Vec::new();
    for round in rounds::list(conn, chain).await? {
        let last = weighing::last_day(&round).map(|day| desk.w.day(day));
        let closed = round.closed_at.map(|at| desk.w.date(at, desk.zone()));
        rows.push(Row {
            n: round.n,
            href: desk.href(&format!("/plan/round/{}", round.n)),
            opened: desk.w.date(round.opened_at, desk.zone()),
            open: closed.is_none(),
            ends: closed.or(last).unwrap_or_default(),
            voters: rounds::count_voters(conn, round.id).await?,
            budget: round.budget.map(money::written),
        });
    }
    let actions = actions::list(conn, chain).await?;
    render(&ListPage {
        page: desk.page(desk.w.t("weigh-desk-title"), Tab::Plan),
        back: desk.href("/plan"),
        open_href: if desk.may(Role::Organiser) {
            desk.href("/plan/round/new")
        } else {
            String::new()
        },
        too_few: actions.len() < CARDS_MIN,
        rows,
    })
}

struct Card {
    id: Uuid,
    towards: String,
    cost: Option<String>,
}

#[derive(Template)]
#[template(path = "weigh/desk_round.html")]
struct RoundPage {
    page: Page,
    back: String,
    here: String,
    public_href: String,
    may_edit: bool,
    last_day: String,
    /// It takes votes; its last day may be over before it is closed.
    takes_votes: bool,
    voters: u64,
    able: usize,
    budget: Option<String>,
    utility: &'static str,
    cards: Vec<Card>,
    /// The results, once it is closed.
    told: Option<Told>,
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, n)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Reader).await?;
    let (conn, desk, round) = (&app.db.read, &opened.desk, &opened.round);
    let told = match round.closed_at {
        Some(_) => Some(Told::read(conn, &app.means, &desk.face, desk.w, round).await?),
        None => None,
    };
    let cards = rounds::cards(conn, round).await?;
    let card = |card: card::Model| Card {
        id: card.id,
        cost: card.cost.map(money::written),
        towards: card.towards,
    };
    render(&RoundPage {
        page: opened.page(opened.title()),
        back: desk.href("/plan/round"),
        here: opened.href(""),
        public_href: format!("/c/{}/plan/rounds/{}", desk.face.chain.slug, round.n),
        may_edit: desk.may(Role::Organiser),
        last_day: opened.last_day(),
        takes_votes: weighing::takes_votes(round, desk.zone(), app.means.now()),
        voters: rounds::count_voters(conn, round.id).await?,
        able: list_voters(conn, desk.face.chain.id).await?.len(),
        budget: round.budget.map(money::written),
        utility: round.utility.as_str(),
        cards: cards.into_iter().map(card).collect(),
        told,
    })
}
