//! What an organiser does about messages that did not arrive: several tried again at once, or a letter on paper.
//!
//! A letter carries the person's own link as it is: it does not end what they may have in their hands already, and an
//! organiser could act for them anyway (docs/decisions/0015). That it was printed is noted.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{link, outbox, participant};
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::messages::{self, Envelope};
use super::{message, note};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::conversation::Outcome;
use crate::conversation::pages::letter::{self, Letter};
use crate::mail::{self, ACT, CODE, MailKind, STOP};
use crate::means::Means;
use crate::organiser::SignedIn;
use crate::organiser::audit::{self, By};
use crate::people::{self, links};
use crate::web::{Error, Form, Result, Routes};
use crate::{db, submission};

/// How many messages are tried again at once: a page of the list.
const AT_ONCE: usize = 50;

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/messages/again", again)
        .post("/desk/{slug}/messages/{id}/letter", print)
}

/// Finds who gets a letter in place of a message, and the link that stands in it. `None` for a message that arrived,
/// that goes to no person of the chain, or whose code is worth nothing on paper.
pub async fn find_letter(
    app: &App,
    message: &outbox::Model,
) -> Result<Option<(participant::Model, link::Model)>> {
    let read = &app.db.read;
    let Some(id) = message.participant else {
        return Ok(None);
    };
    let Some(person) = people::find(read, id).await? else {
        return Ok(None);
    };
    let unreachable = person.email.is_none() || person.bounced_at.is_some();
    let arrived = message.sent_at.is_some() && !unreachable;
    let waits = !unreachable
        && message.held_at.is_none()
        && message.failed_at.is_none()
        && message.expired_at.is_none()
        && message.in_doubt_at.is_none();
    let of_a_code = message.sign_in.is_some();
    if arrived || waits || of_a_code || person.stopped_at.is_some() {
        return Ok(None);
    }
    let link = links::find_open(read, person.id, app.means.now()).await?;
    Ok(link.map(|link| (person, link)))
}

/// Draws the letter with the words of the message, notes it, and takes a message that is on hold back.
async fn print(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = message::find(&app, &desk, &id).await?;
    let (person, link) = find_letter(&app, &found).await?.ok_or(Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    // One that is not on hold goes its own way.
    let _ = mail::put_on_paper(&txn, &app.means.sources, &found).await?;
    note(
        &txn,
        &app.means,
        desk.by.organiser.id,
        "letter.printed",
        &person,
    )
    .await?;
    txn.commit().await?;
    let back = desk.href(&format!("/messages/{}", found.id));
    let letter = Letter::of(&app, &desk.face, person, &link).await?;
    letter::show(&app, &desk.face, in_words_of(letter, &found), back).await
}

/// Gives a letter the words of a message. An invitation keeps those that are made for paper.
fn in_words_of(letter: Letter, message: &outbox::Model) -> Letter {
    let invites = MailKind::parse(&message.kind).is_none_or(MailKind::is_invitation);
    let said = paragraphs(&message.text);
    if invites || said.0.is_empty() {
        return letter;
    }
    letter.saying(message.subject.clone(), said)
}

/// Takes from a message what it says, before its link and after it: not the greeting and the signature, which a letter
/// has itself, and not the links, for which it has a square.
pub(super) fn paragraphs(text: &str) -> (Vec<String>, Vec<String>) {
    let mut said = (Vec::new(), Vec::new());
    let mut linked = false;
    let parts = text
        .split("\n\n")
        .take_while(|part| !part.starts_with("--"));
    for part in parts.skip(1).map(str::trim).filter(|part| !part.is_empty()) {
        if [ACT, STOP, CODE].iter().any(|mark| part.contains(mark)) {
            linked = true;
        } else if linked {
            said.1.push(part.to_owned());
        } else {
            said.0.push(part.to_owned());
        }
    }
    said
}

/// Tries the ticked messages again. What cannot be tried again is left as it is, and counted.
async fn again(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let by = desk.by.organiser.id;
    let chosen: Vec<Uuid> = form
        .all("message")
        .into_iter()
        .filter_map(|id| Uuid::parse_str(id).ok())
        .take(AT_ONCE)
        .collect();
    let txn = db::begin_write(&app.db).await?;
    if let Some(before) = submission::find(&txn, by, form.value("nonce")).await? {
        return Ok(Redirect::to(&before).into_response());
    }
    let mut tried = 0;
    for id in &chosen {
        let found = messages::find(&txn, &desk.face, *id).await?;
        let found = found.filter(|m| Envelope::from(m).may_be_tried(app.means.now()));
        if let Some(message) = found {
            let done = try_again(&txn, &app.means, by, &message).await?;
            tried += usize::from(done == Outcome::Done);
        }
    }
    let left = chosen.len() - tried;
    let to = desk.href(&format!("/messages?tried={tried}&left={left}"));
    submission::keep(&txn, &app.means.sources, by, form.value("nonce"), &to).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Redirect::to(&to).into_response())
}

/// Lets a message that is on hold or was given up be sent at once, and notes who said so.
pub(super) async fn try_again(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    message: &outbox::Model,
) -> Result<Outcome, DbErr> {
    if !mail::try_again(txn, &means.sources, message).await? {
        return Ok(Outcome::AlreadyDone);
    }
    let by = By::Organiser(organiser);
    let (object, chain) = (Some(message.id), message.chain);
    audit::note(txn, &means.sources, by, "message.again", object, chain).await?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_what_the_message_said_without_greeting_links_and_signature() {
        let text = format!(
            "Dear Sam,\n\nGood news. Maria said yes.\n\nSee how to reach Maria:\n\n{ACT}\n\nBy Friday.\n\n--\nAsha\n\nStop:\n{STOP}\n"
        );
        let (before, after) = paragraphs(&text);
        assert_eq!(
            before,
            ["Good news. Maria said yes.", "See how to reach Maria:"]
        );
        assert_eq!(after, ["By Friday."]);
        assert!(paragraphs("").0.is_empty());
    }
}
