//! The section "Needs help now" of the overview, drawn by `templates/desk/needs_help.html`.

use super::help::{Help, Why};
use crate::chain::desk::Desk;
use crate::i18n::Html;

/// One row of the section.
pub struct HelpRow {
    pub what: Html,
    /// Who must act, or nothing for an organiser.
    pub actor: Option<String>,
    pub days: i64,
    pub stuck: bool,
    pub href: String,
    pub link: String,
}

/// Puts a link that needs help into words.
pub fn help_row(desk: &Desk, help: &Help) -> HelpRow {
    let w = desk.w;
    let other = help.other.clone().unwrap_or_else(|| w.t("desk-somebody"));
    // Somebody who said that a message was not for them has no name any more.
    let gone = if help.why == Why::Reported && help.name.is_empty() {
        "-gone"
    } else {
        ""
    };
    let key = format!("desk-help-{}{gone}", help.why.as_str());
    let (href, link) = match (help.report.or(help.find), help.message) {
        (Some(id), _) if help.find.is_some() => (
            format!("/find/{id}"),
            w.with("desk-help-find", &[("person", &help.name)]),
        ),
        (Some(id), _) => (format!("/reports/{id}"), w.t("desk-help-see-report")),
        (None, Some(id)) => (format!("/messages/{id}"), w.t("desk-help-see-message")),
        (None, None) => (
            format!("/people/{}", help.person),
            w.with("desk-help-see-person", &[("person", &help.name)]),
        ),
    };
    HelpRow {
        what: w.html(
            &key,
            &[
                ("person", &help.name),
                ("other", &other),
                ("days", &help.days),
            ],
        ),
        actor: help.actor.clone(),
        days: help.days,
        stuck: help.is_stuck(),
        href: desk.href(&href),
        link,
    }
}
