//! Every word of a chain on one page, and which languages people may choose. The chain has its words in one language,
//! its own; the page says honestly what choosing another language does today.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;

use crate::app::App;
use crate::chain;
use crate::chain::desk::Desk;
use crate::chain::desk::host_form::one_line;
use crate::chain::desk::near::TEXT_MAX;
use crate::chain::desk::new::{TypedAbout, status_of};
use crate::chain::desk::setup::form_page;
use crate::db;
use crate::i18n::{self, LANGUAGES, Language};
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render_with};

/// The longest title and introduction of a plan, in characters.
const PLAN_TITLE_MAX: usize = 120;
const PLAN_INTRO_MAX: usize = 3_000;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/words", show)
        .post("/desk/{slug}/setup/words", change)
}

#[derive(Template)]
#[template(path = "chain/words.html")]
struct WordsPage {
    page: Page,
    form: Form,
    setup: String,
    /// The chain's own language, by its own name.
    own: String,
    languages: &'static [Language],
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let words = desk.face.words.clone();
    let form = Form::filled([
        ("name", words.name),
        ("topic", words.topic),
        ("purpose", words.purpose),
        ("plan-title", words.plan_title),
        ("plan-intro", words.plan_intro),
        ("near", words.help),
    ]);
    draw(&desk, form)
}

fn draw(desk: &Desk, form: Form) -> Result<Response> {
    let own = i18n::find_language(&desk.face.words.lang);
    let template = WordsPage {
        page: form_page(desk, "setup-words", &form),
        setup: desk.href("/setup"),
        own: own.map_or("", |language| language.name).to_owned(),
        languages: LANGUAGES,
        form,
    };
    render_with(status_of(&template.form), &template)
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let about = TypedAbout::read(desk.w, &mut form);
    let title = one_line(&form.optional(&desk.w, "plan-title", PLAN_TITLE_MAX));
    let intro = form.optional(&desk.w, "plan-intro", PLAN_INTRO_MAX);
    let near = form.optional(&desk.w, "near", TEXT_MAX);
    if !form.is_right() {
        return draw(&desk, form);
    }
    let chain = &desk.face.chain;
    let txn = db::begin_write(&app.db).await?;
    chain::change_about(&txn, chain, about.about()).await?;
    chain::change_plan_words(&txn, chain, &title, &intro).await?;
    chain::change_help(&txn, chain, &near).await?;
    desk.note(&txn, &app, "chain.words", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}
