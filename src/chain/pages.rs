//! What anyone can read: the first page, a chain's public page, how information is used, accessibility, and the two
//! addresses a monitor asks.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::plan_version;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::public_page;
use crate::chain::numbers::{self, Numbers};
use crate::chain::{self, Face};
use crate::i18n::Words;
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/", home)
        .get("/c/{slug}", chain_page)
        .get("/c/{slug}/privacy", chain_privacy)
        .get("/privacy", privacy)
        .get("/accessibility", accessibility)
        .get("/healthz", healthz)
        .get("/readyz", readyz)
}

/// A public page of the server itself.
async fn own_page(app: &App, title: &str) -> Page {
    let w = Words::of("en");
    let mut page = Page::new(w, w.t(title), app.help().await);
    page.indexed = true;
    page
}

async fn find(app: &App, slug: &str) -> Result<Face> {
    let face = chain::find_by_slug(&app.db.read, slug).await?;
    face.ok_or(Error::NotFound)
}

#[derive(Template)]
#[template(path = "public/home.html")]
struct HomePage {
    page: Page,
    open: Vec<Face>,
}

async fn home(State(app): State<App>) -> Result<Response> {
    let open = numbers::list_open(&app.db.read).await?;
    let page = own_page(&app, "home-title").await;
    render(&HomePage { page, open })
}

#[derive(Template)]
#[template(path = "public/chain.html")]
struct ChainPage {
    page: Page,
    host: String,
    lang: String,
    purpose: Vec<String>,
    opened: bool,
    /// Absent until the chain is open, and where its organisers keep them to themselves.
    numbers: Option<Numbers>,
    closed: bool,
    /// Where the plan is, when one was published.
    plan: Option<String>,
    /// Where somebody asks to take part, while the chain takes people in.
    join: Option<String>,
    /// The chain this one goes on from: its name and its page.
    before: Option<(String, String)>,
    /// The chain that goes on from here.
    next: Option<(String, String)>,
}

async fn chain_page(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = find(&app, &slug).await?;
    let mut page = public_page(&face, face.words.name.clone());
    let (opened, rules) = (face.chain.opened_at.is_some(), &face.chain.rules);
    page.indexed = opened && rules.listed;
    let numbers = if opened && rules.public_numbers {
        Some(numbers::of_chain(&app.db.read, face.chain.id).await?)
    } else {
        None
    };
    let plan = has_plan(&app.db.read, face.chain.id).await?;
    let named = |f: Face| (f.words.name, format!("/c/{}", f.chain.slug));
    let before = chain::after::find_before(&app.db.read, face.chain.id).await?;
    let next = chain::after::find_next(&app.db.read, face.chain.id).await?;
    let paragraphs = face.words.purpose.split('\n').map(str::trim);
    render(&ChainPage {
        page,
        purpose: paragraphs
            .filter(|paragraph| !paragraph.is_empty())
            .map(str::to_owned)
            .collect(),
        opened,
        numbers,
        closed: face.chain.closed_at.is_some(),
        plan: plan.then(|| format!("/c/{slug}/plan")),
        join: face.is_open().then(|| format!("/c/{slug}/join")),
        before: before.map(named),
        next: next.map(named),
        host: face.host.name,
        lang: face.words.lang,
    })
}

/// Tells whether the chain's plan was published.
pub(crate) async fn has_plan(conn: &impl ConnectionTrait, chain: Uuid) -> Result<bool, DbErr> {
    let versions = plan_version::Entity::find()
        .filter(plan_version::Column::Chain.eq(chain))
        .count(conn)
        .await?;
    Ok(versions > 0)
}

#[derive(Template)]
#[template(path = "public/privacy.html")]
struct PrivacyPage {
    page: Page,
    /// The host of the chain, or of the server's first chain; empty on a server without any.
    host: String,
    address: String,
    invitation_days: i32,
}

async fn chain_privacy(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = find(&app, &slug).await?;
    let mut page = public_page(&face, face.language().t("privacy-title"));
    page.indexed = true;
    render(&PrivacyPage {
        page,
        host: face.host.name,
        address: face.host.contact.address,
        invitation_days: face.chain.rules.invitation_days,
    })
}

async fn privacy(State(app): State<App>) -> Result<Response> {
    let page = own_page(&app, "privacy-title").await;
    let rules = entity::shared::Rules::default();
    render(&PrivacyPage {
        host: page.help.host.clone(),
        page,
        address: String::new(),
        invitation_days: rules.invitation_days,
    })
}

#[derive(Template)]
#[template(path = "public/accessibility.html")]
struct AccessibilityPage {
    page: Page,
}

async fn accessibility(State(app): State<App>) -> Result<Response> {
    let page = own_page(&app, "access-title").await;
    render(&AccessibilityPage { page })
}

/// Tells that the server runs.
async fn healthz() -> &'static str {
    "ok\n"
}

/// Tells whether the server can answer: the database is there.
async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.db.read.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "no database\n")
        }
    }
}
