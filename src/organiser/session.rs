//! Tells which organiser a request comes from.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use entity::{organiser, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::keys;
use crate::organiser::SignedIn;
use crate::web::Error;
use crate::web::cookies::{self, Name};

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let next = parts.uri.path().to_owned();
        let now = app.means.now();
        let Some(token) = cookies::read(&parts.headers, Name::Session, app.https) else {
            return Err(Error::SignIn { next });
        };
        let session = session::Entity::find()
            .filter(session::Column::IdHash.eq(keys::hash(&token)))
            .filter(session::Column::RevokedAt.is_null())
            .filter(session::Column::IdleUntil.gt(now))
            .filter(session::Column::EndsAt.gt(now))
            .one(&app.db.read)
            .await?;
        let Some(session) = session else {
            return Err(Error::SignIn { next });
        };
        let organiser = organiser::Entity::find_by_id(session.organiser)
            .one(&app.db.read)
            .await?
            .ok_or(Error::SignIn { next })?;
        Ok(Self {
            organiser,
            session: session.id,
        })
    }
}
