//! The table of themes: on the page, as a file, and how each of its figures is worked out.
//!
//! Readers see it too: it has the themes' names and numbers, and no word that anybody said.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::{Kind, Role};
use serde::Deserialize;

use super::{Room, RoomLink, rooms, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Words;
use crate::insight::coding::{self, Progress};
use crate::insight::evidence::{Evidence, Totals};
use crate::insight::figures::{Board, Figures, Line, Order};
use crate::methods::support::Support;
use crate::organiser::SignedIn;
use crate::web::csv::{self, Table};
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/themes", list)
        .get("/desk/{slug}/themes/file.csv", file)
        .get("/desk/{slug}/themes/how", how)
}

/// What the address asks for; what cannot be read is as if it were not there.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    page: String,
    #[serde(default)]
    sort: String,
}

/// A kind of points: how many there are, and where its piece of the bar begins and how long it is.
pub struct Piece {
    pub kind: &'static str,
    pub n: i64,
    pub from: String,
    pub long: String,
}

/// Cuts a bar into one piece for each kind of points there is.
pub fn pieces(evidence: &Evidence) -> Vec<Piece> {
    let percent = |part: i64| format!("{}.{}%", part / 10, part % 10);
    let (all, mut before) = (evidence.points.max(1), 0);
    let mut pieces = Vec::new();
    for kind in Kind::ALL {
        let n = evidence.of_kind(*kind);
        if n > 0 {
            let (from, until) = (before * 1000 / all, (before + n) * 1000 / all);
            pieces.push(Piece {
                kind: kind.as_str(),
                n,
                from: percent(from),
                long: percent(until - from),
            });
        }
        before += n;
    }
    pieces
}

/// Lists the keys of the words that warn of how something was heard.
pub fn flags(support: &Support) -> Vec<&'static str> {
    let all = [
        (support.is_said_once(), "flag-said-once"),
        (support.is_one_branch_only(), "flag-one-branch"),
        (support.is_mostly_echoed(), "flag-echoed"),
    ];
    let told = all.into_iter().filter_map(|(so, key)| so.then_some(key));
    told.collect()
}

struct Row {
    name: String,
    part_of: Option<String>,
    first: bool,
    last: bool,
    href: String,
    figures: Figures,
    flags: Vec<&'static str>,
    pieces: Vec<Piece>,
    heard: Option<String>,
}

impl Row {
    fn of(desk: &Desk, line: Line) -> Self {
        let last = line.figures.evidence.last_heard;
        Self {
            href: desk.href(&format!("/themes/{}", line.theme.id)),
            flags: flags(&line.figures.support),
            pieces: pieces(&line.figures.evidence),
            heard: last.map(|at| desk.w.short_date(at, desk.zone())),
            name: line.theme.name,
            part_of: line.part_of,
            first: line.first,
            last: line.last,
            figures: line.figures,
        }
    }
}

/// A link that puts the table into another order.
struct OrderLink {
    href: String,
    words: &'static str,
    here: bool,
}

const fn words_of(order: Order) -> &'static str {
    match order {
        Order::Own => "figures-order-own",
        Order::Chats => "figures-order-chats",
        Order::Apart => "figures-order-apart",
        Order::Recent => "figures-order-recent",
    }
}

fn orders(path: &str, here: Order) -> Vec<OrderLink> {
    let link = |order: Order| OrderLink {
        href: match order.as_str() {
            "" => path.to_owned(),
            name => format!("{path}?sort={name}"),
        },
        words: words_of(order),
        here: order == here,
    };
    Order::ALL.into_iter().map(link).collect()
}

#[derive(Template)]
#[template(path = "insight/themes.html")]
struct ListPage {
    page: Page,
    rooms: Vec<RoomLink>,
    form: Form,
    rows: Vec<Row>,
    paging: Paging,
    orders: Vec<OrderLink>,
    totals: Totals,
    progress: Progress,
    action: String,
    sort_href: String,
    points_href: String,
    /// Readers see the themes and their numbers, not the points.
    may_sort: bool,
    /// Only in the organisers' own order can a theme be moved.
    may_move: bool,
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    list_page(&app, &desk, Form::default(), &wanted).await
}

/// Shows the table with the form for a new theme below it.
pub async fn list_page(app: &App, desk: &Desk, form: Form, wanted: &Wanted) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let order = Order::parse(&wanted.sort);
    let board = Board::read(conn, chain, order).await?;
    let path = desk.href("/themes");
    let themes = u64::try_from(board.lines.len()).unwrap_or(u64::MAX);
    let kept = [("sort", order.as_str())];
    let paging = Paging::new(wanted.page.parse().ok(), themes, &path, &kept);
    let (skip, take) = paging.window();
    let rows = board.lines.into_iter().skip(skip).take(take);
    let mut page = desk.page(desk.w.t("themes-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = ListPage {
        page,
        rooms: rooms(desk, Room::Themes),
        form,
        rows: rows.map(|line| Row::of(desk, line)).collect(),
        paging,
        orders: orders(&path, order),
        totals: board.totals,
        progress: coding::progress(conn, chain, None).await?,
        action: path,
        sort_href: desk.href("/sort"),
        points_href: desk.href("/points"),
        may_sort: desk.may(Role::Coder),
        may_move: desk.may(Role::Coder) && order == Order::Own,
    };
    render_with(status, &template)
}

/// The columns of the file, by the keys of their words.
const COLUMNS: [&str; 22] = [
    "figures-file-theme",
    "figures-file-part-of",
    "figures-file-points",
    "figures-file-readable",
    "figures-file-strengths",
    "figures-file-needs",
    "figures-file-ideas",
    "figures-file-offers",
    "figures-file-chats",
    "figures-file-chats-all",
    "figures-file-branches",
    "figures-file-branches-all",
    "figures-file-apart",
    "figures-file-effective",
    "figures-file-largest",
    "figures-file-first",
    "figures-file-last",
    "figures-file-flags",
    "figures-file-tier",
    "figures-file-worth",
    "figures-file-low",
    "figures-file-high",
];

async fn file(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let board = Board::read(&app.db.read, desk.face.chain.id, Order::Own).await?;
    let mut table = Table::default();
    table.row(COLUMNS.map(|key| desk.w.t(key)))?;
    for line in &board.lines {
        table.row(cells(&desk, &board, line))?;
    }
    let day = app.means.now().with_timezone(&desk.zone());
    csv::file(table, &format!("themes-{}.csv", day.format("%Y-%m-%d")))
}

fn cells(desk: &Desk, board: &Board, line: &Line) -> [String; COLUMNS.len()] {
    let (evidence, support) = (&line.figures.evidence, &line.figures.support);
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| {
        let day = at.map(|at| {
            at.with_timezone(&desk.zone())
                .format("%Y-%m-%d")
                .to_string()
        });
        day.unwrap_or_default()
    };
    let heard = support.mentions > 0;
    let of_heard = |text: String| if heard { text } else { String::new() };
    let often = line.figures.prevalence(&board.heard);
    let often = often.map(|p| [p.effective, 100.0 * p.interval.low, 100.0 * p.interval.high]);
    let [worth, low, high] =
        often.map_or_else(Default::default, |all| all.map(|x| format!("{x:.1}")));
    [
        line.theme.name.clone(),
        line.part_of.clone().unwrap_or_default(),
        evidence.points.to_string(),
        evidence.readable.to_string(),
        evidence.strengths.to_string(),
        evidence.needs.to_string(),
        evidence.ideas.to_string(),
        evidence.offers.to_string(),
        support.mentions.to_string(),
        support.known.to_string(),
        support.branches_with.to_string(),
        support.branches.to_string(),
        support.origins.to_string(),
        of_heard(format!("{:.2}", support.effective_branches)),
        of_heard(format!("{:.2}", support.largest_share)),
        day(evidence.first_heard),
        day(evidence.last_heard),
        in_words(desk.w, support),
        of_heard(desk.w.t(super::evidence::tier_key(support))),
        worth,
        low,
        high,
    ]
}

/// Writes the flags one after the other.
fn in_words(w: Words, support: &Support) -> String {
    let words: Vec<String> = flags(support).into_iter().map(|key| w.t(key)).collect();
    words.join("; ")
}

#[derive(Template)]
#[template(path = "insight/figures_how.html")]
struct HowPage {
    page: Page,
    rooms: Vec<RoomLink>,
    back: String,
}

async fn how(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    render(&HowPage {
        page: desk.page(desk.w.t("figures-how-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Themes),
        back: desk.href("/themes"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_of_a_bar_leave_no_gap_and_reach_its_end() {
        let evidence = Evidence {
            points: 7,
            strengths: 3,
            ideas: 1,
            offers: 3,
            ..Evidence::default()
        };
        let cut: Vec<_> = pieces(&evidence)
            .into_iter()
            .map(|piece| (piece.kind, piece.n, piece.from, piece.long))
            .collect();
        let piece = |kind, n, from: &str, long: &str| (kind, n, from.to_owned(), long.to_owned());
        let wanted = [
            piece("strength", 3, "0.0%", "42.8%"),
            piece("idea", 1, "42.8%", "14.3%"),
            piece("offer", 3, "57.1%", "42.9%"),
        ];
        assert_eq!(cut, wanted);
        assert!(pieces(&Evidence::default()).is_empty());
    }
}
