//! "That is not what we meant" in the files and in the feed of a plan: organisers' words, and a resident's where both
//! allow it; in the feed never a resident's.

use entity::plan_version;
use serde::Serialize;

use super::{Entry, address};
use crate::app::App;
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::plan::challenges::public::{self as challenges, Standing as NotMeant};
use crate::web::Result;

/// What those behind an action say it is not. An older version says nothing.
#[derive(Default, Serialize)]
pub(super) struct Challenged {
    pub(super) open: usize,
    answered: Vec<AnsweredSo>,
}

#[derive(Serialize)]
struct AnsweredSo {
    /// ISO 8601.
    on: String,
    /// What was written, where its writer and an organiser both allow it.
    said: Option<String>,
    /// `changed` or `kept`: what became of the action.
    done: &'static str,
    answer: String,
}

impl Challenged {
    pub(super) fn of(standing: &NotMeant, face: &Face) -> Self {
        let one = |one: &challenges::Answer| AnsweredSo {
            on: one.at.with_timezone(&face.zone()).date_naive().to_string(),
            said: one.said.clone(),
            done: one.done.as_str(),
            answer: one.text.clone(),
        };
        Self {
            open: standing.open.len(),
            answered: standing.answered.iter().map(one).collect(),
        }
    }

    /// Puts each answer on a line of its own.
    pub(super) fn lines(&self, w: &Words) -> Vec<String> {
        let line = |one: &AnsweredSo| {
            let done = w.t(&format!("challenge-done-{}", one.done));
            let said = one.said.clone().unwrap_or_default();
            let args: &[(&'static str, &dyn Arg)] =
                &[("day", &one.on), ("done", &done), ("text", &one.answer)];
            let answer = w.with("challenge-file-line", args);
            format!("{said} {answer}").trim().to_owned()
        };
        self.answered.iter().map(line).collect()
    }

    /// The same, after a line that tells how many wait for an answer.
    pub(super) fn all_lines(&self, w: &Words) -> Vec<String> {
        let open = self.open;
        let open = (open > 0).then(|| w.with("challenge-file-open", &[("count", &open)]));
        open.into_iter().chain(self.lines(w)).collect()
    }
}

/// Lists what people say the actions of the newest version are not, in organisers' words only.
pub(super) async fn entries(
    app: &App,
    face: &Face,
    newest: &plan_version::Model,
) -> Result<Vec<Entry>> {
    let w = face.language();
    let mut entries = Vec::new();
    let mut all = challenges::of_chain(&app.db.read, face.chain.id).await?;
    for (place, action) in (1..).zip(&newest.body.actions) {
        let place: usize = place;
        let standing = all.remove(&action.id).unwrap_or_default();
        let href = address(app, face, &format!("/{}/actions/{place}", newest.n));
        let title = |key: &str| w.with(key, &[("towards", &action.towards)]);
        for one in &standing.open {
            let only = NotMeant {
                open: vec![*one],
                answered: Vec::new(),
            };
            entries.push(Entry {
                id: one.id,
                title: title("feed-challenge-open"),
                text: only.open_line(w, face.zone()).unwrap_or_default(),
                at: one.since,
                href: href.clone(),
                photo: None,
            });
        }
        for one in &standing.answered {
            entries.push(Entry {
                id: one.id,
                title: title("feed-challenge-answered"),
                text: one.text.clone(),
                at: one.at,
                href: href.clone(),
                photo: None,
            });
        }
    }
    Ok(entries)
}
