//! A typed code from a letter, and what a code alone does not open.
//!
//! A code is short and can be read over somebody's shoulder: it leads to a person's pages for two hours, without other
//! people's contact details, and a network that types five codes nobody has is asked to call (RELIABILITY part 5).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{How, Me, Tell, Visit, refuse};
use crate::app::App;
use crate::i18n::Words;
use crate::people::codes::{self, Typed};
use crate::people::{door, links};
use crate::qr;
use crate::web::guard::{CODE_TRIES_WITHIN, Client};
use crate::web::{Form, Page, Result, Routes, render, render_with};

/// The longest text that can be a code, however it is typed.
const TYPED_MAX: usize = 40;

pub fn routes() -> Routes {
    Routes::new()
        .get("/code", show)
        .post("/code", enter)
        .get("/p/{token}/keep", keep)
}

#[derive(Template)]
#[template(path = "resident/code.html")]
struct CodePage {
    page: Page,
    form: Form,
}

async fn code_page(app: &App, form: Form) -> CodePage {
    let w = Words::of("en");
    let mut page = Page::new(w, w.t("code-title"), app.help().await);
    page.failed = !form.is_right();
    CodePage { page, form }
}

#[derive(Deserialize)]
struct Given {
    /// A code from a QR code: it only fills in the form.
    #[serde(default)]
    c: String,
}

async fn show(State(app): State<App>, Query(given): Query<Given>) -> Result<Response> {
    let code = given.c.chars().take(TYPED_MAX).collect();
    let form = Form::filled([("code", code)]);
    render(&code_page(&app, form).await)
}

async fn enter(
    State(app): State<App>,
    Client(address): Client,
    mut form: Form,
) -> Result<Response> {
    let w = Words::of("en");
    let typed = form.required(&w, "code", "code-missing", TYPED_MAX);
    if !form.is_right() {
        return refuse(&code_page(&app, form).await);
    }
    if !app.limits.take_code_try(address, app.means.now()) {
        return too_many(&app).await;
    }
    let to = match codes::find(&app.db.read, &app.means.keys, &typed).await? {
        Some(Typed::Person(link)) => format!("/p/{}", links::pass_for(&app.means, &link)),
        Some(Typed::Street(code)) => format!("/letter/{}", door::pass_for(&app.means, &code)),
        None => {
            form.fail("code", w.t("code-unknown"));
            return refuse(&code_page(&app, form).await);
        }
    };
    app.limits.give_back_code_try(address);
    Ok(Redirect::to(&to).into_response())
}

#[derive(Template)]
#[template(path = "resident/code_stop.html")]
struct StopPage {
    page: Page,
}

/// Asks somebody who typed too many codes that nobody has to call.
async fn too_many(app: &App) -> Result<Response> {
    let w = Words::of("en");
    let page = Page::new(w, w.t("code-stop-title"), app.help().await);
    let mut response = render_with(StatusCode::TOO_MANY_REQUESTS, &StopPage { page })?;
    let seconds = HeaderValue::from(CODE_TRIES_WITHIN.num_seconds());
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    Ok(response)
}

/// Tells somebody who came with a code that this needs their own link, and how else to get it done.
pub(super) fn ask_for_link(visit: &Visit) -> Result<Response> {
    let w = visit.w;
    visit.tell(&Tell {
        key: "by-code-title",
        lines: vec![w.t("by-code-why"), w.t("by-code-how"), w.t("by-code-call")],
        home: true,
    })
}

#[derive(Template)]
#[template(path = "resident/keep.html")]
struct KeepPage {
    page: Page,
    me: Me,
    /// The person's own address, with its QR code; only for somebody who came by it.
    address: String,
    qr: String,
    typed: String,
    code: String,
}

/// Shows a person how to come back: their address, and their code.
async fn keep(visit: Visit, State(app): State<App>) -> Result<Response> {
    let by_link = visit.how == How::Link;
    let address = format!("{}{}", app.means.origin, visit.href(""));
    let address = if by_link { address } else { String::new() };
    let code = links::code_for(&app.db.read, &app.means, visit.person.id).await?;
    render(&KeepPage {
        page: visit.page(visit.w.t("keep-title")),
        me: visit.me(),
        qr: qr::svg(&address).filter(|_| by_link).unwrap_or_default(),
        address,
        typed: typed_address(&app),
        code: code.unwrap_or_default(),
    })
}

/// Returns where a code is typed, as people type it: browsers put https before it.
pub(crate) fn typed_address(app: &App) -> String {
    let origin = &app.means.origin;
    format!("{}/code", origin.strip_prefix("https://").unwrap_or(origin))
}
