//! The organisers' pages of helping hands: who offered to help, who looks after an action, likely matches, and
//! introductions. They show names and no contact details; those stand on a person's page, where opening them is noted.

use crate::chain::desk::Desk;
use crate::conversation::emails::Preview;
use crate::i18n;
use crate::mail::{ACT, STOP};
use crate::web::Routes;

mod action;
mod introduce;
mod introductions;
mod matches;

pub fn routes() -> Routes {
    action::routes()
        .merge(matches::routes())
        .merge(introduce::routes())
        .merge(introductions::routes())
}

/// A message as somebody will read it, before anything is done.
pub(in crate::plan) struct Reads {
    pub(in crate::plan) title: i18n::Html,
    pub(in crate::plan) subject: String,
    pub(in crate::plan) paragraphs: Vec<Vec<String>>,
    pub(in crate::plan) lang: &'static str,
    pub(in crate::plan) dir: &'static str,
}

impl Reads {
    /// Shows a message that would go out; the reader's own link is not shown.
    pub(in crate::plan) fn of(desk: &Desk, preview: Preview) -> Self {
        let w = desk.w;
        let text = preview
            .letter
            .text
            .replace(ACT, &w.t("desk-message-their-link"))
            .replace(STOP, &w.t("desk-message-their-stop-link"));
        let paragraphs = text.split("\n\n");
        let lang = i18n::Words::of(&preview.language).lang();
        Self {
            title: w.html("hands-reads", &[("person", &called(desk, &preview.name))]),
            subject: preview.letter.subject,
            paragraphs: paragraphs
                .map(|part| part.lines().map(str::to_owned).collect())
                .collect(),
            dir: i18n::dir(lang),
            lang,
        }
    }
}

/// Returns what the desk calls somebody: also one who was forgotten.
pub(in crate::plan) fn called(desk: &Desk, name: &str) -> String {
    if name.is_empty() {
        desk.w.t("desk-forgotten")
    } else {
        name.to_owned()
    }
}
