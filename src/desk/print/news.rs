//! Letters with news, for those whom no message reaches: print them, give them, and tick which were given.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::super::instead::paragraphs;
use super::{PACK_MAX, PackPage, Papers, keep_track};
use crate::app::App;
use crate::chain;
use crate::chain::desk::{Desk, Tab, public_page};
use crate::conversation::pages::letter::Letter;
use crate::db;
use crate::organiser::SignedIn;
use crate::people::{self, links};
use crate::plan::letters::{self, ToGive};
use crate::web::paging::{Paging, ROWS};
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/print/news", show)
        .post("/desk/{slug}/print/news", print)
        .post("/desk/{slug}/print/news/given", given)
}

struct Row {
    id: Uuid,
    person: String,
    person_href: String,
    towards: String,
    text: String,
    asked: String,
}

#[derive(Template)]
#[template(path = "desk/news_letters.html")]
struct LettersPage {
    page: Page,
    form: Form,
    rows: Vec<Row>,
    base: String,
    back: String,
    paging: Paging,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let page = letters_page(&app, &desk, &asked.page, Form::default()).await?;
    render(&page)
}

async fn letters_page(app: &App, desk: &Desk, asked: &str, form: Form) -> Result<LettersPage> {
    let (read, chain) = (&app.db.read, desk.face.chain.id);
    let all = letters::count_open(read, chain).await?;
    let base = desk.href("/print/news");
    let paging = Paging::new(asked.parse().ok(), all, &base, &[]);
    let found = letters::list_open(read, chain, None, (paging.offset(), ROWS)).await?;
    let row = |one: ToGive| Row {
        id: one.letter.id,
        person: people::shown_name(&one.person).to_owned(),
        person_href: desk.href(&format!("/people/{}", one.person.id)),
        asked: desk.w.date(one.letter.made_at, desk.zone()),
        towards: one.towards,
        text: one.news.text,
    };
    let mut page = desk.page(desk.w.t("news-letters-title"), Tab::People);
    page.failed = !form.is_right();
    Ok(LettersPage {
        page,
        form,
        rows: found.into_iter().map(row).collect(),
        back: desk.href("/print"),
        base,
        paging,
    })
}

/// Reads which letters were ticked. `None` when there are none; the form says so.
fn ticked(desk: &Desk, form: &mut Form) -> Option<Vec<Uuid>> {
    let ids = form.all("letter").into_iter();
    let ids: Vec<Uuid> = ids.filter_map(|id| Uuid::parse_str(id).ok()).collect();
    if ids.is_empty() || ids.len() > PACK_MAX {
        form.fail("letters", desk.w.t("news-letters-missing"));
        return None;
    }
    Some(ids)
}

async fn refused(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let asked = form.value("page").to_owned();
    let page = letters_page(app, desk, &asked, form).await?;
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Draws the ticked letters, each in its person's own words for news, and notes each.
async fn print(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let Some(ids) = ticked(&desk, &mut form) else {
        return refused(&app, &desk, form).await;
    };
    let (face, read) = (&desk.face, &app.db.read);
    let most = u64::try_from(PACK_MAX).unwrap_or(u64::MAX);
    let found = letters::list_open(read, face.chain.id, Some(ids), (0, most)).await?;
    let (mut papers, mut printed) = (Vec::new(), Vec::new());
    for one in &found {
        let Some(link) = links::find_open(read, one.person.id, app.means.now()).await? else {
            continue;
        };
        let letter = Letter::of(&app, face, one.person.clone(), &link).await?;
        let (subject, text) = letters::words(face, one);
        papers.push(Papers {
            letter: Some(letter.saying(subject, paragraphs(&text))),
            sheet: None,
        });
        printed.push(&one.person);
    }
    keep_track(&app, &desk, &printed, "letter.printed").await?;
    render(&PackPage {
        page: public_page(face, desk.w.t("print-pack-title")),
        back: desk.href("/print/news"),
        large: false,
        pictures: false,
        letters: papers.len(),
        sheets: 0,
        papers,
        without_sheet: 0,
        led: Vec::new(),
        print: desk.href("/print"),
        languages: chain::list_languages(read, &face.chain).await?,
    })
}

async fn given(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let Some(ids) = ticked(&desk, &mut form) else {
        return refused(&app, &desk, form).await;
    };
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let txn = db::begin_write(&app.db).await?;
    letters::give(&txn, &app.means, by, chain, &ids).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/print/news")).into_response())
}
