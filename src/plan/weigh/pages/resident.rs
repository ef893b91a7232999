//! Voting at a personal link: one card at a time with three buttons, all of one's own choices, and results afterwards.
//!
//! Showing a card changes nothing; a vote is a plain form. The same press twice is one vote, and a vote that comes after
//! the end is told so.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Vote;
use entity::{card, round};
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::conversation::pages::{Me, Visit};
use crate::conversation::weighing;
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::people;
use crate::plan::money;
use crate::plan::weigh::ballots::{self, Ballot, Cast};
use crate::plan::weigh::rounds;
use crate::plan::weigh::told::Told;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/weigh", next)
        .get("/p/{token}/weigh/choices", choices)
        .get("/p/{token}/weigh/{card}", show_card)
        .post("/p/{token}/weigh/{card}", vote)
}

/// Which cards a person skips for now, by their places; they come again at the next visit.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    skip: String,
}

impl Asked {
    fn skipped(&self) -> Vec<i32> {
        let places = self.skip.split('.').filter_map(|place| place.parse().ok());
        places.take(1_000).collect()
    }
}

fn with_skipped(skipped: &[i32]) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let places: Vec<String> = skipped.iter().map(i32::to_string).collect();
    format!("?skip={}", places.join("."))
}

/// Where a round is, for a person: the one that is open, or else the last one.
async fn find_round(app: &App, visit: &Visit) -> Result<round::Model> {
    let all = rounds::list(&app.db.read, visit.person.chain).await?;
    all.into_iter().next().ok_or(Error::NotFound)
}

fn base(visit: &Visit) -> String {
    format!("/p/{}/weigh", visit.token)
}

fn takes_votes(app: &App, visit: &Visit, round: &round::Model) -> bool {
    weighing::takes_votes(round, visit.face.zone(), app.means.now())
}

#[derive(Template)]
#[template(path = "weigh/card.html")]
struct CardPage {
    page: Page,
    me: Me,
    form: Form,
    card: card::Model,
    cost: Option<String>,
    budget: Option<String>,
    action: String,
    /// Which card this is of how many; 0 where one is changed.
    n: usize,
    all: usize,
    chosen: Option<Vote>,
    /// The places of skipped cards, as they stand in the address.
    skipped: String,
    skip_href: String,
    choices_href: String,
    home: String,
}

/// Draws a card. `skipped` is absent where a choice is changed.
fn card_page(
    visit: &Visit,
    (round, ballot): (&round::Model, &Ballot),
    card: &card::Model,
    skipped: Option<&[i32]>,
    form: Form,
) -> Result<Response> {
    let mut page = visit.page(visit.w.t("weigh-card-title"));
    let status = status_of(&mut page, &form);
    let mut more = skipped.unwrap_or_default().to_vec();
    more.push(card.position);
    let here = base(visit);
    let waits = |c: &&card::Model| skipped.unwrap_or_default().contains(&c.position);
    let template = CardPage {
        page,
        me: visit.me(),
        form,
        cost: card.cost.map(money::written),
        budget: round.budget.map(money::written),
        action: format!("{here}/{}", card.id),
        n: skipped.map_or(0, |_| {
            ballot.answered() + ballot.open().filter(waits).count() + 1
        }),
        all: ballot.cards.len(),
        chosen: ballot.chosen(card.id),
        skipped: with_skipped(skipped.unwrap_or_default()),
        skip_href: skipped.map_or_else(String::new, |_| format!("{here}{}", with_skipped(&more))),
        choices_href: format!("{here}/choices"),
        home: format!("/p/{}", visit.token),
        card: card.clone(),
    };
    render_with(status, &template)
}

async fn next(
    visit: Visit,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if visit.person.agreed_at.is_none() {
        return Ok(Redirect::to(&format!("/p/{}", visit.token)).into_response());
    }
    let round = find_round(&app, &visit).await?;
    if !takes_votes(&app, &visit, &round) || !weighing::may_vote(&visit.person) {
        return choices_page(&app, &visit, &round, 0).await;
    }
    let conn = &app.db.read;
    let ballot = Ballot::read(conn, &round, visit.person.id).await?;
    let skipped = asked.skipped();
    match ballots::next(conn, &app.means, &round, &ballot, &skipped).await? {
        Some(card) => {
            let form = Form::default();
            card_page(&visit, (&round, &ballot), card, Some(&skipped), form)
        }
        None => choices_page(&app, &visit, &round, ballot.open().count()).await,
    }
}

struct Row {
    card: card::Model,
    chosen: Option<Vote>,
    href: String,
}

#[derive(Template)]
#[template(path = "weigh/choices.html")]
struct ChoicesPage {
    page: Page,
    me: Me,
    rows: Vec<Row>,
    /// It takes votes, and this person may.
    open: bool,
    stopped: bool,
    answered: usize,
    /// How many they skipped just now.
    skipped: usize,
    last_day: String,
    /// What came of it, once it is closed.
    told: Option<Told>,
    next_href: String,
    home: String,
}

async fn choices(visit: Visit, State(app): State<App>) -> Result<Response> {
    let round = find_round(&app, &visit).await?;
    choices_page(&app, &visit, &round, 0).await
}

async fn choices_page(
    app: &App,
    visit: &Visit,
    round: &round::Model,
    skipped: usize,
) -> Result<Response> {
    let conn = &app.db.read;
    let ballot = Ballot::read(conn, round, visit.person.id).await?;
    let here = base(visit);
    let row = |card: &card::Model| Row {
        chosen: ballot.chosen(card.id),
        href: format!("{here}/{}", card.id),
        card: card.clone(),
    };
    let told = match round.closed_at {
        Some(_) => Some(Told::read(conn, &app.means, &visit.face, visit.w, round).await?),
        None => None,
    };
    let may_vote = weighing::may_vote(&visit.person);
    let day = weighing::last_day(round).map(|day| visit.w.day(day));
    let answered = ballot.answered();
    let title = match (&told, answered > 0 && ballot.open().next().is_none()) {
        (Some(_), _) => "weigh-results-title",
        (None, true) => "weigh-thanks-title",
        (None, false) => "weigh-choices-title",
    };
    render(&ChoicesPage {
        page: visit.page(visit.w.t(title)),
        me: visit.me(),
        rows: ballot.cards.iter().map(row).collect(),
        open: may_vote && takes_votes(app, visit, round),
        stopped: !may_vote,
        answered,
        skipped,
        last_day: day.unwrap_or_default(),
        told,
        next_href: here,
        home: format!("/p/{}", visit.token),
    })
}

type Place = Path<(String, String)>;

/// Finds the card in the address, of this person's chain.
async fn find_card(app: &App, visit: &Visit, id: Uuid) -> Result<(card::Model, round::Model)> {
    ballots::find_card(&app.db.read, visit.person.chain, id)
        .await?
        .ok_or(Error::NotFound)
}

async fn show_card(visit: Visit, State(app): State<App>, Path((_, id)): Place) -> Result<Response> {
    let (card, round) = find_card(&app, &visit, id_of(&id)?).await?;
    if !takes_votes(&app, &visit, &round) || !weighing::may_vote(&visit.person) {
        return closed(&visit);
    }
    let ballot = Ballot::read(&app.db.read, &round, visit.person.id).await?;
    if ballot.cards.iter().all(|one| one.id != card.id) {
        return Err(Error::NotFound);
    }
    card_page(&visit, (&round, &ballot), &card, None, Form::default())
}

async fn vote(
    visit: Visit,
    State(app): State<App>,
    Path((_, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let (card, round) = find_card(&app, &visit, id_of(&id)?).await?;
    let asked = Asked {
        skip: form.value("skip").trim_start_matches("?skip=").to_owned(),
    };
    let changes = form.has("changes");
    let Some(choice) = Vote::parse(form.value("choice")) else {
        form.fail("agree", visit.w.t("weigh-choice-missing"));
        let ballot = Ballot::read(&app.db.read, &round, visit.person.id).await?;
        let skipped = asked.skipped();
        let skipped = (!changes).then_some(&skipped[..]);
        return card_page(&visit, (&round, &ballot), &card, skipped, form);
    };
    let txn = db::begin_write(&app.db).await?;
    let person = people::find(&txn, visit.person.id).await?;
    let person = person.ok_or(Error::NotFound)?;
    let cast = ballots::cast(&txn, &visit.means, &visit.face, &person, &card, choice).await?;
    txn.commit().await?;
    let below = match cast {
        Cast::Closed | Cast::MayNot => return closed(&visit),
        Cast::NoCard => return Err(Error::NotFound),
        Cast::Kept if changes => "/choices".to_owned(),
        Cast::Kept => with_skipped(&asked.skipped()),
    };
    Ok(Redirect::to(&format!("{}{below}", base(&visit))).into_response())
}

#[derive(Template)]
#[template(path = "weigh/closed.html")]
struct ClosedPage {
    page: Page,
    me: Me,
    stopped: bool,
    choices_href: String,
}

/// Says that no vote is taken any more: the round is over, or the person left.
fn closed(visit: &Visit) -> Result<Response> {
    let page = ClosedPage {
        page: visit.page(visit.w.t("weigh-closed-title")),
        me: visit.me(),
        stopped: !weighing::may_vote(&visit.person),
        choices_href: format!("{}/choices", base(visit)),
    };
    render_with(StatusCode::GONE, &page)
}
