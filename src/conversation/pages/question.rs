//! One question and the points under it. Nothing typed is lost, and an old tab overwrites nothing: it gets both texts.
//!
//! With script the same form is sent every now and then as `next=keep`; the answer is then only a status and the new
//! version, and nothing is asked of what stands in it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use entity::shared::{DraftPoint, Kind};

use super::record::{Writing, over};
use super::{How, KEPT, Me, NOTHING_KEPT, Visit, refuse};
use crate::app::App;
use crate::chain::Question;
use crate::conversation::record::{self as rules, NewDraft, POINT_MAX, POINTS_MAX, Saved};
use crate::i18n::{self, LANGUAGES, Language};
use crate::means::Source;
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/chat/{chat}/question/{n}", show)
        .post("/p/{token}/chat/{chat}/question/{n}", save)
}

/// One point's box.
struct PointBox {
    n: usize,
    text: String,
    kind: Kind,
    private: bool,
    language: String,
}

/// Makes boxes of the points of one of the two, and an empty one where `empty` asks for it or there is none.
fn boxes(points: &[DraftPoint], mine: bool, kind: Kind, empty: bool) -> Vec<PointBox> {
    let theirs = points.iter().filter(|point| point.mine == mine).cloned();
    let mut boxes: Vec<PointBox> = (1..)
        .zip(theirs)
        .map(|(n, point)| PointBox {
            n,
            text: point.text,
            kind: point.kind,
            private: point.private,
            language: point.language,
        })
        .collect();
    if boxes.is_empty() || (empty && boxes.len() < POINTS_MAX) {
        boxes.push(PointBox {
            n: boxes.len() + 1,
            text: String::new(),
            kind,
            private: false,
            language: String::new(),
        });
    }
    boxes
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
    /// What the initiator says to the question themself.
    own: Vec<PointBox>,
    /// For whom an organiser writes.
    for_another: Option<String>,
    /// What another tab or phone saved meanwhile.
    newer: Option<Vec<DraftPoint>>,
    more: bool,
    /// Nothing is kept: the script need not try.
    tried: bool,
    languages: &'static [Language],
    chain_language: String,
    back: String,
    here: String,
    answers: Vec<Vec<String>>,
}

/// What the page is drawn from.
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

/// Returns the title of a question's page: the question, unless it may tell a sensitive topic.
fn question_title(visit: &Visit, question: &Question, n: usize) -> String {
    if visit.face.chain.sensitive {
        visit.w.with("question-title-quiet", &[("n", &n)])
    } else {
        question.text.clone()
    }
}

/// Makes the box for what the initiator says themself. A sheet has no room for it: none is shown to who types one in.
fn own_boxes(visit: &Visit, points: &[DraftPoint], kind: Kind) -> Vec<PointBox> {
    let from_paper = matches!(visit.how, How::For(acting) if acting.source == Source::Paper);
    if from_paper && !points.iter().any(|point| point.mine) {
        return Vec::new();
    }
    boxes(points, true, kind, false)
}

fn question_page(visit: &Visit, writing: &Writing, shown: Shown) -> Result<QuestionPage> {
    let question = writing.question(shown.n)?.clone();
    let back = match shown.n {
        1 => writing.href(visit, "/write"),
        n => writing.href(visit, &format!("/question/{}", n - 1)),
    };
    let boxes_shown = boxes(&shown.points, false, question.kind, shown.add);
    Ok(QuestionPage {
        page: visit.form_page(question_title(visit, &question, shown.n), &shown.form),
        me: visit.me(),
        form: shown.form,
        partner: writing.partner.clone(),
        n: shown.n,
        of: writing.questions.len(),
        version: shown.version,
        skipped: shown.skipped,
        more: boxes_shown.len() < POINTS_MAX,
        own: own_boxes(visit, &shown.points, question.kind),
        for_another: visit.is_for_another().then(|| visit.me().first),
        boxes: boxes_shown,
        newer: shown.newer,
        tried: visit.tried.is_some(),
        languages: LANGUAGES,
        chain_language: i18n::find_language(&visit.face.words.lang)
            .map(|l| l.name.to_owned())
            .unwrap_or_default(),
        back,
        here: writing.href(visit, &format!("/question/{}", shown.n)),
        answers: writing.answers.clone(),
        question,
    })
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    add: String,
}

async fn show(
    visit: Visit,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return over(&visit, &app).await;
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

/// Shows a question to somebody who only tries the pages out.
pub(super) fn show_tried(visit: &Visit, writing: &Writing) -> Result<Response> {
    let shown = Shown {
        n: visit.n,
        version: 0,
        skipped: false,
        points: Vec::new(),
        add: false,
        newer: None,
        form: Form::default(),
    };
    render(&question_page(visit, writing, shown)?)
}

/// What the form holds.
struct Typed {
    points: Vec<DraftPoint>,
    skipped: bool,
    /// The version the page showed.
    seen: i32,
    next: String,
    /// What is saved already and what was typed, when both should stay.
    joined: Option<Vec<DraftPoint>>,
}

impl Typed {
    fn read(visit: &Visit, form: &mut Form, kind: Kind) -> Self {
        let mut points = read_points(visit, form, "", kind);
        points.extend(read_points(visit, form, "own_", kind));
        Self {
            points,
            skipped: form.chosen("skipped", "yes"),
            seen: form.value("version").parse().unwrap_or(0),
            next: form.value("next").to_owned(),
            joined: None,
        }
    }

    /// The script saves by itself.
    fn is_kept(&self) -> bool {
        self.next == "keep"
    }

    /// Nothing was typed, and nothing ticked.
    const fn is_empty(&self) -> bool {
        self.points.is_empty() && !self.skipped
    }

    /// Adds what is saved already: both texts stay.
    fn join(&mut self, saved: &[DraftPoint]) {
        let is_new = |typed: &&DraftPoint| {
            let same = |s: &DraftPoint| s.text == typed.text && s.mine == typed.mine;
            !saved.iter().any(same)
        };
        let mut both = saved.to_vec();
        both.extend(self.points.iter().filter(is_new).cloned());
        both.sort_by_key(|point| point.mine);
        self.joined = Some(both);
    }

    /// Returns what should be saved.
    fn wanted(&self) -> &[DraftPoint] {
        self.joined.as_deref().unwrap_or(&self.points)
    }

    fn check(&self, visit: &Visit, partner: &str, form: &mut Form) {
        let theirs = self.wanted().iter().filter(|point| !point.mine).count();
        if theirs > POINTS_MAX {
            let message = visit.w.with("question-too-many", &[("max", &POINTS_MAX)]);
            form.fail("point_1", message);
        }
        if self.skipped && !self.wanted().is_empty() {
            form.fail("skipped", visit.w.t("question-both"));
        } else if !self.skipped
            && self.wanted().is_empty()
            && !matches!(self.next.as_str(), "later" | "add")
        {
            let missing = [("partner", &partner as &dyn i18n::Arg)];
            form.fail("point_1", visit.w.with("question-missing", &missing));
        }
    }
}

/// Reads points; boxes left empty fall away. The initiator's own have names that begin with `own_`.
fn read_points(visit: &Visit, form: &mut Form, stem: &str, default: Kind) -> Vec<DraftPoint> {
    let mut points = Vec::new();
    for n in 1..=POINTS_MAX {
        let text = form.optional(&visit.w, &format!("{stem}point_{n}"), POINT_MAX);
        if text.is_empty() {
            continue;
        }
        let language = form.value(&format!("{stem}language_{n}"));
        points.push(DraftPoint {
            kind: Kind::parse(form.value(&format!("{stem}kind_{n}"))).unwrap_or(default),
            private: form.chosen(&format!("{stem}private_{n}"), "yes"),
            language: i18n::find_language(language)
                .map(|l| l.code.to_owned())
                .unwrap_or_default(),
            mine: !stem.is_empty(),
            text,
        });
    }
    points
}

async fn save(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let writing = Writing::open(&visit, &app).await?;
    let Some(writing) = writing else {
        return if form.chosen("next", "keep") {
            Ok(StatusCode::GONE.into_response())
        } else {
            over(&visit, &app).await
        };
    };
    let question = writing.question(visit.n)?.clone();
    let mut typed = Typed::read(&visit, &mut form, question.kind);
    if typed.next == "both" {
        let saved = writing.draft(&question).map(|d| d.body.0.as_slice());
        typed.join(saved.unwrap_or_default());
    }
    if !typed.is_kept() {
        typed.check(&visit, &writing.partner, &mut form);
    }
    if !form.is_right() {
        return not_right(&visit, &writing, typed, form);
    }
    if typed.next == "later" && typed.is_empty() && writing.draft(&question).is_none() {
        return Ok(visit.to(NOTHING_KEPT));
    }
    let (txn, _) = visit.begin(&app).await?;
    let chat = visit.chat(&txn).await?;
    let new = NewDraft {
        points: typed.wanted().to_vec(),
        skipped: typed.skipped,
        seen: typed.seen,
    };
    let saved = rules::save_draft(&txn, &visit.means, &chat, question.id, new).await?;
    txn.commit().await?;
    answer(&visit, &app, &writing, typed, form, saved).await
}

fn not_right(visit: &Visit, writing: &Writing, typed: Typed, form: Form) -> Result<Response> {
    if typed.is_kept() {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    }
    let shown = Shown {
        n: visit.n,
        version: typed.seen,
        skipped: typed.skipped,
        points: typed.points,
        add: false,
        newer: None,
        form,
    };
    refuse(&question_page(visit, writing, shown)?)
}

/// Answers a form that was right: saved, or not because somebody saved something newer.
async fn answer(
    visit: &Visit,
    app: &App,
    writing: &Writing,
    typed: Typed,
    form: Form,
    saved: Saved,
) -> Result<Response> {
    match saved {
        Saved::Kept(version) if typed.is_kept() => Ok(kept(visit, app, version)),
        Saved::Kept(_) => Ok(visit.to(&after(writing, visit.n, &typed.next))),
        Saved::Closed if typed.is_kept() => Ok(StatusCode::GONE.into_response()),
        Saved::Closed => over(visit, app).await,
        Saved::Newer(_) if typed.is_kept() => Ok(StatusCode::CONFLICT.into_response()),
        Saved::Newer(stored) => {
            let shown = Shown {
                n: visit.n,
                version: stored.version,
                skipped: typed.skipped,
                points: typed.points,
                add: false,
                newer: Some(stored.body.0),
                form,
            };
            let page = question_page(visit, writing, shown)?;
            render_with(StatusCode::CONFLICT, &page)
        }
    }
}

/// Tells the script that its text is kept: the new version, and when, as the page says it.
fn kept(visit: &Visit, app: &App, version: i32) -> Response {
    let time = visit.w.time(app.means.now(), visit.face.zone());
    let time: String = form_urlencoded::byte_serialize(time.as_bytes()).collect();
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("x-version", HeaderValue::from(version));
    if let Ok(time) = HeaderValue::from_str(&time.replace('+', "%20")) {
        headers.insert("x-saved-at", time);
    }
    response
}

/// Returns where a saved question leads, by the button that was pressed.
fn after(writing: &Writing, n: usize, next: &str) -> String {
    let id = writing.chat.id;
    match next {
        "later" => KEPT.to_owned(),
        "add" => format!("/chat/{id}/question/{n}?add=yes#last"),
        "both" => format!("/chat/{id}/question/{n}"),
        _ if n < writing.questions.len() => format!("/chat/{id}/question/{}", n + 1),
        _ => format!("/chat/{id}/review"),
    }
}
