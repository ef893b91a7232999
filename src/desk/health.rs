//! How a chain goes, and what may come of it: counts with their intervals, and a forecast that is always a range.
//!
//! Coders and readers see no names here. What is known is told first and plainly; how it
//! is worked out stands below. With fewer than three chats only counts are shown.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, NaiveTime, Utc};
use entity::shared::Role;
use entity::{chain, participant};
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::methods::branching::forecast::{RUNS, run};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Page, Result, Routes, render};

mod chart;
pub mod figures;
mod goal;
pub mod outlook;
pub mod read;
mod tables;
mod view;

use figures::Figures;
use outlook::Question;
use tables::{FunnelRow, GroupRow, PassingOn};
use view::ForecastView;

/// From so many chats on, shares and a forecast are told.
const ENOUGH: usize = 3;
/// How many days a forecast looks ahead when there is no goal.
const WITHOUT_GOAL: u32 = 84;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/health", show)
        .merge(goal::routes())
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quiet {
    TooEarly,
    Paused,
    Closed,
}

impl Quiet {
    fn of(chain: &chain::Model, chats: usize) -> Option<Self> {
        if chain.closed_at.is_some() {
            Some(Self::Closed)
        } else if chats < ENOUGH {
            Some(Self::TooEarly)
        } else if chain.paused_at.is_some() {
            Some(Self::Paused)
        } else {
            None
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::TooEarly => "health-too-early",
            Self::Paused => "health-paused",
            Self::Closed => "health-closed",
        }
    }
}

#[derive(Template)]
#[template(path = "desk/health.html")]
struct HealthPage {
    page: Page,
    /// Where the goal is set; empty where the organiser may not.
    goal_href: String,
    /// Where first people are added.
    add_href: String,
    goal: Option<String>,
    empty: bool,
    chats: usize,
    open_turns: usize,
    open_links: usize,
    quiet: Option<Quiet>,
    /// Enough has happened to tell shares.
    early: bool,
    funnel: Vec<FunnelRow>,
    passing: Option<PassingOn>,
    forecast: Option<ForecastView>,
    /// The days within which a turn should lead to a chat.
    horizon: u32,
    doors: Vec<GroupRow>,
    branches: Vec<GroupRow>,
    /// How many runs a forecast has.
    runs: usize,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let chain = &desk.face.chain;
    let rows = read::load(&app.db.read, chain.id).await?;
    let (now, limit) = (app.means.now(), limit_of(chain));
    let until = chain.closed_at.map_or(now, |closed| closed.min(now));
    let figures = Figures::of(&rows, until, chain.closed_at.is_some(), limit);
    let quiet = Quiet::of(chain, figures.chats);
    let forecast = match quiet {
        None => Some(look_ahead(&desk, &figures, now).await?),
        Some(_) => None,
    };
    let early = figures.chats < ENOUGH;
    render(&HealthPage {
        page: desk.page(desk.w.t("health-title"), Tab::Health),
        goal_href: goal_href(&desk),
        add_href: desk.href("/people/add"),
        goal: view::goal_words(&desk, figures.chats, desk.day_of(now)),
        empty: rows.people.is_empty(),
        chats: figures.chats,
        open_turns: figures.open_turns(),
        open_links: figures.open_links(),
        quiet,
        early,
        funnel: tables::funnel(desk.w, &figures, early),
        passing: (!early).then(|| tables::passing_on(desk.w, &figures)),
        forecast,
        horizon: tables::horizon_of(&figures.passing_on()),
        doors: tables::doors(desk.w, &figures),
        branches: tables::branches(desk.w, &figures, &first_names(&app, &desk, &figures).await?),
        runs: RUNS,
    })
}

/// Returns where the goal is set; nothing where the organiser may not, or the chain is closed.
fn goal_href(desk: &Desk) -> String {
    if desk.may(Role::Organiser) && desk.face.chain.closed_at.is_none() {
        desk.href("/health/goal")
    } else {
        String::new()
    }
}

/// Returns what the first people are called, for those who may see names.
async fn first_names(
    app: &App,
    desk: &Desk,
    figures: &Figures<'_>,
) -> Result<HashMap<Uuid, String>> {
    if !desk.may(Role::Organiser) {
        return Ok(HashMap::new());
    }
    let first = figures.branches.iter().filter_map(|branch| branch.first);
    let people = people::find_all(&app.db.read, first).await?;
    let name =
        |(id, person): (&Uuid, &participant::Model)| (*id, people::shown_name(person).to_owned());
    let names = people.iter().map(name);
    Ok(names.filter(|(_, name)| !name.is_empty()).collect())
}

fn limit_of(chain: &chain::Model) -> usize {
    usize::try_from(chain.turn_limit).unwrap_or(1)
}

/// Runs the chain until the goal's day, or for twelve weeks.
async fn look_ahead(
    desk: &Desk,
    figures: &Figures<'_>,
    now: DateTime<Utc>,
) -> Result<ForecastView> {
    let today = desk.day_of(now);
    let goal = goal::of(&desk.face.chain.rules).filter(|goal| goal.on >= today);
    let days = goal.and_then(|goal| u32::try_from((goal.on - today).num_days() + 1).ok());
    let question = Question {
        today: desk.moment_of(today, NaiveTime::MIN).unwrap_or(now),
        days: days.unwrap_or(WITHOUT_GOAL),
        goal: goal.map(|goal| goal.chats),
    };
    let setting = outlook::setting(figures, question, limit_of(&desk.face.chain));
    let runs = tokio::task::spawn_blocking(move || (run(&setting), setting));
    let (told, setting) = runs
        .await
        .map_err(|error| Error::Broken(error.to_string()))?;
    Ok(view::of(desk, figures, question, today, &setting, &told))
}
