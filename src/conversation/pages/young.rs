//! Somebody who was asked and is under 18: kindly not this time, with whom to talk; or, where the host lets young people
//! take part, with a grown-up who knows of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::agree::{is_invited, keep_agreed, prefs};
use super::{Me, Visit, decline, pressed, refuse, show_deleted};
use crate::app::App;
use crate::web::{Form, Page, Result, Routes, render};

/// Stands among what a person ticked while they say yes as somebody under 18.
pub const YOUNG: &str = "young";

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/young", show)
        .post("/p/{token}/young", go_on)
        .post("/p/{token}/young/older", older)
        .post("/p/{token}/young/delete", delete)
}

/// Tells whether this person says yes as somebody under 18, and may.
pub fn is_young(visit: &Visit, agreed: &[String]) -> bool {
    visit.face.chain.rules.young_may_take_part && agreed.iter().any(|a| a == YOUNG)
}

#[derive(Template)]
#[template(path = "resident/young.html")]
struct YoungPage {
    page: Page,
    me: Me,
    form: Form,
    /// The host's own words, a paragraph each; empty: the usual ones.
    words: Vec<String>,
    may: bool,
}

fn young_page(visit: &Visit, form: Form) -> YoungPage {
    let words = visit.face.words.young.split('\n').map(str::trim);
    YoungPage {
        page: visit.form_page(visit.w.t("young-title"), &form),
        me: visit.me(),
        form,
        words: words
            .filter(|paragraph| !paragraph.is_empty())
            .map(str::to_owned)
            .collect(),
        may: visit.face.chain.rules.young_may_take_part,
    }
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    if !is_invited(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    render(&young_page(&visit, Form::default()))
}

/// Goes on with the words for young people; what they agree to is kept when they finish saying yes.
async fn go_on(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let may = visit.face.chain.rules.young_may_take_part;
    if !may || !is_invited(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    if !form.chosen("grown_up", "yes") {
        form.fail("grown_up", visit.w.t("young-agree-missing"));
        return refuse(&young_page(&visit, form));
    }
    let mut agreed = prefs(&visit, &app)?.agreed;
    agreed.retain(|a| a != YOUNG && a != "adult");
    agreed.extend([YOUNG.to_owned(), "adult".to_owned()]);
    keep_agreed(&visit, &app, agreed).await?;
    Ok(visit.to("/agree"))
}

/// Goes back to the words for people who are 18 or over.
async fn older(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if !pressed(&form) || !is_invited(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    let mut agreed = prefs(&visit, &app)?.agreed;
    agreed.retain(|a| a != YOUNG && a != "adult");
    keep_agreed(&visit, &app, agreed).await?;
    Ok(visit.to("/agree"))
}

/// Deletes their details at once: it is a no, and the person who asked may choose somebody else.
async fn delete(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if !pressed(&form) || visit.person.agreed_at.is_some() {
        return Ok(visit.to_home());
    }
    decline(&visit, &app, false).await?;
    show_deleted(&visit.face)
}
