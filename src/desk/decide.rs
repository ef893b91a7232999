//! The page before something happens to a link: what will happen, who is told, and a choice that nobody has made yet.

use askama::Template;
use axum::response::Response;

use super::opened::Opened;
use super::together;
use crate::app::App;
use crate::chain::desk::Tab;
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::web::{Form, Page, Result, render_with};

/// What a page asks. The words are `desk-<action>-title`, `-question`, `-yes` and `-no`, each about `$person`.
pub(super) struct Asked {
    pub action: &'static str,
    /// What will happen, and who is told.
    pub effects: Vec<Html>,
}

#[derive(Template)]
#[template(path = "desk/decide.html")]
struct DecidePage {
    page: Page,
    form: Form,
    here: String,
    action: &'static str,
    called: String,
    effects: Vec<Html>,
    seen: String,
}

impl DecidePage {
    fn key(&self, part: &str) -> String {
        format!("desk-{}-{part}", self.action)
    }
}

/// Shows what will happen and asks whether it shall.
pub(super) async fn ask(app: &App, opened: &Opened, asked: Asked, form: Form) -> Result<Response> {
    let called = opened.called();
    let title = format!("desk-{}-title", asked.action);
    let title = opened.desk.w.with(&title, &[("person", &called)]);
    let mut page = opened.desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let template = DecidePage {
        page,
        seen: together::mark(&app.db.read, opened.person.id).await?,
        form,
        here: opened.here(),
        action: asked.action,
        called,
        effects: asked.effects,
    };
    render_with(status, &template)
}

/// Reads a choice: yes, no, or (with the error noted) none.
pub(super) fn decision(opened: &Opened, form: &mut Form) -> Option<bool> {
    match form.value("decision") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            form.fail("decision", opened.desk.w.t("error-choose"));
            None
        }
    }
}
