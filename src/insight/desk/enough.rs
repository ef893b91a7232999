//! Have we heard enough? What the last chats brought, how much is likely still unheard, and advice in words.
//!
//! There are no words of residents here, so that readers may see it too.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::Role;

use super::curve::{self, Curve, Known};
use super::{Room, RoomLink, rooms};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Arg;
use crate::insight::enough::{Advice, CHATS_MIN, Enough, Lately, Record};
use crate::methods::saturation::{Rule, Saturation};
use crate::organiser::SignedIn;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/enough", show)
}

#[derive(Template)]
#[template(path = "insight/enough.html")]
struct EnoughPage {
    page: Page,
    rooms: Vec<RoomLink>,
    chats: usize,
    unsorted: usize,
    enough: Enough,
    lately: String,
    rule: String,
    order: String,
    unheard: String,
    curve: Option<Curve>,
    by_chat: Vec<Known>,
    by_branch: Vec<Known>,
    sort_href: String,
    /// Where first people are added; empty for who may not.
    add_href: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let record = Record::read(&app.db.read, desk.face.chain.id).await?;
    let enough = Enough::of(&record);
    let few = record.chats.len() < CHATS_MIN;
    let drawn = if few {
        &[][..]
    } else {
        &enough.new_by_chat[..]
    };
    let branches = if few || enough.branches < 2 {
        &[][..]
    } else {
        &enough.new_by_branch[..]
    };
    render(&EnoughPage {
        page: desk.page(desk.w.t("enough-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Enough),
        chats: record.chats.len(),
        unsorted: record.unsorted,
        lately: enough
            .lately
            .map_or_else(String::new, |lately| said_lately(&desk, lately)),
        rule: said_rule(&desk, &enough),
        order: said_order(&desk, &enough),
        unheard: said_unheard(&desk, &enough),
        curve: curve::draw(drawn),
        by_chat: curve::rows(drawn),
        by_branch: curve::rows(branches),
        sort_href: href_for(&desk, Role::Coder, "/sort"),
        add_href: href_for(&desk, Role::Organiser, "/people/add"),
        enough,
    })
}

/// Returns an address for those who may open it, else nothing.
fn href_for(desk: &Desk, role: Role, path: &str) -> String {
    if desk.may(role) {
        desk.href(path)
    } else {
        String::new()
    }
}

fn said_lately(desk: &Desk, lately: Lately) -> String {
    let args: &[(&'static str, &dyn Arg)] = &[
        ("chats", &lately.chats),
        ("branches", &lately.branches),
        ("new", &lately.new),
    ];
    desk.w.with("enough-lately", args)
}

/// Says what the rule of Guest, Namey and Chen comes to, by chats.
fn said_rule(desk: &Desk, enough: &Enough) -> String {
    let rule = Rule::default();
    match &enough.by_chat {
        None => desk
            .w
            .with("enough-rule-none", &[("chats", &(rule.base + rule.run))]),
        Some(Saturation {
            reached: Some(after),
            holds: true,
            ..
        }) => desk.w.with("enough-rule-holds", &[("chats", after)]),
        Some(Saturation {
            reached: Some(after),
            ..
        }) => desk.w.with("enough-rule-broken", &[("chats", after)]),
        Some(_) => desk.w.t("enough-rule-not"),
    }
}

/// Says what it comes to by branches, whatever the order they came in; nothing with few branches.
fn said_order(desk: &Desk, enough: &Enough) -> String {
    match (&enough.by_branch, enough.middle) {
        (None, _) => String::new(),
        (Some(_), Some(after)) => desk.w.with("enough-order-holds", &[("branches", &after)]),
        (Some(_), None) => desk.w.t("enough-order-not"),
    }
}

/// Says how much is likely still unheard, by the unit that knows less.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of themes and a whole per cent, both small and not negative"
)]
fn said_unheard(desk: &Desk, enough: &Enough) -> String {
    let Some(unheard) = enough.unheard() else {
        return desk.w.t("enough-unheard-early");
    };
    let (themes, share) = (
        unheard.themes.ceil() as u64,
        ((1.0 - unheard.coverage) * 100.0).ceil() as u64,
    );
    let args: &[(&'static str, &dyn Arg)] = &[("themes", &themes), ("share", &share)];
    desk.w.with("enough-unheard", args)
}
