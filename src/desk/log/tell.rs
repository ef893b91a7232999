//! The audit log in words: who did what, with whom, and where that can be looked at now.
//!
//! The log holds ids only. What they are called is looked up when it is read, with a fixed number of queries for a
//! page, so that the log tells no name of somebody who was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use entity::shared::Actor;
use entity::{
    action, audit, conversation, door_code, gathering, inbound, insight, introduction, membership,
    organiser, outbox, participant, plan_version, report, round, theme, worry,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Iterable, PrimaryKeyToColumn,
    QueryFilter,
};
use uuid::Uuid;

use crate::chain::desk::Desk;
use crate::desk::message::kind;
use crate::desk::timeline::name_or;
use crate::i18n::{Arg, Html};
use crate::people;

/// One line of the log.
pub struct Line {
    pub moment: String,
    pub who: String,
    /// What was done, as plain text and for a page.
    pub what: String,
    pub html: Html,
    /// With whom or what; empty where that is gone or was nothing of its own.
    pub about: String,
    /// Where it can be looked at; empty where it cannot.
    pub href: String,
}

/// Something that was acted on, and its page below the chain's desk.
struct Thing {
    called: String,
    below: String,
}

/// Everything a part of the log speaks of, by its id.
pub struct Names {
    things: BTreeMap<Uuid, Thing>,
    /// Organisers who acted, and whether they are still in the team.
    organisers: BTreeMap<Uuid, (String, bool)>,
}

impl Names {
    /// Looks up what `rows` speak of.
    pub async fn load(
        conn: &impl ConnectionTrait,
        desk: &Desk,
        rows: &[audit::Model],
    ) -> Result<Self, DbErr> {
        let ids: BTreeSet<Uuid> = rows
            .iter()
            .flat_map(|row| [row.actor_id, row.object_id])
            .flatten()
            .collect();
        let mut names = Self {
            things: BTreeMap::new(),
            organisers: find_organisers(conn, desk, &ids).await?,
        };
        names.add_people(conn, desk, &ids).await?;
        names.add_messages(conn, desk, &ids).await?;
        names.add_findings(conn, desk, &ids).await?;
        names.add_rest(conn, desk, &ids).await?;
        for (id, (name, _)) in &names.organisers {
            let team = || Thing {
                called: name.clone(),
                below: "/team".to_owned(),
            };
            names.things.entry(*id).or_insert_with(team);
        }
        Ok(names)
    }

    fn add(&mut self, id: Uuid, called: String, below: impl Into<String>) {
        let below = below.into();
        self.things.insert(id, Thing { called, below });
    }

    /// People, their chats and their reports, which are called by people.
    async fn add_people(
        &mut self,
        conn: &impl ConnectionTrait,
        desk: &Desk,
        ids: &BTreeSet<Uuid>,
    ) -> Result<(), DbErr> {
        let chats = find_these::<conversation::Entity>(conn, ids).await?;
        let reports = find_these::<report::Entity>(conn, ids).await?;
        let worries = find_these::<worry::Entity>(conn, ids).await?;
        let whom = chats.iter().flat_map(|c| [c.initiator, c.partner]);
        let whom = whom.chain(reports.iter().map(|r| r.participant));
        let whom = whom
            .chain(worries.iter().map(|w| w.by_id))
            .chain(ids.iter().copied());
        let people = people::find_all(conn, whom.collect::<BTreeSet<_>>()).await?;
        let name = |id: Uuid| name_of(desk, &people, id);
        for chat in chats {
            let pair: &[(&'static str, &dyn Arg)] = &[
                ("one", &name(chat.initiator)),
                ("other", &name(chat.partner)),
            ];
            let below = format!("/people/{}", chat.partner);
            let called = desk.w.with("log-chat", pair);
            self.add(chat.id, called, below);
        }
        for one in reports {
            let below = format!("/reports/{}", one.id);
            self.add(one.id, name(one.participant), below);
        }
        for one in worries {
            let below = format!("/worries/{}", one.id);
            self.add(one.id, name(one.by_id), below);
        }
        for id in people.keys().filter(|id| ids.contains(id)) {
            let below = format!("/people/{id}");
            self.add(*id, name(*id), below);
        }
        Ok(())
    }

    async fn add_messages(
        &mut self,
        conn: &impl ConnectionTrait,
        desk: &Desk,
        ids: &BTreeSet<Uuid>,
    ) -> Result<(), DbErr> {
        let sent = find_these::<outbox::Entity>(conn, ids).await?;
        let came = find_these::<inbound::Entity>(conn, ids).await?;
        let whom = sent.iter().filter_map(|m| m.participant);
        let whom = whom.chain(came.iter().filter_map(|m| m.participant));
        let people = people::find_all(conn, whom.collect::<BTreeSet<_>>()).await?;
        let name = |id: Option<Uuid>| match id {
            Some(id) => name_of(desk, &people, id),
            None => desk.w.t("desk-an-organiser"),
        };
        for message in sent {
            let (kind, to) = (kind(desk, &message.kind), name(message.participant));
            let args: &[(&'static str, &dyn Arg)] = &[("kind", &kind), ("to", &to)];
            let called = desk.w.with("log-message", args);
            let below = format!("/messages/{}", message.id);
            self.add(message.id, called, below);
        }
        for message in came {
            let below = "/messages/replies".to_owned();
            self.add(message.id, name(message.participant), below);
        }
        Ok(())
    }

    async fn add_findings(
        &mut self,
        conn: &impl ConnectionTrait,
        desk: &Desk,
        ids: &BTreeSet<Uuid>,
    ) -> Result<(), DbErr> {
        let themes = find_these::<theme::Entity>(conn, ids).await?;
        for one in themes {
            let below = format!("/themes/{}", one.id);
            self.add(one.id, one.name, below);
        }
        let points = find_these::<insight::Entity>(conn, ids).await?;
        for one in points {
            let below = format!("/conversations/{}", one.conversation);
            let called = desk.w.t("log-point");
            self.add(one.id, called, below);
        }
        let actions = find_these::<action::Entity>(conn, ids).await?;
        for one in actions {
            let below = format!("/plan/actions/{}", one.id);
            self.add(one.id, one.towards, below);
        }
        let versions = find_these::<plan_version::Entity>(conn, ids).await?;
        for one in versions {
            let called = desk.w.with("log-version", &[("n", &one.n)]);
            self.add(one.id, called, "/plan");
        }
        Ok(())
    }

    async fn add_rest(
        &mut self,
        conn: &impl ConnectionTrait,
        desk: &Desk,
        ids: &BTreeSet<Uuid>,
    ) -> Result<(), DbErr> {
        let gatherings = find_these::<gathering::Entity>(conn, ids).await?;
        for one in gatherings {
            let called = desk.w.date(one.starts_at, desk.zone());
            let below = format!("/gatherings/{}", one.id);
            self.add(one.id, called, below);
        }
        for one in find_these::<round::Entity>(conn, ids).await? {
            let called = desk.w.with("log-round", &[("n", &one.n)]);
            self.add(one.id, called, format!("/plan/round/{}", one.n));
        }
        for one in find_these::<introduction::Entity>(conn, ids).await? {
            let below = format!("/plan/hands/introductions/{}", one.id);
            self.add(one.id, desk.w.t("log-introduction"), below);
        }
        let codes = find_these::<door_code::Entity>(conn, ids).await?;
        for one in codes {
            let below = format!("/door-letters/{}", one.id);
            self.add(one.id, one.name, below);
        }
        let (chain, host) = (&desk.face.chain, &desk.face.host);
        let name = desk.face.words.name.clone();
        self.add(chain.id, name, "/setup");
        self.add(host.id, host.name.clone(), "/setup");
        Ok(())
    }

    fn who(&self, desk: &Desk, row: &audit::Model) -> String {
        let w = desk.w;
        match row.actor_kind {
            Actor::System => w.t("log-system"),
            Actor::Participant => row
                .actor_id
                .and_then(|id| self.things.get(&id))
                .map_or_else(|| w.t("log-resident"), |thing| thing.called.clone()),
            Actor::Organiser => match row.actor_id.and_then(|id| self.organisers.get(&id)) {
                Some((name, true)) => name.clone(),
                Some((name, false)) => w.with("log-left", &[("name", name)]),
                None => w.t("desk-an-organiser"),
            },
        }
    }

    /// Tells one row of the log.
    pub fn tell(&self, desk: &Desk, row: &audit::Model) -> Line {
        let w = desk.w;
        let who = self.who(desk, row);
        let thing = row.object_id.and_then(|id| self.things.get(&id));
        let about = thing.map_or_else(|| w.t("log-gone"), |thing| thing.called.clone());
        let own = row.actor_id.is_some() && row.actor_id == row.object_id;
        let key = key_of(&row.act, own, |key| w.has(key));
        let args: &[(&'static str, &dyn Arg)] = &[("who", &who), ("about", &about)];
        Line {
            moment: w.moment(row.at, desk.zone()),
            what: w.with(&key, args),
            html: w.html(&key, args),
            about: thing.map(|thing| thing.called.clone()).unwrap_or_default(),
            href: thing.map(|t| desk.href(&t.below)).unwrap_or_default(),
            who,
        }
    }
}

fn name_of(desk: &Desk, people: &BTreeMap<Uuid, participant::Model>, id: Uuid) -> String {
    let name = people.get(&id).map(people::shown_name).unwrap_or_default();
    name_or(desk, name)
}

/// Finds the rows of one table among what the log speaks of.
async fn find_these<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<E::Model>, DbErr> {
    let key = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    let theirs = key.fold(Condition::all(), |all, id| {
        all.add(id.is_in(ids.iter().copied()))
    });
    E::find().filter(theirs).all(conn).await
}

/// Returns the key of an act's words; `own` is what somebody did to themself. An act without words is still told.
pub fn key_of(act: &str, own: bool, has: impl Fn(&str) -> bool) -> String {
    let key = format!("log-act-{}", act.replace('.', "-"));
    let theirs = format!("{key}-own");
    match (own && has(&theirs), has(&key)) {
        (true, _) => theirs,
        (false, true) => key,
        (false, false) => "log-other".to_owned(),
    }
}

async fn find_organisers(
    conn: &impl ConnectionTrait,
    desk: &Desk,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, (String, bool)>, DbErr> {
    let rows = find_these::<organiser::Entity>(conn, ids).await?;
    let here = Condition::any()
        .add(membership::Column::Chain.eq(desk.face.chain.id))
        .add(membership::Column::Host.eq(desk.face.host.id));
    let members = membership::Entity::find()
        .filter(membership::Column::Organiser.is_in(rows.iter().map(|row| row.id)))
        .filter(here)
        .all(conn)
        .await?;
    let is_here = |id: Uuid| members.iter().any(|m| m.organiser == id);
    Ok(rows
        .into_iter()
        .map(|row| (row.id, (row.name, is_here(row.id))))
        .collect())
}
