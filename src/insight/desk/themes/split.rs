//! Splitting points off into a theme of their own.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::theme;
use uuid::Uuid;

use super::late::{point_too_late, too_late};
use super::{family_of, find, read};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::{id_of, ids, name_or_gone, status_of};
use crate::insight::themes::said::{self, Said};
use crate::insight::themes::split::{NoSplit, split};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/themes/{id}/split", show)
        .post("/desk/{slug}/themes/{id}/split", save)
}

#[derive(Template)]
#[template(path = "insight/theme_split.html")]
struct SplitPage {
    page: Page,
    form: Form,
    theme: theme::Model,
    points: Vec<Said>,
    paging: Paging,
    action: String,
    back: String,
    chat_href: String,
}

/// Shows the points that were ticked on the theme's page, or a page of all to tick from.
async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    let asked = Form::parse(query.unwrap_or_default().as_bytes());
    split_page(&app, &desk, theme, asked).await
}

async fn split_page(app: &App, desk: &Desk, theme: theme::Model, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let under = family_of(app, desk).await?.under(theme.id);
    let here = desk.href(&format!("/themes/{}", theme.id));
    let action = format!("{here}/split");
    // What a form listed is listed again; a first look lists what was ticked, or everything.
    let mut listed = ids(&form, "listed");
    listed.extend(ids(&form, "points"));
    let (points, paging) = if listed.is_empty() {
        let rows = said::sides(conn, chain, &under).await?.all();
        let paging = Paging::new(form.value("page").parse().ok(), rows, &action, &[]);
        let points = said::list(conn, chain, &under, None, &paging).await?;
        (points, paging)
    } else {
        let points = said::find(conn, chain, &under, &listed).await?;
        (points, Paging::new(None, 0, &action, &[]))
    };
    let mut page = desk.page(desk.w.t("theme-split-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = SplitPage {
        page,
        form,
        theme,
        points: named(desk, points),
        paging,
        action,
        back: here,
        chat_href: desk.href("/conversations/"),
    };
    render_with(status, &template)
}

/// Puts words in place of names that were forgotten.
pub(super) fn named(desk: &Desk, points: Vec<Said>) -> Vec<Said> {
    let named = |mut said: Said| {
        said.point.initiator = name_or_gone(desk.w, said.point.initiator);
        said.point.partner = name_or_gone(desk.w, said.point.partner);
        said
    };
    points.into_iter().map(named).collect()
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
    let points: Vec<Uuid> = ids(&form, "points");
    if points.is_empty() {
        form.fail("points", desk.w.t("theme-split-none"));
    }
    let (name, meaning) = read(&desk, &mut form);
    if !form.is_right() {
        return split_page(&app, &desk, theme, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (by, from) = (desk.by.organiser.id, (desk.face.chain.id, id));
    let done = split(&txn, &app.means, by, from, (&name, &meaning), &points).await?;
    match done {
        Ok((made, _)) => {
            txn.commit().await?;
            let next = desk.href(&format!("/themes/{}?said=split", made.id));
            return Ok(Redirect::to(&next).into_response());
        }
        Err(why) => {
            drop(txn);
            match why {
                NoSplit::TooLate => return too_late(&app, &desk, id).await,
                NoSplit::Nothing => return point_too_late(&app, &desk, id, points[0]).await,
                NoSplit::NameTaken => form.fail("name", desk.w.t("theme-name-taken")),
            }
        }
    }
    split_page(&app, &desk, theme, form).await
}
