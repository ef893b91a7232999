//! Passing on in four ways, and the second name: by message, by hand, out of the pool, by an organiser.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use daisychain::conversation::{clock, nominate, reserve, step};
use daisychain::desk::help::{self, Why};
use daisychain::desk::snapshot::Snapshot;
use daisychain::mail::MailKind;
use daisychain::{db, keys, people};
use entity::shared::{ConsentTo, EndedWhy, LinkKind, Way};
use entity::{consent, conversation, nomination, organiser, outbox, participant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::resident_support::{Answer, World};

const ASKED: &str = "I have asked them and they are happy to get an email.";
const ASKED_SELF: &str = "I have asked them and they are happy to get it from me.";
const SECOND_ASKED: &str =
    "I have asked the second person too, and they are happy to get an email.";
const BY_SELF: &str = "I will send it myself, or give them a letter";
const POOL: &str = "Join me to the next person who is waiting";
const ORGANISER: &str = "Ask Kettlegate House to find someone";

/// Says yes on all pages with this way of being reached.
async fn says_yes(world: &World, token: &str, who: &str, channel: &str, email: &str) -> Answer {
    let page = world.open(&format!("/p/{token}/agree")).await;
    let words = if page.says("I will write down") {
        "I will write down what people tell me only if they agree, and the people at Kettlegate House may read it.".to_owned()
    } else {
        format!(
            "{who} may write down the main points of what I say, and the people at Kettlegate House may read them."
        )
    };
    let page = page
        .form()
        .tick(&format!("{who} may contact me."))
        .tick(&words)
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    let mut form = page.form().tick(channel);
    if !email.is_empty() {
        form = form.fill("Email address", email);
    }
    if channel == "Text message" {
        form = form.fill("Phone number", "07700 900123");
    }
    let mut page = form.press(world, "Continue").await;
    if page.h1() == "When is good for you?" {
        page = page.form().tick("Any time").press(world, "Continue").await;
    }
    page.form().press(world, &format!("Say yes to {who}")).await
}

/// Maria is a first person who said yes.
async fn maria(world: &World) -> String {
    let maria = world.add_starter("Maria Lopez", "maria@example.org").await;
    says_yes(world, &maria, "Kettlegate House", "Email", "").await;
    maria
}

/// Maria gives the invitation to Sam herself.
async fn given(world: &World) -> (String, String) {
    let maria = maria(world).await;
    let page = world.home(&maria).await;
    let page = page
        .form()
        .tick(BY_SELF)
        .fill("Their full name", "Sam Khan")
        .tick(ASKED_SELF)
        .press(world, "Continue")
        .await;
    assert_eq!(page.h1(), "Give the invitation to Sam");
    (maria, world.token_of("Sam Khan").await)
}

/// Maria has asked one person by e-mail, and named a second.
async fn with_second(
    world: &World,
    maria: &str,
    first: (&str, &str),
    second: (&str, &str),
) -> Answer {
    let page = world.home(maria).await;
    let page = page
        .form()
        .fill("Their full name", first.0)
        .fill("Their email", first.1)
        .tick(ASKED)
        .fill("The second person’s full name", second.0)
        .fill("The second person’s email", second.1)
        .tick(SECOND_ASKED)
        .press(world, "Continue")
        .await;
    let name = first.0.split(' ').next().unwrap();
    page.form().press(world, &format!("Send to {name}")).await
}

async fn mails(world: &World, kind: MailKind) -> Vec<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::CancelledAt.is_null())
        .order_by_asc(outbox::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

async fn conversations(world: &World) -> Vec<conversation::Model> {
    conversation::Entity::find()
        .order_by_asc(conversation::Column::InvitedAt)
        .order_by_asc(conversation::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

async fn nominations(world: &World) -> Vec<nomination::Model> {
    nomination::Entity::find()
        .order_by_asc(nomination::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

async fn no(world: &World, token: &str) {
    world.post(&format!("/p/{token}/no"), "no=delete").await;
}

/// Fails when a text, or the bytes of a sealed address, are anywhere in the database.
async fn no_trace(world: &World, of: &[&str], sealed: &[Vec<u8>]) {
    let dump = world.dump().await;
    for text in of {
        let hex = crate::support::hex(text.as_bytes());
        for line in &dump {
            let upper = line.to_uppercase();
            assert!(
                !line.contains(text) && !upper.contains(&hex),
                "{text} is left in {line}"
            );
        }
    }
    for bytes in sealed {
        let hex = crate::support::hex(bytes);
        let left = dump.iter().find(|line| line.to_uppercase().contains(&hex));
        assert!(left.is_none(), "a sealed address is left in {left:?}");
    }
}

/// What a page says, without what is made anew each time it is drawn.
fn lasting(page: &Answer) -> String {
    let mut text = page.text.clone();
    for nonce in page.attribute("input[name=nonce]", "value") {
        text = text.replace(&nonce, "");
    }
    text
}

#[tokio::test]
async fn r04_the_four_ways_are_offered_and_none_is_chosen_before() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let page = world.home(&maria).await;
    assert_eq!(
        page.attribute("input[name=way]", "value"),
        ["email", "by_self", "pool", "organiser"]
    );
    assert!(
        page.attribute("input[type=radio][checked]", "value")
            .is_empty()
    );
    assert!(page.says("You could think of: someone older or younger than you"));
    let before = world.dump().await;
    let page = page
        .form()
        .fill("Their full name", "Sam Khan")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.find("#problem a"), ["Choose how we shall ask them"]);
    assert_eq!(page.attribute("#problem a", "href"), ["#way"]);
    assert_eq!(page.attribute("#name", "value"), ["Sam Khan"]);
    // By hand: the name and the tick are needed, an address is not.
    let page = page
        .form()
        .tick(BY_SELF)
        .fill("Their full name", "")
        .press(&world, "Continue")
        .await;
    assert_eq!(
        page.attribute("#problem a", "href"),
        ["#name", "#asked_self"]
    );
    assert_eq!(
        page.attribute("input[name=way][checked]", "value"),
        ["by_self"]
    );
    assert_eq!(before, world.dump().await);
}

#[tokio::test]
async fn r05_a_link_given_by_hand_is_shown_after_a_press_only_and_until_the_yes() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    assert!(mails(&world, MailKind::Invite).await.is_empty());
    let c = conversations(&world).await.remove(0);
    assert_eq!(c.way, Way::BySelf);
    let row = world.person("Sam Khan").await;
    assert!(row.email.is_none() && row.email_index.is_none());
    // Looking shows no link; pressing does, as address, text, links and code.
    for below in ["", "/me", "/somebody-else"] {
        assert!(
            !world
                .open(&format!("/p/{maria}{below}"))
                .await
                .text
                .contains(&sam)
        );
    }
    let page = world.home(&maria).await;
    let letter = format!("/p/{maria}/chat/{}/letter", c.id);
    assert_eq!(page.link("Print a letter"), letter);
    let untouched = page.untouched_forms();
    for (to, body) in untouched {
        assert!(!world.post(&to, &body).await.text.contains(&sam));
    }
    let shown = page
        .form()
        .press(&world, "Show the link and a text to send")
        .await;
    let address = format!("{}/p/{sam}", world.app.means.origin);
    assert_eq!(shown.h1(), "The link for Sam");
    assert!(shown.says(&address));
    let text = shown.find("textarea[readonly]").remove(0);
    assert!(
        text.starts_with("Hi Sam, it is Maria Lopez.") && text.ends_with(&address),
        "{text}"
    );
    assert_eq!(shown.find("svg.qr").len(), 1);
    let [sms, whatsapp] = ["sms:", "https://wa.me/"].map(|start| {
        let all = shown.attribute("main a", "href");
        all.into_iter()
            .find(|href| href.starts_with(start))
            .unwrap()
    });
    for (href, start) in [(&sms, "sms:?&body="), (&whatsapp, "https://wa.me/?text=")] {
        let typed = href.strip_prefix(start).unwrap();
        assert!(
            typed
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b))
        );
        let pair = format!("x={typed}");
        let read = form_urlencoded::parse(pair.as_bytes())
            .next()
            .unwrap()
            .1
            .into_owned();
        assert!(
            read.starts_with("Hi Sam") && read.ends_with(&address),
            "{read}"
        );
    }
    assert_eq!(shown.attribute("a[rel=noreferrer]", "href"), [whatsapp]);
    assert_eq!(
        shown.attribute("button[data-copy][hidden]", "type"),
        ["button"]
    );
    // Nobody else is shown it.
    let other = world.add_starter("Tunde Bello", "tunde@example.org").await;
    for token in [&other, &sam] {
        let answer = world
            .post(&format!("/p/{token}/chat/{}/give", c.id), "press=yes")
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn r06_a_yes_makes_a_link_that_went_through_other_hands_ones_own() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    assert_eq!(
        world.home(&sam).await.h1(),
        "Maria Lopez would like to talk with you about food in Kettlegate".replace(" Lopez", "")
    );
    let about = world.open(&format!("/p/{sam}/about")).await;
    assert!(about.says("Maria gave us your name on"));
    let page = says_yes(&world, &sam, "Maria", "Email", "sam@example.org").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
    let own = world.token_of("Sam Khan").await;
    assert_ne!(own, sam);
    assert_eq!(page.path, format!("/p/{own}"));
    assert!(page.says("You have your own link now") && page.says(&own));
    let old = world.home(&sam).await;
    assert_eq!(old.status, StatusCode::GONE);
    assert!(old.says("There is a newer link."));
    assert_eq!(mails(&world, MailKind::OwnLink).await.len(), 1);
    assert_eq!(mails(&world, MailKind::SaidYes).await.len(), 1);
    // Maria's copy has ended, and stays so when Sam thinks again.
    let c = conversations(&world).await.remove(0);
    let give = format!("/p/{maria}/chat/{}/give", c.id);
    let shows = async || {
        let answer = world.post(&give, "press=yes").await;
        let home = world.home(&maria).await;
        answer.text.contains(&own) || home.text.contains(&own)
    };
    assert!(!shows().await);
    let page = world
        .home(&own)
        .await
        .form()
        .press(&world, "Change my mind")
        .await;
    assert!(page.h1().starts_with("Maria would like to talk with you"));
    assert!(!shows().await);
    assert!(world.home(&maria).await.says("Sam has their own link now."));
    assert_eq!(world.home(&own).await.status, StatusCode::OK);
}

#[tokio::test]
async fn r06_who_has_no_email_can_say_yes_by_phone_and_is_told_to_keep_the_link() {
    let world = World::new().await;
    let (_, sam) = given(&world).await;
    let page = says_yes(&world, &sam, "Maria", "Text message", "").await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(page.says("You have your own link now"));
    assert!(mails(&world, MailKind::OwnLink).await.is_empty());
    // An address can be added later; by then it is not asked for again.
    let own = world.token_of("Sam Khan").await;
    let page = world.open(&format!("/p/{own}/contact")).await;
    let page = page
        .form()
        .fill("Email address", "sam@example.org")
        .press(&world, "Continue")
        .await;
    assert!(page.says("s•••@example.org"));
    let page = world.open(&format!("/p/{own}/contact")).await;
    assert!(page.attribute("#email", "value").is_empty());
}

#[tokio::test]
async fn r32_an_address_given_by_oneself_tells_nothing_of_who_is_in_the_chain() {
    let world = World::new().await;
    let (_, sam) = given(&world).await;
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = page
        .form()
        .tick("Maria may contact me.")
        .tick("Maria may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .tick("I am 18 or over.")
        .press(&world, "Agree and continue")
        .await;
    // Missing, then wrong: kept and said.
    let wrong = page.form().tick("Email").press(&world, "Continue").await;
    assert_eq!(
        wrong.find("#problem a"),
        ["Write your email, or choose another way"]
    );
    let wrong = page
        .form()
        .tick("Email")
        .fill("Email address", "sam at x")
        .press(&world, "Continue")
        .await;
    assert_eq!(wrong.attribute("#email", "value"), ["sam at x"]);
    // Somebody who is here, and somebody who is not: the same pages.
    let mut seen = Vec::new();
    for email in ["maria@example.org", "sam@example.org"] {
        let page = page
            .form()
            .tick("Email")
            .fill("Email address", email)
            .press(&world, "Continue")
            .await;
        let page = if page.h1() == "When is good for you?" {
            page.form().tick("Any time").press(&world, "Continue").await
        } else {
            page
        };
        assert_eq!(page.h1(), "Check your answers and say yes");
        seen.push(page.text.replace(&daisychain::people::mask(email), "it"));
    }
    assert_eq!(seen[0], seen[1]);
    // Also with the shared one it works to the end, and each of the two can leave without the other.
    let page = page
        .form()
        .tick("Email")
        .fill("Email address", "maria@example.org")
        .press(&world, "Continue")
        .await;
    let page = page.form().press(&world, "Say yes to Maria").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
    let row = world.person("Sam Khan").await;
    assert!(row.email.is_some() && row.email_index.is_none());
    let own = world.token_of("Sam Khan").await;
    world
        .post(&format!("/p/{own}/delete"), "delete=delete")
        .await;
    assert!(world.person("Maria Lopez").await.email.is_some());
}

#[tokio::test]
async fn r13_a_link_given_by_hand_is_taken_back_by_choosing_somebody_else() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Choose somebody else")).await;
    let page = page
        .form()
        .tick("Choose somebody else")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    no_trace(&world, &["Sam Khan"], &[]).await;
}

#[tokio::test]
async fn r08_choosing_without_a_message_twice_has_one_effect() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let page = world.home(&maria).await;
    let (to, body) = page
        .form()
        .tick(BY_SELF)
        .fill("Their full name", "Sam Khan")
        .tick(ASKED_SELF)
        .request("Continue");
    for _ in 0..3 {
        let answer = world.post(&to, &body).await;
        assert_eq!(answer.location, Some(format!("/p/{maria}")));
    }
    assert_eq!(conversations(&world).await.len(), 1);
    world
        .post(&format!("/p/{maria}/somebody-else"), "give_up=yes")
        .await;
    world.post(&to, &body).await;
    assert_eq!(
        conversations(&world).await.len(),
        1,
        "an old tab chooses nobody again"
    );
}

#[tokio::test]
async fn waiting_for_somebody_counts_as_busy_and_can_be_taken_back() {
    for (way, title, from) in [
        (POOL, "We are looking for someone for you", Way::Pool),
        (
            ORGANISER,
            "Kettlegate House is looking for someone for you",
            Way::Organiser,
        ),
    ] {
        let world = World::new().await;
        let maria = maria(&world).await;
        let page = world.home(&maria).await;
        let page = page.form().tick(way).press(&world, "Continue").await;
        assert_eq!(page.h1(), title);
        let row = nominations(&world).await.remove(0);
        assert_eq!((row.way, row.used_at, row.dropped_at), (from, None, None));
        assert_eq!(row.language, "en");
        let person = world.person("Maria Lopez").await;
        let read = &world.app.db.read;
        let turn = nominate::turn(read, &world.face, &person).await.unwrap();
        assert_eq!(turn, nominate::Turn::Busy);
        let at = step::step(read, &world.face, &person, &world.app.means)
            .await
            .unwrap();
        assert!(matches!(at, step::Step::WaitingForSomebody(_)));
        // No second choice beside it, from another tab or by an old form.
        let body = "way=by_self&name=Sam+Khan&asked_self=yes";
        world.post(&format!("/p/{maria}/next"), body).await;
        assert!(conversations(&world).await.is_empty());
        assert_eq!(nominations(&world).await.len(), 1);
        // A program that presses nothing changes nothing.
        let before = world.dump().await;
        for (to, body) in page.untouched_forms() {
            world.post(&to, &body).await;
        }
        assert_eq!(before, world.dump().await);
        let page = page
            .form()
            .press(&world, "Choose somebody yourself instead")
            .await;
        assert_eq!(page.h1(), "Who will you talk to next?");
        assert!(nominations(&world).await[0].dropped_at.is_some());
        // Stopping ends the waiting too.
        let page = page.form().tick(way).press(&world, "Continue").await;
        assert_eq!(page.h1(), title);
        world.post(&format!("/p/{maria}/stop"), "stop=stop").await;
        assert!(
            nominations(&world)
                .await
                .iter()
                .all(|n| n.dropped_at.is_some())
        );
    }
}

/// Signs the owner of the chain in and returns the cookie.
async fn owner(world: &World) -> (organiser::Model, String) {
    let by = organiser::Entity::find()
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let secret = "secret-of-the-session";
    let now = world.app.means.now();
    entity::session::ActiveModel {
        id: Set(world.app.means.id()),
        id_hash: Set(keys::hash(secret)),
        organiser: Set(by.id),
        browser: Set(String::new()),
        made_at: Set(now),
        idle_until: Set(now + Duration::days(400)),
        ends_at: Set(now + Duration::days(400)),
        revoked_at: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    (by, format!("s={secret}"))
}

async fn as_owner(world: &World, cookie: &str, path: &str, body: Option<&str>) -> Answer {
    let request = Request::builder()
        .method(if body.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(body.unwrap_or_default().to_owned()))
        .unwrap();
    world.send(request).await
}

#[tokio::test]
async fn an_organiser_finds_somebody_who_is_invited_as_if_the_person_had_chosen_them() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let (by, cookie) = owner(&world).await;
    let page = world.home(&maria).await;
    page.form().tick(ORGANISER).press(&world, "Continue").await;
    world.pass(Duration::days(30));
    let read = &world.app.db.read;
    let snapshot = Snapshot::load(read, &world.face, world.app.means.now())
        .await
        .unwrap();
    let needing = help::list(read, &world.face, &snapshot).await.unwrap();
    let whys: Vec<Why> = needing.iter().map(|h| h.why).collect();
    assert_eq!(whys, [Why::AskedToFind], "and not that Maria is late");
    let waiting = nominations(&world).await.remove(0);
    let slug = &world.face.chain.slug;
    let here = format!("/desk/{slug}/find/{}", waiting.id);
    let page = as_owner(&world, &cookie, &format!("/desk/{slug}"), None).await;
    assert_eq!(page.link("Find someone for Maria Lopez"), here);
    let page = as_owner(&world, &cookie, &here, None).await;
    assert_eq!(page.find("h1 bdi"), ["Maria"]);
    let refused = as_owner(
        &world,
        &cookie,
        &here,
        Some("name=Sam+Khan&email=maria@example.org&language=en&asked=yes"),
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attribute("#name", "value"), ["Sam Khan"]);
    let body = "name=Sam+Khan&email=sam@example.org&language=ar&asked=yes";
    let sent = as_owner(&world, &cookie, &here, Some(body)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let again = as_owner(&world, &cookie, &here, Some(body)).await;
    assert_eq!(again.status, StatusCode::GONE);
    let sam = world.person("Sam Khan").await;
    assert_eq!(
        (sam.entered_by, sam.source.as_str(), sam.language.as_str()),
        (Some(by.id), "organiser", "ar")
    );
    assert_eq!(sam.parent, Some(world.person("Maria Lopez").await.id));
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    assert_eq!(
        world.home(&maria).await.h1(),
        "Your invitation to Sam goes out in 5 minutes"
    );
    let snapshot = Snapshot::load(read, &world.face, world.app.means.now())
        .await
        .unwrap();
    assert!(
        help::list(read, &world.face, &snapshot)
            .await
            .unwrap()
            .is_empty()
    );
    let token = world.token_of("Sam Khan").await;
    let about = world.open(&format!("/p/{token}/about")).await;
    assert!(about.says("Kettlegate House wrote down your name and email"));
    // Not for who has no part in this chain.
    let stranger = world
        .send(Request::get(&here).body(Body::empty()).unwrap())
        .await;
    assert!(stranger.status.is_redirection() || stranger.status.is_client_error());
}

#[tokio::test]
async fn the_second_name_is_asked_when_the_first_declines() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let page = with_second(
        &world,
        &maria,
        ("Sam Khan", "sam@example.org"),
        ("Amina Yusuf", "amina@example.org"),
    )
    .await;
    assert_eq!(page.h1(), "Your invitation to Sam goes out in 5 minutes");
    assert!(page.says("You gave us a second name: Amina."));
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    let held = nominations(&world)
        .await
        .into_iter()
        .find(|n| n.rank == 2)
        .unwrap();
    let address = held.address.unwrap();
    assert!(
        !world
            .dump()
            .await
            .iter()
            .any(|line| line.contains("amina@example.org")),
        "sealed"
    );
    let given = consent::Entity::find()
        .filter(consent::Column::What.eq(ConsentTo::AskedNominee))
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(given.len(), 2, "each tick is kept");
    world.pass(Duration::minutes(6));
    no(&world, &world.token_of("Sam Khan").await).await;
    assert!(mails(&world, MailKind::SaidNo).await.is_empty());
    let told = mails(&world, MailKind::ReserveAsked).await;
    assert_eq!(told.len(), 1);
    assert!(
        told[0].text.contains("written to Amina") && !told[0].text.contains("Sam"),
        "{}",
        told[0].text
    );
    let page = world.home(&maria).await;
    assert_eq!(page.h1(), "Your invitation to Amina goes out in 5 minutes");
    assert!(page.says("We have asked the second person you named."));
    let used = nominations(&world)
        .await
        .into_iter()
        .find(|n| n.rank == 2)
        .unwrap();
    assert!(used.used_at.is_some() && used.name.is_none() && used.address.is_none());
    no_trace(&world, &[], &[address]).await;
    let live: Vec<_> = conversations(&world)
        .await
        .into_iter()
        .filter(|c| c.ended_at.is_none())
        .collect();
    assert_eq!(
        (live.len(), live[0].turn, live[0].nomination),
        (1, 1, Some(used.id))
    );
    // Amina says no too: now it is Maria's to choose, and nothing of either is left.
    world.pass(Duration::minutes(6));
    no(&world, &world.token_of("Amina Yusuf").await).await;
    assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    let txn = db::begin_write(&world.app.db).await.unwrap();
    daisychain::mail::forget_bodies(&txn, world.app.means.now() + Duration::days(1))
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn the_second_name_is_asked_when_the_first_lapses_and_when_they_cannot_be_reached() {
    for unreachable in [false, true] {
        let world = World::new().await;
        let maria = maria(&world).await;
        let first = if unreachable {
            // Is in the chain: looks like anybody, and ends like any other no.
            world.add_starter("Tunde Bello", "tunde@example.org").await;
            ("Tunde B", "tunde@example.org")
        } else {
            ("Sam Khan", "sam@example.org")
        };
        with_second(&world, &maria, first, ("Amina Yusuf", "amina@example.org")).await;
        world.pass(if unreachable {
            Duration::days(3)
        } else {
            Duration::days(22)
        });
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        assert_eq!(
            world.home(&maria).await.h1(),
            "Your invitation to Amina goes out in 5 minutes"
        );
        assert_eq!(mails(&world, MailKind::ReserveAsked).await.len(), 1);
        let ended = &conversations(&world).await[0];
        let why = if unreachable {
            EndedWhy::Declined
        } else {
            EndedWhy::Lapsed
        };
        assert_eq!(ended.ended_why, Some(why));
        let before = world.dump().await;
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        assert_eq!(
            before,
            world.dump().await,
            "doing it twice changes nothing more"
        );
    }
}

#[tokio::test]
async fn r16_a_second_name_that_is_not_needed_leaves_no_trace_and_the_nominator_is_told() {
    let gone = "We have deleted the second name you gave.";
    for end in ["recorded", "undo", "give up", "delete it", "stop", "erase"] {
        let world = World::new().await;
        let maria = maria(&world).await;
        with_second(
            &world,
            &maria,
            ("Sam Khan", "sam@example.org"),
            ("Amina Yusuf", "amina@example.org"),
        )
        .await;
        let held = reserve::find(&world.app.db.read, world.person("Maria Lopez").await.id)
            .await
            .unwrap();
        let address = held.unwrap().address.unwrap();
        let hex = crate::support::hex(&address);
        let there = world
            .dump()
            .await
            .iter()
            .any(|l| l.to_uppercase().contains(&hex));
        assert!(there, "what is looked for can be found");
        if end != "undo" {
            world.pass(Duration::minutes(6));
        }
        match end {
            "recorded" => {
                let sam = world.token_of("Sam Khan").await;
                says_yes(&world, &sam, "Maria", "Email", "").await;
                let chat = conversations(&world).await[0].id;
                let at = format!("/p/{maria}/chat/{chat}/write");
                let page = world.open(&at).await;
                let page = page.form().tick("We talked, but Sam wants nothing kept");
                page.press(&world, "Continue").await;
            }
            "undo" => {
                world.home(&maria).await.form().press(&world, "Undo").await;
            }
            "give up" => {
                world
                    .post(&format!("/p/{maria}/somebody-else"), "give_up=yes")
                    .await;
            }
            "delete it" => {
                let page = world.home(&maria).await;
                page.form().press(&world, "Delete the second name").await;
            }
            "stop" => {
                world.post(&format!("/p/{maria}/stop"), "stop=stop").await;
            }
            _ => {
                world.deletes_everything(&maria).await;
            }
        }
        no_trace(&world, &["Amina", "amina@example.org"], &[address]).await;
        assert!(
            mails(&world, MailKind::ReserveAsked).await.is_empty(),
            "{end}"
        );
        if end != "erase" {
            assert!(
                world.home(&maria).await.says(gone) || end == "stop",
                "{end}"
            );
            world.pass(Duration::days(31));
            assert!(!world.home(&maria).await.says(gone), "not for ever");
        }
        // Nobody is asked later either.
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        let people = participant::Entity::find()
            .all(&world.app.db.read)
            .await
            .unwrap();
        assert_eq!(people.len(), 2, "{end}");
    }
}

#[tokio::test]
async fn r34_a_second_name_that_may_not_be_asked_looks_like_any_other() {
    let mut seen = Vec::new();
    for kind in ["new", "here", "suppressed"] {
        let world = World::new().await;
        let maria = maria(&world).await;
        world.add_starter("Tunde Bello", "tunde@example.org").await;
        let email = match kind {
            "here" => "tunde@example.org",
            _ => "amina@example.org",
        };
        if kind == "suppressed" {
            let txn = db::begin_write(&world.app.db).await.unwrap();
            let index = world.app.means.keys.address_index(email);
            let why = entity::shared::SuppressionReason::Asked;
            daisychain::mail::suppression::suppress(&txn, &world.sources, &index, why, None)
                .await
                .unwrap();
            txn.commit().await.unwrap();
        }
        with_second(
            &world,
            &maria,
            ("Sam Khan", "sam@example.org"),
            ("Amina Yusuf", email),
        )
        .await;
        world.pass(Duration::minutes(6));
        no(&world, &world.token_of("Sam Khan").await).await;
        let page = lasting(&world.home(&maria).await).replace(&maria, "");
        let told = mails(&world, MailKind::ReserveAsked).await;
        seen.push((page, told[0].subject.clone(), told[0].text.clone()));
        let invited = mails(&world, MailKind::Invite)
            .await
            .iter()
            .filter(|m| m.sent_at.is_none() && !m.subject.is_empty())
            .count();
        assert_eq!(invited > 0, kind == "new", "{kind}");
        // Two days on it ends like any other no.
        if kind != "new" {
            world.pass(Duration::days(3));
            clock::tick(&world.app.db, &world.app.means).await.unwrap();
            assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
        }
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn r07_a_second_name_that_is_not_right_comes_back_with_what_was_typed() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let page = with_second_only(&world, &maria, "Sam@Example.org").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attribute("#problem a", "href"), ["#second_email"]);
    assert_eq!(
        page.attribute("#second_email", "value"),
        ["Sam@Example.org"]
    );
    assert_eq!(page.find("details[open]").len(), 1);
    let page = with_second_only(&world, &maria, "maria@example.org").await;
    assert!(page.says("This is your own email."));
    let half = "way=email&name=Sam+Khan&email=sam@example.org&asked=yes&second_name=Amina";
    let page = world.post(&format!("/p/{maria}/next"), half).await;
    assert_eq!(
        page.attribute("#problem a", "href"),
        ["#second_email", "#second_asked"]
    );
    assert!(conversations(&world).await.is_empty());
}

async fn with_second_only(world: &World, maria: &str, email: &str) -> Answer {
    let page = world.home(maria).await;
    page.form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@example.org")
        .tick(ASKED)
        .fill("The second person’s full name", "Amina Yusuf")
        .fill("The second person’s email", email)
        .tick(SECOND_ASKED)
        .press(world, "Continue")
        .await
}

#[tokio::test]
async fn a_second_name_waits_while_the_chain_is_on_a_break() {
    let world = World::new().await;
    let maria = maria(&world).await;
    with_second(
        &world,
        &maria,
        ("Sam Khan", "sam@example.org"),
        ("Amina Yusuf", "amina@example.org"),
    )
    .await;
    world.pass(Duration::minutes(6));
    let pause =
        |sql: &'static str| async { world.app.db.write.execute_unprepared(sql).await.unwrap() };
    pause("UPDATE chain SET paused_at = made_at").await;
    no(&world, &world.token_of("Sam Khan").await).await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(conversations(&world).await.len(), 1);
    assert_eq!(world.home(&maria).await.h1(), "The chain is taking a break");
    pause("UPDATE chain SET paused_at = NULL").await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(
        world.home(&maria).await.h1(),
        "Your invitation to Amina goes out in 5 minutes"
    );
    // A chain that closes ends the turn: the name goes.
    let tunde = world.add_starter("Tunde Bello", "tunde@example.org").await;
    says_yes(&world, &tunde, "Kettlegate House", "Email", "").await;
    with_second(
        &world,
        &tunde,
        ("Li Wei", "li@example.org"),
        ("Kofi Mensah", "kofi@example.org"),
    )
    .await;
    world.pass(Duration::minutes(6));
    pause("UPDATE chain SET closed_at = made_at").await;
    let li = world.person("Li Wei").await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let face = daisychain::chain::find_face(&txn, world.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    let _ = daisychain::conversation::answer::decline(&txn, &world.app.means, &face, &li, false)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    no_trace(&world, &["Kofi"], &[]).await;
}

#[tokio::test]
async fn a_message_that_came_back_can_become_a_link_by_hand() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let page = world.home(&maria).await;
    let page = page
        .form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@example.org")
        .tick(ASKED)
        .press(&world, "Continue")
        .await;
    page.form().press(&world, "Send to Sam").await;
    let mailed = world.token_of("Sam Khan").await;
    // Not while nothing came back.
    world
        .post(&format!("/p/{maria}/give-it"), "press=yes")
        .await;
    assert_eq!(conversations(&world).await[0].way, Way::Email);
    world.pass(Duration::minutes(6));
    let bounce = "UPDATE participant SET bounced_at = joined_at WHERE name = 'Sam Khan'";
    world.app.db.write.execute_unprepared(bounce).await.unwrap();
    let page = world.home(&maria).await;
    let page = page
        .form()
        .press(&world, "I will give them the link or a letter myself")
        .await;
    assert_eq!(page.h1(), "Give the invitation to Sam");
    let row = world.person("Sam Khan").await;
    assert!(row.email.is_none() && row.bounced_at.is_none());
    assert_eq!(world.home(&mailed).await.status, StatusCode::GONE);
    let sam = world.token(row.id, LinkKind::Act).await;
    let shown = page
        .form()
        .press(&world, "Show the link and a text to send")
        .await;
    assert!(shown.text.contains(&sam));
    // The clock does not take it for an address that may not be written to.
    world.pass(Duration::days(3));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(world.home(&maria).await.h1(), "Give the invitation to Sam");
    let page = says_yes(&world, &sam, "Maria", "Email", "sam.khan@example.org").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
}

#[tokio::test]
async fn r25_a_name_in_any_script_stands_in_bdi_and_the_text_is_in_their_language() {
    let world = World::new().await;
    let maria = maria(&world).await;
    for (name, first) in [
        ("مريم بنت محمد بن علي", "مريم"),
        ("王秀英", "王秀英"),
        ("María del Carmen García Fernández", "María"),
    ] {
        let page = world.home(&maria).await;
        let page = page
            .form()
            .tick(BY_SELF)
            .fill("Their full name", name)
            .tick(ASKED_SELF)
            .press(&world, "Continue")
            .await;
        assert_eq!(page.find("h1 bdi"), [first]);
        let shown = page
            .form()
            .press(&world, "Show the link and a text to send")
            .await;
        assert_eq!(shown.find("h1 bdi"), [first]);
        assert_eq!(shown.attribute("textarea", "lang"), ["en"]);
        let row = world.person(name).await;
        assert_eq!(people::first_name(&row), first);
        world
            .post(&format!("/p/{maria}/somebody-else"), "give_up=yes")
            .await;
    }
}

#[tokio::test]
async fn r01_looking_at_the_pages_of_the_ways_changes_nothing() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    let before = world.dump().await;
    for page in [
        format!("/p/{maria}"),
        format!("/p/{sam}"),
        format!("/p/{sam}/contact"),
        format!("/p/{maria}/next"),
    ] {
        for _ in 0..5 {
            world.open(&page).await;
        }
    }
    let chat = conversations(&world).await[0].id;
    let shown = world
        .post(&format!("/p/{maria}/chat/{chat}/give"), "press=yes")
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(
        before,
        world.dump().await,
        "showing the link changes nothing either"
    );
}

#[tokio::test]
async fn the_second_name_can_be_asked_at_once_when_the_first_message_came_back() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let (sam, amina) = (
        ("Sam Khan", "sam@example.org"),
        ("Amina Yusuf", "amina@example.org"),
    );
    with_second(&world, &maria, sam, amina).await;
    world.pass(Duration::minutes(6));
    // Not while nothing came back.
    world
        .post(&format!("/p/{maria}/ask-second"), "press=yes")
        .await;
    assert_eq!(conversations(&world).await.len(), 1);
    let bounce = "UPDATE participant SET bounced_at = joined_at WHERE name = 'Sam Khan'";
    world.app.db.write.execute_unprepared(bounce).await.unwrap();
    let page = world.home(&maria).await;
    let page = page.form().press(&world, "Ask the second person now").await;
    assert_eq!(page.h1(), "Your invitation to Amina goes out in 5 minutes");
    no_trace(&world, &["Sam Khan", "sam@example.org"], &[]).await;
}

#[tokio::test]
async fn r46_a_typed_code_shows_no_link_of_another_person() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    let id = world.person("Maria Lopez").await.id;
    let link = daisychain::people::links::find_live(&world.app.db.read, id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let pass = keys::Pass {
        link: link.id,
        generation: link.generation,
        until: world.app.means.now().timestamp() + 600,
        acting: None,
    };
    let code = world.app.means.keys.pass_token(&pass);
    let chat = conversations(&world).await[0].id;
    let page = world.home(&code).await;
    assert_eq!(page.h1(), "Give the invitation to Sam");
    assert!(page.says("open this page by your own link"));
    let shown = world
        .post(&format!("/p/{code}/chat/{chat}/give"), "press=yes")
        .await;
    assert!(!shown.text.contains(&sam));
    let shown = world
        .post(&format!("/p/{maria}/chat/{chat}/give"), "press=yes")
        .await;
    assert!(shown.text.contains(&sam));
    // Saying yes by a code goes on by a code.
    let sams = world.person("Sam Khan").await.id;
    let link = daisychain::people::links::find_live(&world.app.db.read, sams, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let pass = keys::Pass {
        link: link.id,
        generation: link.generation,
        ..pass
    };
    let code = world.app.means.keys.pass_token(&pass);
    let page = says_yes(&world, &code, "Maria", "Text message", "").await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(page.path.starts_with("/p/~") && page.path != format!("/p/{code}"));
}

#[tokio::test]
async fn r09_the_page_before_sending_is_an_address_that_back_can_lead_to() {
    let world = World::new().await;
    let maria = maria(&world).await;
    let body = "way=email&name=Sam+Khan&email=sam%40example.org&language=en&asked=yes";
    let answer = world.post(&format!("/p/{maria}/next"), body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let address = answer.location.unwrap();
    for hidden in ["Sam", "sam%40", "example.org"] {
        assert!(!address.contains(hidden), "{address}");
    }
    let before = world.dump().await;
    let page = world.open(&address).await;
    assert_eq!(page.h1(), "Check the message to Sam");
    assert_eq!(world.dump().await, before);
    page.form().press(&world, "Send to Sam").await;
    // Back: it tells where things stand, and nothing is sent again.
    let page = world.open(&address).await;
    assert!(
        page.h1().starts_with("Your invitation to Sam"),
        "{}",
        page.h1()
    );
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    // What somebody else typed opens for nobody else, nor does anything made up.
    world.home(&maria).await.form().press(&world, "Undo").await;
    let made_up = format!("/p/{maria}/next/check?typed=AQID");
    assert_eq!(world.open(&made_up).await.path, format!("/p/{maria}/next"));
}
