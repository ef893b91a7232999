//! What happened to several links, as it was kept, and undoing it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use uuid::Uuid;

use super::Action;
use super::act::{self, Batch, Left};
use super::preview::why;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::ending::{self, Ended};
use crate::desk::timeline::name_or;
use crate::i18n::Html;
use crate::organiser::{SignedIn, names_on};
use crate::people;
use crate::web::{Error, Page, Result, render};
use crate::{db, submission};

/// A link to which nothing was done.
struct Stayed {
    id: Uuid,
    name: String,
    why: Html,
}

#[derive(Template)]
#[template(path = "desk/rescue_done.html")]
struct DonePage {
    page: Page,
    base: String,
    here: String,
    what: Html,
    done: Vec<(Uuid, String)>,
    left: Vec<Stayed>,
    may_undo: bool,
    /// For how many links it was undone.
    undone: Option<Html>,
}

type At = Path<(String, String)>;

/// Returns the nonce under which an undoing is kept.
fn undoing(nonce: &str) -> String {
    format!("undo:{nonce}")
}

async fn find(app: &App, desk: &Desk, nonce: &str) -> Result<Batch> {
    let kept = submission::find(&app.db.read, desk.by.organiser.id, nonce).await?;
    kept.and_then(|text| Batch::parse(&text))
        .ok_or(Error::NotFound)
}

pub(super) async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, nonce)): At,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let mut batch = find(&app, &desk, &nonce).await?;
    let me = desk.by.organiser.id;
    let ended = ending::find(&app.db.read, me, &nonce).await?;
    let has_ended = ended.is_some();
    if let Some(ended) = ended {
        settle(&mut batch, &ended);
    }
    let undone = submission::find(&app.db.read, me, &undoing(&nonce)).await?;
    let ids = batch.done.iter().map(|did| did.person);
    let ids = ids.chain(batch.left.iter().map(|left| left.person));
    let people = people::find_all(&app.db.read, ids).await?;
    let name = |id: Uuid| name_or(&desk, people.get(&id).map_or("", people::shown_name));
    let time = desk.w.time(batch.at + app.means.undo, desk.zone());
    let count = batch.done.len();
    let what = match (batch.action, has_ended) {
        (Action::Close, true) => "rescue-done-closed".to_owned(),
        (action, _) => format!("rescue-done-{}", action.as_str()),
    };
    let in_time = app.means.now() < batch.at + app.means.undo && count > 0;
    let mut left = Vec::new();
    for one in &batch.left {
        let called = people.get(&one.person).map_or("", people::first_name);
        left.push(Stayed {
            id: one.person,
            name: name(one.person),
            why: why_left(&app, &desk, one, &name_or(&desk, called)).await?,
        });
    }
    render(&DonePage {
        page: desk.page(desk.w.t("rescue-done-title"), Tab::Overview),
        base: desk.href(""),
        here: desk.href(&format!("/rescue/done/{nonce}")),
        what: desk.w.html(&what, &[("count", &count), ("time", &time)]),
        done: batch
            .done
            .iter()
            .map(|did| (did.person, name(did.person)))
            .collect(),
        left,
        may_undo: in_time && undone.is_none(),
        undone: undone.map(|text| {
            let undone: usize = text.parse().unwrap_or(0);
            let late = count.saturating_sub(undone);
            desk.w
                .html("rescue-undone", &[("count", &undone), ("late", &late)])
        }),
    })
}

/// Tells what came of endings in place of what was to come of them.
fn settle(batch: &mut Batch, came: &Ended) {
    batch.done.retain(|did| came.ended.contains(&did.person));
    batch.left.extend(came.moved_on.iter().map(|person| Left {
        person: *person,
        why: "moved-on".to_owned(),
        by: None,
    }));
}

/// Says why nothing was done; by name, where another organiser was quicker.
async fn why_left(app: &App, desk: &Desk, left: &Left, called: &str) -> Result<Html> {
    let Some(by) = left.by else {
        return Ok(why(desk, &left.why, called));
    };
    let names = names_on(&app.db.read, &desk.face.chain, [by]).await?;
    let who = names.get(&by).unwrap_or(&desk.face.host.name);
    Ok(desk.w.html("rescue-left-quicker", &[("who", who)]))
}

pub(super) async fn undo(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, nonce)): At,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let batch = find(&app, &desk, &nonce).await?;
    let here = desk.href(&format!("/rescue/done/{nonce}"));
    let (me, kept) = (desk.by.organiser.id, undoing(&nonce));
    if app.means.now() < batch.at + app.means.undo {
        let txn = db::begin_write(&app.db).await?;
        if submission::find(&txn, me, &kept).await?.is_none() {
            let undone = act::undo(&txn, &app.means, &desk, (&batch, &nonce)).await?;
            let sources = &app.means.sources;
            submission::keep(&txn, sources, me, &kept, &undone.to_string()).await?;
            txn.commit().await?;
            app.wake.notify_one();
        }
    }
    Ok(Redirect::to(&here).into_response())
}
