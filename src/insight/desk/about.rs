//! What stands beside the words of a point: the question, the language, and where its check stands.

use crate::app::App;
use crate::chain;
use crate::chain::desk::Desk;
use crate::conversation::check;
use crate::i18n::{Language, find_language};
use crate::insight::alike;
use crate::insight::points::Sourced;
use crate::web::Result;

/// What a page says of one point.
pub(super) struct About {
    pub question: String,
    /// The ending of the words that say where the check stands.
    pub standing: &'static str,
    pub language: Option<Language>,
    /// The ending of the words that say how it may be quoted.
    pub quote: &'static str,
    /// The point of the chat before that says nearly the same; empty when there is none.
    pub passed_href: String,
}

/// Finds what a page says of a point.
pub(super) async fn about(app: &App, desk: &Desk, point: &Sourced) -> Result<About> {
    let (conn, row) = (&app.db.read, &point.row);
    let questions = chain::list_all_questions(conn, &desk.face.chain).await?;
    let question = questions.into_iter().find(|q| q.id == row.prompt);
    let versions = check::list_versions(conn, std::slice::from_ref(row)).await?;
    let worded = versions.last().map_or(row.made_at, |version| version.at);
    let worded = point.shown_at.map_or(worded, |at| at.max(worded));
    let days = desk.face.chain.rules.check_days;
    let before = alike::passed_from(conn, row).await?;
    let passed_href = before.map(|before| desk.href(&format!("/points/{}", before.id)));
    Ok(About {
        passed_href: passed_href.unwrap_or_default(),
        question: question.map(|q| q.text).unwrap_or_default(),
        standing: check::standing(row, worded, days, app.means.now()).as_str(),
        language: find_language(&row.language),
        quote: row
            .quote
            .map_or("unanswered", entity::shared::Quote::as_str),
    })
}
