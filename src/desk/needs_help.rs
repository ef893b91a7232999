//! The section "Needs help now" of the overview, drawn by `templates/desk/needs_help.html`: each row names who must act
//! and offers the next steps.

use entity::shared::Role;

use super::help::{Help, Needs, Why};
use super::next::{Next, few};
use super::remind::{Line, Reminders};
use super::replies;
use crate::app::App;
use crate::chain::desk::Desk;
use crate::conversation::remind::Open;
use crate::conversation::worry;
use crate::i18n::Html;
use crate::plan::waiting;
use crate::web::Result;

/// One row of the section.
pub struct HelpRow {
    pub what: Html,
    /// The last reminder.
    pub(super) reminded: Option<Line>,
    /// Who must act, or nothing for an organiser.
    pub actor: Option<String>,
    /// For how long; nothing where it does not count.
    pub days: Option<i64>,
    pub stuck: bool,
    /// What can be done, the likeliest first.
    pub steps: Vec<Next>,
}

/// The rows of one page of the section.
pub struct Section {
    pub rows: Vec<HelpRow>,
    /// How many links rest.
    pub resting: usize,
    /// How many links stand in a late step: they can be helped several at once.
    pub late: usize,
}

impl Section {
    /// Tells whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Lists what has no link of its own: worries, answers to read.
pub async fn without_links(app: &App, desk: &Desk) -> Result<Vec<HelpRow>> {
    let worries = worries(app, desk).await?;
    let unread = unread(app, desk).await?;
    let of_the_plan = of_the_plan(app, desk).await?;
    let rows = worries.into_iter().chain(unread).chain(of_the_plan);
    Ok(rows.collect())
}

/// Puts one page of what needs help into words, after the rows that stand first on it.
pub async fn section(
    app: &App,
    desk: &Desk,
    needs: &Needs,
    shown: &[&Help],
    mut rows: Vec<HelpRow>,
) -> Result<Section> {
    let open = shown.iter().filter_map(|help| help.open.as_ref());
    let open: Vec<&Open> = open.collect();
    let reminders = Reminders::load(app, desk, &open).await?;
    rows.extend(
        shown
            .iter()
            .map(|help| help_row(app, desk, help, &reminders)),
    );
    let late = needs.rows.iter().filter(|row| row.open.is_some()).count();
    Ok(Section {
        rows,
        resting: needs.resting().count(),
        late,
    })
}

/// A row without content, for the safeguarding person alone.
async fn worries(app: &App, desk: &Desk) -> Result<Option<HelpRow>> {
    if !desk.keeps_safe() {
        return Ok(None);
    }
    let open = worry::count_open(&app.db.read, desk.face.chain.id).await?;
    Ok((open > 0).then(|| without_link(desk, "help-worries", open, "/worries")))
}

async fn unread(app: &App, desk: &Desk) -> Result<Option<HelpRow>> {
    if !desk.may(Role::Organiser) {
        return Ok(None);
    }
    let unread = replies::count_unread(&app.db.read, &desk.face).await?;
    Ok((unread > 0).then(|| without_link(desk, "help-replies", unread, "/messages/replies")))
}

/// What the plan waits for: words that are gone from it, actions nobody told of for a year, letters with news to give.
async fn of_the_plan(app: &App, desk: &Desk) -> Result<Vec<HelpRow>> {
    if !desk.may(Role::Organiser) {
        return Ok(Vec::new());
    }
    let waits = waiting::of(&app.db.read, desk.face.chain.id, app.means.now()).await?;
    let row = |(key, count, path): (&str, u64, &str)| without_link(desk, key, count, path);
    Ok(waits.list().into_iter().map(row).collect())
}

fn without_link(desk: &Desk, key: &str, count: u64, path: &str) -> HelpRow {
    let label = desk.w.html(&format!("{key}-open"), &[]);
    HelpRow {
        what: desk.w.html(key, &[("count", &count)]),
        reminded: None,
        actor: None,
        days: None,
        stuck: true,
        steps: vec![Next {
            href: desk.href(path),
            label,
        }],
    }
}

/// Puts a link that needs help into words.
fn help_row(app: &App, desk: &Desk, help: &Help, reminders: &Reminders) -> HelpRow {
    let w = desk.w;
    let other = help.other.clone().unwrap_or_else(|| w.t("desk-somebody"));
    // Somebody who said that a message was not for them has no name any more.
    let gone = if help.why == Why::Reported && help.name.is_empty() {
        "-gone"
    } else {
        ""
    };
    let key = format!("desk-help-{}{gone}", help.why.as_str());
    let open = help.open.as_ref();
    let reminded = open.and_then(|open| reminders.tell(desk, open, app.means.now()));
    HelpRow {
        what: w.html(
            &key,
            &[
                ("person", &help.name),
                ("other", &other),
                ("days", &help.days),
            ],
        ),
        reminded,
        actor: help.actor.clone(),
        days: Some(help.days),
        stuck: help.is_stuck(),
        steps: few(desk, help),
    }
}
