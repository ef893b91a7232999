//! A person of a chain as an organiser opened them. Whoever is of another chain, or is opened by somebody who does not
//! organise this one, is not found.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::Role;
use uuid::Uuid;

use super::timeline::name_or;
use super::{acting, find_person};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::means::{Acting, Source};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Result};

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
