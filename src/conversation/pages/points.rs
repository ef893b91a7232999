//! The points of a chat for the two who had it: whose words each is, where it stands, and every earlier wording.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::{conversation, insight, insight_version};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Me, Visit};
use crate::app::App;
use crate::chain;
use crate::conversation::check::{self, Standing, standing};
use crate::conversation::correct::may_correct;
use crate::conversation::find_of_either;
use crate::conversation::record::list_points;
use crate::i18n::{self, Html};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/p/{token}/chat/{chat}/points", show)
}

/// One wording that took the place of another.
struct Change {
    who: Html,
    before: String,
    after: String,
}

struct Point {
    /// The question, on the first point below it.
    question: Option<String>,
    yours: bool,
    kind: &'static str,
    private: bool,
    /// It counts, so its words may be read.
    counts: bool,
    stands: Html,
    text: String,
    lang: String,
    dir: &'static str,
    changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "resident/points.html")]
struct PointsPage {
    page: Page,
    me: Me,
    other: String,
    points: Vec<Point>,
    /// Where the initiator may open the record again.
    correct: Option<String>,
    /// The reader is the partner, who may change and take out.
    partner: bool,
}

/// Who reads the page of which chat.
struct Reader<'a> {
    visit: &'a Visit,
    chat: &'a conversation::Model,
    other: &'a String,
    now: chrono::DateTime<chrono::Utc>,
}

impl Reader<'_> {
    fn is(&self, person: Uuid) -> bool {
        self.visit.person.id == person
    }

    fn point(&self, row: insight::Model, versions: &[insight_version::Model]) -> Point {
        let own: Vec<&insight_version::Model> =
            versions.iter().filter(|v| v.insight == row.id).collect();
        let counts = check::counts(&row);
        let yours = self.is(check::speaker(self.chat, &row));
        let pairs = own.windows(2).filter(|_| counts);
        let changes = pairs.map(|pair| self.change(pair[0], pair[1]));
        Point {
            question: None,
            yours,
            kind: row.kind.as_str(),
            private: row.private,
            counts,
            stands: self.stands(self.standing(&row, &own), yours),
            changes: changes.collect(),
            dir: i18n::dir(&row.language),
            lang: row.language,
            text: row.text,
        }
    }

    fn standing(&self, row: &insight::Model, versions: &[&insight_version::Model]) -> Standing {
        let shown = self.chat.shown_at.unwrap_or(row.made_at);
        let worded = versions.last().map_or(shown, |v| v.at.max(shown));
        let days = self.visit.face.chain.rules.check_days;
        standing(row, worded, days, self.now)
    }

    fn stands(&self, standing: Standing, yours: bool) -> Html {
        let whose = if yours { "you" } else { "they" };
        let key = format!("points-{whose}-{}", standing.as_str());
        self.visit.w.html(&key, &[("name", self.other)])
    }

    fn change(&self, before: &insight_version::Model, after: &insight_version::Model) -> Change {
        let w = self.visit.w;
        let at = w.moment(after.at, self.visit.face.zone());
        let key = if self.is(after.by_id) {
            "points-changes-you"
        } else {
            "points-changes-by"
        };
        Change {
            who: w.html(key, &[("name", self.other), ("at", &at)]),
            before: before.text.clone(),
            after: after.text.clone(),
        }
    }
}

/// Finds the chat in the address, recorded and live, if this person is one of the two.
async fn find(visit: &Visit, conn: &impl ConnectionTrait) -> Result<conversation::Model> {
    let id = visit.chat.ok_or(Error::NotFound)?;
    find_of_either(conn, visit.person.id, id)
        .await?
        .filter(|c| c.recorded_at.is_some() && c.ended_at.is_none())
        .ok_or(Error::NotFound)
}

/// Lists the points of a chat as their reader sees them.
async fn points(reader: &Reader<'_>, conn: &impl ConnectionTrait) -> Result<Vec<Point>> {
    let rows = list_points(conn, reader.chat.id).await?;
    let versions = check::list_versions(conn, &rows).await?;
    let questions: BTreeMap<Uuid, String> =
        chain::list_all_questions(conn, &reader.visit.face.chain)
            .await?
            .into_iter()
            .map(|q| (q.id, q.text))
            .collect();
    let mut before = None;
    let mut points = Vec::new();
    for row in rows {
        let first = before.replace(row.prompt) != Some(row.prompt);
        let question = first.then(|| questions.get(&row.prompt).cloned().unwrap_or_default());
        points.push(Point {
            question,
            ..reader.point(row, &versions)
        });
    }
    Ok(points)
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    let read = &app.db.read;
    let chat = find(&visit, read).await?;
    let is_partner = chat.partner == visit.person.id;
    let id = if is_partner {
        chat.initiator
    } else {
        chat.partner
    };
    let other = visit.name_of(read, id).await?;
    let reader = Reader {
        visit: &visit,
        chat: &chat,
        other: &other,
        now: app.means.now(),
    };
    let points = points(&reader, read).await?;
    let correct = (!is_partner && may_correct(&app.means, &visit.face, &chat))
        .then(|| visit.href(&format!("/chat/{}/correct", chat.id)));
    let args: [(&'static str, &dyn i18n::Arg); 1] = [("other", &other)];
    render(&PointsPage {
        page: visit.page(visit.w.with("points-chat-title", &args)),
        me: visit.me(),
        points,
        correct,
        partner: is_partner,
        other,
    })
}
