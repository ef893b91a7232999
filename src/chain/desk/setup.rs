//! Setting a chain up: the list of tasks, and the tasks that change words, host and rules.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::organiser as organiser_row;
use entity::shared::{Role, Rules};
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::host_form::{self, time_zones};
use crate::chain::desk::new::{TypedAbout, status_of};
use crate::chain::desk::tasks::{self, Missing, Task};
use crate::chain::desk::{Desk, Tab, copy};
use crate::chain::{self};
use crate::db;
use crate::i18n::Words;
use crate::organiser::{self, SignedIn};
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup", show_tasks)
        .get("/desk/{slug}/setup/about", show_about)
        .post("/desk/{slug}/setup/about", change_about)
        .get("/desk/{slug}/setup/host", show_host)
        .post("/desk/{slug}/setup/host", change_host)
        .get("/desk/{slug}/setup/rules", show_rules)
        .post("/desk/{slug}/setup/rules", change_rules)
}

#[derive(Template)]
#[template(path = "chain/setup.html")]
struct SetupPage {
    page: Page,
    tasks: Vec<Task>,
    /// What keeps the chain from being opened.
    missing: Vec<Missing>,
    opened: String,
    setup: String,
    public: String,
    close: String,
    /// Whether the organiser may copy the chain, and save it for others.
    may_copy: bool,
    may_save: bool,
}

async fn show_tasks(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let opened = desk.face.chain.opened_at;
    let opened = opened.map(|at| desk.w.moment(at, desk.zone()));
    render(&SetupPage {
        page: desk.page(desk.w.t("setup-title"), Tab::Setup),
        tasks: tasks::list(&app.db.read, &desk).await?,
        missing: tasks::missing(&app.db.read, &desk).await?,
        opened: opened.unwrap_or_default(),
        setup: desk.href("/setup"),
        public: format!("/c/{slug}"),
        close: desk.href("/close"),
        may_copy: copy::may_copy(&app, &desk).await?,
        may_save: desk.may(Role::Owner),
    })
}

#[derive(Template)]
#[template(path = "chain/about.html")]
struct AboutPage {
    page: Page,
    form: Form,
    setup: String,
}

async fn show_about(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let words = &desk.face.words;
    let form = Form::filled([
        ("name", words.name.clone()),
        ("topic", words.topic.clone()),
        ("purpose", words.purpose.clone()),
    ]);
    about(&desk, form)
}

fn about(desk: &Desk, form: Form) -> Result<Response> {
    let page = form_page(desk, "setup-about", &form);
    let setup = desk.href("/setup");
    render_with(status_of(&form), &AboutPage { page, form, setup })
}

/// Starts the page of a task's form.
pub fn form_page(desk: &Desk, title: &str, form: &Form) -> Page {
    let mut page = desk.page(desk.w.t(title), Tab::Setup);
    page.failed = !form.is_right();
    page
}

async fn change_about(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let typed = TypedAbout::read(desk.w, &mut form);
    if !form.is_right() {
        return about(&desk, form);
    }
    let txn = db::begin_write(&app.db).await?;
    chain::change_about(&txn, &desk.face.chain, typed.about()).await?;
    desk.note(&txn, &app, "chain.about", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}

#[derive(Template)]
#[template(path = "chain/host.html")]
struct HostPage {
    page: Page,
    form: Form,
    zones: Vec<&'static str>,
    setup: String,
    /// Who can look after safety: the host's organisers.
    keepers: Vec<organiser_row::Model>,
}

async fn show_host(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let mut form = Form::default();
    host_form::fill(&mut form, &desk.face.host);
    if let Some(keeper) = desk.face.host.safeguarding {
        form.set("safeguarding", keeper.to_string());
    }
    host(&app, &desk, form).await
}

async fn host(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let keepers = organiser::list_of_host(&app.db.read, desk.face.host.id).await?;
    let page = form_page(desk, "setup-host", &form);
    let (zones, setup) = (time_zones(), desk.href("/setup"));
    let status = status_of(&form);
    let template = HostPage {
        page,
        form,
        zones,
        setup,
        keepers,
    };
    render_with(status, &template)
}

async fn change_host(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let typed = host_form::read(desk.w, &mut form);
    let keeper = read_keeper(&app, &desk, &mut form).await?;
    if !form.is_right() {
        return host(&app, &desk, form).await;
    }
    let id = desk.face.host.id;
    let txn = db::begin_write(&app.db).await?;
    chain::change_host(&txn, id, &typed.name, &typed.time_zone, typed.contact).await?;
    desk.note(&txn, &app, "host.changed", Some(id)).await?;
    if let Some(keeper) = keeper
        && desk.face.host.safeguarding != Some(keeper)
    {
        chain::change_safeguarding(&txn, id, keeper).await?;
        desk.note(&txn, &app, "host.safeguarding", Some(keeper))
            .await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}

/// Reads who looks after safety; one of the host's organisers, or nobody new when the form did not ask.
async fn read_keeper(app: &App, desk: &Desk, form: &mut Form) -> Result<Option<Uuid>> {
    if !form.has("safeguarding") {
        return Ok(None);
    }
    let keepers = organiser::list_of_host(&app.db.read, desk.face.host.id).await?;
    let typed: Option<Uuid> = form.value("safeguarding").parse().ok();
    let keeper = typed.filter(|id| keepers.iter().any(|k| k.id == *id));
    if keeper.is_none() {
        form.fail("safeguarding", desk.w.t("safeguarding-missing"));
    }
    Ok(keeper)
}

#[derive(Template)]
#[template(path = "chain/rules.html")]
struct RulesPage {
    page: Page,
    form: Form,
    setup: String,
}

async fn show_rules(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let chain = &desk.face.chain;
    let mut form = Form::filled([("turn-limit", chain.turn_limit.to_string())]);
    let mut rules = chain.rules.clone();
    for (name, days, _) in days_of(&mut rules) {
        form.set(name, days.to_string());
    }
    if chain.sensitive {
        form.set("sensitive", "yes");
    }
    if chain.rules.young_may_take_part {
        form.set("young-may", "yes");
    }
    form.set("young-words", desk.face.words.young.clone());
    self::rules(&desk, form)
}

fn rules(desk: &Desk, form: Form) -> Result<Response> {
    let page = form_page(desk, "setup-rules", &form);
    let setup = desk.href("/setup");
    render_with(status_of(&form), &RulesPage { page, form, setup })
}

/// The numbers of days: their field, and what they may be. An invitation may not outlive the details it was sent to,
/// which are deleted after 30 days.
fn days_of(rules: &mut Rules) -> [(&'static str, &mut i32, std::ops::RangeInclusive<i32>); 6] {
    [
        ("invitation-days", &mut rules.invitation_days, 7..=28),
        ("check-days", &mut rules.check_days, 3..=28),
        ("late-invited-days", &mut rules.late_invited_days, 1..=90),
        ("late-agreed-days", &mut rules.late_agreed_days, 1..=90),
        (
            "late-contacted-days",
            &mut rules.late_contacted_days,
            1..=90,
        ),
        ("late-checked-days", &mut rules.late_checked_days, 1..=90),
    ]
}

/// The longest text for people under 18, in characters.
const YOUNG_MAX: usize = 1_000;

fn read_rules(w: Words, form: &mut Form) -> (i32, Rules) {
    let turn_limit = form.value("turn-limit").parse().unwrap_or(0);
    if !(1..=3).contains(&turn_limit) {
        form.fail("turn-limit", w.t("error-choose"));
    }
    let mut rules = Rules::default();
    for (name, days, range) in days_of(&mut rules) {
        match form.value(name).trim().parse() {
            Ok(n) if range.contains(&n) => *days = n,
            _ => {
                let (least, most) = (*range.start(), *range.end());
                let message = w.with("days-wrong", &[("least", &least), ("most", &most)]);
                form.fail(name, message);
            }
        }
    }
    rules.young_may_take_part = form.chosen("young-may", "yes");
    (turn_limit, rules)
}

async fn change_rules(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (turn_limit, rules) = read_rules(desk.w, &mut form);
    let young = form.optional(&desk.w, "young-words", YOUNG_MAX);
    if !form.is_right() {
        return self::rules(&desk, form);
    }
    let sensitive = form.chosen("sensitive", "yes");
    let txn = db::begin_write(&app.db).await?;
    chain::change_rules(&txn, desk.face.chain.id, turn_limit, rules, sensitive).await?;
    chain::change_young(&txn, &desk.face.chain, &young).await?;
    desk.note(&txn, &app, "chain.rules", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}
