//! First people are added once and whole, or every wrong line is named and nothing typed is lost.

use axum::http::StatusCode;
use entity::participant;
use sea_orm::EntityTrait;

use super::support::{World, nonce_of, texts};

const ONE: [(&str, &str); 4] = [
    ("name", "Sam Khan"),
    ("email", "sam@example.org"),
    ("language", "es"),
    ("asked", "yes"),
];

#[tokio::test]
async fn a_first_person_is_added_once_however_often_the_button_is_pressed() {
    let w = World::open().await;
    let nonce = nonce_of(&w.get("/people/add").await.body);
    let mut fields = ONE.to_vec();
    fields.push(("nonce", &nonce));
    let added = w.post("/people/add", &fields).await;
    let page = w.follow(&added).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("You added 1 person") && page.body.contains("Sam Khan"));
    let again = w.post("/people/add", &fields).await;
    assert_eq!(again.to, added.to);
    assert_eq!(w.count_people().await, 1);
    assert_eq!(w.count_audit("person.added").await, 1);
    let sam = participant::Entity::find()
        .one(&w.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (sam.language.as_str(), w.mail_to(sam.id).await.len()),
        ("es", 1)
    );
    // The same person in a new form.
    let twice = w.post("/people/add", &ONE).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("This address is in the chain already"));
    assert!(twice.body.contains("value=\"Sam Khan\""));
}

#[tokio::test]
async fn r07_a_form_for_a_person_that_is_not_right_comes_back_with_all_that_was_typed() {
    let w = World::open().await;
    let wrong = [("name", "Win 100"), ("email", "sam@"), ("language", "es")];
    let page = w.post("/people/add", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(texts(&page.body, "title")[0].starts_with("Error: "));
    let summary = texts(&page.body, ".summary li");
    assert_eq!(summary.len(), 3, "{summary:?}");
    let beside = texts(&page.body, ".msg");
    for message in &summary {
        assert!(beside.contains(&format!("Error: {message}")), "{message}");
    }
    assert!(page.body.contains("value=\"Win 100\"") && page.body.contains("value=\"sam@\""));
    let document = scraper::Html::parse_document(&page.body);
    let links = scraper::Selector::parse(".summary a").unwrap();
    assert_eq!(document.select(&links).count(), 3);
    for link in document.select(&links) {
        let field = scraper::Selector::parse(link.value().attr("href").unwrap()).unwrap();
        assert!(document.select(&field).next().is_some());
    }
    assert_eq!(w.count_people().await, 0);
}

#[tokio::test]
async fn a_chain_that_is_not_open_takes_nobody_and_keeps_what_was_typed() {
    let w = World::closed().await;
    assert!(
        w.get("/people/add")
            .await
            .body
            .contains("Open the chain first")
    );
    let page = w.post("/people/add", &ONE).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("value=\"Sam Khan\""));
    assert_eq!(w.count_people().await, 0);
}

#[tokio::test]
async fn a_pasted_list_is_taken_whole_or_each_wrong_line_is_named() {
    let w = World::open().await;
    w.starter("Old").await;
    let nonce = nonce_of(&w.get("/people/add-list").await.body);
    let post = |list: &'static str| {
        let fields = [
            ("list", list),
            ("language", "en"),
            ("asked", "yes"),
            ("nonce", nonce.as_str()),
        ];
        let w = &w;
        async move { w.post("/people/add-list", &fields).await }
    };
    let page =
        post("Sam Khan, sam@example.org\nMaria\n\n<b>, x@example.org\nSam, SAM@example.org").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = texts(&page.body, ".summary li");
    assert_eq!(
        summary,
        [
            "Line 2: the email address or phone number is missing in \u{201c}Maria\u{201d}",
            "Line 4: write an email address like name@example.org in \u{201c}<b>, x@example.org\u{201d}",
            "Line 5: the address in \u{201c}Sam, SAM@example.org\u{201d} stands in line 1 already",
        ]
    );
    assert_eq!(texts(&page.body, "#list-error .msg").len(), 3);
    assert!(texts(&page.body, "textarea")[0].starts_with("Sam Khan, sam@example.org"));
    assert_eq!(w.count_people().await, 1);
    // What only the chain knows is found too, and still nobody is added.
    let page = post("Sam Khan, sam@example.org\nOlder, old@example.org").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = texts(&page.body, ".summary li");
    assert_eq!(
        summary,
        ["Line 2: the address in \u{201c}Older, old@example.org\u{201d} is in the chain already"]
    );
    assert_eq!(
        (w.count_people().await, w.count_audit("person.added").await),
        (1, 0)
    );
    let good = "Sam Khan\tsam@example.org\nZo\u{eb} <zoe@example.org>\n\u{645}\u{631}\u{64a}\u{645}, maryam@example.org\n";
    let added = post(good).await;
    let page = w.follow(&added).await;
    assert!(page.body.contains("You added 3 people"), "{}", page.body);
    assert_eq!(
        texts(&page.body, "main ul li"),
        ["Sam Khan", "Zo\u{eb}", "\u{645}\u{631}\u{64a}\u{645}"]
    );
    assert_eq!(post(good).await.to, added.to);
    assert_eq!(
        (w.count_people().await, w.count_audit("person.added").await),
        (4, 3)
    );
}

#[tokio::test]
async fn a_list_takes_phone_numbers_skips_headings_and_leaves_out_wrong_lines_when_asked() {
    let w = World::open().await;
    w.starter("Old").await;
    let list = "Name, Email\nNoor Hadid, 020 7946 0009\nMaria\nOlder, old@example.org\nSam, sam@example.org";
    let fields = [("list", list), ("language", "en"), ("asked", "yes")];
    let page = w.post("/people/add-list", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        texts(&page.body, ".summary li"),
        ["Line 3: the email address or phone number is missing in \u{201c}Maria\u{201d}"]
    );
    assert_eq!(
        texts(&page.body, "button[name=leave]"),
        ["Leave these lines out and add the others"]
    );
    assert_eq!(w.count_people().await, 1);
    let fields = [&fields[..], &[("leave", "yes")]].concat();
    let added = w.post("/people/add-list", &fields).await;
    let page = w.follow(&added).await;
    assert_eq!(texts(&page.body, "main ul li"), ["Noor Hadid", "Sam"]);
    assert_eq!(w.count_people().await, 3);
    // With nothing left to add it is an error still.
    let none = [
        ("list", "Maria"),
        ("language", "en"),
        ("asked", "yes"),
        ("leave", "yes"),
    ];
    let page = w.post("/people/add-list", &none).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn two_hundred_lines_are_taken_and_one_more_is_not() {
    let w = World::open().await;
    let list = |n: usize| -> String {
        let name = "\u{645}\u{631}\u{64a}\u{645} \u{645}\u{631}\u{64a}\u{645}";
        let lines = (0..n).map(|n| format!("{name}, p{n}@example.org"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let fields = |list: &'static str| [("list", list), ("language", "ar"), ("asked", "yes")];
    let long = w.post("/people/add-list", &fields(list(201).leak())).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.body.contains("Use at most 200 lines"));
    let right = w.post("/people/add-list", &fields(list(200).leak())).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    assert_eq!(w.count_people().await, 200);
}
