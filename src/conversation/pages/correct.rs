//! The initiator opens the record again: other words, one more point, and what may be quoted of their own.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::shared::{DraftPoint, Kind, Quote};
use entity::{conversation, insight};
use sea_orm::ConnectionTrait;

use super::{Me, Visit, finish, refuse};
use crate::app::App;
use crate::chain::{self, Question};
use crate::conversation::check::{counts, list_versions};
use crate::conversation::correct::{self as rules, Added, Corrected, Correction};
use crate::conversation::record::{POINT_MAX, list_points};
use crate::i18n::{self, LANGUAGES, Language};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/chat/{chat}/correct", show)
        .post("/p/{token}/chat/{chat}/correct", correct)
}

/// A record that is open again.
struct Record {
    chat: conversation::Model,
    partner: String,
    /// The partner still takes part, so that what they said may be worded anew.
    here: bool,
    /// Every point with the number of its newest wording; those that were taken out too, so that numbers stay.
    points: Vec<(insight::Model, i32)>,
    questions: Vec<Question>,
}

impl Record {
    /// Opens it; `None` when it may not be.
    async fn open(visit: &Visit, app: &App, conn: &impl ConnectionTrait) -> Result<Option<Self>> {
        let chat = visit.chat(conn).await?;
        if !rules::may_correct(&app.means, &visit.face, &chat) {
            return Ok(None);
        }
        let rows = list_points(conn, chat.id).await?;
        let versions = list_versions(conn, &rows).await?;
        let numbered = |row: insight::Model| {
            let last = versions.iter().rfind(|v| v.insight == row.id);
            (row, last.map_or(0, |v| v.n))
        };
        Ok(Some(Self {
            partner: visit.name_of(conn, chat.partner).await?,
            here: rules::is_partner_here(conn, &chat).await?,
            points: rows.into_iter().map(numbered).collect(),
            questions: chain::list_questions(conn, &visit.face.chain).await?,
            chat,
        }))
    }

    /// Returns the points that may be changed, each with its number on the page and that of its wording.
    fn open_points(&self) -> impl Iterator<Item = (usize, &insight::Model, i32)> {
        (1..)
            .zip(&self.points)
            .map(|(n, (row, seen))| (n, row, *seen))
            .filter(|(_, row, _)| counts(row) && (self.here || row.by_initiator))
    }
}

/// One point that may be changed.
struct Open {
    n: usize,
    seen: i32,
    own: bool,
    private: bool,
    text: String,
    lang: String,
    dir: &'static str,
    quote: &'static str,
}

#[derive(Template)]
#[template(path = "resident/correct.html")]
struct CorrectPage {
    page: Page,
    me: Me,
    form: Form,
    partner: String,
    here: bool,
    points: Vec<Open>,
    questions: Vec<Question>,
    languages: &'static [Language],
    chain_language: String,
    back: String,
    action: String,
}

impl CorrectPage {
    /// Returns what stands in a box: what was typed, or the words as they are.
    fn text<'a>(&'a self, point: &'a Open) -> &'a str {
        let name = format!("words_{}", point.n);
        if self.form.has(&name) {
            self.form.value(&name)
        } else {
            &point.text
        }
    }

    /// Tells whether this is how an own point may be quoted: as just chosen, or as said before.
    fn is_quoted(&self, point: &Open, value: &str) -> bool {
        let name = format!("quote_{}", point.n);
        if self.form.has(&name) {
            self.form.chosen(&name, value)
        } else {
            point.quote == value
        }
    }
}

fn correct_page(visit: &Visit, record: Record, form: Form) -> CorrectPage {
    let open = |(n, row, seen): (usize, &insight::Model, i32)| Open {
        n,
        seen,
        own: row.by_initiator,
        private: row.private,
        text: row.text.clone(),
        lang: row.language.clone(),
        dir: i18n::dir(&row.language),
        quote: row.quote.map_or("", Quote::as_str),
    };
    let args: [(&'static str, &dyn i18n::Arg); 1] = [("partner", &record.partner)];
    let title = visit.w.with("correct-title", &args);
    let chat = visit.href(&format!("/chat/{}", record.chat.id));
    CorrectPage {
        page: visit.form_page(title, &form),
        me: visit.me(),
        form,
        here: record.here,
        points: record.open_points().map(open).collect(),
        languages: LANGUAGES,
        chain_language: i18n::find_language(&visit.face.words.lang)
            .map(|l| l.name.to_owned())
            .unwrap_or_default(),
        back: format!("{chat}/points"),
        action: format!("{chat}/correct"),
        partner: record.partner,
        questions: record.questions,
    }
}

/// Leads to the page of the chat's points.
fn to_points(visit: &Visit, chat: &conversation::Model) -> Response {
    visit.to(&format!("/chat/{}/points", chat.id))
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    match Record::open(&visit, &app, &app.db.read).await? {
        Some(record) => render(&correct_page(&visit, record, Form::default())),
        None => Ok(visit.to_home()),
    }
}

/// Reads what should be different; a box left empty is a mistake, but for one that is taken back.
fn read_corrections(visit: &Visit, form: &mut Form, record: &Record) -> Vec<Correction> {
    let mut corrections = Vec::new();
    for (n, row, _) in record.open_points() {
        let words = format!("words_{n}");
        if !form.has(&words) {
            continue;
        }
        let text = form.optional(&visit.w, &words, POINT_MAX);
        let out = row.by_initiator && form.chosen(&format!("out_{n}"), "yes");
        if text.is_empty() && !out {
            let key = if row.by_initiator {
                "correct-missing-own"
            } else {
                "correct-missing"
            };
            let args: [(&'static str, &dyn i18n::Arg); 2] =
                [("n", &n), ("partner", &record.partner)];
            form.fail(&words, visit.w.with(key, &args));
        }
        corrections.push(Correction {
            insight: row.id,
            seen: form.value(&format!("seen_{n}")).parse().unwrap_or(1),
            text,
            out,
            quote: Quote::parse(form.value(&format!("quote_{n}"))),
        });
    }
    corrections
}

/// Reads the point to add, if there is one.
fn read_added(visit: &Visit, form: &mut Form, record: &Record) -> Option<Added> {
    let text = form.optional(&visit.w, "add_words", POINT_MAX);
    if text.is_empty() || !record.here {
        return None;
    }
    let mine = form.chosen("add_who", "me");
    if !mine && !form.chosen("add_who", "partner") {
        form.fail("add_who", visit.w.t("correct-add-who-missing"));
    }
    let wanted = form.value("add_question");
    let chosen = record.questions.iter().find(|q| q.id.to_string() == wanted);
    let question = chosen.or(record.questions.first())?;
    let language = i18n::find_language(form.value("add_language"));
    Some(Added {
        prompt: question.id,
        point: DraftPoint {
            kind: Kind::parse(form.value("add_kind")).unwrap_or(question.kind),
            text,
            private: form.chosen("add_private", "yes"),
            language: language.map(|l| l.code.to_owned()).unwrap_or_default(),
            mine,
        },
    })
}

async fn correct(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let (txn, _) = visit.begin(&app).await?;
    let Some(record) = Record::open(&visit, &app, &txn).await? else {
        return Ok(visit.to_home());
    };
    let corrections = read_corrections(&visit, &mut form, &record);
    let added = read_added(&visit, &mut form, &record);
    if !form.is_right() {
        return refuse(&correct_page(&visit, record, form));
    }
    let face = &visit.face;
    let done = rules::correct(
        &txn,
        &visit.means,
        face,
        &record.chat,
        &corrections,
        added.as_ref(),
    )
    .await?;
    match done {
        Corrected::Stale(points) => {
            tell_stale(&visit, &mut form, &record, &points);
            refuse(&correct_page(&visit, record, form))
        }
        Corrected::Done => {
            let to = to_points(&visit, &record.chat);
            finish(&app, txn).await?;
            Ok(to)
        }
        Corrected::Closed => Ok(visit.to_home()),
    }
}

/// Says beside each box what the partner made of the words meanwhile; what was typed stays.
fn tell_stale(visit: &Visit, form: &mut Form, record: &Record, points: &[uuid::Uuid]) {
    for (n, row, _) in record.open_points() {
        if points.contains(&row.id) {
            let args: [(&'static str, &dyn i18n::Arg); 3] =
                [("partner", &record.partner), ("n", &n), ("text", &row.text)];
            let message = visit.w.with("correct-stale", &args);
            form.fail(&format!("words_{n}"), message);
        }
    }
}
