//! Never writing to somebody again: they told us so, or that something is not right. Whoever has not answered says no with
//! it for good; of everybody else what they said stays.

use axum::extract::{Path, State};
use axum::response::Response;
use entity::participant;

use super::decide::{ask, said_yes};
use super::opened::{Opened, Place};
use super::{note, together};
use crate::app::App;
use crate::conversation::answer;
use crate::organiser::SignedIn;
use crate::web::{Form, Result, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/never-write", show)
        .post("/desk/{slug}/people/{id}/never-write", stop)
}

/// Tells whether messages go to somebody: they are here, and we hold an address.
pub(super) fn is_written_to(person: &participant::Model) -> bool {
    person.erased_at.is_none() && person.stopped_at.is_none() && person.email.is_some()
}

async fn page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    if !is_written_to(&opened.person) {
        return Ok(opened.to("left"));
    }
    let called = opened.called();
    let say = |key: &str| opened.desk.w.html(key, &[("person", &called)]);
    let theirs = if opened.person.agreed_at.is_some() {
        "effect-never-kept"
    } else {
        "effect-never-forgotten"
    };
    let effects = vec![say("effect-never"), say(theirs), say("effect-final")];
    ask(app, opened, "never-write", effects, form).await
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    page(&app, &opened, Form::default()).await
}

async fn stop(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return page(&app, &opened, form).await;
    }
    let txn = together::begin(&app, &opened, &form, None).await?;
    let (means, face, person) = (&app.means, &opened.desk.face, &opened.person);
    if is_written_to(person) {
        if person.agreed_at.is_some() {
            answer::suppress(&txn, means, person).await?;
        } else {
            let _ = answer::decline(&txn, means, face, person, true).await?;
        }
        note(&txn, means, opened.by(), "person.never_written", person).await?;
    }
    txn.commit().await?;
    app.wake.notify_one();
    Ok(opened.to("never-write"))
}
