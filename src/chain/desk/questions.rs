//! The questions of a chain on one page: change, add, remove, move up and down.
//!
//! Every button first saves what was typed and then does its one thing, so it works without script and nothing is
//! lost whichever button is pressed. The last block is empty: text typed there becomes a new question.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Kind, Role};

use crate::app::App;
use crate::chain::desk::new::status_of;
use crate::chain::desk::setup::form_page;
use crate::chain::desk::{Desk, host_form::one_line};
use crate::chain::questions::{self, EditedQuestion};
use crate::db;
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render_with};

/// The most questions a chat has time for.
const MOST: usize = 8;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/questions", show)
        .post("/desk/{slug}/setup/questions", change)
}

/// The names of the fields of the n-th question.
struct Block {
    n: usize,
    id: String,
    kind: String,
    text: String,
    hint: String,
}

impl Block {
    fn new(n: usize) -> Self {
        let name = |what: &str| format!("edit-question-{n}-{what}");
        Self {
            n,
            id: name("id"),
            kind: name("kind"),
            text: name("text"),
            hint: name("hint"),
        }
    }
}

#[derive(Template)]
#[template(path = "chain/questions.html")]
struct QuestionsPage {
    page: Page,
    form: Form,
    blocks: Vec<Block>,
    /// The number of the empty block, when there is room for one more.
    empty: usize,
    kinds: &'static [Kind],
    setup: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let questions = questions::list_questions(&app.db.read, &desk.face.chain).await?;
    let mut form = Form::filled([("count", questions.len().to_string())]);
    for (n, question) in (1..).zip(questions) {
        let block = Block::new(n);
        form.set(&block.id, question.id.to_string());
        form.set(&block.kind, question.kind.as_str());
        form.set(&block.text, question.text);
        form.set(&block.hint, question.hint);
    }
    draw(&desk, form)
}

fn draw(desk: &Desk, form: Form) -> Result<Response> {
    let count = form.value("count").parse().unwrap_or(0).min(MOST);
    let empty = if count < MOST { count + 1 } else { 0 };
    let template = QuestionsPage {
        page: form_page(desk, "setup-questions", &form),
        blocks: (1..=count.max(empty)).map(Block::new).collect(),
        empty,
        kinds: Kind::ALL,
        setup: desk.href("/setup"),
        form,
    };
    render_with(status_of(&template.form), &template)
}

/// What the pressed button does after saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    Save,
    Add,
    Up(usize),
    Down(usize),
    Remove(usize),
}

impl Press {
    fn parse(text: &str) -> Self {
        if text == "add" {
            return Self::Add;
        }
        let Some((what, Ok(n))) = text.split_once('-').map(|(w, n)| (w, n.parse())) else {
            return Self::Save;
        };
        match what {
            "up" => Self::Up(n),
            "down" => Self::Down(n),
            "remove" => Self::Remove(n),
            _ => Self::Save,
        }
    }
}

/// Reads the questions in the order the buttons ask for. A removed one need not be right.
fn read(desk: &Desk, form: &mut Form, press: Press) -> Vec<EditedQuestion> {
    let count = form.value("count").parse().unwrap_or(0).min(MOST);
    let mut questions = Vec::new();
    for n in 1..=(count + 1).min(MOST) {
        let block = Block::new(n);
        let new = n > count;
        let unused = new && form.value(&block.text).trim().is_empty();
        if press == Press::Remove(n) || (unused && press != Press::Add) {
            continue;
        }
        let text = form.required(&desk.w, &block.text, "edit-question-missing", 200);
        let hint = form.optional(&desk.w, &block.hint, 200);
        let kind = Kind::parse(form.value(&block.kind));
        if kind.is_none() {
            form.fail(&block.kind, desk.w.t("edit-question-kind-missing"));
        }
        questions.push(EditedQuestion {
            id: form.value(&block.id).parse().ok().filter(|_| !new),
            kind: kind.unwrap_or(Kind::Strength),
            text: one_line(&text),
            hint: one_line(&hint),
        });
    }
    match press {
        Press::Up(n) if (2..=questions.len()).contains(&n) => questions.swap(n - 2, n - 1),
        Press::Down(n) if (1..questions.len()).contains(&n) => questions.swap(n - 1, n),
        _ => {}
    }
    questions
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let press = Press::parse(form.value("do"));
    let questions = read(&desk, &mut form, press);
    if questions.is_empty() && desk.face.chain.opened_at.is_some() {
        form.fail("edit-question-1-text", desk.w.t("edit-question-last"));
    }
    if !form.is_right() {
        return draw(&desk, form);
    }
    let txn = db::begin_write(&app.db).await?;
    questions::change_questions(&txn, &app.means, &desk.face.chain, &questions).await?;
    desk.note(&txn, &app, "chain.questions", None).await?;
    txn.commit().await?;
    let below = match press {
        Press::Save => "/setup",
        _ => "/setup/questions",
    };
    Ok(Redirect::to(&desk.href(below)).into_response())
}
