//! Each of the two rules over their own words, and nobody agrees to words they have not read.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::check::may_be_shown;
use daisychain::conversation::{Outcome, record};
use daisychain::db;
use daisychain::plan::quotes::quotes;
use entity::insight_version;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{
    at, both_answered, drafts, just_shown, leaves, points, sam_keeps, send_all, told_of_change,
};
use crate::journeys::{conversations, recorded};
use crate::resident_support::World;

#[tokio::test]
async fn both_people_answer_and_each_rules_over_their_own_words() {
    let world = World::new().await;
    let (maria, sam) = both_answered(&world).await;
    let shown: Vec<bool> = points(&world).await.iter().map(may_be_shown).collect();
    assert_eq!(shown, [false, true], "only Maria has said yes so far");

    // Sam reads Maria's words and answers only for their own.
    let page = world.home(&sam).await;
    assert!(page.says("Maria also said") && page.says("I go there on Wednesdays."));
    assert_eq!(page.find("textarea"), ["The market is cheap."]);
    sam_keeps(&world, &sam).await;
    let all = points(&world).await;
    assert_eq!(all[1].text, "I go there on Wednesdays.");
    let read = &world.app.db.read;
    let mut names: Vec<_> = quotes(read, &world.face, all)
        .await
        .unwrap()
        .into_iter()
        .map(|q| (q.text, q.name.unwrap()))
        .collect();
    names.sort();
    let named = |text: &str, name: &str| (text.to_owned(), name.to_owned());
    assert_eq!(
        names,
        [
            named("I go there on Wednesdays.", "Maria"),
            named("The market is cheap.", "Sam")
        ]
    );

    // Each sees their own words.
    let marias = world.open(&format!("/p/{maria}/words")).await;
    assert!(marias.says("I go there on Wednesdays.") && !marias.says("The market is cheap."));
    let sams = world.open(&format!("/p/{sam}/words")).await;
    assert!(sams.says("The market is cheap.") && !sams.says("I go there on Wednesdays."));

    // Maria takes hers back later; Sam's stays.
    let page = world
        .open(&marias.link("Your chat with Sam: see or change the points"))
        .await;
    let page = world.open(&page.link("Correct or add something")).await;
    let page = page.form().tick("Take it back Point 2");
    let page = page.press(&world, "Save").await;
    assert!(page.says("You took this back."), "{}", page.text);
    let all = points(&world).await;
    assert!(all[1].withdrawn_at.is_some() && may_be_shown(&all[0]));
    let page = world.open(&at(&world, &sam, "points").await).await;
    assert!(page.says("Maria took this back.") && !page.says("Wednesdays"));
}

#[tokio::test]
async fn forgetting_one_of_the_two_takes_only_their_own_words() {
    let world = World::new().await;
    let (maria, sam) = both_answered(&world).await;
    sam_keeps(&world, &sam).await;
    leaves(&world, "Sam Khan").await;
    let texts = async || -> Vec<String> {
        let all = points(&world).await;
        all.into_iter().map(|p| p.text).collect()
    };
    assert_eq!(texts().await, ["", "I go there on Wednesdays."]);
    // Nobody corrects what somebody said who has left; one's own words can still be changed.
    let page = world.open(&at(&world, &maria, "correct").await).await;
    assert_eq!(page.find("textarea"), ["I go there on Wednesdays."]);
    assert!(page.says("does not take part any more"));
    leaves(&world, "Maria Lopez").await;
    assert_eq!(texts().await, ["", ""]);
    let left = insight_version::Entity::find()
        .filter(insight_version::Column::Text.ne(""))
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert!(left.is_empty() && drafts(&world).await == 0);
}

#[tokio::test]
async fn r04_new_words_are_unchecked_words_and_the_other_is_told_once_an_hour() {
    let world = World::new().await;
    let (maria, sam) = both_answered(&world).await;
    sam_keeps(&world, &sam).await;
    assert!(may_be_shown(&points(&world).await[0]));
    let correct = async |words: &str| {
        let page = world.open(&at(&world, &maria, "correct").await).await;
        let page = page.form().fill("What Sam said: point 1", words);
        page.press(&world, "Save").await
    };
    let page = correct("The market is cheap on Wednesdays.").await;
    assert!(page.says("Sam has not checked this yet."), "{}", page.text);
    let point = points(&world).await[0].clone();
    assert!(point.checked_at.is_none() && point.quote.is_none() && !may_be_shown(&point));

    // One message, after the time to undo; more changes before it goes are told by the same one.
    let first = told_of_change(&world, "Sam Khan").await;
    assert_eq!(first.len(), 1);
    assert!(first[0].next_attempt_at >= world.sources.now() + Duration::minutes(5));
    assert!(first[0].text.contains("/points"), "{}", first[0].text);
    correct("The market is cheap on Wednesday mornings.").await;
    assert_eq!(told_of_change(&world, "Sam Khan").await.len(), 1);
    // When it is out, the next one waits until an hour has gone.
    world.pass(Duration::minutes(10));
    send_all(&world).await;
    correct("The market is cheap each Wednesday.").await;
    let told = told_of_change(&world, "Sam Khan").await;
    assert_eq!(told.len(), 2);
    assert!(told[1].next_attempt_at >= told[0].sent_at.unwrap() + Duration::hours(1));

    // Sam sees the old and the new words, and checks the new ones.
    let page = world.open(&at(&world, &sam, "points").await).await;
    let words = page.find("tbody td");
    assert_eq!(words.len(), 6, "three times before and after");
    assert_eq!(
        words[..2],
        ["The market is cheap.", "The market is cheap on Wednesdays."]
    );
    let page = world
        .open(&page.link("Change or take out what you said"))
        .await;
    assert!(page.says("Maria changed or added this after you checked."));
    assert!(page.attribute("input[checked]", "value").is_empty());
    sam_keeps(&world, &sam).await;
    assert!(may_be_shown(&points(&world).await[0]));

    // Sam changes it: Maria is told, and every wording is kept.
    world.pass(Duration::minutes(1));
    let page = world.open(&format!("/p/{sam}/check")).await;
    let page = page
        .form()
        .tick("Change the words")
        .fill("New words for point 1, if you change them", "It is cheap.")
        .tick("This is right now")
        .press(&world, "Save")
        .await;
    assert!(page.says("It is cheap."));
    assert_eq!(told_of_change(&world, "Maria Lopez").await.len(), 1);
    let page = world.open(&at(&world, &maria, "points").await).await;
    assert_eq!(page.find("tbody tr").len(), 4);
    assert!(page.says("Sam has checked this."));
    let versions = insight_version::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(versions.len(), 6, "five of Sam's point, one of Maria's");
}

#[tokio::test]
async fn nobody_agrees_to_words_they_have_not_read() {
    let world = World::new().await;
    let (maria, sam) = both_answered(&world).await;
    let open = world.open(&format!("/p/{sam}/check")).await;
    let before = world.open(&at(&world, &maria, "correct").await).await;
    let page = before
        .form()
        .fill("What Sam said: point 1", "The market is dear.");
    page.press(&world, "Save").await;

    // Sam's page is older than the words: they are asked again.
    let answer = open
        .form()
        .tick("Keep it")
        .tick("Yes, with my first name")
        .tick("This is right now")
        .press(&world, "Save")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("The market is dear.") && answer.says("Maria changed point 1 meanwhile."));
    assert!(!may_be_shown(&points(&world).await[0]));
    let page = answer.form().tick("Change the words").fill(
        "New words for point 1, if you change them",
        "The market is fair.",
    );
    page.press(&world, "Save").await;

    // Maria's old page neither undoes Sam's words when she did not touch them, nor writes over them when she did.
    let page = before.form().press(&world, "Save").await;
    assert!(page.says("The market is fair."));
    let page = before.form().fill("What Sam said: point 1", "Dear indeed.");
    let answer = page.press(&world, "Save").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("It now says: The market is fair."));
    assert!(answer.text.contains("Dear indeed."));
    assert_eq!(points(&world).await[0].text, "The market is fair.");
    answer.form().press(&world, "Save").await;
    assert_eq!(points(&world).await[0].text, "Dear indeed.");
}

#[tokio::test]
async fn a_point_can_be_added_later_and_is_unchecked_when_it_is_the_partners() {
    let world = World::new().await;
    let (maria, sam) = both_answered(&world).await;
    sam_keeps(&world, &sam).await;
    let address = at(&world, &maria, "correct").await;
    let page = world.open(&address).await;
    let refused = page
        .form()
        .fill("The new point (optional)", "It has a café.");
    let refused = refused.press(&world, "Save").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("It has a café."));
    let page = refused.form().tick("Sam said it");
    page.press(&world, "Save").await;
    let page = world.open(&address).await;
    let page = page.form().fill("The new point (optional)", "I like tea.");
    page.tick("I said it").press(&world, "Save").await;
    let all = points(&world).await;
    let standing: Vec<_> = all
        .iter()
        .map(|p| (p.by_initiator, p.checked_at.is_some()))
        .collect();
    assert_eq!(
        standing,
        [(false, true), (true, true), (false, false), (true, true)]
    );
    assert_eq!(told_of_change(&world, "Sam Khan").await.len(), 1);
    // Only what is new is asked.
    let page = world.open(&format!("/p/{sam}/check")).await;
    assert_eq!(page.attribute("[value=keep][checked]", "name").len(), 1);
}

#[tokio::test]
async fn a_closed_chain_takes_no_corrections() {
    let world = World::new().await;
    let (maria, _) = both_answered(&world).await;
    let page = world.open(&at(&world, &maria, "correct").await).await;
    entity::chain::Entity::update_many()
        .col_expr(
            entity::chain::Column::ClosedAt,
            Expr::value(world.sources.now()),
        )
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let page = page.form().fill("What Sam said: point 1", "Other words.");
    page.press(&world, "Save").await;
    assert_eq!(points(&world).await[0].text, "The market is cheap.");
}

#[tokio::test]
async fn without_an_answer_in_seven_days_a_point_counts_and_is_never_quoted() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    world.pass(Duration::days(7) + Duration::minutes(1));
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let page = world.open(&at(&world, &maria, "points").await).await;
    assert!(page.says("Sam did not check this in time. It counts, but we never quote it."));
    let page = world.open(&at(&world, &sam, "points").await).await;
    assert!(page.says("You did not check this in time."));
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(page.says("You have not checked this. We do not quote it."));
    assert!(points(&world).await.iter().all(|p| !may_be_shown(p)));
    let totals =
        daisychain::insight::evidence::totals(&world.app.db.read, world.face.chain.id).await;
    let totals = totals.unwrap();
    assert_eq!((totals.points, totals.readable, totals.chats), (2, 0, 1));
    // It is late, not too late.
    let page = world.open(&format!("/p/{sam}/check")).await;
    assert!(page.says("You can still check it."));
    let page = page.form().tick("Keep it").tick_nth("Keep it", 1);
    let page = page.tick("Yes, without my name").tick("This is right now");
    page.press(&world, "Save").await;
    assert!(may_be_shown(&points(&world).await[0]));
}

#[tokio::test]
async fn a_record_is_not_taken_back_once_its_partner_has_left() {
    let world = World::new().await;
    let (maria, _) = recorded(&world).await;
    let page = world.home(&maria).await;
    leaves(&world, "Sam Khan").await;
    page.form().press(&world, "Undo").await;
    let chat = conversations(&world).await[0].clone();
    assert!(chat.recorded_at.is_some() && chat.ended_at.is_none());
    let all = points(&world).await;
    assert!(all.len() == 2 && all.iter().all(|p| p.text.is_empty()));
    let page = world.open(&at(&world, &maria, "question/1").await).await;
    assert!(!page.text.contains("What Sam said"));
}

#[tokio::test]
async fn i4_nobody_takes_a_record_back_in_the_place_of_somebody_who_was_erased() {
    let world = World::new().await;
    just_shown(&world).await;
    leaves(&world, "Maria Lopez").await;
    let chat = conversations(&world).await.remove(0);
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let done = record::take_back(&txn, &world.app.means, &chat).await;
    assert!(matches!(done.unwrap(), Outcome::AlreadyDone));
    txn.commit().await.unwrap();
    assert!(conversations(&world).await[0].recorded_at.is_some());
    assert!(!points(&world).await.is_empty());
}
