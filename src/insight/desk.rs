//! The organisers' pages about chats, points and themes. Whoever may sort sees points and names, never addresses.

use axum::http::StatusCode;
use entity::shared::Role;
use uuid::Uuid;

use crate::chain::desk::Desk;
use crate::i18n::Words;
use crate::insight::points::Sourced;
use crate::web::{Error, Form, Page, Routes};

mod about;
mod blind;
mod bulk;
mod conversations;
mod curve;
mod enough;
mod evidence;
mod groups;
mod keys;
mod point;
mod points;
mod press;
mod reach;
mod sort;
mod table;
mod themes;

pub(super) fn routes() -> Routes {
    conversations::routes()
        .merge(table::routes())
        .merge(themes::routes())
        .merge(sort::routes())
        .merge(keys::routes())
        .merge(press::routes())
        .merge(points::routes())
        .merge(groups::routes())
        .merge(enough::routes())
        .merge(reach::routes())
        .merge(point::routes())
        .merge(blind::routes())
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

/// Returns the key of the words that count the points on a side.
pub(crate) fn side_words(side: &str) -> &'static str {
    match side {
        "for" => "sides-for",
        "mixed" => "sides-mixed",
        "against" => "sides-against",
        _ => "sides-unmarked",
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

/// The pages about what was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Themes,
    Sort,
    Points,
    /// Points that could be a theme.
    Groups,
    Once,
    /// Where two people sort the same points without seeing one another.
    Blind,
    /// Whether new chats still bring new themes.
    Enough,
    /// Who was heard, and who is missing.
    Reach,
}

/// A link to a page about what was heard.
pub(crate) struct RoomLink {
    pub href: String,
    /// The key of its words.
    pub words: &'static str,
    pub here: bool,
}

/// Returns the links above a page about what was heard: those this organiser may open.
pub(crate) fn rooms(desk: &Desk, here: Room) -> Vec<RoomLink> {
    let all = [
        (Room::Themes, Role::Reader, "/themes", "room-themes"),
        (Room::Sort, Role::Coder, "/sort", "room-sort"),
        (Room::Points, Role::Coder, "/points", "room-points"),
        (Room::Groups, Role::Coder, "/groups", "room-groups"),
        (Room::Once, Role::Coder, "/said-once", "room-once"),
        (Room::Blind, Role::Coder, "/blind", "room-blind"),
        (Room::Enough, Role::Reader, "/enough", "room-enough"),
        (Room::Reach, Role::Reader, "/reach", "room-reach"),
    ];
    let link = |(room, role, path, words)| {
        desk.may(role).then(|| RoomLink {
            href: desk.href(path),
            words,
            here: room == here,
        })
    };
    all.into_iter().filter_map(link).collect()
}
