//! For whom, and what: the page that comes before printing, and reading what was chosen on it.

use std::collections::BTreeSet;

use askama::Template;
use entity::participant;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use serde::Deserialize;
use uuid::Uuid;

use super::PACK_MAX;
use super::sheets::Look;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::State;
use crate::desk::snapshot::{Knot, Place, Snapshot, Standing};
use crate::people::name;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Form, Page, Result};

/// What the list of people is narrowed to.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub state: String,
    /// The first person of a branch.
    #[serde(default)]
    pub branch: String,
    /// `none` for people whom no message reaches.
    #[serde(default)]
    pub mail: String,
    #[serde(default)]
    pub page: String,
}

impl Asked {
    /// Reads it from the form that prints, which carries it along.
    pub fn of(form: &Form) -> Self {
        let value = |name: &str| form.value(name).to_owned();
        Self {
            name: value("name"),
            state: value("state"),
            branch: value("branch"),
            mail: value("mail"),
            page: value("page"),
        }
    }
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Row {
    id: Uuid,
    name: String,
    state: String,
    tone: &'static str,
    branch: String,
    /// No message reaches them.
    silent: bool,
}

#[derive(Template)]
#[template(path = "desk/print.html")]
pub struct ChoosePage {
    page: Page,
    form: Form,
    base: String,
    asked: Asked,
    states: Vec<Choice>,
    branches: Vec<Choice>,
    rows: Vec<Row>,
    most: usize,
    narrowed: bool,
    paging: Paging,
}

impl ChoosePage {
    pub async fn load(app: &App, desk: &Desk, asked: Asked, form: Form) -> Result<Self> {
        let list = List::load(app, desk).await?;
        let found = list.find(&asked);
        let base = desk.href("/print");
        let kept = [
            ("name", asked.name.as_str()),
            ("state", asked.state.as_str()),
            ("branch", asked.branch.as_str()),
            ("mail", asked.mail.as_str()),
        ];
        let rows = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let paging = Paging::new(asked.page.parse().ok(), rows, &base, &kept);
        let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
        let take = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let shown = found.iter().skip(skip).take(take);
        let mut page = desk.page(desk.w.t("print-title"), Tab::People);
        page.failed = !form.is_right();
        Ok(Self {
            page,
            form,
            states: states(desk, &asked.state),
            branches: list.branches(&asked.branch),
            rows: shown
                .map(|(knot, standing)| list.row(desk, knot, *standing))
                .collect(),
            most: PACK_MAX,
            narrowed: kept.iter().any(|(_, value)| !value.is_empty()),
            asked,
            base,
            paging,
        })
    }

    /// Tells whether everybody found goes into one pack.
    fn may_take_all(&self) -> bool {
        self.paging.rows <= u64::try_from(PACK_MAX).unwrap_or(u64::MAX)
    }
}

/// What was chosen.
pub struct Chosen {
    pub people: Vec<Uuid>,
    pub letters: bool,
    pub sheets: bool,
    pub look: Look,
}

impl Chosen {
    /// Reads the form; `None` when something is missing, which the form says then.
    pub async fn read(
        app: &App,
        desk: &Desk,
        asked: &Asked,
        form: &mut Form,
    ) -> Result<Option<Self>> {
        let list = List::load(app, desk).await?;
        let found = list.find(asked).into_iter().map(|(knot, _)| knot.id);
        let people: Vec<Uuid> = match form.value("who") {
            "all" => found.collect(),
            "ticked" => {
                let everyone = list.find(&Asked::default());
                let may: BTreeSet<Uuid> = everyone.into_iter().map(|(knot, _)| knot.id).collect();
                let ticked = form.all("person");
                let ticked = ticked.into_iter().filter_map(|id| Uuid::parse_str(id).ok());
                ticked.filter(|id| may.contains(id)).collect()
            }
            _ => {
                form.fail("who", desk.w.t("print-who-missing"));
                Vec::new()
            }
        };
        if people.is_empty() {
            form.fail("who", desk.w.t("print-nobody"));
        }
        if people.len() > PACK_MAX {
            let most = desk.w.with("print-too-many", &[("most", &PACK_MAX)]);
            form.fail("who", most);
        }
        let (letters, sheets) = match form.value("what") {
            "letters" => (true, false),
            "sheets" => (false, true),
            "both" => (true, true),
            _ => {
                form.fail("what", desk.w.t("print-what-missing"));
                (false, false)
            }
        };
        Ok(form.is_right().then(|| Self {
            people,
            letters,
            sheets,
            look: Look {
                large: form.chosen("size", "large"),
                pictures: form.chosen("style", "pictures"),
            },
        }))
    }
}

/// The people of a chain who have something open, and whose link opens.
struct List {
    snapshot: Snapshot,
    silent: BTreeSet<Uuid>,
}

impl List {
    async fn load(app: &App, desk: &Desk) -> Result<Self> {
        use participant::Column as C;
        let read = &app.db.read;
        let unreachable = Condition::any()
            .add(C::Email.is_null())
            .add(C::BouncedAt.is_not_null());
        let silent: Vec<Uuid> = participant::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::Chain.eq(desk.face.chain.id))
            .filter(unreachable)
            .into_tuple()
            .all(read)
            .await?;
        Ok(Self {
            snapshot: Snapshot::load(read, &desk.face, app.means.now()).await?,
            silent: silent.into_iter().collect(),
        })
    }

    /// Finds people who have something open, sorted by name.
    fn find(&self, asked: &Asked) -> Vec<(&Knot, Standing)> {
        let part = name::to_search(asked.name.trim());
        let place = Place::parse(&asked.state);
        let branch = Uuid::parse_str(&asked.branch).ok();
        let mut found: Vec<_> = self
            .snapshot
            .knots
            .iter()
            .filter(|knot| branch.is_none_or(|id| knot.branch == Some(id)))
            .filter(|knot| asked.mail != "none" || self.silent.contains(&knot.id))
            .map(|knot| (name::to_search(knot.name.as_deref().unwrap_or("")), knot))
            .filter(|(folded, _)| folded.contains(&part))
            .map(|(folded, knot)| (folded, knot, self.snapshot.standing(knot)))
            .filter(|(_, knot, standing)| self.is_open(knot, standing.place))
            .filter(|(_, _, standing)| place.is_none_or(|place| standing.place == place))
            .collect();
        found.sort_by(|(a, x, _), (b, y, _)| (a, x.id).cmp(&(b, y.id)));
        found
            .into_iter()
            .map(|(_, knot, standing)| (knot, standing))
            .collect()
    }

    /// Tells whether something is open for a person: they are asked, it is their turn, or a chat of theirs is not
    /// written down.
    fn is_open(&self, knot: &Knot, place: Place) -> bool {
        let talking = || {
            let mut chats = self.snapshot.outgoing(knot.id);
            chats.any(|chat| chat.ended_at.is_none() && chat.recorded_at.is_none())
        };
        knot.is_here() && (is_open_place(place) || talking())
    }

    fn branches(&self, chosen: &str) -> Vec<Choice> {
        let first = |knot: &&Knot| knot.branch == Some(knot.id) && knot.name.is_some();
        let mut branches: Vec<Choice> = self
            .snapshot
            .knots
            .iter()
            .filter(first)
            .map(|knot| Choice {
                value: knot.id.to_string(),
                label: knot.name.clone().unwrap_or_default(),
                chosen: chosen == knot.id.to_string(),
            })
            .collect();
        branches.sort_by_key(|branch| name::to_search(&branch.label));
        branches
    }

    fn row(&self, desk: &Desk, knot: &Knot, standing: Standing) -> Row {
        let first = knot.branch.and_then(|id| self.snapshot.knot(id));
        let branch = first.and_then(|first| first.name.clone());
        Row {
            id: knot.id,
            name: knot.name.clone().unwrap_or_default(),
            state: desk.w.t(&standing.place.key()),
            tone: standing.place.tone(),
            branch: branch.unwrap_or_else(|| desk.w.t("desk-nobody-yet")),
            silent: self.silent.contains(&knot.id),
        }
    }
}

/// Lists the places at which something is open, for the filter.
fn states(desk: &Desk, chosen: &str) -> Vec<Choice> {
    Place::ALL
        .into_iter()
        .filter(|place| is_open_place(*place))
        .map(|place| Choice {
            value: place.as_str().to_owned(),
            label: desk.w.t(&place.key()),
            chosen: chosen == place.as_str(),
        })
        .collect()
}

/// Tells whether somebody at this place has something to do, or waits for something.
const fn is_open_place(place: Place) -> bool {
    !matches!(
        place,
        Place::FirstTalked
            | Place::Stopped
            | Place::Gone
            | Place::Link(State::PassedOn | State::Declined | State::Lapsed | State::Cancelled)
    )
}
