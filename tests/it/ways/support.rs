//! Maria chooses the next person: by message, by hand, with a second name.

use entity::nomination;
use sea_orm::{EntityTrait, QueryOrder};

use crate::journeys::agreed_starter;
use crate::resident_support::{Answer, World};

pub const ASKED: &str = "I have asked them and they are happy to get an email.";

pub const ASKED_SELF: &str = "I have asked them and they are happy to get it from me.";

pub const SECOND_ASKED: &str =
    "I have asked the second person too, and they are happy to get an email.";

pub const BY_SELF: &str = "I will send it myself, or give them a letter";

pub const POOL: &str = "Join me to the next person who is waiting";

pub const ORGANISER: &str = "Ask Kettlegate House to find someone";

/// Says yes on all pages with this way of being reached.
pub async fn says_yes(world: &World, token: &str, who: &str, channel: &str, email: &str) -> Answer {
    let page = world.open(&format!("/p/{token}/agree")).await;
    let words = if page.says("I will write down") {
        "I will write down what people tell me only if they agree, and the people at Kettlegate House may read it.".to_owned()
    } else {
        format!(
            "{who} may write down the main points of what I say, and the people at Kettlegate House may read them."
        )
    };
    let page = page
        .form()
        .tick(&format!("{who} may contact me."))
        .tick(&words)
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    let mut form = page.form().tick(channel);
    if !email.is_empty() {
        form = form.fill("Email address", email);
    }
    if channel == "Text message" {
        form = form.fill("Phone number", "07700 900123");
    }
    let mut page = form.press(world, "Continue").await;
    if page.h1() == "When is good for you?" {
        page = page.form().tick("Any time").press(world, "Continue").await;
    }
    page.form().press(world, &format!("Say yes to {who}")).await
}

/// Maria gives the invitation to Sam herself.
pub async fn given(world: &World) -> (String, String) {
    let maria = agreed_starter(world).await;
    let page = world.home(&maria).await;
    let page = page
        .form()
        .tick(BY_SELF)
        .fill("Their full name", "Sam Khan")
        .tick(ASKED_SELF)
        .press(world, "Continue")
        .await;
    assert_eq!(page.h1(), "Give the invitation to Sam");
    (maria, world.token_of("Sam Khan").await)
}

/// Maria has asked one person by e-mail, and named a second.
pub async fn with_second(
    world: &World,
    maria: &str,
    first: (&str, &str),
    second: (&str, &str),
) -> Answer {
    let page = world.home(maria).await;
    let page = page
        .form()
        .fill("Their full name", first.0)
        .fill("Their email", first.1)
        .tick(ASKED)
        .fill("The second person’s full name", second.0)
        .fill("The second person’s email", second.1)
        .tick(SECOND_ASKED)
        .press(world, "Continue")
        .await;
    let name = first.0.split(' ').next().unwrap();
    page.form().press(world, &format!("Send to {name}")).await
}

pub async fn nominations(world: &World) -> Vec<nomination::Model> {
    nomination::Entity::find()
        .order_by_asc(nomination::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

pub async fn no(world: &World, token: &str) {
    world.post(&format!("/p/{token}/no"), "no=delete").await;
}

/// Fails when a text, or the bytes of a sealed address, are anywhere in the database.
pub async fn no_trace(world: &World, of: &[&str], sealed: &[Vec<u8>]) {
    let dump = world.dump().await;
    for text in of {
        let hex = crate::support::hex(text.as_bytes());
        for line in &dump {
            let upper = line.to_uppercase();
            assert!(
                !line.contains(text) && !upper.contains(&hex),
                "{text} is left in {line}"
            );
        }
    }
    for bytes in sealed {
        let hex = crate::support::hex(bytes);
        let left = dump.iter().find(|line| line.to_uppercase().contains(&hex));
        assert!(left.is_none(), "a sealed address is left in {left:?}");
    }
}
