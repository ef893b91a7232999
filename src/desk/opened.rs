//! A person of a chain as an organiser opened them, and the page that asks before something is done to them. Whoever is
//! of another chain, or is opened by somebody who does not organise this one, is not found.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::Role;
use uuid::Uuid;

use super::timeline::name_or;
use super::{acting, find_person};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::desk::status_of;
use crate::means::{Acting, Source};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, render_with};

pub(super) type Place = Path<(String, String)>;

/// A person as one organiser opened them.
pub(super) struct Opened {
    pub desk: Desk,
    pub person: participant::Model,
}

impl Opened {
    pub async fn load(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<Self> {
        let desk = Desk::open(app, by, slug, Role::Organiser).await?;
        let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
        let person = find_person(&app.db.read, &desk.face, id).await?;
        let person = person.ok_or(Error::NotFound)?;
        Ok(Self { desk, person })
    }

    pub fn here(&self) -> String {
        self.desk.href(&format!("/people/{}", self.person.id))
    }

    /// Returns what pages and buttons call the person.
    pub fn called(&self) -> String {
        name_or(&self.desk, people::first_name(&self.person))
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
#[template(path = "desk/confirm.html")]
struct ConfirmPage {
    page: Page,
    form: Form,
    here: String,
    action: &'static str,
    called: String,
}

impl ConfirmPage {
    fn key(&self, part: &str) -> String {
        format!("desk-{}-{part}", self.action)
    }
}

/// Asks whether something shall be done to a person.
pub(super) fn confirm(opened: &Opened, action: &'static str, form: Form) -> Result<Response> {
    let called = opened.called();
    let title = opened
        .desk
        .w
        .with(&format!("desk-{action}-title"), &[("person", &called)]);
    let mut page = opened.desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let here = opened.here();
    render_with(
        status,
        &ConfirmPage {
            page,
            form,
            here,
            action,
            called,
        },
    )
}

/// Returns the answer to a page that asked, unless it was a yes: the page again when nothing was chosen.
pub(super) fn not_yes(
    opened: &Opened,
    action: &'static str,
    mut form: Form,
) -> Result<Option<Response>> {
    Ok(match form.value("decision") {
        "yes" => None,
        "no" => Some(opened.to("left")),
        _ => {
            form.fail("decision", opened.desk.w.t("error-choose"));
            Some(confirm(opened, action, form)?)
        }
    })
}
