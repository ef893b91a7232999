//! What came of votes, for anyone: the list of rounds that are over, each one's results, and its ballots as a file from
//! which everyone can do the sums again.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::round;

use crate::app::App;
use crate::chain::desk::public_page;
use crate::chain::{self, Face};
use crate::methods::ranking::Choice;
use crate::plan::money;
use crate::plan::weigh::results::Ballots;
use crate::plan::weigh::told::Told;
use crate::plan::weigh::{VOTERS_MIN, rounds};
use crate::web::csv::{self, Table};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/c/{slug}/plan/rounds", list)
        .get("/c/{slug}/plan/rounds/{n}", show)
        .get("/c/{slug}/plan/rounds/{n}/ballots.csv", ballots)
}

/// Finds a chain that people can see: one that was opened.
async fn face_of(app: &App, slug: &str) -> Result<Face> {
    let face = chain::find_by_slug(&app.db.read, slug).await?;
    face.filter(|face| face.chain.opened_at.is_some())
        .ok_or(Error::NotFound)
}

/// Finds a round that is over: of one that is open nothing is told.
async fn closed_round(app: &App, face: &Face, n: &str) -> Result<round::Model> {
    let n: i32 = n.parse().map_err(|_| Error::NotFound)?;
    let found = rounds::find(&app.db.read, face.chain.id, n).await?;
    found
        .filter(|round| round.closed_at.is_some())
        .ok_or(Error::NotFound)
}

struct Row {
    n: i32,
    href: String,
    closed: String,
    budget: Option<String>,
}

#[derive(Template)]
#[template(path = "weigh/rounds.html")]
struct RoundsPage {
    page: Page,
    rows: Vec<Row>,
    plan_href: String,
}

async fn list(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let mut page = public_page(&face, face.language().t("weigh-rounds-title"));
    page.indexed = true;
    let closed = rounds::list_closed(&app.db.read, face.chain.id).await?;
    let row = |round: &round::Model| Row {
        n: round.n,
        href: format!("/c/{slug}/plan/rounds/{}", round.n),
        closed: round
            .closed_at
            .map(|at| page.w.date(at, page.zone))
            .unwrap_or_default(),
        budget: round.budget.map(money::written),
    };
    render(&RoundsPage {
        rows: closed.iter().map(row).collect(),
        plan_href: format!("/c/{slug}/plan"),
        page,
    })
}

#[derive(Template)]
#[template(path = "weigh/round.html")]
struct RoundPage {
    page: Page,
    told: Told,
    rounds_href: String,
    plan_href: String,
}

async fn show(State(app): State<App>, Path((slug, n)): Path<(String, String)>) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let round = closed_round(&app, &face, &n).await?;
    let w = face.language();
    let mut page = public_page(&face, w.with("weigh-round-title", &[("n", &round.n)]));
    page.indexed = true;
    render(&RoundPage {
        told: Told::read(&app.db.read, &app.means, &face, w, &round).await?,
        page,
        rounds_href: format!("/c/{slug}/plan/rounds"),
        plan_href: format!("/c/{slug}/plan"),
    })
}

/// The word for a choice in the file: the same in every language, so that programs can read it.
const fn word(choice: Option<Choice>) -> &'static str {
    match choice {
        Some(Choice::Agree) => "agree",
        Some(Choice::Pass) => "pass",
        Some(Choice::Disagree) => "disagree",
        None => "",
    }
}

async fn ballots(
    State(app): State<App>,
    Path((slug, n)): Path<(String, String)>,
) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let round = closed_round(&app, &face, &n).await?;
    let read = Ballots::read(&app.db.read, &app.means.keys, &round).await?;
    if read.voters.len() < VOTERS_MIN {
        return Err(Error::NotFound);
    }
    let mut table = Table::default();
    let cards = read.cards.iter();
    let first = ["ballot".to_owned()].into_iter();
    table.row(
        first
            .clone()
            .chain(cards.clone().map(|c| c.towards.clone())),
    )?;
    // The second row has what each costs, in pence; nothing where it has no cost.
    let cost = |cost: Option<i64>| cost.map(|pence| pence.to_string()).unwrap_or_default();
    let second = ["cost_pence".to_owned()].into_iter();
    table.row(second.chain(cards.map(|card| cost(card.cost))))?;
    for (number, row) in (1..).zip(read.rows()) {
        let number = [format!("{number}")].into_iter();
        table.row(number.chain(row.into_iter().map(|choice| word(choice).to_owned())))?;
    }
    csv::file(table, &format!("ballots-{}.csv", round.n))
}
