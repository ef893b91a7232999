//! Passing on in other ways than by a message from us: the link to give, waiting for somebody, a second name.

use std::fmt::Write;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::shared::Way;
use entity::{conversation, nomination};

use super::choose::find_waiting;
use super::chosen::Chosen;
use super::{How, Me, Visit, pressed};
use crate::app::App;
use crate::conversation::reserve;
use crate::conversation::ways::{self, Given};
use crate::i18n::{self, Words};
use crate::people;
use crate::qr;
use crate::submission;
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .post("/p/{token}/chat/{chat}/give", show_link)
        .post("/p/{token}/give-it", hand_over)
        .post("/p/{token}/stop-waiting", stop_waiting)
        .post("/p/{token}/second-name", delete_second)
        .post("/p/{token}/ask-second", ask_second)
}

/// Stores a choice that needs no message: nothing goes out, so it is not shown first.
pub async fn choose(visit: &Visit, app: &App, chosen: Chosen, nonce: &str) -> Result<Response> {
    let (txn, person) = visit.begin(app).await?;
    if submission::find(&txn, person.id, nonce).await?.is_some() {
        return Ok(visit.to_home());
    }
    let (means, face) = (&visit.means, &visit.face);
    let stored = match chosen {
        Chosen::Email(_) => return Err(Error::Broken("an e-mail is shown first".to_owned())),
        Chosen::BySelf { name, language } => {
            let given = Given {
                name: &name,
                language: &language,
                asked_wording: &visit.w.t("way-asked-self"),
            };
            let given = ways::give(&txn, means, face, &person, given).await?;
            given.is_ok()
        }
        Chosen::Wait { finder, language } => {
            let waits = ways::wait(&txn, means, face, &person, finder, &language).await?;
            waits.is_ok()
        }
    };
    if stored {
        let home = visit.href("");
        submission::keep(&txn, &means.sources, person.id, nonce, &home).await?;
        super::finish(app, txn).await?;
    }
    Ok(visit.to_home())
}

#[derive(Template)]
#[template(path = "resident/give.html")]
struct GivePage {
    page: Page,
    me: Me,
    chat: String,
    name: String,
    ends: String,
    /// The link can be shown: they came by their own link, and the person has not answered.
    may_show: bool,
    /// The person has said yes once: the link is theirs alone.
    theirs: bool,
}

/// Shows that the invitation is theirs to give. The link itself is not on this page.
pub async fn show_give(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Response> {
    let read = &app.db.read;
    let name = visit.name_of(read, c.partner).await?;
    let theirs = ways::link_to_give(read, &app.means, c).await?.is_none();
    render(&GivePage {
        page: visit.page(visit.w.with("give-title", &[("name", &name)])),
        me: visit.me(),
        chat: visit.href(&format!("/chat/{}", c.id)),
        ends: visit.w.date(c.expires_at, visit.face.zone()),
        may_show: !theirs && visit.how != How::Code,
        theirs,
        name,
    })
}

#[derive(Template)]
#[template(path = "resident/give_link.html")]
struct GiveLinkPage {
    page: Page,
    me: Me,
    chat: String,
    name: String,
    address: String,
    text: String,
    lang: &'static str,
    dir: &'static str,
    sms: String,
    whatsapp: String,
    qr: String,
}

/// Shows the link in the answer to this form only: it is the other person's, until they have said yes.
async fn show_link(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    let read = &app.db.read;
    let chat = visit.chat(read).await?;
    let link = ways::link_to_give(read, &app.means, &chat).await?;
    let partner = people::find(read, chat.partner).await?;
    let (Some(token), Some(partner)) = (link, partner) else {
        return Ok(visit.to_home());
    };
    if !pressed(&form) || visit.how == How::Code {
        return Ok(visit.to_home());
    }
    let address = format!("{}/p/{token}", app.means.origin);
    let text = ways::ready_text(&visit.face, &visit.person, &partner, &address);
    let name = visit.called(people::first_name(&partner));
    let words = Words::of(&partner.language);
    render(&GiveLinkPage {
        page: visit.page(visit.w.with("give-link-title", &[("name", &name)])),
        me: visit.me(),
        chat: visit.href(&format!("/chat/{}", chat.id)),
        sms: format!("sms:?&body={}", encoded(&text)),
        whatsapp: format!("https://wa.me/?text={}", encoded(&text)),
        qr: qr::svg(&address).unwrap_or_default(),
        lang: words.lang(),
        dir: i18n::dir(words.lang()),
        name,
        address,
        text,
    })
}

/// Encodes text for an address so that every program reads it the same: all but letters, digits and "-._~".
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("invariant: a String takes all that is written");
        }
    }
    out
}

async fn hand_over(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        if let Some(c) = find_waiting(&visit, &txn).await? {
            let _ = ways::hand_over(&txn, &visit.means, person.id, &c).await?;
        }
        txn.commit().await?;
    }
    Ok(visit.to_home())
}

#[derive(Template)]
#[template(path = "resident/waiting_somebody.html")]
struct WaitingSomebodyPage {
    page: Page,
    me: Me,
    pool: bool,
    host: String,
}

/// Shows that somebody is being found for them.
pub fn show_waiting_for_somebody(visit: &Visit, waiting: &nomination::Model) -> Result<Response> {
    let pool = waiting.way == Way::Pool;
    let host = visit.face.host.name.clone();
    let title = if pool {
        visit.w.t("wait-title-pool")
    } else {
        visit.w.with("wait-title-organiser", &[("host", &host)])
    };
    render(&WaitingSomebodyPage {
        page: visit.page(title),
        me: visit.me(),
        pool,
        host,
    })
}

async fn stop_waiting(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        let _ = ways::stop_waiting(&txn, &visit.means, person.id).await?;
        txn.commit().await?;
    }
    Ok(visit.to_home())
}

async fn ask_second(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        if let Some(c) = find_waiting(&visit, &txn).await? {
            let (means, face) = (&visit.means, &visit.face);
            let _ = reserve::ask_instead(&txn, means, face, person.id, &c).await?;
        }
        super::finish(&app, txn).await?;
    }
    Ok(visit.to_home())
}

async fn delete_second(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        let _ = reserve::delete(&txn, &visit.means, person.id).await?;
        txn.commit().await?;
    }
    Ok(visit.to_home())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_survives_an_address() {
        assert_eq!(
            encoded("Hi Zo\u{eb} & \u{645}: a=b?"),
            "Hi%20Zo%C3%AB%20%26%20%D9%85%3A%20a%3Db%3F"
        );
        assert_eq!(encoded("a-b.c_d~e\n"), "a-b.c_d~e%0A");
    }
}
