//! Voting on paper: a ballot to print, and typing it in for the person who filled it in. A choice that stands already
//! is shown, and only replaced when the organiser says so.

use askama::Template;
use axum::extract::{Path, Query, State};

use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Role, Vote};
use entity::{card, participant};
use serde::Deserialize;

use super::{Opened, Place};
use crate::app::App;
use crate::chain::desk::public_page;
use crate::conversation::weighing::{may_vote, takes_votes};
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::means::{Acting, Means, Source};
use crate::organiser::SignedIn;
use crate::people::{self, name};
use crate::plan::money;
use crate::plan::weigh::ballots::{self, Ballot, Cast};
use crate::plan::weigh::invite::list_voters;
use crate::plan::weigh::rounds;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

/// How many people of a name are shown.
const FOUND_MAX: usize = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/round/{n}/ballot", ballot)
        .get("/desk/{slug}/plan/round/{n}/type-in", search)
        .get("/desk/{slug}/plan/round/{n}/type-in/{person}", show)
        .post("/desk/{slug}/plan/round/{n}/type-in/{person}", keep)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    size: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    saved: String,
}

struct Printed {
    card: card::Model,
    cost: Option<String>,
}

#[derive(Template)]
#[template(path = "weigh/ballot.html")]
struct BallotPage {
    page: Page,
    here: String,
    back: String,
    large: bool,
    last_day: String,
    cards: Vec<Printed>,
}

async fn ballot(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n)): Place,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    let printed = |card: card::Model| Printed {
        cost: card.cost.map(money::written),
        card,
    };
    let cards = rounds::cards(&app.db.read, &opened.round).await?;
    let title = opened.desk.w.t("weigh-ballot-title");
    render(&BallotPage {
        page: public_page(&opened.desk.face, title),
        here: opened.href("/ballot"),
        back: opened.href(""),
        large: asked.size == "large",
        last_day: opened.last_day(),
        cards: cards.into_iter().map(printed).collect(),
    })
}

struct Found {
    href: String,
    name: String,
}

#[derive(Template)]
#[template(path = "weigh/desk_search.html")]
struct SearchPage {
    page: Page,
    here: String,
    back: String,
    name: String,
    /// Who has this name; the first of all while nobody was searched for.
    found: Vec<Found>,
    all: usize,
    most: usize,
    saved: bool,
}

async fn search(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, n)): Place,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let opened = Opened::load(&app, by, (&slug, &n), Role::Organiser).await?;
    if !takes_votes(&opened.round, opened.desk.zone(), app.means.now()) {
        return opened.over();
    }
    let part = name::to_search(asked.name.trim());
    let mut found = list_voters(&app.db.read, opened.desk.face.chain.id).await?;
    found.retain(|person| name::to_search(people::shown_name(person)).contains(&part));
    found.sort_by_key(|person| name::to_search(people::shown_name(person)));
    let row = |person: &participant::Model| Found {
        href: opened.href(&format!("/type-in/{}", person.id)),
        name: people::shown_name(person).to_owned(),
    };
    render(&SearchPage {
        page: opened.page(opened.desk.w.t("weigh-type-title")),
        here: opened.href("/type-in"),
        back: opened.href(""),
        found: found.iter().take(FOUND_MAX).map(row).collect(),
        all: found.len(),
        most: FOUND_MAX,
        name: asked.name,
        saved: asked.saved == "yes",
    })
}

struct Row {
    card: card::Model,
    field: String,
    /// The key of what they chose already, if they did.
    stands: Option<String>,
}

#[derive(Template)]
#[template(path = "weigh/desk_type.html")]
struct TypePage {
    page: Page,
    form: Form,
    here: String,
    back: String,
    rows: Vec<Row>,
    /// It would replace choices that stand already.
    replaces: bool,
}

/// A person whose paper is typed in.
struct Typing {
    opened: Opened,
    person: participant::Model,
    ballot: Ballot,
}

impl Typing {
    async fn load(
        app: &App,
        by: SignedIn,
        (slug, n, id): (String, String, String),
    ) -> Result<Self> {
        let opened = Opened::load(app, by, (&slug, &n), Role::Organiser).await?;
        let conn = &app.db.read;
        let found = people::find(conn, id_of(&id)?).await?;
        let here = opened.desk.face.chain.id;
        let mut found = found.into_iter().filter(|p| p.chain == here && may_vote(p));
        let person = found.next().ok_or(Error::NotFound)?;
        Ok(Self {
            ballot: Ballot::read(conn, &opened.round, person.id).await?,
            opened,
            person,
        })
    }

    fn page(&self, form: Form, replaces: bool) -> Result<Response> {
        let w = self.opened.desk.w;
        let name = people::shown_name(&self.person);
        let mut page = self
            .opened
            .page(w.with("weigh-type-for", &[("name", &name)]));
        let status = status_of(&mut page, &form);
        let row = |card: &card::Model| Row {
            field: field(card),
            stands: self
                .ballot
                .chosen(card.id)
                .map(|v| format!("vote-{}", v.as_str())),
            card: card.clone(),
        };
        let template = TypePage {
            page,
            form,
            here: self.opened.href(&format!("/type-in/{}", self.person.id)),
            back: self.opened.href("/type-in"),
            rows: self.ballot.cards.iter().map(row).collect(),
            replaces,
        };
        render_with(status, &template)
    }

    /// Reads what is ticked on the paper.
    fn read(&self, form: &Form) -> Vec<(&card::Model, Vote)> {
        let cards = self.ballot.cards.iter();
        let ticked = cards.filter_map(|c| Some((c, Vote::parse(form.value(&field(c)))?)));
        ticked.collect()
    }

    /// Tells whether it would change a choice that stands.
    fn replaces(&self, ticked: &[(&card::Model, Vote)]) -> bool {
        let differs = |(card, vote): &(&card::Model, Vote)| {
            self.ballot
                .chosen(card.id)
                .is_some_and(|stands| stands != *vote)
        };
        ticked.iter().any(differs)
    }

    fn means(&self, app: &App) -> Means {
        Means {
            acting: Some(Acting {
                organiser: self.opened.desk.by.organiser.id,
                source: Source::Paper,
            }),
            ..app.means.clone()
        }
    }
}

fn field(card: &card::Model) -> String {
    format!("card-{}", card.position)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(place): Path<(String, String, String)>,
) -> Result<Response> {
    let typing = Typing::load(&app, by, place).await?;
    let opened = &typing.opened;
    if !takes_votes(&opened.round, opened.desk.zone(), app.means.now()) {
        return opened.over();
    }
    typing.page(Form::default(), false)
}

async fn keep(
    State(app): State<App>,
    by: SignedIn,
    Path(place): Path<(String, String, String)>,
    mut form: Form,
) -> Result<Response> {
    let typing = Typing::load(&app, by, place).await?;
    let w = typing.opened.desk.w;
    let ticked = typing.read(&form);
    let replaces = typing.replaces(&ticked);
    if ticked.is_empty() {
        let first = typing.ballot.cards.first().map(field).unwrap_or_default();
        form.fail(&first, w.t("weigh-type-nothing"));
    } else if replaces && !form.chosen("replace", "yes") {
        form.fail("replace", w.t("weigh-type-replace-missing"));
    }
    if !form.is_right() {
        return typing.page(form, replaces);
    }
    let (means, face) = (typing.means(&app), &typing.opened.desk.face);
    let txn = db::begin_write(&app.db).await?;
    for (card, vote) in ticked {
        match ballots::cast(&txn, &means, face, &typing.person, card, vote).await? {
            Cast::Kept => {}
            _ => return typing.opened.over(),
        }
    }
    ballots::note_typed(&txn, &means, &typing.person).await?;
    txn.commit().await?;
    Ok(Redirect::to(&typing.opened.href("/type-in?saved=yes")).into_response())
}
