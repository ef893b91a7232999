//! Introductions at a personal link: the question, the detail somebody shares for this, and, once both said yes, the
//! other's first name and detail: by a press and at their own link only, and kept that it was seen.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::introduction;
use serde::Deserialize;

use super::{begin, finish, home, to, turned_away};
use crate::app::App;
use crate::conversation::pages::{How, Me, Visit};
use crate::insight::desk::{id_of, status_of};
use crate::people;
use crate::plan::hands::introductions::{
    self as rules, CONTACT_MAX, Said, Seen, Side, State as Is,
};
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

const A_PAGE: u64 = 10;

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/introductions", list)
        .get("/p/{token}/introductions/{id}", show)
        .post("/p/{token}/introductions/{id}", answer)
        .post("/p/{token}/introductions/{id}/see", see)
        .post("/p/{token}/introductions/{id}/end", end)
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
}

struct Row {
    is: Is,
    why: String,
    /// The other's first name, once both said yes.
    other: String,
    asked: String,
    href: String,
}

#[derive(Template)]
#[template(path = "hands/introductions.html")]
struct ListPage {
    page: Page,
    me: Me,
    rows: Vec<Row>,
    paging: Paging,
}

fn base(visit: &Visit) -> String {
    format!("{}/introductions", home(visit))
}

async fn list(
    visit: Visit,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (conn, person) = (&app.db.read, visit.person.id);
    let all = rules::count_of(conn, person).await?;
    let paging = Paging::short(A_PAGE, wanted.page, all, &base(&visit), &[]);
    let mut rows = Vec::new();
    for row in rules::list_of(conn, person, (paging.offset(), A_PAGE)).await? {
        let Some(side) = Side::of(&row, person) else {
            continue;
        };
        rows.push(Row {
            is: rules::state_of(&row, side, app.means.now()),
            other: rules::other_name(conn, &row, side).await?,
            asked: visit.w.date(row.proposed_at, visit.face.zone()),
            href: format!("{}/{}", base(&visit), row.id),
            why: row.why,
        });
    }
    render(&ListPage {
        page: visit.page(visit.w.t("introductions-title")),
        me: visit.me(),
        rows,
        paging,
    })
}

#[derive(Template)]
#[template(path = "hands/introduction.html")]
struct IntroductionPage {
    page: Page,
    me: Me,
    form: Form,
    is: Is,
    why: String,
    ends: String,
    /// The other's first name, once both said yes.
    other: String,
    /// How they can be reached, hidden but for a part; empty where we hold nothing.
    email: String,
    phone: String,
    /// They came by a code, or an organiser writes for them: nobody else's detail is shown.
    by_link: bool,
    /// What they see of the other, in the answer to their press only.
    seen: Option<Seen>,
    action: String,
    back: String,
}

type Place = Path<(String, String)>;

async fn find(app: &App, visit: &Visit, id: &str) -> Result<(introduction::Model, Side)> {
    rules::find_of(&app.db.read, visit.person.id, id_of(id)?)
        .await?
        .ok_or(Error::NotFound)
}

async fn draw(
    app: &App,
    visit: &Visit,
    (row, side): (&introduction::Model, Side),
    form: Form,
    seen: Option<Seen>,
) -> Result<Response> {
    let is = rules::state_of(row, side, app.means.now());
    let details = people::details(&app.means, &visit.person)?;
    // An organiser who writes for somebody sees how to reach them on the desk only, where it is noted.
    let hidden = |masked: String| match visit.how {
        How::For(_) => "\u{2022}\u{2022}\u{2022}".to_owned(),
        How::Link | How::Code => masked,
    };
    let (email, phone) = (details.email.as_deref(), details.phone.as_deref());
    let title = format!("introduction-title-{}", is.as_str());
    let mut page = visit.page(visit.w.t(&title));
    let status = status_of(&mut page, &form);
    let template = IntroductionPage {
        page,
        me: visit.me(),
        is,
        why: row.why.clone(),
        ends: visit.w.date(row.expires_at, visit.face.zone()),
        other: rules::other_name(&app.db.read, row, side).await?,
        email: email.map(people::mask).map(hidden).unwrap_or_default(),
        phone: phone
            .map(people::mask_phone)
            .map(hidden)
            .unwrap_or_default(),
        by_link: visit.how == How::Link,
        seen,
        form,
        action: format!("{}/{}", base(visit), row.id),
        back: base(visit),
    };
    render_with(status, &template)
}

async fn show(visit: Visit, State(app): State<App>, Path((_, id)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (row, side) = find(&app, &visit, &id).await?;
    draw(&app, &visit, (&row, side), Form::default(), None).await
}

/// Reads which detail somebody shares. `None` when something is not right; the form says what.
fn read_contact(app: &App, visit: &Visit, form: &mut Form) -> Result<Option<String>> {
    let details = people::details(&app.means, &visit.person)?;
    let w = visit.w;
    let shared = match form.value("share") {
        "email" => details.email,
        "phone" => details.phone,
        "other" => {
            let typed = form.required(&w, "typed", "introduction-typed-missing", CONTACT_MAX);
            Some(typed.replace('\n', " "))
        }
        _ => None,
    };
    if shared.is_none() {
        form.fail("share", w.t("introduction-share-missing"));
    }
    Ok(shared.filter(|_| form.is_right()))
}

async fn answer(
    visit: Visit,
    State(app): State<App>,
    Path((_, id)): Place,
    mut form: Form,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (row, side) = find(&app, &visit, &id).await?;
    let below = format!("/introductions/{}", row.id);
    if matches!(
        rules::state_of(&row, side, app.means.now()),
        Is::NotThisTime | Is::Ended
    ) {
        return Ok(to(&visit, &below));
    }
    match form.value("answer") {
        "yes" => {
            let Some(contact) = read_contact(&app, &visit, &mut form)? else {
                return draw(&app, &visit, (&row, side), form, None).await;
            };
            let (txn, person) = begin(&app, &visit).await?;
            let (means, face) = (&visit.means, &visit.face);
            let said = rules::say_yes(&txn, means, face, &person, row.id, &contact).await?;
            if said != Said::Over {
                finish(&app, txn).await?;
            }
        }
        "no" => {
            let (txn, person) = begin(&app, &visit).await?;
            rules::say_no(&txn, &visit.means, &person, row.id).await?;
            finish(&app, txn).await?;
        }
        _ => {
            form.fail("answer", visit.w.t("introduction-answer-missing"));
            return draw(&app, &visit, (&row, side), form, None).await;
        }
    }
    Ok(to(&visit, &below))
}

/// Shows the other's first name and detail in the answer to this form only.
async fn see(visit: Visit, State(app): State<App>, Path((_, id)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (row, side) = find(&app, &visit, &id).await?;
    let below = format!("/introductions/{}", row.id);
    if visit.how != How::Link {
        return Ok(to(&visit, &below));
    }
    let (txn, person) = begin(&app, &visit).await?;
    let seen = rules::see(&txn, &visit.means, &person, row.id).await?;
    txn.commit().await?;
    if seen.is_none() {
        return Ok(to(&visit, &below));
    }
    draw(&app, &visit, (&row, side), Form::default(), seen).await
}

/// Ends it: what both shared goes.
async fn end(visit: Visit, State(app): State<App>, Path((_, id)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (row, _) = find(&app, &visit, &id).await?;
    let (txn, person) = begin(&app, &visit).await?;
    rules::say_no(&txn, &visit.means, &person, row.id).await?;
    finish(&app, txn).await?;
    Ok(to(&visit, &format!("/introductions/{}", row.id)))
}
