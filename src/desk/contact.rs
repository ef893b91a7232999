//! Changing how somebody is reached: e-mail and phone on one page. The address may be wrong because a message came back,
//! or because the person asked for another. What is held is shown only when asked for; a field left empty
//! leaves it as it is.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sea_orm::{DatabaseTransaction, DbErr};

use super::details::{
    change_address, change_phone, correct_address, may_change_address, show_details,
};
use super::opened::{Opened, Place};
use super::{add, together};
use crate::app::App;
use crate::chain::desk::Tab;
use crate::db;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people::{NotAdded, reach};
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/address", show)
        .post("/desk/{slug}/people/{id}/address", save)
        .post("/desk/{slug}/people/{id}/address/held", show_held)
}

#[derive(Template)]
#[template(path = "desk/address.html")]
struct AddressPage {
    page: Page,
    form: Form,
    here: String,
    called: String,
    /// A message came back.
    came_back: bool,
    /// They take part: it is changed only because they asked.
    asked: bool,
    /// What we hold now, once it was asked for.
    held: Option<Held>,
    seen: String,
}

/// How somebody is reached now.
struct Held {
    email: String,
    phone: String,
}

async fn page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    page_with(app, opened, form, None).await
}

async fn page_with(app: &App, opened: &Opened, form: Form, held: Option<Held>) -> Result<Response> {
    let called = opened.called();
    let title = opened.desk.w.with("mend-title", &[("person", &called)]);
    let mut page = opened.desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let template = AddressPage {
        page,
        seen: together::mark(&app.db.read, opened.person.id).await?,
        form,
        here: opened.here(),
        called,
        came_back: opened.person.bounced_at.is_some(),
        asked: may_change_address(&opened.person),
        held,
    };
    render_with(status, &template)
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    page(&app, &opened, Form::default()).await
}

/// Shows what we hold now: by a form only, and it is logged. What was typed stays.
async fn show_held(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if opened.person.erased_at.is_some() {
        return page(&app, &opened, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let details = show_details(&txn, &app.means, opened.by(), &opened.person).await?;
    txn.commit().await?;
    let held = Held {
        email: details.email.unwrap_or_default(),
        phone: details.phone.unwrap_or_default(),
    };
    page_with(&app, &opened, form, Some(held)).await
}

/// What was typed: what is absent stays as it is.
struct Typed {
    email: Option<String>,
    phone: Option<String>,
}

fn read(app: &App, opened: &Opened, form: &mut Form) -> Option<Typed> {
    let w = opened.desk.w;
    let phone = form.value("phone").trim().to_owned();
    let may_email = may_change_address(&opened.person) || opened.person.bounced_at.is_some();
    let email = match (form.value("email").trim(), phone.as_str()) {
        ("", "") => {
            let field = if may_email { "email" } else { "phone" };
            let missing = if may_email {
                "mend-missing"
            } else {
                "mend-phone-missing"
            };
            form.fail(field, w.t(missing));
            None
        }
        ("", phone) if !phone.is_empty() => None,
        _ => add::read_email(w, form),
    };
    if !phone.is_empty() && !reach::is_phone(&phone) {
        form.fail("phone", w.t("mend-phone-wrong"));
    }
    let index = email.as_deref().map(|e| app.means.keys.address_index(e));
    let same = index.is_some() && index == opened.person.email_index && phone.is_empty();
    if may_change_address(&opened.person) && !same && !form.chosen("asked", "yes") {
        form.fail("asked", w.t("desk-new-address-missing"));
    }
    form.is_right().then_some(Typed {
        email,
        phone: (!phone.is_empty()).then_some(phone),
    })
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let Some(typed) = read(&app, &opened, &mut form) else {
        return page(&app, &opened, form).await;
    };
    let txn = together::begin(&app, &opened, &form, None).await?;
    if let Err((field, why)) = change(&txn, &app, &opened, &typed).await? {
        txn.rollback().await?;
        form.fail(field, opened.desk.w.t(add::refusal(why)));
        return page(&app, &opened, form).await;
    }
    txn.commit().await?;
    app.wake.notify_one();
    Ok(opened.to(if typed.email.is_some() {
        "address"
    } else {
        "phone"
    }))
}

/// Changes what was typed: the phone first, so that the message about a new address goes out once.
async fn change(
    txn: &DatabaseTransaction,
    app: &App,
    opened: &Opened,
    typed: &Typed,
) -> Result<std::result::Result<(), (&'static str, NotAdded)>, DbErr> {
    let (means, face, person) = (&app.means, &opened.desk.face, &opened.person);
    if let Some(phone) = &typed.phone {
        let tell = typed.email.is_none();
        let done = change_phone(txn, means, face, opened.by(), person, phone, tell).await?;
        if let Err(why) = done {
            return Ok(Err(("phone", why)));
        }
    }
    if let Some(email) = &typed.email {
        let done = if may_change_address(person) {
            change_address(txn, means, face, opened.by(), person, email).await?
        } else {
            correct_address(txn, means, face, opened.by(), person, email).await?
        };
        if let Err(why) = done {
            return Ok(Err(("email", why)));
        }
    }
    Ok(Ok(()))
}
