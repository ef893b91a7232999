//! What an organiser does for somebody who asked on the phone or on paper: taking all their words out, and a copy of
//! everything held. People with e-mail do it themselves, with a mailed code.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::decide::{ask, said_yes};
use super::details::show_details;
use super::opened::{Opened, Place};
use crate::app::App;
use crate::conversation::pages::download::{self, Format};
use crate::conversation::{held, take_out};
use crate::db;
use crate::organiser::SignedIn;
use crate::organiser::audit::By;
use crate::web::{Form, Result, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/take-out", ask_to_take_out)
        .post("/desk/{slug}/people/{id}/take-out", do_take_out)
        .post("/desk/{slug}/people/{id}/copy", copy)
}

async fn ask_to_take_out(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    ask(&app, &opened, "take-out", Vec::new(), Form::default()).await
}

async fn do_take_out(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return ask(&app, &opened, "take-out", Vec::new(), form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (means, face) = (&app.means, &opened.desk.face);
    let by = By::Organiser(opened.by());
    take_out::take_out(&txn, means, face, &opened.person, by).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(opened.to("taken-out"))
}

/// Fetches a copy of everything held about somebody who asked for it on paper; it is noted like opening their details.
async fn copy(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if opened.person.erased_at.is_some() {
        return Ok(Redirect::to(&opened.here()).into_response());
    }
    let (means, face) = (&app.means, &opened.desk.face);
    let txn = db::begin_write(&app.db).await?;
    let details = show_details(&txn, means, opened.by(), &opened.person).await?;
    let held = held::gather(&txn, means, face, &opened.person).await?;
    txn.commit().await?;
    download::file(face, &held, &details, means.now(), Format::Text)
}
