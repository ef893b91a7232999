//! The list of chats, and one chat with everything told in it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State as AppState};
use axum::response::Response;
use chrono::{DateTime, Utc};
use entity::shared::{Quote, Role};
use serde::Deserialize;
use uuid::Uuid;

use super::{id_of, name_or_gone};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::chain::{self, Question};
use crate::conversation::State;
use crate::conversation::behalf::{organiser_name, source_in_words};
use crate::conversation::check::{self, Standing};
use crate::i18n::{Arg, Html};
use crate::insight::chats::{self, Chat, Told, Whole};
use crate::organiser::SignedIn;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/conversations", list)
        .get("/desk/{slug}/conversations/{id}", show)
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

struct Row {
    chat: Chat,
    points: i64,
    href: String,
}

impl Row {
    fn moved(&self, page: &Page) -> String {
        page.w.short_date(self.chat.last_moved(), page.zone)
    }
}

#[derive(Template)]
#[template(path = "insight/conversations.html")]
struct ListPage {
    page: Page,
    action: String,
    wanted: Wanted,
    rows: Vec<Row>,
    paging: Paging,
}

async fn list(
    AppState(app): AppState<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let state = State::ALL.into_iter().find(|s| s.as_str() == wanted.state);
    let (chain, now) = (desk.face.chain.id, app.means.now());
    let all = chats::list(&app.db.read, chain, now, state, &wanted.q).await?;
    let action = desk.href("/conversations");
    let query = [("state", wanted.state.as_str()), ("q", wanted.q.trim())];
    let rows = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(wanted.page.parse().ok(), rows, &action, &query);
    let skipped = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let taken = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let shown: Vec<Chat> = all.into_iter().skip(skipped).take(taken).collect();
    let points = chats::count_points(&app.db.read, shown.iter().map(|chat| chat.row.id)).await?;
    let row = |chat: Chat| Row {
        points: points.get(&chat.row.id).copied().unwrap_or_default(),
        href: desk.href(&format!("/conversations/{}", chat.row.id)),
        chat: named(&desk, chat),
    };
    render(&ListPage {
        page: desk.page(desk.w.t("chats-title"), Tab::Conversations),
        rows: shown.into_iter().map(row).collect(),
        action,
        wanted,
        paging,
    })
}

/// Puts words in place of a name that was forgotten.
fn named(desk: &Desk, chat: Chat) -> Chat {
    Chat {
        initiator: name_or_gone(desk.w, chat.initiator),
        partner: name_or_gone(desk.w, chat.partner),
        ..chat
    }
}

/// The points of one question.
struct Section {
    question: String,
    points: Vec<Point>,
}

struct Point {
    told: Told,
    standing: Standing,
    sort_href: String,
}

impl Point {
    /// Returns the ending of the words that say where the partner's check stands.
    fn checked(&self) -> &'static str {
        self.standing.as_str()
    }

    fn quote(&self) -> &'static str {
        self.told.row.quote.map_or("unanswered", Quote::as_str)
    }

    fn counts(&self) -> bool {
        check::counts(&self.told.row)
    }
}

#[derive(Template)]
#[template(path = "insight/conversation.html")]
struct ShowPage {
    page: Page,
    chat: Chat,
    sections: Vec<Section>,
    /// Who entered it for the initiator.
    entered: Option<Html>,
    /// On which day they talked, if an organiser was told.
    happened: Option<String>,
    back: String,
}

impl ShowPage {
    /// Returns what happened and when, as pairs of a word's key and a moment.
    fn times(&self) -> Vec<(&'static str, String)> {
        let c = &self.chat.row;
        let times = [
            ("chat-invited", Some(c.invited_at)),
            ("chat-agreed", c.agreed_at),
            ("chat-contacted", c.contacted_at),
            ("chat-recorded", c.recorded_at),
            ("chat-checked", c.checked_at),
            ("chat-ended", c.ended_at),
        ];
        times
            .into_iter()
            .filter_map(|(key, at)| at.map(|at| (key, self.moment(&at))))
            .collect()
    }

    fn moment(&self, at: &DateTime<Utc>) -> String {
        self.page.w.moment(*at, self.page.zone)
    }
}

async fn show(
    AppState(app): AppState<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let chain = desk.face.chain.id;
    let whole = chats::find(&app.db.read, chain, id_of(&id)?, app.means.now())
        .await?
        .ok_or(Error::NotFound)?;
    let questions = chain::list_all_questions(&app.db.read, &desk.face.chain).await?;
    let Whole { chat, mut points } = whole;
    let chat = named(&desk, chat);
    name_writers(&app, &desk, &mut points).await?;
    let entered = who_entered(&app, &desk, &chat).await?;
    let day = chat.row.happened_on.as_deref();
    let happened = day
        .and_then(|day| day.parse().ok())
        .map(|day| desk.w.day(day));
    let names: [(&'static str, &dyn crate::i18n::Arg); 2] =
        [("initiator", &chat.initiator), ("partner", &chat.partner)];
    let title = desk.w.with("chat-title", &names);
    render(&ShowPage {
        page: desk.page(title, Tab::Conversations),
        sections: sections(&desk, questions, points, app.means.now()),
        entered,
        happened,
        back: desk.href("/conversations"),
        chat,
    })
}

/// Puts names to the earlier wordings: of whoever said it, and of the organiser who entered it for them.
async fn name_writers(app: &App, desk: &Desk, points: &mut [Told]) -> Result<()> {
    for earlier in points.iter_mut().flat_map(|told| &mut told.earlier) {
        earlier.by = name_or_gone(desk.w, std::mem::take(&mut earlier.by));
        if let Some(by) = earlier.entered_by {
            let organiser = organiser_name(&app.db.read, &desk.face, by).await?;
            let args: &[(&'static str, &dyn Arg)] =
                &[("organiser", &organiser), ("name", &earlier.by)];
            earlier.by = desk.w.with("chat-entered-version", args);
        }
    }
    Ok(())
}

/// Says who entered a record for its initiator; nothing when they wrote it themself.
async fn who_entered(app: &App, desk: &Desk, chat: &Chat) -> Result<Option<Html>> {
    let (Some(by), Some(_)) = (chat.row.entered_by, chat.row.recorded_at) else {
        return Ok(None);
    };
    let organiser = organiser_name(&app.db.read, &desk.face, by).await?;
    let source = source_in_words(desk.w, &chat.row.source);
    let args: &[(&'static str, &dyn Arg)] = &[
        ("organiser", &organiser),
        ("initiator", &chat.initiator),
        ("source", &source),
    ];
    Ok(Some(desk.w.html("chat-entered", args)))
}

fn sections(
    desk: &Desk,
    questions: Vec<Question>,
    points: Vec<Told>,
    now: DateTime<Utc>,
) -> Vec<Section> {
    let days = desk.face.chain.rules.check_days;
    let mut by_question: HashMap<Uuid, Vec<Point>> = HashMap::new();
    for told in points {
        let sort_href = desk.href(&format!("/sort/{}", told.row.id));
        let standing = check::standing(&told.row, told.worded_at, days, now);
        let section = by_question.entry(told.row.prompt).or_default();
        section.push(Point {
            told,
            standing,
            sort_href,
        });
    }
    let section = |question: Question| {
        by_question.remove(&question.id).map(|points| Section {
            question: question.text,
            points,
        })
    };
    questions.into_iter().filter_map(section).collect()
}
