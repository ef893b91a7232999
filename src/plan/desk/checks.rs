//! What was looked at before publishing, as an organiser reads it: each with a link to the place where it is changed.

use entity::shared::{PlanBody, Role};
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::Desk;
use crate::i18n::{Html, Words};
use crate::organiser;
use crate::plan::checks::{Found, Place, Warnings};
use crate::web::Result;

/// Words in which a name was found.
pub struct Told {
    pub found: Found,
    pub mark: String,
    /// What the words are, with the number of the action or the theme's name.
    pub place: Html,
    pub href: String,
    /// Who said that they may stay, and when.
    pub by: String,
    pub when: String,
}

impl Told {
    pub fn dir(&self) -> &'static str {
        crate::i18n::dir(&self.found.language)
    }
}

/// Puts into words where names were found, and who handled them.
pub async fn told_of(
    app: &App,
    desk: &Desk,
    draft: &PlanBody,
    all: impl IntoIterator<Item = Found>,
) -> Result<Vec<Told>> {
    let all: Vec<Found> = all.into_iter().collect();
    let keepers = all
        .iter()
        .filter_map(|one| Some(one.kept.as_ref()?.organiser));
    let names = organiser::names_on(&app.db.read, &desk.face.chain, keepers).await?;
    let told = |found: Found| {
        let kept = found.kept.as_ref();
        let by = kept.map(|kept| names.get(&kept.organiser).unwrap_or(&desk.face.host.name));
        let when = kept.map(|kept| desk.w.moment(kept.at, desk.zone()));
        Told {
            by: by.cloned().unwrap_or_default(),
            when: when.unwrap_or_default(),
            mark: found.mark(),
            place: place_of(desk.w, draft, found.place),
            href: href_of(desk, found.place),
            found,
        }
    };
    Ok(all.into_iter().map(told).collect())
}

fn place_of(w: Words, draft: &PlanBody, place: Place) -> Html {
    let number = |id: Uuid| {
        let at = draft.actions.iter().position(|action| action.id == id);
        at.map_or(0, |at| at + 1)
    };
    match place {
        Place::Title => w.html("spot-in-title", &[]),
        Place::Introduction => w.html("spot-in-introduction", &[]),
        Place::Changes => w.html("spot-in-changes", &[]),
        Place::Action(id) => w.html("spot-in-action", &[("n", &number(id))]),
        Place::Step(id) => w.html("spot-in-step", &[("n", &number(id))]),
        Place::Point(_) => w.html("spot-in-point", &[]),
        Place::Theme(id) => {
            let theme = draft.themes.iter().find(|theme| theme.id == id);
            let name = theme.map(|theme| theme.name.as_str()).unwrap_or_default();
            w.html("spot-in-theme", &[("theme", &name)])
        }
    }
}

fn href_of(desk: &Desk, place: Place) -> String {
    match place {
        Place::Title => desk.href("/plan#title"),
        Place::Introduction => desk.href("/plan#introduction"),
        Place::Changes => desk.href("/plan/publish#what_changed"),
        Place::Action(id) => desk.href(&format!("/plan/actions/{id}")),
        Place::Step(id) => desk.href(&format!("/plan/actions/{id}#steps")),
        Place::Theme(id) => desk.href(&format!("/themes/{id}")),
        Place::Point(id) => desk.href(&format!("/points/{id}")),
    }
}

/// A theme that no action answers.
pub struct Unanswered {
    pub name: String,
    pub points: i64,
    pub href: String,
}

/// An action by its number.
pub struct Numbered {
    pub n: usize,
    pub href: String,
}

/// What may be missing, with links. Nothing of it blocks.
pub struct Warned {
    pub unchecked: usize,
    pub unchecked_href: String,
    /// Languages by their own names.
    pub ready: String,
    pub lacking: String,
    pub words_href: String,
    pub once: usize,
    pub once_href: String,
    pub bare: Vec<Numbered>,
    pub one_branch: Vec<Numbered>,
    pub unanswered: Vec<Unanswered>,
}

impl Warned {
    pub fn of(desk: &Desk, warnings: Warnings) -> Self {
        let names = |all: &[crate::i18n::Language]| {
            let names: Vec<&str> = all.iter().map(|language| language.name).collect();
            names.join(", ")
        };
        let numbered = |places: Vec<usize>| {
            let one = |n| Numbered {
                n,
                href: desk.href(&format!("/plan#action-{n}")),
            };
            places.into_iter().map(one).collect()
        };
        let unanswered = |one: crate::plan::checks::warnings::Unanswered| Unanswered {
            // Readers see the themes' names and numbers, not their points.
            href: if desk.may(Role::Coder) {
                desk.href(&format!("/themes/{}", one.theme))
            } else {
                desk.href("/themes")
            },
            name: one.name,
            points: one.points,
        };
        Self {
            unchecked: warnings.unchecked,
            unchecked_href: desk.href("/conversations?state=recorded"),
            ready: names(&warnings.ready),
            lacking: names(&warnings.lacking),
            words_href: desk.href("/setup/words"),
            once: warnings.once,
            once_href: desk.href("/said-once"),
            bare: numbered(warnings.bare),
            one_branch: numbered(warnings.one_branch),
            unanswered: warnings.unanswered.into_iter().map(unanswered).collect(),
        }
    }
}
