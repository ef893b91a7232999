//! The wall kit: what an organiser prints for the walls of a room. Theme cards in large letters, and what people offer
//! and need. Only words that anyone may read hang there, with a first name only where the speaker allowed it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::Role;

use crate::app::App;
use crate::chain::desk::{Desk, public_page};
use crate::conversation::weighing;
use crate::organiser::SignedIn;
use crate::plan::quotes::Quoted;
use crate::plan::wall::{self, Card};
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/wall", show)
}

#[derive(Template)]
#[template(path = "after/wall.html")]
struct WallPage {
    page: Page,
    gatherings: String,
    themes: String,
    poster: String,
    /// The ballot of an open vote, or else where a vote is opened.
    ballot: String,
    votes: bool,
    cards: Vec<Card>,
    offers: Vec<Quoted>,
    needs: Vec<Quoted>,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (conn, face) = (&app.db.read, &desk.face);
    let round = weighing::find_open(conn, face.chain.id).await?;
    let profiles = wall::profiles(conn, face).await?;
    render(&WallPage {
        page: public_page(face, desk.w.t("wall-title")),
        gatherings: desk.href("/gatherings"),
        themes: desk.href("/themes"),
        poster: desk.href("/map/poster"),
        votes: round.is_some(),
        ballot: round.map_or_else(
            || desk.href("/plan/round"),
            |round| desk.href(&format!("/plan/round/{}/ballot", round.n)),
        ),
        cards: wall::cards(conn, face).await?,
        offers: profiles.offers,
        needs: profiles.needs,
    })
}
