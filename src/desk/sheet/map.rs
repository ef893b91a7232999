//! The columns of a list: a guess, the first rows to compare it with, and what the organiser says.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::columns::{Column, List, Mapping};
use super::file::Cell;
use super::{Opened, gone, open, write};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people::sheets;
use crate::web::{Form, Page, Result, Routes, render_with};

/// How many rows the page shows.
const SHOWN: usize = 5;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/sheet/{id}", show)
        .post("/desk/{slug}/people/sheet/{id}", change)
}

/// A column of the page.
struct Shown {
    n: usize,
    field: String,
    /// What stands in its first row.
    heading: String,
}

#[derive(Template)]
#[template(path = "desk/sheet_columns.html")]
struct ColumnsPage {
    page: Page,
    form: Form,
    base: String,
    here: String,
    file: String,
    rows: usize,
    columns: Vec<Shown>,
    kinds: [Column; 6],
    /// The number of each of the first rows, and its cells.
    first: Vec<(usize, Vec<String>)>,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let Opened { desk, row, list } = match open(&app, by, &slug, id).await? {
        Ok(opened) => opened,
        Err(gone) => return Ok(gone),
    };
    let mapping = list.mapping.clone().unwrap_or_else(|| list.guess());
    let mut form = Form::default();
    for (n, column) in (1..).zip(&mapping.columns) {
        form.set(&field(n), column.as_str());
    }
    let headings = if mapping.headings { "yes" } else { "no" };
    form.set("headings", headings);
    draw(&desk, &row, &list, form)
}

fn field(n: usize) -> String {
    format!("column-{n}")
}

fn draw(desk: &Desk, row: &entity::sheet::Model, list: &List, form: Form) -> Result<Response> {
    let mut page = desk.page(desk.w.t("list-columns-title"), Tab::People);
    let status = status_of(&mut page, &form);
    let text = |cell: &Cell| match cell {
        Cell::Date => desk.w.t("list-cell-date"),
        Cell::Formula => desk.w.t("list-cell-formula"),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) => cell.text().to_owned(),
    };
    let width = list.width();
    let first = list.rows.iter().enumerate().take(SHOWN);
    let template = ColumnsPage {
        columns: (1..=width)
            .map(|n| Shown {
                n,
                field: field(n),
                heading: text(list.cell(0, n - 1)),
            })
            .collect(),
        first: first
            .map(|(at, row)| {
                let cells = (0..width).map(|column| text(list.cell(at, column)));
                (row.number, cells.collect())
            })
            .collect(),
        base: desk.href(""),
        here: desk.href(&format!("/people/sheet/{}", row.id)),
        file: row.file.clone(),
        rows: list.rows.len(),
        kinds: Column::ALL,
        page,
        form,
    };
    render_with(status, &template)
}

/// Reads what the columns are. One of a kind is enough: of two addresses we would have to choose.
fn read(desk: &Desk, form: &mut Form, width: usize) -> Mapping {
    let w = desk.w;
    let mut columns: Vec<Column> = Vec::new();
    for n in 1..=width {
        let column = Column::parse(form.value(&field(n))).unwrap_or_default();
        if column != Column::Skip && columns.contains(&column) {
            form.fail(&field(n), w.t("list-columns-twice"));
        }
        columns.push(column);
    }
    let has = |column: Column| columns.contains(&column);
    if !has(Column::Name) && !has(Column::First) {
        form.fail("column-1", w.t("list-columns-no-name"));
    } else if has(Column::Name) && (has(Column::First) || has(Column::Last)) {
        form.fail("column-1", w.t("list-columns-two-names"));
    } else if !has(Column::Email) && !has(Column::Phone) {
        form.fail("column-1", w.t("list-columns-no-reach"));
    }
    if !matches!(form.value("headings"), "yes" | "no") {
        form.fail("headings", w.t("error-choose"));
    }
    let headings = form.chosen("headings", "yes");
    Mapping { columns, headings }
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let Opened {
        desk,
        row,
        mut list,
    } = match open(&app, by, &slug, id).await? {
        Ok(opened) => opened,
        Err(gone) => return Ok(gone),
    };
    let mapping = read(&desk, &mut form, list.width());
    if !form.is_right() {
        return draw(&desk, &row, &list, form);
    }
    list.mapping = Some(mapping);
    let txn = db::begin_write(&app.db).await?;
    if !sheets::change(&txn, &app.means, id, &write(&list)?).await? {
        return gone(&desk, true);
    }
    txn.commit().await?;
    let to = desk.href(&format!("/people/sheet/{id}/check"));
    Ok(Redirect::to(&to).into_response())
}
