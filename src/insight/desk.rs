//! The organisers' pages about chats, points and themes. Whoever may sort sees points and names, never addresses.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::i18n::Words;
use crate::insight::points::Sourced;
use crate::web::{Error, Form, Page, Routes};

mod conversations;
mod points;
mod sort;
mod themes;

pub(super) fn routes() -> Routes {
    conversations::routes()
        .merge(themes::routes())
        .merge(sort::routes())
        .merge(points::routes())
}

/// Reads an id out of an address; anything else is an unknown page.
pub(crate) fn id_of(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Reads the ids a form sent under a name, passing over what is not one.
pub(crate) fn ids(form: &Form, name: &str) -> Vec<Uuid> {
    form.all(name)
        .into_iter()
        .flat_map(str::split_whitespace)
        .filter_map(|text| text.parse().ok())
        .collect()
}

/// Returns the status of a page with a form, and marks the page when something was not right.
pub(crate) fn status_of(page: &mut Page, form: &Form) -> StatusCode {
    page.failed = !form.is_right();
    if page.failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

/// Returns a name, or words for somebody who was forgotten.
pub(crate) fn name_or_gone(w: Words, name: String) -> String {
    if name.is_empty() {
        w.t("name-gone")
    } else {
        name
    }
}

/// Puts words in place of names that were forgotten.
pub(crate) fn named(w: Words, points: Vec<Sourced>) -> Vec<Sourced> {
    let named = |point: Sourced| Sourced {
        initiator: name_or_gone(w, point.initiator),
        partner: name_or_gone(w, point.partner),
        ..point
    };
    points.into_iter().map(named).collect()
}
