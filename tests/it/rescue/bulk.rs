//! Many links at once: the preview says who gets what, the confirmation counts what happened, and it can be undone.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation;
use entity::outbox;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{Stalled, filled, hidden};
use crate::desk::support::{World, texts, troubled};

/// Opens the list with all of it ticked, and returns its form as it stands then.
async fn all_ticked(w: &World) -> Vec<(String, String)> {
    let list = w.get("/rescue?all=yes").await;
    let document = scraper::Html::parse_document(&list.body);
    let ticks = scraper::Selector::parse("input[type=checkbox][name=link][checked]").unwrap();
    let value = |tick: scraper::ElementRef<'_>| tick.value().attr("value").unwrap().to_owned();
    let ticked = document
        .select(&ticks)
        .map(|tick| ("link".to_owned(), value(tick)));
    let ticked: Vec<_> = ticked.collect();
    hidden(&list, "/rescue").into_iter().chain(ticked).collect()
}

async fn reminders(w: &World) -> usize {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::Kind.starts_with("remind-"))
        .filter(outbox::Column::CancelledAt.is_null())
        .all(&w.app.db.read)
        .await
        .unwrap();
    rows.len()
}

#[tokio::test]
async fn r35_what_the_preview_says_is_what_happens_once_and_all_of_it_can_be_undone() {
    let w = troubled().await;
    let list = w.get("/rescue").await;
    let names = texts(&list.body, "tbody .choice label");
    assert_eq!(names, ["Fay", "Cat", "Ben", "Dan", "Eve", "Abe", "Gus"]);
    let fields = hidden(&list, "/rescue");
    let nothing = w
        .post("/rescue", &filled(&fields, &[("action", "remind")]))
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Choose one chat or more"));
    // What all of the page are is seen in the boxes, and one of them can be taken out again.
    let ticked = all_ticked(&w).await;
    assert_eq!(ticked.len(), fields.len() + names.len());
    let unsaid = w.post("/rescue", &filled(&ticked, &[])).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let out = w
        .post(
            "/rescue",
            &filled(&ticked[..ticked.len() - 1], &[("action", "rest")]),
        )
        .await;
    assert_eq!(
        texts(&out.body, "h1").join(""),
        "Let 6 chats rest for a week?"
    );
    // Ana's message to Abe is late; Fay's own came back, so that she is left out.
    let fay = w
        .help()
        .await
        .iter()
        .find(|h| h.name == "Fay")
        .unwrap()
        .person;
    w.bounce(&w.person(fay).await).await;
    let chosen = filled(&ticked, &[("action", "remind")]);
    let preview = w.post("/rescue", &chosen).await;
    assert_eq!(preview.status, StatusCode::OK);
    let title = texts(&preview.body, "h1").join("");
    assert_eq!(title, "Send 6 reminders?");
    let gets = texts(&preview.body, "table tbody tr");
    assert_eq!(gets.len(), 6);
    assert!(
        gets.iter().any(|row| row.contains("Bo gets a reminder")),
        "{gets:?}"
    );
    let left = texts(&preview.body, "section[aria-labelledby=stays] li");
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].contains("Fay"));
    assert_eq!(
        texts(&preview.body, "section[aria-labelledby=words] h3").len(),
        5,
        "a text for each kind"
    );
    assert_eq!(reminders(&w).await, 0, "nothing was sent");

    let send = hidden(&preview, "/rescue/send");
    let send = filled(&send, &[]);
    let done = w.post("/rescue/send", &send).await;
    let again = w.post("/rescue/send", &send).await;
    assert_eq!(done.to, again.to);
    let page = w.follow(&done).await;
    assert!(page.body.contains("6 reminders go out at"), "{}", page.body);
    assert_eq!(reminders(&w).await, 6);
    let soon = texts(&w.get("").await.body, "section[aria-labelledby=soon] li");
    assert_eq!(soon.len(), 6, "{soon:?}");
    assert!(
        soon.iter()
            .any(|line| line.starts_with("Bo gets a reminder at")),
        "{soon:?}"
    );
    assert_eq!(w.count_audit("step.reminded").await, 6);

    let base = format!("/desk/{}", w.face.chain.slug);
    let undo = done.to.strip_prefix(&base).unwrap();
    for _ in 0..2 {
        let undone = w.post(undo, &[]).await;
        let page = w.follow(&undone).await;
        assert!(page.body.contains("6 were undone"), "{}", page.body);
        assert!(!page.body.contains("reminders go out"), "{}", page.body);
        assert!(!page.body.contains("Undo all"));
    }
    assert_eq!(reminders(&w).await, 0);
}

#[tokio::test]
async fn somebody_who_acts_between_the_preview_and_the_press_is_left_in_peace() {
    let s = Stalled::new().await;
    let (_, bea) = s.colleague().await;
    let cy = s.w.agreed_starter("Cy").await;
    let dan = s.w.choose(&cy, "Dan").await;
    s.w.agree(dan.id).await;
    s.w.day(22);
    let list = s.w.get("/rescue?kind=contact").await;
    assert_eq!(texts(&list.body, "tbody .choice label"), ["Ben", "Dan"]);
    let fields = hidden(&list, "/rescue");
    let ids = [s.ben.id.to_string(), dan.id.to_string()];
    let chosen = filled(
        &fields,
        &[("link", &ids[0]), ("link", &ids[1]), ("action", "remind")],
    );
    let preview = s.w.post("/rescue", &chosen).await;
    let send = hidden(&preview, "/rescue/send");
    // Cy gets in touch; Bea reminds Ana.
    s.w.reveal(&cy, &dan).await;
    let path = format!("/people/{}/remind", s.ben.id);
    let hers = hidden(&s.w.send(&bea, &path, None).await, "/remind");
    s.w.send(&bea, &path, Some(&filled(&hers, &[]))).await;
    let done = s.w.post("/rescue/send", &filled(&send, &[])).await;
    let page = s.w.follow(&done).await;
    assert!(page.body.contains("Nobody was reminded"), "{}", page.body);
    let left = texts(&page.body, "main li").join(" ");
    assert!(left.contains("Bea had just sent a reminder"), "{left}");
    assert!(left.contains("It has moved on"), "{left}");
    assert_eq!(reminders(&s.w).await, 1);
}

#[tokio::test]
async fn links_rest_and_end_many_at_once_and_both_can_be_undone() {
    let s = Stalled::new().await;
    let rest = async || {
        let ticked = all_ticked(&s.w).await;
        let chosen = filled(&ticked, &[("action", "rest")]);
        let preview = s.w.post("/rescue", &chosen).await;
        let send = hidden(&preview, "/rescue/send");
        s.w.post("/rescue/send", &filled(&send, &[])).await
    };
    let done = rest().await;
    assert!(
        s.w.follow(&done)
            .await
            .body
            .contains("1 chat rests for a week")
    );
    assert!(s.w.help().await.is_empty());
    let resting = s.w.get("/rescue?kind=resting").await;
    assert_eq!(texts(&resting.body, "tbody .choice label"), ["Ben"]);
    let base = format!("/desk/{}", s.w.face.chain.slug);
    s.w.post(done.to.strip_prefix(&base).unwrap(), &[]).await;
    assert_eq!(s.w.help().await.len(), 1);
    // After five minutes there is nothing to undo.
    let done = rest().await;
    s.w.app.means.sources.advance(Duration::minutes(6));
    s.w.post(done.to.strip_prefix(&base).unwrap(), &[]).await;
    assert!(s.w.help().await.is_empty());
    s.w.day(30);

    let ticked = all_ticked(&s.w).await;
    let chosen = filled(&ticked, &[("action", "close")]);
    let preview = s.w.post("/rescue", &chosen).await;
    assert!(
        preview.body.contains("is asked what they would like now"),
        "{}",
        preview.body
    );
    let send = hidden(&preview, "/rescue/send");
    let done = s.w.post("/rescue/send", &filled(&send, &[])).await;
    let page = s.w.follow(&done).await;
    assert!(page.body.contains("1 chat ends at"), "{}", page.body);
    let path = done.to.strip_prefix(&base).unwrap();
    let live = async || {
        let read = &s.w.app.db.read;
        let live = conversation::find_incoming(read, s.ben.id).await.unwrap();
        live.is_some()
    };
    // Nothing happens for five minutes, and it can be undone whole.
    s.minutes(4).await;
    assert!(live().await);
    assert!(s.sent(s.ben.id, "left-alone").await.is_empty());
    for _ in 0..2 {
        let page = s.w.follow(&s.w.post(path, &[]).await).await;
        assert!(page.body.contains("1 was undone"), "{}", page.body);
    }
    s.minutes(10).await;
    assert!(live().await);
    assert_eq!(s.w.help().await.len(), 1);
    assert_eq!(s.w.count_audit("conversation.closed").await, 0);
}

#[tokio::test]
async fn ending_many_takes_effect_once_after_five_minutes_and_leaves_who_acted() {
    let s = Stalled::new().await;
    let cy = s.w.agreed_starter("Cy").await;
    let dan = s.w.choose(&cy, "Dan").await;
    s.w.agree(dan.id).await;
    let eve = s.w.agreed_starter("Eve").await;
    let fay = s.w.choose(&eve, "Fay").await;
    s.w.day(25);
    let fields = hidden(&s.w.get("/rescue").await, "/rescue");
    let ids = [s.ben.id, dan.id, fay.id].map(|id| id.to_string());
    let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("link", id.as_str())).collect();
    let mut chosen = filled(&fields, &chosen);
    chosen.push(("action", "close"));
    let preview = s.w.post("/rescue", &chosen).await;
    assert_eq!(texts(&preview.body, "h1").join(""), "End 3 chats kindly?");
    // What people will read, each kind of message once, with all who get it.
    let reads = texts(&preview.body, "section[aria-labelledby=words] h3");
    assert_eq!(reads.len(), 3, "{reads:?}");
    let has = |words: &str| reads.iter().any(|title| title.contains(words));
    assert!(
        has("What Ben, Dan will each read") || has("What Dan, Ben will each read"),
        "{reads:?}"
    );
    assert!(has("What Eve will read"), "{reads:?}");
    let words = texts(&preview.body, "section[aria-labelledby=words] .card").join(" ");
    assert!(words.contains("Fay"), "{words}");
    assert!(s.sent(s.ben.id, "left-alone").await.is_empty());

    let send = hidden(&preview, "/rescue/send");
    let done = s.w.post("/rescue/send", &filled(&send, &[])).await;
    let again = s.w.post("/rescue/send", &filled(&send, &[])).await;
    assert_eq!(done.to, again.to);
    // All that is to happen stands on the overview.
    let soon = texts(&s.w.get("").await.body, "section[aria-labelledby=soon] li");
    assert_eq!(soon.len(), 3, "{soon:?}");
    // Fay has not answered: her details stand until it is over.
    s.minutes(3).await;
    assert!(s.w.person(fay.id).await.email.is_some());
    s.w.reveal(&cy, &dan).await;
    s.minutes(2).await;
    s.minutes(1).await;
    let page = s.w.get(
        done.to
            .strip_prefix(&format!("/desk/{}", s.w.face.chain.slug))
            .unwrap(),
    );
    let page = page.await;
    assert!(page.body.contains("2 chats have ended"), "{}", page.body);
    assert!(!page.body.contains("Undo all"));
    let left = texts(&page.body, "main li").join(" ");
    assert!(left.contains("Dan : It has moved on"), "{left}");
    let read = &s.w.app.db.read;
    for (id, lives) in [(s.ben.id, false), (dan.id, true), (fay.id, false)] {
        let live = conversation::find_incoming(read, id).await.unwrap();
        assert_eq!(live.is_some(), lives);
    }
    assert!(s.w.person(fay.id).await.erased_at.is_some());
    assert_eq!(s.sent(s.ben.id, "left-alone").await.len(), 1);
    assert_eq!(s.w.count_audit("conversation.closed").await, 2);
    // Too late to undo.
    let path = done
        .to
        .strip_prefix(&format!("/desk/{}", s.w.face.chain.slug));
    let late = s.w.follow(&s.w.post(path.unwrap(), &[]).await).await;
    assert!(late.body.contains("2 chats have ended"), "{}", late.body);
}
