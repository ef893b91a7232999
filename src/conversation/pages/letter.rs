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
use crate::chain::desk::public_page;
use crate::chain::{self, Face};
use crate::conversation::ways;
use crate::conversation::{self as rules, step};
use crate::i18n::{self, Language};
use crate::people::{self, FORGET_AFTER, links};
use crate::qr;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/p/{token}/chat/{chat}/letter", to_give)
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
    /// What a message said that did not arrive.
    Message,
}

/// What stands in a letter to one person.
pub(crate) struct Letter {
    about: About,
    /// What the page is called.
    pub title: String,
    pub first: String,
    /// The chain's name, or the host's where the chain is about something private.
    pub brand: String,
    pub inviter: String,
    pub topic: String,
    /// The chain is about something private: its topic is not in large letters.
    pub quiet: bool,
    pub ends: String,
    pub forgotten: String,
    /// The person's own address: what the QR code says.
    pub address: String,
    pub qr: String,
    pub typed: String,
    pub code: String,
    /// Where the slip goes.
    pub reply_to: String,
    /// The heading and the words of a message that is printed instead: before the square, and after it.
    pub subject: String,
    pub says: (Vec<String>, Vec<String>),
    /// What the chats are for, in the person's own language, where the chain has it.
    pub own: Option<Own>,
}

/// Words of a chain in a language that is not its first.
pub(crate) struct Own {
    pub text: String,
    pub lang: String,
    pub dir: &'static str,
}

impl Letter {
    /// Writes the letter to a person with a link that works.
    pub async fn of(
        app: &App,
        face: &Face,
        person: participant::Model,
        link: &link::Model,
    ) -> Result<Self> {
        let token = app.means.keys.link_token(link.id, link.generation);
        let address = format!("{}/p/{token}", app.means.origin);
        let visit = Visit::new(app, &token, person, face.clone());
        let read = &app.db.read;
        let incoming = rules::find_last_incoming(read, visit.person.id).await?;
        let inviter = step::find_inviter(read, &visit.person).await?;
        let about = match (visit.person.agreed_at, visit.is_starter(), inviter) {
            (None, true, _) => About::FirstInvitation,
            (None, false, Some(_)) => About::Invitation,
            _ => About::OwnPage,
        };
        let days = Duration::days(i64::from(face.chain.rules.invitation_days));
        let joined = visit.person.joined_at;
        let (ends, forgotten) = incoming.map_or((joined + days, joined + FORGET_AFTER), |c| {
            (c.expires_at, c.forget_at)
        });
        let first = people::first_name(&visit.person).to_owned();
        let (w, zone) = (visit.w, face.zone());
        Ok(Self {
            about,
            title: w.with("letter-title", &[("person", &visit.called(&first))]),
            first,
            brand: public_page(face, String::new()).brand,
            inviter: visit.inviter(read).await?,
            topic: face.words.topic.clone(),
            quiet: face.chain.sensitive,
            ends: w.date(ends, zone),
            forgotten: w.date(forgotten, zone),
            qr: qr::svg(&address).unwrap_or_default(),
            address,
            typed: typed_address(app),
            code: links::code_of(&app.means, link).unwrap_or_default(),
            reply_to: reply_to(face),
            subject: String::new(),
            says: (Vec::new(), Vec::new()),
            own: own_words(app, face, &visit.person.language).await?,
        })
    }

    /// Returns the letter with the words of a message in place of its own.
    pub fn saying(self, subject: String, says: (Vec<String>, Vec<String>)) -> Self {
        Self {
            about: About::Message,
            subject,
            says,
            ..self
        }
    }

    pub fn is_invitation(&self) -> bool {
        self.about == About::Invitation
    }

    pub fn is_first(&self) -> bool {
        self.about == About::FirstInvitation
    }

    pub fn is_message(&self) -> bool {
        self.about == About::Message
    }
}

/// Returns what the chats are for in a person's own language. Of something private it says nothing on paper.
async fn own_words(app: &App, face: &Face, language: &str) -> Result<Option<Own>> {
    if language == face.words.lang || face.chain.sensitive {
        return Ok(None);
    }
    let words = chain::find_words(&app.db.read, &face.chain, language).await?;
    Ok(words
        .filter(|words| !words.purpose.is_empty())
        .map(|words| Own {
            dir: i18n::dir(&words.lang),
            text: words.purpose,
            lang: words.lang,
        }))
}

#[derive(Template)]
#[template(path = "resident/letter.html")]
struct LetterPage {
    page: Page,
    back: String,
    letter: Letter,
    languages: Vec<Language>,
}

/// Draws the letter to a person with a link that works.
pub(crate) async fn draw(
    app: &App,
    face: Face,
    person: participant::Model,
    link: &link::Model,
    back: String,
) -> Result<Response> {
    let letter = Letter::of(app, &face, person, link).await?;
    show(app, &face, letter, back).await
}

/// Draws a letter that is written.
pub(crate) async fn show(app: &App, face: &Face, letter: Letter, back: String) -> Result<Response> {
    render(&LetterPage {
        page: public_page(face, letter.title.clone()),
        back,
        letter,
        languages: chain::list_languages(&app.db.read, &face.chain).await?,
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

async fn to_give(visit: Visit, State(app): State<App>) -> Result<Response> {
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
    let is_wanted = ways::link_to_give(read, &app.means, &chat).await?.is_some();
    let link = links::find_open(read, partner.id, app.means.now()).await?;
    match link.filter(|_| is_wanted) {
        Some(link) => draw(&app, visit.face.clone(), partner, &link, visit.href("")).await,
        None => Ok(visit.to_home()),
    }
}
