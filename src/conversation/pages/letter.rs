//! A letter to one person, on one sheet of paper: the words of their invitation or the way to their page, with a QR
//! code, the address written out, their code, and whom to call.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Duration;
use entity::{link, participant};

use super::code::{ask_for_link, typed_address};
use super::{How, Visit};
use crate::app::App;
use crate::chain::Face;
use crate::chain::desk::public_page;
use crate::conversation::ways;
use crate::conversation::{self as rules, step};
use crate::i18n::{LANGUAGES, Language};
use crate::people::{self, FORGET_AFTER, links};
use crate::qr;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/p/{token}/chat/{chat}/letter", show)
}

/// What the letter is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// Somebody they know would like to talk with them.
    Invitation,
    /// The host asks them to be a first person.
    FirstInvitation,
    /// The way to their own page.
    OwnPage,
}

#[derive(Template)]
#[template(path = "resident/letter.html")]
struct LetterPage {
    page: Page,
    back: String,
    about: About,
    first: String,
    inviter: String,
    topic: String,
    /// The chain is about something private: its topic is not in large letters.
    quiet: bool,
    ends: String,
    forgotten: String,
    /// The person's own address: what the QR code says.
    address: String,
    qr: String,
    typed: String,
    code: String,
    /// Where the slip goes.
    reply_to: String,
    languages: &'static [Language],
}

/// Draws the letter to a person with a link that works.
pub(crate) async fn draw(
    app: &App,
    face: Face,
    person: participant::Model,
    link: &link::Model,
    back: String,
) -> Result<Response> {
    let token = app.means.keys.link_token(link.id, link.generation);
    let address = format!("{}/p/{token}", app.means.origin);
    let visit = Visit::new(app, &token, person, face);
    let read = &app.db.read;
    let incoming = rules::find_last_incoming(read, visit.person.id).await?;
    let inviter = step::find_inviter(read, &visit.person).await?;
    let about = match (visit.person.agreed_at, visit.is_starter(), inviter) {
        (None, true, _) => About::FirstInvitation,
        (None, false, Some(_)) => About::Invitation,
        _ => About::OwnPage,
    };
    let days = Duration::days(i64::from(visit.face.chain.rules.invitation_days));
    let joined = visit.person.joined_at;
    let (ends, forgotten) = incoming.map_or((joined + days, joined + FORGET_AFTER), |c| {
        (c.expires_at, c.forget_at)
    });
    let first = people::first_name(&visit.person).to_owned();
    let (w, zone) = (visit.w, visit.face.zone());
    render(&LetterPage {
        page: public_page(
            &visit.face,
            w.with("letter-title", &[("person", &visit.called(&first))]),
        ),
        back,
        about,
        first,
        inviter: visit.inviter(read).await?,
        topic: visit.face.words.topic.clone(),
        quiet: visit.face.chain.sensitive,
        ends: w.date(ends, zone),
        forgotten: w.date(forgotten, zone),
        qr: qr::svg(&address).unwrap_or_default(),
        address,
        typed: typed_address(app),
        code: links::code_of(&app.means, link).unwrap_or_default(),
        reply_to: reply_to(&visit.face),
        languages: LANGUAGES,
    })
}

/// Returns where a paper slip is brought or sent: many hosts write their name into their address.
pub(crate) fn reply_to(face: &Face) -> String {
    let (host, address) = (&face.host.name, &face.host.contact.address);
    if address.is_empty() {
        host.clone()
    } else if address.contains(host.as_str()) {
        address.clone()
    } else {
        format!("{host}, {address}")
    }
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    let read = &app.db.read;
    let chat = visit.chat(read).await?;
    // The letter carries the other person's own link.
    if visit.how == How::Code {
        return ask_for_link(&visit);
    }
    let Some(partner) = people::find(read, chat.partner).await? else {
        return Ok(visit.to_home());
    };
    // Only while it goes through their hands: their copy of the link ends with the yes.
    let to_give = ways::link_to_give(read, &app.means, &chat).await?.is_some();
    let link = links::find_open(read, partner.id, app.means.now()).await?;
    match link.filter(|_| to_give) {
        Some(link) => draw(&app, visit.face.clone(), partner, &link, visit.href("")).await,
        None => Ok(visit.to_home()),
    }
}
