//! Opening a round: which actions are on cards, until when, with what money, and whether people are told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::action;
use entity::shared::{ActionStatus, Role, Utility};

use super::OverPage;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::gathering::has_email;
use crate::conversation::weighing;
use crate::insight::desk::{ids, status_of};
use crate::organiser::SignedIn;
use crate::plan::weigh::invite::{self, list_voters};
use crate::plan::weigh::rounds::{self, NotOpened, Opening};
use crate::plan::{actions, money, parse_day, typed_day};
use crate::web::{Form, Page, Result, Routes, render, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/round/new", show)
        .post("/desk/{slug}/plan/round/new", open)
}

struct Choice {
    action: action::Model,
    cost: Option<String>,
    field: String,
}

#[derive(Template)]
#[template(path = "weigh/desk_open.html")]
struct OpenPage {
    page: Page,
    form: Form,
    here: String,
    back: String,
    choices: Vec<Choice>,
    /// How many people would get the message.
    reached: usize,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let chain = desk.face.chain.id;
    if let Some(round) = weighing::find_open(&app.db.read, chain).await? {
        return render(&OverPage {
            page: desk.page(desk.w.t("weigh-open-title"), Tab::Plan),
            here: desk.href(&format!("/plan/round/{}", round.n)),
            words: "weigh-another-open",
        });
    }
    let day = rounds::usual_day(&desk.face, &app.means).to_string();
    let mut values = vec![
        ("nonce", app.means.sources.token()),
        ("last_day", typed_day(Some(&day))),
        ("tell", "nobody".to_owned()),
    ];
    let all = actions::list(&app.db.read, chain).await?;
    // What is done or refused is no question any more; it can still be ticked.
    let open = all.iter().filter(|action| !is_settled(action.status));
    values.extend(open.map(|action| ("actions", action.id.to_string())));
    page(&app, &desk, Form::filled(values)).await
}

const fn is_settled(status: ActionStatus) -> bool {
    matches!(status, ActionStatus::Done | ActionStatus::WontDo)
}

async fn page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let all = actions::list(conn, chain).await?;
    let choice = |(n, action): (usize, action::Model)| Choice {
        cost: action.cost.map(money::written),
        // The first one is where the summary leads.
        field: if n == 0 {
            "actions".to_owned()
        } else {
            format!("actions-{n}")
        },
        action,
    };
    let voters = list_voters(conn, chain).await?;
    let mut page = desk.page(desk.w.t("weigh-open-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = OpenPage {
        page,
        form,
        here: desk.href("/plan/round/new"),
        back: desk.href("/plan/round"),
        choices: all.into_iter().enumerate().map(choice).collect(),
        reached: voters.iter().filter(|person| has_email(person)).count(),
    };
    render_with(status, &template)
}

/// Reads what an organiser asks for. `None` when something is not right; the form says what.
fn read(app: &App, desk: &Desk, form: &mut Form) -> Option<Opening> {
    let w = &desk.w;
    let last_day = parse_day(form.value("last_day"));
    let fits = |day: &chrono::NaiveDate| rounds::may_last_until(&desk.face, &app.means, *day);
    let last_day = last_day.filter(fits);
    if last_day.is_none() {
        form.fail("last_day", w.t("weigh-day-wrong"));
    }
    let typed = form.value("budget").trim().to_owned();
    let budget = money::parse(&typed);
    if budget.is_none() && !typed.is_empty() {
        form.fail("budget", w.t("weigh-budget-wrong"));
    }
    let utility = Utility::parse(form.value("utility"));
    if budget.is_some() && utility.is_none() {
        form.fail("utility", w.t("weigh-utility-missing"));
    }
    Some(Opening {
        actions: ids(form, "actions"),
        last_day: last_day?,
        budget,
        utility: utility.unwrap_or(Utility::Cost),
    })
    .filter(|_| form.is_right())
}

async fn open(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let Some(opening) = read(&app, &desk, &mut form) else {
        return page(&app, &desk, form).await;
    };
    let (by, nonce) = (desk.by.organiser.id, form.value("nonce").to_owned());
    let txn = db::begin_write(&app.db).await?;
    if let Some(led) = submission::find(&txn, by, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let made = match rounds::open(&txn, &app.means, by, &desk.face, &opening).await? {
        Ok(made) => made,
        Err(why) => {
            drop(txn);
            refuse(&desk, &mut form, &why);
            return page(&app, &desk, form).await;
        }
    };
    if form.chosen("tell", "everyone") {
        invite::tell(&txn, &app.means, &desk.face, &made).await?;
    }
    let next = desk.href(&format!("/plan/round/{}", made.n));
    submission::keep(&txn, &app.means.sources, by, &nonce, &next).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Redirect::to(&next).into_response())
}

/// Says beside the field why the round was not opened.
fn refuse(desk: &Desk, form: &mut Form, why: &NotOpened) {
    let w = &desk.w;
    match why {
        NotOpened::Another => form.fail("actions", w.t("weigh-another-open")),
        NotOpened::TooFew => form.fail("actions", w.t("weigh-too-few")),
        NotOpened::Day => form.fail("last_day", w.t("weigh-day-wrong")),
        NotOpened::NoCost(names) => {
            let names = names.join("; ");
            form.fail("budget", w.with("weigh-no-cost", &[("names", &names)]));
        }
    }
}
