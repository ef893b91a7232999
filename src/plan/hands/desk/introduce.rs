//! Proposing an introduction: the two people, why, and what each of them will read.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Duration;
use entity::participant;
use entity::shared::Role;
use uuid::Uuid;

use super::{Reads, called};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::conversation::hands::may_help;
use crate::insight::desk::{ids, status_of};
use crate::methods::text::words;
use crate::organiser::SignedIn;
use crate::people::{self, name};
use crate::plan::hands::introductions::{self as rules, DAYS, NotProposed, WHY_MAX};
use crate::plan::hands::tell;
use crate::web::{Form, Page, Result, Routes, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/hands/introduce", show)
        .post("/desk/{slug}/plan/hands/introduce", propose)
}

struct Person {
    id: Uuid,
    name: String,
    href: String,
    /// No message reaches them.
    silent: bool,
}

#[derive(Template)]
#[template(path = "hands/desk_introduce.html")]
struct IntroducePage {
    page: Page,
    form: Form,
    two: Vec<Person>,
    reads: Vec<Reads>,
    here: String,
    back: String,
    days: i64,
}

/// Finds the two people a form names, by two ticks or as one and the other; `None` when they are not two who are here.
async fn two_of(app: &App, desk: &Desk, form: &Form) -> Result<Option<[participant::Model; 2]>> {
    let mut wanted = ids(form, "person");
    wanted.extend(ids(form, "other"));
    wanted.sort_unstable();
    wanted.dedup();
    let [one, other] = wanted[..] else {
        return Ok(None);
    };
    let mut found = people::find_all(&app.db.read, [one, other]).await?;
    found.retain(|_, person| person.chain == desk.face.chain.id && may_help(person));
    Ok(found
        .remove(&one)
        .zip(found.remove(&other))
        .map(<[_; 2]>::from))
}

fn back_to(desk: &Desk, form: &Form) -> Response {
    // From an action's page the two are ticked; from the suggestions they are named.
    let action: Option<Uuid> = form.value("action").parse().ok();
    let below = action.map_or_else(
        || "/plan/hands?done=two".to_owned(),
        |id| format!("/plan/actions/{id}/hands?done=two"),
    );
    Redirect::to(&desk.href(&below)).into_response()
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let mut form = Form::parse(query.unwrap_or_default().as_bytes());
    let Some(two) = two_of(&app, &desk, &form).await? else {
        return Ok(back_to(&desk, &form));
    };
    form.set("nonce", app.means.sources.token());
    draw(&app, &desk, &two, form)
}

fn draw(app: &App, desk: &Desk, two: &[participant::Model; 2], form: Form) -> Result<Response> {
    let ends = app.means.now() + Duration::days(DAYS);
    let why = match form.value("why").trim() {
        "" => desk.w.t("introduce-why-here"),
        typed => typed.to_owned(),
    };
    let silent = |p: &participant::Model| p.email.is_none() || p.bounced_at.is_some();
    let reads = two.iter().filter(|person| !silent(person)).map(|person| {
        let draft = tell::introduction_ask(&desk.face, person, "", (&why, ends), String::new());
        Reads::of(desk, Preview::of(person, draft))
    });
    let reads = reads.collect();
    let person = |person: &participant::Model| Person {
        id: person.id,
        name: called(desk, people::shown_name(person)),
        href: desk.href(&format!("/people/{}", person.id)),
        silent: silent(person),
    };
    let mut page = desk.page(desk.w.t("introduce-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = IntroducePage {
        page,
        form,
        two: two.iter().map(person).collect(),
        reads,
        here: desk.href("/plan/hands/introduce"),
        back: desk.href("/plan/hands"),
        days: DAYS,
    };
    render_with(status, &template)
}

/// Tells whether a text names one of the two, or tells an address or a number: both read it before they said yes.
fn tells_too_much(text: &str, two: &[participant::Model; 2]) -> bool {
    let said = words(text);
    let names = two
        .iter()
        .flat_map(|p| words(name::first(people::shown_name(p))));
    let names: Vec<String> = names.map(|word| word.folded).collect();
    let named = said.iter().any(|word| names.contains(&word.folded));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    named || text.contains('@') || digits >= 6
}

async fn propose(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let Some(two) = two_of(&app, &desk, &form).await? else {
        return Ok(back_to(&desk, &form));
    };
    let why = form.required(&desk.w, "why", "introduce-why-missing", WHY_MAX);
    if tells_too_much(&why, &two) {
        form.fail("why", desk.w.t("introduce-why-names"));
    }
    if !form.is_right() || form.chosen("press", "look") {
        return draw(&app, &desk, &two, form);
    }
    let (organiser, nonce) = (desk.by.organiser.id, form.value("nonce").to_owned());
    let txn = db::begin_write(&app.db).await?;
    if let Some(led) = submission::find(&txn, organiser, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let (by, pair) = ((&desk.face, organiser), [two[0].id, two[1].id]);
    let proposed = rules::propose(&txn, &app.means, by, pair, &why.replace('\n', " ")).await?;
    let led = match proposed {
        Ok(row) => {
            let led = desk.href(&format!("/plan/hands/introductions/{}", row.id));
            submission::keep(&txn, &app.means.sources, organiser, &nonce, &led).await?;
            txn.commit().await?;
            app.wake.notify_one();
            led
        }
        Err(NotProposed::Already) => desk.href("/plan/hands?done=already"),
        Err(NotProposed::NotTwo | NotProposed::Away) => desk.href("/plan/hands?done=away"),
    };
    Ok(Redirect::to(&led).into_response())
}
