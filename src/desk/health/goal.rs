//! The goal of a chain: how many chats, by which day.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Duration, NaiveDate};
use entity::shared::{Role, Rules};

use crate::app::App;
use crate::chain;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::plan;
use crate::web::{Form, Page, Result, Routes, render_with};

/// The largest goal.
const MOST: u32 = 10_000;
/// How far ahead a goal may be, in days.
const FURTHEST: i64 = 730;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/health/goal", show)
        .post("/desk/{slug}/health/goal", change)
}

/// What the host hopes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    pub chats: u32,
    pub on: NaiveDate,
}

/// Returns the goal that is set, if there is one.
pub fn of(rules: &Rules) -> Option<Goal> {
    let on = rules.goal_on.as_deref().and_then(plan::parse_day)?;
    (rules.goal_chats > 0).then_some(Goal {
        chats: rules.goal_chats,
        on,
    })
}

#[derive(Template)]
#[template(path = "desk/health_goal.html")]
struct GoalPage {
    page: Page,
    form: Form,
    action: String,
    back: String,
}

fn draw(desk: &Desk, form: Form) -> Result<Response> {
    let mut page = desk.page(desk.w.t("health-goal-title"), Tab::Health);
    let status = status_of(&mut page, &form);
    let (action, back) = (desk.href("/health/goal"), desk.href("/health"));
    render_with(
        status,
        &GoalPage {
            page,
            form,
            action,
            back,
        },
    )
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let mut form = Form::default();
    if let Some(goal) = of(&desk.face.chain.rules) {
        form.set("goal_chats", goal.chats.to_string());
        form.set(
            "goal_on",
            plan::typed_day(desk.face.chain.rules.goal_on.as_deref()),
        );
    }
    draw(&desk, form)
}

/// Reads the form: both fields, or neither for no goal.
fn read(desk: &Desk, form: &mut Form, today: NaiveDate) -> Option<Goal> {
    let w = &desk.w;
    let (chats, on) = (
        form.value("goal_chats").trim(),
        form.value("goal_on").trim(),
    );
    if chats.is_empty() && on.is_empty() {
        return None;
    }
    let chats = chats.parse().ok().filter(|n| (1..=MOST).contains(n));
    let (typed, last) = (plan::parse_day(on), today + Duration::days(FURTHEST));
    let on = typed.filter(|day| (today..=last).contains(day));
    if chats.is_none() {
        form.fail(
            "goal_chats",
            w.with("health-goal-chats-wrong", &[("most", &MOST)]),
        );
    }
    if on.is_none() {
        let key = match typed {
            None => "health-goal-on-wrong",
            Some(day) if day < today => "health-goal-on-past",
            Some(_) => "health-goal-on-far",
        };
        form.fail("goal_on", w.t(key));
    }
    chats.zip(on).map(|(chats, on)| Goal { chats, on })
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let goal = read(&desk, &mut form, desk.day_of(app.means.now()));
    if !form.is_right() {
        return draw(&desk, form);
    }
    let chats = goal.map_or(0, |goal| goal.chats);
    let on = goal.map(|goal| goal.on);
    let txn = db::begin_write(&app.db).await?;
    if chain::change_goal(&txn, desk.face.chain.id, chats, on).await? {
        desk.note(&txn, &app, "chain.goal", None).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/health")).into_response())
}
