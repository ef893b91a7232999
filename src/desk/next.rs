//! The likeliest next steps for a link that stands still, the best first. Each names whom it is about, so that it makes
//! sense read alone.

use uuid::Uuid;

use super::help::{Help, Why};
use crate::chain::desk::Desk;
use crate::i18n::Html;
use crate::people::name;

/// A step an organiser can take next.
pub struct Next {
    pub href: String,
    pub label: Html,
}

struct Around<'a> {
    desk: &'a Desk,
    help: &'a Help,
    /// What pages call the person.
    called: String,
    /// What pages call whoever asked them.
    other: String,
}

impl Around<'_> {
    fn to(&self, below: &str, key: &str) -> Next {
        let person = self.help.person;
        self.at(&format!("/people/{person}{below}"), key)
    }

    fn at(&self, path: &str, key: &str) -> Next {
        let (person, other) = (&self.called, &self.other);
        Next {
            href: self.desk.href(path),
            label: self
                .desk
                .w
                .html(key, &[("person", person), ("other", other)]),
        }
    }

    /// A step that names the person in full.
    fn full(&self, path: &str, key: &str) -> Next {
        Next {
            href: self.desk.href(path),
            label: self.desk.w.html(key, &[("person", &self.help.name)]),
        }
    }

    /// A call to whoever must act; the step of the link is what the call is about.
    fn call(&self) -> Next {
        let actor = self.help.open.as_ref().map(|open| open.actor);
        match actor.filter(|actor| *actor != self.help.person) {
            Some(actor) => {
                let about = self.help.person;
                let path = format!("/people/{actor}/call?about={about}");
                self.at(&path, "next-call-other")
            }
            None => self.to("/call", "next-call"),
        }
    }

    /// A reminder, while there may be one more.
    fn remind(&self, key: &str) -> Option<Next> {
        let open = self.help.open.as_ref()?;
        (open.reminders < open.limit()).then(|| self.to("/remind", key))
    }
}

/// How many steps a row of the list offers, beside the person's page.
const IN_A_ROW: usize = 3;

/// Lists the likeliest steps for a row of the list, and the way to the person's page.
pub fn few(desk: &Desk, help: &Help) -> Vec<Next> {
    let mut few = steps(desk, help);
    few.truncate(IN_A_ROW);
    if !help.name.is_empty() {
        let label = desk
            .w
            .html("desk-help-see-person", &[("person", &help.name)]);
        let href = desk.href(&format!("/people/{}", help.person));
        few.push(Next { href, label });
    }
    few
}

/// Lists what an organiser can do about a link, the likeliest first.
pub fn steps(desk: &Desk, help: &Help) -> Vec<Next> {
    let nobody = desk.w.t("desk-somebody");
    let first = |text: Option<&String>| {
        let text = text.map_or("", |name| name::first(name));
        if text.is_empty() {
            nobody.clone()
        } else {
            text.to_owned()
        }
    };
    let a = Around {
        desk,
        help,
        called: first(Some(&help.name)),
        other: first(help.other.as_ref()),
    };
    let id = |id: Option<Uuid>| id.unwrap_or(help.person);
    let second = help.second.then(|| a.to("/reserve", "next-second"));
    let steps: Vec<Option<Next>> = match help.why {
        Why::Reported => {
            let path = format!("/reports/{}", id(help.report));
            vec![Some(a.at(&path, "desk-help-see-report"))]
        }
        Why::OnHold | Why::InDoubt | Why::NotSent => {
            let path = format!("/messages/{}", id(help.message));
            vec![
                Some(a.at(&path, "desk-help-see-message")),
                Some(a.call()),
                Some(a.to("/letter", "next-letter")),
            ]
        }
        Why::CameBack => vec![
            Some(a.to("/address", "next-contact")),
            Some(a.to("/letter", "next-letter")),
            Some(a.call()),
            second,
        ],
        Why::LeftWaiting | Why::NoPartner => {
            vec![Some(a.to("/step-in", "next-find")), Some(a.call())]
        }
        Why::AskedToFind | Why::NobodyWaits => {
            let path = format!("/find/{}", id(help.find));
            vec![Some(a.full(&path, "desk-help-find")), Some(a.call())]
        }
        Why::FirstNotAnswered => vec![
            a.remind("next-remind"),
            Some(a.call()),
            Some(a.to("/rest", "next-rest")),
        ],
        Why::NotAnswered => vec![
            a.remind("next-remind"),
            Some(a.call()),
            second.or_else(|| Some(a.to("/close", "next-close"))),
            Some(a.to("/rest", "next-rest")),
        ],
        Why::NotContacted | Why::NotWritten => vec![
            a.remind("next-remind-other"),
            Some(a.call()),
            Some(a.to("/step-in", "next-step-in")),
            Some(a.to("/rest", "next-rest")),
        ],
        Why::NotPassedOn => vec![
            a.remind("next-remind"),
            Some(a.call()),
            help.joinable.then(|| a.to("/join", "next-join")),
            Some(a.to("/rest", "next-rest")),
        ],
    };
    steps.into_iter().flatten().collect()
}
