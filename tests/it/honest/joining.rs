//! Joining people who wait: why somebody does not fit is said, and no button leads nowhere.

use axum::http::StatusCode;
use daisychain::conversation::ways::{self, Finder};
use daisychain::{db, people};
use entity::participant;
use entity::shared::Door;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::desk::support::{World, texts};
use crate::rescue::support::link;

/// Somebody who joined by themself, said yes and waits.
async fn waiting(w: &World, name: &str, language: &str) -> participant::Model {
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let email = format!("{}@example.org", name.to_lowercase());
    let means = &w.app.means;
    let added = people::add_newcomer(
        &txn,
        means,
        &w.face,
        Door::Pool,
        name,
        Some(&email),
        language,
    )
    .await;
    let person = added.unwrap().unwrap();
    txn.commit().await.unwrap();
    w.agree(person.id).await
}

#[tokio::test]
async fn a_step_that_leads_nowhere_is_not_offered_and_the_pages_say_why() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana Costa").await;
    let lu = waiting(&w, "Lu", "pt").await;
    w.day(30);
    let join = "Join Ana to somebody who waits";
    for path in [String::new(), format!("/people/{}", ana.id)] {
        let page = w.get(&path).await;
        assert!(page.body.contains("Ana"), "{path}");
        assert!(!page.body.contains("to somebody who waits"), "{path}");
    }
    let page = w.get(&format!("/people/{}/join", ana.id)).await;
    assert_eq!(
        texts(&page.body, "section[aria-labelledby=unfit] li"),
        ["Lu would like to talk in Portugu\u{ea}s , Ana in English ."]
    );
    // Their own pages say which language it is, and what can be done.
    let page = w.get(&format!("/people/{}", lu.id)).await;
    assert_eq!(texts(&page.body, "dd bdi[lang=pt]"), ["Portugu\u{ea}s"]);
    let page = w.get(&format!("/people/{}/step-in", lu.id)).await;
    let says = texts(&page.body, "fieldset").join(" ");
    for words in [
        "Nobody is free now who would like to talk in it too.",
        "1 person is free, but would like to talk in another language.",
        "Two people who wait cannot be joined to each other.",
    ] {
        assert!(says.contains(words), "no {words} in {says}");
    }
    let add = link(&page, "Add a first person who speaks it");
    assert!(add.ends_with("/people/add"), "{add}");
    // Somebody comes who fits, and each page sends who is chosen, the first of the list too.
    let wil = waiting(&w, "Wil", "en").await;
    let sends = |body: &str, field: &str| {
        let choices = format!("input[type=radio][name={field}]");
        let document = scraper::Html::parse_document(body);
        let choices = scraper::Selector::parse(&choices).unwrap();
        let chosen = document.select(&choices);
        let values = chosen.filter_map(|one| one.value().attr("value"));
        values.map(str::to_owned).collect::<Vec<_>>()
    };
    let page = w.get(&format!("/people/{}/join", ana.id)).await;
    assert_eq!(sends(&page.body, "who"), [wil.id.to_string()]);
    let page = w.get(&format!("/people/{}/step-in", wil.id)).await;
    assert_eq!(sends(&page.body, "who")[0], ana.id.to_string());
    for path in [String::new(), format!("/people/{}", ana.id)] {
        let page = w.get(&path).await;
        assert!(link(&page, join).ends_with("/join"), "{path}");
    }
}

#[tokio::test]
async fn the_number_of_those_who_asked_is_that_of_the_people_named_below_it() {
    let w = World::open().await;
    let people = [w.agreed_starter("Bo").await, w.agreed_starter("Cy").await];
    let txn = db::begin_write(&w.app.db).await.unwrap();
    for (person, finder) in people.iter().zip([Finder::Organiser, Finder::Pool]) {
        let asked = ways::wait(&txn, &w.app.means, &w.face, person, finder, "en").await;
        asked.unwrap().unwrap();
    }
    txn.commit().await.unwrap();
    let page = w.get("").await;
    let tiles = texts(&page.body, ".stat");
    assert!(
        tiles.contains(&"2 people asked us to find somebody for them".to_owned()),
        "{tiles:?}"
    );
    for name in ["Bo", "Cy"] {
        let to = link(&page, &format!("Find someone for {name}"));
        assert!(to.contains("/find/"), "{to}");
    }
}

#[tokio::test]
async fn whom_an_organiser_named_is_told_so_and_the_page_says_who_is_told_what() {
    let w = World::open().await;
    let bo = w.agreed_starter("Bo").await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let finder = Finder::Organiser;
    let asked = ways::wait(&txn, &w.app.means, &w.face, &bo, finder, "en").await;
    asked.unwrap().unwrap();
    txn.commit().await.unwrap();
    let to = link(&w.get("").await, "Find someone for Bo");
    let base = format!("/desk/{}", w.face.chain.slug);
    let find = to.strip_prefix(&base).unwrap();
    let page = w.get(find).await;
    assert!(!page.body.contains("had chosen"), "{}", page.body);
    let told = texts(&page.body, "main form li").join(" ");
    assert!(told.contains("gets no message now"), "{told}");
    let before = w.mail_to(bo.id).await.len();
    let fields = [
        ("name", "Ben Hill"),
        ("email", "ben@example.org"),
        ("language", "en"),
        ("asked", "yes"),
    ];
    assert_eq!(w.post(find, &fields).await.status, StatusCode::SEE_OTHER);
    let ben = participant::Entity::find()
        .filter(participant::Column::Name.eq("Ben Hill"))
        .one(&w.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let mail = w.mail_to(ben.id).await.remove(0);
    assert!(
        mail.text
            .contains("An organiser of Alder House gave us your name"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("Bo gave us"), "{}", mail.text);
    assert_eq!(w.mail_to(bo.id).await.len(), before, "Bo gets no message");
    // Whom a person names is told that it was that person.
    let cy = w.agreed_starter("Cy").await;
    let dan = w.choose(&cy, "Dan").await;
    let mail = w.mail_to(dan.id).await.remove(0);
    assert!(
        mail.text.contains("Cy gave us your name and address."),
        "{}",
        mail.text
    );
}
