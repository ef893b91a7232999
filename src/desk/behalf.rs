//! The way from the desk to a person's pages: an organiser says how the person's words came, then writes for them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::Role;
use uuid::Uuid;

use super::timeline::name_or;
use super::{acting, find_person};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::means::{Acting, Source};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/write-for", ask_source)
        .post("/desk/{slug}/people/{id}/write-for", write_for)
        .post("/desk/{slug}/people/{id}/told", told)
}

/// A person for whom an organiser does something.
pub(super) struct For {
    pub desk: Desk,
    pub person: participant::Model,
}

impl For {
    pub async fn load(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<Self> {
        let desk = Desk::open(app, by, slug, Role::Organiser).await?;
        let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
        let person = find_person(&app.db.read, &desk.face, id).await?;
        let person = person.ok_or(Error::NotFound)?;
        Ok(Self { desk, person })
    }

    /// Returns what the page calls the person.
    pub fn called(&self) -> String {
        name_or(&self.desk, people::first_name(&self.person))
    }

    pub fn here(&self) -> String {
        self.desk.href(&format!("/people/{}", self.person.id))
    }

    /// Leads to the person's page, which says what was done.
    pub fn to(&self, done: &str) -> Response {
        Redirect::to(&format!("{}?done={done}", self.here())).into_response()
    }

    pub fn by(&self) -> Uuid {
        self.desk.by.organiser.id
    }

    /// Returns this organiser, writing what came from such a source.
    pub fn acting(&self, source: Source) -> Acting {
        Acting {
            organiser: self.by(),
            source,
        }
    }

    /// Tells whether an organiser can write for the person now.
    pub async fn may(&self, app: &App) -> Result<bool> {
        let acting = self.acting(Source::Phone);
        let pass = acting::find_pass(&app.db.read, &app.means, &self.person, acting).await?;
        Ok(pass.is_some())
    }
}

#[derive(Template)]
#[template(path = "desk/write_for.html")]
struct WriteForPage {
    page: Page,
    form: Form,
    here: String,
    called: String,
}

fn page(found: &For, form: Form) -> WriteForPage {
    let called = found.called();
    let w = found.desk.w;
    let title = w.with("behalf-write-for-title", &[("person", &called)]);
    let mut page = found.desk.page(title, Tab::People);
    page.failed = !form.is_right();
    WriteForPage {
        page,
        form,
        here: found.here(),
        called,
    }
}

type Place = Path<(String, String)>;

async fn ask_source(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let found = For::load(&app, by, &slug, &id).await?;
    if !found.may(&app).await? {
        return Ok(found.to("write-for-cannot"));
    }
    render(&page(&found, Form::default()))
}

async fn write_for(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let found = For::load(&app, by, &slug, &id).await?;
    let Some(source) = Source::parse(form.value("source")) else {
        form.fail("source", found.desk.w.t("error-choose"));
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        return render_with(status, &page(&found, form));
    };
    let txn = db::begin_write(&app.db).await?;
    let acting = found.acting(source);
    let Some(pass) = acting::write_for(&txn, &app.means, &found.person, acting).await? else {
        return Ok(found.to("write-for-cannot"));
    };
    txn.commit().await?;
    let token = app.means.keys.pass_token(&pass);
    Ok(Redirect::to(&format!("/p/{token}")).into_response())
}

async fn told(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let found = For::load(&app, by, &slug, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    if found.person.erased_at.is_none() {
        acting::tell(&txn, &app.means, found.by(), &found.person).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&found.desk.href("/calls")).into_response())
}
