//! Writing down and checking: nothing typed is lost, both people answer, and either can open the record again.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::answer;
use daisychain::conversation::check::may_be_shown;
use daisychain::db;
use daisychain::erasure;
use daisychain::mail::MailKind;
use daisychain::plan::quotes::quotes;
use entity::shared::Quote;
use entity::{draft, insight, insight_version, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::resident::{agreed, conversations, first_question, mails, recorded};
use super::resident_support::{Answer, World};

/// Returns the address of something below Maria's first chat.
async fn at(world: &World, token: &str, below: &str) -> String {
    let chat = conversations(world).await[0].id;
    format!("/p/{token}/chat/{chat}/{below}")
}

async fn points(world: &World) -> Vec<insight::Model> {
    insight::Entity::find()
        .order_by_asc(insight::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

async fn drafts(world: &World) -> usize {
    let all = draft::Entity::find().all(&world.app.db.read).await;
    all.unwrap().len()
}

/// Goes past the questions that are left and comes to the review.
async fn skip_the_rest(world: &World, mut page: Answer) -> Answer {
    while page.h1() != "Check what you wrote, then show it to Sam" {
        page = page
            .form()
            .tick("We did not talk about this")
            .press(world, "Save and continue")
            .await;
    }
    page
}

/// Maria writes one point of Sam's and one of her own, lets hers be quoted by name, and shows it; Sam may check.
async fn both_answered(world: &World) -> (String, String) {
    let (maria, sam) = agreed(world).await;
    let page = first_question(world, &maria).await;
    let page = page
        .form()
        .fill("What Sam said", "The market is cheap.")
        .fill(
            "And what do you say? (optional)",
            "I go there on Wednesdays.",
        )
        .press(world, "Save and continue")
        .await;
    let page = skip_the_rest(world, page).await;
    assert!(page.says("You said this"));
    let page = page
        .form()
        .tick("Yes, with my first name")
        .press(world, "Show this to Sam")
        .await;
    assert_eq!(page.h1(), "Thank you. Sam can now check what you wrote.");
    world.pass(Duration::minutes(6));
    (maria, sam)
}

/// Sam keeps the one point and lets it be quoted.
async fn sam_keeps(world: &World, sam: &str) -> Answer {
    let page = world.open(&format!("/p/{sam}/check")).await;
    page.form()
        .tick("Keep it")
        .tick("Yes, with my first name")
        .tick("This is right now")
        .press(world, "Save")
        .await
}

/// Lets every message that waits be sent, as far as the outbox tells.
async fn send_all(world: &World) {
    let now = world.sources.now();
    outbox::Entity::update_many()
        .col_expr(outbox::Column::TransmittingAt, Expr::value(now))
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(&world.app.db.write)
        .await
        .unwrap();
}

/// Somebody deletes themself.
async fn leaves(world: &World, name: &str) {
    let person = world.person(name).await;
    let means = &world.app.means;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    answer::leave_conversations(&txn, means, &world.face, &person)
        .await
        .unwrap();
    erasure::forget(&txn, means, person.id).await.unwrap();
    txn.commit().await.unwrap();
}

async fn told_of_change(world: &World, name: &str) -> Vec<outbox::Model> {
    let person = world.person(name).await.id;
    let mut told = mails(world, MailKind::RecordChanged).await;
    told.retain(|mail| mail.participant == Some(person));
    told.sort_by_key(|mail| mail.made_at);
    told
}

#[tokio::test]
async fn r10_a_draft_survives_a_killed_server_and_is_there_on_another_phone() {
    let mut world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    page.press(&world, "Save and continue").await;
    let second = world.open(&at(&world, &maria, "question/2").await).await;
    let second = second.form().fill("What Sam said", "The lift is broken.");
    second.press(&world, "Save and continue").await;

    world.restart().await;

    // Another phone holds nothing but the link.
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Go on writing")).await;
    let page = page.form().tick("Yes, we talked and we agree");
    let page = page.press(&world, "Continue").await;
    assert!(page.text.contains("The market is cheap."));
    let page = page.form().press(&world, "Save and continue").await;
    assert!(page.text.contains("The lift is broken."));
    assert_eq!(drafts(&world).await, 2);
}

#[tokio::test]
async fn r11_a_newer_text_stays_and_either_or_both_are_taken_in_two_presses() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let old = first_question(&world, &maria).await;
    let phone = old.form().fill("What Sam said", "From the phone");
    phone.press(&world, "Save and continue").await;
    let conflict = old
        .form()
        .fill("What Sam said", "From the old tab")
        .fill("And what do you say? (optional)", "My own words")
        .press(&world, "Save and continue")
        .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.says("From the phone"));
    assert!(conflict.text.contains("From the old tab") && conflict.text.contains("My own words"));
    let question = at(&world, &maria, "question/1").await;

    // What is saved: one press, and nothing has changed.
    let kept = world.open(&conflict.link("Keep what is saved")).await;
    assert!(kept.text.contains("From the phone") && !kept.text.contains("old tab"));

    // Both: one press joins them, the next goes on.
    let both = conflict.form().press(&world, "Keep both").await;
    assert_eq!(
        both.find("textarea"),
        ["From the phone", "From the old tab", "My own words"]
    );
    let next = both.form().press(&world, "Save and continue").await;
    assert!(next.says("question 2 of"), "{}", next.text);
    let stored = draft::Entity::find().one(&world.app.db.read).await.unwrap();
    assert_eq!(stored.unwrap().body.0.len(), 3);

    // The old page again: still a conflict, because that version is older than what stands.
    let again = conflict.form().fill("What Sam said", "From a third tab");
    let again = again.press(&world, "Keep both").await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    // Mine: one press on the page that shows both.
    let mine = again.form().press(&world, "Save and continue").await;
    assert!(mine.says("question 2 of"));
    let page = world.open(&question).await;
    assert_eq!(page.find("textarea"), ["From a third tab", "My own words"]);
}

#[tokio::test]
async fn r12_the_script_saves_the_same_form_and_never_over_newer_text() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    assert_eq!(page.find("#kept[role=status]"), [""]);
    let body = |page: &Answer, words: &str| {
        let (action, body) = page
            .form()
            .fill("What Sam said", words)
            .request("Save and continue");
        (action, body.replace("next=continue", "next=keep"))
    };
    let (action, first) = body(&page, "Saved by itself");
    let answer = world.post(&action, &first).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["x-version"], "1");
    assert_eq!(answer.headers["x-saved-at"], "9%3A36am");

    // The page goes on with the version it was told; the same page without it would be an old tab.
    let (_, second) = body(&page, "And once more");
    let old = world.post(&action, &second).await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    let told = second.replace("version=0", "version=1");
    let answer = world.post(&action, &told).await;
    assert_eq!(answer.headers["x-version"], "2");
    let submitted = told
        .replace("version=1", "version=2")
        .replace("next=keep", "next=continue");
    let next = world.post(&action, &submitted).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER);

    // Nothing is asked of a text that is not finished, but that it is not too long.
    let empty = told
        .replace("And+once+more", "")
        .replace("version=1", "version=2");
    let answer = world.post(&action, &empty).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let long = told.replace("And+once+more", &"a".repeat(2_001));
    let answer = world.post(&action, &long).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The partner leaves: the script is told that it is over.
    leaves(&world, "Sam Khan").await;
    assert_eq!(world.post(&action, &told).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn points_have_the_questions_kind_and_any_other_and_an_added_one_keeps_what_was_typed() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    assert_eq!(
        page.attribute("#kind_1 option[selected]", "value"),
        ["strength"]
    );
    let page = page
        .form()
        .fill("What Sam said", "The market is cheap.")
        .fill("What kind of point is it?", "An idea")
        .fill("And what do you say? (optional)", "So it is.")
        .press(&world, "Add another point")
        .await;
    assert_eq!(
        page.find("textarea"),
        ["The market is cheap.", "", "So it is."]
    );
    let page = page
        .form()
        .fill_nth("What Sam said", 1, "It shuts early.")
        .fill_nth("What kind of point is it?", 1, "Something needed")
        .press(&world, "Save and continue")
        .await;
    let page = skip_the_rest(&world, page).await;
    page.form().press(&world, "Show this to Sam").await;
    let kinds: Vec<_> = points(&world)
        .await
        .iter()
        .map(|p| (p.kind.as_str(), p.by_initiator))
        .collect();
    assert_eq!(
        kinds,
        [("idea", false), ("need", false), ("strength", true)]
    );
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Maria wrote this after your chat. Is it right?");
    assert!(page.says("Maria also said") && page.says("So it is."));
}

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
async fn an_own_point_that_nobody_was_asked_about_is_not_quoted() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    // Only the initiator's words: that is no record of a chat.
    let page = page
        .form()
        .fill("And what do you say? (optional)", "Only mine.")
        .press(&world, "Save and continue")
        .await;
    let review = skip_the_rest(&world, page).await;
    let refused = review.form().press(&world, "Show this to Sam").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Write at least one point"));
    let page = world.open(&at(&world, &maria, "question/1").await).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    page.press(&world, "Save and continue").await;
    let review = world.open(&at(&world, &maria, "review").await).await;
    review.form().press(&world, "Show this to Sam").await;
    let own = points(&world).await.into_iter().find(|p| p.by_initiator);
    assert_eq!(own.unwrap().quote, Some(Quote::None));
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
async fn they_want_nothing_kept_and_the_chain_goes_on() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "Not to be kept.");
    page.press(&world, "Save and finish later").await;
    let page = world.open(&at(&world, &maria, "write").await).await;
    let page = page.form().tick("We talked, but Sam wants nothing kept");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Thank you. You talked with Sam.");
    assert!(points(&world).await.is_empty() && drafts(&world).await == 0);
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let page = world.open(&at(&world, &sam, "points").await).await;
    assert!(page.says("No words were kept of this chat."));
}

#[tokio::test]
async fn a_partner_who_deletes_themself_ends_the_writing_kindly() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    let second = page.press(&world, "Save and continue").await;
    leaves(&world, "Sam Khan").await;
    assert_eq!(drafts(&world).await, 0);
    let second = second.form().fill("What Sam said", "More of it.");
    let page = second.press(&world, "Save and continue").await;
    assert_eq!(page.h1(), "The person you talked with has left");
    assert!(page.says("What you had written is deleted."));
    let review = world.open(&at(&world, &maria, "review").await).await;
    assert_eq!(review.h1(), "The person you talked with has left");
    assert!(points(&world).await.is_empty() && drafts(&world).await == 0);
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
