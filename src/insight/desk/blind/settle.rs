//! Settling one point on which people differ, and putting those into their themes on which they said the same.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::theme;
use uuid::Uuid;

use super::outcome::{Said, said};
use super::{Names, href, lead, open};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::blind::Sample;
use crate::insight::blind::compare::{Compared, Outcome};
use crate::insight::blind::settle::{self, Decision, Settled};
use crate::insight::coding;
use crate::insight::desk::about::{About, about};
use crate::insight::desk::{id_of, ids, named, status_of};
use crate::insight::points::{self, Sourced};
use crate::insight::themes::Family;
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/blind/{id}/points/{insight}", show)
        .post("/desk/{slug}/blind/{id}/points/{insight}", decide)
        .post("/desk/{slug}/blind/{id}/same", same)
}

#[derive(Template)]
#[template(path = "insight/blind_settle.html")]
struct SettlePage {
    page: Page,
    form: Form,
    point: Sourced,
    about: About,
    said: Vec<Said>,
    /// Themes that somebody named or that the point stands in.
    offered: Vec<theme::Model>,
    /// All others.
    others: Vec<theme::Model>,
    action: String,
    back: String,
}

impl SettlePage {
    fn when(&self) -> String {
        let at = self.point.recorded_at.unwrap_or(self.point.row.made_at);
        self.page.w.short_date(at, self.page.zone)
    }

    fn is_ticked(&self, theme: &theme::Model) -> bool {
        self.form.chosen("themes", &theme.id.to_string())
    }

    fn is_other(&self, theme: &theme::Model) -> bool {
        self.form.chosen("other", &theme.id.to_string())
    }
}

/// Finds a point that can still be settled; else where to go instead.
fn find<'a>(
    desk: &Desk,
    sample: &Sample,
    outcome: &'a Outcome,
    point: Uuid,
) -> Result<std::result::Result<&'a Compared, String>> {
    let instead = |note: &str| Ok(Err(href(desk, sample, &format!("?note={note}#result"))));
    let all = sample.points.iter().map(|place| place.insight);
    if all.chain(sample.lost.iter().copied()).all(|id| id != point) {
        return Err(Error::NotFound);
    }
    if !sample.may_settle(desk.by.organiser.id) {
        return instead("not-yet");
    }
    match outcome.different().find(|one| one.place.insight == point) {
        None if sample.lost.contains(&point) => instead("gone"),
        None => instead(""),
        Some(one) if one.place.settled_at.is_some() => instead("settled-before"),
        Some(one) => Ok(Ok(one)),
    }
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, point)): Path<(String, String, String)>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    settle_page(&app, &desk, &sample, id_of(&point)?, Form::default()).await
}

async fn settle_page(
    app: &App,
    desk: &Desk,
    sample: &Sample,
    point: Uuid,
    form: Form,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let family = Family::read(conn, chain).await?;
    let outcome = Outcome::of(sample, &family);
    let found = match find(desk, sample, &outcome, point)? {
        Ok(found) => found,
        Err(instead) => return Ok(lead(&instead)),
    };
    let row = coding::find(conn, chain, point).await?;
    let row = row.ok_or(Error::NotFound)?;
    let sourced = points::with_sources(conn, chain, vec![row]).await?;
    let point = named(desk.w, sourced).pop().ok_or(Error::NotFound)?;
    let mut offered: Vec<Uuid> = found.named().into_iter().collect();
    offered.extend(point.themes.iter().map(|theme| theme.id));
    let offered = family.listed(&offered);
    let mut others: Vec<_> = family.in_order().into_iter().cloned().collect();
    others.retain(|theme| offered.iter().all(|one| one.id != theme.id));
    let names = Names::load(app, desk, outcome.judges.iter().copied()).await?;
    let mut page = desk.page(desk.w.t("blind-settle-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = SettlePage {
        page,
        form,
        about: about(app, desk, &point).await?,
        said: said(desk, &names, &family, found),
        offered,
        others,
        action: href(desk, sample, &format!("/points/{}", point.row.id)),
        back: href(desk, sample, "#result"),
        point,
    };
    render_with(status, &template)
}

/// Reads which themes stand.
fn read(desk: &Desk, form: &mut Form) -> Decision {
    if form.has("leave") {
        return Decision::Leave;
    }
    let mut themes = ids(form, "themes");
    themes.extend(ids(form, "other"));
    let none = form.has("none");
    if themes.is_empty() != none {
        let key = if none {
            "blind-none-or-some"
        } else {
            "blind-settle-nothing"
        };
        form.fail("themes", desk.w.t(key));
    }
    Decision::Stands {
        themes,
        shown: ids(form, "shown"),
    }
}

async fn decide(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, point)): Path<(String, String, String)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let point = id_of(&point)?;
    let decision = read(&desk, &mut form);
    if form.is_right() {
        let (means, by) = (&app.means, desk.by.organiser.id);
        let txn = db::begin_write(&app.db).await?;
        let done = settle::settle(&txn, means, by, &sample.row, point, &decision).await?;
        let note = match done {
            Settled::Done => "settled",
            Settled::Already => "settled-before",
            Settled::Gone => "gone",
            Settled::NotYet => "not-yet",
            Settled::ThemeGone => "",
        };
        if done == Settled::Done {
            txn.commit().await?;
        }
        if done != Settled::ThemeGone {
            return Ok(lead(&href(&desk, &sample, &format!("?note={note}#result"))));
        }
        form.fail("themes", desk.w.t("blind-ticked-gone"));
    }
    settle_page(&app, &desk, &sample, point, form).await
}

/// Puts the points on which people said the same into their themes.
async fn same(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let (means, by) = (&app.means, desk.by.organiser.id);
    let txn = db::begin_write(&app.db).await?;
    let note = match settle::apply_same(&txn, means, by, &sample.row).await? {
        None => "not-yet",
        Some(0) => "same-before",
        Some(_) => {
            txn.commit().await?;
            "same"
        }
    };
    Ok(lead(&href(&desk, &sample, &format!("?note={note}#result"))))
}
