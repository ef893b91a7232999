//! What changed: the audit log of a chain in words, a page at a time, and as a file (O17).
//!
//! It is for organisers, who may see the names in it; the file is for owners, and taking it is noted in the log.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::SecondsFormat;
use entity::shared::Role;
use entity::{audit, organiser as account};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::desk::team::rules;
use crate::organiser::SignedIn;
use crate::web::csv::{self, Table};
use crate::web::paging::{Paging, ROWS};
use crate::web::{Form, Page, Result, Routes, render};

mod read;
pub mod tell;

use read::{Group, Narrowed, Whom};
use tell::{Line, Names};

/// Rows of the file that are read at once.
const PART: u64 = 500;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/log", show)
        .post("/desk/{slug}/log", download)
}

/// What was asked for, as it was typed.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

impl Asked {
    fn of(form: &Form) -> Self {
        let value = |name| form.value(name).to_owned();
        Self {
            page: String::new(),
            group: value("group"),
            by: value("by"),
            name: value("name"),
            from: value("from"),
            until: value("until"),
        }
    }

    fn narrowed(&self) -> Narrowed {
        Narrowed {
            group: Group::parse(&self.group),
            by: Whom::parse(&self.by),
            name: self.name.clone(),
            from: self.from.parse().ok(),
            until: self.until.parse().ok(),
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("group", &self.group),
            ("by", &self.by),
            ("name", &self.name),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }
}

#[derive(Template)]
#[template(path = "desk/log.html")]
struct LogPage {
    page: Page,
    base: String,
    team: String,
    asked: Asked,
    narrowed: bool,
    groups: Vec<&'static str>,
    organisers: Vec<account::Model>,
    lines: Vec<Line>,
    paging: Paging,
    may_download: bool,
}

impl LogPage {
    fn by_is(&self, organiser: &account::Model) -> bool {
        self.asked.by == organiser.id.to_string()
    }
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (read, base) = (&app.db.read, desk.href("/log"));
    let select = read::select(read, &desk, &asked.narrowed()).await?;
    let all = read::count(read, &select).await?;
    let paging = Paging::new(asked.page.parse().ok(), all, &base, &asked.pairs());
    let rows = read::list(read, &select, paging.offset(), ROWS).await?;
    let names = Names::load(read, &desk, &rows).await?;
    render(&LogPage {
        page: desk.page(desk.w.t("log-title"), Tab::Setup),
        team: desk.href("/team"),
        narrowed: asked.pairs().iter().any(|(_, value)| !value.is_empty()),
        groups: Group::ALL.iter().map(|group| group.as_str()).collect(),
        organisers: team(&app, &desk).await?,
        lines: rows.iter().map(|row| names.tell(&desk, row)).collect(),
        paging,
        may_download: desk.may(Role::Owner),
        base,
        asked,
    })
}

/// Lists the team for the choice of who did something, each once.
async fn team(app: &App, desk: &Desk) -> Result<Vec<account::Model>> {
    let mut all: Vec<account::Model> = Vec::new();
    for member in rules::list(&app.db.read, &desk.face).await? {
        if all.iter().all(|one| one.id != member.account.id) {
            all.push(member.account);
        }
    }
    Ok(all)
}

async fn download(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let txn = db::begin_write(&app.db).await?;
    let object = Some(desk.face.chain.id);
    desk.note(&txn, &app, "log.downloaded", object).await?;
    txn.commit().await?;
    let (read, w) = (&app.db.read, desk.w);
    let select = read::select(read, &desk, &Asked::of(&form).narrowed()).await?;
    // What is noted meanwhile would move the rest.
    let select = select.filter(audit::Column::At.lte(app.means.now()));
    let mut table = Table::default();
    table.row(
        [
            "log-col-utc",
            "log-col-when",
            "log-col-who",
            "log-col-what",
            "log-col-about",
        ]
        .map(|k| w.t(k)),
    )?;
    for part in 0.. {
        let rows = read::list(read, &select, part * PART, PART).await?;
        let names = Names::load(read, &desk, &rows).await?;
        for row in &rows {
            let line = names.tell(&desk, row);
            let utc = row.at.to_rfc3339_opts(SecondsFormat::Secs, true);
            table.row([utc, line.moment, line.who, line.what, line.about])?;
        }
        if u64::try_from(rows.len()).unwrap_or(0) < PART {
            break;
        }
    }
    let day = app.means.now().with_timezone(&desk.zone());
    csv::file(
        table,
        &format!("what-changed-{}.csv", day.format("%Y-%m-%d")),
    )
}
