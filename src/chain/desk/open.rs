//! The last steps before people come in: a test invitation to oneself, and opening the chain.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;

use crate::app::App;
use crate::chain::desk::new::status_of;
use crate::chain::desk::setup::form_page;
use crate::chain::desk::tasks::{self, Missing};
use crate::chain::desk::{Desk, Tab};
use crate::chain::state::{self, NotReady};
use crate::db;
use crate::mail::{self, Email, Letter, MailKind, To};
use crate::organiser::{self, SignedIn};
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/try", show_try)
        .post("/desk/{slug}/setup/try", send_test)
        .get("/desk/{slug}/setup/try/sent", show_sent)
        .get("/desk/{slug}/setup/open", show_open)
        .post("/desk/{slug}/setup/open", open)
}

#[derive(Template)]
#[template(path = "chain/try.html")]
struct TryPage {
    page: Page,
    nonce: String,
    email: String,
    sent: bool,
    setup: String,
    /// Where the pages can be walked through as somebody who was asked sees them.
    tried: String,
}

async fn show_try(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    try_page(&app, by, &slug, false).await
}

async fn show_sent(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    try_page(&app, by, &slug, true).await
}

async fn try_page(app: &App, by: SignedIn, slug: &str, sent: bool) -> Result<Response> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let title = if sent { "try-sent-title" } else { "setup-try" };
    render(&TryPage {
        page: desk.page(desk.w.t(title), Tab::Setup),
        nonce: app.means.sources.token(),
        email: organiser::address_of(&app.means.keys, &desk.by.organiser)?,
        sent,
        setup: desk.href("/setup"),
        tried: desk.href("/tried"),
    })
}

async fn send_test(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let means = &app.means;
    let message = test_invitation(&app, &desk, form.value("nonce"))?;
    let txn = db::begin_write(&app.db).await?;
    let stored = mail::enqueue(&txn, &means.sources, &means.keys, message).await?;
    if stored.is_some() {
        desk.note(&txn, &app, "chain.test_invite", stored).await?;
    }
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Redirect::to(&desk.href("/setup/try/sent")).into_response())
}

/// Writes what an invited person would get, to the organiser. The same form twice is one message.
fn test_invitation(app: &App, desk: &Desk, nonce: &str) -> Result<Email> {
    let (means, face) = (&app.means, &desk.face);
    let organiser = &desk.by.organiser;
    let letter = Letter {
        w: desk.w,
        kind: MailKind::TestInvite,
        args: &[
            ("name", &organiser.name),
            ("host", &face.host.name),
            ("topic", &face.words.topic),
            ("days", &face.chain.rules.invitation_days),
        ],
        greet: Some(&organiser.name),
        link: &format!("{}{}", means.origin, desk.href("/tried")),
        signature: Some(&face.signature()),
        can_stop: false,
    };
    Ok(Email {
        kind: MailKind::TestInvite,
        address: organiser::address_of(&means.keys, organiser)?,
        to: To::Organiser { sign_in: None },
        chain: Some(face.chain.id),
        conversation: None,
        language: face.words.lang.clone(),
        letter: letter.write(),
        key: format!("test-invite:{}:{nonce:.64}", organiser.id),
        due: means.now(),
    })
}

#[derive(Template)]
#[template(path = "chain/open.html")]
struct OpenPage {
    page: Page,
    form: Form,
    /// When it was opened, if it was.
    opened: String,
    privacy: String,
    setup: String,
    people: String,
    /// What keeps the chain from being opened.
    missing: Vec<Missing>,
    /// The server's first page will name the chain.
    listed: bool,
}

async fn show_open(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    open_page(&app, &desk, Form::default()).await
}

async fn open_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let opened = desk.face.chain.opened_at;
    let title = match opened {
        Some(_) => "open-done-title",
        None => "open-title",
    };
    let page = form_page(desk, title, &form);
    let template = OpenPage {
        opened: opened
            .map(|at| desk.w.moment(at, desk.zone()))
            .unwrap_or_default(),
        privacy: page.privacy_href(),
        setup: desk.href("/setup"),
        people: desk.href("/people/add"),
        missing: tasks::missing(&app.db.read, desk).await?,
        listed: desk.face.chain.rules.listed,
        page,
        form,
    };
    render_with(status_of(&template.form), &template)
}

async fn open(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let here = Redirect::to(&desk.href("/setup/open"));
    if desk.face.chain.opened_at.is_some() {
        return Ok(here.into_response());
    }
    if !form.chosen("privacy-read", "yes") {
        form.fail("privacy-read", desk.w.t("open-privacy-missing"));
        return open_page(&app, &desk, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let Err(missing) = state::open(&txn, &app.means, &desk.face).await? else {
        desk.note(&txn, &app, "chain.opened", None).await?;
        txn.commit().await?;
        return Ok(here.into_response());
    };
    txn.rollback().await?;
    let key = match missing {
        NotReady::NoQuestions => "open-no-questions",
        NotReady::NoContact => "open-no-contact",
    };
    form.fail("privacy-read", desk.w.t(key));
    open_page(&app, &desk, form).await
}
