//! What people do to the points of a theme: take them out, move them, say on which side they stand.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::theme;
use uuid::Uuid;

use super::late::{point_too_late, too_late};
use super::{Wanted, find, theme_page};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::db;
use crate::insight::desk::{id_of, ids};
use crate::insight::themes::Family;
use crate::insight::themes::said::{self, Marked, Side};
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Result, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/themes/{id}/points", put)
        .post("/desk/{slug}/themes/{id}/points/{insight}", mark)
}

/// Returns the address of the list the form stood on, with what was done.
fn list_of(desk: &Desk, theme: Uuid, form: &Form, said: &str) -> String {
    let side = Side::parse(form.value("side")).map_or("", Side::as_str);
    let page: u64 = form.value("page").parse().unwrap_or(1);
    let below = format!("/themes/{theme}?said={said}&side={side}&page={page}#points");
    desk.href(&below)
}

/// Fills in the name and the meaning, which the page with the list has a form for too.
fn filled(mut form: Form, theme: &theme::Model) -> Form {
    for name in ["name", "seen_name"] {
        form.set(name, theme.name.clone());
    }
    for name in ["meaning", "seen_meaning"] {
        form.set(name, theme.meaning.clone());
    }
    form
}

/// Takes the ticked points out of the theme, or into another.
async fn put(
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
    let (out, points) = (form.value("act") == "out", ids(&form, "points"));
    let into: Option<Uuid> = form.value("into").parse().ok();
    if points.is_empty() {
        form.fail("points", desk.w.t("points-none-ticked"));
    }
    if !out && into.is_none() {
        form.fail("into", desk.w.t("theme-move-missing"));
    }
    let into = into.filter(|_| !out);
    let txn = db::begin_write(&app.db).await?;
    let chain = desk.face.chain.id;
    let family = Family::lock(&txn, chain).await?;
    if into.is_some_and(|into| family.open(into).is_none()) {
        form.fail("into", desk.w.t("theme-merge-gone"));
    }
    if !form.is_right() {
        drop(txn);
        let (form, shown) = (filled(form.clone(), &theme), shown(&form));
        return theme_page(&app, &desk, theme, form, &shown).await;
    }
    let (by, under) = ((&app.means, desk.by.organiser.id), family.under(id));
    let moved = said::put(&txn, by, chain, &under, into, &points).await?;
    txn.commit().await?;
    if moved.is_empty() {
        return point_too_late(&app, &desk, id, points[0]).await;
    }
    let said = if out { "out" } else { "moved" };
    Ok(Redirect::to(&list_of(&desk, id, &form, said)).into_response())
}

/// Returns which part of the list a form stood on.
fn shown(form: &Form) -> Wanted {
    Wanted {
        page: form.value("page").to_owned(),
        side: form.value("side").to_owned(),
        said: String::new(),
    }
}

/// Says on which side a point stands in the theme.
async fn mark(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, point)): Path<(String, String, String)>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (id, point) = (id_of(&id)?, id_of(&point)?);
    let sides = Side::parse(form.value("seen")).zip(Side::parse(form.value("stance")));
    let sides = sides.ok_or(Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    let chain = desk.face.chain.id;
    let family = Family::lock(&txn, chain).await?;
    if family.open(id).is_none() {
        drop(txn);
        family.get(id).ok_or(Error::NotFound)?;
        return too_late(&app, &desk, id).await;
    }
    let by = (&app.means, desk.by.organiser.id);
    let done = said::mark(&txn, by, chain, &family.under(id), point, sides).await?;
    txn.commit().await?;
    if done == Marked::TooLate {
        return point_too_late(&app, &desk, id, point).await;
    }
    Ok(Redirect::to(&list_of(&desk, id, &form, "stance")).into_response())
}
