//! Helping hands at a personal link: what somebody could help with, looking after an action, and introductions.

use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use sea_orm::DatabaseTransaction;

use crate::app::App;
use crate::conversation::hands::may_help;
use crate::conversation::pages::Visit;
use crate::db;
use crate::people;
use crate::web::{Error, Result, Routes};

mod help;
mod introductions;
mod owner;

pub fn routes() -> Routes {
    help::routes()
        .merge(owner::routes())
        .merge(introductions::routes())
}

pub(in crate::plan) fn home(visit: &Visit) -> String {
    format!("/p/{}", visit.token)
}

pub(in crate::plan) fn to(visit: &Visit, below: &str) -> Response {
    Redirect::to(&format!("{}{below}", home(visit))).into_response()
}

/// Leads somebody who has not said yes, or stopped, to their own page: it tells where they stand.
pub(in crate::plan) fn turned_away(visit: &Visit) -> Option<Response> {
    (!may_help(&visit.person)).then(|| to(visit, ""))
}

/// Begins a change, with the person as they are now.
pub(in crate::plan) async fn begin(
    app: &App,
    visit: &Visit,
) -> Result<(DatabaseTransaction, participant::Model)> {
    let txn = db::begin_write(&app.db).await?;
    let person = people::find(&txn, visit.person.id).await?;
    Ok((txn, person.ok_or(Error::NotFound)?))
}

/// Ends a change: what it stored is sent soon.
pub(in crate::plan) async fn finish(app: &App, txn: DatabaseTransaction) -> Result<()> {
    txn.commit().await?;
    app.wake.notify_one();
    Ok(())
}
