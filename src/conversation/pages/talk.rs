//! The initiator's side before the chat: how to reach the other person, the questions, a sheet to print.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::conversation;

use super::code::{ask_for_link, typed_address};
use super::{How, Me, Visit, pressed};
use crate::app::App;
use crate::chain::{self, Question};
use crate::conversation as rules;
use crate::conversation::emails::CONTACT_WITHIN;
use crate::i18n::Language;
use crate::people::{self, Channel, Details, links};
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .post("/p/{token}/chat/{chat}/details", show_details)
        .get("/p/{token}/chat/{chat}/sheet", sheet)
}

#[derive(Template)]
#[template(path = "resident/talk.html")]
struct TalkPage {
    page: Page,
    me: Me,
    chat: String,
    partner: String,
    agreed: String,
    by: String,
    way: String,
    times: Vec<String>,
    help: Vec<String>,
    questions: Vec<Question>,
    begun: bool,
    /// They came with a code, which does not show how to reach the partner.
    by_code: bool,
}

/// Shows the initiator their chat (P10). How to reach the partner is not on this page.
pub async fn show_chat(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Response> {
    let read = &app.db.read;
    let partner = people::find(read, c.partner).await?;
    let details = match &partner {
        Some(partner) => people::details(&app.means, partner)?,
        None => Details::default(),
    };
    let name = visit.called(partner.as_ref().map_or("", people::first_name));
    let agreed = c.agreed_at.unwrap_or(c.invited_at);
    let (w, zone) = (visit.w, visit.face.zone());
    let channel = details.prefs.channel.unwrap_or(Channel::Host).as_str();
    render(&TalkPage {
        page: visit.page(w.with("talk-title", &[("partner", &name)])),
        me: visit.me(),
        chat: visit.href(&format!("/chat/{}", c.id)),
        agreed: w.date(agreed, zone),
        by: w.date(agreed + CONTACT_WITHIN, zone),
        way: w.t(&format!("channel-{channel}")),
        times: super::mine::ticked(&w, "times", &details.prefs.times),
        help: super::mine::ticked(&w, "help", &details.prefs.help),
        questions: chain::list_questions(read, &visit.face.chain).await?,
        begun: !rules::record::list_drafts(read, c.id).await?.is_empty(),
        by_code: visit.how == How::Code,
        partner: name,
    })
}

/// Shows the chat of somebody who only tries the pages out.
pub(super) async fn show_tried(visit: &Visit, app: &App, partner: String) -> Result<Response> {
    let (w, zone, now) = (visit.w, visit.face.zone(), app.means.now());
    render(&TalkPage {
        page: visit.page(w.with("talk-title", &[("partner", &partner)])),
        me: visit.me(),
        chat: visit.href("/chat"),
        agreed: w.date(now, zone),
        by: w.date(now + CONTACT_WITHIN, zone),
        way: w.t("channel-phone"),
        times: super::mine::ticked(&w, "times", &["evenings".to_owned()]),
        help: Vec::new(),
        questions: chain::list_questions(&app.db.read, &visit.face.chain).await?,
        begun: false,
        by_code: false,
        partner,
    })
}

#[derive(Template)]
#[template(path = "resident/details.html")]
struct DetailsPage {
    page: Page,
    me: Me,
    partner: String,
    full_name: String,
    channel: Channel,
    email: String,
    phone: String,
    note: String,
    help_other: String,
}

/// Shows the partner's details in the answer to this form only, and logs it (I2). No more than the way they chose.
async fn show_details(
    visit: Visit,
    State(app): State<App>,
    form: crate::web::Form,
) -> Result<Response> {
    let chat = visit.chat(&app.db.read).await?;
    if !pressed(&form) || chat.recorded_at.is_some() {
        return Ok(visit.to_home());
    }
    if visit.how == How::Code {
        return ask_for_link(&visit);
    }
    let (txn, person) = visit.begin(&app).await?;
    let Some(partner) = rules::reveal(&txn, &visit.means, person.id, chat.id).await? else {
        return Ok(visit.to_home());
    };
    txn.commit().await?;
    let details = people::details(&app.means, &partner)?;
    let channel = details.prefs.channel.unwrap_or(Channel::Host);
    let by_phone = matches!(channel, Channel::Text | Channel::Phone);
    let keep = |wanted: bool, value: Option<String>| value.filter(|_| wanted).unwrap_or_default();
    let name = visit.called(people::first_name(&partner));
    render(&DetailsPage {
        page: visit.page(visit.w.with("details-title", &[("partner", &name)])),
        me: visit.me(),
        full_name: people::shown_name(&partner).to_owned(),
        email: keep(channel == Channel::Email, details.email),
        phone: keep(by_phone, details.phone),
        note: details.prefs.note,
        help_other: details.prefs.help_other,
        channel,
        partner: name,
    })
}

#[derive(Template)]
#[template(path = "resident/sheet.html")]
struct SheetPage {
    page: Page,
    me: Me,
    partner: String,
    questions: Vec<Question>,
    /// Where the initiator types their code, and the code.
    typed: String,
    code: String,
    languages: Vec<Language>,
}

async fn sheet(visit: Visit, State(app): State<App>) -> Result<Response> {
    let chat = visit.chat(&app.db.read).await?;
    let partner = visit.name_of(&app.db.read, chat.partner).await?;
    let code = links::code_for(&app.db.read, &app.means, visit.person.id).await?;
    render(&SheetPage {
        typed: typed_address(&app),
        code: code.unwrap_or_default(),
        languages: chain::list_languages(&app.db.read, &visit.face.chain).await?,
        page: visit.page(visit.w.with("sheet-title", &[("partner", &partner)])),
        me: visit.me(),
        questions: chain::list_questions(&app.db.read, &visit.face.chain).await?,
        partner,
    })
}
