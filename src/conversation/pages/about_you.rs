//! A few questions about the person, if they like: what tells whose voices are still missing.
//!
//! Asked after the yes only, never in the way of anything, each may be skipped. The page shows a person their own
//! answers; to an organiser who writes for them it shows none.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use uuid::Uuid;

use super::{How, Me, Visit, pressed};
use crate::app::App;
use crate::conversation::who_talked::{self, Wanted};
use crate::i18n::{self, Html};
use crate::people::heard_from::{self, Ask};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/about-you", show)
        .post("/p/{token}/about-you", answer)
        .post("/p/{token}/about-you/remove", remove)
}

/// The choice that leaves a question unanswered, or takes its answer back.
const SKIP: &str = "skip";

/// Added to the address of the page, it says what was done.
const SAVED: &str = "saved";
const REMOVED: &str = "removed";

/// A group to choose: its value, the id of its field, and its name.
struct Choice {
    value: String,
    id: String,
    name: String,
}

/// A question as the form shows it.
struct Asked {
    /// What its field is called.
    field: String,
    skip: String,
    words: String,
    /// It is asked no more; their answer is still held.
    past: bool,
    bands: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "resident/about_you.html")]
struct AboutYouPage {
    page: Page,
    me: Me,
    form: Form,
    questions: Vec<Asked>,
    /// The key of what was just done.
    done: Option<&'static str>,
    /// They have answered something.
    answered: bool,
    /// An organiser writes: what was answered before is not shown.
    for_another: bool,
}

fn field(question: Uuid) -> String {
    format!("about-{}", question.simple())
}

/// Returns the questions as this visit may see them.
async fn asks(visit: &Visit, app: &App) -> Result<Vec<Ask>> {
    let mut asks = heard_from::questions_for(&app.db.read, &visit.person).await?;
    if matches!(visit.how, How::For(_)) {
        asks.retain(|ask| ask.question.asked);
        for ask in &mut asks {
            ask.bands.retain(|band| band.retired_at.is_none());
            ask.chosen = None;
        }
    }
    Ok(asks)
}

async fn show(visit: Visit, State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response> {
    let asks = asks(&visit, &app).await?;
    if visit.person.agreed_at.is_none() || asks.is_empty() {
        return Ok(visit.to_home());
    }
    let mut form = Form::default();
    for ask in &asks {
        if let Some(chosen) = ask.chosen {
            form.set(&field(ask.question.id), chosen.simple().to_string());
        }
    }
    let question = |ask: &Ask| Asked {
        field: field(ask.question.id),
        skip: format!("{}-skip", field(ask.question.id)),
        words: heard_from::asked_as(visit.w, &ask.question),
        past: !ask.question.asked,
        bands: ask
            .bands
            .iter()
            .enumerate()
            .map(|(n, band)| Choice {
                value: band.id.simple().to_string(),
                id: format!("{}-{n}", field(ask.question.id)),
                name: band.name.clone(),
            })
            .collect(),
    };
    let done = match query.as_deref() {
        Some(SAVED) => Some("about-you-saved"),
        Some(REMOVED) => Some("about-you-removed"),
        _ => None,
    };
    render(&AboutYouPage {
        page: visit.page(visit.w.t("about-you-title")),
        me: visit.me(),
        questions: asks.iter().map(question).collect(),
        answered: asks.iter().any(|ask| ask.chosen.is_some()),
        for_another: visit.is_for_another(),
        done,
        form,
    })
}

async fn answer(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    let (txn, person) = visit.begin(&app).await?;
    let asks = heard_from::questions_for(&txn, &person).await?;
    let chosen = asks.iter().filter_map(|ask| {
        let id = ask.question.id;
        match form.value(&field(id)) {
            "" => None,
            SKIP => Some((id, None)),
            band => band.parse().ok().map(|band: Uuid| (id, Some(band))),
        }
    });
    let chosen: Vec<_> = chosen.collect();
    heard_from::answer(&txn, &visit.means, &person, &chosen).await?;
    txn.commit().await?;
    Ok(visit.to(&format!("/about-you?{SAVED}")))
}

async fn remove(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if !pressed(&form) {
        return Ok(visit.to("/about-you"));
    }
    let (txn, person) = visit.begin(&app).await?;
    heard_from::remove_answers(&txn, &visit.means, &person).await?;
    txn.commit().await?;
    Ok(visit.to(&format!("/about-you?{REMOVED}")))
}

impl Visit {
    /// Says of whom hardly anybody was heard, to a resident who chooses the next person. Organisers who write for
    /// somebody have the figures.
    pub(super) async fn find_wanted(&mut self, app: &App) -> Result<()> {
        if !self.is_for_another() {
            let wanted = who_talked::find_wanted(&app.db.read, &self.face).await?;
            self.wanted = wanted.map(|wanted| self.say_wanted(&wanted));
        }
        Ok(())
    }

    fn say_wanted(&self, wanted: &Wanted) -> Html {
        let language = i18n::find_language(&wanted.group).map(|language| language.name);
        let group = language.unwrap_or(&wanted.group);
        let key = format!("wanted-{}", wanted.what.as_str());
        self.w.html(&key, &[("group", &group)])
    }
}
