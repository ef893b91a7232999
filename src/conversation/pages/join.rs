//! The public door: somebody asks to take part whom nobody named.
//!
//! The answer is the same for every address, so that nobody learns here who takes part: an address that may be asked
//! gets one message, ever; one that is here already gets a new link, at most once a day.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Duration;
use entity::shared::Door;
use sea_orm::DatabaseTransaction;

use super::refuse;
use crate::app::App;
use crate::chain::{self, Face, desk::public_page};
use crate::conversation::answer;
use crate::conversation::pages::chosen::likely_typo;
use crate::i18n::{LANGUAGES, Language, find_language};
use crate::mail::{self, MailKind};
use crate::people::{self, NotAdded, name};
use crate::web::{Error, Form, Page, Result, Routes, render};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/c/{slug}/join", show)
        .post("/c/{slug}/join", join)
        .get("/c/{slug}/join/sent", sent)
}

#[derive(Template)]
#[template(path = "public/join.html")]
struct JoinPage {
    page: Page,
    form: Form,
    languages: &'static [Language],
    nonce: String,
}

fn join_page(app: &App, face: &Face, form: Form) -> JoinPage {
    let mut page = public_page(face, face.language().t("pool-join-title"));
    page.failed = !form.is_right();
    page.indexed = true;
    JoinPage {
        page,
        form,
        languages: LANGUAGES,
        nonce: app.means.sources.token(),
    }
}

#[derive(Template)]
#[template(path = "public/joined.html")]
struct JoinedPage {
    page: Page,
}

async fn find(app: &App, slug: &str) -> Result<Face> {
    let face = chain::find_by_slug(&app.db.read, slug).await?;
    face.ok_or(Error::NotFound)
}

/// Sends to the chain's page, which says whether it takes people in.
fn to_chain(face: &Face, below: &str) -> Response {
    Redirect::to(&format!("/c/{}{below}", face.chain.slug)).into_response()
}

async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = find(&app, &slug).await?;
    if !face.is_open() {
        return Ok(to_chain(&face, ""));
    }
    let form = Form::filled([("language", face.words.lang.clone())]);
    render(&join_page(&app, &face, form))
}

/// Somebody who asks to take part, once everything on the form is right.
struct Newcomer {
    name: String,
    email: String,
    language: String,
}

fn read(face: &Face, form: &mut Form) -> Option<Newcomer> {
    let w = face.language();
    let typed = form.required(&w, "name", "error-name-missing", 200);
    let name = name::parse(&typed);
    if name.is_none() {
        form.fail("name", w.t("error-name-wrong"));
    }
    let typed = form.required(&w, "email", "error-email-missing", 254);
    let email = mail::address(&typed);
    match &email {
        None => form.fail("email", w.t("error-email-wrong")),
        Some(email) => {
            // Asked about once, and taken when it is sent again unchanged.
            if let Some(meant) = likely_typo(email)
                && form.value("typo_seen") != email
            {
                form.set("typo_seen", email.clone());
                form.fail("email", w.with("choose-typo", &[("meant", &meant)]));
            }
        }
    }
    let language = find_language(form.value("language"));
    if language.is_none() {
        form.fail("language", w.t("error-choose"));
    }
    if !form.chosen("agree", "yes") {
        form.fail("agree", w.t("pool-join-agree-missing"));
    }
    let right = form.is_right();
    let (name, email, language) = (name?, email?, language?);
    right.then(|| Newcomer {
        name,
        email,
        language: language.code.to_owned(),
    })
}

async fn join(
    State(app): State<App>,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let face = find(&app, &slug).await?;
    if !face.is_open() {
        return Ok(to_chain(&face, ""));
    }
    let Some(newcomer) = read(&face, &mut form) else {
        return refuse(&join_page(&app, &face, form));
    };
    let txn = db::begin_write(&app.db).await?;
    match take(&txn, &app, &face, form.value("nonce"), &newcomer).await {
        Ok(()) => {
            txn.commit().await?;
            app.wake.notify_one();
        }
        // The same form twice at the same moment: the other one was taken.
        Err(Error::Db(error)) if db::is_unique_violation(&error) => txn.rollback().await?,
        Err(error) => return Err(error),
    }
    Ok(to_chain(&face, "/join/sent"))
}

/// Adds them, or sends a new link to who is here already; whoever may not be asked gets nothing, and nothing is kept.
async fn take(
    txn: &DatabaseTransaction,
    app: &App,
    face: &Face,
    nonce: &str,
    newcomer: &Newcomer,
) -> Result<()> {
    let (means, chain) = (&app.means, face.chain.id);
    if submission::find(txn, chain, nonce).await?.is_some() {
        return Ok(());
    }
    let Newcomer {
        name,
        email,
        language,
    } = newcomer;
    let added =
        people::add_newcomer(txn, means, face, Door::Pool, name, Some(email), language).await?;
    match added {
        Ok(_) => submission::keep(txn, &means.sources, chain, nonce, "joined").await?,
        Err(NotAdded::MayNotBeAsked) => {}
        Err(NotAdded::AlreadyHere) => {
            let index = means.keys.address_index(email);
            if let Some(person) = people::find_by_address(txn, chain, &index).await? {
                let since = means.now() - Duration::days(1);
                let lately = mail::count_lately(txn, person.id, MailKind::NewLink, since).await?;
                // Anybody can type an address here: less often than from the person's own pages.
                if lately == 0 {
                    answer::send_new_link(txn, means, face, &person).await?;
                }
            }
        }
    }
    Ok(())
}

async fn sent(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = find(&app, &slug).await?;
    let page = public_page(&face, face.language().t("pool-joined-title"));
    render(&JoinedPage { page })
}
