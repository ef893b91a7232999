//! The ways through the pages that many tests begin with: Maria starts, chooses Sam, who says yes; they talk, and Maria
//! writes it down.

use chrono::Duration;
use daisychain::mail::{MailKind, suppression};
use daisychain::people::links;
use daisychain::{db, erasure};
use entity::shared::{LinkKind, SuppressionReason};
use entity::{conversation, outbox, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::resident_support::{Answer, Filling, World};

impl World {
    /// Notes what the worker notes when a message to somebody came back.
    pub async fn bounce(&self, name: &str) {
        let person = self.person(name).await.id;
        let now = self.app.means.now();
        let done = participant::Entity::update_many()
            .col_expr(participant::Column::BouncedAt, Expr::value(now))
            .filter(participant::Column::Id.eq(person))
            .exec(&self.app.db.write)
            .await
            .unwrap();
        assert_eq!(done.rows_affected, 1);
    }

    /// Ends somebody's link and makes the next one.
    pub async fn renew_link(&self, person: Uuid) {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        links::renew(&txn, &self.app.means, person, LinkKind::Act)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    /// Keeps that nobody may ever write to this address.
    pub async fn suppress(&self, email: &str) {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let index = self.app.means.keys.address_index(email);
        let reason = SuppressionReason::Asked;
        suppression::suppress(&txn, &self.sources, &index, reason, None)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    pub async fn forget(&self, person: Uuid) {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        erasure::forget(&txn, &self.app.means, person)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }
}

const CONTACT: &str = "may contact me.";

/// Maria, a first person, has said yes.
pub async fn agreed_starter(world: &World) -> String {
    let maria = world.add_starter("Maria Lopez", "maria@example.org").await;
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Start")).await;
    let page = page
        .form()
        .tick(&format!("Kettlegate House {CONTACT}"))
        .tick("I will write down what people tell me only if they agree, and the people at Kettlegate House may read it.")
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(world, "Continue").await;
    let page = page
        .form()
        .press(world, "Say yes to Kettlegate House")
        .await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    maria
}

/// Names somebody to be asked by message, and returns the page before sending.
pub async fn names(world: &World, token: &str, name: &str, email: &str) -> Answer {
    let page = world.home(token).await;
    page.form()
        .fill("Their full name", name)
        .fill("Their email", email)
        .tick("I have asked them and they are happy to get an email.")
        .press(world, "Continue")
        .await
}

/// Chooses somebody by message and sends it.
pub async fn choose(world: &World, token: &str, name: &str, email: &str) -> Answer {
    let page = names(world, token, name, email).await;
    assert!(
        page.says(&format!("{name}, ")) || page.says("Dear "),
        "{}",
        page.text
    );
    let first = name.split(' ').next().unwrap();
    page.form().press(world, &format!("Send to {first}")).await
}

/// Maria has asked Sam, and the five minutes are over.
pub async fn invited(world: &World) -> (String, String) {
    let maria = agreed_starter(world).await;
    choose(world, &maria, "Sam Khan", "sam@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    world.pass(Duration::minutes(6));
    (maria, sam)
}

/// Ticks all that somebody agrees to who was asked by `who`.
pub fn agreement<'a>(page: &'a Answer, who: &str) -> Filling<'a> {
    page.form()
        .tick(&format!("{who} {CONTACT}"))
        .tick(&format!("{who} may write down the main points of what I say, and the people at Kettlegate House may read them."))
        .tick("I am 18 or over.")
}

/// Sam says yes to Maria, to be reached by text.
pub async fn say_yes(world: &World, sam: &str) -> Answer {
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = agreement(&page, "Maria")
        .press(world, "Agree and continue")
        .await;
    let page = page
        .form()
        .tick("Text message")
        .fill("Phone number", "07700 900123")
        .press(world, "Continue")
        .await;
    let page = page
        .form()
        .tick("Evenings")
        .fill("Anything we should know? (optional)", "Please text first.")
        .press(world, "Continue")
        .await;
    assert!(page.says("07700 900123"), "{}", page.text);
    page.form().press(world, "Say yes to Maria").await
}

/// Sam has said yes to Maria.
pub async fn agreed(world: &World) -> (String, String) {
    let (maria, sam) = invited(world).await;
    let page = say_yes(world, &sam).await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    (maria, sam)
}

/// Opens the first question of Maria's chat.
pub async fn first_question(world: &World, maria: &str) -> Answer {
    let page = world.home(maria).await;
    assert_eq!(page.h1(), "Your chat with Sam");
    let page = world.open(&page.link("Write down what you heard")).await;
    page.form()
        .tick("Yes, we talked and we agree")
        .press(world, "Continue")
        .await
}

/// Goes past the questions that are left and comes to the review.
pub async fn skip_the_rest(world: &World, mut page: Answer) -> Answer {
    while page.h1() != "Check what you wrote, then show it to Sam" {
        page = page
            .form()
            .tick("We did not talk about this")
            .press(world, "Save and continue")
            .await;
    }
    page
}

/// Writes two points and shows them to Sam.
pub async fn recorded(world: &World) -> (String, String) {
    let (maria, sam) = agreed(world).await;
    let page = first_question(world, &maria).await;
    let page = page
        .form()
        .fill("What Sam said", "The market is cheap.")
        .press(world, "Add another point")
        .await;
    let page = page
        .form()
        .fill_nth("What Sam said", 1, "السوق قريب")
        .fill_nth("Language of these words (optional)", 1, "العربية")
        .press(world, "Save and continue")
        .await;
    let page = skip_the_rest(world, page).await;
    assert!(page.says("The market is cheap."));
    let page = page.form().press(world, "Show this to Sam").await;
    assert_eq!(page.h1(), "Thank you. Sam can now check what you wrote.");
    (maria, sam)
}

/// Returns the messages of a kind that were not taken back, the oldest first.
pub async fn mails(world: &World, kind: MailKind) -> Vec<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::CancelledAt.is_null())
        .order_by_asc(outbox::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

/// Returns every conversation, the oldest first.
pub async fn conversations(world: &World) -> Vec<conversation::Model> {
    conversation::Entity::find()
        .order_by_asc(conversation::Column::InvitedAt)
        .order_by_asc(conversation::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}
