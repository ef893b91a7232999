//! "Start a chain of your own": what it means, asking, changing it, taking it back, and the answer.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use entity::chain_ask;
use entity::shared::AskSignIn;
use serde::Deserialize;

use super::{Me, Visit, finish, refuse};
use crate::app::App;
use crate::chain;
use crate::conversation::begin::{self, Standing, TOPIC_MAX, WHOM_MAX, WHY_MAX, Wanted};
use crate::mail;
use crate::people;
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/begin", show)
        .post("/p/{token}/begin", ask)
        .post("/p/{token}/begin/take-back", take_back)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "resident/begin.html")]
struct BeginPage {
    page: Page,
    me: Me,
    form: Form,
    standing: Standing,
    /// What they asked last.
    ask: Option<chain_ask::Model>,
    /// What the chain that was made is called.
    made: Option<String>,
    may_ask: bool,
    /// Their own address, hidden but for its first letter; empty when there is none.
    own: String,
    done: Option<&'static str>,
}

async fn begin_page(visit: &Visit, app: &App, form: Form) -> Result<BeginPage> {
    let conn = &app.db.read;
    let standing = begin::standing(conn, &visit.face, &visit.person).await?;
    let ask = begin::find_last(conn, visit.person.id).await?;
    let made = match ask.as_ref().and_then(|ask| ask.made) {
        Some(id) => chain::find_face(conn, id).await?,
        None => None,
    };
    let details = people::details(&app.means, &visit.person)?;
    let open = matches!(standing, Standing::May | Standing::Asked);
    let again =
        standing == Standing::No && begin::may_ask(conn, &visit.face, &visit.person).await?;
    Ok(BeginPage {
        page: visit.form_page(visit.w.t("begin-title"), &form),
        me: visit.me(),
        form,
        standing,
        ask,
        made: made.map(|face| face.words.name),
        may_ask: open || again,
        own: details
            .email
            .as_deref()
            .map(people::mask)
            .unwrap_or_default(),
        done: None,
    })
}

async fn show(visit: Visit, State(app): State<App>, Query(query): Query<Done>) -> Result<Response> {
    if visit.asking == Standing::Not {
        return Ok(visit.to_home());
    }
    let mut page = begin_page(&visit, &app, Form::default()).await?;
    if let Some(ask) = page.ask.as_ref().filter(|ask| begin::is_open(ask)) {
        page.form = Form::filled([
            ("topic", ask.topic.clone()),
            ("whom", ask.whom.clone()),
            ("why", ask.why.clone()),
            ("sign_in", ask.sign_in.as_str().to_owned()),
        ]);
    }
    page.done = match query.done.as_str() {
        "asked" if page.standing == Standing::Asked => Some("begin-done-asked"),
        "taken-back" if page.standing != Standing::Asked => Some("begin-done-taken-back"),
        _ => None,
    };
    render(&page)
}

/// Reads what somebody asks; the form says what is not right. Who changes nothing about another address leaves it empty.
fn read(visit: &Visit, app: &App, form: &mut Form, stands: Option<&chain_ask::Model>) -> Wanted {
    let w = &visit.w;
    let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let topic = line(form.required(w, "topic", "begin-topic-missing", TOPIC_MAX));
    let whom = line(form.required(w, "whom", "begin-whom-missing", WHOM_MAX));
    let why = form.required(w, "why", "begin-why-missing", WHY_MAX);
    let sign_in = AskSignIn::parse(form.value("sign_in"));
    if sign_in.is_none() {
        form.fail("sign_in", w.t("begin-sign-in-missing"));
    }
    let typed = form.value("email").trim().to_owned();
    let held = stands
        .filter(|ask| ask.sign_in == AskSignIn::Other && typed.is_empty())
        .and_then(|ask| begin::address(&app.means, ask, &visit.person));
    let email = held.or_else(|| mail::address(&typed));
    if sign_in == Some(AskSignIn::Other) && email.is_none() {
        form.fail("email", w.t("begin-email-wrong"));
    }
    Wanted {
        topic,
        whom,
        why,
        sign_in: sign_in.unwrap_or(AskSignIn::None),
        email,
    }
}

async fn ask(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    if visit.asking == Standing::Not {
        return Ok(visit.to_home());
    }
    let last = begin::find_last(&app.db.read, visit.person.id).await?;
    let stands = last.as_ref().filter(|ask| begin::is_open(ask));
    let wanted = read(&visit, &app, &mut form, stands);
    if !form.is_right() {
        return refuse(&begin_page(&visit, &app, form).await?);
    }
    let (txn, person) = visit.begin(&app).await?;
    // Answered meanwhile: the page tells.
    let _ = begin::ask(&txn, &visit.means, &visit.face, &person, &wanted).await?;
    finish(&app, txn).await?;
    Ok(visit.to("/begin?done=asked"))
}

async fn take_back(visit: Visit, State(app): State<App>) -> Result<Response> {
    let (txn, person) = visit.begin(&app).await?;
    begin::take_back(&txn, &visit.means, &person).await?;
    finish(&app, txn).await?;
    Ok(visit.to("/begin?done=taken-back"))
}
