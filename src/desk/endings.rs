//! Ending what stands still: a link kindly, an invitation in favour of the second name, a personal link that got lost.
//! Each says first what will happen and who is told.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::conversation;
use entity::shared::LinkKind;
use sea_orm::DatabaseTransaction;

use super::decide::{ask, ask_with, said_yes};
use super::note;
use super::opened::{Opened, Place};
use super::remind::Reads;
use super::timeline::name_or;
use super::together;
use crate::app::App;
use crate::conversation::ending::{self, Ending};
use crate::conversation::{self as rules, Outcome, remind, reserve};
use crate::db;
use crate::i18n::Html;
use crate::organiser::SignedIn;
use crate::people::{self, links};
use crate::web::{Error, Form, Result, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/close", ask_to_close)
        .post("/desk/{slug}/people/{id}/close", close)
        .post("/desk/{slug}/people/{id}/take-back", take_back)
        .get("/desk/{slug}/people/{id}/reserve", ask_reserve)
        .post("/desk/{slug}/people/{id}/reserve", use_reserve)
        .get("/desk/{slug}/people/{id}/end-link", ask_end_link)
        .post("/desk/{slug}/people/{id}/end-link", end_link)
}

/// What the audit log calls something that happens in a few minutes.
pub(super) const PLANNED: &str = "person.planned";

/// Finds the link of a person that can still be ended.
async fn live(app: &App, opened: &Opened) -> Result<Option<conversation::Model>> {
    let link = rules::find_incoming(&app.db.read, opened.person.id).await?;
    Ok(link.filter(|c| c.recorded_at.is_none()))
}

/// Returns the first name of who asked, and the second name they gave.
async fn around(
    app: &App,
    opened: &Opened,
    link: &conversation::Model,
) -> Result<(String, Option<String>)> {
    let read = &app.db.read;
    let initiator = people::find(read, link.initiator).await?;
    let initiator = initiator.as_ref().map_or("", people::first_name);
    let second = reserve::find(read, link.initiator).await?;
    let second = second.map(|n| {
        let name = n.name.unwrap_or_default();
        people::name::first(&name).to_owned()
    });
    Ok((name_or(&opened.desk, initiator), second))
}

/// Says what follows when a link ends kindly.
async fn effects(app: &App, opened: &Opened, link: &conversation::Model) -> Result<Vec<Html>> {
    let (initiator, second) = around(app, opened, link).await?;
    let called = opened.called();
    let second_name = second.clone().unwrap_or_default();
    let say = |key: &str| {
        opened.desk.w.html(
            key,
            &[
                ("person", &called),
                ("initiator", &initiator),
                ("second", &second_name),
            ],
        )
    };
    let mine = if link.agreed_at.is_some() {
        "effect-asked-what-now"
    } else {
        "effect-forgotten"
    };
    let theirs = match (&second, link.agreed_at) {
        (Some(_), _) => "effect-second-asked",
        (None, Some(_)) => "effect-handed-choose-again",
        (None, None) => "effect-choose-again",
    };
    Ok(vec![say("effect-ends"), say(mine), say(theirs)])
}

async fn ask_to_close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    close_page(&app, &opened, Form::default()).await
}

async fn close_page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let Some(link) = live(app, opened).await? else {
        return Ok(opened.to("close-cannot"));
    };
    let mut effects = effects(app, opened, &link).await?;
    effects.push(opened.desk.w.html("effect-minutes", &[]));
    let reads = reads(app, opened, &link).await?;
    ask_with(app, opened, "close", (effects, reads), form).await
}

/// Writes what people read when a link ends kindly.
async fn reads(app: &App, opened: &Opened, link: &conversation::Model) -> Result<Vec<Reads>> {
    let (read, desk) = (&app.db.read, &opened.desk);
    let second = reserve::find(read, link.initiator).await?;
    let (means, second) = (&app.means, second.as_ref());
    let all = rules::emails::preview_closing(read, means, &desk.face, link, second).await?;
    let reads = |one| Reads::of(desk, "remind-words", one);
    Ok(all.into_iter().map(reads).collect())
}

/// Lets the link of a person end in a few minutes. Nothing more where something waits already.
pub(super) async fn plan_end(
    txn: &DatabaseTransaction,
    app: &App,
    opened: &Opened,
) -> Result<Outcome> {
    let (means, face, person) = (&app.means, &opened.desk.face, &opened.person);
    let link = rules::find_incoming(txn, person.id).await?;
    if link.is_none_or(|c| c.recorded_at.is_some())
        || ending::find_planned(txn, means, person).await?.is_some()
    {
        return Ok(Outcome::AlreadyDone);
    }
    let open = remind::open_of(txn, face, person, means.now()).await?;
    let links = vec![Ending::of(person.id, open.as_ref())];
    let nonce = means.sources.token();
    ending::plan(txn, means, face, opened.by(), &nonce, links).await?;
    note(txn, means, opened.by(), PLANNED, person).await?;
    Ok(Outcome::Done)
}

/// Takes back what waits about a person.
async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let done = ending::take_back(&txn, &opened.person).await?;
    if done == Outcome::Done {
        let act = "person.plan_undone";
        note(&txn, &app.means, opened.by(), act, &opened.person).await?;
    }
    txn.commit().await?;
    Ok(opened.to(match done {
        Outcome::Done => "taken-back",
        Outcome::AlreadyDone => "taken-back-late",
    }))
}

async fn close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return close_page(&app, &opened, form).await;
    }
    let txn = together::begin(&app, &opened, &form, None).await?;
    let last = rules::find_last_incoming(&txn, opened.person.id).await?;
    let Some(link) = last else {
        return Ok(opened.to("close-cannot"));
    };
    let _ = plan_end(&txn, &app, &opened).await?;
    txn.commit().await?;
    // A second press finds it waiting, or the link ended: it is told the same.
    let ends = link.ended_at.is_some() || link.recorded_at.is_none();
    Ok(opened.to(if ends { "closed" } else { "close-cannot" }))
}

async fn ask_reserve(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    reserve_page(&app, &opened, Form::default()).await
}

async fn reserve_page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let link = live(app, opened).await?.filter(|c| c.agreed_at.is_none());
    let Some(link) = link else {
        return Ok(opened.to("reserve-cannot"));
    };
    if reserve::find(&app.db.read, link.initiator).await?.is_none() {
        return Ok(opened.to("reserve-cannot"));
    }
    let mut effects = effects(app, opened, &link).await?;
    effects.push(opened.desk.w.html("effect-minutes", &[]));
    let reads = reads(app, opened, &link).await?;
    ask_with(app, opened, "reserve", (effects, reads), form).await
}

async fn use_reserve(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return reserve_page(&app, &opened, form).await;
    }
    let txn = together::begin(&app, &opened, &form, None).await?;
    let link = rules::find_incoming(&txn, opened.person.id).await?;
    let held = match link.filter(|c| c.agreed_at.is_none()) {
        Some(link) => reserve::find(&txn, link.initiator).await?.is_some(),
        None => false,
    };
    if !held {
        txn.rollback().await?;
        return together::quicker(&app, &opened).await;
    }
    // Ending an unanswered invitation kindly is what asks the second name. A second press finds it waiting.
    let _ = plan_end(&txn, &app, &opened).await?;
    txn.commit().await?;
    Ok(opened.to("reserve"))
}

async fn ask_end_link(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    end_link_page(&app, &opened, Form::default()).await
}

async fn end_link_page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let (now, id) = (app.means.now(), opened.person.id);
    if links::find_open(&app.db.read, id, now).await?.is_none() {
        return Err(Error::NotFound);
    }
    let called = opened.called();
    let say = |key: &str| opened.desk.w.html(key, &[("person", &called)]);
    let effects = vec![
        say("effect-link-ends"),
        say("effect-link-unsent"),
        say("effect-link-letter"),
    ];
    ask(app, opened, "end-link", effects, form).await
}

/// Ends somebody's link and makes a new one that is sent to nobody: it goes on paper.
async fn end_link(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return end_link_page(&app, &opened, form).await;
    }
    let txn = together::begin(&app, &opened, &form, None).await?;
    let (means, person) = (&app.means, &opened.person);
    if links::find_open(&txn, person.id, means.now())
        .await?
        .is_none()
    {
        return Ok(Redirect::to(&opened.here()).into_response());
    }
    links::renew(&txn, means, person.id, LinkKind::Act).await?;
    note(&txn, means, opened.by(), "link.renewed", person).await?;
    txn.commit().await?;
    Ok(opened.to("link-ended"))
}
