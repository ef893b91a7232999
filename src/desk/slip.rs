//! A slip that came back on paper: the three answers that stand on it, typed in by an organiser.
//!
//! A slip is no consent: nobody is told that its person said yes. Who would like a call, or comes in, is asked then what
//! they agree to, with the phone script. A no is kept at once and everything held goes.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::NoteKind;
use sea_orm::DatabaseTransaction;

use super::details::change_phone;
use super::opened::{Opened, Place};
use super::{acting, add, note, together};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::pages::{Visit, decline};
use crate::conversation::step::Step;
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::means::{Acting, Source};
use crate::organiser::SignedIn;
use crate::people::{NotAdded, notes, reach};
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/slip", show)
        .post("/desk/{slug}/people/{id}/slip", save)
}

/// What was ticked on a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ticked {
    Call,
    ComeIn,
    No,
}

impl Ticked {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "call" => Some(Self::Call),
            "come" => Some(Self::ComeIn),
            "no" => Some(Self::No),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "desk/slip.html")]
struct SlipPage {
    page: Page,
    form: Form,
    here: String,
    seen: String,
    called: String,
    /// What follows from each answer.
    effects: Vec<Html>,
}

/// Returns the organiser who types in what came on paper.
fn on_paper(desk: &Desk) -> Acting {
    Acting {
        organiser: desk.by.organiser.id,
        source: Source::Paper,
    }
}

/// Tells whether a slip can come back from somebody: they were asked, have not answered, and still can.
async fn is_asked(app: &App, desk: &Desk, person: &participant::Model) -> Result<bool> {
    let (read, acting) = (&app.db.read, on_paper(desk));
    let pass = acting::find_pass(read, &app.means, person, acting).await?;
    if pass.is_none() {
        return Ok(false);
    }
    let visit = Visit::acting(app, "", person.clone(), desk.face.clone(), acting);
    Ok(matches!(visit.step(read, app).await?, Step::Invited(_)))
}

/// Returns the address at which the slip of a person is typed in; nothing for who has answered.
pub(super) async fn find_page(
    app: &App,
    desk: &Desk,
    person: &participant::Model,
) -> Result<Option<String>> {
    let path = format!("/people/{}/slip", person.id);
    Ok(is_asked(app, desk, person).await?.then(|| desk.href(&path)))
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !is_asked(&app, &opened.desk, &opened.person).await? {
        return Ok(opened.to("slip-late"));
    }
    page(&app, &opened, Form::default()).await
}

async fn page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let (desk, called) = (&opened.desk, opened.called());
    let title = desk.w.with("slip-in-title", &[("person", &called)]);
    let mut page = desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let say = |key| desk.w.html(key, &[("person", &called)]);
    let effects = [
        "slip-in-effect-yes",
        "slip-in-effect-agree",
        "slip-in-effect-no",
    ];
    let template = SlipPage {
        page,
        form,
        here: opened.here(),
        seen: together::mark(&app.db.read, opened.person.id).await?,
        effects: effects.map(say).to_vec(),
        called,
    };
    render_with(status, &template)
}

/// Reads what was ticked, with the number that stands on the slip.
fn read(opened: &Opened, form: &mut Form) -> Option<(Ticked, String)> {
    let w = opened.desk.w;
    let ticked = Ticked::parse(form.value("slip"));
    if ticked.is_none() {
        form.fail("slip", w.t("error-choose"));
    }
    let phone = form.value("phone").trim().to_owned();
    if ticked == Some(Ticked::Call) {
        if phone.is_empty() && opened.person.phone.is_none() {
            form.fail("phone", w.t("slip-in-phone-missing"));
        } else if !phone.is_empty() && !reach::is_phone(&phone) {
            form.fail("phone", w.t("mend-phone-wrong"));
        }
    }
    let ticked = ticked.filter(|_| form.is_right())?;
    Some((ticked, phone))
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    if !is_asked(&app, &opened.desk, &opened.person).await? {
        return Ok(opened.to("slip-late"));
    }
    let Some((ticked, phone)) = read(&opened, &mut form) else {
        return page(&app, &opened, form).await;
    };
    if ticked == Ticked::No {
        return say_no(&app, opened).await;
    }
    let txn = together::begin(&app, &opened, &form, None).await?;
    if let Err(why) = keep(&txn, &app, &opened, ticked, &phone).await? {
        txn.rollback().await?;
        form.fail("phone", opened.desk.w.t(add::refusal(why)));
        return page(&app, &opened, form).await;
    }
    txn.commit().await?;
    Ok(opened.to(match ticked {
        Ticked::Call => "slip-call",
        Ticked::ComeIn | Ticked::No => "slip-come",
    }))
}

/// Keeps what stands on a slip: the number, a note for the organisers, and who typed it in.
async fn keep(
    txn: &DatabaseTransaction,
    app: &App,
    opened: &Opened,
    ticked: Ticked,
    phone: &str,
) -> Result<std::result::Result<(), NotAdded>> {
    let (means, face, person) = (&app.means, &opened.desk.face, &opened.person);
    if ticked == Ticked::Call && !phone.is_empty() {
        let kept = change_phone(txn, means, face, opened.by(), person, phone, false).await?;
        if let Err(why) = kept {
            return Ok(Err(why));
        }
    }
    let key = match ticked {
        Ticked::Call => "slip-note-call",
        Ticked::ComeIn | Ticked::No => "slip-note-come",
    };
    let text = opened.desk.w.t(key);
    notes::add(txn, means, opened.by(), person, NoteKind::Note, &text).await?;
    note(txn, means, opened.by(), "slip.typed_in", person).await?;
    Ok(Ok(()))
}

/// Keeps the no that came on paper, as the person's own page would.
async fn say_no(app: &App, opened: Opened) -> Result<Response> {
    let (face, person) = (opened.desk.face.clone(), opened.person.clone());
    let visit = Visit::acting(app, "", person, face, on_paper(&opened.desk));
    decline(&visit, app, false).await?;
    Ok(Redirect::to(&format!("{}?done=script-no", opened.here())).into_response())
}
