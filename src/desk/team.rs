//! The team of a chain: who may do what, and how that is changed (O16).
//!
//! Everyone in the team sees who else is in it. Addresses are shown to owners only; changes are theirs as well, but
//! for leaving, which everybody may do for themself.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::organiser as account;
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::mail;
use crate::organiser::{self, NAME_MAX, SignedIn};
use crate::submission;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub mod rules;

use rules::{Changed, Invite, Member, NotInvited, Scope};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/team", show)
        .get("/desk/{slug}/team/add", show_add)
        .post("/desk/{slug}/team/add", add)
        .get("/desk/{slug}/team/leave", show_leave)
        .post("/desk/{slug}/team/leave", leave)
        .get("/desk/{slug}/team/{id}", show_member)
        .post("/desk/{slug}/team/{id}", change)
        .post("/desk/{slug}/team/{id}/take-back", take_back)
}

struct Row {
    name: String,
    /// Empty for whoever may not see it.
    email: String,
    role: &'static str,
    since: String,
    you: bool,
    /// Reads the worries that people write down.
    keeps_safe: bool,
    /// Where the role is changed; empty for whoever may not.
    href: String,
    may_take_back: bool,
}

/// Those whose roles hold in one place.
struct Part {
    scope: &'static str,
    title: Html,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "desk/team.html")]
struct TeamPage {
    page: Page,
    base: String,
    /// What was just done, as a key; empty when nothing was.
    done: &'static str,
    parts: Vec<Part>,
    roles: Vec<&'static str>,
    may_add: bool,
    may_see_log: bool,
    home: String,
}

/// What the page says was done.
const DONE: [&str; 5] = ["added", "taken-back", "too-late", "changed", "removed"];

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

fn roles() -> Vec<&'static str> {
    Role::ALL.iter().map(|role| role.as_str()).collect()
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let members = rules::list(&app.db.read, &desk.face).await?;
    let mut parts = Vec::new();
    for scope in Scope::ALL.iter().copied() {
        let here = members.iter().filter(|m| Scope::of(&m.row) == scope);
        let manages =
            rules::may_manage(&app.db.read, &desk.face, desk.by.organiser.id, scope).await?;
        let rows: Result<Vec<Row>> = here.map(|m| row(&app, &desk, m, manages)).collect();
        let host = &desk.face.host.name;
        parts.push(Part {
            scope: scope.as_str(),
            title: desk
                .w
                .html(&format!("team-on-{}", scope.as_str()), &[("host", host)]),
            rows: rows?,
        });
    }
    let done = DONE.into_iter().find(|done| *done == asked.done);
    render(&TeamPage {
        page: desk.page(desk.w.t("team-title"), Tab::Setup),
        base: desk.href("/team"),
        done: done.unwrap_or_default(),
        parts,
        roles: roles(),
        may_add: desk.may(Role::Owner),
        may_see_log: desk.may(Role::Organiser),
        home: desk.home(),
    })
}

fn row(app: &App, desk: &Desk, member: &Member, manages: bool) -> Result<Row> {
    let Member { row, account } = member;
    let you = account.id == desk.by.organiser.id;
    let sees = desk.may(Role::Owner) || you;
    Ok(Row {
        name: account.name.clone(),
        email: if sees {
            organiser::address_of(&app.means.keys, account)?
        } else {
            String::new()
        },
        role: row.role.as_str(),
        since: desk.w.date(row.made_at, desk.zone()),
        you,
        keeps_safe: row.host.is_some() && desk.face.host.safeguarding == Some(account.id),
        href: if manages && !you {
            desk.href(&format!("/team/{}", row.id))
        } else {
            String::new()
        },
        may_take_back: manages && rules::may_take_back(&app.means, row),
    })
}

#[derive(Template)]
#[template(path = "desk/team_add.html")]
struct AddPage {
    page: Page,
    form: Form,
    base: String,
    roles: Vec<&'static str>,
    /// Only an owner of the host may give a role on all its chains.
    may_host: bool,
    host: String,
    chain: String,
}

async fn show_add(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let form = Form::filled([("nonce", app.means.sources.token())]);
    add_page(&app, &desk, form).await
}

async fn add_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let (face, me) = (&desk.face, desk.by.organiser.id);
    let mut page = desk.page(desk.w.t("team-add-title"), Tab::Setup);
    let status = status_of(&mut page, &form);
    let template = AddPage {
        page,
        form,
        base: desk.href("/team"),
        roles: roles(),
        may_host: rules::may_manage(&app.db.read, face, me, Scope::Host).await?,
        host: face.host.name.clone(),
        chain: face.words.name.clone(),
    };
    render_with(status, &template)
}

fn read_invite(desk: &Desk, form: &mut Form) -> Option<Invite> {
    let w = desk.w;
    let name = form.required(&w, "name", "error-name-missing", NAME_MAX);
    let email = mail::address(form.value("email"));
    if email.is_none() {
        form.fail("email", w.t("team-email-wrong"));
    }
    let role = Role::parse(form.value("role"));
    if role.is_none() {
        form.fail("role", w.t("error-choose"));
    }
    let scope = Scope::parse(form.value("where"));
    if scope.is_none() {
        form.fail("where", w.t("error-choose"));
    }
    let invite = Invite {
        name,
        email: email?,
        role: role?,
        scope: scope?,
    };
    form.is_right().then_some(invite)
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let Some(new) = read_invite(&desk, &mut form) else {
        return add_page(&app, &desk, form).await;
    };
    let (me, nonce) = (&desk.by.organiser, form.value("nonce").to_owned());
    let txn = db::begin_write(&app.db).await?;
    if let Some(to) = submission::find(&txn, me.id, &nonce).await? {
        txn.rollback().await?;
        return Ok(Redirect::to(&to).into_response());
    }
    let invited = rules::invite(&txn, &app.means, &desk.face, me, &new).await;
    let why = match invited {
        Ok(Ok(_)) => {
            let to = desk.href("/team?done=added");
            submission::keep(&txn, &app.means.sources, me.id, &nonce, &to).await?;
            txn.commit().await?;
            return Ok(Redirect::to(&to).into_response());
        }
        Ok(Err(why)) => why,
        Err(error) if rules::was_added_meanwhile(&error) => NotInvited::AlreadyHere(new.name),
        Err(error) => return Err(error.into()),
    };
    txn.rollback().await?;
    refuse(&desk, &mut form, &why)?;
    add_page(&app, &desk, form).await
}

fn refuse(desk: &Desk, form: &mut Form, why: &NotInvited) -> Result<()> {
    let w = desk.w;
    match why {
        NotInvited::Oneself => form.fail("email", w.t("team-oneself")),
        NotInvited::AlreadyHere(name) => {
            form.fail("email", w.with("team-already-here", &[("name", name)]));
        }
        NotInvited::NotWritten => form.fail("email", w.t("team-not-written")),
        NotInvited::Name => form.fail("name", w.t("error-name-missing")),
        NotInvited::MayNot => return Err(Error::Forbidden),
    }
    Ok(())
}

async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let me = desk.by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    let done = rules::take_back(&txn, &app.means, &desk.face, me, id).await?;
    txn.commit().await?;
    let said = if done { "taken-back" } else { "too-late" };
    Ok(Redirect::to(&desk.href(&format!("/team?done={said}"))).into_response())
}

#[derive(Template)]
#[template(path = "desk/team_member.html")]
struct MemberPage {
    page: Page,
    form: Form,
    /// They leave the team themself.
    leaves: bool,
    action: String,
    base: String,
    /// What they may do now, and where.
    now: Html,
    role: &'static str,
    scope: &'static str,
    roles: Vec<&'static str>,
    /// Who can look after safety after them; nothing where they do not do so.
    successors: Option<Vec<account::Model>>,
}

async fn member_page(app: &App, desk: &Desk, member: &Member, form: Form) -> Result<Response> {
    let Member { row, account } = member;
    let (w, scope) = (desk.w, Scope::of(row));
    let leaves = account.id == desk.by.organiser.id;
    let title = if leaves {
        w.t("team-leave-title")
    } else {
        w.with("team-member-title", &[("name", &account.name)])
    };
    let mut page = desk.page(title, Tab::Setup);
    let status = status_of(&mut page, &form);
    let keeps_safe = row.host.is_some() && desk.face.host.safeguarding == Some(account.id);
    let successors = if keeps_safe {
        Some(rules::list_successors(&app.db.read, &desk.face, account.id).await?)
    } else {
        None
    };
    let place = match scope {
        Scope::Host => &desk.face.host.name,
        Scope::Chain => &desk.face.words.name,
    };
    let role = w.t(&format!("team-role-{}", row.role.as_str()));
    let stem = if leaves {
        "team-you-are"
    } else {
        "team-they-are"
    };
    let key = format!("{stem}-{}", scope.as_str());
    let below = if leaves {
        "/team/leave".to_owned()
    } else {
        format!("/team/{}", row.id)
    };
    let template = MemberPage {
        page,
        form,
        leaves,
        action: desk.href(&below),
        base: desk.href("/team"),
        now: w.html(
            &key,
            &[("name", &account.name), ("role", &role), ("place", place)],
        ),
        role: row.role.as_str(),
        scope: scope.as_str(),
        roles: roles(),
        successors,
    };
    render_with(status, &template)
}

/// Finds somebody whose role the organiser may change; their own they leave by another page.
async fn find_member(app: &App, desk: &Desk, id: Uuid) -> Result<Member> {
    let found = rules::find(&app.db.read, &desk.face, id).await?;
    let member = found
        .filter(|m| m.account.id != desk.by.organiser.id)
        .ok_or(Error::NotFound)?;
    let (me, scope) = (desk.by.organiser.id, Scope::of(&member.row));
    if !rules::may_manage(&app.db.read, &desk.face, me, scope).await? {
        return Err(Error::Forbidden);
    }
    Ok(member)
}

async fn show_member(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let member = find_member(&app, &desk, id).await?;
    member_page(&app, &desk, &member, Form::default()).await
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let member = find_member(&app, &desk, id).await?;
    let (to, done) = match (form.value("role"), Role::parse(form.value("role"))) {
        ("none", _) => (None, "removed"),
        (_, Some(role)) => (Some(role), "changed"),
        _ => {
            form.fail("role", desk.w.t("error-choose"));
            return member_page(&app, &desk, &member, form).await;
        }
    };
    if let Some(problem) = carry_out(&app, &desk, &member, to, &mut form).await? {
        return Ok(problem);
    }
    Ok(Redirect::to(&desk.href(&format!("/team?done={done}"))).into_response())
}

/// Finds the role one can leave: the one on this chain only before the one by the host.
async fn find_mine(app: &App, desk: &Desk) -> Result<Member> {
    let all = rules::list(&app.db.read, &desk.face).await?;
    let me = desk.by.organiser.id;
    all.into_iter()
        .rfind(|m| m.account.id == me)
        .ok_or(Error::NotFound)
}

async fn show_leave(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let member = find_mine(&app, &desk).await?;
    member_page(&app, &desk, &member, Form::default()).await
}

async fn leave(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let member = find_mine(&app, &desk).await?;
    match form.value("role") {
        "none" => {}
        "stay" => return Ok(Redirect::to(&desk.href("/team")).into_response()),
        _ => {
            form.fail("role", desk.w.t("error-choose"));
            return member_page(&app, &desk, &member, form).await;
        }
    }
    if let Some(problem) = carry_out(&app, &desk, &member, None, &mut form).await? {
        return Ok(problem);
    }
    Ok(Redirect::to("/desk").into_response())
}

/// Changes a role; returns the page that says why it could not be.
async fn carry_out(
    app: &App,
    desk: &Desk,
    member: &Member,
    to: Option<Role>,
    form: &mut Form,
) -> Result<Option<Response>> {
    let keeper = form.value("keeper").parse().ok();
    let (me, id) = (desk.by.organiser.id, member.row.id);
    let txn = db::begin_write(&app.db).await?;
    let changed = rules::change(&txn, &app.means, &desk.face, me, id, to, keeper).await?;
    match changed {
        Changed::Done | Changed::AlreadyDone => {
            txn.commit().await?;
            return Ok(None);
        }
        Changed::MayNot => return Err(Error::Forbidden),
        Changed::LastOwner => form.fail("role", desk.w.t("team-last-owner")),
        Changed::NeedsKeeper => form.fail("keeper", desk.w.t("team-keeper-missing")),
    }
    txn.rollback().await?;
    let page = member_page(app, desk, member, std::mem::take(form)).await?;
    Ok(Some(page))
}
