//! The organisers' pages of "that is not what we meant": who said it and in what words, and their answer.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::challenge;
use entity::shared::{ChallengeDone, Role};
use serde::Deserialize;

use super::answers::{self, Answered, Closed, Reply, waits};
use super::{ANSWER_MAX, find, is_behind, last_read, list};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::organiser::SignedIn;
use crate::people;
use crate::plan::hands::desk::{Reads, called};
use crate::plan::telling::is_silent;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/challenges", all)
        .get("/desk/{slug}/plan/challenges/{id}", show)
        .post("/desk/{slug}/plan/challenges/{id}", answer)
        .post("/desk/{slug}/plan/challenges/{id}/close", close)
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
    #[serde(default)]
    done: String,
}

/// One of them, with who said it.
struct Row {
    said: challenge::Model,
    name: String,
    person_href: String,
    towards: String,
    /// The published action.
    action_href: String,
    day: String,
    /// When it was answered or closed.
    over: Option<String>,
    href: String,
}

impl Row {
    async fn of(app: &App, desk: &Desk, row: challenge::Model) -> Result<Self> {
        let conn = &app.db.read;
        let person = people::find(conn, row.participant).await?;
        let action = last_read(conn, row.chain, row.action).await?;
        let (action_href, towards) = match action {
            None => (String::new(), String::new()),
            Some((n, place, action)) => {
                let slug = &desk.face.chain.slug;
                let href = format!("/c/{slug}/plan/{n}/actions/{place}");
                (href, action.towards)
            }
        };
        let over = row.answered_at.or(row.ended_at);
        Ok(Self {
            name: called(desk, person.as_ref().map_or("", people::shown_name)),
            person_href: desk.href(&format!("/people/{}", row.participant)),
            towards,
            action_href,
            day: desk.w.date(row.made_at, desk.zone()),
            over: over.map(|at| desk.w.date(at, desk.zone())),
            href: desk.href(&format!("/plan/challenges/{}", row.id)),
            said: row,
        })
    }

    const fn waits(&self) -> bool {
        waits(&self.said)
    }

    const fn standing(&self) -> &'static str {
        match (self.said.answered_at, self.said.ended_at) {
            (Some(_), _) => "challenge-is-answered",
            (None, Some(_)) => "challenge-is-closed",
            (None, None) => "challenge-is-open",
        }
    }
}

#[derive(Template)]
#[template(path = "challenges/desk_list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    paging: Paging,
    done: Option<&'static str>,
    back: String,
}

async fn all(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = list(&app.db.read, desk.face.chain.id).await?;
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(wanted.page, count, &desk.href("/plan/challenges"), &[]);
    let (skip, take) = paging.window();
    let mut rows = Vec::new();
    for row in found.into_iter().skip(skip).take(take) {
        rows.push(Row::of(&app, &desk, row).await?);
    }
    let done = match wanted.done.as_str() {
        "answered" => Some("challenge-desk-done-answered"),
        "closed" => Some("challenge-desk-done-closed"),
        "over" => Some("challenge-desk-done-over"),
        _ => None,
    };
    render(&ListPage {
        page: desk.page(desk.w.t("challenges-desk-title"), Tab::Plan),
        rows,
        paging,
        done,
        back: desk.href("/plan"),
    })
}

#[derive(Template)]
#[template(path = "challenges/desk_answer.html")]
struct AnswerPage {
    page: Page,
    form: Form,
    one: Row,
    /// Their words stand behind the action still.
    behind: bool,
    /// No message reaches them.
    silent: bool,
    /// The message, with the answer that is being written.
    reads: Vec<Reads>,
    back: String,
}

impl AnswerPage {
    /// Tells whether everybody may be let read the words.
    const fn can_show(&self) -> bool {
        self.one.said.readable && !self.one.said.text.is_empty()
    }
}

async fn find_one(app: &App, desk: &Desk, id: &str) -> Result<challenge::Model> {
    let found = find(&app.db.read, desk.face.chain.id, id_of(id)?).await?;
    found.ok_or(Error::NotFound)
}

async fn answer_page(
    app: &App,
    desk: &Desk,
    row: challenge::Model,
    form: Form,
    look: Option<&Reply>,
) -> Result<Response> {
    let conn = &app.db.read;
    let person = people::find(conn, row.participant).await?;
    let (mut behind, mut silent, mut reads) = (false, true, Vec::new());
    let one = Row::of(app, desk, row).await?;
    if let Some(person) = &person {
        behind = is_behind(conn, person, one.said.action).await?;
        silent = is_silent(person);
        if let (Some(reply), false) = (look, silent) {
            let about = (one.towards.as_str(), reply);
            let draft = answers::put(&desk.face, person, "", about, String::new());
            reads.push(Reads::of(desk, Preview::of(person, draft)));
        }
    }
    let mut page = desk.page(desk.w.t("challenge-desk-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = AnswerPage {
        page,
        form,
        one,
        behind,
        silent,
        reads,
        back: desk.href("/plan/challenges"),
    };
    render_with(status, &template)
}

type Place = Path<(String, String)>;

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find_one(&app, &desk, &id).await?;
    let show = if row.shown { "yes" } else { "" };
    let form = Form::filled([
        ("edition", row.edition.to_string()),
        ("answer", row.answer.clone().unwrap_or_default()),
        ("did", row.done.map_or("", ChallengeDone::as_str).to_owned()),
        ("show", show.to_owned()),
    ]);
    answer_page(&app, &desk, row, form, None).await
}

/// Reads an answer. `None` when something is not right; the form says what.
fn read(desk: &Desk, form: &mut Form) -> Option<Reply> {
    let w = &desk.w;
    let text = form.required(w, "answer", "challenge-answer-missing", ANSWER_MAX);
    let done = ChallengeDone::parse(form.value("did"));
    if done.is_none() {
        form.fail("did", w.t("challenge-did-missing"));
    }
    let reply = Reply {
        text,
        done: done?,
        show: form.value("show") == "yes",
    };
    form.is_right().then_some(reply)
}

async fn answer(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find_one(&app, &desk, &id).await?;
    let Some(reply) = read(&desk, &mut form) else {
        return answer_page(&app, &desk, row, form, None).await;
    };
    if form.value("do") == "look" {
        return answer_page(&app, &desk, row, form, Some(&reply)).await;
    }
    let edition = form.value("edition").parse().unwrap_or_default();
    let by = (&desk.face, desk.by.organiser.id);
    let txn = db::begin_write(&app.db).await?;
    let done = answers::answer(&txn, &app.means, by, (&row, edition), reply).await?;
    let list = desk.href("/plan/challenges");
    match done {
        Answered::Kept => {
            txn.commit().await?;
            app.wake.notify_one();
            Ok(Redirect::to(&format!("{list}?done=answered")).into_response())
        }
        Answered::Over => Ok(Redirect::to(&format!("{list}?done=over")).into_response()),
        Answered::Meanwhile => {
            drop(txn);
            let row = find_one(&app, &desk, &id).await?;
            form.set("edition", row.edition.to_string());
            // Words that changed were not looked through for names.
            form.set("show", "");
            form.fail("answer", desk.w.t("challenge-meanwhile"));
            answer_page(&app, &desk, row, form, None).await
        }
    }
}

async fn close(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let txn = db::begin_write(&app.db).await?;
    let row = find(&txn, desk.face.chain.id, id_of(&id)?).await?;
    let row = row.ok_or(Error::NotFound)?;
    let closed = answers::close(&txn, &app.means, desk.by.organiser.id, &row).await?;
    let to = match closed {
        Closed::Closed => {
            txn.commit().await?;
            desk.href("/plan/challenges?done=closed")
        }
        Closed::StillBehind => desk.href(&format!("/plan/challenges/{id}")),
        Closed::Over => desk.href("/plan/challenges?done=over"),
    };
    Ok(Redirect::to(&to).into_response())
}
