//! A person's page about themself (P18): all that is held, and changing name and language.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::held::{Line, Section, Teller};
use super::mine::{Answers, answers};
use super::{How, Me, Visit, refuse};
use crate::app::App;
use crate::conversation::held;
use crate::i18n::{self, LANGUAGES, Language};
use crate::people::{self, change, name};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/me", show_me)
        .get("/p/{token}/name", show_name)
        .post("/p/{token}/name", set_name)
        .get("/p/{token}/language", show_language)
        .post("/p/{token}/language", set_language)
}

#[derive(Template)]
#[template(path = "resident/me.html")]
struct MePage {
    page: Page,
    me: Me,
    name: String,
    language: String,
    answers: Answers,
    came: Line,
    consents: Vec<(String, Line)>,
    sections: Vec<Section>,
    /// Who wrote what for them.
    written: Vec<i18n::Html>,
    starter: bool,
}

async fn show_me(visit: Visit, State(app): State<App>) -> Result<Response> {
    let details = people::details(&app.means, &visit.person)?;
    let mut held = held::gather(&app.db.read, &app.means, &visit.face, &visit.person).await?;
    if visit.is_for_another() {
        held.about.clear();
    }
    let teller = Teller {
        w: visit.w,
        face: &visit.face,
        held: &held,
    };
    let mut answers = answers(&visit, &details);
    // An organiser who writes for somebody sees how to reach them on the desk only, where it is noted.
    if matches!(visit.how, How::For(_)) && !answers.phone.is_empty() {
        answers.phone = String::from("\u{2022}\u{2022}\u{2022}");
    }
    render(&MePage {
        page: visit.page(visit.w.t("me-title")),
        me: visit.me(),
        name: people::shown_name(&visit.person).to_owned(),
        language: i18n::find_language(&visit.person.language)
            .map_or(visit.person.language.clone(), |l| l.name.to_owned()),
        answers,
        came: teller.came(),
        consents: teller.consents(),
        sections: teller.sections(),
        written: visit.what_was_written(&app.db.read).await?,
        starter: visit.is_starter(),
    })
}

#[derive(Template)]
#[template(path = "resident/name.html")]
struct NamePage {
    page: Page,
    me: Me,
    form: Form,
}

fn name_page(visit: &Visit, form: Form) -> NamePage {
    NamePage {
        page: visit.form_page(visit.w.t("name-title"), &form),
        me: visit.me(),
        form,
    }
}

async fn show_name(visit: Visit) -> Result<Response> {
    let name = people::shown_name(&visit.person).to_owned();
    render(&name_page(&visit, Form::filled([("name", name)])))
}

async fn set_name(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let typed = form.required(&visit.w, "name", "error-name-missing", name::MAX);
    let parsed = name::parse(&typed);
    if parsed.is_none() {
        form.fail("name", visit.w.t("error-name-wrong"));
    }
    let Some(name) = parsed.filter(|_| form.is_right()) else {
        return refuse(&name_page(&visit, form));
    };
    let (txn, person) = visit.begin(&app).await?;
    change::set_name(&txn, &visit.means, &person, &name).await?;
    txn.commit().await?;
    Ok(visit.to("/me"))
}

#[derive(Template)]
#[template(path = "resident/language.html")]
struct LanguagePage {
    page: Page,
    me: Me,
    form: Form,
    languages: &'static [Language],
}

fn language_page(visit: &Visit, form: Form) -> LanguagePage {
    LanguagePage {
        page: visit.form_page(visit.w.t("language-title"), &form),
        me: visit.me(),
        form,
        languages: LANGUAGES,
    }
}

async fn show_language(visit: Visit) -> Result<Response> {
    let now = visit.person.language.clone();
    render(&language_page(&visit, Form::filled([("language", now)])))
}

async fn set_language(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(language) = i18n::find_language(form.value("language")) else {
        form.fail("language", visit.w.t("error-choose"));
        return refuse(&language_page(&visit, form));
    };
    let (txn, person) = visit.begin(&app).await?;
    change::set_language(&txn, &visit.means, &person, language.code).await?;
    txn.commit().await?;
    Ok(visit.to("/me"))
}
