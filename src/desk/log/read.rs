//! Reading the audit log of a chain: a page of it, narrowed by what it tells of.

use chrono::{NaiveDate, NaiveTime};
use entity::shared::Actor;
use entity::{audit, conversation, outbox};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::chain::desk::Desk;
use crate::desk::messages::people_named;

/// What kind of thing was done; the log can be narrowed to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Who saw or changed how to reach somebody.
    Contact,
    People,
    Chats,
    Messages,
    Points,
    Plan,
    Setup,
    Team,
}

impl Group {
    pub const ALL: &[Self] = &[
        Self::Contact,
        Self::People,
        Self::Chats,
        Self::Messages,
        Self::Points,
        Self::Plan,
        Self::Setup,
        Self::Team,
    ];

    /// Returns the text used in addresses, which is also the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::People => "people",
            Self::Chats => "chats",
            Self::Messages => "messages",
            Self::Points => "points",
            Self::Plan => "plan",
            Self::Setup => "setup",
            Self::Team => "team",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|g| g.as_str() == text)
    }

    /// Returns what the acts of this group begin with.
    pub const fn stems(self) -> &'static [&'static str] {
        match self {
            Self::Contact => &["details.", "address.", "phone.", "link."],
            Self::People => &[
                "person.",
                "name.",
                "language.",
                "note.",
                "call.",
                "report.",
                "ask.",
            ],
            Self::Chats => &[
                "conversation.",
                "record.",
                "words.",
                "worry.",
                "step.",
                "gathering.",
            ],
            Self::Messages => &["message.", "reply.", "reminder.", "letter."],
            Self::Points => &["point.", "theme.", "blind."],
            Self::Plan => &[
                "plan.",
                "action.",
                "news.",
                "pledge.",
                "owner.",
                "introduction.",
                "match.",
                "challenge.",
                "proposal.",
            ],
            Self::Setup => &["chain.", "host.", "door.", "template.", "sheet."],
            Self::Team => &[
                "team.",
                "organiser.",
                "session.",
                "sign_",
                "log.",
                "morning.",
            ],
        }
    }
}

/// Who did what the log is narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    Organiser(Uuid),
    /// Any of the people in the chain.
    People,
    System,
}

impl Whom {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "people" => Some(Self::People),
            "system" => Some(Self::System),
            id => id.parse().ok().map(Self::Organiser),
        }
    }
}

/// What the log is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    pub group: Option<Group>,
    pub by: Option<Whom>,
    /// A part of somebody's name.
    pub name: String,
    /// The first and the last day, by the host's clock.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// No more people of one name part than this are looked for.
const PEOPLE: usize = 500;

/// Puts the question together. Worries are told to the safeguarding person only, and so is what was done with them.
pub async fn select(
    conn: &impl ConnectionTrait,
    desk: &Desk,
    narrowed: &Narrowed,
) -> Result<Select<audit::Entity>, DbErr> {
    use audit::Column as C;
    let mut select = audit::Entity::find().filter(C::Chain.eq(desk.face.chain.id));
    if !desk.keeps_safe() {
        select = select.filter(C::Act.not_like("worry.%"));
    }
    if let Some(group) = narrowed.group {
        let any = group.stems().iter().fold(Condition::any(), |any, stem| {
            any.add(C::Act.starts_with(*stem))
        });
        select = select.filter(any);
    }
    select = match narrowed.by {
        Some(Whom::Organiser(id)) => select
            .filter(C::ActorKind.eq(Actor::Organiser))
            .filter(C::ActorId.eq(id)),
        Some(Whom::People) => select.filter(C::ActorKind.eq(Actor::Participant)),
        Some(Whom::System) => select.filter(C::ActorKind.eq(Actor::System)),
        None => select,
    };
    if !narrowed.name.trim().is_empty() {
        let mut people = people_named(conn, &desk.face, &narrowed.name).await?;
        people.truncate(PEOPLE);
        select = select.filter(about(desk.face.chain.id, &people));
    }
    let midnight = |day| desk.moment_of(day, NaiveTime::MIN);
    if let Some(from) = narrowed.from.and_then(midnight) {
        select = select.filter(C::At.gte(from));
    }
    let after = narrowed.until.and_then(|day| day.succ_opt());
    if let Some(until) = after.and_then(midnight) {
        select = select.filter(C::At.lt(until));
    }
    Ok(select)
}

/// What people did, and what was done with them, their chats and their messages.
fn about(chain: Uuid, people: &[Uuid]) -> Condition {
    use audit::Column as C;
    let ids = || people.iter().copied();
    let either = Condition::any()
        .add(conversation::Column::Initiator.is_in(ids()))
        .add(conversation::Column::Partner.is_in(ids()));
    let chats = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .filter(conversation::Column::Chain.eq(chain))
        .filter(either)
        .into_query();
    let messages = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .filter(outbox::Column::Chain.eq(chain))
        .filter(outbox::Column::Participant.is_in(ids()))
        .into_query();
    let theirs = Condition::all()
        .add(C::ActorKind.eq(Actor::Participant))
        .add(C::ActorId.is_in(ids()));
    Condition::any()
        .add(C::ObjectId.is_in(ids()))
        .add(C::ObjectId.in_subquery(chats))
        .add(C::ObjectId.in_subquery(messages))
        .add(theirs)
}

/// Counts what was found.
pub async fn count(
    conn: &impl ConnectionTrait,
    select: &Select<audit::Entity>,
) -> Result<u64, DbErr> {
    select.clone().count(conn).await
}

/// Lists a part of what was found, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    select: &Select<audit::Entity>,
    offset: u64,
    rows: u64,
) -> Result<Vec<audit::Model>, DbErr> {
    select
        .clone()
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .offset(offset)
        .limit(rows)
        .all(conn)
        .await
}
