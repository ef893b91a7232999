//! The organiser's way into a chain: who they are, what they may do, and the frame of every desk page.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use entity::participant;
use entity::shared::Role;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use crate::app::{App, help_of};
use crate::chain::{self, Face};
use crate::i18n::Words;
use crate::organiser::audit::{self, By};
use crate::organiser::{self, SignedIn};
use crate::web::page::Live;
use crate::web::{Error, Nav, Page, Routes};

mod copy;
mod host_form;
mod near;
mod new;
mod open;
mod questions;
mod rules;
mod seen;
mod setup;
mod tasks;
mod words;

pub(crate) fn routes() -> Routes {
    new::routes()
        .merge(setup::routes())
        .merge(rules::routes())
        .merge(near::routes())
        .merge(questions::routes())
        .merge(open::routes())
        .merge(words::routes())
        .merge(seen::routes())
        .merge(copy::routes())
}

/// A chain as one signed-in organiser sees it.
#[derive(Clone, Debug)]
pub struct Desk {
    pub by: SignedIn,
    pub role: Role,
    pub face: Face,
    pub w: Words,
    /// Somebody in the chain can only be called.
    pub calls: bool,
    /// When the page began to be made: what happens later is announced on it.
    pub since: DateTime<Utc>,
}

/// The pages of a chain's navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Health,
    People,
    /// Shown where there is somebody no message reaches.
    Calls,
    Conversations,
    Themes,
    Plan,
    Messages,
    /// Only for the host's safeguarding person.
    Worries,
    Setup,
}

impl Tab {
    const ALL: [Self; 10] = [
        Self::Overview,
        Self::Health,
        Self::People,
        Self::Calls,
        Self::Conversations,
        Self::Themes,
        Self::Plan,
        Self::Messages,
        Self::Worries,
        Self::Setup,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Health => "/health",
            Self::People => "/people",
            Self::Calls => "/calls",
            Self::Conversations => "/conversations",
            Self::Themes => "/themes",
            Self::Plan => "/plan",
            Self::Messages => "/messages",
            Self::Worries => "/worries",
            Self::Setup => "/setup",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Overview => "desk-tab-overview",
            Self::Health => "desk-tab-health",
            Self::People => "desk-tab-people",
            Self::Calls => "desk-tab-calls",
            Self::Conversations => "desk-tab-conversations",
            Self::Themes => "desk-tab-themes",
            Self::Plan => "desk-tab-plan",
            Self::Messages => "desk-tab-messages",
            Self::Worries => "desk-tab-worries",
            Self::Setup => "desk-tab-setup",
        }
    }

    const fn needs(self) -> Role {
        match self {
            Self::Overview | Self::Conversations => Role::Coder,
            Self::Health | Self::Themes | Self::Plan | Self::Worries => Role::Reader,
            Self::People | Self::Calls | Self::Messages | Self::Setup => Role::Organiser,
        }
    }
}

impl Desk {
    /// Opens a chain for a signed-in organiser whose role includes `needed`. A chain they have no role on looks like
    /// one that does not exist.
    pub async fn open(app: &App, by: SignedIn, slug: &str, needed: Role) -> Result<Self, Error> {
        let since = app.means.now();
        let face = chain::find_by_slug(&app.db.read, slug)
            .await?
            .ok_or(Error::NotFound)?;
        let role = organiser::role_on(&app.db.read, by.organiser.id, &face.chain)
            .await?
            .ok_or(Error::NotFound)?;
        if !organiser::includes(role, needed) {
            return Err(Error::Forbidden);
        }
        Ok(Self {
            by,
            role,
            w: face.language(),
            calls: has_somebody_to_call(&app.db.read, &face).await?,
            face,
            since,
        })
    }

    /// Returns the chain's desk address, or one below it.
    pub fn href(&self, below: &str) -> String {
        format!("/desk/{}{below}", self.face.chain.slug)
    }

    /// Tells whether the organiser's role includes another.
    pub fn may(&self, needed: Role) -> bool {
        organiser::includes(self.role, needed)
    }

    /// Returns the first page of the chain that the organiser's role includes.
    pub fn home(&self) -> String {
        home_of(&self.face.chain.slug, self.role)
    }

    /// Tells whether the organiser is the host's safeguarding person.
    pub fn keeps_safe(&self) -> bool {
        self.face.host.safeguarding == Some(self.by.organiser.id)
    }

    /// Returns the host's time zone.
    pub fn zone(&self) -> Tz {
        self.face.zone()
    }

    /// Returns the day it is at a moment where the host is.
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone()).date_naive()
    }

    /// Returns when it is so late on a day by the host's clock. An hour that comes twice is the first of the two; one
    /// that the clocks leave out is none.
    pub fn moment_of(&self, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
        let local = self.zone().from_local_datetime(&day.and_time(time));
        local.earliest().map(|at| at.with_timezone(&Utc))
    }

    /// Notes in the audit log what the organiser did to this chain.
    pub async fn note(
        &self,
        txn: &DatabaseTransaction,
        app: &App,
        act: &'static str,
        object: Option<Uuid>,
    ) -> Result<(), DbErr> {
        let by = By::Organiser(self.by.organiser.id);
        let chain = Some(self.face.chain.id);
        audit::note(txn, &app.means.sources, by, act, object, chain).await
    }

    /// Starts a desk page.
    pub fn page(&self, title: String, current: Tab) -> Page {
        let mut page = Page::new(self.w, title, help_of(&self.face.host));
        page.brand.clone_from(&self.face.words.name);
        page.brand_href = self.home();
        page.nav = Tab::ALL
            .into_iter()
            .filter(|tab| self.may(tab.needs()))
            .filter(|tab| *tab != Tab::Calls || self.calls || *tab == current)
            .filter(|tab| *tab != Tab::Worries || self.keeps_safe())
            .map(|tab| Nav {
                label: self.w.t(tab.key()),
                href: self.href(tab.path()),
                current: tab == current,
            })
            .collect();
        page.wide = true;
        page.signed_in = true;
        page.zone = self.zone();
        page.chain = Some(self.face.chain.slug.clone());
        page.live = self.live(current);
        page
    }

    /// Returns where a page of these kinds hears what changed since it was made.
    fn live(&self, current: Tab) -> Option<Live> {
        let part = match current {
            Tab::Overview => "map",
            Tab::Messages => "messages",
            _ => return None,
        };
        let since = self.since.timestamp_micros();
        Some(Live {
            href: self.href(&format!("/live?part={part}&since={since}")),
            here: self.href(current.path()),
        })
    }
}

/// Returns the first page of a chain that a role includes: a reader sees what came of it, not who is in it.
pub fn home_of(slug: &str, role: Role) -> String {
    if organiser::includes(role, Tab::Overview.needs()) {
        format!("/desk/{slug}")
    } else {
        format!("/desk/{slug}{}", Tab::Plan.path())
    }
}

/// Tells whether a chain has somebody whom no message reaches.
async fn has_somebody_to_call(conn: &impl ConnectionTrait, face: &Face) -> Result<bool, DbErr> {
    use participant::Column as C;
    let unreachable = Condition::any()
        .add(C::Email.is_null())
        .add(C::BouncedAt.is_not_null());
    let found: Option<Uuid> = participant::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::Chain.eq(face.chain.id))
        .filter(C::ErasedAt.is_null())
        .filter(C::StoppedAt.is_null())
        .filter(unreachable)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(found.is_some())
}

/// Starts a page of the desk that belongs to no chain.
pub async fn desk_page(app: &App, title: &str) -> Page {
    let w = Words::of("en");
    let mut page = Page::new(w, w.t(title), app.help().await);
    page.signed_in = true;
    page
}

/// Starts a page that anyone in a chain, or reading about it, sees.
pub fn public_page(face: &Face, title: String) -> Page {
    let mut page = Page::new(face.language(), title, help_of(&face.host));
    page.brand = public_brand(face);
    page.brand_href = format!("/c/{}", face.chain.slug);
    page.zone = face.zone();
    page.chain = Some(face.chain.slug.clone());
    page
}

/// Returns what a page of the chain is called by: of a sensitive chain the host's name, because its own may tell the
/// topic to whoever sees the screen.
fn public_brand(face: &Face) -> String {
    if face.chain.sensitive {
        face.host.name.clone()
    } else {
        face.words.name.clone()
    }
}

/// Starts a page of one person, at the address `home`; empty where their link no longer opens. On a sensitive chain it
/// can be left fast.
pub fn personal_page(face: &Face, home: &str, title: String) -> Page {
    let mut page = public_page(face, title);
    if face.chain.sensitive {
        let brand_href = if home.is_empty() { "/" } else { home };
        brand_href.clone_into(&mut page.brand_href);
        let explained = format!("{home}/leave-fast");
        page.leave = Some(if home.is_empty() {
            String::new()
        } else {
            explained
        });
    }
    page
}
