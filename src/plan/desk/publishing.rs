//! The page between writing and publishing: what will be public, the names in it, what may be missing, and who is told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{PlanBody, Role};
use sea_orm::DatabaseTransaction;

use super::checks::{Told, Warned, told_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::status_of;
use crate::insight::evidence::Evidence;
use crate::organiser::SignedIn;
use crate::plan::checks::{self, Found, Place, Warnings};
use crate::plan::publish::{self, Changes, NotPublished, Publishing};
use crate::plan::{TEXT_MAX, telling};
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/publish", show)
        .post("/desk/{slug}/plan/publish", send)
        .post("/desk/{slug}/plan/publish/names", keep)
        .post("/desk/{slug}/plan/publish/names/again", ask_again)
}

#[derive(Template)]
#[template(path = "plan/desk_publish.html")]
struct PublishPage {
    page: Page,
    form: Form,
    /// The number the plan will have.
    n: i32,
    draft: PlanBody,
    changes: Changes,
    /// What stands behind all actions together.
    evidence: Evidence,
    /// Words with a name that nobody handled, and those that somebody let stay.
    open: Vec<Told>,
    kept: Vec<Told>,
    /// A name in what changed, as it was typed just now.
    in_changes: Option<Told>,
    warned: Warned,
    told: u64,
    action: String,
    back: String,
}

impl PublishPage {
    fn is_ready(&self) -> bool {
        !self.draft.title.is_empty() && !self.draft.actions.is_empty()
    }

    fn differs(&self) -> String {
        let Changes {
            added,
            changed,
            removed,
        } = &self.changes;
        let args: [(&'static str, &dyn crate::i18n::Arg); 3] =
            [("added", added), ("changed", changed), ("removed", removed)];
        self.page.w.with("publish-differs", &args)
    }
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    publish_page(&app, &desk, Form::default()).await
}

async fn publish_page(app: &App, desk: &Desk, mut form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let draft = publish::draft(conn, &desk.face).await?;
    let newest = publish::find_newest(conn, chain).await?;
    let warnings = Warnings::read(conn, &desk.face, &draft).await?;
    let mut names = checks::names(conn, &desk.face, &draft, form.value("what_changed")).await?;
    let typed = names.iter().position(|found| found.place == Place::Changes);
    let typed = typed.map(|at| names.remove(at)).filter(Found::is_open);
    // Asked again when the words were changed since they were ticked.
    if let Some(found) = &typed
        && !form.chosen("changes_stay", &found.mark())
    {
        form.set("changes_stay", "");
    }
    let (open, kept): (Vec<Found>, Vec<Found>) = names.into_iter().partition(Found::is_open);
    let mut page = desk.page(desk.w.t("publish-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = PublishPage {
        page,
        form,
        n: newest.as_ref().map_or(1, |v| v.n + 1),
        changes: publish::changes(newest.as_ref().map(|v| &v.body), &draft),
        open: told_of(app, desk, &draft, open).await?,
        kept: told_of(app, desk, &draft, kept).await?,
        in_changes: told_of(app, desk, &draft, typed).await?.pop(),
        draft,
        evidence: warnings.evidence.clone(),
        warned: Warned::of(desk, warnings),
        told: telling::count(conn, chain).await?,
        action: desk.href("/plan/publish"),
        back: desk.href("/plan"),
    };
    render_with(status, &template)
}

/// Finds the words a form speaks of, as they stand now.
async fn chosen(
    txn: &DatabaseTransaction,
    desk: &Desk,
    form: &Form,
    field: &str,
) -> Result<Vec<Found>> {
    let draft = publish::draft(txn, &desk.face).await?;
    let mut found = checks::names(txn, &desk.face, &draft, "").await?;
    found.retain(|one| form.chosen(field, &one.mark()));
    Ok(found)
}

async fn keep(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let txn = db::begin_write(&app.db).await?;
    let stays = chosen(&txn, &desk, &form, "stay").await?;
    if stays.is_empty() {
        drop(txn);
        form.fail("names", desk.w.t("spot-none-ticked"));
        return publish_page(&app, &desk, form).await;
    }
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    for found in &stays {
        checks::keep(&txn, &app.means, by, chain, found).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan/publish#names")).into_response())
}

async fn ask_again(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    for found in chosen(&txn, &desk, &form, "mark").await? {
        checks::ask_again(&txn, &app.means, by, chain, &found).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan/publish#names")).into_response())
}

/// Lets a name in what changed stay, when that was ticked for these words.
async fn keep_changes(
    txn: &DatabaseTransaction,
    app: &App,
    desk: &Desk,
    form: &Form,
) -> Result<()> {
    let draft = publish::draft(txn, &desk.face).await?;
    let found = checks::names(txn, &desk.face, &draft, form.value("what_changed").trim()).await?;
    let typed = found.iter().find(|found| found.place == Place::Changes);
    if let Some(found) = typed.filter(|found| form.chosen("changes_stay", &found.mark())) {
        let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
        checks::keep(txn, &app.means, by, chain, found).await?;
    }
    Ok(())
}

async fn send(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let n: i32 = form.value("version").parse().unwrap_or(0);
    let what_changed = form.optional(&desk.w, "what_changed", TEXT_MAX);
    if n > 1 && what_changed.is_empty() {
        form.fail("what_changed", desk.w.t("publish-changes-missing"));
    }
    let tell = form.value("tell") == "now";
    if !tell && form.value("tell") != "later" {
        form.fail("tell", desk.w.t("publish-tell-missing"));
    }
    if !form.chosen("sure", "yes") {
        form.fail("sure", desk.w.t("publish-sure-missing"));
    }
    if !form.is_right() {
        return publish_page(&app, &desk, form).await;
    }
    let publishing = Publishing {
        n,
        what_changed: &what_changed,
        tell,
    };
    let txn = db::begin_write(&app.db).await?;
    keep_changes(&txn, &app, &desk, &form).await?;
    let by = desk.by.organiser.id;
    match publish::publish(&txn, &app.means, &desk.face, by, publishing).await? {
        Ok(_) => txn.commit().await?,
        // The same form again: the same confirmation.
        Err(NotPublished::AlreadyOut) => drop(txn),
        Err(why) => {
            drop(txn);
            if why == NotPublished::Names {
                form.fail("names", desk.w.t("spot-block"));
            }
            return publish_page(&app, &desk, form).await;
        }
    }
    app.wake.notify_one();
    Ok(Redirect::to(&desk.href(&format!("/plan?published={n}"))).into_response())
}
