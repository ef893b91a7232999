//! Links that ended, new links, and the link in every message that stops them (RELIABILITY rules 22 and 41).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::LinkKind;

use crate::app::App;
use crate::chain::desk::personal_page;
use crate::conversation::answer;
use crate::conversation::pages::{Visit, decline, find_face, open_own, report, show_deleted};
use crate::db;
use crate::i18n::Words;
use crate::people;
use crate::people::links::{self, Ended, Opened};
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/new-link", show_new_link)
        .post("/p/{token}/new-link", new_link)
        .get("/stop/{token}", show_stop)
        .post("/stop/{token}", stop)
}

#[derive(Template)]
#[template(path = "resident/ended.html")]
struct EndedPage {
    page: Page,
    why: &'static str,
    /// Offers the page where a code is typed.
    to_code: bool,
    /// Where the new link would go, hidden but for its first letter.
    masked: String,
    href: String,
}

/// Shows that a link has ended, and why; a link nobody has looks the same, without a hint.
pub async fn show_ended(
    app: &App,
    token: &str,
    whose: Option<(Ended, participant::Model)>,
) -> Result<Response> {
    let Some((why, person)) = whose else {
        let w = Words::of("en");
        let by_code = app.means.keys.read_pass(token);
        let by_code = by_code.is_some_and(|pass| pass.acting.is_none());
        let title = if by_code {
            "code-over-title"
        } else {
            "ended-title"
        };
        let page = Page::new(w, w.t(title), app.help().await);
        let status = if by_code {
            StatusCode::GONE
        } else {
            StatusCode::NOT_FOUND
        };
        return render_with(
            status,
            &EndedPage {
                page,
                why: if by_code {
                    "code-over"
                } else {
                    "ended-unknown"
                },
                to_code: true,
                masked: String::new(),
                href: String::new(),
            },
        );
    };
    let face = find_face(app, &person).await?;
    let takes_part = person.agreed_at.is_some() && person.stopped_at.is_none();
    let email = people::details(&app.means, &person)
        .unwrap_or_default()
        .email
        .filter(|_| {
            takes_part
                && !matches!(why, Ended::Gone | Ended::Shut)
                && face.chain.closed_at.is_none()
        });
    let page = EndedPage {
        page: personal_page(&face, "", face.language().t("ended-title")),
        why: match why {
            Ended::Gone | Ended::TooOld if face.chain.closed_at.is_some() => "ended-closed",
            Ended::Replaced => "ended-replaced",
            Ended::Shut => "ended-shut",
            Ended::TooOld => "ended-too-old",
            Ended::Gone => "ended-gone",
        },
        to_code: false,
        masked: email.as_deref().map(people::mask).unwrap_or_default(),
        href: format!("/p/{token}/new-link"),
    };
    render_with(StatusCode::GONE, &page)
}

#[derive(Template)]
#[template(path = "resident/new_link.html")]
struct NewLinkPage {
    page: Page,
}

/// Says the same for every link, whoever it belongs to.
async fn show_new_link(State(app): State<App>) -> Result<Response> {
    let w = Words::of("en");
    let page = Page::new(w, w.t("new-link-title"), app.help().await);
    render(&NewLinkPage { page })
}

async fn new_link(Path(token): Path<String>, State(app): State<App>) -> Result<Response> {
    let (opened, _) = open_own(&app, &token).await?;
    if let Opened::Ended(why, person) = opened
        && !matches!(why, Ended::Gone | Ended::Shut)
    {
        let face = find_face(&app, &person).await?;
        let txn = db::begin_write(&app.db).await?;
        answer::send_new_link(&txn, &app.means, &face, &person).await?;
        txn.commit().await?;
        app.wake.notify_one();
    }
    Ok(Redirect::to(&format!("/p/{token}/new-link")).into_response())
}

/// Finds whose stop-link this is; it works for as long as anything is held. `Err` is the page to show instead.
async fn find_stopper(app: &App, token: &str) -> Result<Result<Visit, Response>> {
    let opened = links::open(&app.db.read, token, LinkKind::Stop, app.means.now()).await?;
    Ok(match opened {
        Opened::Live(person)
        | Opened::Ended(Ended::TooOld | Ended::Replaced | Ended::Shut, person) => {
            let face = find_face(app, &person).await?;
            Ok(Visit::new(app, token, person, face))
        }
        Opened::Ended(Ended::Gone, person) => Err(show_deleted(&find_face(app, &person).await?)?),
        Opened::Unknown => Err(show_ended(app, token, None).await?),
    })
}

async fn show_stop(Path(token): Path<String>, State(app): State<App>) -> Result<Response> {
    match find_stopper(&app, &token).await? {
        Ok(visit) => report::show_choices(&visit, &app, "", Form::default()).await,
        Err(page) => Ok(page),
    }
}

/// Takes one click from a mail program, or the page's form. Doing it again changes nothing more.
async fn stop(Path(token): Path<String>, State(app): State<App>, form: Form) -> Result<Response> {
    let visit = match find_stopper(&app, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    let one_click = form.chosen("List-Unsubscribe", "One-Click");
    match form.value("stop") {
        // Whoever has not answered is asked once and never again; nothing else is held for them.
        "" if one_click && visit.person.agreed_at.is_none() => {
            decline(&visit, &app, true).await?;
            show_deleted(&visit.face)
        }
        "" if one_click => report::stop_messages(&visit, &app).await,
        _ => report::take(&visit, &app, "", form).await,
    }
}
