//! One person and their one link: what happened, how to reach them, and what an organiser can do for them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use serde::Deserialize;
use uuid::Uuid;

use super::decide::{ask, ask_with, said_yes};
use super::details::show_details;
use super::help::{self, Help};
use super::next::{Next, steps};
use super::notes::{self, Shown as Note};
use super::opened::{Opened, Place};
use super::remind::{Line, Reads, reminded};
use super::snapshot::Snapshot;
use super::timeline::{Event, Story, name_or};
use super::wishes::{NewLink, forget, may_have_new_link, send_new_link};
use super::{slip, soon, step_in, together};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::conversation::ending::{self, Soon};
use crate::conversation::{self, take_out};
use crate::db;
use crate::i18n::{Arg, Html, LANGUAGES, Language, find_language};
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people::{self, Details, links};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}", show)
        .post("/desk/{slug}/people/{id}/details", reveal)
        .get("/desk/{slug}/people/{id}/new-link", ask_new_link)
        .post("/desk/{slug}/people/{id}/new-link", new_link)
        .get("/desk/{slug}/people/{id}/forget", ask_to_forget)
        .post("/desk/{slug}/people/{id}/forget", do_forget)
}

/// What the page says was done; anything else in the address says nothing.
const DONE: [&str; 35] = [
    "phone",
    "noted",
    "note-removed",
    "call-logged",
    "rests",
    "goes-on",
    "reserve",
    "reserve-cannot",
    "link-ended",
    "stepped-in",
    "put-back",
    "step-in-cannot",
    "joined",
    "join-cannot",
    "remind-nothing",
    "resent",
    "new-link",
    "new-link-too-often",
    "new-link-cannot",
    "closed",
    "never-write",
    "taken-back",
    "taken-back-late",
    "close-cannot",
    "left",
    "forgotten",
    "taken-out",
    "address",
    "write-for-cannot",
    "script-yes",
    "script-no",
    "script-late",
    "slip-call",
    "slip-come",
    "slip-late",
];

/// How to reach somebody, in words.
struct Shown {
    email: String,
    phone: String,
    channel: String,
    times: Vec<String>,
    note: String,
    help: Vec<String>,
    help_other: String,
}

#[derive(Template)]
#[template(path = "desk/person.html")]
struct PersonPage {
    page: Page,
    base: String,
    here: String,
    nonce: String,
    name: String,
    called: String,
    state: String,
    tone: &'static str,
    since: String,
    inviter: Option<(Uuid, String)>,
    /// Came by themself and has no place in the tree yet.
    nobody: bool,
    /// Whom the map shows, if they stand on it.
    on_map: Option<Uuid>,
    chosen: Vec<(Uuid, String)>,
    branch: String,
    /// What they would like to talk in, in its own name.
    language: Language,
    events: Vec<Event>,
    actions: Vec<&'static str>,
    /// What happens in a few minutes, and can still be undone.
    planned: Option<Html>,
    /// What their links wait for.
    stands: Vec<Stand>,
    notes: Vec<Note>,
    /// A note that could not be kept.
    form: Form,
    shown: Option<Shown>,
    done: Option<String>,
    /// Where their slip is typed in, while one can come back.
    slip: Option<String>,
}

/// What a link of theirs waits for, and what an organiser can do about it.
struct Stand {
    what: Html,
    days: i64,
    reminded: Option<Line>,
    /// Until when it rests.
    resting: String,
    steps: Vec<Next>,
}

async fn stand(app: &App, desk: &Desk, help: &Help) -> Result<Stand> {
    let w = desk.w;
    let other = help.other.clone().unwrap_or_else(|| w.t("desk-somebody"));
    let key = format!("desk-help-{}", help.why.as_str());
    let args: &[(&'static str, &dyn Arg)] = &[
        ("person", &help.name),
        ("other", &other),
        ("days", &help.days),
    ];
    let resting = help.open.as_ref().and_then(|open| open.paused_until);
    let resting = resting.filter(|until| app.means.now() < *until);
    Ok(Stand {
        what: w.html(&key, args),
        days: help.days,
        reminded: match &help.open {
            Some(open) => Some(reminded(app, desk, open).await?),
            None => None,
        },
        resting: resting
            .map(|until| w.date(until, desk.zone()))
            .unwrap_or_default(),
        steps: steps(desk, help),
    })
}

impl PersonPage {
    /// Tells whether a note can be written on this page.
    fn has_notes(&self) -> bool {
        !self.actions.is_empty()
    }

    fn may(&self, action: &str) -> bool {
        self.actions.contains(&action)
    }
}

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    done: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    Query(told): Query<Told>,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let done = DONE.iter().find(|done| **done == told.done);
    let called = opened.called();
    let done = done.map(|done| {
        let key = format!("desk-done-{done}");
        opened.desk.w.with(&key, &[("person", &called)])
    });
    render(&page(&app, &opened, Form::default(), None, done).await?)
}

/// Shows the page again with a note that could not be kept.
pub(super) async fn show_again(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let mut template = page(app, opened, form, None, None).await?;
    let status = status_of(&mut template.page, &template.form);
    render_with(status, &template)
}

async fn page(
    app: &App,
    opened: &Opened,
    form: Form,
    shown: Option<Shown>,
    done: Option<String>,
) -> Result<PersonPage> {
    let (desk, person) = (&opened.desk, &opened.person);
    let conn = &app.db.read;
    let now = app.means.now();
    let story = Story::load(conn, person).await?;
    let snapshot = Snapshot::around(conn, &desk.face, person, now).await?;
    let knot = snapshot.knot(person.id).ok_or(Error::NotFound)?;
    let standing = snapshot.standing(knot);
    let branch = person.branch.and_then(|id| snapshot.knot(id));
    let live = story
        .last_incoming()
        .is_some_and(|c| c.ended_at.is_none() && c.recorded_at.is_none());
    let spoke = take_out::list_own(conn, person.id)
        .await?
        .iter()
        .any(conversation::check::counts);
    let title = name_or(desk, people::shown_name(person));
    let link = links::find_open(conn, person.id, now).await?;
    let may_letter = link.is_some() && person.stopped_at.is_none();
    let incoming = story.last_incoming().filter(|c| c.ended_at.is_none());
    let takeable = step_in::may_be_taken(person, incoming);
    let mut stands = Vec::new();
    for help in help::around(conn, &desk.face, &snapshot, person.id).await? {
        stands.push(stand(app, desk, &help).await?);
    }
    Ok(PersonPage {
        page: desk.page(title.clone(), Tab::People),
        base: desk.href(""),
        here: opened.here(),
        on_map: opened.person.branch.map(|_| opened.person.id),
        nonce: app.means.sources.token(),
        called: opened.called(),
        name: title,
        state: desk.w.t(&standing.place.key()),
        tone: standing.place.tone(),
        since: desk.w.date(standing.since, desk.zone()),
        inviter: story
            .last_incoming()
            .map(|c| (c.initiator, name_or(desk, &story.name(c.initiator)))),
        chosen: story
            .chosen()
            .into_iter()
            .map(|(id, name)| (id, name_or(desk, &name)))
            .collect(),
        branch: match person.branch {
            Some(_) => name_or(desk, branch.and_then(|k| k.name.as_deref()).unwrap_or("")),
            None => desk.w.t("desk-nobody-yet"),
        },
        nobody: person.branch.is_none(),
        language: find_language(&person.language).unwrap_or(LANGUAGES[0]),
        events: story.tell(desk, person, now),
        actions: actions(person, live, spoke, may_letter, takeable),
        planned: planned(app, opened).await?,
        stands,
        notes: notes::list(app, desk, person.id).await?,
        slip: slip::find_page(app, desk, person).await?,
        form,
        shown,
        done,
    })
}

/// Says what happens in a few minutes.
async fn planned(app: &App, opened: &Opened) -> Result<Option<Html>> {
    let (read, desk) = (&app.db.read, &opened.desk);
    let found = ending::find_planned(read, &app.means, &opened.person).await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let taker = match found.soon {
        Soon::StepsIn(Some(id)) => people::find(read, id).await?,
        Soon::Ends | Soon::StepsIn(None) => None,
    };
    let taker = name_or(desk, taker.as_ref().map_or("", people::first_name));
    let about = (opened.called(), taker);
    let what = soon::tell(desk, soon::PLANNED, &found, (&about.0, &about.1));
    Ok(Some(what))
}

/// Lists what can be done for somebody; nothing for who was forgotten.
#[expect(
    clippy::fn_params_excessive_bools,
    reason = "each says whether one thing can be done"
)]
fn actions(
    person: &participant::Model,
    live: bool,
    spoke: bool,
    may_letter: bool,
    takeable: bool,
) -> Vec<&'static str> {
    if person.erased_at.is_some() {
        return Vec::new();
    }
    let all = [
        ("show", true),
        ("write-for", person.stopped_at.is_none()),
        ("new-link", may_have_new_link(person)),
        ("letter", may_letter),
        ("end-link", may_letter),
        ("contact", person.stopped_at.is_none()),
        ("call", true),
        ("step-in", takeable),
        ("copy", true),
        ("close", live),
        ("take-out", spoke),
        ("forget", true),
    ];
    all.into_iter()
        .filter_map(|(action, may)| may.then_some(action))
        .collect()
}

/// Shows how to reach somebody: by a form only, and it is logged.
/// A note that is being written stays in its field.
async fn reveal(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if opened.person.erased_at.is_some() {
        return Ok(Redirect::to(&opened.here()).into_response());
    }
    let txn = db::begin_write(&app.db).await?;
    let details = show_details(&txn, &app.means, opened.by(), &opened.person).await?;
    txn.commit().await?;
    let shown = in_words(&opened.desk, details);
    render(&page(&app, &opened, form, Some(shown), None).await?)
}

fn in_words(desk: &Desk, details: Details) -> Shown {
    let w = desk.w;
    let words = |stem: &str, keys: Vec<String>| -> Vec<String> {
        let known = keys.iter().map(|key| format!("{stem}-{key}"));
        known
            .filter(|key| w.has(key))
            .map(|key| w.t(&key))
            .collect()
    };
    let prefs = details.prefs;
    let channel = prefs
        .channel
        .map(|c| w.t(&format!("channel-{}", c.as_str())));
    Shown {
        email: details.email.unwrap_or_default(),
        phone: details.phone.unwrap_or_default(),
        channel: channel.unwrap_or_default(),
        times: words("desk-time", prefs.times),
        note: prefs.note,
        help: words("desk-help-with", prefs.help),
        help_other: prefs.help_other,
    }
}

async fn ask_new_link(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    new_link_page(&app, &opened, Form::default()).await
}

/// Says what a new link does, with the words that go out, and asks.
async fn new_link_page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let (desk, person) = (&opened.desk, &opened.person);
    if !may_have_new_link(person) {
        return Ok(opened.to("new-link-cannot"));
    }
    let called = opened.called();
    let say = |key: &str| desk.w.html(key, &[("person", &called)]);
    let effects = vec![say("effect-new-link-ends"), say("effect-new-link-mail")];
    let draft = people::emails::new_link(&desk.face, person, "", 0);
    let reads = vec![Reads::of(desk, "remind-words", Preview::of(person, draft))];
    ask_with(app, opened, "new-link", (effects, reads), form).await
}

async fn new_link(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return new_link_page(&app, &opened, form).await;
    }
    let txn = together::begin(&app, &opened, &form, None).await?;
    // Sent a second time: the new link is on its way.
    if together::mark(&txn, opened.person.id).await? != form.value("seen") {
        return Ok(opened.to("new-link"));
    }
    let (means, face) = (&app.means, &opened.desk.face);
    let sent = send_new_link(&txn, means, face, opened.by(), &opened.person).await?;
    let done = match sent {
        NewLink::Sent => "new-link",
        NewLink::TooOften => "new-link-too-often",
        NewLink::CannotBe => "new-link-cannot",
    };
    txn.commit().await?;
    app.wake.notify_one();
    Ok(opened.to(done))
}

async fn ask_to_forget(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    ask(&app, &opened, "forget", Vec::new(), Form::default()).await
}

async fn do_forget(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !said_yes(&opened, &mut form)? {
        return ask(&app, &opened, "forget", Vec::new(), form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (means, face) = (&app.means, &opened.desk.face);
    let _ = forget(&txn, means, face, opened.by(), &opened.person).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(opened.to("forgotten"))
}
