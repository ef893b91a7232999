//! Merging a theme into another: choosing, a page that says what happens, and taking it apart again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{action, action_evidence, theme};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use uuid::Uuid;

use super::late::too_late;
use super::{family_of, find, one_line};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::insight::evidence::{self, Basis, Evidence};
use crate::insight::themes::merge::{NoMerge, NotApart, apart, may_merge, merge};
use crate::insight::themes::{Family, NAME_MAX, is_taken};
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/themes/{id}/merge", show)
        .post("/desk/{slug}/themes/{id}/merge", save)
        .get("/desk/{slug}/themes/{id}/apart", show_apart)
        .post("/desk/{slug}/themes/{id}/apart", take_apart)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    into: Option<String>,
}

/// A theme with what stands behind it.
struct Counted {
    theme: theme::Model,
    evidence: Evidence,
}

/// What a merge would make.
struct Union {
    into: Counted,
    evidence: Evidence,
    /// The plan's actions that rest on the theme that is merged.
    actions: Vec<String>,
}

#[derive(Template)]
#[template(path = "insight/theme_merge.html")]
struct MergePage {
    page: Page,
    form: Form,
    theme: Counted,
    choices: Vec<theme::Model>,
    /// The themes under it, which come along.
    parts: Vec<theme::Model>,
    /// Absent until the other theme is chosen.
    both: Option<Union>,
    action: String,
    back: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    let mut form = Form::default();
    if let Some(into) = wanted.into {
        form.set("into", into.clone());
        let family = family_of(&app, &desk).await?;
        let may = match into.parse() {
            Ok(into) => may_merge(&family, theme.id, into),
            Err(_) => Err(NoMerge::Gone),
        };
        if let Err(why) = may {
            form.fail("into", desk.w.t(refused(why, &into)));
        }
    }
    merge_page(&app, &desk, theme, form).await
}

async fn merge_page(app: &App, desk: &Desk, theme: theme::Model, form: Form) -> Result<Response> {
    let family = family_of(app, desk).await?;
    let fits = |other: &&theme::Model| may_merge(&family, theme.id, other.id).is_ok();
    let into: Option<Uuid> = form.value("into").parse().ok();
    let into = into
        .filter(|_| form.is_right())
        .and_then(|id| family.open(id));
    let (evidence, both) = count(app, desk, &family, theme.id, into).await?;
    let mut page = desk.page(desk.w.t("theme-merge-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let here = desk.href(&format!("/themes/{}", theme.id));
    let template = MergePage {
        page,
        form,
        choices: family
            .in_order()
            .into_iter()
            .filter(fits)
            .cloned()
            .collect(),
        parts: family.parts(theme.id).into_iter().cloned().collect(),
        both,
        theme: Counted { theme, evidence },
        action: format!("{here}/merge"),
        back: here,
    };
    render_with(status, &template)
}

/// Counts a theme, the one it would be merged into, and both together.
async fn count(
    app: &App,
    desk: &Desk,
    family: &Family,
    theme: Uuid,
    into: Option<&theme::Model>,
) -> Result<(Evidence, Option<Union>)> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let of = |themes: Vec<Uuid>| Basis {
        themes,
        insights: Vec::new(),
    };
    let own = family.under(theme);
    let other = into.map(|into| family.under(into.id)).unwrap_or_default();
    let both = [own.clone(), other.clone()].concat();
    let bases = [of(own), of(other), of(both)];
    let counted = evidence::of_bases(conn, chain, &bases).await?;
    let [own, other, both] = <[Evidence; 3]>::try_from(counted).unwrap_or_default();
    let union = match into {
        None => None,
        Some(into) => Some(Union {
            into: Counted {
                theme: into.clone(),
                evidence: other,
            },
            evidence: both,
            actions: resting_on(app, &family.merged_under(theme)).await?,
        }),
    };
    Ok((own, union))
}

/// Lists what the plan will do because of these themes.
async fn resting_on(app: &App, themes: &[Uuid]) -> Result<Vec<String>> {
    let rows = action_evidence::Entity::find()
        .filter(action_evidence::Column::Theme.is_in(themes.iter().copied()))
        .all(&app.db.read)
        .await?;
    let actions = action::Entity::find()
        .filter(action::Column::Id.is_in(rows.iter().map(|row| row.action)))
        .filter(action::Column::RemovedAt.is_null())
        .order_by_asc(action::Column::Position)
        .all(&app.db.read)
        .await?;
    Ok(actions.into_iter().map(|action| action.towards).collect())
}

fn refused(why: NoMerge, typed: &str) -> &'static str {
    match why {
        _ if typed.is_empty() => "theme-merge-missing",
        NoMerge::TooLate | NoMerge::Gone => "theme-merge-gone",
        NoMerge::Itself => "theme-merge-itself",
        NoMerge::Circle => "theme-merge-circle",
        NoMerge::OwnPart => "theme-merge-own-part",
        NoMerge::TwoLevels => "theme-merge-two-levels",
    }
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
    let typed = form.value("into").to_owned();
    // No theme has the id of nobody.
    let into = typed.parse().unwrap_or_default();
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let done = merge(&txn, &app.means, by, chain, id, into).await?;
    let Err(why) = done else {
        txn.commit().await?;
        let next = desk.href(&format!("/themes/{into}?said=merged"));
        return Ok(Redirect::to(&next).into_response());
    };
    drop(txn);
    let was_there = family_of(&app, &desk).await?.get(into).is_some();
    match why {
        NoMerge::TooLate => return too_late(&app, &desk, id).await,
        NoMerge::Gone if was_there => return too_late(&app, &desk, into).await,
        why => form.fail("into", desk.w.t(refused(why, &typed))),
    }
    merge_page(&app, &desk, theme, form).await
}

#[derive(Template)]
#[template(path = "insight/theme_apart.html")]
struct ApartPage {
    page: Page,
    form: Form,
    theme: Counted,
    from: theme::Model,
    /// Another theme has its name now: it needs a new one.
    needs_name: bool,
    action: String,
    back: String,
}

async fn show_apart(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let id = id_of(&id)?;
    let family = family_of(&app, &desk).await?;
    if family.open(id).is_some() {
        // It stands by itself already.
        let there = desk.href(&format!("/themes/{id}"));
        return Ok(Redirect::to(&there).into_response());
    }
    apart_page(&app, &desk, id, Form::default()).await
}

async fn apart_page(app: &App, desk: &Desk, id: Uuid, mut form: Form) -> Result<Response> {
    let family = family_of(app, desk).await?;
    let theme = family.get(id).ok_or(Error::NotFound)?.clone();
    let Some(from) = theme.merged_into.and_then(|from| family.get(from)) else {
        return too_late(app, desk, id).await;
    };
    if !form.has("name") {
        form.set("name", theme.name.clone());
    }
    let (evidence, _) = count(app, desk, &family, id, None).await?;
    let mut page = desk.page(desk.w.t("theme-apart-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = ApartPage {
        page,
        form,
        needs_name: is_taken(family.all(), &theme.name, None),
        from: from.clone(),
        action: desk.href(&format!("/themes/{id}/apart")),
        back: desk.href(&format!("/themes/{}", family.now(id))),
        theme: Counted { theme, evidence },
    };
    render_with(status, &template)
}

async fn take_apart(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let id = id_of(&id)?;
    let Ok(from) = form.value("from").parse() else {
        return apart_page(&app, &desk, id, form).await;
    };
    let typed = form.has("name").then(|| {
        let name = form.required(&desk.w, "name", "theme-name-missing", NAME_MAX);
        one_line(&name)
    });
    if !form.is_right() {
        return apart_page(&app, &desk, id, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let done = apart(&txn, &app.means, by, chain, (id, from), typed.as_deref()).await?;
    if done.is_ok() {
        txn.commit().await?;
        let next = desk.href(&format!("/themes/{id}?said=apart"));
        return Ok(Redirect::to(&next).into_response());
    }
    drop(txn);
    if done == Err(NotApart::TooLate) {
        return too_late(&app, &desk, id).await;
    }
    form.fail("name", desk.w.t("theme-name-taken"));
    apart_page(&app, &desk, id, form).await
}
