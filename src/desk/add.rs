//! Adding first people: one by one, or a pasted list. A list with lines that are not right is shown again; an organiser
//! puts them right, or says that they are left out.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::{Door, Role};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use uuid::Uuid;

use super::paste::{self, BadLine, LINES_MAX, Line, Wrong};
use super::starters::{Refused, add_by_phone, add_people};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::{LANGUAGES, Language, Words, find_language};
use crate::insight::desk::status_of;
use crate::mail;
use crate::organiser::SignedIn;
use crate::people::by_phone::NewByPhone;
use crate::people::{self, NewStarter, NotAdded, Prefs};
use crate::web::form::FieldError;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};
use crate::{db, submission};

const PHONE_MAX: usize = 30;
/// Two hundred names in any alphabet, as a form sends them.
const LIST_BODY: usize = 512 * 1024;

pub fn routes() -> Routes {
    let list = Routes::new()
        .get("/desk/{slug}/people/add-list", show_list)
        .post("/desk/{slug}/people/add-list", add_list)
        .body_limit(LIST_BODY);
    Routes::new()
        .get("/desk/{slug}/people/add", show_one)
        .post("/desk/{slug}/people/add", add_one)
        .get("/desk/{slug}/people/added", added)
        .merge(list)
}

/// Which of the two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    One,
    List,
}

#[derive(Template)]
#[template(path = "desk/add.html")]
struct AddPage {
    page: Page,
    form: Form,
    base: String,
    open: bool,
    list: bool,
    /// Nobody is in the chain yet: the page says how to begin.
    nobody: bool,
    languages: &'static [Language],
}

#[derive(Template)]
#[template(path = "desk/added.html")]
struct AddedPage {
    page: Page,
    base: String,
    people: Vec<participant::Model>,
}

impl AddedPage {
    /// Tells whether we write to none of them.
    fn by_phone(&self) -> bool {
        self.people.iter().all(|person| person.email.is_none())
    }
}

async fn show_one(State(app): State<App>, by: SignedIn, path: Path<String>) -> Result<Response> {
    show(&app, by, &path, Way::One).await
}

async fn show_list(State(app): State<App>, by: SignedIn, path: Path<String>) -> Result<Response> {
    show(&app, by, &path, Way::List).await
}

async fn show(app: &App, by: SignedIn, slug: &str, way: Way) -> Result<Response> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let form = Form::filled([
        ("language", desk.face.words.lang.clone()),
        ("nonce", app.means.sources.token()),
    ]);
    page(app, &desk, form, way).await
}

async fn page(app: &App, desk: &Desk, form: Form, way: Way) -> Result<Response> {
    let title = match way {
        Way::One => "desk-add-title",
        Way::List => "desk-add-list-title",
    };
    let mut page = desk.page(desk.w.t(title), Tab::People);
    let status = status_of(&mut page, &form);
    let template = AddPage {
        page,
        form,
        base: desk.href(""),
        open: desk.face.is_open(),
        list: way == Way::List,
        nobody: is_empty(app, desk).await?,
        languages: LANGUAGES,
    };
    render_with(status, &template)
}

/// Tells whether nobody was added to the chain yet.
async fn is_empty(app: &App, desk: &Desk) -> Result<bool> {
    let found = participant::Entity::find()
        .filter(participant::Column::Chain.eq(desk.face.chain.id))
        .one(&app.db.read)
        .await?;
    Ok(found.is_none())
}

async fn add_one(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let w = desk.w;
    let name = read_name(w, &mut form);
    let reach = read_reach(w, &mut form);
    let language = read_common(&desk, &mut form);
    let (true, Some(name), Some(reach)) = (form.is_right(), name, reach) else {
        return page(&app, &desk, form, Way::One).await;
    };
    let new = match reach {
        Reach::Email(email, phone) => {
            let new = NewStarter {
                name,
                email,
                language,
            };
            New::ByEmail(vec![new], phone)
        }
        Reach::Phone(phone) => New::ByPhone(NewByPhone {
            name,
            phone,
            language,
        }),
    };
    let field = match &new {
        New::ByPhone(_) => "phone",
        New::ByEmail(..) | New::List(_) => "email",
    };
    match save(&app, &desk, form.value("nonce"), new).await? {
        Ok(to) => Ok(to),
        Err(refused) => {
            for one in refused {
                form.fail(field, w.t(refusal(one.why)));
            }
            page(&app, &desk, form, Way::One).await
        }
    }
}

/// How a person can be reached: by e-mail, perhaps by phone too; or by phone only.
enum Reach {
    Email(String, Option<String>),
    Phone(String),
}

/// Who is added.
enum New {
    ByEmail(Vec<NewStarter>, Option<String>),
    ByPhone(NewByPhone),
    List(Vec<Either>),
}

/// Somebody of a list.
enum Either {
    ByEmail(NewStarter),
    ByPhone(NewByPhone),
}

impl Either {
    fn of(line: &Line, language: &str) -> Self {
        let (name, language) = (line.name.clone(), language.to_owned());
        match line.reach.clone() {
            paste::Reach::Email(email) => Self::ByEmail(NewStarter {
                name,
                email,
                language,
            }),
            paste::Reach::Phone(phone) => Self::ByPhone(NewByPhone {
                name,
                phone,
                language,
            }),
        }
    }
}

/// Reads the fields `email` and `phone`, of which one is needed.
fn read_reach(w: Words, form: &mut Form) -> Option<Reach> {
    let phone = form.optional(&w, "phone", PHONE_MAX);
    if !phone.is_empty() && !people::reach::is_phone(&phone) {
        form.fail("phone", w.t("contact-phone-wrong"));
    }
    let phone = Some(phone).filter(|phone| !phone.is_empty());
    if form.value("email").trim().is_empty() {
        if phone.is_none() {
            form.fail("email", w.t("desk-add-reach-missing"));
        }
        return phone.map(Reach::Phone);
    }
    read_email(w, form).map(|email| Reach::Email(email, phone))
}

async fn add_list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let leave = form.chosen("leave", "yes");
    let mut lines = read_list(desk.w, &mut form, leave);
    let language = read_common(&desk, &mut form);
    if !form.is_right() {
        return page(&app, &desk, form, Way::List).await;
    }
    loop {
        let new = lines.iter().map(|line| Either::of(line, &language));
        let new = New::List(new.collect());
        let refused = match save(&app, &desk, form.value("nonce"), new).await? {
            Ok(to) => return Ok(to),
            Err(refused) => refused,
        };
        if leave && refused.len() < lines.len() {
            let mut at = 0..;
            lines.retain(|_| {
                let at = at.next();
                refused.iter().all(|one| Some(one.at) != at)
            });
            continue;
        }
        for one in refused {
            let line = &lines[one.at];
            let key = match one.why {
                NotAdded::AlreadyHere => "desk-line-already-here",
                NotAdded::MayNotBeAsked => "desk-line-may-not",
            };
            line_error(desk.w, &mut form, key, line.number, &line.text, 0);
        }
        return page(&app, &desk, form, Way::List).await;
    }
}

/// Adds all of them, or none: returns where to go, or who was refused.
async fn save(
    app: &App,
    desk: &Desk,
    nonce: &str,
    new: New,
) -> Result<std::result::Result<Response, Vec<Refused>>> {
    let by = desk.by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    if let Some(to) = submission::find(&txn, by, nonce).await? {
        return Ok(Ok(Redirect::to(&to).into_response()));
    }
    let added = match new {
        New::ByEmail(new, phone) => {
            let added = add_people(&txn, &app.means, &desk.face, by, new).await?;
            if let (Ok(added), Some(phone)) = (&added, &phone) {
                for id in added {
                    let prefs = Prefs::default();
                    people::save_prefs(&txn, &app.means, *id, &prefs, Some(phone)).await?;
                }
            }
            added
        }
        New::ByPhone(new) => add_by_phone(&txn, &app.means, &desk.face, by, new).await?,
        New::List(new) => add_all(&txn, app, desk, new).await?,
    };
    let added = match added {
        Ok(added) => added,
        Err(refused) => {
            txn.rollback().await?;
            return Ok(Err(refused));
        }
    };
    let (Some(first), Some(last)) = (added.first(), added.last()) else {
        return Err(Error::Broken("nobody was in the list".to_owned()));
    };
    let to = desk.href(&format!("/people/added?first={first}&last={last}"));
    submission::keep(&txn, &app.means.sources, by, nonce, &to).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Ok(Redirect::to(&to).into_response()))
}

/// Adds the people of a list, whichever way each is reached.
async fn add_all(
    txn: &DatabaseTransaction,
    app: &App,
    desk: &Desk,
    new: Vec<Either>,
) -> Result<std::result::Result<Vec<Uuid>, Vec<Refused>>> {
    let (means, face, by) = (&app.means, &desk.face, desk.by.organiser.id);
    let (mut added, mut refused) = (Vec::new(), Vec::new());
    for (at, one) in new.into_iter().enumerate() {
        let done = match one {
            Either::ByEmail(new) => add_people(txn, means, face, by, vec![new]).await?,
            Either::ByPhone(new) => add_by_phone(txn, means, face, by, new).await?,
        };
        match done {
            Ok(ids) => added.extend(ids),
            Err(why) => refused.extend(why.into_iter().map(|one| Refused { at, ..one })),
        }
    }
    Ok(if refused.is_empty() {
        Ok(added)
    } else {
        Err(refused)
    })
}

/// From which person to which one somebody added.
#[derive(Deserialize)]
pub(super) struct Span {
    #[serde(default)]
    first: String,
    #[serde(default)]
    last: String,
}

/// Lists who was added: ids made in a row sort in that order, so the first and the last tell all.
pub(super) async fn list_added(
    app: &App,
    desk: &Desk,
    span: &Span,
) -> Result<Vec<participant::Model>> {
    let id = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(desk.face.chain.id))
        .filter(participant::Column::Door.eq(Door::Starter))
        .filter(participant::Column::EnteredBy.eq(desk.by.organiser.id))
        .filter(participant::Column::Id.between(id(&span.first)?, id(&span.last)?))
        .order_by_asc(participant::Column::Id)
        .all(&app.db.read)
        .await?;
    Ok(people)
}

/// Names who was added.
async fn added(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(span): Query<Span>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let people = list_added(&app, &desk, &span).await?;
    if people.is_empty() {
        return Err(Error::NotFound);
    }
    let title = desk.w.with("desk-added-title", &[("count", &people.len())]);
    render(&AddedPage {
        page: desk.page(title, Tab::People),
        base: desk.href(""),
        people,
    })
}

pub(super) fn read_name(w: Words, form: &mut Form) -> Option<String> {
    let typed = form.required(&w, "name", "error-name-missing", 200);
    let name = people::name::parse(&typed);
    if name.is_none() {
        form.fail("name", w.t("error-name-wrong"));
    }
    name
}

/// Reads the field `email`.
pub fn read_email(w: Words, form: &mut Form) -> Option<String> {
    let typed = form.required(&w, "email", "error-email-missing", 320);
    let email = mail::address(&typed);
    if email.is_none() {
        form.fail("email", w.t("error-email-wrong"));
    }
    email
}

/// Returns the key of what a page says when somebody may not be asked.
pub const fn refusal(why: NotAdded) -> &'static str {
    match why {
        NotAdded::AlreadyHere => "desk-add-already-here",
        NotAdded::MayNotBeAsked => "desk-add-may-not",
    }
}

/// Reads what both forms have: the language, the tick, and that the chain takes people.
fn read_common(desk: &Desk, form: &mut Form) -> String {
    let w = desk.w;
    let language = form.value("language").to_owned();
    if find_language(&language).is_none() {
        form.fail("language", w.t("error-choose"));
    }
    if !form.chosen("asked", "yes") {
        form.fail("asked", w.t("desk-add-asked-missing"));
    }
    if !desk.face.is_open() {
        form.fail("open-first", w.t("desk-add-open-first"));
    }
    language
}

/// Reads a list. `leave`: lines that are not right are left out, as long as one is.
fn read_list(w: Words, form: &mut Form, leave: bool) -> Vec<Line> {
    let (lines, mut bad) = paste::read(form.value("list"));
    if leave && !lines.is_empty() && lines.len() + bad.len() <= LINES_MAX {
        bad.clear();
    }
    if lines.is_empty() && bad.is_empty() {
        form.fail("list", w.t("desk-add-list-missing"));
    }
    if lines.len() + bad.len() > LINES_MAX {
        form.fail("list", w.with("desk-add-list-long", &[("max", &LINES_MAX)]));
        return lines;
    }
    for BadLine {
        number,
        text,
        wrong,
    } in bad
    {
        let (key, earlier) = match wrong {
            Wrong::NoName => ("desk-line-no-name", 0),
            Wrong::Name => ("desk-line-name", 0),
            Wrong::NoEmail => ("desk-line-no-email", 0),
            Wrong::Email => ("desk-line-email", 0),
            Wrong::Phone => ("desk-line-phone", 0),
            Wrong::Twice(earlier) => ("desk-line-twice", earlier),
        };
        line_error(w, form, key, number, &text, earlier);
    }
    lines
}

/// Every line has its own message, all of them about the one field.
fn line_error(w: Words, form: &mut Form, key: &str, n: usize, text: &str, earlier: usize) {
    let quoted: String = text.chars().take(120).collect();
    let args: [(&'static str, &dyn crate::i18n::Arg); 3] =
        [("line", &n), ("text", &quoted), ("earlier", &earlier)];
    form.errors.push(FieldError {
        field: "list".to_owned(),
        message: w.with(key, &args),
    });
}
