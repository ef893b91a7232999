//! Who was heard: one table a question, who is missing, and who introduces whom. Numbers of people go through the rule
//! of five before anything is made of them; the file for spreadsheets is drawn from the same tables.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::Role;

use super::{Room, RoomLink, rooms};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::who_talked;
use crate::methods::hiding::FIVE;
use crate::organiser::SignedIn;
use crate::web::csv::{self, Table as File};
use crate::web::{Page, Result, Routes, render};

mod edit;
mod questions;
mod table;

use table::Table;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/reach", show)
        .get("/desk/{slug}/reach/download", download)
        .merge(questions::routes())
        .merge(edit::routes())
}

#[derive(Template)]
#[template(path = "insight/reach.html")]
struct ReachPage {
    page: Page,
    rooms: Vec<RoomLink>,
    talked: u64,
    /// Fewer than five have talked.
    few: bool,
    /// Residents are asked about themselves, or were.
    asked: bool,
    tables: Vec<Table>,
    least: u64,
    /// Where the questions are chosen; empty for who may not.
    questions: String,
    download: String,
}

async fn tables(app: &App, desk: &Desk) -> Result<(u64, Vec<Table>)> {
    let counted = who_talked::count(&app.db.read, desk.face.chain.id).await?;
    let talked = counted.first().map_or(0, |first| first.talked);
    let tables = counted.iter().map(|one| Table::of(desk.w, one)).collect();
    Ok((talked, tables))
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let (talked, tables) = tables(&app, &desk).await?;
    let may_ask = desk.may(Role::Organiser);
    render(&ReachPage {
        page: desk.page(desk.w.t("reach-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Reach),
        talked,
        few: talked < FIVE,
        asked: tables.iter().any(|table| table.by_answers),
        tables,
        least: crate::methods::coverage::LEAST_ANSWERS,
        questions: if may_ask {
            desk.href("/reach/questions")
        } else {
            String::new()
        },
        download: desk.href("/reach/download"),
    })
}

async fn download(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let (talked, tables) = tables(&app, &desk).await?;
    let columns = ["question", "group", "heard", "share", "area", "beside"];
    let mut file = File::default();
    file.row(columns.map(|column| desk.w.t(&format!("reach-csv-{column}"))))?;
    if talked >= FIVE {
        for table in &tables {
            for row in &table.rows {
                file.row([
                    &table.title,
                    &row.name,
                    &row.heard,
                    &row.share,
                    &row.area,
                    &row.beside,
                ])?;
            }
        }
    }
    csv::file(file, &format!("{}-heard.csv", desk.face.chain.slug))
}
