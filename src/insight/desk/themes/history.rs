//! Everything that happened to a theme, in plain sentences: also what came into it and what went out of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use serde::Deserialize;

use super::family_of;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Html;
use crate::insight::desk::id_of;
use crate::insight::themes::trail::{self, Happened};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/themes/{id}/history", show)
}

/// One thing that happened.
pub(super) struct Line {
    pub at: String,
    pub said: Html,
}

/// Puts what happened into a sentence.
pub(super) fn line(desk: &Desk, happened: &Happened) -> Line {
    let or = |text: &str, key: &str| {
        if text.is_empty() {
            desk.w.t(key)
        } else {
            text.to_owned()
        }
    };
    let who = or(&happened.by, "desk-an-organiser");
    let other = or(&happened.other, "trail-gone");
    let said = desk.w.html(
        happened.key,
        &[
            ("who", &who),
            ("other", &other),
            ("before", &happened.before),
            ("after", &happened.after),
            ("points", &happened.points),
        ],
    );
    Line {
        at: desk.w.moment(happened.at, desk.zone()),
        said,
    }
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "insight/theme_history.html")]
struct HistoryPage {
    page: Page,
    name: String,
    lines: Vec<Line>,
    paging: Paging,
    /// The theme itself; absent where it is gone.
    theme: Option<String>,
    back: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (conn, chain, id) = (&app.db.read, desk.face.chain.id, id_of(&id)?);
    let family = family_of(&app, &desk).await?;
    let name = match family.get(id) {
        Some(theme) => Some(theme.name.clone()),
        None => trail::last_name(conn, chain, id).await?,
    };
    let name = name.ok_or(Error::NotFound)?;
    let happened = trail::list(conn, chain, id).await?;
    let rows = u64::try_from(happened.len()).unwrap_or(u64::MAX);
    let path = desk.href(&format!("/themes/{id}/history"));
    let paging = Paging::new(wanted.page.parse().ok(), rows, &path, &[]);
    let (skip, take) = paging.window();
    let lines = happened.iter().skip(skip).take(take);
    render(&HistoryPage {
        page: desk.page(desk.w.t("theme-history-title"), Tab::Themes),
        lines: lines.map(|h| line(&desk, h)).collect(),
        theme: family
            .get(id)
            .map(|_| desk.href(&format!("/themes/{}", family.now(id)))),
        name,
        paging,
        back: desk.href("/themes"),
    })
}
