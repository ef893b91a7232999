//! The list of points: what is shown of them, found by many marks.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::{Kind, Role};
use entity::theme;
use serde::Deserialize;
use uuid::Uuid;

use super::press::{self, LastPress};
use super::{Room, RoomLink, named, rooms, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::chain::{self, Question};
use crate::i18n::{Language, find_language};
use crate::insight::points::{self, Filter, Sourced};
use crate::insight::themes::Family;
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render_with};

/// With more themes than this a point is moved by ticking it: a choice of hundreds in every row is too much to load.
const IN_ROWS_MAX: usize = 60;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/points", list)
        .merge(super::bulk::routes())
}

/// What the list is asked for. `theme` is a theme's id, or `none` for unsorted points.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    pub theme: String,
    pub kind: String,
    pub question: String,
    pub branch: String,
    pub language: String,
    /// `yes` or `no`.
    pub checked: String,
    /// `asked` for whoever was asked, `asker` for who wrote it down.
    pub by: String,
    pub q: String,
    pub page: String,
    pub note: String,
}

impl Wanted {
    /// Returns the theme the list shows, with its parts.
    pub fn themes(&self, family: &Family) -> Vec<Uuid> {
        let theme = self.theme.parse().ok().and_then(|id| family.shown(id));
        theme.map_or_else(Vec::new, |theme| family.under(theme))
    }

    fn filter(&self, family: &Family) -> Filter {
        let themes = self.themes(family);
        // A theme that is not there holds nothing.
        let nowhere = themes.is_empty() && self.theme.parse::<Uuid>().is_ok();
        Filter {
            unsorted: self.theme == "none",
            themes: if nowhere { vec![Uuid::nil()] } else { themes },
            kind: Kind::parse(&self.kind),
            question: self.question.parse().ok(),
            branch: self.branch.parse().ok(),
            language: self.language.clone(),
            checked: match self.checked.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            by_initiator: match self.by.as_str() {
                "asker" => Some(true),
                "asked" => Some(false),
                _ => None,
            },
            search: self.q.clone(),
        }
    }

    pub fn query(&self) -> [(&'static str, &str); 8] {
        [
            ("theme", self.theme.as_str()),
            ("kind", self.kind.as_str()),
            ("question", self.question.as_str()),
            ("branch", self.branch.as_str()),
            ("language", self.language.as_str()),
            ("checked", self.checked.as_str()),
            ("by", self.by.as_str()),
            ("q", self.q.trim()),
        ]
    }

    /// Tells whether more than the words and the theme is asked for.
    fn is_narrow(&self) -> bool {
        let [_, more @ .., _] = self.query();
        more.iter().any(|(_, value)| !value.is_empty())
    }
}

/// An answer of a filter.
struct Answer {
    value: String,
    words: String,
}

#[derive(Template)]
#[template(path = "insight/points.html")]
struct PointsPage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    note: Option<&'static str>,
    last: Option<LastPress>,
    wanted: Wanted,
    themes: Vec<theme::Model>,
    questions: Vec<Question>,
    languages: Vec<Language>,
    branches: Vec<Answer>,
    points: Vec<Sourced>,
    paging: Paging,
    /// The theme the list shows, if it shows one.
    inside: Option<theme::Model>,
    /// A point can be moved in its own row.
    in_rows: bool,
    /// The chain's own language goes without saying.
    language: String,
    /// Where the filter is sent.
    path: String,
    /// Where the ticked points are sent, with the filter.
    action: String,
    sort_href: String,
    chat_href: String,
}

impl PointsPage {
    fn is_wanted(&self, theme: &theme::Model) -> bool {
        self.wanted.theme == theme.id.to_string()
    }

    fn is_chosen(&self, name: &str, theme: &theme::Model) -> bool {
        self.form.chosen(name, &theme.id.to_string())
    }

    fn is_asked(&self, question: &Question) -> bool {
        self.wanted.question == question.id.to_string()
    }

    fn language_of(&self, point: &Sourced) -> Option<Language> {
        find_language(&point.row.language).filter(|language| language.code != self.language)
    }
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    points_page(&app, &desk, wanted, Form::default()).await
}

/// Shows the list; after a mistake, with everything that was ticked and typed.
pub(super) async fn points_page(
    app: &App,
    desk: &Desk,
    wanted: Wanted,
    form: Form,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let family = Family::read(conn, chain).await?;
    let filter = wanted.filter(&family);
    let path = desk.href("/points");
    let rows = points::count(conn, chain, &filter).await?;
    let paging = Paging::new(wanted.page.parse().ok(), rows, &path, &wanted.query());
    let action = format!("{}page={}", paging.base, paging.page);
    let kept = action.split_once('?').map_or("", |(_, query)| query);
    let (languages, branches) = points::spread(conn, chain).await?;
    let branch = |(id, name): (Uuid, String)| Answer {
        value: id.to_string(),
        words: super::name_or_gone(desk.w, name),
    };
    let mut page = desk.page(desk.w.t("points-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let inside = wanted.theme.parse().ok().and_then(|id| family.shown(id));
    let inside = inside.and_then(|id| family.get(id));
    let template = PointsPage {
        page,
        form,
        rooms: rooms(desk, Room::Points),
        note: super::sort::note_key(&wanted.note),
        last: press::last(app, desk, "points", kept).await?,
        inside: inside.cloned(),
        in_rows: family.in_order().len() <= IN_ROWS_MAX,
        themes: family.in_order().into_iter().cloned().collect(),
        questions: chain::list_all_questions(conn, &desk.face.chain).await?,
        languages: languages.iter().filter_map(|l| find_language(l)).collect(),
        branches: branches.into_iter().map(branch).collect(),
        points: named(desk.w, points::list(conn, chain, &filter, &paging).await?),
        language: desk.face.chain.language.clone(),
        action,
        paging,
        path,
        sort_href: desk.href("/sort/"),
        chat_href: desk.href("/conversations/"),
        wanted,
    };
    render_with(status, &template)
}
