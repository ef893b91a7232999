//! Those who have a page open that hears of changes, and the one look at the database that serves all of them.
//!
//! While somebody listens, one task of the server looks every few seconds; it ends when nobody does. At each look it
//! first lets go of everyone whose session has ended or whose role is no longer what it was, so a page that was opened
//! hears nothing its organiser may not see any more.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::shared::Role;
use entity::{chain, membership};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::changes::{self, Change, Part, What};
use crate::app::App;
use crate::i18n::Words;
use crate::organiser::{self, session};

/// How often the database is looked at.
const EVERY: Duration = Duration::from_secs(3);
/// Each look goes back a little before the last one: a change is seen when it is stored, not when it began.
const OVERLAP: chrono::Duration = chrono::Duration::seconds(30);
/// Pages that one organiser may have listening at a time.
const PAGES: usize = 6;
/// Lines that wait for a slow browser; more are dropped, the next one counts them.
const WAITING: usize = 16;

/// Everybody who listens.
#[derive(Default)]
pub struct Hub(Mutex<State>);

#[derive(Default)]
struct State {
    listeners: Vec<Listening>,
    looking: bool,
    closed: bool,
}

/// One open page.
pub struct Listener {
    pub organiser: Uuid,
    pub session: Uuid,
    pub chain: chain::Model,
    pub role: Role,
    pub part: Part,
    pub w: Words,
    /// The page shows what was before.
    pub since: DateTime<Utc>,
}

struct Listening {
    listener: Listener,
    told: HashSet<(Uuid, What, DateTime<Utc>)>,
    to: mpsc::Sender<String>,
}

impl Listening {
    /// Tells the page of what it does not show yet: the last thing by name, what else there is by number.
    fn hear(&mut self, changes: &[Change]) {
        let mut last = None;
        for change in changes {
            let own = change.chain == self.listener.chain.id
                && change.what.part() == self.listener.part
                && change.at > self.listener.since;
            if own && self.told.insert((change.row, change.what, change.at)) {
                last = Some(change);
            }
        }
        if let Some(last) = last {
            // A browser that is too slow hears the next one.
            let _ = self.to.try_send(self.line(last));
        }
    }

    fn line(&self, change: &Change) -> String {
        let w = self.listener.w;
        let sees_names = organiser::includes(self.listener.role, Role::Organiser);
        let what = change.what.as_str();
        let said = if sees_names && !change.name.is_empty() {
            w.with(&format!("live-{what}"), &[("name", &change.name)])
        } else {
            w.t(&format!("live-{what}-unnamed"))
        };
        match self.told.len() - 1 {
            0 => said,
            more => w.with("live-more", &[("said", &said), ("more", &more)]),
        }
    }
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends everything: the server stops.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.listeners.clear();
    }

    /// Returns how many pages listen.
    pub fn count(&self) -> usize {
        let mut state = self.state();
        state.listeners.retain(|l| !l.to.is_closed());
        state.listeners.len()
    }
}

/// Lets a page listen, and tells it first what happened since it was made. Nothing when its organiser has too many
/// pages open, or the server stops.
pub async fn listen(
    app: &App,
    listener: Listener,
) -> Result<Option<mpsc::Receiver<String>>, DbErr> {
    let chains = BTreeSet::from([listener.chain.id]);
    let missed = changes::since(&app.db.read, &chains, listener.since).await?;
    let (to, from) = mpsc::channel(WAITING);
    let mut state = app.live.state();
    state.listeners.retain(|l| !l.to.is_closed());
    let of_one = |l: &&Listening| l.listener.organiser == listener.organiser;
    if state.closed || state.listeners.iter().filter(of_one).count() >= PAGES {
        return Ok(None);
    }
    let mut listening = Listening {
        listener,
        told: HashSet::new(),
        to,
    };
    listening.hear(&missed);
    state.listeners.push(listening);
    if !state.looking {
        state.looking = true;
        tokio::spawn(look_out(app.clone()));
    }
    Ok(Some(from))
}

async fn look_out(app: App) {
    let mut from = app.means.now();
    loop {
        tokio::time::sleep(EVERY).await;
        let now = app.means.now();
        match look(&app, from - OVERLAP).await {
            Ok(true) => from = now,
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, "no look at what changed"),
        }
    }
}

/// Looks once. Returns whether anybody still listens.
async fn look(app: &App, after: DateTime<Utc>) -> Result<bool, DbErr> {
    let who: Vec<(Uuid, Uuid)> = {
        let mut state = app.live.state();
        state.listeners.retain(|l| !l.to.is_closed());
        if state.listeners.is_empty() {
            state.looking = false;
            return Ok(false);
        }
        let listeners = state.listeners.iter().map(|l| &l.listener);
        listeners.map(|l| (l.session, l.organiser)).collect()
    };
    let sessions = who.iter().map(|(session, _)| *session);
    let live = session::find_live(&app.db.read, app.means.now(), sessions).await?;
    let roles = membership::Entity::find()
        .filter(membership::Column::Organiser.is_in(who.iter().map(|(_, id)| *id)))
        .all(&app.db.read)
        .await?;
    let chains = {
        let mut state = app.live.state();
        state
            .listeners
            .retain(|l| may_listen(&l.listener, &live, &roles, &who));
        let chains = state.listeners.iter().map(|l| l.listener.chain.id);
        chains.collect::<BTreeSet<Uuid>>()
    };
    let changes = changes::since(&app.db.read, &chains, after).await?;
    for listening in &mut app.live.state().listeners {
        listening.hear(&changes);
    }
    Ok(true)
}

/// Tells whether a page may go on listening. One that came after the look began was let in just now.
fn may_listen(
    listener: &Listener,
    live: &[Uuid],
    roles: &[membership::Model],
    asked: &[(Uuid, Uuid)],
) -> bool {
    if !asked
        .iter()
        .any(|(session, _)| *session == listener.session)
    {
        return true;
    }
    let own: Vec<membership::Model> = roles
        .iter()
        .filter(|row| row.organiser == listener.organiser)
        .cloned()
        .collect();
    live.contains(&listener.session)
        && organiser::role_among(&own, &listener.chain) == Some(listener.role)
}
