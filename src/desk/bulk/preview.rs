//! Exactly who gets what, and who is left out and why, before several links are helped at once.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use entity::participant;
use entity::shared::Step;
use uuid::Uuid;

use super::Action;
use super::act::Mark;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::conversation::remind::{self, Open};
use crate::conversation::{self as rules, reserve};
use crate::desk::notes::waits_for;
use crate::desk::remind::{Shown, letter, why_not};
use crate::desk::rest;
use crate::desk::snapshot::Snapshot;
use crate::desk::timeline::name_or;
use crate::i18n::Html;
use crate::people;
use crate::web::{Page, Result, render};

/// A link to which something will be done.
struct Goes {
    mark: String,
    /// Whose link it is.
    name: String,
    waits: Html,
    /// What will happen, to whom.
    what: Html,
}

/// A link to which nothing will be done.
struct Stays {
    id: Uuid,
    name: String,
    why: Html,
}

/// The words that people in one step get, or all who get one kind of message, as the first of them gets them.
struct Sample {
    title: Html,
    letter: Shown,
}

#[derive(Template)]
#[template(path = "desk/rescue_preview.html")]
struct PreviewPage {
    page: Page,
    base: String,
    nonce: String,
    action: &'static str,
    goes: Vec<Goes>,
    stays: Vec<Stays>,
    samples: Vec<Sample>,
}

type People = BTreeMap<Uuid, participant::Model>;

/// Draws the preview of an action on these links.
pub(super) async fn page(app: &App, desk: &Desk, action: Action, ids: &[Uuid]) -> Result<Response> {
    let (read, face) = (&app.db.read, &desk.face);
    let snapshot = Snapshot::load(read, face, app.means.now()).await?;
    let open = remind::list_open(read, face, &snapshot).await?;
    let open: BTreeMap<Uuid, Open> = open.into_iter().map(|o| (o.person, o)).collect();
    let actors = ids.iter().filter_map(|id| open.get(id)).map(|o| o.actor);
    let people = people::find_all(read, ids.iter().copied().chain(actors)).await?;
    let (mut goes, mut stays, mut samples) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut told = Vec::new();
    for id in ids {
        let Some(person) = people.get(id).filter(|p| p.chain == face.chain.id) else {
            continue;
        };
        let name = name_or(desk, people::shown_name(person));
        let open = open.get(id);
        let left = left_out(app, desk, action, open, &people).await?;
        if let Some(why) = left {
            stays.push(Stays { id: *id, name, why });
        } else if let Some(open) = open {
            goes.push(goes_on(app, desk, action, open, &people, name).await?);
            if action == Action::Close {
                told.extend(closing(app, desk, *id).await?);
            }
            if action == Action::Remind && !samples.contains_key(open.step.as_str()) {
                let made = sample(app, desk, open, &people).await?;
                samples.extend(made.map(|sample| (open.step.as_str(), sample)));
            }
        }
    }
    let count = goes.len();
    let title = format!("rescue-preview-{}", action.as_str());
    let title = desk.w.with(&title, &[("count", &count)]);
    render(&PreviewPage {
        page: desk.page(title, Tab::Overview),
        base: desk.href(""),
        nonce: app.means.sources.token(),
        action: action.as_str(),
        goes,
        stays,
        samples: samples.into_values().chain(by_kind(desk, told)).collect(),
    })
}

/// Says why nothing will be done to a link; nothing when something will.
async fn left_out(
    app: &App,
    desk: &Desk,
    action: Action,
    open: Option<&Open>,
    people: &People,
) -> Result<Option<Html>> {
    let Some(open) = open else {
        return Ok(Some(why(desk, "moved-on", "")));
    };
    let Some(actor) = people.get(&open.actor) else {
        return Ok(Some(why(desk, "moved-on", "")));
    };
    let called = name_or(desk, people::first_name(actor));
    Ok(match action {
        Action::Remind => {
            let not = why_not(&app.db.read, &app.means, open, actor).await?;
            not.map(|not| why(desk, not.as_str(), &called))
        }
        Action::Rest => None,
        Action::Close => match open.step {
            Step::Answer | Step::Contact | Step::Write => None,
            Step::Start | Step::PassOn => Some(why(desk, "no-link", &called)),
        },
    })
}

/// Says why nothing is or was done to a link.
pub(super) fn why(desk: &Desk, why: &str, called: &str) -> Html {
    desk.w
        .html(&format!("rescue-left-{why}"), &[("person", &called)])
}

async fn goes_on(
    app: &App,
    desk: &Desk,
    action: Action,
    open: &Open,
    people: &People,
    name: String,
) -> Result<Goes> {
    let first = |id| name_or(desk, people.get(&id).map_or("", people::first_name));
    let (actor, person) = (first(open.actor), first(open.person));
    let until = desk
        .w
        .date(rest::in_days(desk, app.means.now(), 7), desk.zone());
    let key = match (action, open.step) {
        (Action::Remind, _) => "rescue-goes-remind",
        (Action::Rest, _) => "rescue-goes-rest",
        (Action::Close, Step::Answer) => "rescue-goes-close-unanswered",
        (Action::Close, _) => "rescue-goes-close-agreed",
    };
    let what = desk.w.html(
        key,
        &[("actor", &actor), ("person", &person), ("date", &until)],
    );
    Ok(Goes {
        mark: Mark::of(open).to_text(),
        name,
        waits: waits_for(app, desk, open).await?,
        what,
    })
}

async fn sample(app: &App, desk: &Desk, open: &Open, people: &People) -> Result<Option<Sample>> {
    let Some(actor) = people.get(&open.actor) else {
        return Ok(None);
    };
    let called = name_or(desk, people::first_name(actor));
    let letter = letter(&app.db.read, desk, &desk.face, open, actor).await?;
    let key = format!("rescue-sample-{}", open.step.as_str().replace('_', "-"));
    Ok(letter.map(|letter| Sample {
        title: desk.w.html(&key, &[("person", &called)]),
        letter,
    }))
}

/// Writes what people read when the link of a person ends kindly.
async fn closing(app: &App, desk: &Desk, person: Uuid) -> Result<Vec<Preview>> {
    let read = &app.db.read;
    let link = rules::find_incoming(read, person).await?;
    let Some(link) = link.filter(|c| c.recorded_at.is_none()) else {
        return Ok(Vec::new());
    };
    let second = reserve::find(read, link.initiator).await?;
    let (means, second) = (&app.means, second.as_ref());
    Ok(rules::emails::preview_closing(read, means, &desk.face, &link, second).await?)
}

/// Shows each kind of message once, with all who get it by name.
fn by_kind(desk: &Desk, told: Vec<Preview>) -> Vec<Sample> {
    let mut kinds: BTreeMap<&str, Vec<Preview>> = BTreeMap::new();
    for one in told {
        kinds.entry(one.kind.as_str()).or_default().push(one);
    }
    let sample = |mut all: Vec<Preview>| {
        let names: Vec<String> = all.iter().map(|one| name_or(desk, &one.name)).collect();
        let key = if all.len() == 1 {
            "rescue-reads"
        } else {
            "rescue-reads-many"
        };
        let (first, names) = (names[0].clone(), names.join(", "));
        let one = all.swap_remove(0);
        Sample {
            title: desk.w.html(key, &[("names", &names), ("person", &first)]),
            letter: Shown::of(desk, one.letter, &one.language),
        }
    };
    kinds.into_values().map(sample).collect()
}
