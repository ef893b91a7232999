//! The part of a form that says who the host is and how to reach it.

use chrono_tz::{TZ_VARIANTS, Tz};
use entity::host;
use entity::shared::Contact;

use crate::i18n::Words;
use crate::mail;
use crate::web::Form;

/// A host as it was typed.
pub struct TypedHost {
    pub name: String,
    pub time_zone: String,
    pub contact: Contact,
}

/// Reads the fields, noting what is wrong with them.
pub fn read(w: Words, form: &mut Form) -> TypedHost {
    let name = form.required(&w, "host-name", "host-name-missing", 80);
    let person = form.required(&w, "contact-person", "contact-person-missing", 80);
    let phone = form.required(&w, "phone", "phone-missing", 40);
    let sound = |c: char| c.is_ascii_digit() || "+()-./ x#".contains(c);
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if digits < 5 || !phone.chars().all(sound) {
        form.fail("phone", w.t("phone-wrong"));
    }
    let hours = form.required(&w, "hours", "hours-missing", 120);
    let typed = form.required(&w, "email", "error-email-missing", 254);
    let email = mail::address(&typed);
    if email.is_none() {
        form.fail("email", w.t("error-email-wrong"));
    }
    let address = form.optional(&w, "address", 200);
    let time_zone = form.value("time-zone").to_owned();
    if time_zone.parse::<Tz>().is_err() {
        form.fail("time-zone", w.t("time-zone-missing"));
    }
    TypedHost {
        name: one_line(&name),
        time_zone,
        contact: Contact {
            person: one_line(&person),
            phone: one_line(&phone),
            hours: one_line(&hours).trim_end_matches('.').to_owned(),
            email: email.unwrap_or_default(),
            address: one_line(&address),
        },
    }
}

/// Returns the fields of a host that is there already.
pub fn fill(form: &mut Form, host: &host::Model) {
    let contact = &host.contact;
    for (name, value) in [
        ("host-name", &host.name),
        ("contact-person", &contact.person),
        ("phone", &contact.phone),
        ("hours", &contact.hours),
        ("email", &contact.email),
        ("address", &contact.address),
        ("time-zone", &host.time_zone),
    ] {
        form.set(name, value.clone());
    }
}

/// Lists the time zones a host can choose: those named after a place.
pub fn time_zones() -> Vec<&'static str> {
    let places = [
        "Africa/",
        "America/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| places.iter().any(|place| name.starts_with(place)))
        .collect()
}

/// Puts text that must stand on one line there.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
