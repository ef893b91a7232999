//! The part of the overview that shows the chain: the picture, who waits for a place in it, and the table.

use askama::Template;
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::fold::{self, Folds};
use super::picture::{self, Look, Picture, Svg, USUAL_ZOOM, ZOOMS};
use super::table::{self, Line};
use super::{Chart, PlaceWords};
use crate::chain::desk::Desk;
use crate::i18n::Words;
use crate::organiser;
use crate::web::Result;
use crate::web::paging::Paging;

/// How many of those who wait for a place are named beside the picture; the table has them all.
const WAITING: usize = 10;

/// How many rows a page of the table has: on a phone each is a block of lines, and the page has more than the table.
pub const TABLE_ROWS: u64 = 10;

/// What the address asks for; what cannot be read is as if it were not there.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The page of what needs help.
    #[serde(default)]
    pub page: String,
    /// The page of the table.
    #[serde(default)]
    pub people: String,
    /// The person whose branch is opened.
    #[serde(default)]
    pub open: String,
    #[serde(default)]
    pub zoom: String,
    /// The branches that are folded.
    #[serde(default)]
    pub fold: String,
}

/// Somebody who has no place in the tree yet.
pub struct Waiting {
    pub id: Uuid,
    pub name: String,
    pub state: String,
}

/// What `templates/desk/map.html` shows.
pub struct MapPart {
    pub picture: Picture,
    pub svg: String,
    /// The ending of the address that makes the picture bigger, smaller, or shuts the branch that was opened.
    pub bigger: Option<String>,
    pub smaller: Option<String>,
    pub shut: String,
    /// Where everything that was folded by hand is unfolded, if something was.
    pub unfold: Option<String>,
    /// The nested list stands open: something in it was pressed.
    pub list_open: bool,
    /// Whose branch was opened: empty for somebody who was forgotten.
    pub opened: Option<String>,
    pub waiting: Vec<Waiting>,
    pub more_waiting: usize,
    pub lines: Vec<Line>,
    pub paging: Paging,
}

impl MapPart {
    pub fn of(desk: &Desk, chart: &Chart<'_>, asked: &Asked) -> Result<Self> {
        let open = asked.open.parse().ok().and_then(|id| chart.find(id));
        let mut folds = Folds::parse(&asked.fold);
        let tops = folds.find(chart, open);
        let zoom = asked.zoom.parse().ok().filter(|zoom| ZOOMS.contains(zoom));
        let zoom = zoom.unwrap_or(USUAL_ZOOM);
        let look = Look {
            w: desk.w,
            right_to_left: desk.w.dir() == "rtl",
            linked: organiser::includes(desk.role, Role::Organiser),
            open,
            zoom,
        };
        let id = open.map(|v| chart.people[v].knot.id.to_string());
        let at = |step: usize| {
            ZOOMS
                .get(step)
                .map(|&zoom| picture::query(id.as_deref(), zoom, &folds))
        };
        let step = ZOOMS
            .iter()
            .position(|&one| one == zoom)
            .unwrap_or_default();
        let zoom_text = if zoom == USUAL_ZOOM {
            String::new()
        } else {
            zoom.to_string()
        };
        let fold_text = folds.to_text();
        let kept = [
            ("open", id.as_deref().unwrap_or_default()),
            ("zoom", &zoom_text),
            ("fold", &fold_text),
        ];
        let everyone = u64::try_from(chart.people.len()).unwrap_or(u64::MAX);
        let asked = asked.people.parse().ok();
        let paging = Paging::short(TABLE_ROWS, asked, everyone, &desk.href(""), &kept);
        let (skip, take) = paging.window();
        let (waiting, more_waiting) = waiting(desk, chart);
        let view = fold::view(&chart.forest, &chart.moving, open).fold(&chart.forest, tops);
        let picture = picture::draw(chart, &view, look);
        let unfold = || picture::query(id.as_deref(), zoom, &Folds::default());
        Ok(Self {
            svg: Svg::of(&picture, &label(desk.w, chart), &desk.href(""), zoom).render()?,
            picture,
            bigger: at(step + 1),
            smaller: step.checked_sub(1).and_then(at),
            shut: picture::query(None, zoom, &folds),
            unfold: (!view.folded.is_empty()).then(unfold),
            list_open: open.is_some() || !view.folded.is_empty(),
            opened: open.map(|v| chart.people[v].name().to_owned()),
            waiting,
            more_waiting,
            lines: table::lines(desk, chart, skip, take),
            paging: paging.named("people", "#everyone"),
        })
    }
}

fn waiting(desk: &Desk, chart: &Chart<'_>) -> (Vec<Waiting>, usize) {
    let words = PlaceWords::of(desk.w);
    let named = chart.waiting().take(WAITING).map(|person| Waiting {
        id: person.knot.id,
        name: person.name().to_owned(),
        state: words.get(person.standing.place).to_owned(),
    });
    let named: Vec<Waiting> = named.collect();
    let more = chart.waiting().count() - named.len();
    (named, more)
}

/// Says what a screen reader says of the whole picture.
pub fn label(w: Words, chart: &Chart<'_>) -> String {
    let placed = &chart.people[..chart.forest.len()];
    w.with(
        "map-label",
        &[
            ("people", &placed.len()),
            ("branches", &chart.forest.roots().len()),
            (
                "talked",
                &placed.iter().filter(|person| person.has_talked()).count(),
            ),
            (
                "help",
                &placed.iter().filter(|person| person.mark.is_some()).count(),
            ),
        ],
    )
}
