//! Signing in and out: the pages, the cookies, and the extractor that lets only signed-in organisers in.

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use axum::extract::{ConnectInfo, FromRequestParts, Query, State};
use axum::http::header::{self, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::i18n::Words;
use crate::organiser::audit::{self, By};
use crate::organiser::sign_in::{Asked, Entered};
use crate::organiser::{SignedIn, session, sign_in};
use crate::web::cookies::{self, Name};
use crate::web::guard::address_of;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};
use crate::{db, mail};

/// Where an organiser goes who asked for nothing else.
const HOME: &str = "/desk";

pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", show_sign_in)
        .post("/sign-in", ask)
        .get("/sign-in/code", show_code)
        .post("/sign-in/code", enter)
        .post("/sign-out", sign_out)
}

/// Returns where to go after signing in: an address of the desk, whatever was asked for (no open redirect).
pub fn next_of(asked: &str) -> &str {
    let below = asked.strip_prefix(HOME);
    let here = below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain = asked.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if here && plain { asked } else { HOME }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        let found = match cookies::read(&parts.headers, Name::Session, app.https) {
            Some(token) => session::find(&app.db.read, app.means.now(), &token).await?,
            None => None,
        };
        let Some((session, organiser)) = found else {
            return Err(Error::SignIn {
                next: wanted(parts, reads),
            });
        };
        if !reads {
            session::lengthen(&app.db.write, app.means.now(), &session).await?;
        }
        Ok(Self {
            organiser,
            session: session.id,
        })
    }
}

/// The page that was asked for, or the page whose form was sent.
fn wanted(parts: &Parts, reads: bool) -> String {
    if reads {
        let asked = parts.uri.path_and_query();
        return next_of(asked.map_or(HOME, |asked| asked.as_str())).to_owned();
    }
    let referer = parts.headers.get(header::REFERER);
    let path = referer
        .and_then(|value| value.to_str().ok())
        .and_then(|text| url::Url::parse(text).ok())
        .map(|url| url.path().to_owned());
    next_of(&path.unwrap_or_default()).to_owned()
}

/// Who is asking, as far as the network and the browser tell.
struct Visitor {
    address: IpAddr,
    browser: String,
    session: Option<String>,
    waiting: Option<String>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let socket = socket.map(|info| info.0.ip());
        let agent = parts.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|value| value.to_str().ok());
        Ok(Self {
            address: address_of(&parts.headers, socket, app.settings.trusted_proxies),
            browser: agent.unwrap_or_default().to_owned(),
            session: cookies::read(&parts.headers, Name::Session, app.https),
            waiting: cookies::read(&parts.headers, Name::SignIn, app.https),
        })
    }
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "organiser/sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "organiser/code.html")]
struct CodePage {
    page: Page,
    form: Form,
    ended: bool,
    again: String,
}

async fn page(app: &App, title: &str, form: &Form) -> Page {
    let w = Words::of("en");
    let mut page = Page::new(w, w.t(title), app.help().await);
    page.failed = !form.is_right();
    page
}

fn sign_in_href(path: &str, next: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next_of(next))
        .finish();
    format!("{path}?{query}")
}

async fn show_sign_in(State(app): State<App>, Query(query): Query<Next>) -> Result<Response> {
    let form = Form::filled([("next", next_of(&query.next).to_owned())]);
    let page = page(&app, "sign-in-title", &form).await;
    render(&SignInPage { page, form })
}

async fn ask(State(app): State<App>, visitor: Visitor, mut form: Form) -> Result<Response> {
    let w = Words::of("en");
    let typed = form.required(&w, "email", "error-email-missing", 254);
    let address = mail::address(&typed);
    if address.is_none() {
        form.fail("email", w.t("error-email-wrong"));
    }
    let Some(address) = address.filter(|_| form.is_right()) else {
        return refuse(&app, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    if !app.limits.sign_in_allowed(visitor.address) {
        return Err(Error::TooMany);
    }
    let txn = db::begin_write(&app.db).await?;
    let asked = sign_in::ask(&txn, &app.means, &address).await?;
    txn.commit().await?;
    app.wake.notify_one();
    let Asked::Waiting(token) = asked else {
        form.fail("email", w.t("sign-in-too-often"));
        return refuse(&app, StatusCode::TOO_MANY_REQUESTS, form).await;
    };
    let cookie = cookies::set(Name::SignIn, token, app.https);
    let to = Redirect::to(&sign_in_href("/sign-in/code", form.value("next")));
    Ok(([(SET_COOKIE, cookie)], to).into_response())
}

async fn refuse(app: &App, status: StatusCode, form: Form) -> Result<Response> {
    let page = page(app, "sign-in-title", &form).await;
    render_with(status, &SignInPage { page, form })
}

async fn show_code(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response> {
    if visitor.waiting.is_none() {
        return Ok(Redirect::to(&sign_in_href("/sign-in", &query.next)).into_response());
    }
    let form = Form::filled([("next", next_of(&query.next).to_owned())]);
    let page = page(&app, "sign-in-code-title", &form).await;
    let again = sign_in_href("/sign-in", &query.next);
    render(&CodePage {
        page,
        form,
        ended: false,
        again,
    })
}

async fn enter(State(app): State<App>, visitor: Visitor, mut form: Form) -> Result<Response> {
    let w = Words::of("en");
    let code = form.required(&w, "code", "sign-in-code-missing", 40);
    if !form.is_right() {
        return refuse_code(&app, form, false).await;
    }
    let now = app.means.now();
    let txn = db::begin_write(&app.db).await?;
    let waiting = visitor.waiting.unwrap_or_default();
    match sign_in::enter(&txn, &app.means, &waiting, &code).await? {
        Entered::Right(organiser) => {
            if let Some(old) = visitor.session {
                session::revoke_cookie(&txn, now, &old).await?;
            }
            let (id, token) = session::start(&txn, &app.means, organiser, &visitor.browser).await?;
            let by = By::Organiser(organiser);
            audit::note(&txn, &app.means.sources, by, "sign_in", Some(id), None).await?;
            txn.commit().await?;
            let to = Redirect::to(next_of(form.value("next")));
            Ok(with_cookies(&app, to, Some(token)))
        }
        Entered::Wrong(left) if left > 0 => {
            txn.commit().await?;
            form.fail("code", w.with("sign-in-code-wrong", &[("left", &left)]));
            refuse_code(&app, form, false).await
        }
        Entered::Wrong(_) | Entered::Ended => {
            txn.commit().await?;
            form.fail("code", w.t("sign-in-code-ended"));
            refuse_code(&app, form, true).await
        }
    }
}

async fn refuse_code(app: &App, form: Form, ended: bool) -> Result<Response> {
    let page = page(app, "sign-in-code-title", &form).await;
    let again = sign_in_href("/sign-in", form.value("next"));
    let template = CodePage {
        page,
        form,
        ended,
        again,
    };
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response> {
    let token = visitor.session.unwrap_or_default();
    let now = app.means.now();
    let txn = db::begin_write(&app.db).await?;
    if let Some((session, organiser)) = session::find(&txn, now, &token).await? {
        session::revoke(&txn, now, organiser.id, session.id).await?;
        let by = By::Organiser(organiser.id);
        let sources = &app.means.sources;
        audit::note(&txn, sources, by, "sign_out", Some(session.id), None).await?;
    }
    txn.commit().await?;
    Ok(with_cookies(&app, Redirect::to("/"), None))
}

/// Sets or clears the session's cookie, and clears the one of the waiting browser.
fn with_cookies(app: &App, to: Redirect, session: Option<String>) -> Response {
    let mut response = to.into_response();
    let session = match session {
        Some(token) => cookies::set(Name::Session, token, app.https),
        None => cookies::clear(Name::Session, app.https),
    };
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, session);
    headers.append(SET_COOKIE, cookies::clear(Name::SignIn, app.https));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_anywhere_but_to_the_desk() {
        for right in ["/desk", "/desk/food/people?page=2", "/desk?x=1"] {
            assert_eq!(next_of(right), right);
        }
        for wrong in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/desk",
            "/deskevil",
            "/desk.evil.example",
            "/\\evil.example",
            "/desk/\\evil",
            "/desk/\r\nSet-Cookie: a=b",
            "desk",
        ] {
            assert_eq!(next_of(wrong), HOME, "{wrong:?}");
        }
    }
}
