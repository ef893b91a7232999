//! The organiser's desk: a chain at a glance, which links need help, everyone in it, and the messages.
//!
//! It sits above the conversation and reads what that writes. What an organiser changes here goes through the same
//! guarded rules as what people change themselves, and is noted in the audit log with the organiser's id.
//!
//! The modules stand by area, each with the routes of its area below.

use entity::participant;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use uuid::Uuid;

use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit;
use crate::people;
use crate::web::Routes;

// The organiser's chains, one of them at a glance, and how it goes.
mod chains;
pub mod health;
mod live;
pub mod map;
mod needs_help;
mod overview;

// Everyone in a chain, and how first people come into it.
mod add;
pub mod paste;
mod roll;
mod sheet;
mod starters;

// One person: what happened, how they are reached, and what they asked for.
mod asked;
mod contact;
mod details;
mod find;
mod fits;
mod notes;
mod opened;
mod person;
pub mod timeline;
mod wishes;

// Links that stand still: what helps, asked first, one at a time or several together.
pub mod bulk;
mod decide;
mod endings;
pub mod help;
mod never;
mod next;
mod remind;
mod rest;
mod step_in;
mod together;

// Messages that went out, and answers that came in.
mod delivery;
mod instead;
mod message;
pub mod messages;
pub mod morning;
pub mod replies;
mod resend;

// Without e-mail: on the phone, on paper, and writing for somebody.
pub mod acting;
mod behalf;
mod call_list;
mod calls;
mod letters;
mod print;
mod script;
mod slip;
mod soon;
pub mod to_call;
mod type_in;

// Looking after a chain: its team, its log, worries, gatherings and its end.
pub mod asks;
mod close;
mod gatherings;
pub mod log;
mod reports;
pub mod team;
mod worries;

pub use crate::conversation::snapshot;
pub use live::Hub;

/// Returns the pages of the desk that show people and messages.
pub fn routes() -> Routes {
    chain_routes()
        .merge(people_routes())
        .merge(person_routes())
        .merge(link_routes())
        .merge(message_routes())
        .merge(paper_routes())
        .merge(care_routes())
}

fn chain_routes() -> Routes {
    chains::routes()
        .merge(overview::routes())
        .merge(map::routes())
        .merge(health::routes())
        .merge(live::routes())
}

fn people_routes() -> Routes {
    roll::routes().merge(add::routes()).merge(sheet::routes())
}

fn person_routes() -> Routes {
    person::routes()
        .merge(contact::routes())
        .merge(notes::routes())
        .merge(asked::routes())
        .merge(find::routes())
}

fn link_routes() -> Routes {
    remind::routes()
        .merge(rest::routes())
        .merge(step_in::routes())
        .merge(endings::routes())
        .merge(never::routes())
        .merge(bulk::routes())
}

fn message_routes() -> Routes {
    message::routes()
        .merge(instead::routes())
        .merge(resend::routes())
        .merge(replies::routes())
}

fn paper_routes() -> Routes {
    behalf::routes()
        .merge(type_in::routes())
        .merge(slip::routes())
        .merge(calls::routes())
        .merge(call_list::routes())
        .merge(script::routes())
        .merge(print::routes())
        .merge(letters::routes())
}

fn care_routes() -> Routes {
    team::routes()
        .merge(log::routes())
        .merge(reports::routes())
        .merge(worries::routes())
        .merge(gatherings::routes())
        .merge(close::routes())
        .merge(asks::routes())
}

/// Finds a person of this chain.
pub async fn find_person(
    conn: &impl ConnectionTrait,
    face: &Face,
    id: Uuid,
) -> Result<Option<participant::Model>, DbErr> {
    Ok(people::find(conn, id)
        .await?
        .filter(|person| person.chain == face.chain.id))
}

/// Notes in the audit log what an organiser did to a person.
async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    act: &'static str,
    person: &participant::Model,
) -> Result<(), DbErr> {
    audit::organiser_did(txn, means, organiser, act, person.id, person.chain).await
}
