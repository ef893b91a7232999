//! What a reminder says.

use entity::shared::Step;
use entity::{conversation, participant};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::Open;
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::{ACT, MailKind, compose::Written};
use crate::people::{self, emails};

/// Returns the message that reminds of a step.
pub const fn kind_of(step: Step) -> MailKind {
    match step {
        Step::Start => MailKind::RemindStart,
        Step::Answer => MailKind::RemindAnswer,
        Step::Contact => MailKind::RemindContact,
        Step::Write => MailKind::RemindWrite,
        Step::PassOn => MailKind::RemindPassOn,
    }
}

/// Writes a reminder as it will go out, for an organiser to read first. `None` when one of the two is gone.
pub async fn preview(
    conn: &impl ConnectionTrait,
    face: &Face,
    open: &Open,
) -> Result<Option<Written>, DbErr> {
    let Some(actor) = people::find(conn, open.actor).await? else {
        return Ok(None);
    };
    let draft = draft(conn, face, open, &actor, "", String::new()).await?;
    Ok(draft.map(|draft| draft.letter))
}

/// Writes a reminder to an address.
pub(super) async fn draft(
    conn: &impl ConnectionTrait,
    face: &Face,
    open: &Open,
    actor: &participant::Model,
    address: &str,
    key: String,
) -> Result<Option<emails::Draft>, DbErr> {
    let Some(other) = other(conn, open).await? else {
        return Ok(None);
    };
    let w = Words::of(&actor.language);
    let day = |at| w.date(at, face.zone());
    let (since, ends) = (day(open.since), open.ends.map(day).unwrap_or_default());
    let (name, first) = (people::shown_name(&other), people::first_name(&other));
    let args: &[(&'static str, &dyn Arg)] = match open.step {
        Step::Start => &[
            ("host", &face.host.name),
            ("topic", &face.words.topic),
            ("ends", &ends),
        ],
        Step::Answer => &[
            ("inviter", &name),
            ("first", &first),
            ("topic", &face.words.topic),
            ("ends", &ends),
        ],
        Step::Contact => &[("partner", &first), ("since", &since)],
        Step::Write => &[("partner", &first)],
        Step::PassOn => &[],
    };
    let kind = kind_of(open.step);
    let draft = emails::write_with_link(face, actor, address, kind, args, ACT, key);
    Ok(Some(emails::Draft {
        conversation: open.conversation,
        ..draft
    }))
}

/// Finds the other person of the link; for a person's own step themself.
async fn other(
    conn: &impl ConnectionTrait,
    open: &Open,
) -> Result<Option<participant::Model>, DbErr> {
    let Some(id) = open.conversation else {
        return people::find(conn, open.person).await;
    };
    let link: Option<conversation::Model> = conversation::Entity::find_by_id(id).one(conn).await?;
    let Some(link) = link else {
        return Ok(None);
    };
    let other = if open.actor == link.partner {
        link.initiator
    } else {
        link.partner
    };
    people::find(conn, other).await
}
