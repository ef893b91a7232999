//! The organiser's first page: their chains.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::desk_page;
use crate::chain::{Face, numbers};
use crate::i18n::Words;
use crate::organiser::SignedIn;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk", show)
}

struct Row {
    slug: String,
    name: String,
    lang: String,
    people: i64,
    chats: i64,
    /// The word for how far it is, as a key.
    stage: &'static str,
    last: String,
}

#[derive(Template)]
#[template(path = "chain/chains.html")]
struct ChainsPage {
    page: Page,
    rows: Vec<Row>,
}

async fn show(State(app): State<App>, by: SignedIn) -> Result<Response> {
    let mut page = desk_page(&app, "chains-title").await;
    page.wide = true;
    let faces = numbers::list_for(&app.db.read, by.organiser.id).await?;
    let ids: Vec<Uuid> = faces.iter().map(|face| face.chain.id).collect();
    let all = numbers::of_chains(&app.db.read, &ids).await?;
    let row = |face: Face| {
        let numbers = all.get(&face.chain.id).copied().unwrap_or_default();
        Row {
            stage: stage(&face),
            last: numbers
                .last_activity
                .map(|at| Words::of("en").date(at, face.zone()))
                .unwrap_or_default(),
            people: numbers.people,
            chats: numbers.chats,
            slug: face.chain.slug,
            name: face.words.name,
            lang: face.words.lang,
        }
    };
    let rows = faces.into_iter().map(row).collect();
    render(&ChainsPage { page, rows })
}

fn stage(face: &Face) -> &'static str {
    let chain = &face.chain;
    if chain.closed_at.is_some() {
        "chain-stage-closed"
    } else if chain.paused_at.is_some() {
        "chain-stage-paused"
    } else if chain.opened_at.is_some() {
        "chain-stage-open"
    } else {
        "chain-stage-new"
    }
}
