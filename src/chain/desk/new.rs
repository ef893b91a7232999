//! Starting a chain: first which ready-made one, then its name, topic and purpose, and who the host is.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::host;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::desk_page;
use crate::chain::desk::host_form::{self, TypedHost, one_line, time_zones};
use crate::chain::saved::Saved;
use crate::chain::templates::{self, Template as ReadyMade};
use crate::chain::{self, About, saved};
use crate::i18n::Words;
use crate::organiser::audit;
use crate::organiser::{self, SignedIn};
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/new", show_choice)
        .post("/desk/new", choose)
        .get("/desk/new/{template}", show_form)
        .post("/desk/new/{template}", start)
}

#[derive(Template)]
#[template(path = "chain/choose.html")]
struct ChoosePage {
    page: Page,
    form: Form,
    ready_made: &'static [ReadyMade],
    saved: Vec<Saved>,
    /// Whose own ones can be removed.
    organiser: Uuid,
}

impl ChoosePage {
    /// Tells whether the organiser saved this one.
    fn is_own(&self, one: &Saved) -> bool {
        one.organiser == self.organiser
    }

    /// Tells whether the organiser saved any of them.
    fn has_own(&self) -> bool {
        self.saved.iter().any(|one| self.is_own(one))
    }
}

#[derive(Template)]
#[template(path = "chain/new.html")]
struct NewPage {
    page: Page,
    form: Form,
    template: ReadyMade,
    hosts: Vec<host::Model>,
    zones: Vec<&'static str>,
}

async fn show_choice(State(app): State<App>, by: SignedIn) -> Result<Response> {
    choice(&app, &by, Form::default()).await
}

async fn choice(app: &App, by: &SignedIn, form: Form) -> Result<Response> {
    let mut page = desk_page(app, "new-choose-title").await;
    page.failed = !form.is_right();
    let status = status_of(&form);
    let ready_made = templates::list();
    render_with(
        status,
        &ChoosePage {
            page,
            form,
            ready_made,
            saved: saved::list(&app.db.read).await?,
            organiser: by.organiser.id,
        },
    )
}

pub fn status_of(form: &Form) -> StatusCode {
    if form.is_right() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

async fn choose(State(app): State<App>, by: SignedIn, mut form: Form) -> Result<Response> {
    let Some(template) = saved::find_any(&app.db.read, form.value("template")).await? else {
        form.fail("template", Words::of("en").t("new-choose-missing"));
        return choice(&app, &by, form).await;
    };
    Ok(Redirect::to(&format!("/desk/new/{}", template.id)).into_response())
}

async fn show_form(
    State(app): State<App>,
    by: SignedIn,
    Path(template): Path<String>,
) -> Result<Response> {
    let template = saved::find_any(&app.db.read, &template).await?;
    let template = template.ok_or(Error::NotFound)?;
    let form = Form::filled([
        ("nonce", app.means.sources.token()),
        ("name", template.name.clone()),
        ("topic", template.topic.clone()),
        ("purpose", template.purpose.clone()),
        ("time-zone", "Europe/London".to_owned()),
    ]);
    details(&app, &by, template, form).await
}

async fn details(app: &App, by: &SignedIn, template: ReadyMade, form: Form) -> Result<Response> {
    let mut page = desk_page(app, "new-title").await;
    page.failed = !form.is_right();
    let hosts = organiser::list_hosts(&app.db.read, by.organiser.id).await?;
    let status = status_of(&form);
    let template = NewPage {
        page,
        form,
        template,
        hosts,
        zones: time_zones(),
    };
    render_with(status, &template)
}

/// What a chain is about, as it was typed.
pub struct TypedAbout {
    name: String,
    topic: String,
    purpose: String,
}

impl TypedAbout {
    pub fn read(w: Words, form: &mut Form) -> Self {
        Self {
            name: one_line(&form.required(&w, "name", "chain-name-missing", 60)),
            topic: one_line(&form.required(&w, "topic", "topic-missing", 60)),
            purpose: form.required(&w, "purpose", "purpose-missing", 2000),
        }
    }

    pub fn about(&self) -> About<'_> {
        About {
            name: &self.name,
            topic: &self.topic,
            purpose: &self.purpose,
        }
    }
}

/// The host of the new chain: one that is there, or one just typed.
enum ForHost {
    Known(host::Model),
    New(TypedHost),
}

fn read_host(w: Words, form: &mut Form, mut hosts: Vec<host::Model>) -> Option<ForHost> {
    match hosts.len() {
        0 => Some(ForHost::New(host_form::read(w, form))),
        1 => hosts.pop().map(ForHost::Known),
        _ => {
            let chosen = hosts
                .into_iter()
                .find(|host| host.slug == form.value("host"));
            if chosen.is_none() {
                form.fail("host", w.t("error-choose"));
            }
            chosen.map(ForHost::Known)
        }
    }
}

async fn start(
    State(app): State<App>,
    by: SignedIn,
    Path(template): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let template = saved::find_any(&app.db.read, &template).await?;
    let template = template.ok_or(Error::NotFound)?;
    let nonce = form.value("nonce").to_owned();
    let to = |place: String| Ok(Redirect::to(&place).into_response());
    if let Some(place) = submission::find(&app.db.read, by.organiser.id, &nonce).await? {
        return to(place);
    }
    let w = Words::of("en");
    let about = TypedAbout::read(w, &mut form);
    let hosts = organiser::list_hosts(&app.db.read, by.organiser.id).await?;
    let host = read_host(w, &mut form, hosts);
    let Some(host) = host.filter(|_| form.is_right()) else {
        return details(&app, &by, template, form).await;
    };
    let txn = db::begin_write(&app.db).await?;
    match create(&txn, &app, &by, &template, &about, host, &nonce).await {
        Ok(place) => {
            txn.commit().await?;
            to(place)
        }
        // The same form came twice at once, and the other one was faster.
        Err(Error::Db(error)) if db::is_unique_violation(&error) => {
            txn.rollback().await?;
            let place = submission::find(&app.db.read, by.organiser.id, &nonce).await?;
            place.map_or(Err(error.into()), to)
        }
        Err(error) => Err(error),
    }
}

/// Makes host and chain in one transaction. The form that came a moment earlier wins.
async fn create(
    txn: &DatabaseTransaction,
    app: &App,
    by: &SignedIn,
    template: &ReadyMade,
    about: &TypedAbout,
    host: ForHost,
    nonce: &str,
) -> Result<String> {
    let (means, owner) = (&app.means, by.organiser.id);
    if let Some(place) = submission::find(txn, owner, nonce).await? {
        return Ok(place);
    }
    let host = match host {
        ForHost::Known(host) => host,
        ForHost::New(typed) => {
            let TypedHost {
                name,
                time_zone,
                contact,
            } = typed;
            chain::create_host(txn, means, owner, &name, &time_zone, contact).await?
        }
    };
    let made = chain::create(txn, means, &host, template, about.about()).await?;
    audit::organiser_did(txn, means, owner, "chain.made", made.id, made.id).await?;
    let place = format!("/desk/{}/setup", made.slug);
    submission::keep(txn, &means.sources, owner, nonce, &place).await?;
    Ok(place)
}
