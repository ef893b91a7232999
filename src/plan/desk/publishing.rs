//! The page between writing and publishing: what will be public, and who is told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{PlanBody, Role};

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::status_of;
use crate::insight::evidence::{self, Basis, Evidence};
use crate::insight::once::Once;
use crate::insight::themes::Family;
use crate::organiser::SignedIn;
use crate::plan::publish::{self, Changes, NotPublished, Publishing};
use crate::plan::{TEXT_MAX, telling};
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/publish", show)
        .post("/desk/{slug}/plan/publish", send)
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
    /// Actions that nothing stands behind.
    bare: usize,
    told: u64,
    /// Points said once that nobody answered.
    once: usize,
    once_href: String,
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

async fn publish_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let draft = publish::draft(conn, &desk.face).await?;
    let newest = publish::find_newest(conn, chain).await?;
    let mut bases: Vec<Basis> = draft
        .actions
        .iter()
        .map(crate::plan::pages::basis_of)
        .collect();
    let whole = Basis {
        themes: bases.iter().flat_map(|b| b.themes.clone()).collect(),
        insights: bases.iter().flat_map(|b| b.insights.clone()).collect(),
    };
    bases.push(whole);
    let family = Family::read(conn, chain).await?;
    let bases: Vec<Basis> = bases.iter().map(|basis| family.draft(basis)).collect();
    let mut counted = evidence::of_bases(conn, chain, &bases).await?;
    let together = counted.pop().unwrap_or_default();
    let mut page = desk.page(desk.w.t("publish-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = PublishPage {
        page,
        form,
        n: newest.as_ref().map_or(1, |v| v.n + 1),
        changes: publish::changes(newest.as_ref().map(|v| &v.body), &draft),
        draft,
        evidence: together,
        bare: counted.iter().filter(|one| one.is_empty()).count(),
        told: telling::count(conn, chain).await?,
        once: Once::read(conn, chain).await?.count().unanswered(),
        once_href: desk.href("/said-once"),
        action: desk.href("/plan/publish"),
        back: desk.href("/plan"),
    };
    render_with(status, &template)
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
    let by = desk.by.organiser.id;
    match publish::publish(&txn, &app.means, &desk.face, by, publishing).await? {
        Ok(_) => txn.commit().await?,
        // The same form again: the same confirmation.
        Err(NotPublished::AlreadyOut) => drop(txn),
        Err(_) => {
            drop(txn);
            return publish_page(&app, &desk, form).await;
        }
    }
    app.wake.notify_one();
    Ok(Redirect::to(&desk.href(&format!("/plan?published={n}"))).into_response())
}
