//! Why people who wait cannot be joined to who asks for somebody: one line for each, so that no page ends in nothing.

use entity::nomination;

use super::timeline::name_or;
use crate::app::App;
use crate::chain::desk::Desk;
use crate::conversation::pool::rank::{Unfit, list_unfit};
use crate::i18n::{Arg, Html, find_language};
use crate::people;
use crate::web::Result;

/// How many people are told of.
const TOLD: usize = 20;

/// Puts who waits and does not fit into words. `called` is who asks for somebody.
pub(super) async fn unfit(
    app: &App,
    desk: &Desk,
    asking: &nomination::Model,
    called: &str,
) -> Result<Vec<Html>> {
    let read = &app.db.read;
    let mut unfit = list_unfit(read, &desk.face, asking).await?;
    unfit.truncate(TOLD);
    let people = people::find_all(read, unfit.iter().map(|one| one.person)).await?;
    let other = language_name(&asking.language);
    let tell = |one: &Unfit| {
        let name = name_or(desk, people.get(&one.person).map_or("", people::shown_name));
        let language = language_name(&one.language);
        let args: &[(&'static str, &dyn Arg)] = &[
            ("name", &name),
            ("person", &called),
            ("language", &language),
            ("other", &other),
        ];
        desk.w.html(&format!("unfit-{}", one.why.as_str()), args)
    };
    Ok(unfit.iter().map(tell).collect())
}

/// Returns what a language is called in itself; its code, for one that we do not know.
pub(super) fn language_name(code: &str) -> String {
    find_language(code).map_or_else(|| code.to_owned(), |language| language.name.to_owned())
}
