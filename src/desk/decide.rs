//! The page before something happens to a person or a link: what will happen, who is told, and a choice that nobody has
//! made yet.

use askama::Template;
use axum::response::Response;

use super::opened::Opened;
use super::remind::Reads;
use super::together;
use crate::app::App;
use crate::chain::desk::Tab;
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::web::{Error, Form, Page, Result, render_with};

#[derive(Template)]
#[template(path = "desk/decide.html")]
struct DecidePage {
    page: Page,
    form: Form,
    here: String,
    action: &'static str,
    called: String,
    /// What will happen, and who is told; empty where one sentence says it all.
    effects: Vec<Html>,
    /// The messages that go out.
    reads: Vec<Reads>,
    seen: String,
}

impl DecidePage {
    fn key(&self, part: &str) -> String {
        format!("desk-{}-{part}", self.action)
    }
}

/// Says what will happen and asks whether it shall. The words are `desk-<action>-title`, `-question`, `-yes` and `-no`,
/// about `$person`, and `-what` where there is no list of effects.
pub(super) async fn ask(
    app: &App,
    opened: &Opened,
    action: &'static str,
    effects: Vec<Html>,
    form: Form,
) -> Result<Response> {
    ask_with(app, opened, action, (effects, Vec::new()), form).await
}

/// Asks as [`ask`] does, and shows the messages that go out.
pub(super) async fn ask_with(
    app: &App,
    opened: &Opened,
    action: &'static str,
    (effects, reads): (Vec<Html>, Vec<Reads>),
    form: Form,
) -> Result<Response> {
    let called = opened.called();
    let title = format!("desk-{action}-title");
    let title = opened.desk.w.with(&title, &[("person", &called)]);
    let mut page = opened.desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let template = DecidePage {
        page,
        seen: together::mark(&app.db.read, opened.person.id).await?,
        form,
        here: opened.here(),
        action,
        called,
        effects,
        reads,
    };
    render_with(status, &template)
}

/// Tells whether the answer was yes. A no leads back to the person; where nothing was chosen, the form says so and the
/// question is to be asked again.
pub(super) fn said_yes(opened: &Opened, form: &mut Form) -> Result<bool> {
    match form.value("decision") {
        "yes" => Ok(true),
        "no" => Err(Error::Instead(Box::new(opened.to("left")))),
        _ => {
            form.fail("decision", opened.desk.w.t("error-choose"));
            Ok(false)
        }
    }
}
