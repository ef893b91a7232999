//! Meeting the others: when and where, yes or no in two presses, and the date for a calendar.
//!
//! Only who agreed to be invited sees it. Who else comes is not shown.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Me, Visit, refuse};
use crate::app::App;
use crate::conversation::gathering::{self, Ahead, calendar};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/gathering", show)
        .post("/p/{token}/gathering", answer)
        .get("/p/{token}/gathering.ics", file)
}

/// The next gathering, as every page of a guest mentions it.
pub struct Note {
    pub when: String,
    pub coming: Option<bool>,
    pub called_off: bool,
}

/// Returns what a guest's pages say about the next gathering.
pub fn note(visit: &Visit) -> Option<Note> {
    let next = visit.ahead.first()?;
    Some(Note {
        when: visit.w.moment(next.gathering.starts_at, visit.face.zone()),
        coming: next.coming,
        called_off: next.gathering.cancelled_at.is_some(),
    })
}

struct Meeting {
    id: String,
    /// The id of its first button, which an error leads to.
    field: String,
    when: String,
    place: String,
    about: String,
    coming: Option<bool>,
    called_off: bool,
}

#[derive(Template)]
#[template(path = "resident/gathering.html")]
struct GatheringPage {
    page: Page,
    me: Me,
    form: Form,
    meetings: Vec<Meeting>,
}

fn gathering_page(visit: &Visit, form: Form) -> GatheringPage {
    let meeting = |ahead: &Ahead| Meeting {
        id: ahead.gathering.id.to_string(),
        field: format!("coming-{}", ahead.gathering.id),
        when: visit.w.moment(ahead.gathering.starts_at, visit.face.zone()),
        place: ahead.gathering.place.clone(),
        about: ahead.gathering.about.clone(),
        coming: ahead.coming,
        called_off: ahead.gathering.cancelled_at.is_some(),
    };
    GatheringPage {
        page: visit.form_page(visit.w.t("meet-title"), &form),
        me: visit.me(),
        meetings: visit.ahead.iter().map(meeting).collect(),
        form,
    }
}

async fn show(visit: Visit) -> Result<Response> {
    if visit.ahead.is_empty() {
        return Ok(visit.to_home());
    }
    render(&gathering_page(&visit, Form::default()))
}

/// Takes the answer: the button that was pressed is the choice, so none is made for anybody.
async fn answer(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let id = form.value("gathering").parse().unwrap_or_default();
    if !visit.ahead.iter().any(|ahead| ahead.gathering.id == id) {
        return Ok(visit.to_home());
    }
    let coming = match form.value("coming") {
        "yes" => true,
        "no" => false,
        _ => {
            form.fail(&format!("coming-{id}"), visit.w.t("error-choose"));
            return refuse(&gathering_page(&visit, form));
        }
    };
    let (txn, person) = visit.begin(&app).await?;
    // Called off or begun meanwhile: the page tells.
    let _ = gathering::answer(&txn, &visit.means, &person, id, coming).await?;
    txn.commit().await?;
    Ok(visit.to("/gathering"))
}

/// Gives the dates to a calendar. The file may be passed on, so no personal link stands in it.
async fn file(visit: Visit, State(app): State<App>) -> Result<Response> {
    if visit.ahead.is_empty() {
        return Ok(visit.to_home());
    }
    let title = visit
        .w
        .with("meet-calendar", &[("host", &visit.face.host.name)]);
    let link = format!("{}/c/{}", app.means.origin, visit.face.chain.slug);
    let gatherings = visit.ahead.iter().map(|ahead| &ahead.gathering);
    let text = calendar::write(gatherings, &title, &link, app.means.now());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"meeting.ics\"",
        ),
    ];
    Ok((headers, text).into_response())
}
