//! Using a chain again: a copy of it under a new name, or a template from which others on the server can start theirs.
//! Words, questions and rules go along; people and what they said never do.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::saved_template;
use entity::shared::Role;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::host_form::one_line;
use crate::chain::desk::new::status_of;
use crate::chain::desk::setup::form_page;
use crate::chain::desk::{Desk, desk_page};
use crate::chain::{self, Question, make, saved};
use crate::organiser::audit::{self, By};
use crate::organiser::{self, SignedIn};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/copy", show_copy)
        .post("/desk/{slug}/setup/copy", copy)
        .get("/desk/{slug}/setup/template", show_save)
        .post("/desk/{slug}/setup/template", save)
        .get("/desk/new/{template}/remove", show_remove)
        .post("/desk/new/{template}/remove", remove)
}

/// Tells whether the organiser may start chains for this chain's host.
pub async fn may_copy(app: &App, desk: &Desk) -> Result<bool> {
    let hosts = organiser::list_hosts(&app.db.read, desk.by.organiser.id).await?;
    Ok(hosts.iter().any(|host| host.id == desk.face.host.id))
}

#[derive(Template)]
#[template(path = "chain/copy.html")]
struct CopyPage {
    page: Page,
    form: Form,
    setup: String,
    name: String,
}

async fn open_copy(app: &App, by: SignedIn, slug: &str) -> Result<Desk> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    if may_copy(app, &desk).await? {
        Ok(desk)
    } else {
        Err(Error::Forbidden)
    }
}

async fn show_copy(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = open_copy(&app, by, &slug).await?;
    copy_page(&desk, Form::filled([("nonce", app.means.sources.token())]))
}

fn copy_page(desk: &Desk, form: Form) -> Result<Response> {
    let template = CopyPage {
        page: form_page(desk, "copy-title", &form),
        setup: desk.href("/setup"),
        name: desk.face.words.name.clone(),
        form,
    };
    render_with(status_of(&template.form), &template)
}

async fn copy(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = open_copy(&app, by, &slug).await?;
    let (owner, nonce) = (desk.by.organiser.id, form.value("nonce").to_owned());
    let name = one_line(&form.required(&desk.w, "name", "chain-name-missing", 60));
    if name == desk.face.words.name {
        form.fail("name", desk.w.t("copy-same-name"));
    }
    if !form.is_right() {
        return copy_page(&desk, form);
    }
    let txn = db::begin_write(&app.db).await?;
    let made = make_copy(&txn, &app, &desk, &name, &nonce).await;
    end(&app, owner, &nonce, txn, made).await
}

async fn make_copy(
    txn: &DatabaseTransaction,
    app: &App,
    desk: &Desk,
    name: &str,
    nonce: &str,
) -> Result<String> {
    let (sources, owner) = (&app.means.sources, desk.by.organiser.id);
    if let Some(to) = submission::find(txn, owner, nonce).await? {
        return Ok(to);
    }
    let made = make::copy(txn, &app.means, &desk.face, name).await?;
    audit::organiser_did(txn, &app.means, owner, "chain.made", made.id, made.id).await?;
    desk.note(txn, app, "chain.copied", Some(made.id)).await?;
    let to = format!("/desk/{}/setup", made.slug);
    submission::keep(txn, sources, owner, nonce, &to).await?;
    Ok(to)
}

/// Ends a change that is made once. The same form at the same moment leads where the faster one led.
async fn end(
    app: &App,
    owner: Uuid,
    nonce: &str,
    txn: DatabaseTransaction,
    made: Result<String>,
) -> Result<Response> {
    let to = match made {
        Ok(to) => {
            txn.commit().await?;
            to
        }
        Err(Error::Db(error)) if db::is_unique_violation(&error) => {
            txn.rollback().await?;
            let to = submission::find(&app.db.read, owner, nonce).await?;
            to.ok_or(error)?
        }
        Err(error) => return Err(error),
    };
    Ok(Redirect::to(&to).into_response())
}

#[derive(Template)]
#[template(path = "chain/save_template.html")]
struct SavePage {
    page: Page,
    form: Form,
    setup: String,
    words: entity::chain_language::Model,
    questions: Vec<Question>,
}

async fn show_save(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let form = Form::filled([
        ("nonce", app.means.sources.token()),
        ("label", desk.face.words.name.clone()),
    ]);
    save_page(&app, &desk, form).await
}

async fn save_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let template = SavePage {
        page: form_page(desk, "template-title", &form),
        setup: desk.href("/setup"),
        words: desk.face.words.clone(),
        questions: chain::list_questions(&app.db.read, &desk.face.chain).await?,
        form,
    };
    render_with(status_of(&template.form), &template)
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let (owner, nonce) = (desk.by.organiser.id, form.value("nonce").to_owned());
    let label = one_line(&form.required(&desk.w, "label", "template-label-missing", 60));
    let about = one_line(&form.required(&desk.w, "about", "template-about-missing", 300));
    if !form.is_right() {
        return save_page(&app, &desk, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let made = make_saved(&txn, &app, &desk, [&label, &about], &nonce).await;
    end(&app, owner, &nonce, txn, made).await
}

async fn make_saved(
    txn: &DatabaseTransaction,
    app: &App,
    desk: &Desk,
    [label, about]: [&str; 2],
    nonce: &str,
) -> Result<String> {
    let (means, owner) = (&app.means, desk.by.organiser.id);
    if let Some(to) = submission::find(txn, owner, nonce).await? {
        return Ok(to);
    }
    let id = saved::save(txn, means, &desk.face, owner, label, about).await?;
    desk.note(txn, app, "template.saved", Some(id)).await?;
    let to = "/desk/new".to_owned();
    submission::keep(txn, &means.sources, owner, nonce, &to).await?;
    Ok(to)
}

#[derive(Template)]
#[template(path = "chain/template_remove.html")]
struct RemovePage {
    page: Page,
    row: saved_template::Model,
}

/// Finds the saved template of an address, if this organiser saved it.
async fn find_own(app: &App, by: &SignedIn, template: &str) -> Result<saved_template::Model> {
    let id: Uuid = saved::id_of(template).ok_or(Error::NotFound)?;
    saved::find_own(&app.db.read, id, by.organiser.id)
        .await?
        .ok_or(Error::NotFound)
}

async fn show_remove(
    State(app): State<App>,
    by: SignedIn,
    Path(template): Path<String>,
) -> Result<Response> {
    let row = find_own(&app, &by, &template).await?;
    let page = desk_page(&app, "template-remove-title").await;
    render(&RemovePage { page, row })
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path(template): Path<String>,
) -> Result<Response> {
    let row = find_own(&app, &by, &template).await?;
    let owner = by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    if saved::remove(&txn, &app.means, row.id, owner).await? {
        let (who, id) = (By::Organiser(owner), Some(row.id));
        let sources = &app.means.sources;
        audit::note(&txn, sources, who, "template.removed", id, None).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to("/desk/new").into_response())
}
