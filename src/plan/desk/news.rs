//! Report back: what happened with an action that is public, and who is told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::action;
use entity::shared::{ActionStatus, PlanAction, Role};

use super::action::read_status;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Arg;
use crate::insight::desk::{id_of, status_of};
use crate::organiser::SignedIn;
use crate::plan;
use crate::plan::letters::{self, Letters};
use crate::plan::news::{self, NEWS_MAX, Written};
use crate::plan::pages::{Happened, happened};
use crate::plan::photos::{self, ALT_MAX, Described, Drawn, FILE_MAX, Refused};
use crate::web::upload::{Sent, Upload};
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

/// A photo that is too large comes in all the same, so that its page can say so.
const BODY: usize = 3 * FILE_MAX;

pub fn routes() -> Routes {
    let upload = Routes::new()
        .get("/desk/{slug}/plan/actions/{id}/news", show)
        .post("/desk/{slug}/plan/actions/{id}/news", add)
        .body_limit(BODY);
    upload.merge(Routes::new().post(
        "/desk/{slug}/plan/actions/{id}/news/{news}/take-back",
        take_back,
    ))
}

/// News on the page, with how many letters of it were given.
struct Row {
    happened: Happened,
    letters: Letters,
}

impl Row {
    /// Returns how many people were told in all.
    fn told(&self) -> i32 {
        self.happened.told.saturating_add(self.letters.given)
    }
}

#[derive(Template)]
#[template(path = "plan/desk_news.html")]
struct NewsPage {
    page: Page,
    form: Form,
    /// The action as the newest version has it; absent while it is not public.
    public: Option<PlanAction>,
    told: usize,
    /// How many get a letter, because no message reaches them.
    on_paper: usize,
    /// The largest file, in megabytes.
    megabytes: usize,
    news: Vec<Row>,
    letters_href: String,
    action: String,
    back: String,
    publish_href: String,
}

/// Finds an action, one that was taken out too: a published version may have it still.
async fn find(app: &App, desk: &Desk, id: &str) -> Result<action::Model> {
    let found = plan::find(&app.db.read, desk.face.chain.id, id_of(id)?).await?;
    found.ok_or(Error::NotFound)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let today = app.means.now().with_timezone(&desk.zone()).date_naive();
    let form = Form::filled([
        ("nonce", app.means.sources.token()),
        ("status", found.status.as_str().to_owned()),
        ("reason", found.reason.clone()),
        ("happened_on", today.format("%-d/%-m/%Y").to_string()),
    ]);
    news_page(&app, &desk, &found, form).await
}

async fn news_page(app: &App, desk: &Desk, found: &action::Model, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let public = news::published(conn, chain, found.id).await?.map(|p| p.1);
    let (told, on_paper) = match &public {
        Some(action) => (
            news::to_be_told(conn, chain, action).await?.len(),
            letters::to_be_written(conn, chain, action).await?.len(),
        ),
        None => (0, 0),
    };
    let rows = news::of_action(conn, found.id).await?;
    let given = letters::count_of(conn, rows.iter().map(|row| row.id)).await?;
    let rows = happened(desk.w, &desk.face.chain.slug, &rows);
    let row = |happened: Happened| Row {
        letters: given.get(&happened.id).copied().unwrap_or_default(),
        happened,
    };
    let mut page = desk.page(desk.w.t("news-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let here = desk.href(&format!("/plan/actions/{}", found.id));
    let back = match found.removed_at {
        None => here.clone(),
        Some(_) => desk.href("/plan/removed"),
    };
    let template = NewsPage {
        page,
        form,
        public,
        told,
        on_paper,
        megabytes: FILE_MAX / (1024 * 1024),
        news: rows.into_iter().map(row).collect(),
        letters_href: desk.href("/print/news"),
        action: format!("{here}/news"),
        back,
        publish_href: desk.href("/plan/publish"),
    };
    render_with(status, &template)
}

/// Opens the photo that was handed in, on a thread of its own, and says what is wrong with it.
async fn read_photo(desk: &Desk, form: &mut Form, file: Sent) -> Option<Drawn> {
    let drawn = match file {
        Sent::Nothing => return None,
        Sent::TooLarge => Err(Refused::TooLarge),
        Sent::File(bytes) => tokio::task::spawn_blocking(move || photos::draw(&bytes))
            .await
            .unwrap_or(Err(Refused::Broken)),
    };
    let why = match drawn {
        Ok(drawn) => return Some(drawn),
        Err(Refused::TooLarge) => "photo-too-large",
        Err(Refused::TooManyPixels) => "photo-too-many-pixels",
        Err(Refused::NotAPicture) => "photo-not-a-picture",
        Err(Refused::Broken) => "photo-broken",
    };
    let megabytes = FILE_MAX / (1024 * 1024);
    let args: &[(&'static str, &dyn Arg)] = &[("megabytes", &megabytes)];
    form.fail("file", desk.w.with(why, args));
    None
}

/// Reads what happened. `None` when something is not right; the form says what.
fn read(app: &App, desk: &Desk, form: &mut Form, drawn: Option<Drawn>) -> Option<(Written, bool)> {
    let w = &desk.w;
    let text = form.required(w, "text", "news-text-missing", NEWS_MAX);
    let today = app.means.now().with_timezone(&desk.zone()).date_naive();
    let happened_on = plan::parse_day(form.value("happened_on")).filter(|day| *day <= today);
    if happened_on.is_none() {
        form.fail("happened_on", w.t("news-day-wrong"));
    }
    let standing = read_status(desk, form);
    let tell = form.value("tell").to_owned();
    if !["now", "not"].contains(&tell.as_str()) {
        form.fail("tell", w.t("news-tell-missing"));
    }
    let alt = form.optional(w, "alt", ALT_MAX);
    if drawn.is_some() && alt.is_empty() {
        form.fail("alt", w.t("photo-alt-missing"));
    }
    if drawn.is_some() && !form.is_right() {
        // No browser sends a file twice by itself.
        form.fail("file", w.t("photo-again"));
    }
    let (happened_on, (status, reason)) = (happened_on?, standing?);
    let photo = drawn.map(|drawn| Described { drawn, alt });
    let written = Written {
        text,
        happened_on,
        status,
        reason,
        photo,
    };
    form.is_right().then_some((written, tell == "now"))
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Upload { mut form, file }: Upload,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let drawn = read_photo(&desk, &mut form, file).await;
    let Some((written, tell)) = read(&app, &desk, &mut form, drawn) else {
        return news_page(&app, &desk, &found, form).await;
    };
    let by = desk.by.organiser.id;
    let nonce = form.value("nonce").to_owned();
    let here = desk.href(&format!("/plan/actions/{id}/news"));
    let txn = db::begin_write(&app.db).await?;
    if submission::find(&txn, by, &nonce).await?.is_some() {
        return Ok(Redirect::to(&here).into_response());
    }
    let public = news::published(&txn, desk.face.chain.id, found.id).await?;
    let (version, public) = public.ok_or(Error::NotFound)?;
    let of = (&version, &public);
    news::add(&txn, &app.means, (&desk.face, by), of, written, tell).await?;
    submission::keep(&txn, &app.means.sources, by, &nonce, &here).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Redirect::to(&here).into_response())
}

async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, news)): Path<(String, String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let txn = db::begin_write(&app.db).await?;
    let found = news::find(&txn, desk.face.chain.id, id_of(&news)?).await?;
    let found = found.ok_or(Error::NotFound)?;
    news::take_back(&txn, &app.means, desk.by.organiser.id, &found).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href(&format!("/plan/actions/{id}/news"))).into_response())
}
