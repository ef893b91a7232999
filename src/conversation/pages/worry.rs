//! Telling about a worry (P22): whom to call now comes first, then a note that only the safeguarding person reads.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::conversation;

use super::{Me, Visit, finish, refuse};
use crate::app::App;
use crate::conversation::worry::{self as rules, TEXT_MAX};
use crate::people;
use crate::submission;
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/worry", choose)
        .get("/p/{token}/chat/{chat}/worry", show)
        .post("/p/{token}/chat/{chat}/worry", keep)
        .get("/p/{token}/chat/{chat}/worry/sent", sent)
}

#[derive(Template)]
#[template(path = "resident/worry.html")]
struct WorryPage {
    page: Page,
    me: Me,
    form: Form,
    nonce: String,
    /// The other person of the chat.
    name: String,
    /// Who reads the note.
    keeper: String,
    host: String,
}

/// The chat of the address, if this person is one of the two.
async fn chat(visit: &Visit, app: &App) -> Result<conversation::Model> {
    let chats = rules::list_chats(&app.db.read, visit.person.id).await?;
    let found = chats.into_iter().find(|c| Some(c.id) == visit.chat);
    found.ok_or(Error::NotFound)
}

async fn worry_page(
    visit: &Visit,
    app: &App,
    c: &conversation::Model,
    form: Form,
) -> Result<WorryPage> {
    let read = &app.db.read;
    let keeper = rules::find_keeper(read, &visit.face).await?;
    let nonce = match form.value("nonce") {
        "" => app.means.sources.token(),
        typed => typed.to_owned(),
    };
    Ok(WorryPage {
        page: visit.form_page(visit.w.t("worry-title"), &form),
        me: visit.me(),
        form,
        nonce,
        name: visit
            .name_of(read, rules::other_of(c, visit.person.id))
            .await?,
        keeper: keeper.map(|k| k.name).unwrap_or_default(),
        host: visit.face.host.name.clone(),
    })
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    let chat = chat(&visit, &app).await?;
    render(&worry_page(&visit, &app, &chat, Form::default()).await?)
}

async fn keep(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let chat = chat(&visit, &app).await?;
    let text = form.required(&visit.w, "worry", "worry-missing", TEXT_MAX);
    if !form.is_right() {
        return refuse(&worry_page(&visit, &app, &chat, form).await?);
    }
    let sent = format!("/chat/{}/worry/sent", chat.id);
    let nonce = form.value("nonce");
    let (txn, person) = visit.begin(&app).await?;
    if submission::find(&txn, person.id, nonce).await?.is_none() {
        rules::keep(&txn, &visit.means, &visit.face, &person, &chat, &text).await?;
        submission::keep(&txn, &app.means.sources, person.id, nonce, &sent).await?;
    }
    finish(&app, txn).await?;
    Ok(visit.to(&sent))
}

#[derive(Template)]
#[template(path = "resident/worry_sent.html")]
struct SentPage {
    page: Page,
    me: Me,
    keeper: String,
    host: String,
}

async fn sent(visit: Visit, State(app): State<App>) -> Result<Response> {
    chat(&visit, &app).await?;
    let keeper = rules::find_keeper(&app.db.read, &visit.face).await?;
    render(&SentPage {
        page: visit.page(visit.w.t("worry-sent-title")),
        me: visit.me(),
        keeper: keeper.map(|k| k.name).unwrap_or_default(),
        host: visit.face.host.name.clone(),
    })
}

#[derive(Template)]
#[template(path = "resident/worry_choose.html")]
struct ChoosePage {
    page: Page,
    me: Me,
    /// Where to tell, and about whom.
    chats: Vec<(String, String)>,
}

/// Asks whom it is about; also says whom to call where there was no chat yet.
async fn choose(visit: Visit, State(app): State<App>) -> Result<Response> {
    let read = &app.db.read;
    let chats = rules::list_chats(read, visit.person.id).await?;
    let other = |c: &conversation::Model| rules::other_of(c, visit.person.id);
    let people = people::find_all(read, chats.iter().map(other)).await?;
    let link = |c: &conversation::Model| {
        let name = people.get(&other(c)).map_or("", people::first_name);
        let href = visit.href(&format!("/chat/{}/worry", c.id));
        (href, visit.called(name))
    };
    render(&ChoosePage {
        page: visit.page(visit.w.t("worry-title")),
        me: visit.me(),
        chats: chats.iter().map(link).collect(),
    })
}
