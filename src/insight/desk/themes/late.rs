//! The page for whoever was not first: what a colleague did meanwhile, and where to go on. Nothing was changed.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use entity::{audit, organiser};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::family_of;
use super::history::{Line, line};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Html;
use crate::insight::themes::trail;
use crate::web::{Page, Result, render_with};

/// How much of what happened is told.
const TOLD: usize = 3;

#[derive(Template)]
#[template(path = "insight/theme_late.html")]
struct LatePage {
    page: Page,
    /// What happened to the theme last, the newest first.
    lines: Vec<Line>,
    /// Who sorted the point last.
    sorted: Option<Html>,
    /// The theme as it is now; absent where it is gone.
    now: Option<(String, String)>,
    back: String,
}

/// Says that a colleague was first with a theme.
pub(super) async fn too_late(app: &App, desk: &Desk, theme: Uuid) -> Result<Response> {
    late_page(app, desk, theme, None).await
}

/// Says that a colleague was first with a point of a theme.
pub(super) async fn point_too_late(
    app: &App,
    desk: &Desk,
    theme: Uuid,
    point: Uuid,
) -> Result<Response> {
    late_page(app, desk, theme, Some(point)).await
}

async fn late_page(app: &App, desk: &Desk, theme: Uuid, point: Option<Uuid>) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let family = family_of(app, desk).await?;
    let now = family.open(family.now(theme)).map(|theme| {
        let href = desk.href(&format!("/themes/{}", theme.id));
        (theme.name.clone(), href)
    });
    let (mut lines, mut sorted) = (Vec::new(), None);
    if let Some(point) = point {
        sorted = last_sorted(app, desk, point).await?;
    } else {
        let happened = trail::list(conn, chain, theme).await?;
        lines = happened.iter().take(TOLD).map(|h| line(desk, h)).collect();
    }
    let template = LatePage {
        page: desk.page(desk.w.t("theme-late-title"), Tab::Themes),
        lines,
        sorted,
        now,
        back: desk.href("/themes"),
    };
    render_with(StatusCode::CONFLICT, &template)
}

/// Finds who moved or marked a point last.
async fn last_sorted(app: &App, desk: &Desk, point: Uuid) -> Result<Option<Html>> {
    let last = audit::Entity::find()
        .filter(audit::Column::Chain.eq(desk.face.chain.id))
        .filter(audit::Column::ObjectId.eq(point))
        .filter(audit::Column::Act.is_in(["point.sorted", "point.stance"]))
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .one(&app.db.read)
        .await?;
    let Some(last) = last else {
        return Ok(None);
    };
    let who = match last.actor_id {
        Some(id) => organiser::Entity::find_by_id(id).one(&app.db.read).await?,
        None => None,
    };
    let who = who.map_or_else(|| desk.w.t("desk-an-organiser"), |who| who.name);
    let at = desk.w.moment(last.at, desk.zone());
    Ok(Some(
        desk.w
            .html("theme-late-point", &[("who", &who), ("at", &at)]),
    ))
}
