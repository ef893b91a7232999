//! A worry about somebody, written down for the host's safeguarding person and nobody else.
//!
//! The words are sealed, and stand in no list, record, download or evidence. The message about it says nothing of
//! them. When one of the two people of the chat is forgotten the words go too, unless they are kept on purpose.
//!
//! A worry that was closed and is not kept has no words any more; in their place may stand, sealed as they were, what the
//! safeguarding person did about it. It goes with the people.

use chrono::{DateTime, Utc};
use entity::{audit as audit_row, conversation, organiser as organiser_row, participant, worry};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Outcome;
use crate::chain::{self, Face};
use crate::keys::{Place, Unreadable};
use crate::mail::{self, Email, Letter, MailKind, To};
use crate::means::Means;
use crate::organiser;
use crate::organiser::audit;

/// The longest worry, in characters.
pub const TEXT_MAX: usize = 4_000;
/// The longest account of what was done about one, in characters.
pub const DONE_MAX: usize = 1_000;
/// What the audit log calls opening the words.
const SHOWN: &str = "worry.shown";

/// Lists the chats a person has or had, as either of the two, the newest first.
pub async fn list_chats(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<conversation::Model>, DbErr> {
    conversation::Entity::find()
        .filter(either(person))
        .filter(conversation::Column::AgreedAt.is_not_null())
        .order_by_desc(conversation::Column::InvitedAt)
        .order_by_desc(conversation::Column::Id)
        .all(conn)
        .await
}

fn either(person: Uuid) -> Condition {
    Condition::any()
        .add(conversation::Column::Initiator.eq(person))
        .add(conversation::Column::Partner.eq(person))
}

/// Returns the other of the two.
pub fn other_of(chat: &conversation::Model, person: Uuid) -> Uuid {
    if chat.initiator == person {
        chat.partner
    } else {
        chat.initiator
    }
}

/// Finds the host's safeguarding person.
pub async fn find_keeper(
    conn: &impl ConnectionTrait,
    face: &Face,
) -> Result<Option<organiser_row::Model>, DbErr> {
    match face.host.safeguarding {
        Some(id) => organiser::find(conn, id).await,
        None => Ok(None),
    }
}

/// Keeps a worry, sealed, and tells the safeguarding person that there is one.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: &participant::Model,
    chat: &conversation::Model,
    text: &str,
) -> Result<Uuid, DbErr> {
    let id = means.id();
    let sealed = means.keys.seal(&means.sources, Place::WorryText, id, text);
    worry::ActiveModel {
        id: Set(id),
        chain: Set(chat.chain),
        conversation: Set(chat.id),
        by_id: Set(by.id),
        entered_by: Set(means.entered_by()),
        text: Set(Some(sealed)),
        at: Set(means.now()),
        hold: Set(false),
        closed_at: Set(None),
        closed_by: Set(None),
    }
    .insert(txn)
    .await?;
    tell_keeper(txn, means, face, id).await?;
    Ok(id)
}

/// Mails the safeguarding person. The message belongs to no chain, so that it stands in no list of the chain's
/// messages. Without a readable address the worry still stands at the desk.
async fn tell_keeper(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    worry: Uuid,
) -> Result<(), DbErr> {
    let Some(keeper) = find_keeper(txn, face).await? else {
        tracing::error!("a worry was written down and the host has no safeguarding person");
        return Ok(());
    };
    let Ok(address) = organiser::address_of(&means.keys, &keeper) else {
        tracing::error!("the address of the safeguarding person cannot be read");
        return Ok(());
    };
    let letter = Letter {
        w: face.language(),
        kind: MailKind::WorryNoted,
        args: &[],
        greet: Some(&keeper.name),
        link: &format!("{}/desk/{}/worries", means.origin, face.chain.slug),
        signature: None,
        can_stop: false,
    };
    let email = Email {
        kind: MailKind::WorryNoted,
        address,
        to: To::Organiser { sign_in: None },
        chain: None,
        conversation: None,
        language: face.words.lang.clone(),
        letter: letter.write(),
        key: format!("worry-noted:{worry}"),
        due: means.now(),
    };
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(())
}

/// A worry as its list shows it: everything but the words.
#[derive(Clone, Debug)]
pub struct Listed {
    pub worry: worry::Model,
    /// Who wrote it.
    pub by: Uuid,
    /// The other person of the chat.
    pub about: Uuid,
}

/// Counts the worries of a chain.
pub async fn count(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    worry::Entity::find()
        .filter(worry::Column::Chain.eq(chain))
        .count(conn)
        .await
}

/// Counts the worries of a chain that are still open.
pub async fn count_open(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    worry::Entity::find()
        .filter(worry::Column::Chain.eq(chain))
        .filter(worry::Column::ClosedAt.is_null())
        .count(conn)
        .await
}

/// Lists the worries of a chain, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    offset: u64,
    rows: u64,
) -> Result<Vec<Listed>, DbErr> {
    let found = worry::Entity::find()
        .filter(worry::Column::Chain.eq(chain))
        .order_by_desc(worry::Column::At)
        .order_by_desc(worry::Column::Id)
        .offset(offset)
        .limit(rows)
        .all(conn)
        .await?;
    listed(conn, found).await
}

/// Finds one worry of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<Listed>, DbErr> {
    let found = worry::Entity::find_by_id(id)
        .filter(worry::Column::Chain.eq(chain))
        .all(conn)
        .await?;
    Ok(listed(conn, found).await?.pop())
}

async fn listed(
    conn: &impl ConnectionTrait,
    found: Vec<worry::Model>,
) -> Result<Vec<Listed>, DbErr> {
    let chats = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(found.iter().map(|w| w.conversation)))
        .all(conn)
        .await?;
    let with_chat = |worry: worry::Model| {
        let chat = chats.iter().find(|c| c.id == worry.conversation)?;
        Some(Listed {
            by: worry.by_id,
            about: other_of(chat, worry.by_id),
            worry,
        })
    };
    Ok(found.into_iter().filter_map(with_chat).collect())
}

/// Opens the words for the safeguarding person, and logs it. `None` when they were deleted.
pub async fn open(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    worry: &worry::Model,
) -> Result<Result<Option<String>, Unreadable>, DbErr> {
    note(txn, means, organiser, SHOWN, worry).await?;
    let text = worry.text.as_deref();
    Ok(text
        .map(|sealed| means.keys.open(Place::WorryText, worry.id, sealed))
        .transpose())
}

/// Tells whether an organiser has opened the words.
pub async fn is_opened(
    conn: &impl ConnectionTrait,
    organiser: Uuid,
    worry: &worry::Model,
) -> Result<bool, DbErr> {
    let opened = audit_row::Entity::find()
        .filter(audit_row::Column::ObjectId.eq(worry.id))
        .filter(audit_row::Column::ActorId.eq(organiser))
        .filter(audit_row::Column::Act.eq(SHOWN))
        .count(conn)
        .await?;
    Ok(opened > 0)
}

/// Tells whether the words that somebody wrote are still there.
pub const fn has_words(worry: &worry::Model) -> bool {
    worry.text.is_some() && (worry.closed_at.is_none() || worry.hold)
}

/// What the safeguarding person decides about a worry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Keep the words, even if somebody is forgotten; it stays open.
    Hold,
    /// The words go with the people again; it stays open.
    Release,
    /// Done with; the words are kept on purpose.
    CloseAndKeep,
    /// Done with; the words are deleted now.
    CloseAndDelete,
}

impl Decision {
    pub const ALL: &[Self] = &[
        Self::Hold,
        Self::Release,
        Self::CloseAndKeep,
        Self::CloseAndDelete,
    ];

    /// Returns the text used in forms, which is also the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::CloseAndKeep => "close-keep",
            Self::CloseAndDelete => "close-delete",
        }
    }

    /// Tells whether there is something to decide here.
    pub fn fits(self, worry: &worry::Model) -> bool {
        let (open, words) = (worry.closed_at.is_none(), has_words(worry));
        match self {
            Self::Hold => open && words && !worry.hold,
            Self::Release => open && words && worry.hold,
            Self::CloseAndKeep => open && words,
            Self::CloseAndDelete => open || words,
        }
    }

    /// Tells whether nothing is left to do about it afterwards.
    pub const fn closes(self) -> bool {
        matches!(self, Self::CloseAndKeep | Self::CloseAndDelete)
    }

    const fn act(self) -> &'static str {
        match self {
            Self::Hold => "worry.held",
            Self::Release => "worry.released",
            Self::CloseAndKeep => "worry.closed",
            Self::CloseAndDelete => "worry.deleted",
        }
    }
}

/// Does what the safeguarding person decided, and logs it. Where the words are deleted, what was `done` about them can be
/// kept in their place. Nobody closes what they have not read: then nothing is done.
pub async fn decide(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    worry: &worry::Model,
    decision: Decision,
    done: Option<&str>,
) -> Result<Outcome, DbErr> {
    let unread = has_words(worry) && !is_opened(txn, organiser, worry).await?;
    if !decision.fits(worry) || (decision.closes() && unread) {
        return Ok(Outcome::AlreadyDone);
    }
    let hold = matches!(decision, Decision::Hold | Decision::CloseAndKeep);
    let mut update = worry::Entity::update_many()
        .col_expr(worry::Column::Hold, Expr::value(hold))
        .filter(worry::Column::Id.eq(worry.id));
    if decision.closes() {
        let at: DateTime<Utc> = worry.closed_at.unwrap_or(means.now());
        let by = worry.closed_by.unwrap_or(organiser);
        update = update
            .col_expr(worry::Column::ClosedAt, Expr::value(at))
            .col_expr(worry::Column::ClosedBy, Expr::value(by));
    }
    if decision == Decision::CloseAndDelete {
        let seal = |done| {
            let (keys, sources) = (&means.keys, &means.sources);
            keys.seal(sources, Place::WorryText, worry.id, done)
        };
        update = update.col_expr(worry::Column::Text, Expr::value(done.map(seal)));
    }
    let done = update.exec(txn).await?;
    note(txn, means, organiser, decision.act(), worry).await?;
    Ok(Outcome::of(done.rows_affected))
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    act: &'static str,
    worry: &worry::Model,
) -> Result<(), DbErr> {
    audit::organiser_did(txn, means, organiser, act, worry.id, worry.chain).await
}

/// Removes the words of worries that a person wrote or that are about a chat of theirs (I7), unless they are kept on
/// purpose.
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    let chats: Vec<Uuid> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .filter(either(person))
        .into_tuple()
        .all(txn)
        .await?;
    let theirs = Condition::any()
        .add(worry::Column::ById.eq(person))
        .add(worry::Column::Conversation.is_in(chats));
    worry::Entity::update_many()
        .col_expr(worry::Column::Text, Expr::value(None::<Vec<u8>>))
        .filter(theirs)
        .filter(worry::Column::Hold.eq(false))
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes the words of worries of chains that were closed before `closed_before`, unless they are kept on purpose.
/// Returns how many.
pub async fn forget_old(
    txn: &DatabaseTransaction,
    closed_before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let done = worry::Entity::update_many()
        .col_expr(worry::Column::Text, Expr::value(None::<Vec<u8>>))
        .filter(worry::Column::Text.is_not_null())
        .filter(worry::Column::Hold.eq(false))
        .filter(worry::Column::Chain.in_subquery(chain::state::closed_before(closed_before)))
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}
