//! Writing down what was heard, one question a page; nothing typed is lost, and an old tab overwrites nothing.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use entity::shared::{DraftPoint, Kind};
use entity::{conversation, draft};

use super::{Me, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::chain::{self, Question};
use crate::conversation::record::{
    self as rules, NewDraft, NotRecorded, POINT_MAX, POINTS_MAX, Saved,
};
use crate::i18n::{self, LANGUAGES, Language};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/chat/{chat}/write", show_write)
        .post("/p/{token}/chat/{chat}/write", write)
        .get("/p/{token}/chat/{chat}/question/{n}", show_question)
        .post("/p/{token}/chat/{chat}/question/{n}", save)
        .get("/p/{token}/chat/{chat}/review", show_review)
        .post("/p/{token}/chat/{chat}/review", show_partner)
        .post("/p/{token}/chat/{chat}/take-back", take_back)
}

/// A conversation that is being written down.
struct Writing {
    chat: conversation::Model,
    partner: String,
    questions: Vec<Question>,
    drafts: Vec<draft::Model>,
}

impl Writing {
    /// Opens it; `None` when it can no longer be written.
    async fn open(visit: &Visit, app: &App) -> Result<Option<Self>> {
        let read = &app.db.read;
        let chat = visit.chat(read).await?;
        if !rules::may_write(&chat) {
            return Ok(None);
        }
        let mut questions = chain::list_all_questions(read, &visit.face.chain).await?;
        let used = chain::list_questions(read, &visit.face.chain).await?;
        let drafts = rules::list_drafts(read, chat.id).await?;
        // A question taken out of the chain stays while there are words under it.
        questions.retain(|q| used.contains(q) || drafts.iter().any(|d| d.prompt == q.id));
        Ok(Some(Self {
            partner: visit.name_of(read, chat.partner).await?,
            chat,
            questions,
            drafts,
        }))
    }

    fn draft(&self, question: &Question) -> Option<&draft::Model> {
        self.drafts.iter().find(|d| d.prompt == question.id)
    }

    /// Returns the n-th question, from 1.
    fn question(&self, n: usize) -> Result<&Question> {
        n.checked_sub(1)
            .and_then(|i| self.questions.get(i))
            .ok_or(Error::NotFound)
    }

    fn href(&self, visit: &Visit, below: &str) -> String {
        visit.href(&format!("/chat/{}{below}", self.chat.id))
    }
}

#[derive(Template)]
#[template(path = "resident/write.html")]
struct WritePage {
    page: Page,
    me: Me,
    form: Form,
    partner: String,
}

fn write_page(visit: &Visit, writing: &Writing, form: Form) -> WritePage {
    WritePage {
        page: visit.form_page(visit.w.t("write-title"), &form),
        me: visit.me(),
        partner: writing.partner.clone(),
        form,
    }
}

async fn show_write(visit: Visit, State(app): State<App>) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return Ok(visit.to_home());
    };
    render(&write_page(&visit, &writing, Form::default()))
}

async fn write(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return Ok(visit.to_home());
    };
    match form.value("agreed") {
        "yes" => Ok(visit.to(&format!("/chat/{}/question/1", writing.chat.id))),
        "not_yet" => Ok(visit.to_home()),
        "nothing" => {
            let (txn, _) = visit.begin(&app).await?;
            let chat = visit.chat(&txn).await?;
            // Recorded already: their page tells.
            let _ = rules::record(&txn, &visit.means, &visit.face, &chat, true).await?;
            finish(&app, txn).await?;
            Ok(visit.to_home())
        }
        _ => {
            form.fail("agreed", visit.w.t("error-choose"));
            refuse(&write_page(&visit, &writing, form))
        }
    }
}

/// One point's box on a question's page.
struct PointBox {
    n: usize,
    text: String,
    kind: Kind,
    private: bool,
    language: String,
}

#[derive(Template)]
#[template(path = "resident/question.html")]
struct QuestionPage {
    page: Page,
    me: Me,
    form: Form,
    partner: String,
    question: Question,
    n: usize,
    of: usize,
    version: i32,
    skipped: bool,
    boxes: Vec<PointBox>,
    /// What another tab or phone saved meanwhile.
    newer: Option<Vec<DraftPoint>>,
    more: bool,
    languages: &'static [Language],
    chain_language: String,
    back: String,
    here: String,
}

/// What a question's page is drawn from.
struct Shown {
    n: usize,
    version: i32,
    skipped: bool,
    points: Vec<DraftPoint>,
    /// Shows one more empty box than there are points.
    add: bool,
    newer: Option<Vec<DraftPoint>>,
    form: Form,
}

fn question_page(visit: &Visit, writing: &Writing, shown: Shown) -> Result<QuestionPage> {
    let question = writing.question(shown.n)?.clone();
    let mut boxes: Vec<PointBox> = (1..)
        .zip(shown.points)
        .map(|(n, point)| PointBox {
            n,
            text: point.text,
            kind: point.kind,
            private: point.private,
            language: point.language,
        })
        .collect();
    if boxes.is_empty() || (shown.add && boxes.len() < POINTS_MAX) {
        boxes.push(PointBox {
            n: boxes.len() + 1,
            text: String::new(),
            kind: question.kind,
            private: false,
            language: String::new(),
        });
    }
    let back = match shown.n {
        1 => writing.href(visit, "/write"),
        n => writing.href(visit, &format!("/question/{}", n - 1)),
    };
    Ok(QuestionPage {
        page: visit.form_page(question.text.clone(), &shown.form),
        me: visit.me(),
        form: shown.form,
        partner: writing.partner.clone(),
        n: shown.n,
        of: writing.questions.len(),
        version: shown.version,
        skipped: shown.skipped,
        more: boxes.len() < POINTS_MAX,
        boxes,
        newer: shown.newer,
        languages: LANGUAGES,
        chain_language: i18n::find_language(&visit.face.words.lang)
            .map(|l| l.name.to_owned())
            .unwrap_or_default(),
        back,
        here: writing.href(visit, &format!("/question/{}", shown.n)),
        question,
    })
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    add: String,
}

async fn show_question(
    visit: Visit,
    State(app): State<App>,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return Ok(visit.to_home());
    };
    let draft = writing.draft(writing.question(visit.n)?);
    let shown = Shown {
        n: visit.n,
        version: draft.map_or(0, |d| d.version),
        skipped: draft.is_some_and(|d| d.skipped),
        points: draft.map(|d| d.body.0.clone()).unwrap_or_default(),
        add: !asked.add.is_empty(),
        newer: None,
        form: Form::default(),
    };
    render(&question_page(&visit, &writing, shown)?)
}

/// Reads the points of a question's page; boxes left empty fall away.
fn read_points(visit: &Visit, form: &mut Form, default: Kind) -> Vec<DraftPoint> {
    let mut points = Vec::new();
    for n in 1..=POINTS_MAX {
        let text = form.optional(&visit.w, &format!("point_{n}"), POINT_MAX);
        if text.is_empty() {
            continue;
        }
        let language = form.value(&format!("language_{n}"));
        points.push(DraftPoint {
            kind: Kind::parse(form.value(&format!("kind_{n}"))).unwrap_or(default),
            private: form.chosen(&format!("private_{n}"), "yes"),
            language: i18n::find_language(language)
                .map(|l| l.code.to_owned())
                .unwrap_or_default(),
            mine: false,
            text,
        });
    }
    points
}

async fn save(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return Ok(visit.to_home());
    };
    let question = writing.question(visit.n)?.clone();
    let points = read_points(&visit, &mut form, question.kind);
    let skipped = form.chosen("skipped", "yes");
    let next = form.value("next").to_owned();
    if skipped && !points.is_empty() {
        form.fail("skipped", visit.w.t("question-both"));
    } else if !skipped && points.is_empty() && !matches!(next.as_str(), "later" | "add") {
        let missing = [("partner", &writing.partner as &dyn i18n::Arg)];
        form.fail("point_1", visit.w.with("question-missing", &missing));
    }
    let seen = form.value("version").parse().unwrap_or(0);
    let shown = |form, version, newer| Shown {
        n: visit.n,
        version,
        skipped,
        points: points.clone(),
        add: false,
        newer,
        form,
    };
    if !form.is_right() {
        return refuse(&question_page(&visit, &writing, shown(form, seen, None))?);
    }
    let (txn, _) = visit.begin(&app).await?;
    let chat = visit.chat(&txn).await?;
    let new = NewDraft {
        points: points.clone(),
        skipped,
        seen,
    };
    let saved = rules::save_draft(&txn, &visit.means, &chat, question.id, new).await?;
    txn.commit().await?;
    match saved {
        Saved::Kept(_) => Ok(visit.to(&after(&writing, visit.n, &next))),
        Saved::Closed => Ok(visit.to_home()),
        Saved::Newer(stored) => {
            let shown = shown(form, stored.version, Some(stored.body.0));
            render_with(
                StatusCode::CONFLICT,
                &question_page(&visit, &writing, shown)?,
            )
        }
    }
}

/// Returns where a saved question leads, by the button that was pressed.
fn after(writing: &Writing, n: usize, next: &str) -> String {
    let id = writing.chat.id;
    match next {
        "later" => String::new(),
        "add" => format!("/chat/{id}/question/{n}?add=yes#last"),
        _ if n < writing.questions.len() => format!("/chat/{id}/question/{}", n + 1),
        _ => format!("/chat/{id}/review"),
    }
}

/// A question with what was written under it.
struct Written {
    n: usize,
    question: Question,
    points: Vec<DraftPoint>,
    skipped: bool,
}

#[derive(Template)]
#[template(path = "resident/review.html")]
struct ReviewPage {
    page: Page,
    me: Me,
    form: Form,
    partner: String,
    chat: String,
    written: Vec<Written>,
}

fn review_page(visit: &Visit, writing: &Writing, form: Form) -> ReviewPage {
    let written = (1..).zip(&writing.questions).map(|(n, question)| {
        let draft = writing.draft(question);
        Written {
            n,
            points: draft.map(|d| d.body.0.clone()).unwrap_or_default(),
            skipped: draft.is_some_and(|d| d.skipped),
            question: question.clone(),
        }
    });
    let partner: &dyn i18n::Arg = &writing.partner;
    let title = visit.w.with("review-title", &[("partner", partner)]);
    ReviewPage {
        page: visit.form_page(title, &form),
        me: visit.me(),
        chat: writing.href(visit, ""),
        partner: writing.partner.clone(),
        written: written.collect(),
        form,
    }
}

async fn show_review(visit: Visit, State(app): State<App>) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return Ok(visit.to_home());
    };
    render(&review_page(&visit, &writing, Form::default()))
}

async fn show_partner(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return Ok(visit.to_home());
    };
    if !pressed(&form) {
        return Ok(visit.to(&format!("/chat/{}/review", writing.chat.id)));
    }
    let (txn, _) = visit.begin(&app).await?;
    let chat = visit.chat(&txn).await?;
    match rules::record(&txn, &visit.means, &visit.face, &chat, false).await? {
        Err(NotRecorded::Empty) => {
            form.fail("question-1", visit.w.t("review-empty"));
            refuse(&review_page(&visit, &writing, form))
        }
        Ok(()) | Err(NotRecorded::AlreadyDone) => {
            finish(&app, txn).await?;
            Ok(visit.to_home())
        }
    }
}

#[derive(Template)]
#[template(path = "resident/shown.html")]
struct ShownPage {
    page: Page,
    me: Me,
    chat: String,
    partner: String,
    undo: bool,
    nothing_kept: bool,
}

/// Shows that the record is on its way, with Undo while there is time.
pub async fn show_shown(
    visit: &Visit,
    app: &App,
    c: &conversation::Model,
    undo: bool,
) -> Result<Response> {
    let partner = visit.name_of(&app.db.read, c.partner).await?;
    let key = if c.nothing_kept {
        "shown-title-nothing"
    } else {
        "shown-title"
    };
    render(&ShownPage {
        page: visit.page(visit.w.with(key, &[("partner", &partner)])),
        me: visit.me(),
        chat: visit.href(&format!("/chat/{}", c.id)),
        partner,
        undo,
        nothing_kept: c.nothing_kept,
    })
}

async fn take_back(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, _) = visit.begin(&app).await?;
        let chat = visit.chat(&txn).await?;
        let _ = rules::take_back(&txn, &visit.means, &chat).await?;
        txn.commit().await?;
    }
    Ok(visit.to_home())
}
