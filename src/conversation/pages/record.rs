//! Writing down what was heard, around the questions' own pages: may we, is it right, and showing it to the partner.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::shared::{DraftPoint, EndedWhy, Quote};
use entity::{conversation, draft};

use super::{Me, Tell, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::chain::{self, Question};
use crate::conversation::behalf;
use crate::conversation::record::{self as rules, NotRecorded, OwnQuote};
use crate::i18n;
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/chat/{chat}/write", show_write)
        .post("/p/{token}/chat/{chat}/write", write)
        .get("/p/{token}/chat/{chat}/review", show_review)
        .post("/p/{token}/chat/{chat}/review", show_partner)
        .post("/p/{token}/chat/{chat}/take-back", take_back)
}

/// A conversation that is being written down.
pub struct Writing {
    pub chat: conversation::Model,
    pub partner: String,
    pub questions: Vec<Question>,
    drafts: Vec<draft::Model>,
    /// What the person wrote to us, while an organiser writes it down from there.
    pub answers: Vec<Vec<String>>,
}

impl Writing {
    /// Opens it; `None` when it can no longer be written.
    pub async fn open(visit: &Visit, app: &App) -> Result<Option<Self>> {
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
            answers: visit.their_answers(read, &chat).await?,
            chat,
            questions,
            drafts,
        }))
    }

    /// Opens what somebody would write who only tries the pages out.
    pub(super) async fn tried(
        visit: &Visit,
        app: &App,
        chat: conversation::Model,
        partner: String,
    ) -> Result<Self> {
        Ok(Self {
            chat,
            partner,
            questions: chain::list_questions(&app.db.read, &visit.face.chain).await?,
            drafts: Vec::new(),
            answers: Vec::new(),
        })
    }

    pub fn draft(&self, question: &Question) -> Option<&draft::Model> {
        self.drafts.iter().find(|d| d.prompt == question.id)
    }

    /// Returns the n-th question, from 1.
    pub fn question(&self, n: usize) -> Result<&Question> {
        n.checked_sub(1)
            .and_then(|i| self.questions.get(i))
            .ok_or(Error::NotFound)
    }

    pub fn href(&self, visit: &Visit, below: &str) -> String {
        visit.href(&format!("/chat/{}{below}", self.chat.id))
    }
}

/// Says why nothing more can be written: kindly, when the partner has left; else the person's own page tells.
pub async fn over(visit: &Visit, app: &App) -> Result<Response> {
    let chat = visit.chat(&app.db.read).await?;
    if chat.ended_why != Some(EndedWhy::Partner) {
        return Ok(visit.to_home());
    }
    visit.tell(&Tell {
        key: "over-title",
        lines: vec![
            visit.w.t("over-what"),
            visit.w.t("over-gone"),
            visit.w.t("over-next"),
        ],
        home: true,
    })
}

#[derive(Template)]
#[template(path = "resident/write.html")]
struct WritePage {
    page: Page,
    me: Me,
    form: Form,
    partner: String,
    /// An organiser writes: they are asked on which day the two talked.
    ask_day: bool,
    answers: Vec<Vec<String>>,
}

fn write_page(visit: &Visit, writing: &Writing, form: Form) -> WritePage {
    WritePage {
        page: visit.form_page(visit.w.t("write-title"), &form),
        me: visit.me(),
        partner: writing.partner.clone(),
        ask_day: visit.is_for_another(),
        answers: writing.answers.clone(),
        form,
    }
}

async fn show_write(visit: Visit, State(app): State<App>) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return over(&visit, &app).await;
    };
    let day = writing.chat.happened_on.clone().unwrap_or_default();
    let form = Form::filled([("happened_on", day)]);
    render(&write_page(&visit, &writing, form))
}

/// Keeps the day an organiser was told, for a record they write for somebody; one that is not right fails the form.
async fn keep_day(visit: &Visit, app: &App, writing: &Writing, form: &mut Form) -> Result<()> {
    if !visit.is_for_another() || form.value("agreed") == "not_yet" {
        return Ok(());
    }
    let typed = form.value("happened_on").trim().to_owned();
    let day = behalf::read_day(&typed, &visit.face, &visit.means);
    if day.is_none() && !typed.is_empty() {
        form.fail("happened_on", visit.w.t("behalf-day-wrong"));
    } else {
        let (txn, _) = visit.begin(app).await?;
        behalf::set_happened_on(&txn, &writing.chat, day).await?;
        txn.commit().await?;
    }
    Ok(())
}

async fn write(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return over(&visit, &app).await;
    };
    keep_day(&visit, &app, &writing, &mut form).await?;
    if !form.is_right() {
        return refuse(&write_page(&visit, &writing, form));
    }
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

/// A question with what was written under it.
struct Written {
    n: usize,
    question: Question,
    points: Vec<DraftPoint>,
    skipped: bool,
}

impl Written {
    /// Returns the name of the field that asks how an own point may be quoted; `place` counts from 1.
    fn quote_field(&self, place: &usize) -> String {
        format!("own_quote_{}_{place}", self.n)
    }
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
        return over(&visit, &app).await;
    };
    render(&review_page(&visit, &writing, Form::default()))
}

/// Reads how the initiator's own points may be quoted. Unanswered stays no.
fn read_own_quotes(page: &ReviewPage, form: &Form) -> Vec<OwnQuote> {
    let mut answers = Vec::new();
    for one in &page.written {
        for (position, place) in (1..).zip(1..=one.points.len()) {
            if let Some(quote) = Quote::parse(form.value(&one.quote_field(&place))) {
                answers.push(OwnQuote {
                    prompt: one.question.id,
                    position,
                    quote,
                });
            }
        }
    }
    answers
}

async fn show_partner(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(writing) = Writing::open(&visit, &app).await? else {
        return over(&visit, &app).await;
    };
    if !pressed(&form) {
        return Ok(visit.to(&format!("/chat/{}/review", writing.chat.id)));
    }
    let quotes = read_own_quotes(&review_page(&visit, &writing, Form::default()), &form);
    let (txn, _) = visit.begin(&app).await?;
    let chat = visit.chat(&txn).await?;
    match rules::record(&txn, &visit.means, &visit.face, &chat, false).await? {
        Err(NotRecorded::Empty) => {
            form.fail("question-1", visit.w.t("review-empty"));
            refuse(&review_page(&visit, &writing, form))
        }
        Ok(()) => {
            rules::quote_own(&txn, chat.id, &quotes).await?;
            finish(&app, txn).await?;
            Ok(visit.to_home())
        }
        Err(NotRecorded::AlreadyDone) => Ok(visit.to_home()),
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
    wrote: Option<i18n::Html>,
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
        wrote: visit.who_wrote(&app.db.read, c).await?,
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
