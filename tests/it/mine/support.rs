//! Asking for a code, reading the mail that went out, and every page below a personal link.

use daisychain::mail::{Mailer, Memory, Sent, Transport};
use daisychain::router;

use crate::resident_support::{Answer, World};

pub async fn me(world: &World, token: &str) -> Answer {
    world.open(&format!("/p/{token}/me")).await
}

/// Lets Maria open how to reach Sam.
pub async fn reveals(world: &World, maria: &str) {
    let page = world.home(maria).await;
    page.form().press(world, "Show how to reach Sam").await;
}

/// Sends everything that is due, and returns what went out.
pub async fn post(world: &World) -> Vec<Sent> {
    let memory = Memory::default();
    let (app, transport) = (&world.app, Transport::Memory(memory.clone()));
    let mailer = Mailer::with_transport(
        "chains@talk.example.org",
        "https://talk.example.org",
        app.db.clone(),
        world.sources.clone(),
        app.means.keys.clone(),
        transport,
    );
    mailer.unwrap().drain().await.unwrap();
    memory.sent()
}

/// Asks for the code of an act and returns the page where it is typed.
pub async fn asks(world: &World, token: &str, start: &str) -> Answer {
    let page = world.open(&format!("/p/{token}{start}")).await;
    let page = if start == "/delete" {
        let form = page.form().tick("Delete everything about me");
        form.press(world, "Continue").await
    } else {
        page.form().press(world, "Send me a code").await
    };
    assert_eq!(page.h1(), "Type the code from your email", "{}", page.text);
    page
}

/// Returns every page below a personal link, with what stands in braces filled in.
pub fn pages(token: &str, chat: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for route in router::listing() {
        if route.method != "GET" || !route.path.starts_with("/p/{token}") {
            continue;
        }
        for act in ["delete", "words", "download", "address"] {
            let path = route
                .path
                .replace("{token}", token)
                .replace("{chat}", chat)
                .replace("{n}", "1")
                .replace("{act}", act);
            let filled: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "x" } else { part })
                .collect();
            pages.push(filled.join("/"));
        }
    }
    pages.sort();
    pages.dedup();
    pages
}
