//! Saying yes to a chain a resident asked for: it is made as a draft, and they are taken in as one of its organisers.

use entity::shared::{AskAnswer, Role};
use entity::{chain_ask, organiser as account};
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use crate::chain::templates::Template;
use crate::chain::{self, About, Face};
use crate::conversation::{begin, hands};
use crate::desk::team::rules::{self, Invite, NotInvited, Scope};
use crate::means::Means;
use crate::organiser::audit;
use crate::people;

/// What the new chain is called and about.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub name: &'a str,
    pub topic: &'a str,
    pub template: &'a Template,
}

/// What came of saying yes. Roll back unless it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approved {
    /// This chain.
    Made(Uuid),
    /// It was answered or taken back meanwhile, or the person left.
    AlreadyDone,
    /// The person has no address to sign in with.
    NoAddress,
    /// The address asked not to be written to.
    NotWritten,
}

/// Makes the chain, takes the person in as an organiser of this chain alone, and tells them. Whoever may start a chain of
/// the host may do so; the caller asks.
pub async fn approve(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: &account::Model,
    ask: &chain_ask::Model,
    new: &New<'_>,
) -> Result<Approved, DbErr> {
    let person = people::find(txn, ask.participant).await?;
    let Some(person) = person.filter(|person| person.name.is_some()) else {
        return Ok(Approved::AlreadyDone);
    };
    if !hands::hold(txn, &person).await? {
        return Ok(Approved::AlreadyDone);
    }
    let address = begin::address(means, ask, &person);
    if !begin::answer(txn, means, by.id, ask, (AskAnswer::Yes, "")).await? {
        return Ok(Approved::AlreadyDone);
    }
    let Some(email) = address else {
        return Ok(Approved::NoAddress);
    };
    let about = About {
        name: new.name,
        topic: new.topic,
        purpose: &new.template.purpose,
    };
    let made = chain::create(txn, means, &face.host, new.template, about).await?;
    audit::organiser_did(txn, means, by.id, "chain.made", made.id, made.id).await?;
    let theirs = chain::find_face(txn, made.id).await?;
    let theirs = theirs.ok_or_else(|| DbErr::RecordNotFound("the new chain".to_owned()))?;
    let invite = Invite {
        name: people::shown_name(&person).to_owned(),
        email,
        role: Role::Organiser,
        scope: Scope::Chain,
    };
    match rules::take_in(txn, means, &theirs, by, &invite).await? {
        // Who organises the host's chains already has this one, too.
        Ok(_) | Err(NotInvited::Oneself | NotInvited::AlreadyHere(_)) => {}
        Err(_) => return Ok(Approved::NotWritten),
    }
    begin::made(txn, means, face, ask, made.id).await?;
    Ok(Approved::Made(made.id))
}
