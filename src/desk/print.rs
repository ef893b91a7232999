//! The print pack for a session without internet: letters and conversation sheets for chosen people, each on pages of
//! its own, as one page to print.
//!
//! Choosing changes nothing. Printing is a form, because what comes out carries personal links and codes: every letter
//! and sheet is noted in the log with who printed it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::participant;
use entity::shared::Role;
use uuid::Uuid;

use self::choose::{Asked, ChoosePage, Chosen};
use self::sheets::Sheet;
use super::note;
use super::timeline::name_or;
use crate::app::App;
use crate::chain;
use crate::chain::desk::{Desk, public_page};
use crate::conversation::pages::letter::Letter;
use crate::db;
use crate::i18n::Language;
use crate::organiser::SignedIn;
use crate::people::{self, links};
use crate::web::{Form, Page, Result, Routes, render, render_with};

mod choose;
mod news;
mod sheets;

/// How many people one pack is for; more would be a page that no printer takes at once.
pub const PACK_MAX: usize = 100;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/print", show)
        .post("/desk/{slug}/print", print)
        .merge(news::routes())
}

/// What is printed for one person.
struct Papers {
    letter: Option<Letter>,
    sheet: Option<Sheet>,
}

/// Somebody who was chosen, and who leads the chat they are about to have.
struct Led {
    person: String,
    leader: String,
    id: Uuid,
}

#[derive(Template)]
#[template(path = "desk/pack.html")]
struct PackPage {
    page: Page,
    back: String,
    papers: Vec<Papers>,
    large: bool,
    pictures: bool,
    letters: usize,
    sheets: usize,
    /// People who have not said yes: a sheet is no use to them yet.
    without_sheet: usize,
    /// People whose chat somebody else leads: the sheet is for that one.
    led: Vec<Led>,
    print: String,
    languages: Vec<Language>,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let form = Form::filled([
        ("size", "ordinary".to_owned()),
        ("style", "words".to_owned()),
    ]);
    render(&ChoosePage::load(&app, &desk, asked, form).await?)
}

async fn print(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let asked = Asked::of(&form);
    let chosen = Chosen::read(&app, &desk, &asked, &mut form).await?;
    let pack = match chosen.filter(|_| form.is_right()) {
        Some(chosen) => Some(make(&app, &desk, &chosen).await?),
        None => None,
    };
    match pack {
        Some(pack) if pack.letters + pack.sheets + pack.led.len() > 0 => render(&pack),
        pack => {
            if pack.is_some() {
                form.fail("what", desk.w.t("print-nothing"));
            }
            let page = ChoosePage::load(&app, &desk, asked, form).await?;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Writes the letters and sheets, and notes each.
async fn make(app: &App, desk: &Desk, chosen: &Chosen) -> Result<PackPage> {
    let (face, read) = (&desk.face, &app.db.read);
    let mut papers = Vec::new();
    let (mut letters, mut with_sheet) = (Vec::new(), Vec::new());
    let mut without_sheet = 0;
    let mut led = Vec::new();
    let people = people::find_all(read, chosen.people.iter().copied()).await?;
    for person in chosen.people.iter().filter_map(|id| people.get(id)) {
        let Some(link) = links::find_open(read, person.id, app.means.now()).await? else {
            continue;
        };
        let mut made = Papers {
            letter: None,
            sheet: None,
        };
        if chosen.letters {
            made.letter = Some(Letter::of(app, face, person.clone(), &link).await?);
            letters.push(person);
        }
        let leader = if chosen.sheets {
            sheets::leader(app, person).await?
        } else {
            None
        };
        if let Some(leader) = leader {
            led.push(Led {
                person: people::first_name(person).to_owned(),
                leader: name_or(desk, people::first_name(&leader)),
                id: leader.id,
            });
        } else if chosen.sheets && person.agreed_at.is_some() {
            made.sheet = Some(Sheet::of(app, face, person, &link, chosen.look).await?);
            with_sheet.push(person);
        } else if chosen.sheets {
            without_sheet += 1;
        }
        papers.push(made);
    }
    keep_track(app, desk, &letters, "letter.printed").await?;
    keep_track(app, desk, &with_sheet, "sheet.printed").await?;
    Ok(PackPage {
        page: public_page(face, desk.w.t("print-pack-title")),
        back: desk.href("/print"),
        large: chosen.look.large,
        pictures: chosen.look.pictures,
        letters: letters.len(),
        sheets: with_sheet.len(),
        papers,
        without_sheet,
        led: led
            .into_iter()
            .filter(|one| !chosen.people.contains(&one.id))
            .collect(),
        print: desk.href("/print"),
        languages: chain::list_languages(&app.db.read, &face.chain).await?,
    })
}

/// Notes in the log for whom something was printed.
async fn keep_track(
    app: &App,
    desk: &Desk,
    people: &[&participant::Model],
    act: &'static str,
) -> Result<()> {
    let organiser: Uuid = desk.by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    for person in people {
        note(&txn, &app.means, organiser, act, person).await?;
    }
    txn.commit().await?;
    Ok(())
}
