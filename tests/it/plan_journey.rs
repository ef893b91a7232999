//! The whole way by its name: words in a conversation, a theme, an action, the published plan, an update, the person's
//! own page and e-mail; then the words are taken back, and are gone everywhere.

use daisychain::conversation::take_out::take_out;
use daisychain::organiser::audit::By;
use daisychain::people::links;
use entity::shared::LinkKind;
use entity::{insight, outbox};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::plan::publish_next;
use crate::plan_news::spoken;

#[tokio::test]
async fn from_words_to_news_and_back_out_of_every_page_and_file() {
    let (world, sam, made) = spoken().await;
    let (conn, slug) = (&world.app.db.read, world.slug());
    publish_next(&world, false).await;
    publish_next(&world, false).await;
    let told = [
        ("text", "UPDATECANARY: the market stays open late."),
        ("happened_on", "1/1/2020"),
        ("status", "started"),
        ("tell", "now"),
        ("nonce", "journey-nonce-0123456"),
    ];
    let here = format!("/desk/{slug}/plan/actions/{}/news", made.id);
    assert_eq!(world.post(&here, &told).await.location, here);

    let link = links::find_live(conn, sam.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let token = world.app.means.keys.link_token(link.id, link.generation);
    let own = format!("/p/{token}/led-to");
    let home = world.read(&format!("/p/{token}")).await;
    assert!(home.contains(&own), "the person's page leads there: {home}");
    let trail = world.read(&own).await;
    let order = [
        "CANARYLATE market",
        "Hours",
        "A late market",
        "Started",
        "UPDATECANARY",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|part| {
            trail
                .find(part)
                .unwrap_or_else(|| panic!("{part}: {trail}"))
        })
        .collect();
    assert!(places.is_sorted(), "words, theme, action, what happened");
    let mail = outbox::Entity::find().filter(outbox::Column::Kind.eq("news"));
    let mail = mail.one(conn).await.unwrap().unwrap();
    assert_eq!(mail.participant, Some(sam.id));
    assert!(mail.text.contains("UPDATECANARY") && !mail.text.contains("CANARYLATE"));

    let plan = format!("/c/{slug}/plan");
    let quoting: Vec<String> = [1, 2]
        .iter()
        .flat_map(|n| {
            ["plan.json", "plan.csv", "plan.md", "actions/1"]
                .map(|below| format!("{plan}/{n}/{below}"))
        })
        .collect();
    for path in &quoting {
        assert!(world.read(path).await.contains("CANARYLATE"), "{path}");
    }
    let txn = world.begin().await;
    let by = By::Participant(sam.id);
    let out = take_out(&txn, &world.app.means, &world.face, &sam, by).await;
    assert_eq!(out.unwrap(), 2);
    txn.commit().await.unwrap();
    let others = [
        plan.clone(),
        format!("{plan}/1"),
        format!("{plan}/2"),
        format!("{plan}/feed.xml"),
        format!("/c/{slug}/updates"),
        format!("/c/{slug}"),
        own,
    ];
    for path in quoting.iter().chain(&others) {
        let page = world.read(path).await;
        assert!(!page.contains("CANARYLATE"), "{path}");
    }
    assert!(world.read(&others[4]).await.contains("UPDATECANARY"));
    let stays = insight::Entity::find().filter(insight::Column::Chain.eq(made.chain));
    let stays = stays.all(conn).await.unwrap();
    assert!(stays.iter().all(|point| point.withdrawn_at.is_some()));
}
