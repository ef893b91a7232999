//! A report takes two presses and stands first at the desk; “this is not me” deletes at once.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::chain;
use daisychain::desk::help::{self, Why};
use daisychain::desk::snapshot::Snapshot;
use daisychain::mail::MailKind;
use entity::shared::{LinkKind, ReportWhy, Role};
use entity::{outbox, participant, suppression};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{colleague, desk, desk_post, keeper, reports};
use crate::journeys::{invited, mails, recorded};
use crate::organisers::sign_in;
use crate::resident_support::World;

#[tokio::test]
async fn a_report_takes_two_presses_and_stands_first_in_the_list() {
    let world = World::new().await;
    keeper(&world).await;
    let (_, sam) = invited(&world).await;
    // From the page: the link, then one choice and Send.
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Not Sam? Tell us")).await;
    let none = page.form().press_only(&world, "Send").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let filled = page
            .form()
            .tick("This looks like a trick. Please look at it.")
            .fill("What is wrong? (optional)", "It asks for money <b>");
        let done = filled.press(&world, "Send").await;
        assert_eq!(done.h1(), "Thank you. We will look at it.");
    }
    let made = reports(&world).await;
    assert_eq!(made.len(), 1, "the same form twice is one report");
    assert_eq!(made[0].why, ReportWhy::Trick);
    assert!(
        world
            .dump()
            .await
            .iter()
            .all(|r| !r.contains("asks for money"))
    );

    let cookie = sign_in(&world.app, colleague(&world, Role::Organiser).await).await;
    let page = desk(&world, &cookie, "").await;
    assert!(page.says("Sam Khan told us that something is not right."));
    let needing = needing(&world).await;
    assert_eq!(needing[0], Why::Reported);
    let path = page.link("Read the report");
    let below = path
        .split_once(&world.face.chain.slug)
        .unwrap()
        .1
        .to_owned();
    let page = desk(&world, &cookie, &below).await;
    assert!(page.says("It asks for money <b>") && page.says("It looks like a trick"));
    // What can be done stands there, and her own page tells of it. Until it is seen to nobody reminds her.
    let sam = world.person("Sam Khan").await.id;
    for words in [
        "Log a phone call with Sam",
        "End this chat kindly",
        "Never write to Sam again",
    ] {
        assert!(page.link(words).contains(&sam.to_string()), "{words}");
    }
    let own = desk(&world, &cookie, &format!("/people/{sam}")).await;
    assert!(own.says("Sam Khan told us that something is not right."));
    let remind = desk(&world, &cookie, &format!("/people/{sam}/remind")).await;
    assert!(
        remind.says("Sam told us that something is not right. Look at that first."),
        "{}",
        remind.text
    );
    let (action, body) = page.form().request("I have looked at it");
    desk_post(&world, &cookie, &action, &body).await;
    assert!(reports(&world).await[0].closed_by.is_some());
    assert!(!self::needing(&world).await.contains(&Why::Reported));
    let coder = sign_in(&world.app, colleague(&world, Role::Coder).await).await;
    let page = desk(&world, &coder, &below).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);

    // From the foot of a message: "other" needs words; forgetting Sam forgets them.
    let stop = world
        .token(world.person("Sam Khan").await.id, LinkKind::Stop)
        .await;
    let page = world.open(&format!("/stop/{stop}")).await;
    let filled = page
        .form()
        .tick("Something else is wrong. Please look at it.");
    let refused = filled.press(&world, "Send").await;
    assert_eq!(
        refused.find(".summary a"),
        ["Write in a few words what is wrong"]
    );
    let filled = refused.form().fill("What is wrong? (optional)", "Hm");
    let done = filled.press(&world, "Send").await;
    assert_eq!(done.h1(), "Thank you. We will look at it.");
    assert!(reports(&world).await[1].text.is_some());
    let page = world.open(&format!("/stop/{stop}")).await;
    let filled = page
        .form()
        .tick("Never write to me again, and delete all you have about me");
    filled.press(&world, "Send").await;
    assert!(reports(&world).await.iter().all(|r| r.text.is_none()));
    assert_eq!(suppressed(&world).await, 1);
}

async fn suppressed(world: &World) -> u64 {
    let count = suppression::Entity::find().count(&world.app.db.read);
    count.await.unwrap()
}

async fn needing(world: &World) -> Vec<Why> {
    let read = &world.app.db.read;
    let face = chain::find_face(read, world.face.chain.id).await.unwrap();
    let face = face.unwrap();
    let snapshot = Snapshot::load(read, &face, world.app.means.now()).await;
    let list = help::list(read, &face, &snapshot.unwrap()).await.unwrap();
    list.into_iter().map(|h| h.why).collect()
}

#[tokio::test]
async fn this_is_not_me_deletes_at_once_and_tells_the_organisers() {
    for from_the_page in [true, false] {
        let world = World::new().await;
        let (maria, sam) = invited(&world).await;
        let id = world.person("Sam Khan").await.id;
        let path = if from_the_page {
            format!("/p/{sam}/report")
        } else {
            format!("/stop/{}", world.token(id, LinkKind::Stop).await)
        };
        let page = world.open(&path).await;
        let choice = "This is not for me, or I do not know Maria. Delete what you have about me.";
        let done = page.form().tick(choice).press(&world, "Send").await;
        assert_eq!(done.h1(), "Done. We have deleted how to reach you.");
        let row = participant::Entity::find_by_id(id).one(&world.app.db.read);
        let row = row.await.unwrap().unwrap();
        assert!(row.erased_at.is_some() && row.name.is_none() && row.email.is_none());
        assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
        let again = page.form().tick(choice).press(&world, "Send").await;
        assert_eq!(again.h1(), "Done. We have deleted your name and email.");
        assert_eq!(needing(&world).await[0], Why::Reported);
        assert_eq!(reports(&world).await.len(), 1);
        // Maria may choose somebody else, and is not told why.
        world.pass(Duration::minutes(6));
        assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
        assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
        let cookie = sign_in(&world.app, keeper(&world).await).await;
        let page = desk(&world, &cookie, "").await;
        assert!(
            page.says("Somebody who was asked by Maria Lopez told us"),
            "{}",
            page.text
        );
    }
}

#[tokio::test]
async fn this_is_not_me_after_a_yes_ends_the_link_and_keeps_the_words() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    let id = world.person("Sam Khan").await.id;
    let page = world.open(&format!("/p/{sam}/report")).await;
    let choice = "This is not for me, or I do not know Maria. Delete what you have about me.";
    page.form().tick(choice).press(&world, "Send").await;
    let row = participant::Entity::find_by_id(id).one(&world.app.db.read);
    let row = row.await.unwrap().unwrap();
    assert!(row.email.is_none() && row.phone.is_none() && row.erased_at.is_none());
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    // Their address and their number.
    assert_eq!(suppressed(&world).await, 2);
    let open = outbox::Entity::find()
        .filter(outbox::Column::Participant.eq(id))
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .count(&world.app.db.read);
    assert_eq!(open.await.unwrap(), 0);
    let points = entity::insight::Entity::find().all(&world.app.db.read);
    let points = points.await.unwrap();
    assert_eq!(points.len(), 2);
    assert!(points.iter().all(|p| !p.text.is_empty()));
    assert_eq!(needing(&world).await[0], Why::Reported);
}

/// "Never write again" asks first; an unanswered invitation ends with it, and nothing is held.
#[tokio::test]
async fn who_is_never_to_be_written_to_again_is_not() {
    let world = World::new().await;
    crate::journeys::invited(&world).await;
    let cookie = sign_in(&world.app, colleague(&world, Role::Organiser).await).await;
    let sam = world.person("Sam Khan").await.id;
    let here = format!("/people/{sam}/never-write");
    let page = desk(&world, &cookie, &here).await;
    assert_eq!(page.find("input[checked]"), Vec::<String>::new());
    let (action, body) = page.form().request("Continue");
    let unsaid = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(world.person("Sam Khan").await.email.is_some());
    let (action, body) = page
        .form()
        .tick("Yes, never write again")
        .request("Continue");
    desk_post(&world, &cookie, &action, &body).await;
    let people = entity::participant::Entity::find_by_id(sam);
    let gone = people.one(&world.app.db.read).await.unwrap().unwrap();
    assert!(gone.email.is_none() && gone.name.is_none());
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    let stopped = entity::suppression::Entity::find()
        .all(&world.app.db.read)
        .await;
    assert!(!stopped.unwrap().is_empty());
}
