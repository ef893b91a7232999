//! Answers on paper, typed in: a code on a slip or a sheet opens the right form of its person in one press. Who has not
//! answered sends back a slip, which has a form of its own.
//!
//! The organiser then fills in the person's own forms; what is saved is kept as written by them, from a paper sheet.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::{acting, find_person, messages, slip};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::pages::Visit;
use crate::conversation::step::Step;
use crate::db;
use crate::means::{Acting, Source};
use crate::organiser::SignedIn;
use crate::people;
use crate::people::codes::{self, Typed};
use crate::web::{Form, Page, Result, Routes, render, render_with};

/// The longest text that can be a code, however it is typed.
const TYPED_MAX: usize = 40;

/// How many people of a name are shown.
const FOUND_MAX: usize = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/type-in", show)
        .post("/desk/{slug}/type-in", enter)
}

struct Found {
    id: Uuid,
    name: String,
}

#[derive(Template)]
#[template(path = "desk/type_in.html")]
struct TypeInPage {
    page: Page,
    form: Form,
    base: String,
    name: String,
    /// Who has this name; absent while nobody was searched for.
    found: Option<Vec<Found>>,
    all: usize,
    most: usize,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    render(&page(&app, &desk, asked.name, Form::default()).await?)
}

async fn page(app: &App, desk: &Desk, name: String, form: Form) -> Result<TypeInPage> {
    let (found, all) = match name.trim() {
        "" => (None, 0),
        part => {
            let (found, all) = search(app, desk, part).await?;
            (Some(found), all)
        }
    };
    let mut page = desk.page(desk.w.t("typein-title"), Tab::People);
    page.failed = !form.is_right();
    Ok(TypeInPage {
        page,
        form,
        base: desk.href("/type-in"),
        name,
        found,
        all,
        most: FOUND_MAX,
    })
}

/// Finds the first people of a name, and counts all.
async fn search(app: &App, desk: &Desk, part: &str) -> Result<(Vec<Found>, usize)> {
    let ids = messages::people_named(&app.db.read, &desk.face, part).await?;
    let people = participant::Entity::find()
        .filter(participant::Column::Id.is_in(ids))
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .all(&app.db.read)
        .await?;
    let mut found: Vec<Found> = people
        .iter()
        .map(|person| Found {
            id: person.id,
            name: people::shown_name(person).to_owned(),
        })
        .collect();
    found.sort_by_key(|one| people::name::to_search(&one.name));
    let all = found.len();
    found.truncate(FOUND_MAX);
    Ok((found, all))
}

async fn enter(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    if let Some(person) = read_person(&app, &desk, &mut form).await? {
        // Who was asked and has not answered sends back a slip.
        if let Some(to) = slip::find_page(&app, &desk, &person).await? {
            return Ok(Redirect::to(&to).into_response());
        }
        match open_form(&app, &desk, &person, Source::Paper).await? {
            Some(to) => return Ok(Redirect::to(&to).into_response()),
            None => form.fail("code", desk.w.t("typein-ended")),
        }
    }
    let page = page(&app, &desk, String::new(), form).await?;
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Finds whom a form is for: by the code that was typed, or the name that was picked. A code of another chain is one
/// that nobody has.
async fn read_person(
    app: &App,
    desk: &Desk,
    form: &mut Form,
) -> Result<Option<participant::Model>> {
    let (read, w) = (&app.db.read, desk.w);
    if let Ok(picked) = Uuid::parse_str(form.value("person")) {
        return Ok(find_person(read, &desk.face, picked).await?);
    }
    let typed = form.required(&w, "code", "typein-code-missing", TYPED_MAX);
    if !form.is_right() {
        return Ok(None);
    }
    let why = match codes::find(read, &app.means.keys, &typed).await? {
        Some(Typed::Person(link)) => {
            let person = find_person(read, &desk.face, link.participant).await?;
            if person.is_some() {
                return Ok(person);
            }
            "typein-unknown"
        }
        Some(Typed::Street(street)) if street.chain == desk.face.chain.id => "typein-street",
        _ => "typein-unknown",
    };
    form.fail("code", w.t(why));
    Ok(None)
}

/// Begins to write for a person and returns the address of the form that is theirs to fill in now; `None` when nobody
/// can write for them.
pub(super) async fn open_form(
    app: &App,
    desk: &Desk,
    person: &participant::Model,
    source: Source,
) -> Result<Option<String>> {
    let acting = Acting {
        organiser: desk.by.organiser.id,
        source,
    };
    let txn = db::begin_write(&app.db).await?;
    let Some(pass) = acting::write_for(&txn, &app.means, person, acting).await? else {
        return Ok(None);
    };
    txn.commit().await?;
    let token = app.means.keys.pass_token(&pass);
    let visit = Visit::acting(app, "", person.clone(), desk.face.clone(), acting);
    let below = match visit.step(&app.db.read, app).await? {
        Step::Talk(chat) => format!("/chat/{}/write", chat.id),
        // Their own page asks what is next.
        _ => String::new(),
    };
    Ok(Some(format!("/p/{token}{below}")))
}
