//! The message about what became of a proposal. It quotes nothing of it: the person's page does.

use entity::shared::ProposalOutcome;
use entity::{participant, proposal};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, QueryFilter};

use crate::chain::Face;
use crate::i18n::Arg;
use crate::mail::MailKind;
use crate::means::Means;
use crate::people::emails::{Draft, write};
use crate::plan::telling::{can_be_told, tell_each};

const fn kind(outcome: ProposalOutcome) -> MailKind {
    match outcome {
        ProposalOutcome::Taken => MailKind::ProposalTaken,
        ProposalOutcome::Joined => MailKind::ProposalJoined,
        ProposalOutcome::Declined => MailKind::ProposalDeclined,
    }
}

/// Writes what somebody reads when their proposal was decided.
pub fn told(
    face: &Face,
    person: &participant::Model,
    address: &str,
    (outcome, reason): (ProposalOutcome, &str),
    key: String,
) -> Draft {
    let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name), ("reason", &reason)];
    write(face, person, address, kind(outcome), args, key)
}

/// Tells the person what became of their proposal, once.
pub(super) async fn decided(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    proposal: &proposal::Model,
    decision: (ProposalOutcome, &str),
) -> Result<(), DbErr> {
    let people = can_be_told(proposal.chain)
        .filter(participant::Column::Id.eq(proposal.participant))
        .all(txn)
        .await?;
    let due = means.now() + means.undo;
    tell_each(txn, means, people, due, |person, address| {
        let key = format!("proposal:{}", proposal.id);
        told(face, person, address, decision, key)
    })
    .await?;
    Ok(())
}
