//! Who organises a chain, and the rules for changing that.
//!
//! A role belongs to a host, and then to all its chains, or to one chain alone. A host always keeps an owner, and the
//! one who reads its worries always has a successor: both are looked at again inside the transaction, behind a lock
//! on the host's row, so that two owners who leave at the same moment cannot leave it without one.

use entity::shared::Role;
use entity::{chain, host, membership, organiser as account, session, sign_in};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::chain::{Face, change_safeguarding};
use crate::db;
use crate::mail::{self, Email, Letter, MailKind, To};
use crate::means::Means;
use crate::organiser::audit;
use crate::organiser::{self, AddError, session as sessions, unsaved};

/// Where a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On the host and all its chains.
    Host,
    /// On this chain only.
    Chain,
}

impl Scope {
    pub const ALL: &[Self] = &[Self::Host, Self::Chain];

    /// Returns the text used in forms, which is also the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Chain => "chain",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.as_str() == text)
    }

    /// Returns where this role holds.
    pub const fn of(row: &membership::Model) -> Self {
        if row.host.is_some() {
            Self::Host
        } else {
            Self::Chain
        }
    }
}

/// Somebody of a chain's team, with one of their roles.
#[derive(Clone, Debug)]
pub struct Member {
    pub row: membership::Model,
    pub account: account::Model,
}

fn here(face: &Face) -> Condition {
    Condition::any()
        .add(membership::Column::Chain.eq(face.chain.id))
        .add(membership::Column::Host.eq(face.host.id))
}

/// Lists a chain's team: who has a role by the host first, then by what they may do, then by name.
pub async fn list(conn: &impl ConnectionTrait, face: &Face) -> Result<Vec<Member>, DbErr> {
    let rows = membership::Entity::find()
        .filter(here(face))
        .all(conn)
        .await?;
    let accounts = account::Entity::find()
        .filter(account::Column::Id.is_in(rows.iter().map(|row| row.organiser)))
        .all(conn)
        .await?;
    let member = |row: membership::Model| {
        let account = accounts.iter().find(|a| a.id == row.organiser)?.clone();
        Some(Member { row, account })
    };
    let mut members: Vec<Member> = rows.into_iter().filter_map(member).collect();
    members.sort_by_cached_key(|m| {
        let rank = Role::ALL.iter().position(|role| *role == m.row.role);
        let name = m.account.name.to_lowercase();
        (m.row.host.is_none(), rank, name, m.row.id)
    });
    Ok(members)
}

/// Finds one role of a chain's team.
pub async fn find(
    conn: &impl ConnectionTrait,
    face: &Face,
    id: Uuid,
) -> Result<Option<Member>, DbErr> {
    let row = membership::Entity::find_by_id(id)
        .filter(here(face))
        .one(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let account = organiser::find(conn, row.organiser).await?;
    Ok(account.map(|account| Member { row, account }))
}

/// Tells whether somebody may change the team: an owner of the host the whole of it, an owner of one chain who has a
/// role on that chain only.
pub async fn may_manage(
    conn: &impl ConnectionTrait,
    face: &Face,
    organiser: Uuid,
    scope: Scope,
) -> Result<bool, DbErr> {
    let mine = membership::Entity::find()
        .filter(here(face))
        .filter(membership::Column::Organiser.eq(organiser))
        .filter(membership::Column::Role.eq(Role::Owner))
        .all(conn)
        .await?;
    Ok(mine
        .iter()
        .any(|row| scope == Scope::Chain || row.host.is_some()))
}

/// Lists who could look after safety instead of somebody: the host's other organisers.
pub async fn list_successors(
    conn: &impl ConnectionTrait,
    face: &Face,
    instead_of: Uuid,
) -> Result<Vec<account::Model>, DbErr> {
    let all = organiser::list_of_host(conn, face.host.id).await?;
    Ok(all.into_iter().filter(|o| o.id != instead_of).collect())
}

/// Somebody who is to join a team.
#[derive(Clone, Debug)]
pub struct Invite {
    pub name: String,
    /// Already checked.
    pub email: String,
    pub role: Role,
    pub scope: Scope,
}

/// Why somebody did not join a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotInvited {
    Oneself,
    /// In the team already, under this name.
    AlreadyHere(String),
    /// The address asked not to be written to.
    NotWritten,
    /// The one who asks is no owner any more.
    MayNot,
    Name,
}

/// Adds somebody to a team, with the account they have or a new one, and writes to them once the time to take it back
/// is over.
pub async fn invite(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: &account::Model,
    new: &Invite,
) -> Result<Result<Uuid, NotInvited>, DbErr> {
    lock(txn, face).await?;
    if !may_manage(txn, face, by.id, new.scope).await? {
        return Ok(Err(NotInvited::MayNot));
    }
    take_in(txn, means, face, by, new).await
}

/// Does the same without asking who may: the caller did.
pub async fn take_in(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: &account::Model,
    new: &Invite,
) -> Result<Result<Uuid, NotInvited>, DbErr> {
    lock(txn, face).await?;
    let index = means.keys.address_index(&new.email);
    if mail::suppression::is_suppressed(txn, &index, means.now()).await? {
        return Ok(Err(NotInvited::NotWritten));
    }
    let account = match organiser::find_by_email(txn, &means.keys, &new.email).await? {
        Some(account) if account.id == by.id => return Ok(Err(NotInvited::Oneself)),
        Some(account) => account,
        None => match organiser::add(txn, means, &new.email, &new.name).await {
            Ok(account) => account,
            Err(AddError::Db(error)) => return Err(error),
            Err(_) => return Ok(Err(NotInvited::Name)),
        },
    };
    let mut has = roles_of(txn, face, account.id).await?.into_iter();
    if has.any(|row| covers(&row, new)) {
        return Ok(Err(NotInvited::AlreadyHere(account.name)));
    }
    let row = insert(txn, means, face, account.id, new).await?;
    note(txn, means, face, by.id, added(new.role), &row).await?;
    write(txn, means, face, by, &account, &row).await?;
    Ok(Ok(row.id))
}

/// Tells whether a role that somebody has makes another pointless, or stands in its place.
fn covers(row: &membership::Model, new: &Invite) -> bool {
    let same_place = Scope::of(row) == new.scope;
    same_place || (Scope::of(row) == Scope::Host && organiser::includes(row.role, new.role))
}

async fn roles_of(
    txn: &DatabaseTransaction,
    face: &Face,
    organiser: Uuid,
) -> Result<Vec<membership::Model>, DbErr> {
    membership::Entity::find()
        .filter(here(face))
        .filter(membership::Column::Organiser.eq(organiser))
        .all(txn)
        .await
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    new: &Invite,
) -> Result<membership::Model, DbErr> {
    let (host, chain) = match new.scope {
        Scope::Host => (Some(face.host.id), None),
        Scope::Chain => (None, Some(face.chain.id)),
    };
    membership::ActiveModel {
        id: Set(means.id()),
        organiser: Set(organiser),
        host: Set(host),
        chain: Set(chain),
        role: Set(new.role),
        made_at: Set(means.now()),
        morning: Set(true),
    }
    .insert(txn)
    .await
}

fn key_of(membership: Uuid) -> String {
    format!("team-invite:{membership}")
}

async fn write(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: &account::Model,
    to: &account::Model,
    row: &membership::Model,
) -> Result<(), DbErr> {
    let w = face.language();
    let what = match Scope::of(row) {
        Scope::Host => &face.host.name,
        Scope::Chain => &face.words.name,
    };
    let letter = Letter {
        w,
        kind: MailKind::TeamInvite,
        args: &[
            ("organiser", &by.name),
            ("what", what),
            (
                "role",
                &w.t(&format!("team-role-in-mail-{}", row.role.as_str())),
            ),
        ],
        greet: Some(&to.name),
        link: &format!("{}/sign-in", means.origin),
        signature: Some(&face.signature()),
        can_stop: false,
    };
    let address = organiser::address_of(&means.keys, to);
    let email = Email {
        kind: MailKind::TeamInvite,
        address: address.map_err(|error| DbErr::Custom(error.to_string()))?,
        to: To::Organiser { sign_in: None },
        chain: Some(face.chain.id),
        conversation: None,
        language: face.words.lang.clone(),
        letter: letter.write(),
        key: key_of(row.id),
        due: means.now() + means.undo,
    };
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(())
}

/// Tells whether somebody who was just added can still be taken back as if nothing had been.
pub fn may_take_back(means: &Means, row: &membership::Model) -> bool {
    means.now() < row.made_at + means.undo
}

/// Takes back that somebody was added, if their message has not gone out. An account that was made for it goes too.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    id: Uuid,
) -> Result<bool, DbErr> {
    lock(txn, face).await?;
    let Some(member) = find(txn, face, id).await? else {
        return Ok(false);
    };
    let allowed = may_manage(txn, face, by, Scope::of(&member.row)).await?;
    if !allowed || mail::cancel_keyed(txn, &means.sources, &key_of(id)).await? != 1 {
        return Ok(false);
    }
    membership::Entity::delete_by_id(id).exec(txn).await?;
    note(txn, means, face, by, "team.taken_back", &member.row).await?;
    let account = &member.account;
    if account.made_at == member.row.made_at && !was_used(txn, account.id).await? {
        account::Entity::delete_by_id(account.id).exec(txn).await?;
    }
    Ok(true)
}

/// Tells whether an account has a role or was ever signed in to.
async fn was_used(txn: &DatabaseTransaction, id: Uuid) -> Result<bool, DbErr> {
    let roles = membership::Entity::find().filter(membership::Column::Organiser.eq(id));
    let signs = sign_in::Entity::find().filter(sign_in::Column::Organiser.eq(id));
    let browsers = session::Entity::find().filter(session::Column::Organiser.eq(id));
    let all = roles.count(txn).await? + signs.count(txn).await? + browsers.count(txn).await?;
    Ok(all > 0)
}

/// What came of changing somebody's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Done,
    /// It was so already: they have this role, or have left.
    AlreadyDone,
    /// They are the last owner.
    LastOwner,
    /// They look after safety, and nobody was named who does so after them.
    NeedsKeeper,
    /// The one who asks is no owner any more.
    MayNot,
}

/// Gives somebody another role, or none: then they leave the team. Where others do it, all their browsers are signed
/// out, so that nothing that is open goes on with the old role.
pub async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    id: Uuid,
    to: Option<Role>,
    keeper: Option<Uuid>,
) -> Result<Changed, DbErr> {
    let host = lock(txn, face).await?;
    let Some(Member { row, .. }) = find(txn, face, id).await? else {
        return Ok(Changed::AlreadyDone);
    };
    let leaves = by == row.organiser && to.is_none();
    if !leaves && !may_manage(txn, face, by, Scope::of(&row)).await? {
        return Ok(Changed::MayNot);
    }
    if to == Some(row.role) {
        return Ok(Changed::AlreadyDone);
    }
    let loses = |needed| !to.is_some_and(|role| organiser::includes(role, needed));
    if row.role == Role::Owner && loses(Role::Owner) && !has_other_owner(txn, face, &row).await? {
        return Ok(Changed::LastOwner);
    }
    let keeps_safe = row.host.is_some() && host.safeguarding == Some(row.organiser);
    if keeps_safe && loses(Role::Organiser) {
        let others = list_successors(txn, face, row.organiser).await?;
        let Some(next) = keeper.filter(|id| others.iter().any(|o| o.id == *id)) else {
            return Ok(Changed::NeedsKeeper);
        };
        change_safeguarding(txn, host.id, next).await?;
        note_on_all(txn, means, face, by, "host.safeguarding", next).await?;
    }
    if let Some(role) = to {
        membership::ActiveModel {
            id: Set(row.id),
            role: Set(role),
            ..Default::default()
        }
        .update(txn)
        .await?;
    } else {
        mail::cancel_keyed(txn, &means.sources, &key_of(row.id)).await?;
        membership::Entity::delete_by_id(row.id).exec(txn).await?;
    }
    let act = match to {
        None if leaves => "team.left",
        None => "team.removed",
        Some(role) => made(role),
    };
    note(txn, means, face, by, act, &row).await?;
    if loses(Role::Organiser) {
        unsaved::leave(txn, row.organiser, face.host.id).await?;
    }
    if by != row.organiser && loses(row.role) {
        sessions::revoke_all(txn, means.now(), row.organiser).await?;
    }
    Ok(Changed::Done)
}

/// Locks the host's row, so that changes of its team come one after the other, and reads it as it is now. SQLite has
/// one writer anyway.
async fn lock(txn: &DatabaseTransaction, face: &Face) -> Result<host::Model, DbErr> {
    let found = host::Entity::find_by_id(face.host.id)
        .lock_exclusive()
        .one(txn)
        .await?;
    found.ok_or_else(|| DbErr::RecordNotFound("the host".to_owned()))
}

async fn has_other_owner(
    txn: &DatabaseTransaction,
    face: &Face,
    row: &membership::Model,
) -> Result<bool, DbErr> {
    let there = match Scope::of(row) {
        Scope::Host => Condition::all().add(membership::Column::Host.eq(face.host.id)),
        Scope::Chain => here(face),
    };
    let others = membership::Entity::find()
        .filter(there)
        .filter(membership::Column::Role.eq(Role::Owner))
        .filter(membership::Column::Id.ne(row.id))
        .count(txn)
        .await?;
    Ok(others > 0)
}

const fn added(role: Role) -> &'static str {
    match role {
        Role::Owner => "team.added_owner",
        Role::Organiser => "team.added_organiser",
        Role::Coder => "team.added_coder",
        Role::Reader => "team.added_reader",
    }
}

const fn made(role: Role) -> &'static str {
    match role {
        Role::Owner => "team.made_owner",
        Role::Organiser => "team.made_organiser",
        Role::Coder => "team.made_coder",
        Role::Reader => "team.made_reader",
    }
}

/// Notes a change of somebody's role: on this chain, or on every chain of the host when the role is the host's.
async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    act: &'static str,
    row: &membership::Model,
) -> Result<(), DbErr> {
    if row.host.is_some() {
        return note_on_all(txn, means, face, by, act, row.organiser).await;
    }
    audit::organiser_did(txn, means, by, act, row.organiser, face.chain.id).await
}

async fn note_on_all(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    act: &'static str,
    whom: Uuid,
) -> Result<(), DbErr> {
    let chains: Vec<Uuid> = chain::Entity::find()
        .select_only()
        .column(chain::Column::Id)
        .filter(chain::Column::Host.eq(face.host.id))
        .into_tuple()
        .all(txn)
        .await?;
    for id in chains {
        audit::organiser_did(txn, means, by, act, whom, id).await?;
    }
    Ok(())
}

/// Tells whether an error means that somebody else added the same person at the same moment.
pub fn was_added_meanwhile(error: &DbErr) -> bool {
    db::is_unique_violation(error)
}
