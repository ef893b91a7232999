//! Reading the form that chooses the next person: which way, and what that way needs.

use entity::shared::Way;

use super::Visit;
use crate::app::App;
use crate::conversation::nominate::Named;
use crate::conversation::ways::Finder;
use crate::i18n;
use crate::mail;
use crate::people::name;
use crate::web::Form;

/// What was chosen, once everything on the form is right.
pub enum Chosen {
    Email(ByEmail),
    BySelf { name: String, language: String },
    Wait { finder: Finder, language: String },
}

/// Somebody we write to, and perhaps a second name.
pub struct ByEmail {
    pub name: String,
    pub email: String,
    pub language: String,
    pub second: Option<SecondName>,
}

/// Somebody who is asked if the first cannot.
pub struct SecondName {
    pub name: String,
    pub email: String,
}

impl SecondName {
    /// Returns the name as the rule takes it.
    pub fn named<'a>(&'a self, language: &'a str, asked_wording: &'a str) -> Named<'a> {
        Named {
            name: &self.name,
            email: &self.email,
            language,
            asked_wording,
        }
    }
}

/// The fields of one named person.
pub struct Fields {
    name: &'static str,
    email: &'static str,
    asked: &'static str,
    /// Holds the address that was asked about once.
    typo: &'static str,
}

/// The next person.
pub const FIRST: Fields = Fields {
    name: "name",
    email: "email",
    asked: "asked",
    typo: "typo_seen",
};
const SECOND: Fields = Fields {
    name: "second_name",
    email: "second_email",
    asked: "second_asked",
    typo: "second_typo_seen",
};

/// Reads the form. A way must be chosen; an address that was typed without one says it.
pub fn read(visit: &Visit, app: &App, form: &mut Form) -> Option<Chosen> {
    let typed = |form: &Form, name: &str| !form.value(name).trim().is_empty();
    if !typed(form, "way") && typed(form, FIRST.email) {
        form.set("way", Way::Email.as_str());
    }
    let Some(way) = Way::parse(form.value("way")) else {
        form.fail("way", visit.w.t("way-missing"));
        return None;
    };
    match way {
        Way::Email => read_by_email(visit, app, form).map(Chosen::Email),
        Way::BySelf => {
            let name = read_name(visit, form, FIRST.name);
            require_asked(visit, form, "asked_self", "way-asked-self-missing");
            let language = read_language(form, &visit.face.words.lang);
            name.filter(|_| form.is_right())
                .map(|name| Chosen::BySelf { name, language })
        }
        Way::Pool | Way::Organiser => Some(Chosen::Wait {
            finder: if way == Way::Pool {
                Finder::Pool
            } else {
                Finder::Organiser
            },
            // Somebody to talk with: in the language they are written to, unless they say another.
            language: read_language(form, &visit.person.language),
        }),
    }
}

fn read_by_email(visit: &Visit, app: &App, form: &mut Form) -> Option<ByEmail> {
    let name = read_name(visit, form, FIRST.name);
    let email = read_email(visit, app, form, &FIRST);
    require_asked(visit, form, FIRST.asked, "choose-asked-missing");
    let second = read_second(visit, app, form, &email);
    let language = read_language(form, &visit.face.words.lang);
    let name = name.filter(|_| form.is_right())?;
    Some(ByEmail {
        name,
        email,
        language,
        second,
    })
}

/// Reads the second name, if anything of it was filled in.
fn read_second(visit: &Visit, app: &App, form: &mut Form, first: &str) -> Option<SecondName> {
    let fields = [SECOND.name, SECOND.email, SECOND.asked];
    if fields.iter().all(|f| form.value(f).trim().is_empty()) {
        return None;
    }
    let name = read_name(visit, form, SECOND.name);
    let email = read_email(visit, app, form, &SECOND);
    let keys = &app.means.keys;
    if !email.is_empty() && keys.address_index(&email) == keys.address_index(first) {
        form.fail(SECOND.email, visit.w.t("second-same"));
    }
    require_asked(visit, form, SECOND.asked, "choose-asked-missing");
    name.map(|name| SecondName { name, email })
}

fn read_name(visit: &Visit, form: &mut Form, field: &str) -> Option<String> {
    let typed = form.required(&visit.w, field, "error-name-missing", 200);
    let name = name::parse(&typed);
    if name.is_none() {
        form.fail(field, visit.w.t("error-name-wrong"));
    }
    name
}

fn require_asked(visit: &Visit, form: &mut Form, field: &str, missing: &str) {
    if !form.chosen(field, "yes") {
        form.fail(field, visit.w.t(missing));
    }
}

fn read_language(form: &Form, otherwise: &str) -> String {
    i18n::find_language(form.value("language"))
        .map_or_else(|| otherwise.to_owned(), |l| l.code.to_owned())
}

/// Reads an address; one that looks mistyped is asked about once, and taken when it is sent again unchanged.
pub fn read_email(visit: &Visit, app: &App, form: &mut Form, fields: &Fields) -> String {
    let w = &visit.w;
    let typed = form.required(w, fields.email, "error-email-missing", 254);
    let Some(email) = mail::address(&typed) else {
        form.fail(fields.email, w.t("error-email-wrong"));
        return String::new();
    };
    if visit.person.email_index.as_ref() == Some(&app.means.keys.address_index(&email)) {
        form.fail(fields.email, w.t("choose-yourself"));
    }
    if let Some(meant) = likely_typo(&email)
        && form.value(fields.typo) != email
    {
        form.set(fields.typo, email.clone());
        form.fail(fields.email, w.with("choose-typo", &[("meant", &meant)]));
    }
    email
}

/// Returns the address that was probably meant, for the most common slips.
pub(super) fn likely_typo(email: &str) -> Option<String> {
    const SLIPS: &[(&str, &str)] = &[
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("homtail.com", "hotmail.com"),
        ("hotmail.con", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yaho.com", "yahoo.com"),
        ("yaho.co.uk", "yahoo.co.uk"),
        ("yahoo.con", "yahoo.com"),
    ];
    let (local, domain) = email.rsplit_once('@')?;
    let (_, right) = SLIPS.iter().find(|(slip, _)| *slip == domain)?;
    Some(format!("{local}@{right}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_common_address_is_noticed_and_others_are_left_alone() {
        assert_eq!(
            likely_typo("sam@gmial.com").as_deref(),
            Some("sam@gmail.com")
        );
        assert_eq!(likely_typo("sam@gmail.com"), None);
        assert_eq!(likely_typo("sam@gmial.example.org"), None);
    }
}
