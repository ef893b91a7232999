//! What the tables count is what a plain recount gives, and what is too little to judge is not judged.

use axum::http::StatusCode;
use entity::shared::{Door, EndedWhy, Role};
use entity::{conversation, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{Went, at, first, link, rows};
use crate::desk::support::{World, texts};

#[tokio::test]
async fn an_empty_chain_and_one_with_two_chats_are_not_judged() {
    let w = World::open().await;
    let page = w.get("/health").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("nothing to count yet"));
    assert!(!page.body.contains("<table"));

    let one = first(&w, 0.0).await;
    let two = link(&w, &one, 1, Went::talked(5.0)).await;
    link(&w, &two, 1, Went::talked(10.0)).await;
    w.day(12);
    let page = w.get("/health").await.body;
    assert!(page.contains("too early to say"));
    assert!(!page.contains("most likely") && !page.contains("between") && !page.contains('%'));
    let funnel = rows(&page, "funnel");
    let counts: Vec<&str> = [
        "Asked by somebody",
        "Said yes",
        "In touch",
        "Talked, and written down",
        "Passed it on",
    ]
    .iter()
    .map(|stage| funnel[*stage][0].as_str())
    .collect();
    assert_eq!(counts, ["2", "2", "2", "2", "1"]);
    assert_eq!(texts(&page, ".stat b"), ["2", "3", "0"]);

    // The third chat: now it is.
    let page = {
        link(&w, &one, 2, Went::talked(11.0)).await;
        w.get("/health").await.body
    };
    assert!(!page.contains("too early to say") && page.contains("most likely about"));
}

#[tokio::test]
async fn the_figures_are_those_of_a_plain_recount_and_tell_no_name() {
    let w = World::open().await;
    // Fifteen links: twelve said yes, two said no, one ran out; three more are open. One was taken back: never a link.
    let mut firsts = Vec::new();
    for _ in 0..10 {
        firsts.push(first(&w, 0.0).await);
    }
    for n in 0..10_u8 {
        let went = match n {
            0..8 => Went::talked(10.0 + f64::from(n)),
            8 => Went {
                invited: 5.0,
                agreed: Some(7.0),
                ..Went::default()
            },
            _ => Went {
                invited: 5.0,
                agreed: Some(9.0),
                contacted: Some(20.0),
                ended: Some((40.0, EndedWhy::Initiator)),
                recorded: None,
            },
        };
        link(&w, &firsts[usize::from(n)], 1, went).await;
    }
    let no = |why| Went {
        invited: 30.0,
        ended: Some((31.0, why)),
        ..Went::default()
    };
    link(&w, &firsts[0], 2, no(EndedWhy::Declined)).await;
    link(&w, &firsts[1], 2, no(EndedWhy::Declined)).await;
    link(
        &w,
        &firsts[2],
        2,
        Went {
            invited: 30.0,
            ..Went::default()
        },
    )
    .await;
    for first in &firsts[3..5] {
        link(
            &w,
            first,
            2,
            Went {
                invited: 50.0,
                agreed: Some(51.0 + 1.0),
                ..Went::default()
            },
        )
        .await;
    }
    for first in &firsts[5..8] {
        link(
            &w,
            first,
            2,
            Went {
                invited: 55.0,
                ..Went::default()
            },
        )
        .await;
    }
    link(&w, &firsts[9], 2, no(EndedWhy::Undone)).await;
    w.day(60);
    let page = w.get("/health").await.body;
    let funnel = rows(&page, "funnel");
    assert_eq!(funnel["Asked by somebody"][0], "18");
    assert_eq!(
        funnel["Asked by somebody"][1],
        "12 of 15. Of the next 100, likely 55 to 93"
    );
    assert_eq!(funnel["Asked by somebody"][2], "3");
    // Half of the twelve said yes on the day after or before: one day of eight, then two, two, two and four.
    assert_eq!(funnel["Asked by somebody"][3], "1 day");
    assert_eq!(
        funnel["Said yes"][..3],
        ["12", "9 of 9. Of the next 100, likely 70 to 100", "3"]
    );
    assert_eq!(
        funnel["In touch"][..3],
        ["9", "8 of 9. Of the next 100, likely 57 to 98", "0"]
    );
    assert_eq!(
        funnel["Talked, and written down"][..3],
        ["8", "none finished yet", "8"]
    );
    assert_eq!(funnel["Passed it on"][0], "0");

    // What the tables say, counted again by the database.
    let was_sent = Condition::any()
        .add(conversation::Column::EndedWhy.is_null())
        .add(conversation::Column::EndedWhy.ne(EndedWhy::Undone));
    let links = conversation::Entity::find().filter(was_sent);
    assert_eq!(links.clone().count(&w.app.db.read).await.unwrap(), 18);
    let yes = links.filter(conversation::Column::AgreedAt.is_not_null());
    assert_eq!(yes.count(&w.app.db.read).await.unwrap(), 12);
    let doors = rows(&page, "doors");
    assert_eq!(
        doors["First people"][..3],
        ["10", "10 of 10. Of the next 100, likely 72 to 100", "8"]
    );
    // Of ten turns eight led to a chat after 10 to 17 days, without anything open before: eight of ten.
    let (low, high) = ("53", "97");
    let turns = format!("Of 100 turns, likely {low} to {high}. We have seen 10");
    assert_eq!(doors["First people"][3], turns);
    assert_eq!(doors["Asked by somebody"][0], "19");
    assert_eq!(doors["Asked by somebody"][3], "8 turns, too few to say");
    let branches = rows(&page, "branches");
    // Who may see names reads whose branch it is; nobody else reads any name.
    assert!(
        branches.keys().all(|name| name.starts_with("Branch of ")),
        "{branches:?}"
    );
    assert!(page.contains("Ottoline"));
    let reader = w.with_role(Role::Reader).await;
    let page = w.send(&reader, "/health", None).await.body;
    let branches = rows(&page, "branches");
    assert_eq!(branches.len(), 10);
    assert_eq!(branches["Branch 1"][..3], ["2", "1", "0"]);
    assert_eq!(branches["Branch 9"][2], "1");

    assert!(!page.contains("Ottoline") && !page.contains("Nameworthy"));
    let main = texts(&page, "main").concat();
    assert!(!main.contains('@'), "{main}");
}

#[tokio::test]
async fn passing_it_on_is_corrected_for_turns_that_are_still_open() {
    let w = World::open().await;
    // Eleven began long ago, six of them led to a chat within sixty days: without censoring it is the plain share.
    for n in 0..11_u8 {
        let one = first(&w, 0.0).await;
        if n < 6 {
            link(&w, &one, 1, Went::talked(20.0 + f64::from(n))).await;
        }
    }
    w.day(70);
    participant::Entity::update_many()
        .col_expr(participant::Column::JoinedAt, Expr::value(at(&w, 0.0)))
        .col_expr(participant::Column::StoppedAt, Expr::value(at(&w, 30.0)))
        .filter(participant::Column::Door.eq(Door::Starter))
        .exec(&w.app.db.write)
        .await
        .unwrap();
    let page = w.get("/health").await.body;
    // The six who talked have had their turn since day 20 to 25: none has led to a chat, and none is sixty days old.
    // S(60) = 16/17 · 15/16 · ...: the first six of seventeen at risk, after 20 to 25 days.
    let survival: f64 = (0..6).map(|n| 1.0 - 1.0 / f64::from(17 - n)).product();
    let shown = format!("about {:.0} lead on", (1.0 - survival) * 100.0);
    assert_eq!(shown, "about 35 lead on");
    assert!(page.contains(&shown), "{page}");
    assert!(page.contains("Fewer than half of all turns have led to a chat so far."));
    // Of the eleven turns that are older than sixty days: six chats.
    assert!(page.contains("11 turns began more than 60 days ago. They led to 6 chats"));
}
