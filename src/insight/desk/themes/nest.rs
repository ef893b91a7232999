//! Putting a theme under another, and taking it out again.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::theme;
use uuid::Uuid;

use super::late::too_late;
use super::{family_of, find};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::insight::themes::nest::{NoNest, may_nest, nest};
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/themes/{id}/nest", show)
        .post("/desk/{slug}/themes/{id}/nest", save)
}

/// What stands for "under no theme" in the form.
const NONE: &str = "none";

#[derive(Template)]
#[template(path = "insight/theme_nest.html")]
struct NestPage {
    page: Page,
    form: Form,
    theme: theme::Model,
    /// The theme it stands under.
    parent: Option<theme::Model>,
    parts: Vec<theme::Model>,
    choices: Vec<theme::Model>,
    action: String,
    back: String,
}

impl NestPage {
    fn is_chosen(&self, theme: &theme::Model) -> bool {
        self.form.chosen("under", &theme.id.to_string())
    }
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    nest_page(&app, &desk, theme, Form::default()).await
}

async fn nest_page(app: &App, desk: &Desk, theme: theme::Model, form: Form) -> Result<Response> {
    let family = family_of(app, desk).await?;
    let parent = family.parent(theme.id);
    let fits = |other: &&theme::Model| {
        may_nest(&family, theme.id, other.id).is_ok() && parent != Some(other.id)
    };
    let mut page = desk.page(desk.w.t("theme-nest-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let here = desk.href(&format!("/themes/{}", theme.id));
    let template = NestPage {
        page,
        form,
        choices: family
            .in_order()
            .into_iter()
            .filter(fits)
            .cloned()
            .collect(),
        parts: family.parts(theme.id).into_iter().cloned().collect(),
        parent: parent.and_then(|id| family.get(id)).cloned(),
        theme,
        action: format!("{here}/nest"),
        back: here,
    };
    render_with(status, &template)
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let id = id_of(&id)?;
    let Ok(theme) = find(&app, &desk, &id.to_string()).await else {
        return too_late(&app, &desk, id).await;
    };
    let under: Option<Uuid> = form.value("under").parse().ok();
    if under.is_none() && form.value("under") != NONE {
        form.fail("under", desk.w.t("theme-nest-missing"));
        return nest_page(&app, &desk, theme, form).await;
    }
    let seen: Option<Uuid> = form.value("seen").parse().ok();
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let done = nest(&txn, &app.means, by, (chain, id), seen, under).await?;
    let Err(why) = done else {
        txn.commit().await?;
        let next = desk.href(&format!("/themes/{id}?said=nested"));
        return Ok(Redirect::to(&next).into_response());
    };
    drop(txn);
    if why == NoNest::TooLate {
        return too_late(&app, &desk, id).await;
    }
    form.fail("under", desk.w.t(refused(why)));
    nest_page(&app, &desk, theme, form).await
}

fn refused(why: NoNest) -> &'static str {
    match why {
        NoNest::TooLate | NoNest::Gone => "theme-nest-gone",
        NoNest::Itself => "theme-nest-itself",
        NoNest::HasParts => "theme-nest-has-parts",
        NoNest::IsPart => "theme-nest-is-part",
    }
}
