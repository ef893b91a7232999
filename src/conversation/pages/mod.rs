//! What a person sees at their own link: always the one next thing to do, and the steps below it.
//!
//! Showing a page changes nothing, however often and by whomever it is opened; only forms act. A form sent twice, or
//! from an old tab, leads to the person's own page, which tells where things stand.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Door, LinkKind, Role};
use entity::{conversation, participant};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use uuid::Uuid;

use crate::app::App;
use crate::chain::{self, Face, desk::personal_page};
use crate::conversation::{self as rules, reserve::Second, step::Step};
use crate::db;
use crate::i18n::{Html, Words};
use crate::keys::Pass;
use crate::means::{Acting, Means};
use crate::organiser::{self, SignedIn};
use crate::people;
use crate::people::links::{self, Ended, Opened};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub(crate) use agree::{Consent, channels, consents, missing, read_contact, read_times, ticked};
pub(crate) use code::typed_address;
pub(crate) use mine::erase;
pub(crate) use start::decline;
pub(crate) use whose::Me;

mod about_you;
mod agree;
mod begin;
mod behalf;
mod check;
mod choose;
mod chosen;
mod closed;
mod code;
mod correct;
mod door;
pub mod download;
mod ended;
mod everything;
mod gathering;
mod held;
mod held_asks;
mod held_challenges;
mod held_hands;
mod held_proposals;
mod join;
pub(crate) mod letter;
mod me;
mod mine;
mod points;
mod pool;
mod question;
mod record;
mod report;
mod start;
mod sure;
mod talk;
mod tried;
mod ways;
mod whose;
mod worry;
mod young;

/// Added to the address of their own page, it says that a check was saved.
const THANKED: &str = "?saved=check";
/// The same for what they write down and finish later.
const KEPT: &str = "?saved=later";
/// They left a question empty, to finish later.
const NOTHING_KEPT: &str = "?saved=nothing";

/// Returns the key of what a person's page says first about what they have just sent.
fn said_first(query: Option<&str>) -> Option<&'static str> {
    let said = [
        (THANKED, "check-thanks"),
        (KEPT, "later-kept"),
        (NOTHING_KEPT, "later-nothing"),
    ];
    let here = |(address, _): &&(&str, &str)| query == Some(&address[1..]);
    said.iter().find(here).map(|(_, key)| *key)
}

/// A record, or the check of one, holds up to twelve long points a question.
const RECORD_LIMIT: usize = 1024 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .merge(
            record::routes()
                .merge(question::routes())
                .merge(check::routes())
                .merge(correct::routes())
                .body_limit(RECORD_LIMIT),
        )
        .get("/p/{token}", home)
        .merge(start::routes())
        .merge(agree::routes())
        .merge(talk::routes())
        .merge(choose::routes())
        .merge(ways::routes())
        .merge(mine::routes())
        .merge(points::routes())
        .merge(me::routes())
        .merge(about_you::routes())
        .merge(sure::routes())
        .merge(ended::routes())
        .merge(code::routes())
        .merge(door::routes())
        .merge(letter::routes())
        .merge(worry::routes())
        .merge(report::routes())
        .get("/p/{token}/leave-fast", explain_leaving)
        .merge(gathering::routes())
        .merge(begin::routes())
        .merge(young::routes())
        .merge(join::routes())
        .merge(pool::routes())
        .merge(tried::routes())
}

/// How somebody came to a person's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By their own link.
    Link,
    /// By a typed code: everything but other people's contact details.
    Code,
    /// An organiser who writes for them.
    For(Acting),
}

/// A person at their own live link.
pub struct Visit {
    pub token: String,
    /// The address of their own page; the others stand below it.
    base: String,
    /// An organiser tries the pages out: the person exists on them only.
    tried: Option<tried::Tried>,
    pub person: participant::Model,
    pub face: Face,
    pub w: Words,
    pub how: How,
    /// The server's means, with who writes for this person, if somebody does.
    pub means: Means,
    /// They wrote down a chat.
    wrote: bool,
    /// What they are invited to, if they agreed to be.
    ahead: Vec<rules::gathering::Ahead>,
    /// On their own first page: how many people further on have talked since they passed it on.
    ripple: Option<usize>,
    /// What their page says about the second name they gave.
    second: Option<Second>,
    /// There are questions about themself they may answer.
    asks: bool,
    /// A vote they can take part in now.
    weigh: Option<rules::weighing::Ahead>,
    /// What they can help with, and what they are asked.
    hands: rules::hands::Ahead,
    /// Where they stand with a chain of their own.
    asking: rules::begin::Standing,
    /// Where they choose the next person: of whom hardly anybody was heard.
    wanted: Option<Html>,
    /// What the page says first about what they have just sent.
    said: Option<&'static str>,
    chat: Option<Uuid>,
    /// The number of a question, from 1.
    n: usize,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, app).await;
        let Path(path) = path.map_err(|_| Error::NotFound.into_response())?;
        let token = path.get("token").cloned().unwrap_or_default();
        let pass = app.means.keys.read_pass(&token);
        let opened = open(app, &token, pass).await;
        let person = match opened.map_err(|error| Error::from(error).into_response())? {
            Opened::Live(person) => person,
            Opened::Ended(why, person) => {
                return Err(ended(app, &token, Some((why, person))).await);
            }
            Opened::Unknown => return Err(ended(app, &token, None).await),
        };
        let face = find_face(app, &person)
            .await
            .map_err(Error::into_response)?;
        let how = match pass.map(|pass| pass.acting) {
            None => How::Link,
            Some(None) => How::Code,
            Some(Some(acting)) => How::For(acting),
        };
        if let How::For(acting) = how {
            let by = SignedIn::from_request_parts(parts, app)
                .await
                .map_err(IntoResponse::into_response)?;
            let role = organiser::role_on(&app.db.read, by.organiser.id, &face.chain).await;
            let role = role.map_err(|error| Error::from(error).into_response())?;
            let may = role.is_some_and(|role| organiser::includes(role, Role::Organiser));
            if by.organiser.id != acting.organiser || !may {
                return Err(Error::NotFound.into_response());
            }
        }
        let wrote = rules::has_passed_on(&app.db.read, person.id).await;
        let ahead = rules::gathering::list_ahead(&app.db.read, &person, app.means.now()).await;
        let second = rules::reserve::find_second(&app.db.read, &app.means, person.id).await;
        let asks = people::heard_from::asks_anything(&app.db.read, &person).await;
        let weigh =
            rules::weighing::ahead(&app.db.read, &person, face.zone(), app.means.now()).await;
        let votes = matches!(weigh, Ok(Some(_)));
        let hands = rules::hands::ahead(&app.db.read, &app.means, &person, votes).await;
        let asking = rules::begin::standing(&app.db.read, &face, &person).await;
        Ok(Self {
            asking: asking.map_err(|error| Error::from(error).into_response())?,
            ahead: ahead.map_err(|error| Error::from(error).into_response())?,
            second: second.map_err(|error| Error::from(error).into_response())?,
            asks: asks.map_err(|error| Error::from(error).into_response())?,
            weigh: weigh.map_err(|error| Error::from(error).into_response())?,
            hands: hands.map_err(|error| Error::from(error).into_response())?,
            wanted: None,
            ripple: None,
            means: means_of(app, how),
            wrote: wrote.map_err(|error| Error::from(error).into_response())?,
            how,
            w: face.language(),
            base: format!("/p/{token}"),
            tried: None,
            token,
            person,
            face,
            said: said_first(parts.uri.query()),
            chat: path.get("chat").and_then(|id| id.parse().ok()),
            n: path.get("n").and_then(|n| n.parse().ok()).unwrap_or(0),
        })
    }
}

async fn open(app: &App, token: &str, pass: Option<Pass>) -> Result<Opened, DbErr> {
    let (read, now) = (&app.db.read, app.means.now());
    match pass {
        Some(pass) => links::open_pass(read, &pass, now).await,
        None => links::open(read, token, LinkKind::Act, now).await,
    }
}

/// Looks up a link, or the pass of a typed code, where no [`Visit`] is taken because the page outlives the link. An
/// organiser's pass opens nothing here: whether it is theirs, only a visit asks.
async fn open_own(app: &App, token: &str) -> Result<(Opened, How), DbErr> {
    let pass = app.means.keys.read_pass(token);
    match pass {
        Some(pass) if pass.acting.is_some() => Ok((Opened::Unknown, How::Link)),
        Some(_) => Ok((open(app, token, pass).await?, How::Code)),
        None => Ok((open(app, token, None).await?, How::Link)),
    }
}

fn means_of(app: &App, how: How) -> Means {
    let acting = match how {
        How::For(acting) => Some(acting),
        How::Link | How::Code => None,
    };
    Means {
        acting,
        ..app.means.clone()
    }
}

async fn ended(app: &App, token: &str, whose: Option<(Ended, participant::Model)>) -> Response {
    ended::show_ended(app, token, whose)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

/// Finds the chain of a person.
pub(crate) async fn find_face(app: &App, person: &participant::Model) -> Result<Face> {
    chain::find_face(&app.db.read, person.chain)
        .await?
        .ok_or(Error::NotFound)
}

impl Visit {
    /// Makes the visit of a person whose link was looked up already.
    pub(crate) fn new(app: &App, token: &str, person: participant::Model, face: Face) -> Self {
        Self {
            token: token.to_owned(),
            base: format!("/p/{token}"),
            tried: None,
            w: face.language(),
            person,
            face,
            how: How::Link,
            means: app.means.clone(),
            wrote: false,
            ahead: Vec::new(),
            ripple: None,
            second: None,
            asks: false,
            weigh: None,
            hands: rules::hands::Ahead::default(),
            asking: rules::begin::Standing::default(),
            wanted: None,
            said: None,
            chat: None,
            n: 0,
        }
    }

    /// Returns an address at this link.
    fn href(&self, below: &str) -> String {
        format!("{}{below}", self.base)
    }

    /// Sends the person to their own page: it tells where things stand.
    fn to_home(&self) -> Response {
        self.to("")
    }

    fn to(&self, below: &str) -> Response {
        Redirect::to(&self.href(below)).into_response()
    }

    /// Starts a page for this person.
    pub(crate) fn page(&self, title: String) -> Page {
        let mut page = personal_page(&self.face, &self.href(""), title);
        page.banner = self.banner();
        page
    }

    /// Starts a page whose form may have come back.
    fn form_page(&self, title: String, form: &Form) -> Page {
        let mut page = self.page(title);
        page.failed = !form.is_right();
        page
    }

    pub(crate) fn is_starter(&self) -> bool {
        self.person.door == Door::Starter
    }

    /// Tells whether nobody of the chain named them: they came by the public page or by a printed code.
    fn came_alone(&self) -> bool {
        matches!(self.person.door, Door::Pool | Door::Letter)
    }

    /// Begins a change, with the person as they are now.
    async fn begin(&self, app: &App) -> Result<(DatabaseTransaction, participant::Model)> {
        let txn = db::begin_write(&app.db).await?;
        let person = people::find(&txn, self.person.id)
            .await?
            .ok_or(Error::NotFound)?;
        Ok((txn, person))
    }

    /// Works out where the person stands.
    pub(crate) async fn step(&self, conn: &impl ConnectionTrait, app: &App) -> Result<Step> {
        Ok(rules::step::step(conn, &self.face, &self.person, &app.means).await?)
    }

    /// Finds the conversation in the address, if this person initiated it.
    async fn chat(&self, conn: &impl ConnectionTrait) -> Result<conversation::Model> {
        let id = self.chat.ok_or(Error::NotFound)?;
        rules::find_of_initiator(conn, self.person.id, id)
            .await?
            .ok_or(Error::NotFound)
    }

    /// Returns what somebody is called, or "the person who asked you" when they were forgotten.
    async fn name_of(&self, conn: &impl ConnectionTrait, id: Uuid) -> Result<String> {
        let person = people::find(conn, id).await?;
        let name = person.as_ref().map_or("", people::first_name);
        Ok(self.called(name))
    }

    fn called(&self, name: &str) -> String {
        if name.is_empty() {
            self.w.t("somebody")
        } else {
            name.to_owned()
        }
    }

    /// Returns who asked: the initiator's first name, or (a first person) the host, or (who came alone and was not
    /// joined to anybody yet) one person of the chain.
    pub(crate) async fn inviter(&self, conn: &impl ConnectionTrait) -> Result<String> {
        if let Some(tried) = &self.tried {
            return Ok(tried.inviter.clone());
        }
        if self.is_starter() {
            return Ok(self.face.host.name.clone());
        }
        let inviter = rules::step::find_inviter(conn, &self.person).await?;
        if inviter.is_none() && self.came_alone() {
            return Ok(self.w.t("pool-one-person"));
        }
        Ok(self.called(inviter.as_ref().map_or("", people::first_name)))
    }

    /// Draws a page that only tells something.
    fn tell(&self, what: &Tell) -> Result<Response> {
        render(&TellPage {
            page: self.page(self.w.t(what.key)),
            me: self.me(),
            lines: what.lines.clone(),
            home: what.home,
        })
    }
}

/// Ends a change: what it stored is sent soon.
async fn finish(app: &App, txn: DatabaseTransaction) -> Result<()> {
    txn.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// Tells whether a button was pressed. A program that only submits the form does not send it.
fn pressed(form: &Form) -> bool {
    form.chosen("press", "yes")
}

/// Draws a form again that was not right.
fn refuse(template: &impl Template) -> Result<Response> {
    render_with(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// A page without a form: a heading and what to know.
struct Tell {
    key: &'static str,
    lines: Vec<String>,
    /// Offers the way back to the person's own page.
    home: bool,
}

#[derive(Template)]
#[template(path = "resident/tell.html")]
struct TellPage {
    page: Page,
    me: Me,
    lines: Vec<String>,
    home: bool,
}

/// Draws the page that stays when everything about a person is deleted.
pub(crate) fn show_deleted(face: &Face) -> Result<Response> {
    let w = face.language();
    render(&GonePage {
        page: personal_page(face, "", w.t("deleted-title")),
        lines: vec![w.t("deleted-what"), w.t("deleted-last")],
    })
}

#[derive(Template)]
#[template(path = "resident/gone.html")]
struct GonePage {
    page: Page,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "resident/leave_fast.html")]
struct LeavePage {
    page: Page,
    me: Me,
}

/// Explains the button that leaves a page fast, on the chains that have one.
async fn explain_leaving(visit: Visit) -> Result<Response> {
    if !visit.face.chain.sensitive {
        return Err(Error::NotFound);
    }
    render(&LeavePage {
        page: visit.page(visit.w.t("leave-title")),
        me: visit.me(),
    })
}

async fn home(mut visit: Visit, State(app): State<App>) -> Result<Response> {
    let read = &app.db.read;
    visit.ripple = rules::ripple::count(read, &visit.person).await?;
    match visit.step(read, &app).await? {
        Step::Invited(incoming) => start::show_invitation(&visit, &app, incoming).await,
        Step::Waiting {
            incoming,
            may_change_mind,
        } => mine::show_waiting(&visit, &app, &incoming, may_change_mind).await,
        Step::Check(incoming) => check::show_first(&visit, &app, &incoming).await,
        Step::Choose {
            turn: _,
            again,
            freed,
        } => {
            visit.find_wanted(&app).await?;
            choose::show_choose(&visit, again, freed)
        }
        Step::WaitingForSomebody(waiting) => ways::show_waiting_for_somebody(&visit, &waiting),
        Step::PassOn(c) => ways::show_give(&visit, &app, &c).await,
        Step::Undoable(c) => choose::show_undoable(&visit, &app, &c).await,
        Step::Asked(c) => choose::show_asked(&visit, &app, &c).await,
        Step::CameBack(c) => choose::show_came_back(&visit, &app, &c).await,
        Step::Talk(c) => talk::show_chat(&visit, &app, &c).await,
        Step::Shown { conversation, undo } => {
            record::show_shown(&visit, &app, &conversation, undo).await
        }
        Step::Done => mine::show_done(&visit, &app).await,
        Step::InPool => pool::show_in_pool(&visit, &app),
        Step::LeftWaiting {
            organiser: false,
            returned,
        } => pool::show_left(&visit, returned),
        Step::LeftWaiting { .. } => pool::show_left_to_organiser(&visit),
        Step::Paused => show_paused(&visit),
        Step::Closed => closed::show_closed(&visit, &app).await,
        Step::Stopped => mine::show_stopped(&visit),
    }
}

fn show_paused(visit: &Visit) -> Result<Response> {
    let what = if visit.person.agreed_at.is_none() {
        "paused-asked"
    } else {
        "paused-what"
    };
    visit.tell(&Tell {
        key: "paused-title",
        lines: vec![visit.w.t(what)],
        home: false,
    })
}
