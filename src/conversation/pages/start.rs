//! The invitation: who asks, what is kept, and saying no.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::conversation;
use entity::shared::{Door, Way};

use super::{Me, Visit, finish, refuse, show_deleted};
use crate::app::App;
use crate::conversation::answer;
use crate::people::FORGET_AFTER;
use crate::people::links::{self, Ended, Opened};
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/about", about)
        .get("/p/{token}/no", show_no)
        .post("/p/{token}/no", say_no)
}

#[derive(Template)]
#[template(path = "resident/invited.html")]
struct InvitedPage {
    page: Page,
    me: Me,
    inviter: String,
    topic: String,
    purpose: String,
    starter: bool,
    ends: String,
    /// What to say on the phone.
    code: String,
    /// Keeps the topic out of the headings.
    quiet: bool,
}

/// Shows the invitation (P1).
pub async fn show_invitation(
    visit: &Visit,
    app: &App,
    incoming: Option<conversation::Model>,
) -> Result<Response> {
    if visit.came_alone() && incoming.is_none() {
        return super::pool::show_invitation(visit);
    }
    let inviter = visit.inviter(&app.db.read).await?;
    let words = &visit.face.words;
    let key = match (visit.is_starter(), visit.face.chain.sensitive) {
        (false, false) => "invited-title",
        (false, true) => "invited-title-quiet",
        (true, false) => "invited-title-first",
        (true, true) => "invited-title-first-quiet",
    };
    let args: &[(&'static str, &dyn crate::i18n::Arg)] = if visit.face.chain.sensitive {
        &[("inviter", &inviter)]
    } else {
        &[("inviter", &inviter), ("topic", &words.topic)]
    };
    let days = chrono::Duration::days(i64::from(visit.face.chain.rules.invitation_days));
    let ends = incoming.map_or(visit.person.joined_at + days, |c| c.expires_at);
    let code = links::code_for(&app.db.read, &app.means, visit.person.id).await?;
    render(&InvitedPage {
        page: visit.page(visit.w.with(key, args)),
        me: visit.me(),
        topic: words.topic.clone(),
        purpose: words.purpose.clone(),
        starter: visit.is_starter(),
        quiet: visit.face.chain.sensitive,
        ends: visit.w.date(ends, visit.face.zone()),
        code: code.unwrap_or_default(),
        inviter,
    })
}

#[derive(Template)]
#[template(path = "resident/about.html")]
struct AboutPage {
    page: Page,
    me: Me,
    inviter: String,
    /// Who gave us the name, and what with it.
    given_key: &'static str,
    given: String,
    forgotten: String,
    starter: bool,
    /// What is said of somebody whom nobody named.
    alone: Option<&'static str>,
}

pub(super) async fn about(visit: Visit, State(app): State<App>) -> Result<Response> {
    let zone = visit.face.zone();
    let last = crate::conversation::find_last_incoming(&app.db.read, visit.person.id).await?;
    let by_self = last.as_ref().is_some_and(|c| c.way == Way::BySelf);
    let given_key = match (visit.is_starter(), by_self) {
        (true, _) => "about-given-first",
        (false, true) => "about-given-self",
        (false, false) if visit.person.source == "organiser" => "about-given-found",
        (false, false) => "about-given",
    };
    let forgotten = last.map_or(visit.person.joined_at + FORGET_AFTER, |c| c.forget_at);
    render(&AboutPage {
        page: visit.page(visit.w.t("about-title")),
        me: visit.me(),
        inviter: visit.inviter(&app.db.read).await?,
        given_key,
        given: visit.w.date(visit.person.joined_at, zone),
        forgotten: visit.w.date(forgotten, zone),
        starter: visit.is_starter(),
        alone: match visit.person.door {
            Door::Pool => Some("pool-about-given-pool"),
            Door::Letter => Some("pool-about-given-letter"),
            Door::Starter | Door::Nominated => None,
        },
    })
}

#[derive(Template)]
#[template(path = "resident/no.html")]
struct NoPage {
    page: Page,
    me: Me,
    form: Form,
}

fn no_page(visit: &Visit, form: Form) -> NoPage {
    NoPage {
        page: visit.form_page(visit.w.t("no-title"), &form),
        me: visit.me(),
        form,
    }
}

pub(super) async fn show_no(visit: Visit) -> Result<Response> {
    if visit.person.agreed_at.is_some() {
        return Ok(visit.to("/stop"));
    }
    render(&no_page(&visit, Form::default()))
}

/// The link ends with the no, so that a second press finds the same last page.
async fn say_no(
    visit: std::result::Result<Visit, Response>,
    Path(token): Path<String>,
    State(app): State<App>,
    mut form: Form,
) -> Result<Response> {
    let visit = match visit {
        Ok(visit) => visit,
        Err(ended) => {
            let opened = super::open(&app, &token, app.means.keys.read_pass(&token)).await?;
            return match opened {
                Opened::Ended(Ended::Gone, person) => {
                    show_deleted(&super::find_face(&app, &person).await?)
                }
                _ => Ok(ended),
            };
        }
    };
    if visit.person.agreed_at.is_some() {
        return Ok(visit.to_home());
    }
    let never_again = match form.value("no") {
        "delete" => false,
        "never" => true,
        _ => {
            form.fail("no", visit.w.t("error-choose"));
            return refuse(&no_page(&visit, form));
        }
    };
    decline(&visit, &app, never_again).await?;
    if visit.is_for_another() {
        return Ok(Redirect::to(&visit.desk_href()).into_response());
    }
    show_deleted(&visit.face)
}

/// Says no for a person who has not said yes: everything about them goes.
pub(crate) async fn decline(visit: &Visit, app: &App, never_again: bool) -> Result<(), Error> {
    let (txn, person) = visit.begin(app).await?;
    let _ = answer::decline(&txn, &visit.means, &visit.face, &person, never_again).await?;
    finish(app, txn).await
}
