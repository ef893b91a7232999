//! An organiser at the desk, and the food chain they start.

use crate::http::{Browser, Server};

pub const ASHA: &str = "asha@example.org";

pub const HOST: [(&str, &str); 7] = [
    ("host-name", "Kettlegate House"),
    ("contact-person", "Asha Khan"),
    ("phone", "020 7946 0123"),
    ("hours", "Monday to Friday, 10am to 4pm"),
    ("email", "chats@example.org"),
    ("address", "1 Kettle Lane, Kettlegate"),
    ("time-zone", "Europe/London"),
];

pub async fn at_the_desk() -> (Server, Browser) {
    let server = Server::start().await;
    server.organiser(ASHA, "Asha Khan").await;
    let browser = server.signed_in(ASHA).await;
    (server, browser)
}

pub fn with<'a>(
    base: &[(&'a str, &'a str)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    [base, more].concat()
}

/// Starts the food chain and returns its setup page's address.
pub async fn started(browser: &mut Browser) -> String {
    let form = browser.get("/desk/new/food").await;
    let nonce = form.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "Food in Kettlegate"),
        ("topic", "food where we live"),
        ("purpose", "Everyone eats."),
    ];
    let answer = browser.submit("/desk/new/food", &with(&about, &HOST)).await;
    answer.to().to_owned()
}
