//! The messages about helping hands. They name nobody: a first name and a detail stand only on the page of the person who
//! may see them.

use entity::{action_owner, introduction, participant};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, QueryFilter};

use crate::chain::Face;
use crate::conversation::hands::{introduction_stem, owner_stem};
use crate::i18n::{Arg, Words};
use crate::mail::MailKind;
use crate::means::Means;
use crate::people::emails::{Draft, write};
use crate::plan::telling::{can_be_told, tell_each};

/// Writes the question whether somebody would look after an action, as they get it.
pub fn owner_ask(
    face: &Face,
    person: &participant::Model,
    address: &str,
    towards: &str,
    key: String,
) -> Draft {
    let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name), ("towards", &towards)];
    write(face, person, address, MailKind::OwnerAsk, args, key)
}

/// Writes the question whether somebody would like to be introduced, as they get it.
pub fn introduction_ask(
    face: &Face,
    person: &participant::Model,
    address: &str,
    (why, ends): (&str, chrono::DateTime<chrono::Utc>),
    key: String,
) -> Draft {
    let by = Words::of(&person.language).date(ends, face.zone());
    let args: &[(&'static str, &dyn Arg)] =
        &[("host", &face.host.name), ("why", &why), ("by", &by)];
    write(face, person, address, MailKind::IntroductionAsk, args, key)
}

async fn reachable(
    txn: &DatabaseTransaction,
    person: &participant::Model,
) -> Result<Vec<participant::Model>, DbErr> {
    can_be_told(person.chain)
        .filter(participant::Column::Id.eq(person.id))
        .all(txn)
        .await
}

/// Asks somebody by message to look after an action.
pub(super) async fn owner_asked(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    row: &action_owner::Model,
    person: &participant::Model,
    towards: &str,
) -> Result<(), DbErr> {
    let people = reachable(txn, person).await?;
    let due = means.now() + means.undo;
    tell_each(txn, means, people, due, |person, address| {
        let key = format!("{}{}", owner_stem(row.id), person.id);
        owner_ask(face, person, address, towards, key)
    })
    .await?;
    Ok(())
}

/// Asks each of two people by message whether they would like to be introduced.
pub(super) async fn introduction_asked(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    row: &introduction::Model,
    people: &[participant::Model; 2],
) -> Result<(), DbErr> {
    let due = means.now() + means.undo;
    for person in people {
        let reached = reachable(txn, person).await?;
        tell_each(txn, means, reached, due, |person, address| {
            let key = format!("{}ask:{}", introduction_stem(row.id), person.id);
            introduction_ask(face, person, address, (&row.why, row.expires_at), key)
        })
        .await?;
    }
    Ok(())
}

/// Tells both that both said yes.
pub(super) async fn introduced(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    row: &introduction::Model,
) -> Result<(), DbErr> {
    let people = can_be_told(row.chain)
        .filter(participant::Column::Id.is_in([row.one, row.other]))
        .all(txn)
        .await?;
    tell_each(txn, means, people, means.now(), |person, address| {
        let ends = Words::of(&person.language).date(row.expires_at, face.zone());
        let args: &[(&'static str, &dyn Arg)] = &[("ends", &ends)];
        let key = format!("{}made:{}", introduction_stem(row.id), person.id);
        write(face, person, address, MailKind::Introduced, args, key)
    })
    .await?;
    Ok(())
}
