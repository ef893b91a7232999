//! What a link alone may not do takes a mailed code, for one person and one act, once.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::keys::Pass;
use daisychain::mail::{MailKind, Sent};
use daisychain::means::{Acting, Source};
use entity::shared::{LinkKind, Quote};
use entity::{audit, insight, link, outbox, person_code, sign_in};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::support::{asks, post};
use crate::journeys::{agreed, invited, mails, recorded};
use crate::organisers::{as_organiser, signed_in};
use crate::resident_support::World;

#[tokio::test]
async fn a_code_is_for_one_persons_one_act_five_tries_ten_minutes_once() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    asks(&world, &sam, "/delete").await;
    let sent = post(&world).await;
    let mail = sent.iter().find(|m| m.kind == MailKind::ActCode).unwrap();
    let code = world.act_code().await;
    assert_eq!(mail.to, "sam@example.org");
    assert!(mail.text.contains(&code) && !mail.text.contains("/p/"));
    let stored = outbox::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert!(stored.iter().all(|row| !row.text.contains(&code)));

    // Not for another act, another person, or nobody.
    let types = async |token: &str, act: &str, code: &str| {
        let body = format!("code={code}&format=text");
        world.post(&format!("/p/{token}/code/{act}"), &body).await
    };
    assert!(
        types(&sam, "download", &code)
            .await
            .says("This code has ended.")
    );
    assert!(
        types(&maria, "delete", &code)
            .await
            .says("This code has ended.")
    );
    assert_eq!(
        types(&sam, "other", &code).await.status,
        StatusCode::NOT_FOUND
    );
    let unknown = types(&"a".repeat(43), "delete", &code).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(
        types(&sam, "delete", "")
            .await
            .says("Type the code from our email")
    );

    // Five tries, and then also the right one is too late.
    for left in ["4 more times", "3 more times", "2 more times", "once more"] {
        let answer = types(&sam, "delete", "2222-2222").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says(left), "{left}: {}", answer.main());
    }
    assert!(
        types(&sam, "delete", "2222-2222")
            .await
            .says("Ask for another code")
    );
    assert!(
        types(&sam, "delete", &code)
            .await
            .says("This code has ended.")
    );

    // Ten minutes; the newest one only.
    world.pass(Duration::minutes(1));
    asks(&world, &sam, "/delete").await;
    let second = world.act_code().await;
    world.pass(Duration::minutes(11));
    assert!(
        types(&sam, "delete", &second)
            .await
            .says("This code has ended.")
    );
    let late = world.open(&format!("/p/{sam}/code/delete")).await;
    assert_eq!(late.h1(), "Delete everything about you?", "nothing waits");
    asks(&world, &sam, "/delete").await;

    // Three an hour.
    world.pass(Duration::minutes(1));
    let page = world.open(&format!("/p/{sam}/code/delete")).await;
    let page = page.form().press(&world, "Send another code").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("We sent three codes in the last hour."));
    let codes = person_code::Entity::find().count(&world.app.db.read);
    assert_eq!(codes.await.unwrap(), 3);

    // Once, however it is typed.
    assert_eq!(world.home(&sam).await.status, StatusCode::OK);
    let third = world.act_code().await.replace('-', " ").to_lowercase();
    let answer = types(&sam, "delete", &third).await;
    assert_eq!(answer.h1(), "Done. We have deleted your name and email.");
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    let used = sign_in::Entity::find()
        .filter(sign_in::Column::UsedAt.is_not_null())
        .count(&world.app.db.read);
    assert_eq!(used.await.unwrap(), 1);
}

#[tokio::test]
async fn who_has_no_address_that_works_calls_and_an_organiser_does_it_at_the_desk() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    world.bounce("Sam Khan").await;
    for start in ["/delete", "/take-out", "/download", "/email"] {
        let page = world.open(&format!("/p/{sam}{start}")).await;
        assert!(page.says("Call us, and we will do it with you."), "{start}");
        assert!(page.find("main form").is_empty(), "{start}");
        let before = world.dump().await;
        let body = "press=yes&delete=delete";
        world.post(&format!("/p/{sam}{start}"), body).await;
        assert_eq!(before, world.dump().await, "{start}");
    }
    let (asha, cookie) = signed_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    let desk = format!("/desk/{}/people/{person}", world.face.chain.slug);
    let page = as_organiser(&world, &cookie, &desk, None).await;
    assert_eq!(
        page.link("Take out what Sam said"),
        format!("{desk}/take-out")
    );
    let take_out = format!("{desk}/take-out");
    let page = as_organiser(&world, &cookie, &take_out, Some("")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let page = as_organiser(&world, &cookie, &take_out, Some("decision=yes")).await;
        assert_eq!(page.location.unwrap(), format!("{desk}?done=taken-out"));
    }
    let points = insight::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(points.len(), 2);
    assert!(
        points
            .iter()
            .all(|p| p.struck_at.is_some() || p.withdrawn_at.is_some())
    );
    let noted = world
        .column(
            "SELECT act FROM audit WHERE act = 'words.taken_out' AND actor_kind = 'organiser'",
            "act",
        )
        .await;
    assert_eq!(noted.len(), 1);
    let copy = as_organiser(&world, &cookie, &format!("{desk}/copy"), Some("")).await;
    assert!(copy.text.contains("sam@example.org") && !copy.text.contains("maria@example.org"));
    let noted = "SELECT act FROM audit WHERE act = 'details.shown'";
    assert_eq!(world.column(noted, "act").await.len(), 1);
    let forget = format!("{desk}/forget");
    as_organiser(&world, &cookie, &forget, Some("decision=yes")).await;
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    let by = audit::Entity::find()
        .filter(audit::Column::Act.is_in(["words.taken_out", "details.shown", "person.forgotten"]))
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(by.len(), 3);
    assert!(by.iter().all(|noted| noted.actor_id == Some(asha.id)));
}

#[tokio::test]
async fn the_desk_changes_an_address_for_who_asked_and_the_old_one_gets_no_link() {
    let world = World::new().await;
    let (_, old_link) = agreed(&world).await;
    post(&world).await;
    let (_, cookie) = signed_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    let desk = format!("/desk/{}/people/{person}", world.face.chain.slug);
    let page = as_organiser(&world, &cookie, &desk, None).await;
    let path = page.link("Change contact details");
    let page = as_organiser(&world, &cookie, &path, Some("email=samk@example.org")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Tick that they asked you"));
    for _ in 0..2 {
        let body = "email=samk@example.org&asked=yes";
        let page = as_organiser(&world, &cookie, &path, Some(body)).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    }
    let sent = post(&world).await;
    let to = |address: &str| -> Vec<&Sent> { sent.iter().filter(|m| m.to == address).collect() };
    let old = to("sam@example.org");
    assert_eq!(old.len(), 1, "{sent:?}");
    assert_eq!(old[0].kind, MailKind::DetailsChanged);
    assert!(!old[0].text.contains("/p/") && old[0].text.contains("/c/"));
    let new = to("samk@example.org");
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].kind, MailKind::NewLink);
    assert_eq!(world.home(&old_link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn an_organiser_who_writes_for_somebody_is_sent_to_the_desk_for_it() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let (asha, cookie) = signed_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    let live = link::Entity::find()
        .filter(link::Column::Participant.eq(person))
        .filter(link::Column::Kind.eq(LinkKind::Act))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let pass = world.app.means.keys.pass_token(&Pass {
        link: live.id,
        generation: live.generation,
        until: (world.app.means.now() + Duration::hours(1)).timestamp(),
        acting: Some(Acting {
            organiser: asha.id,
            source: Source::Phone,
        }),
    });
    let page = as_organiser(&world, &cookie, &format!("/p/{pass}/me"), None).await;
    assert!(page.says("Sam Khan") && !page.text.contains("07700 900123"));
    asks(&world, &sam, "/delete").await;
    let code = world.act_code().await;
    let before = world.dump().await;
    for start in [
        "/delete",
        "/take-out",
        "/download",
        "/email",
        "/code/delete",
    ] {
        let path = format!("/p/{pass}{start}");
        let body = format!("press=yes&delete=delete&code={code}");
        for form in [None, Some(body.as_str())] {
            let page = as_organiser(&world, &cookie, &path, form).await;
            assert_eq!(page.h1(), "Only the person themself can do this here");
        }
    }
    assert_eq!(before, world.dump().await);
    let own = world.open(&format!("/p/{pass}/me")).await;
    assert!(!own.text.contains("Khan"), "the pass alone opens nothing");
}

#[tokio::test]
async fn who_has_not_said_yes_is_deleted_without_a_code() {
    let world = World::new().await;
    let (_, sam) = invited(&world).await;
    for below in ["/take-out", "/email"] {
        let page = world.open(&format!("/p/{sam}{below}")).await;
        assert!(page.h1().starts_with("Maria would like to talk"), "{below}");
    }
    let page = world.open(&format!("/p/{sam}/delete")).await;
    let form = page.form().tick("Delete everything about me");
    let page = form.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Done. We have deleted your name and email.");
    assert!(mails(&world, MailKind::ActCode).await.is_empty());
}

#[tokio::test]
async fn all_words_are_taken_out_at_once_and_the_person_still_takes_part() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    world.pass(Duration::minutes(6));
    // Maria wrote one point of her own.
    let all = insight::Entity::find()
        .order_by_asc(insight::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap();
    insight::Entity::update_many()
        .col_expr(insight::Column::ByInitiator, Expr::value(true))
        .filter(insight::Column::Id.eq(all[1].id))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let points = async || {
        insight::Entity::find()
            .order_by_asc(insight::Column::Id)
            .all(&world.app.db.read)
            .await
            .unwrap()
    };
    let takes_out = async |token: &str| {
        let page = asks(&world, token, "/take-out").await;
        let code = world.act_code().await;
        let form = page.form().fill("Code", &code);
        form.press(&world, "Take my words out").await
    };
    let page = takes_out(&sam).await;
    assert_eq!(page.h1(), "What you said");
    assert!(page.says("You took this point out. It does not count."));
    assert!(!page.says("The market is cheap."));
    let after = points().await;
    assert!(after[0].struck_at.is_some(), "{:?}", after[0]);
    assert_eq!(after[0].quote, Some(Quote::None));
    assert!(
        after[1].struck_at.is_none() && after[1].withdrawn_at.is_none(),
        "Maria's"
    );
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let person = world.person("Sam Khan").await;
    assert!(person.agreed_at.is_some() && person.stopped_at.is_none());

    let page = takes_out(&maria).await;
    assert_eq!(page.status, StatusCode::OK);
    let after = points().await;
    assert!(after[1].withdrawn_at.is_some());
    let noted = "SELECT act FROM audit WHERE act = 'words.taken_out'";
    assert_eq!(world.column(noted, "act").await.len(), 2);
}

#[tokio::test]
async fn r38_the_pages_of_the_code_sent_untouched_change_nothing() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    asks(&world, &sam, "/download").await;
    world.pass(Duration::minutes(1));
    let before = world.dump().await;
    let mut sent = 0;
    for below in [
        "/take-out",
        "/download",
        "/email",
        "/delete",
        "/code/download",
        "/name",
        "/language",
    ] {
        let page = world.open(&format!("/p/{sam}{below}")).await;
        for (to, body) in page.untouched_forms() {
            let answer = world.post(&to, &body).await;
            assert!(!answer.status.is_server_error(), "{to}");
            sent += 1;
        }
    }
    assert!(sent >= 8, "{sent}");
    assert_eq!(before, world.dump().await);
}

#[tokio::test]
async fn forgetting_somebody_ends_their_codes_and_their_file() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    asks(&world, &sam, "/download").await;
    let code = world.act_code().await;
    let person = world.person("Sam Khan").await.id;
    world.forget(person).await;
    let body = format!("code={code}&format=json");
    let answer = world.post(&format!("/p/{sam}/code/download"), &body).await;
    assert_eq!(answer.status, StatusCode::GONE, "{}", answer.text);
    assert!(!answer.text.contains("07700"), "{}", answer.text);
    assert!(
        post(&world)
            .await
            .iter()
            .all(|m| m.kind != MailKind::ActCode)
    );
}
