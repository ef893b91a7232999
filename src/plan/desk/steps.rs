//! The steps of an action, on its page: added, ticked off, taken out.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;

use super::action::{find, show_with};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::insight::desk::id_of;
use crate::organiser::SignedIn;
use crate::plan::steps::{self, STEP_MAX};
use crate::web::{Form, Result, Routes};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/plan/actions/{id}/steps", add)
        .post("/desk/{slug}/plan/actions/{id}/steps/{step}/tick", tick)
        .post("/desk/{slug}/plan/actions/{id}/steps/{step}/remove", remove)
}

fn back(desk: &Desk, id: &str) -> Response {
    let below = format!("/plan/actions/{id}#steps");
    Redirect::to(&desk.href(&below)).into_response()
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let text = form.required(&desk.w, "step", "step-missing", STEP_MAX);
    if !form.is_right() {
        return show_with(&app, &desk, found, form).await;
    }
    let by = desk.by.organiser.id;
    let nonce = form.value("nonce").to_owned();
    let txn = db::begin_write(&app.db).await?;
    if submission::find(&txn, by, &nonce).await?.is_none() {
        if !steps::add(&txn, &app.means, by, &found, &text).await? {
            drop(txn);
            form.fail("step", desk.w.t("step-too-many"));
            return show_with(&app, &desk, found, form).await;
        }
        submission::keep(&txn, &app.means.sources, by, &nonce, &id).await?;
    }
    txn.commit().await?;
    Ok(back(&desk, &id))
}

async fn tick(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, step)): Path<(String, String, String)>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let (by, done) = (desk.by.organiser.id, form.value("done") == "yes");
    let txn = db::begin_write(&app.db).await?;
    steps::tick(&txn, &app.means, by, &found, id_of(&step)?, done).await?;
    txn.commit().await?;
    Ok(back(&desk, &id))
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, step)): Path<(String, String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    steps::remove(&txn, &app.means, by, &found, id_of(&step)?).await?;
    txn.commit().await?;
    Ok(back(&desk, &id))
}
