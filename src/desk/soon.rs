//! What takes effect in a few minutes, and can be undone until then: chats that end, people who step in, reminders. The
//! overview lists all of it, a person's page what is about them.

use std::collections::BTreeMap;

use entity::shared::Role;
use uuid::Uuid;

use super::snapshot::Snapshot;
use super::timeline::name_or;
use crate::app::App;
use crate::chain::desk::Desk;
use crate::conversation::ending::{self, Planned, Soon as What};
use crate::conversation::remind::{self, Open};
use crate::i18n::{Arg, Html};
use crate::people::name;
use crate::web::Result;

/// How it can be undone.
pub enum Undo {
    /// By a form that goes there.
    Press(String),
    /// On a page of its own.
    Page(String),
}

/// One thing that takes effect soon.
pub struct Soon {
    pub what: Html,
    pub undo: Undo,
}

/// Lists what takes effect soon in a chain, the first first; nothing for who may not undo it.
pub(super) async fn list(
    app: &App,
    desk: &Desk,
    snapshot: &Snapshot,
    steps: &[Open],
) -> Result<Vec<Soon>> {
    if !desk.may(Role::Organiser) {
        return Ok(Vec::new());
    }
    let (read, means, chain) = (&app.db.read, &app.means, desk.face.chain.id);
    let now = means.now();
    let name = |id: Uuid| snapshot.knot(id).and_then(|knot| knot.name.clone());
    let first = |id: Uuid| name_or(desk, name::first(&name(id).unwrap_or_default()));
    let mut all = Vec::new();
    for (person, planned) in ending::list_planned(read, means, chain).await? {
        let taker = match planned.soon {
            What::StepsIn(Some(taker)) => first(taker),
            _ => String::new(),
        };
        let what = tell(desk, SOON, &planned, (&first(person), &taker));
        let undo = Undo::Press(desk.href(&format!("/people/{person}/take-back")));
        all.push((planned.due, person, Soon { what, undo }));
    }
    let leaving = remind::list_leaving(read, means, chain).await?;
    let waits = |open: &Open| leaving.get(&open.object()).filter(|one| now < one.at);
    let steps: BTreeMap<Uuid, &Open> = steps.iter().map(|open| (open.object(), open)).collect();
    for open in steps.into_values() {
        let Some(one) = waits(open) else {
            continue;
        };
        let (actor, time) = (first(open.actor), desk.w.time(one.at, desk.zone()));
        let args: &[(&'static str, &dyn Arg)] = &[("person", &actor), ("time", &time)];
        let what = desk.w.html("soon-reminder", args);
        let below = format!("/people/{}/reminded/{}", open.person, one.message);
        let undo = Undo::Page(desk.href(&below));
        all.push((one.at, open.person, Soon { what, undo }));
    }
    all.sort_by_key(|(due, person, _)| (*due, *person));
    Ok(all.into_iter().map(|(_, _, soon)| soon).collect())
}

/// The words on the overview: for a chat that ends, for somebody who steps in, and for nobody who does.
const SOON: [&str; 3] = ["soon-ends", "soon-steps-in", "soon-waits"];
/// The same on a person's page.
pub(super) const PLANNED: [&str; 3] = ["planned-ends", "planned-steps-in", "planned-waits"];

/// Says what happens about a person in a few minutes, in the words of a page.
pub(super) fn tell(
    desk: &Desk,
    [ends, steps_in, waits]: [&str; 3],
    planned: &Planned,
    (person, taker): (&str, &str),
) -> Html {
    let key = match planned.soon {
        What::Ends => ends,
        What::StepsIn(Some(_)) => steps_in,
        What::StepsIn(None) => waits,
    };
    let time = desk.w.time(planned.due, desk.zone());
    let args: &[(&'static str, &dyn Arg)] =
        &[("person", &person), ("taker", &taker), ("time", &time)];
    desk.w.html(key, args)
}
