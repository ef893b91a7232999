//! What a link alone is not enough for: deleting everything, taking all words out, fetching a copy, another address.
//!
//! Each has a page that says what it does, mails a code to the address we hold, and is done by typing that code
//! (RELIABILITY rule 42). Whoever has no address is helped by an organiser, at the desk. Who has not said yes needs no
//! code to be deleted: that stays two presses.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::participant;
use entity::shared::{CodeAct, LinkKind};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::download::{self, Format};
use super::mine::{erase, erase_in};
use super::{How, Me, Tell, Visit, find_face, finish, pressed, refuse, show_deleted};
use crate::app::App;
use crate::conversation::{held, take_out};
use crate::db;
use crate::mail;
use crate::organiser::audit::{self, By};
use crate::people;
use crate::people::act_codes::{self, Asked, Entered};
use crate::people::change::{self, NotChanged};
use crate::people::links::{self, Ended, Opened};
use crate::web::{Error, Form, Page, Result, Routes, render};

/// Longer than any code with all that people type around it.
const CODE_MAX: usize = 40;
const EMAIL_MAX: usize = 320;

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/delete", show_delete)
        .post("/p/{token}/delete", delete)
        .get("/p/{token}/take-out", show_take_out)
        .post("/p/{token}/take-out", ask_take_out)
        .get("/p/{token}/download", show_download)
        .post("/p/{token}/download", ask_download)
        .get("/p/{token}/email", show_email)
        .post("/p/{token}/email", ask_email)
        .get("/p/{token}/code/{act}", show_code)
        .post("/p/{token}/code/{act}", enter)
        .post("/p/{token}/code/{act}/again", again)
}

/// Where an act begins, below the person's link.
const fn start_of(act: CodeAct) -> &'static str {
    match act {
        CodeAct::Delete => "/delete",
        CodeAct::Words => "/take-out",
        CodeAct::Download => "/download",
        CodeAct::Address => "/email",
    }
}

/// Returns what stands in the way of an act altogether: an organiser in their place, or that there is nothing to do.
fn barred(visit: &Visit, act: CodeAct) -> Option<Result<Response>> {
    if matches!(visit.how, How::For(_)) {
        return Some(visit.tell(&Tell {
            key: "sure-desk-title",
            lines: vec![visit.w.t("sure-desk-what")],
            home: true,
        }));
    }
    let asked = visit.person.agreed_at.is_none();
    let needs_yes = matches!(act, CodeAct::Words | CodeAct::Address);
    (asked && needs_yes).then(|| Ok(visit.to_home()))
}

#[derive(Template)]
#[template(path = "resident/sure.html")]
struct SurePage {
    page: Page,
    me: Me,
    act: &'static str,
    action: String,
    masked: String,
    can_be_mailed: bool,
}

/// Returns the address we hold, hidden but for its first letter.
fn masked(visit: &Visit, app: &App) -> Result<String> {
    let email = people::details(&app.means, &visit.person)?.email;
    Ok(email.as_deref().map(people::mask).unwrap_or_default())
}

async fn show_start(visit: Visit, app: App, act: CodeAct) -> Result<Response> {
    if let Some(instead) = barred(&visit, act) {
        return instead;
    }
    let title = visit.w.t(&format!("sure-title-{}", act.as_str()));
    render(&SurePage {
        page: visit.page(title),
        me: visit.me(),
        act: act.as_str(),
        action: visit.href(start_of(act)),
        masked: masked(&visit, &app)?,
        can_be_mailed: act_codes::can_be_mailed(&app.db.read, &app.means, &visit.person).await?,
    })
}

/// Mails the code and leads to where it is typed.
async fn send(visit: &Visit, app: &App, act: CodeAct) -> Result<Response> {
    let (txn, person) = visit.begin(app).await?;
    let asked = act_codes::ask(&txn, &visit.means, &visit.face, &person, act).await?;
    finish(app, txn).await?;
    match asked {
        Asked::Sent => Ok(visit.to(&format!("/code/{}", act.as_str()))),
        Asked::CannotBe => Ok(visit.to(start_of(act))),
        Asked::TooOften => {
            let mut form = Form::default();
            form.fail("code", visit.w.t("act-code-too-often"));
            refuse(&code_page(visit, app, act, form)?)
        }
    }
}

async fn ask(visit: Visit, app: App, act: CodeAct, form: Form) -> Result<Response> {
    if let Some(instead) = barred(&visit, act) {
        return instead;
    }
    if pressed(&form) {
        send(&visit, &app, act).await
    } else {
        Ok(visit.to(start_of(act)))
    }
}

async fn show_take_out(visit: Visit, State(app): State<App>) -> Result<Response> {
    show_start(visit, app, CodeAct::Words).await
}

async fn ask_take_out(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    ask(visit, app, CodeAct::Words, form).await
}

async fn show_download(visit: Visit, State(app): State<App>) -> Result<Response> {
    show_start(visit, app, CodeAct::Download).await
}

async fn ask_download(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    ask(visit, app, CodeAct::Download, form).await
}

async fn show_email(visit: Visit, State(app): State<App>) -> Result<Response> {
    show_start(visit, app, CodeAct::Address).await
}

async fn ask_email(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    ask(visit, app, CodeAct::Address, form).await
}

#[derive(Template)]
#[template(path = "resident/delete.html")]
struct DeletePage {
    page: Page,
    me: Me,
    form: Form,
    /// They said yes, so that a code is needed, and none can be mailed.
    must_call: bool,
}

async fn delete_page(visit: &Visit, app: &App, form: Form) -> Result<DeletePage> {
    let needs_code = visit.person.agreed_at.is_some();
    let mailed = act_codes::can_be_mailed(&app.db.read, &app.means, &visit.person).await?;
    Ok(DeletePage {
        page: visit.form_page(visit.w.t("delete-title"), &form),
        me: visit.me(),
        form,
        must_call: needs_code && !mailed,
    })
}

async fn show_delete(visit: Visit, State(app): State<App>) -> Result<Response> {
    if let Some(instead) = barred(&visit, CodeAct::Delete) {
        return instead;
    }
    render(&delete_page(&visit, &app, Form::default()).await?)
}

async fn delete(
    visit: Result<Visit, Response>,
    Path(token): Path<String>,
    State(app): State<App>,
    mut form: Form,
) -> Result<Response> {
    let visit = match visit {
        Ok(visit) => visit,
        Err(page) => return gone(&app, &token, page).await,
    };
    if let Some(instead) = barred(&visit, CodeAct::Delete) {
        return instead;
    }
    match form.value("delete") {
        "delete" if visit.person.agreed_at.is_some() => send(&visit, &app, CodeAct::Delete).await,
        "delete" => {
            erase(&visit, &app).await?;
            show_deleted(&visit.face)
        }
        "keep" => Ok(visit.to_home()),
        _ => {
            form.fail("delete", visit.w.t("error-choose"));
            refuse(&delete_page(&visit, &app, form).await?)
        }
    }
}

/// The link ends with the person, so that a second press finds the same last page.
async fn gone(app: &App, token: &str, page: Response) -> Result<Response> {
    match links::open(&app.db.read, token, LinkKind::Act, app.means.now()).await? {
        Opened::Ended(Ended::Gone, person) => show_deleted(&find_face(app, &person).await?),
        _ => Ok(page),
    }
}

#[derive(Template)]
#[template(path = "resident/act_code.html")]
struct CodePage {
    page: Page,
    me: Me,
    form: Form,
    act: &'static str,
    action: String,
    masked: String,
}

fn code_page(visit: &Visit, app: &App, act: CodeAct, form: Form) -> Result<CodePage> {
    Ok(CodePage {
        page: visit.form_page(visit.w.t("act-code-title"), &form),
        me: visit.me(),
        form,
        act: act.as_str(),
        action: visit.href(&format!("/code/{}", act.as_str())),
        masked: masked(visit, app)?,
    })
}

type Place = Path<(String, String)>;

fn act_of(text: &str) -> Result<CodeAct> {
    CodeAct::parse(text).ok_or(Error::NotFound)
}

async fn show_code(
    visit: Visit,
    Path((_, act)): Place,
    State(app): State<App>,
) -> Result<Response> {
    let act = act_of(&act)?;
    if let Some(instead) = barred(&visit, act) {
        return instead;
    }
    if !act_codes::is_waiting(&app.db.read, &app.means, visit.person.id, act).await? {
        return Ok(visit.to(start_of(act)));
    }
    render(&code_page(&visit, &app, act, Form::default())?)
}

async fn again(
    visit: Visit,
    Path((_, act)): Place,
    State(app): State<App>,
    form: Form,
) -> Result<Response> {
    ask(visit, app, act_of(&act)?, form).await
}

/// What was typed beside the code.
struct Typed {
    code: String,
    email: String,
    format: Option<Format>,
}

fn read(visit: &Visit, act: CodeAct, form: &mut Form) -> Typed {
    let w = visit.w;
    let code = form.required(&w, "code", "act-code-missing", CODE_MAX);
    let mut typed = Typed {
        code,
        email: String::new(),
        format: Format::parse(form.value("format")),
    };
    if act == CodeAct::Address {
        let email = form.required(&w, "email", "error-email-missing", EMAIL_MAX);
        match mail::address(&email) {
            Some(email) => typed.email = email,
            None => form.fail("email", w.t("error-email-wrong")),
        }
    }
    if act == CodeAct::Download && typed.format.is_none() {
        form.fail("format", w.t("error-choose"));
    }
    typed
}

async fn enter(
    visit: Result<Visit, Response>,
    Path((token, act)): Place,
    State(app): State<App>,
    mut form: Form,
) -> Result<Response> {
    let act = act_of(&act)?;
    let visit = match visit {
        Ok(visit) => visit,
        Err(page) => return gone(&app, &token, page).await,
    };
    if let Some(instead) = barred(&visit, act) {
        return instead;
    }
    let typed = read(&visit, act, &mut form);
    if !form.is_right() {
        return refuse(&code_page(&visit, &app, act, form)?);
    }
    let (txn, person) = visit.begin(&app).await?;
    let (field, why) =
        match act_codes::enter(&txn, &visit.means, person.id, act, &typed.code).await? {
            Entered::Right(code) => {
                let doing = Doing {
                    visit: &visit,
                    app: &app,
                    person,
                    code,
                };
                match doing.act(txn, act, &typed).await? {
                    Done::With(response) => return Ok(response),
                    Done::Not(field, why) => (field, visit.w.t(why)),
                }
            }
            Entered::Wrong(left) => {
                txn.commit().await?;
                let why = visit.w.with("act-code-wrong", &[("left", &left)]);
                ("code", why)
            }
            Entered::Ended => ("code", visit.w.t("act-code-ended")),
        };
    form.fail(field, why);
    refuse(&code_page(&visit, &app, act, form)?)
}

/// What came of an act whose code was right.
enum Done {
    With(Response),
    /// The field that was not right after all, and the key of why.
    Not(&'static str, &'static str),
}

struct Doing<'a> {
    visit: &'a Visit,
    app: &'a App,
    person: participant::Model,
    code: Uuid,
}

impl Doing<'_> {
    async fn act(self, txn: DatabaseTransaction, act: CodeAct, typed: &Typed) -> Result<Done> {
        let means = &self.visit.means;
        if act == CodeAct::Address {
            return self.change_address(txn, &typed.email).await;
        }
        if !act_codes::use_up(&txn, means, self.code).await? {
            return Ok(Done::Not("code", "act-code-ended"));
        }
        let face = &self.visit.face;
        let by = By::Participant(self.person.id);
        let response = match act {
            CodeAct::Delete => {
                erase_in(&txn, means, face, &self.person).await?;
                show_deleted(face)?
            }
            CodeAct::Words => {
                take_out::take_out(&txn, means, face, &self.person, by).await?;
                self.visit.to("/words")
            }
            CodeAct::Download | CodeAct::Address => {
                let (me, chain) = (Some(self.person.id), Some(self.person.chain));
                audit::note(&txn, &means.sources, by, "person.downloaded", me, chain).await?;
                let details = people::details(means, &self.person)?;
                let held = held::gather(&txn, means, face, &self.person).await?;
                let format = typed.format.unwrap_or(Format::Text);
                download::file(face, &held, &details, means.now(), format)?
            }
        };
        finish(self.app, txn).await?;
        Ok(Done::With(response))
    }

    /// The code stays good when the new address cannot be taken; the try counts.
    async fn change_address(self, txn: DatabaseTransaction, email: &str) -> Result<Done> {
        let (means, face) = (&self.visit.means, &self.visit.face);
        let changed = change::change_own_address(&txn, means, face, &self.person, email).await;
        let why = match changed {
            Ok(Ok(())) => {
                finish(self.app, txn).await?;
                return Ok(Done::With(self.visit.to("/me")));
            }
            Ok(Err(NotChanged::Same)) => "sure-address-same",
            Ok(Err(NotChanged::CannotBe)) => "sure-address-cannot",
            // Somebody else took it at the same moment.
            Err(error) if db::is_unique_violation(&error) => {
                return Ok(Done::Not("email", "sure-address-cannot"));
            }
            Err(error) => return Err(error.into()),
        };
        txn.commit().await?;
        Ok(Done::Not("email", why))
    }
}
