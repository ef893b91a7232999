//! `/mailbox`: the messages of a server that has no mail server, for trying things out on this machine only.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::i18n::Words;
use crate::mail::mailbox::{self, Item};
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/mailbox", show_list)
        .get("/mailbox/{id}", show_message)
}

#[derive(Deserialize)]
struct Asked {
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "public/mailbox.html")]
struct ListPage {
    page: Page,
    messages: Vec<Item>,
    paging: Paging,
}

impl ListPage {
    fn moment(&self, at: Option<&DateTime<Utc>>) -> String {
        at.map(|at| self.page.w.moment(*at, self.page.zone))
            .unwrap_or_default()
    }
}

async fn show_list(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response> {
    let rows = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let wanted = usize::try_from(asked.page.unwrap_or(1).max(1) - 1).unwrap_or(0);
    let (messages, all) = read(&app, move |dir| mailbox::list(dir, wanted * rows, rows)).await?;
    let paging = Paging::new(
        asked.page,
        u64::try_from(all).unwrap_or(u64::MAX),
        "/mailbox",
        &[],
    );
    let w = Words::of("en");
    let mut page = Page::new(w, w.t("mailbox-title"), app.help().await);
    page.wide = true;
    render(&ListPage {
        page,
        messages,
        paging,
    })
}

/// Reads from the folder away from the threads that answer, and only where there is a mailbox.
async fn read<T: Send + 'static>(
    app: &App,
    from: impl FnOnce(&std::path::Path) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    if !app.settings.has_mailbox() {
        return Err(Error::NotFound);
    }
    let dir = app.settings.mail_dir.clone();
    let broken = |error: &dyn std::fmt::Display| Error::Broken(format!("the mailbox: {error}"));
    tokio::task::spawn_blocking(move || from(&dir))
        .await
        .map_err(|error| broken(&error))?
        .map_err(|error| broken(&error))
}

/// A piece of a message: words, or a web address to open.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Link(String),
}

#[derive(Template)]
#[template(path = "public/message.html")]
struct MessagePage {
    page: Page,
    to: String,
    at: String,
    pieces: Vec<Piece>,
}

async fn show_message(State(app): State<App>, Path(id): Path<String>) -> Result<Response> {
    let found = read(&app, move |dir| mailbox::read(dir, &id)).await?;
    let message = found.ok_or(Error::NotFound)?;
    let w = Words::of("en");
    let title = if message.item.subject.is_empty() {
        w.t("mailbox-no-subject")
    } else {
        message.item.subject
    };
    let page = Page::new(w, title, app.help().await);
    render(&MessagePage {
        to: message.item.to,
        at: message
            .item
            .date
            .map(|at| w.moment(at, page.zone))
            .unwrap_or_default(),
        pieces: pieces(&message.text),
        page,
    })
}

/// Parts a text into words and web addresses.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    for chunk in text.split_inclusive(char::is_whitespace) {
        let token = chunk.trim_end();
        if token.starts_with("http://") || token.starts_with("https://") {
            let link = token.trim_end_matches(['.', ',', ')']);
            pieces.push(Piece::Words(std::mem::take(&mut words)));
            pieces.push(Piece::Link(link.to_owned()));
            words.push_str(&chunk[link.len()..]);
        } else {
            words.push_str(chunk);
        }
    }
    pieces.push(Piece::Words(words));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_in_a_text_become_links_and_no_letter_is_lost() {
        let text = "Read here:\nhttp://localhost:8080/p/abc\n\nOr (https://x.example/y).\nEnd";
        let pieces = pieces(text);
        let links: Vec<_> = pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Link(_)))
            .collect();
        assert_eq!(links, [&Piece::Link("http://localhost:8080/p/abc".into()),]);
        let whole: String = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Words(text) | Piece::Link(text) => text.as_str(),
            })
            .collect();
        assert_eq!(whole, text);
    }
}
