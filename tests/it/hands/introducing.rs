//! Two people are introduced: from the organiser's page to both first names, and every way in which it ends.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::plan::hands::introductions::Said;
use entity::shared::{IntroductionEnded, OwnerShown};
use entity::{audit, introduction, outbox};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{
    asked, erase, home, is_written, offers, proposed, published, reload, says_no, says_yes, stop,
};
use crate::plan_world::World;

async fn mails(world: &World, kind: &str) -> Vec<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind))
        .all(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn two_people_are_introduced_when_both_say_yes() {
    let (world, made) = published(&["A late market"]).await;
    let (ana, bo) = (world.starter("Ana").await, world.starter("Zed").await);
    offers(&world, &ana, &made[0], "").await;
    offers(&world, &bo, &made[0], "").await;
    let desk = format!("/desk/{}/plan/hands", world.slug());
    let two = format!("{desk}/introduce?person={}&person={}", ana.id, bo.id);
    let page = world.get(&two).await.body;
    assert!(page.contains("What <bdi>Ana</bdi> will read") && page.contains("What <bdi>Zed</bdi>"));
    let one = world
        .get(&format!("{desk}/introduce?person={}", ana.id))
        .await;
    assert_eq!(one.location, format!("{desk}?done=two"));
    let (a, b) = (ana.id.to_string(), bo.id.to_string());
    let form = |why: &'static str, press: &'static str| {
        [
            ("person", a.clone()),
            ("person", b.clone()),
            ("why", why.to_owned()),
            ("press", press.to_owned()),
            ("nonce", "introduce-nonce-0123456".to_owned()),
        ]
    };
    let send = async |why: &'static str, press: &'static str| {
        let form = form(why, press);
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        world.post(&format!("{desk}/introduce"), &form).await
    };
    for (why, error) in [
        ("", "Write why you thought of them."),
        ("You should meet ana soon", "Leave out names"),
        ("Write to x@example.org", "Leave out names"),
        ("Ring 020 7946 0000", "Leave out names"),
    ] {
        let got = send(why, "send").await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(got.body.contains(error), "{why}");
    }
    let look = send("Both of you love soup.", "look").await;
    assert!(
        look.body
            .contains("Why we thought of you two: Both of you love soup.")
    );
    let conn = &world.app.db.read;
    assert_eq!(introduction::Entity::find().count(conn).await.unwrap(), 0);
    let got = send("Both of you love soup.", "send").await;
    assert_eq!(
        send("Both of you love soup.", "send").await.location,
        got.location
    );
    let row = introduction::Entity::find()
        .one(conn)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(got.location, format!("{desk}/introductions/{}", row.id));
    assert_eq!(
        mails(&world, "introduction-ask").await.len(),
        2,
        "asked once"
    );
    assert!(mails(&world, "introduction-ask").await.iter().all(|m| {
        let told = format!("{}{}", m.subject, m.text);
        !told.contains("Zed") || !told.contains("Ana")
    }));

    let (at_ana, at_bo) = (home(&world, &ana).await, home(&world, &bo).await);
    assert!(
        world
            .read(&at_ana)
            .await
            .contains("We would like to introduce you to somebody.")
    );
    let here = |base: &str| format!("{base}/introductions/{}", row.id);
    assert!(
        world
            .read(&format!("{at_ana}/introductions"))
            .await
            .contains(&here(&at_ana))
    );
    let question = world.read(&here(&at_ana)).await;
    assert!(question.contains("Both of you love soup.") && !question.contains("Zed"));
    for (form, error) in [
        (vec![("share", "email")], "Choose yes or no."),
        (vec![("answer", "yes")], "Choose one way to reach you."),
        (
            vec![("answer", "yes"), ("share", "phone")],
            "Choose one way",
        ),
        (
            vec![("answer", "yes"), ("share", "other")],
            "Write how they can reach you.",
        ),
    ] {
        let got = world.post_as("", &here(&at_ana), &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.body.contains(error), "{error}: {}", got.body);
    }
    let by_mail = [("answer", "yes"), ("share", "email")];
    for _ in 0..2 {
        world.post_as("", &here(&at_ana), &by_mail).await;
    }
    assert!(mails(&world, "introduced").await.is_empty());
    // Neither Bo nor the organiser is told that Ana said yes.
    let seen = world
        .post_as("", &format!("{}/see", here(&at_bo)), &[])
        .await;
    assert_eq!(seen.location, here(&at_bo));
    assert!(!world.read(&here(&at_bo)).await.contains("Ana"));
    assert!(
        world
            .get(&got.location)
            .await
            .body
            .contains("Waiting for their answers")
    );
    let typed = [
        ("answer", "yes"),
        ("share", "other"),
        ("typed", "CANARYLUNCH, ask for me"),
    ];
    world.post_as("", &here(&at_bo), &typed).await;
    assert_eq!(
        mails(&world, "introduced").await.len(),
        2,
        "each is told once"
    );
    for mail in mails(&world, "introduced").await {
        assert!(!mail.text.contains("CANARYLUNCH") && !mail.text.contains("@example.org"));
    }
    let page = world.read(&here(&at_ana)).await;
    assert!(
        page.contains("<bdi>Zed</bdi>") && !page.contains("CANARYLUNCH"),
        "by a press only"
    );
    let seen = world
        .post_as("", &format!("{}/see", here(&at_ana)), &[])
        .await;
    assert!(
        seen.body.contains("<bdi>CANARYLUNCH, ask for me</bdi>"),
        "{}",
        seen.body
    );
    let seen = world
        .post_as("", &format!("{}/see", here(&at_bo)), &[])
        .await;
    assert!(seen.body.contains("<bdi>ana@example.org</bdi>"));
    let me = world.read(&format!("{at_ana}/me")).await;
    assert!(
        me.contains("You and <bdi>Zed</bdi> were introduced"),
        "{me}"
    );
    assert!(me.contains("<bdi>Zed</bdi> looked up how to reach you"));
    let organiser = world.get(&got.location).await.body;
    assert!(organiser.contains("Introduced") && !organiser.contains("CANARYLUNCH"));
    assert!(!is_written(&world, &["introduction", "outbox", "audit"], "CANARYLUNCH").await);

    // Ana ends it: both details go at once, and nobody is told who ended it.
    world
        .post_as("", &format!("{}/end", here(&at_ana)), &[])
        .await;
    let row = reload(&world, &row).await;
    assert!(row.one_contact.is_none() && row.other_contact.is_none() && row.made_at.is_some());
    for base in [&at_ana, &at_bo] {
        let seen = world.post_as("", &format!("{}/see", here(base)), &[]).await;
        assert_eq!(seen.location, here(base));
        assert!(
            world
                .read(&here(base))
                .await
                .contains("This introduction is over")
        );
    }
}

#[tokio::test]
async fn a_no_is_told_to_nobody_by_name_and_kept_by_nobodys_name() {
    for first in [0, 1] {
        let world = World::new().await;
        let (two, row) = asked(&world, ["Ana", "Bo"]).await;
        says_yes(&world, &two[1 - first], &row, "CANARYDETAIL").await;
        assert!(says_no(&world, &two[first], &row).await);
        assert!(!says_no(&world, &two[first], &row).await, "said twice");
        let row = reload(&world, &row).await;
        assert_eq!(row.ended_why, Some(IntroductionEnded::NotThisTime));
        assert_eq!((row.one_yes_at, row.other_yes_at), (None, None));
        assert_eq!((&row.one_contact, &row.other_contact), (&None, &None));
        for person in &two {
            let base = home(&world, person).await;
            let page = world
                .read(&format!("{base}/introductions/{}", row.id))
                .await;
            assert!(page.contains("Not this time") && page.contains("nothing to do with you"));
            for name in ["Ana", "Bo"]
                .iter()
                .filter(|n| Some(**n) != person.name.as_deref())
            {
                assert!(!page.contains(&format!("<bdi>{name}</bdi>")));
            }
        }
        let desk = format!("/desk/{}", world.slug());
        let one = world
            .get(&format!("{desk}/plan/hands/introductions/{}", row.id))
            .await;
        assert!(one.body.contains("Not this time"));
        // A yes after it is over changes nothing.
        assert_eq!(
            says_yes(&world, &two[first], &row, "LATE").await,
            Said::Over
        );
        let acts: Vec<audit::Model> = audit::Entity::find()
            .filter(audit::Column::Act.starts_with("introduction."))
            .all(&world.app.db.read)
            .await
            .unwrap();
        let by_people = acts.iter().filter(|row| row.act != "introduction.proposed");
        assert!(
            by_people.clone().count() == 1 && by_people.clone().all(|row| row.actor_id.is_none())
        );
        let log = world.get(&format!("{desk}/log?group=plan")).await.body;
        assert!(log.contains("It was not this time, or it is over"), "{log}");
    }
}

#[tokio::test]
async fn whoever_leaves_takes_along_what_both_shared() {
    for (made, erased) in [(false, false), (false, true), (true, false), (true, true)] {
        let world = World::new().await;
        let (two, row) = asked(&world, ["Ana", "Bo"]).await;
        says_yes(&world, &two[0], &row, "CANARYANA").await;
        if made {
            assert_eq!(
                says_yes(&world, &two[1], &row, "CANARYBO").await,
                Said::Made
            );
        }
        if erased {
            erase(&world, &two[0]).await;
        } else {
            stop(&world, &two[0]).await;
        }
        let row = reload(&world, &row).await;
        assert_eq!(row.ended_why, Some(IntroductionEnded::Left));
        assert!(row.one_contact.is_none() && row.other_contact.is_none());
        assert_eq!(
            row.why.is_empty(),
            erased,
            "organisers' words about the pair"
        );
        let base = home(&world, &two[1]).await;
        let here = format!("{base}/introductions/{}", row.id);
        let seen = world.post_as("", &format!("{here}/see"), &[]).await;
        assert_eq!(seen.location, here);
        let page = world.read(&here).await;
        assert!(!page.contains("CANARYANA"));
        assert_eq!(page.contains("Ana"), made && !erased, "{page}");
        let waiting = mails(&world, "introduction-ask").await;
        assert!(waiting.iter().all(|mail| mail.cancelled_at.is_some()));
        assert_eq!(says_yes(&world, &two[1], &row, "LATE").await, Said::Over);
    }
}

#[tokio::test]
async fn after_thirty_days_it_is_over_and_what_was_shared_is_gone() {
    let world = World::new().await;
    let (two, waiting) = asked(&world, ["Ana", "Bo"]).await;
    let three = [world.starter("Cara").await, world.starter("Dev").await];
    let made = proposed(&world, [&three[0], &three[1]]).await;
    says_yes(&world, &two[0], &waiting, "CANARYANA").await;
    world.app.means.sources.advance(Duration::days(29));
    for person in &three {
        says_yes(&world, person, &made, "CANARYMADE").await;
    }
    world.app.means.sources.advance(Duration::days(2));
    // Over by the clock, also before anybody has noticed.
    assert_eq!(
        says_yes(&world, &two[1], &waiting, "LATE").await,
        Said::Over
    );
    let (db, means) = (&world.app.db, &world.app.means);
    assert!(clock::tick(db, means).await.unwrap() > 0);
    let (waiting, made) = (reload(&world, &waiting).await, reload(&world, &made).await);
    assert_eq!(waiting.ended_why, Some(IntroductionEnded::Expired));
    assert!(waiting.one_contact.is_none() && waiting.one_yes_at.is_none());
    assert_eq!(made.ended_at, None, "made later, it has time of its own");
    world.app.means.sources.advance(Duration::days(30));
    clock::tick(db, means).await.unwrap();
    let made = reload(&world, &made).await;
    assert!(made.ended_at.is_some() && made.one_contact.is_none() && made.made_at.is_some());
}

#[tokio::test]
async fn an_organiser_answers_for_somebody_without_email_and_sees_no_detail() {
    let world = World::new().await;
    let (two, row) = asked(&world, ["Ana", "Bo"]).await;
    let desk = format!("/desk/{}", world.slug());
    let write = format!("{desk}/people/{}/write-for", two[0].id);
    let pass = world.post(&write, &[("source", "phone")]).await.location;
    let here = format!("{pass}/introductions/{}", row.id);
    let page = world.get(&here).await.body;
    assert!(
        !page.contains("example.org"),
        "the organiser sees no address here"
    );
    let form = [("answer", "yes"), ("share", "email")];
    world.post(&here, &form).await;
    assert_eq!(
        says_yes(&world, &two[1], &row, "CANARYBO").await,
        Said::Made
    );
    let row = reload(&world, &row).await;
    let sides = [row.one_entered_by, row.other_entered_by];
    assert!(sides.contains(&Some(world.owner)) && sides.contains(&None));
    // It is shown at the person's own link only.
    let seen = world.post(&format!("{here}/see"), &[]).await;
    assert_eq!(seen.location, here);
    assert!(!world.get(&here).await.body.contains("CANARYBO"));
    let me = world
        .read(&format!("{}/me", home(&world, &two[0]).await))
        .await;
    assert!(me.contains("written for you"), "{me}");
}

#[tokio::test]
async fn nobody_opens_an_introduction_of_others() {
    let (world, made) = published(&["A late market"]).await;
    let (_, row) = asked(&world, ["Ana", "Bo"]).await;
    let cara = world.starter("Cara").await;
    let base = home(&world, &cara).await;
    let here = format!("{base}/introductions/{}", row.id);
    assert_eq!(world.get_as("", &here).await.status, StatusCode::NOT_FOUND);
    for below in ["", "/see", "/end"] {
        let got = world
            .post_as("", &format!("{here}{below}"), &[("answer", "no")])
            .await;
        assert_eq!(got.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(reload(&world, &row).await.ended_at, None);
    // Nor looks after what they are not asked to.
    let txn = world.begin().await;
    let means = &world.app.means;
    let shown = OwnerShown::FirstName;
    let done = daisychain::plan::hands::owners::agree(&txn, means, &cara, made[0].id, shown).await;
    assert!(!done.unwrap());
}
