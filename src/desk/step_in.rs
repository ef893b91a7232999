//! Asking somebody else to step in: for a person whose initiator is silent, or who was left or waits too long; and the
//! other way round, joining a person whose turn it is to somebody who waits. The pages say who is told what.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::shared::Way;
use entity::{conversation, nomination, participant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::endings::{PLANNED, plan_end};
use super::fits;
use super::note;
use super::opened::{Opened, Place as At};
use super::remind::Reads;
use super::snapshot::{Knot, Place, Snapshot};
use super::timeline::name_or;
use super::together;
use crate::app::App;
use crate::chain::Face;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::ending::{self, StepIn};
use crate::conversation::nominate::find_waiting;
use crate::conversation::pool::pair::Joined;
use crate::conversation::pool::rank::list_candidates;
use crate::conversation::{self as rules, Outcome, State as Link, emails, step_in, ways};
use crate::i18n::{Arg, Html};
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/step-in", show)
        .post("/desk/{slug}/people/{id}/step-in", decide)
        .get("/desk/{slug}/people/{id}/join", show_waiting)
        .post("/desk/{slug}/people/{id}/join", join)
}

/// How many people are offered.
const OFFERED: usize = 20;

/// Somebody who can be chosen.
struct Offer {
    id: Uuid,
    label: String,
}

/// Somebody who could take a person over.
struct Taker {
    id: Uuid,
    /// They asked to be joined to somebody; else it is just their turn.
    asked: bool,
    since: DateTime<Utc>,
}

/// Lists who could take a person over: who asked to be joined to somebody first, then whose turn is free, the latest
/// first, since they are likeliest to answer. Only who speaks the same language, and nobody they had before. Beside
/// them, how many are free who speak another.
async fn takers(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
    person: &participant::Model,
) -> Result<(Vec<Taker>, usize), DbErr> {
    let speaks: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::Language.eq(person.language.clone()))
        .filter(participant::Column::ErasedAt.is_null())
        .into_tuple()
        .all(conn)
        .await?;
    let speaks: BTreeSet<Uuid> = speaks.into_iter().collect();
    let before: Vec<Uuid> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Initiator)
        .filter(conversation::Column::Partner.eq(person.id))
        .into_tuple()
        .all(conn)
        .await?;
    let waiting = ways::list_waiting(conn, face.chain.id).await?;
    let asked: BTreeMap<Uuid, DateTime<Utc>> =
        waiting.iter().map(|w| (w.initiator, w.since)).collect();
    let mut found: Vec<Taker> = snapshot
        .knots
        .iter()
        .filter(|knot| speaks.contains(&knot.id) && !before.contains(&knot.id))
        .filter(|knot| knot.id != person.id)
        .filter_map(|knot| {
            let free = free_since(face, snapshot, knot)?;
            let asked = asked.get(&knot.id).copied();
            Some(Taker {
                id: knot.id,
                asked: asked.is_some(),
                since: asked.unwrap_or(free),
            })
        })
        .collect();
    found.sort_by_key(|one| (!one.asked, std::cmp::Reverse(one.since), one.id));
    found.truncate(OFFERED);
    let others = snapshot
        .knots
        .iter()
        .filter(|knot| !speaks.contains(&knot.id) && knot.id != person.id)
        .filter(|knot| free_since(face, snapshot, knot).is_some())
        .count();
    Ok((found, others))
}

/// Returns since when somebody could begin a chat of their own and has not.
fn free_since(face: &Face, snapshot: &Snapshot, knot: &Knot) -> Option<DateTime<Utc>> {
    if !knot.is_here() || knot.finished_at.is_some() || !face.is_open() {
        return None;
    }
    let standing = snapshot.standing(knot);
    let may = matches!(
        standing.place,
        Place::FirstAgreed
            | Place::FirstTalked
            | Place::Link(Link::Recorded | Link::Checked | Link::PassedOn)
    );
    let live: Vec<_> = snapshot
        .outgoing(knot.id)
        .filter(|c| c.ended_at.is_none())
        .collect();
    let turns = usize::try_from(face.chain.turn_limit).unwrap_or(0);
    let busy = live.iter().any(|c| c.recorded_at.is_none()) || live.len() >= turns;
    (may && !busy).then_some(standing.since)
}

#[derive(Template)]
#[template(path = "desk/step_in.html")]
struct StepInPage {
    page: Page,
    form: Form,
    here: String,
    seen: String,
    called: String,
    /// Where the person is now.
    now: Html,
    /// Who is told what.
    effects: Vec<Html>,
    /// The messages that go out, as an example with the first of the offers.
    reads: Vec<Reads>,
    offers: Vec<Offer>,
    /// They wait for anybody already: nobody needs to ask them.
    waits: bool,
    /// They have a link that stands still: it can be left to them what becomes of it.
    linked: bool,
    agreed: String,
    /// Why nobody is offered.
    nobody: Html,
    /// How many are free, but would like to talk in another language.
    others: usize,
    base: String,
}

/// Finds the link of a person that stands still, if there is one: said yes, and not written down.
async fn still(app: &App, opened: &Opened) -> Result<Option<conversation::Model>> {
    let link = rules::find_incoming(&app.db.read, opened.person.id).await?;
    Ok(link.filter(|c| c.agreed_at.is_some() && c.recorded_at.is_none()))
}

/// Tells whether somebody else can step in for this person: they said yes and have not talked yet.
pub(super) fn may_be_taken(
    person: &participant::Model,
    link: Option<&conversation::Model>,
) -> bool {
    let here = person.stopped_at.is_none() && person.erased_at.is_none();
    let alone = person.door != entity::shared::Door::Starter || link.is_some();
    here && alone && person.agreed_at.is_some() && link.is_none_or(|c| c.recorded_at.is_none())
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): At) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    page(&app, &opened, Form::default()).await
}

/// Returns what a person agrees to when another gets in touch, as the page words it.
fn agreed_words(opened: &Opened) -> String {
    let called = opened.called();
    opened.desk.w.with("step-in-agreed", &[("person", &called)])
}

async fn page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let (desk, read) = (&opened.desk, &app.db.read);
    let incoming = rules::find_incoming(read, opened.person.id).await?;
    if !may_be_taken(&opened.person, incoming.as_ref()) {
        return Ok(opened.to("step-in-cannot"));
    }
    let link = still(app, opened).await?;
    let snapshot = Snapshot::load(read, &desk.face, app.means.now()).await?;
    let (found, others) = takers(read, &desk.face, &snapshot, &opened.person).await?;
    let called = opened.called();
    let initiator = match &link {
        Some(link) => people::find(read, link.initiator).await?,
        None => None,
    };
    let initiator = name_or(desk, initiator.as_ref().map_or("", people::first_name));
    let say = |key: &str| {
        desk.w
            .html(key, &[("person", &called), ("initiator", &initiator)])
    };
    let waits = opened.person.waiting_since.is_some();
    let now = match (&link, waits) {
        (Some(_), _) => "step-in-now-linked",
        (None, true) => "step-in-now-waits",
        (None, false) => "step-in-now-left",
    };
    let ending = ["effect-initiator-kindly", "effect-initiator-loses"];
    let ending = ending.into_iter().filter(|_| link.is_some()).map(say);
    let told = [say("effect-both-told"), say("effect-one-only")];
    let title = desk.w.with("step-in-title", &[("person", &called)]);
    let mut page = desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let template = StepInPage {
        page,
        seen: together::mark(read, opened.person.id).await?,
        here: opened.here(),
        now: say(now),
        effects: ending.chain(told).chain([say("effect-minutes")]).collect(),
        reads: reads(app, opened, link.as_ref(), found.first()).await?,
        offers: found
            .iter()
            .map(|one| offer(desk, &snapshot, one))
            .collect(),
        waits,
        linked: link.is_some(),
        agreed: agreed_words(opened),
        nobody: nobody(opened, &called),
        others,
        base: desk.href(""),
        form,
        called,
    };
    render_with(status, &template)
}

/// Says why nobody is offered: what the person would like to talk in.
fn nobody(opened: &Opened, called: &str) -> Html {
    let language = fits::language_name(&opened.person.language);
    let args: &[(&'static str, &dyn Arg)] = &[("person", &called), ("language", &language)];
    opened.desk.w.html("step-in-nobody", args)
}

/// Writes what people read when the first of the offers steps in, and when the person is asked.
async fn reads(
    app: &App,
    opened: &Opened,
    link: Option<&conversation::Model>,
    first: Option<&Taker>,
) -> Result<Vec<Reads>> {
    let (read, means, desk) = (&app.db.read, &app.means, &opened.desk);
    let (face, mut reads) = (&desk.face, Vec::new());
    if let Some(link) = link {
        let told = emails::preview_handing_on(read, means, face, link).await?;
        reads.extend(told.map(|one| Reads::of(desk, "remind-words", one)));
    }
    if let Some(first) = first
        && let Some(taker) = people::find(read, first.id).await?
    {
        let two = (&taker, &opened.person);
        let asked = find_waiting(read, taker.id).await?;
        let asked = asked.is_some_and(|one| one.way == Way::Pool);
        let told = emails::preview_match(read, means, face, two, asked).await?;
        let shown = |one| Reads::of(desk, "step-in-reads-example", one);
        reads.extend(told.into_iter().map(shown));
    }
    if let Some(link) = link {
        let told = emails::preview_closing(read, means, face, link, None).await?;
        let shown = |one| Reads::of(desk, "step-in-reads-asked", one);
        reads.extend(told.into_iter().map(shown));
    }
    Ok(reads)
}

fn offer(desk: &Desk, snapshot: &Snapshot, one: &Taker) -> Offer {
    let name = snapshot.knot(one.id).and_then(|k| k.name.clone());
    let name = name_or(desk, &name.unwrap_or_default());
    let date = desk.w.short_date(one.since, desk.zone());
    let key = if one.asked {
        "step-in-offer-asked"
    } else {
        "step-in-offer-free"
    };
    Offer {
        id: one.id,
        label: desk.w.with(key, &[("name", &name), ("date", &date)]),
    }
}

/// Whoever an organiser chose.
enum Chosen {
    Taker(Uuid),
    /// Back to those who wait.
    Pool,
    /// The person is asked what they would like.
    LetThemChoose,
}

fn read(opened: &Opened, form: &mut Form) -> Option<Chosen> {
    let w = opened.desk.w;
    let chosen = match form.value("who") {
        "pool" => Some(Chosen::Pool),
        "ask" => Some(Chosen::LetThemChoose),
        id => Uuid::parse_str(id).ok().map(Chosen::Taker),
    };
    if chosen.is_none() {
        form.fail("who", w.t("error-choose"));
    }
    let waits = opened.person.waiting_since.is_some();
    let joins = matches!(chosen, Some(Chosen::Taker(_) | Chosen::Pool));
    if joins && !waits && !form.chosen("agreed", "yes") {
        form.fail("agreed", w.t("step-in-agreed-missing"));
    }
    if matches!(chosen, Some(Chosen::Taker(_))) && !form.chosen("happy", "yes") {
        form.fail("happy", w.t("step-in-happy-missing"));
    }
    chosen.filter(|_| form.is_right())
}

async fn decide(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): At,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let Some(chosen) = read(&opened, &mut form) else {
        return page(&app, &opened, form).await;
    };
    let first = match chosen {
        Chosen::Taker(id) => Some(id),
        Chosen::Pool | Chosen::LetThemChoose => None,
    };
    let txn = together::begin(&app, &opened, &form, first).await?;
    // Sent a second time: what it asked for stands, and must not be ended by it.
    if together::mark(&txn, opened.person.id).await? != form.value("seen") {
        return Ok(opened.to("left"));
    }
    if ending::find_planned(&txn, &app.means, &opened.person)
        .await?
        .is_some()
    {
        return Ok(opened.to("left"));
    }
    if let Chosen::Taker(taker) = chosen
        && !is_offered(&txn, &app, &opened, taker).await?
    {
        txn.rollback().await?;
        form.fail("who", opened.desk.w.t("step-in-taker-gone"));
        return page(&app, &opened, form).await;
    }
    let agreed = form.chosen("agreed", "yes");
    let Some(done) = plan(&txn, &app, &opened, &chosen, agreed).await? else {
        txn.rollback().await?;
        return together::quicker(&app, &opened).await;
    };
    txn.commit().await?;
    Ok(opened.to(done))
}

/// Tells whether somebody can take a person over now.
async fn is_offered(
    txn: &DatabaseTransaction,
    app: &App,
    opened: &Opened,
    taker: Uuid,
) -> Result<bool> {
    let face = &opened.desk.face;
    let snapshot = Snapshot::load(txn, face, app.means.now()).await?;
    let found = takers(txn, face, &snapshot, &opened.person).await?;
    Ok(found.0.iter().any(|one| one.id == taker))
}

/// Lets what was chosen happen in a few minutes. Nothing when the person has moved on.
async fn plan(
    txn: &DatabaseTransaction,
    app: &App,
    opened: &Opened,
    chosen: &Chosen,
    agreed: bool,
) -> Result<Option<&'static str>> {
    let (means, face, person) = (&app.means, &opened.desk.face, opened.person.id);
    let (taker, done) = match chosen {
        Chosen::LetThemChoose => {
            let done = plan_end(txn, app, opened).await?;
            return Ok((done == Outcome::Done).then_some("closed"));
        }
        Chosen::Taker(taker) => (Some(*taker), "stepped-in"),
        Chosen::Pool => (None, "put-back"),
    };
    let now = people::find(txn, person).await?;
    let link = rules::find_incoming(txn, person).await?;
    if !now.is_some_and(|now| may_be_taken(&now, link.as_ref())) {
        return Ok(None);
    }
    let words = || (agreed_words(opened), opened.desk.w.lang().to_owned());
    let step_in = StepIn {
        person,
        link: link.map(|c| c.id),
        taker,
        agreed: agreed.then(words),
    };
    let nonce = means.sources.token();
    ending::plan_step_in(txn, means, face, opened.by(), &nonce, step_in).await?;
    note(txn, means, opened.by(), PLANNED, &opened.person).await?;
    Ok(Some(done))
}

#[derive(Template)]
#[template(path = "desk/join.html")]
struct JoinPage {
    page: Page,
    form: Form,
    here: String,
    base: String,
    seen: String,
    called: String,
    effects: Vec<Html>,
    offers: Vec<Offer>,
    /// Why the others who wait do not fit.
    unfit: Vec<Html>,
    nobody: Html,
}

async fn show_waiting(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): At,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    join_page(&app, &opened, Form::default()).await
}

/// Returns the nomination a person would have if they had asked to be joined to somebody.
fn as_if_asked(app: &App, person: &participant::Model) -> nomination::Model {
    nomination::Model {
        id: Uuid::nil(),
        chain: person.chain,
        initiator: person.id,
        turn: 1,
        rank: 1,
        way: Way::Pool,
        name: None,
        address: None,
        language: person.language.clone(),
        note: None,
        asked_wording: None,
        made_at: app.means.now(),
        used_at: None,
        dropped_at: None,
    }
}

/// Lists who waits and fits this person, the best first.
async fn waiting(app: &App, opened: &Opened, asking: &nomination::Model) -> Result<Vec<Offer>> {
    let (read, desk) = (&app.db.read, &opened.desk);
    let found = list_candidates(read, &app.means, &desk.face, asking).await?;
    let found = &found[..found.len().min(OFFERED)];
    let names = people::find_all(read, found.iter().map(|(id, _)| *id)).await?;
    let offer = |(id, since): &(Uuid, DateTime<Utc>)| {
        let name = name_or(desk, names.get(id).map_or("", people::shown_name));
        let date = desk.w.date(*since, desk.zone());
        let args: &[(&'static str, &dyn Arg)] = &[("name", &name), ("date", &date)];
        Offer {
            id: *id,
            label: desk.w.with("desk-find-waiting-one", args),
        }
    };
    Ok(found.iter().map(offer).collect())
}

async fn join_page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let (desk, read) = (&opened.desk, &app.db.read);
    let turn = rules::nominate::turn_to_be_joined(read, &desk.face, &opened.person).await?;
    if !matches!(turn, rules::nominate::Turn::Open(_)) {
        return Ok(opened.to("join-cannot"));
    }
    let called = opened.called();
    let say = |key: &str| desk.w.html(key, &[("person", &called)]);
    let title = desk.w.with("join-title", &[("person", &called)]);
    let asking = as_if_asked(app, &opened.person);
    let mut page = desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let template = JoinPage {
        page,
        form,
        here: opened.here(),
        base: desk.href(""),
        seen: together::mark(read, opened.person.id).await?,
        effects: vec![say("effect-join-both"), say("effect-join-turn")],
        offers: waiting(app, opened, &asking).await?,
        unfit: fits::unfit(app, desk, &asking, &called).await?,
        nobody: say("join-nobody"),
        called,
    };
    render_with(status, &template)
}

async fn join(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): At,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let w = opened.desk.w;
    let chosen = Uuid::parse_str(form.value("who")).ok();
    if chosen.is_none() {
        form.fail("who", w.t("error-choose"));
    }
    if !form.chosen("happy", "yes") {
        form.fail("happy", w.t("step-in-happy-missing"));
    }
    let Some(chosen) = chosen.filter(|_| form.is_right()) else {
        return join_page(&app, &opened, form).await;
    };
    let txn = together::begin(&app, &opened, &form, None).await?;
    let (means, face) = (&app.means, &opened.desk.face);
    let waits = super::find_person(&txn, face, chosen).await?;
    if waits.is_none_or(|p| p.waiting_since.is_none()) {
        txn.rollback().await?;
        form.fail("who", w.t("desk-find-waiting-gone"));
        return join_page(&app, &opened, form).await;
    }
    let (by, taker) = (opened.by(), opened.person.id);
    match step_in::take_over(&txn, means, face, by, chosen, taker, None).await? {
        Joined::Done(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            Ok(opened.to("joined"))
        }
        Joined::NotTheirTurn => {
            txn.rollback().await?;
            together::quicker(&app, &opened).await
        }
        Joined::PersonGone => {
            txn.rollback().await?;
            form.fail("who", w.t("desk-find-waiting-gone"));
            join_page(&app, &opened, form).await
        }
    }
}
