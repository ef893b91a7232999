//! Keeping people safe: worries that one organiser reads, help nearby, leaving a page fast, reports.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::desk::help::{self, Why};
use daisychain::desk::snapshot::Snapshot;
use daisychain::keys::{self, Place};
use daisychain::mail::MailKind;
use daisychain::{chain, db};
use entity::shared::{LinkKind, ReportWhy, Role};
use entity::{
    audit, chain as chain_row, host, membership, organiser, outbox, participant, report, session,
    suppression, worry,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use super::resident::{agreed, agreed_starter, choose, invited, mails, recorded};
use super::resident_support::{Answer, World};

const WORDS: &str = "Sam told me that nobody has opened the door for weeks";

/// Gives the first organiser an address that opens, and returns their id.
async fn keeper(world: &World) -> Uuid {
    let id = world.face.host.safeguarding.unwrap();
    let means = &world.app.means;
    let email = means.keys.seal(
        &means.sources,
        Place::OrganiserEmail,
        id,
        "asha@example.org",
    );
    organiser::Entity::update_many()
        .col_expr(organiser::Column::Email, Expr::value(email))
        .filter(organiser::Column::Id.eq(id))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    id
}

/// Adds another organiser of the same host.
async fn colleague(world: &World, role: Role) -> Uuid {
    let means = &world.app.means;
    let id = means.id();
    let address = format!("{id}@example.org");
    organiser::ActiveModel {
        id: Set(id),
        email: Set(means
            .keys
            .seal(&means.sources, Place::OrganiserEmail, id, &address)),
        email_index: Set(means.keys.address_index(&address)),
        name: Set("Bea".to_owned()),
        made_at: Set(means.now()),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    membership::ActiveModel {
        id: Set(means.id()),
        organiser: Set(id),
        host: Set(Some(world.face.host.id)),
        chain: Set(None),
        role: Set(role),
        made_at: Set(means.now()),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    id
}

async fn sign_in(world: &World, organiser: Uuid) -> String {
    let (now, token) = (world.app.means.now(), world.app.means.sources.token());
    session::ActiveModel {
        id: Set(world.app.means.id()),
        id_hash: Set(keys::hash(&token)),
        organiser: Set(organiser),
        browser: Set(String::new()),
        made_at: Set(now),
        idle_until: Set(now + Duration::days(400)),
        ends_at: Set(now + Duration::days(400)),
        revoked_at: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    format!("s={token}")
}

/// Opens a page of the chain's desk.
async fn desk(world: &World, cookie: &str, below: &str) -> Answer {
    let path = format!("/desk/{}{below}", world.face.chain.slug);
    let request = Request::get(path).header(header::COOKIE, cookie);
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn desk_post(world: &World, cookie: &str, path: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()));
    world.send(request.unwrap()).await
}

async fn worries(world: &World) -> Vec<worry::Model> {
    let rows = worry::Entity::find().order_by_asc(worry::Column::Id);
    rows.all(&world.app.db.read).await.unwrap()
}

async fn reports(world: &World) -> Vec<report::Model> {
    let rows = report::Entity::find().order_by_asc(report::Column::Id);
    rows.all(&world.app.db.read).await.unwrap()
}

/// Maria writes a worry down after her chat with Sam.
async fn worried(world: &World) -> (String, String) {
    let (maria, sam) = agreed(world).await;
    let page = world.home(&maria).await;
    let page = world
        .open(&page.link("Something worries me about Sam"))
        .await;
    assert!(page.says("If someone is in danger now, call the emergency number."));
    assert!(page.says("020 7946 0123") && page.says("Only Asha at Kettlegate House"));
    let page = page
        .form()
        .fill("What worries you about Sam?", WORDS)
        .press(world, "Send my note")
        .await;
    assert_eq!(page.h1(), "Thank you for telling us");
    (maria, sam)
}

#[tokio::test]
async fn a_worry_is_seen_by_the_safeguarding_person_and_nobody_else() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let (maria, sam) = worried(&world).await;
    let one = worries(&world).await.pop().unwrap();

    // Nowhere in the clear, and the message says nothing of it and stands in no list of the chain's messages.
    let rows = world.dump().await;
    let hex = crate::support::hex(WORDS.as_bytes());
    for row in &rows {
        let upper = row.to_uppercase();
        assert!(
            !row.contains("opened the door") && !upper.contains(&hex),
            "{row}"
        );
    }
    let told = mails(&world, MailKind::WorryNoted).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].chain.is_none() && told[0].conversation.is_none());
    let link = format!("/desk/{}/worries", world.face.chain.slug);
    assert!(told[0].text.contains(&link), "{}", told[0].text);
    for private in ["Sam", "Maria", "door"] {
        assert!(!told[0].text.contains(private), "{}", told[0].text);
    }

    // An organiser of the same host, and an owner of it, find nothing and are offered nothing.
    let here = format!("/worries/{}", one.id);
    for role in [Role::Owner, Role::Organiser, Role::Coder] {
        let other = colleague(&world, role).await;
        let cookie = sign_in(&world, other).await;
        for below in ["/worries".to_owned(), here.clone()] {
            let page = desk(&world, &cookie, &below).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{below}");
        }
        for below in ["", "/show"] {
            let path = format!("/desk/{}{here}{below}", world.face.chain.slug);
            let page = desk_post(&world, &cookie, &path, "decision=close-delete").await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        for below in ["", "/conversations", "/messages", "/people"] {
            let page = desk(&world, &cookie, below).await;
            assert!(!page.text.contains("/worries"), "{below}");
            assert!(!page.text.contains("opened the door"), "{below}");
        }
    }
    assert_eq!(worries(&world).await, std::slice::from_ref(&one));

    // The safeguarding person finds it in the list by name, and opens the words with a form, which is noted.
    let cookie = sign_in(&world, keeper).await;
    let page = desk(&world, &cookie, "").await;
    assert!(page.link("Worries").ends_with("/worries"));
    let page = desk(&world, &cookie, "/worries").await;
    assert!(
        page.says("Maria Lopez") && page.says("Sam Khan"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("opened the door"));
    let page = desk(&world, &cookie, &here).await;
    assert!(!page.text.contains("opened the door"));
    let noted = async || {
        let notes = audit::Entity::find().filter(audit::Column::Act.starts_with("worry."));
        let notes = notes.all(&world.app.db.read).await.unwrap();
        notes.into_iter().map(|n| n.act).collect::<Vec<_>>()
    };
    assert_eq!(noted().await, Vec::<String>::new());
    let (action, body) = page.form().request("Show what was written");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert!(page.says(WORDS), "{}", page.text);
    assert_eq!(noted().await, ["worry.shown"]);

    // A decision must be made; closing deletes the words, or keeps them on purpose.
    let (action, body) = page.form().request("Continue");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = page.form().tick("Close it, and delete the words now");
    let (action, body) = page.request("Continue");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let closed = worries(&world).await.pop().unwrap();
    assert!(closed.text.is_none() && closed.closed_by == Some(keeper));
    assert_eq!(noted().await, ["worry.shown", "worry.deleted"]);

    // Neither of the two sees anything of it.
    for token in [&maria, &sam] {
        for below in ["", "/me", "/about"] {
            let page = world.open(&format!("/p/{token}{below}")).await;
            assert!(!page.text.contains("opened the door"));
        }
    }
}

#[tokio::test]
async fn a_worry_is_kept_on_error_once_and_only_by_the_two_of_the_chat() {
    let world = World::new().await;
    let (maria, sam) = worried(&world).await;
    let chat = worries(&world).await[0].conversation;
    let path = format!("/p/{maria}/chat/{chat}/worry");
    let page = world.open(&path).await;
    let empty = page.form().press_only(&world, "Send my note").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.find(".summary a"), ["Write what worries you"]);
    let long = "y".repeat(4_001);
    let filled = page.form().fill("What worries you about Sam?", &long);
    let refused = filled.press_only(&world, "Send my note").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.find("textarea"),
        [long.as_str()],
        "nothing typed is lost"
    );

    // The same form twice is one note and one message.
    let before = worries(&world).await.len();
    for _ in 0..2 {
        let filled = page.form().fill("What worries you about Sam?", "Once");
        let answer = filled.press_only(&world, "Send my note").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(worries(&world).await.len(), before + 1);

    // Sam can tell about Maria too; a third person cannot look in.
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Tell us about a worry")).await;
    let page = world
        .open(&page.link("Something worries me about Maria"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let third = world.add_starter("Ines Costa", "ines@example.org").await;
    for below in ["", "/sent"] {
        let page = world
            .open(&format!("/p/{third}/chat/{chat}/worry{below}"))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let page = world.open(&format!("/p/{third}/worry")).await;
    assert!(page.says("call the emergency number"), "{}", page.text);
}

#[tokio::test]
async fn a_worry_goes_with_the_people_unless_it_is_kept_on_purpose() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let (maria, _) = worried(&world).await;
    let chat = worries(&world).await[0].conversation;
    let page = world.open(&format!("/p/{maria}/chat/{chat}/worry")).await;
    let filled = page.form().fill("What worries you about Sam?", "Held");
    filled.press(&world, "Send my note").await;
    let held = worries(&world).await.pop().unwrap();
    let cookie = sign_in(&world, keeper).await;
    let page = desk(&world, &cookie, &format!("/worries/{}", held.id)).await;
    let filled = page
        .form()
        .tick("Leave it open, and keep the words even if somebody is forgotten");
    let (action, body) = filled.request("Continue");
    desk_post(&world, &cookie, &action, &body).await;

    // The one who is talked about is forgotten.
    let sam = world.person("Sam Khan").await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    daisychain::erasure::forget(&txn, &world.app.means, sam.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let kept: Vec<bool> = worries(&world)
        .await
        .iter()
        .map(|w| w.text.is_some())
        .collect();
    assert_eq!(kept, [false, true]);
    let page = desk(&world, &cookie, "/worries").await;
    assert!(page.says("Open, kept on purpose"), "{}", page.text);
}

#[tokio::test]
async fn words_of_a_chain_that_closed_long_ago_go() {
    let world = World::new().await;
    let (maria, _) = worried(&world).await;
    let page = world.open(&format!("/p/{maria}/report")).await;
    let filled = page
        .form()
        .tick("Something else is wrong. Please look at it.");
    let filled = filled.fill("What is wrong? (optional)", "A mess");
    filled.press(&world, "Send").await;
    assert!(reports(&world).await[0].text.is_some());
    chain_row::Entity::update_many()
        .col_expr(
            chain_row::Column::ClosedAt,
            Expr::value(Some(world.app.means.now())),
        )
        .exec(&world.app.db.write)
        .await
        .unwrap();
    for (days, left) in [(89, true), (91, false)] {
        world
            .sources
            .set(super::resident_support::start() + Duration::days(days));
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        assert_eq!(worries(&world).await[0].text.is_some(), left, "{days}");
        assert_eq!(reports(&world).await[0].text.is_some(), left, "{days}");
    }
}

/// Says that the chain's topic is sensitive, and where help is.
async fn make_sensitive(world: &World, sensitive: bool, help: &str) {
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let face = chain::find_face(&txn, world.face.chain.id).await.unwrap();
    let chain = face.unwrap().chain;
    chain::change_rules(
        &txn,
        chain.id,
        chain.turn_limit,
        chain.rules.clone(),
        sensitive,
    )
    .await
    .unwrap();
    chain::change_help(&txn, &chain, help).await.unwrap();
    txn.commit().await.unwrap();
}

/// Opens every page that can be reached from these by links under `/p/` and `/stop/`.
async fn walk(world: &World, from: &[String]) -> Vec<Answer> {
    let mut ahead: Vec<String> = from.to_vec();
    let mut seen = std::collections::BTreeSet::new();
    let mut pages = Vec::new();
    while let Some(path) = ahead.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let page = world.open(&path).await;
        let links = page.attribute("a", "href");
        let personal = |href: &String| href.starts_with("/p/") || href.starts_with("/stop/");
        ahead.extend(
            links
                .iter()
                .map(|href| href.split(['#', '?']).next().unwrap().to_owned())
                .filter(personal),
        );
        pages.push(page);
    }
    pages
}

#[tokio::test]
async fn r23_no_title_and_no_subject_of_a_sensitive_chain_tells_the_topic() {
    for sensitive in [true, false] {
        let world = World::new().await;
        make_sensitive(&world, sensitive, "").await;
        let ended = "/p/nobody-has-this-link".to_owned();
        let mut from = Vec::new();
        let mut pages = Vec::new();
        // Before the yes, while they talk, and after.
        let (maria, sam) = if sensitive {
            let (maria, sam) = quietly_invited(&world).await;
            let stop = world
                .token(world.person("Sam Khan").await.id, LinkKind::Stop)
                .await;
            from.extend([format!("/p/{maria}"), format!("/p/{sam}")]);
            from.push(format!("/stop/{stop}"));
            from.extend(["/agree", "/no", "/about", "/report"].map(|b| format!("/p/{sam}{b}")));
            pages.extend(walk(&world, &from).await);
            let page = world.home(&sam).await;
            assert!(!page.h1().contains("food"), "{}", page.h1());
            for heading in page.find("h1, h2, h3") {
                assert!(!heading.to_lowercase().contains("food"), "{heading}");
            }
            super::resident::say_yes(&world, &sam).await;
            (maria, sam)
        } else {
            agreed(&world).await
        };
        let chat = format!("/p/{maria}/chat/{}", only_chat(&world).await);
        from.extend(
            [
                "/write",
                "/question/1",
                "/question/2",
                "/review",
                "/sheet",
                "/worry",
            ]
            .map(|b| format!("{chat}{b}")),
        );
        from.extend([
            format!("/p/{maria}"),
            format!("/p/{sam}"),
            format!("/p/{sam}/led-to"),
        ]);
        pages.extend(walk(&world, &from).await);
        assert!(pages.len() > 20, "{}", pages.len());
        for page in &pages {
            assert_eq!(page.status, StatusCode::OK, "{}", page.path);
            let personal = page.path.starts_with("/p/") || page.path.starts_with("/stop/");
            assert!(personal, "{}", page.path);
            let exits = page.attribute("a#leave", "href");
            if sensitive {
                let title = page.title().to_lowercase();
                assert!(!title.contains("food"), "{}: {title}", page.path);
                let brand = page.find(".top .brand");
                assert_eq!(brand, ["Kettlegate House"], "{}", page.path);
                assert_eq!(exits, ["https://www.bbc.co.uk/weather"], "{}", page.path);
                assert_eq!(page.attribute("a#leave", "rel"), ["noreferrer"]);
                // At the same place on each: right after the link that skips to the content.
                assert_eq!(page.attribute(".skip + .leave a#leave", "id"), ["leave"]);
            } else {
                assert!(exits.is_empty(), "{}", page.path);
                assert_eq!(page.find(".top .brand"), ["Food in Kettlegate"]);
            }
        }
        let explained = world.open(&format!("/p/{maria}/leave-fast")).await;
        if sensitive {
            assert!(explained.says("It does not clear your history."));
            let linked = pages.iter().filter(|p| p.path.starts_with("/p/"));
            for page in linked {
                assert!(
                    page.link("What it does (the button “Leave this page”)")
                        .ends_with("/leave-fast")
                );
            }
        } else {
            assert_eq!(explained.status, StatusCode::NOT_FOUND);
        }
        assert!(
            world
                .open(&ended)
                .await
                .attribute("a#leave", "id")
                .is_empty()
        );
        let written = outbox::Entity::find()
            .all(&world.app.db.read)
            .await
            .unwrap();
        assert!(written.len() > 2);
        for mail in written {
            assert!(
                !mail.subject.to_lowercase().contains("food"),
                "{}",
                mail.subject
            );
        }
    }
}

/// Maria has asked Sam, on a chain whose pages do not name the topic.
async fn quietly_invited(world: &World) -> (String, String) {
    let maria = agreed_starter(world).await;
    choose(world, &maria, "Sam Khan", "sam@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    world.pass(Duration::minutes(6));
    (maria, sam)
}

async fn only_chat(world: &World) -> Uuid {
    let chats = entity::conversation::Entity::find().all(&world.app.db.read);
    chats.await.unwrap()[0].id
}

#[tokio::test]
async fn help_nearby_stands_as_written_where_it_is_needed() {
    let world = World::new().await;
    let help = "Call 020 7946 0999, day or night\n<script>alert(1)</script> javascript:alert(2)\n\nhttps://help.example.org/talk?a=1&b=2.";
    let cookie = sign_in(&world, keeper(&world).await).await;
    let page = desk(&world, &cookie, "/setup/near").await;
    let filled = page
        .form()
        .fill("Where can people get help near here? (optional)", help);
    let (action, body) = filled.request("Save");
    desk_post(&world, &cookie, &action, &body).await;
    let page = desk(&world, &cookie, "/setup/near").await;
    assert_eq!(page.find("textarea")[0].split(' ').next(), Some("Call"));

    let (maria, _) = agreed(&world).await;
    let chat = format!("/p/{maria}/chat/{}", only_chat(&world).await);
    let shows = |page: &Answer| {
        let lines = page.find("section[aria-labelledby=near-title] p");
        if lines.is_empty() {
            return false;
        }
        assert_eq!(
            lines,
            [
                "Call 020 7946 0999, day or night",
                "<script>alert(1)</script> javascript:alert(2)",
                "https://help.example.org/talk?a=1&b=2."
            ]
        );
        let links = page.attribute("section[aria-labelledby=near-title] a", "href");
        assert_eq!(links, ["https://help.example.org/talk?a=1&b=2"]);
        assert!(!page.text.contains("<script>alert"));
        true
    };
    for (sensitive, on_record) in [(false, false), (true, true)] {
        let help = help.trim();
        make_sensitive(&world, sensitive, help).await;
        assert!(shows(&world.home(&maria).await));
        assert!(shows(&world.open(&format!("/p/{maria}/me")).await));
        assert!(shows(&world.open(&format!("{chat}/worry")).await));
        for below in ["/write", "/question/1", "/review"] {
            let page = world.open(&format!("{chat}{below}")).await;
            assert_eq!(shows(&page), on_record, "{below}");
            assert!(
                page.link("Something worries me about Sam")
                    .ends_with("/worry")
            );
        }
    }
}

#[tokio::test]
async fn the_record_that_was_shown_links_to_a_worry_for_both() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let page = world.home(&maria).await;
    assert!(
        page.link("Something worries me about Sam")
            .ends_with("/worry")
    );
    let page = world.home(&sam).await;
    let page = world
        .open(&page.link("Something worries me about Maria"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn a_report_takes_two_presses_and_stands_first_in_the_list() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
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

    let cookie = sign_in(&world, colleague(&world, Role::Organiser).await).await;
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
    let (action, body) = page.form().request("I have looked at it");
    desk_post(&world, &cookie, &action, &body).await;
    assert!(reports(&world).await[0].closed_by.is_some());
    assert!(!self::needing(&world).await.contains(&Why::Reported));
    let coder = sign_in(&world, colleague(&world, Role::Coder).await).await;
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
    let _ = keeper;
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
        let cookie = sign_in(&world, keeper(&world).await).await;
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
    assert!(points.await.unwrap().iter().all(|p| !p.text.is_empty()));
    assert_eq!(needing(&world).await[0], Why::Reported);
}

#[tokio::test]
async fn the_owner_chooses_who_looks_after_safety() {
    let world = World::new().await;
    let owner = keeper(&world).await;
    worried(&world).await;
    let bea = colleague(&world, Role::Organiser).await;
    let cookie = sign_in(&world, owner).await;
    let page = desk(&world, &cookie, "/setup/host").await;
    assert_eq!(
        page.attribute("#safeguarding option[selected]", "value"),
        [owner.to_string()]
    );
    let filled = page.form().fill("Who looks after safety?", "Bea");
    let (action, body) = filled.request("Save");
    let saved = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let row = host::Entity::find().one(&world.app.db.read).await.unwrap();
    assert_eq!(row.unwrap().safeguarding, Some(bea));
    // From now on it is Bea who sees them, and no longer the owner.
    let theirs = sign_in(&world, bea).await;
    assert_eq!(
        desk(&world, &theirs, "/worries").await.status,
        StatusCode::OK
    );
    let page = desk(&world, &cookie, "/worries").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    // Nobody from outside the host can be chosen.
    let body = body.replace(&bea.to_string(), &world.app.means.id().to_string());
    let refused = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
