//! An organiser writes for people: the pass, the banner, who wrote what, the phone script and the list of calls.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::Duration;
use daisychain::desk::snapshot::Snapshot;
use daisychain::desk::to_call::{self, Tell};
use daisychain::organiser::session;
use daisychain::people::{self, by_phone, links};
use daisychain::{chain, db, keys};
use entity::shared::{ConsentTo, LinkKind, RevealBy, Role};
use entity::{
    audit, consent, conversation, insight_version, membership, organiser, outbox, participant,
    reveal, session as session_row, suppression,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::resident_support::{Answer, Filling, World};

/// A browser in which an organiser is signed in.
struct Browser<'w> {
    world: &'w World,
    cookie: String,
}

impl<'w> Browser<'w> {
    async fn of(world: &'w World, organiser: Uuid) -> Self {
        let means = &world.app.means;
        let token = means.sources.token();
        session_row::ActiveModel {
            id: Set(means.id()),
            id_hash: Set(keys::hash(&token)),
            organiser: Set(organiser),
            browser: Set(String::new()),
            made_at: Set(means.now()),
            idle_until: Set(means.now() + Duration::days(400)),
            ends_at: Set(means.now() + Duration::days(400)),
            revoked_at: Set(None),
        }
        .insert(&world.app.db.write)
        .await
        .unwrap();
        Self {
            world,
            cookie: format!("s={token}"),
        }
    }

    async fn asha(world: &'w World) -> Self {
        let asha = asha(world).await;
        Self::of(world, asha.id).await
    }

    async fn with_role(world: &'w World, name: &str, role: Role) -> Self {
        let means = &world.app.means;
        let id = means.id();
        organiser::ActiveModel {
            id: Set(id),
            email: Set(vec![1]),
            email_index: Set(means.keys.address_index(name)),
            name: Set(name.to_owned()),
            made_at: Set(means.now()),
        }
        .insert(&world.app.db.write)
        .await
        .unwrap();
        membership::ActiveModel {
            id: Set(means.id()),
            organiser: Set(id),
            host: Set(None),
            chain: Set(Some(world.face.chain.id)),
            role: Set(role),
            made_at: Set(means.now()),
        }
        .insert(&world.app.db.write)
        .await
        .unwrap();
        Self::of(world, id).await
    }

    async fn send(&self, path: &str, body: Option<String>) -> Answer {
        let plain = path.split('#').next().unwrap();
        let request = Request::builder()
            .uri(plain)
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin");
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request
                .method("POST")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(body)),
        };
        self.world.send(request.unwrap()).await
    }

    /// Opens a page and follows where it leads.
    async fn open(&self, path: &str) -> Answer {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let answer = self.send(&path, None).await;
            match answer.location {
                Some(next) => path = next,
                None => return answer,
            }
        }
        panic!("{path} leads round in a circle");
    }

    async fn desk(&self, below: &str) -> Answer {
        let slug = &self.world.face.chain.slug;
        self.open(&format!("/desk/{slug}{below}")).await
    }

    /// Presses a button of a filled form and opens where it leads.
    async fn press(&self, form: Filling<'_>, button: &str) -> Answer {
        let (action, body) = form.request(button);
        let answer = self.send(&action, Some(body)).await;
        match &answer.location {
            Some(next) => self.open(next).await,
            None => answer,
        }
    }

    /// Begins to write for somebody and returns their first page.
    async fn write_for(&self, person: &participant::Model, source: &str) -> Answer {
        let first = people::first_name(person);
        let page = self.desk(&format!("/people/{}", person.id)).await;
        let page = self.open(&page.link(&format!("Write for {first}"))).await;
        self.press(page.form().tick(source), &format!("Write for {first}"))
            .await
    }
}

async fn asha(world: &World) -> organiser::Model {
    organiser::Entity::find()
        .filter(organiser::Column::Name.eq("Asha"))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap()
}

async fn chats(world: &World) -> Vec<conversation::Model> {
    conversation::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap()
}

async fn mails_to(world: &World, person: Uuid) -> usize {
    outbox::Entity::find()
        .filter(outbox::Column::Participant.eq(person))
        .all(&world.app.db.read)
        .await
        .unwrap()
        .len()
}

/// Adds Rosa, who has a phone and no e-mail, through the desk.
async fn add_rosa(world: &World, asha: &Browser<'_>) -> participant::Model {
    let page = asha.desk("/people/add").await;
    let form = page
        .form()
        .fill("Name", "Rosa Lind")
        .fill("Phone number (optional)", "07700 900 456")
        .tick("I have asked them and they are happy to hear from us");
    let page = asha.press(form, "Add this person").await;
    assert!(
        page.says("We have no e-mail address for them."),
        "{}",
        page.text
    );
    world.person("Rosa Lind").await
}

fn yes_of_rosa(page: &Answer) -> Filling<'_> {
    page.form()
        .tick("Kettlegate House may contact me.")
        .tick("I will write down what people tell me only if they agree, and the people at Kettlegate House may read it.")
        .tick("I am 18 or over.")
        .tick("Phone call")
        .fill("The language they like best", "Español")
}

/// Rosa has said yes by phone.
async fn agreed_rosa(world: &World, asha: &Browser<'_>) -> participant::Model {
    let rosa = add_rosa(world, asha).await;
    let page = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    let page = asha
        .press(yes_of_rosa(&page), "Keep that Rosa says yes")
        .await;
    assert!(
        page.says("We have kept that Rosa said yes."),
        "{}",
        page.text
    );
    world.person("Rosa Lind").await
}

/// Sam, chosen by Rosa through Asha, has said yes at his own link.
async fn agreed_sam(world: &World, asha: &Browser<'_>) -> (participant::Model, String) {
    let rosa = agreed_rosa(world, asha).await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let form = page
        .form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@example.org")
        .tick("I have asked them and they are happy to get an email.");
    let page = asha.press(form, "Continue").await;
    asha.press(page.form(), "Send to Sam").await;
    world.pass(Duration::minutes(6));
    let sam = world.token_of("Sam Khan").await;
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = page
        .form()
        .tick("Rosa may contact me.")
        .tick("Rosa may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    let page = page
        .form()
        .tick("Phone call")
        .fill("Phone number", "07700 900123")
        .press(world, "Continue")
        .await;
    let page = page.form().tick("Evenings").press(world, "Continue").await;
    let page = page.form().press(world, "Say yes to Rosa").await;
    assert_eq!(page.h1(), "Thank you. Rosa will call you.");
    world.pass(Duration::minutes(6));
    (rosa, sam)
}

/// Asha has written down for Rosa what Sam said.
async fn recorded(world: &World, asha: &Browser<'_>) -> (participant::Model, String) {
    let (rosa, sam) = agreed_sam(world, asha).await;
    let page = asha.write_for(&rosa, "On a paper sheet").await;
    let page = asha.open(&page.link("Write down what you heard")).await;
    let late = page
        .form()
        .tick("Yes, we talked and we agree")
        .fill("When did they talk? (optional)", "2026-11-23");
    let page = asha.press(late, "Continue").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Write a day that is not later than today"));
    assert_eq!(page.attribute("#happened_on", "value"), ["2026-11-23"]);
    let right = page
        .form()
        .fill("When did they talk? (optional)", "2026-11-20");
    let page = asha.press(right, "Continue").await;
    let first = page.form().fill("What Sam said", "The market is cheap.");
    let mut page = asha.press(first, "Save and continue").await;
    while page.h1() != "Check what you wrote, then show it to Sam" {
        let form = page.form().tick("We did not talk about this");
        page = asha.press(form, "Save and continue").await;
    }
    let page = asha.press(page.form(), "Show this to Sam").await;
    assert_eq!(page.h1(), "Thank you. Sam can now check what you wrote.");
    (rosa, sam)
}

#[tokio::test]
async fn a_yes_on_the_phone_is_kept_with_who_heard_it_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = add_rosa(&world, &asha).await;
    assert!(rosa.email.is_none() && rosa.phone.is_some());

    let page = asha.desk("").await;
    assert!(
        page.says("1 person has no working e-mail address"),
        "{}",
        page.text
    );
    let page = asha.open(&page.link("To call")).await;
    assert!(page.says("Kettlegate House would like Rosa to start a chain of chats"));
    let page = asha
        .open(&page.link("Open the phone script Rosa Lind"))
        .await;
    for line in [
        "Hello Rosa. My name is Asha.",
        "You can say no.",
        "Who can see it",
    ] {
        assert!(page.says(line), "{line} in {}", page.text);
    }

    // Something is missing: nothing is kept, and all that was typed stays.
    let before = world.dump().await;
    let form = page
        .form()
        .tick("I am 18 or over.")
        .fill("Phone number", "07700 900 457");
    let page = asha.press(form, "Keep that Rosa says yes").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("To say yes, tick: Kettlegate House may contact me."),
        "{}",
        page.text
    );
    assert_eq!(page.attribute("#phone", "value"), ["07700 900 457"]);
    assert_eq!(
        page.attribute("#agree-adult[checked]", "id"),
        ["agree-adult"]
    );
    assert_eq!(world.dump().await, before);

    let page = asha
        .press(yes_of_rosa(&page), "Keep that Rosa says yes")
        .await;
    assert!(
        page.says("We have kept that Rosa said yes."),
        "{}",
        page.text
    );
    let rosa = world.person("Rosa Lind").await;
    assert!(rosa.agreed_at.is_some());
    assert_eq!(rosa.language, "es");
    let by = self::asha(&world).await.id;
    let consents = consent::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(consents.len(), 3);
    let contact = "Kettlegate House may contact me.";
    for row in &consents {
        assert_eq!((row.entered_by, row.source.as_str()), (Some(by), "phone"));
        if row.what == ConsentTo::Contact {
            assert_eq!(row.wording_hash, keys::wording_hash(contact));
        }
    }
    let noted = audit::Entity::find()
        .filter(audit::Column::Act.eq("person.agreed"))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(noted.actor_id, Some(by));
    // Told in the same call.
    assert!(
        asha.desk("/calls")
            .await
            .says("There is nobody to call now.")
    );

    // A second press says that it was done before.
    let again = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    assert!(again.says("It is your turn to choose the next person"));
}

#[tokio::test]
async fn a_person_without_email_takes_part_through_an_organiser_until_they_have_passed_it_on() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (rosa, sam) = agreed_sam(&world, &asha).await;
    let person = world.person("Sam Khan").await;
    assert_eq!(person.entered_by, Some(self::asha(&world).await.id));
    assert_eq!(person.source, "phone");

    let page = asha.desk("/calls").await;
    assert!(
        page.says("Sam Khan said yes. Rosa can get in touch now."),
        "{}",
        page.text
    );
    let page = asha.press(page.form(), "I have told them Rosa Lind").await;
    assert!(page.says("There is nobody to call now."));
    let script = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    assert!(script.says("Sam said yes. Please get in touch with Sam."));

    // The organiser sees the details, and it is noted as such.
    let page = asha.write_for(&rosa, "In person").await;
    let page = asha.press(page.form(), "Show how to reach Sam").await;
    assert!(page.says("07700 900123"), "{}", page.text);
    let reveals = reveal::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(reveals.len(), 1);
    assert_eq!(reveals[0].by_kind, RevealBy::Organiser);
    assert_eq!(reveals[0].by_id, self::asha(&world).await.id);
    let on_desk = asha.desk(&format!("/people/{}", person.id)).await;
    assert!(
        on_desk.says("Asha saw how to reach Sam Khan"),
        "{}",
        on_desk.text
    );
    assert!(
        on_desk.says("wrote down the choice of Sam Khan"),
        "{}",
        on_desk.text
    );

    let page = asha.write_for(&rosa, "In a phone call").await;
    let page = asha.open(&page.link("Write down what you heard")).await;
    let form = page.form().tick("Yes, we talked and we agree");
    let page = asha.press(form, "Continue").await;
    let form = page.form().fill("What Sam said", "The market is cheap.");
    let mut page = asha.press(form, "Save and continue").await;
    while page.h1() != "Check what you wrote, then show it to Sam" {
        let form = page.form().tick("We did not talk about this");
        page = asha.press(form, "Save and continue").await;
    }
    asha.press(page.form(), "Show this to Sam").await;
    world.pass(Duration::minutes(6));

    // Sam loses his address: from here on he is called too.
    let txn = db::begin_write(&world.app.db).await.unwrap();
    people::drop_email(&txn, person.id).await.unwrap();
    txn.commit().await.unwrap();
    let page = asha.desk("/calls").await;
    assert!(
        page.says("Rosa Lind wrote down what Sam said."),
        "{}",
        page.text
    );
    let script = asha.desk(&format!("/people/{}/script", person.id)).await;
    assert!(script.says("The market is cheap."));
    let page = asha.write_for(&person, "In a phone call").await;
    assert_eq!(page.h1(), "Rosa wrote this after your chat. Is it right?");
    let form = page
        .form()
        .tick("Change the words")
        .fill(
            "New words for point 1, if you change them",
            "The market is very cheap.",
        )
        .tick("Yes, without my name")
        .tick("This is right now");
    let page = asha.press(form, "Save").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let versions = insight_version::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let by = Some(self::asha(&world).await.id);
    assert_eq!(versions.len(), 2);
    assert!(versions.iter().all(|v| v.entered_by == by));
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(
        page.says("Asha wrote your answers to it for you on"),
        "{}",
        page.text
    );
    let page = asha.desk("/calls").await;
    assert!(page.says("It is the turn of Sam to choose the next person."));

    // Nothing was ever written to Rosa.
    assert_eq!(mails_to(&world, rosa.id).await, 0);
    let page = asha.desk(&format!("/people/{}", rosa.id)).await;
    assert!(page.says("first person, has talked on"), "{}", page.text);

    // Sam wants no more: stopping works for him as well.
    let page = asha.write_for(&person, "In a phone call").await;
    let page = asha.open(&page.link("Stop taking part")).await;
    let form = page.form().tick("Stop taking part");
    asha.press(form, "Continue").await;
    let stopped = audit::Entity::find()
        .filter(audit::Column::Act.eq("person.stopped"))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stopped.actor_id, by);
    let page = asha.desk(&format!("/people/{}/write-for", person.id)).await;
    assert!(page.says("Nobody can write for Sam now."));
}

#[tokio::test]
async fn r45_the_banner_stands_on_every_page_and_both_people_see_who_wrote() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (rosa, sam) = recorded(&world, &asha).await;

    let banner = "You are writing for Rosa. Source: in person. Everything you save is kept as written by you for Rosa. Back to the desk";
    let page = asha.write_for(&rosa, "In person").await;
    let base = page.path.clone();
    for below in [
        "", "/me", "/about", "/contact", "/stop", "/words", "/led-to",
    ] {
        let page = asha.open(&format!("{base}{below}")).await;
        assert_eq!(page.status, StatusCode::OK, "{below}");
        assert_eq!(
            page.find("aside.behalf"),
            [banner],
            "{below}\n{}",
            page.text
        );
        let back = page.attribute("aside.behalf a", "href");
        assert_eq!(
            back,
            [format!(
                "/desk/{}/people/{}",
                world.face.chain.slug, rosa.id
            )]
        );
    }
    // Also on a form that came back.
    let stop = asha.open(&format!("{base}/stop")).await;
    let stop = asha.press(stop.form(), "Continue").await;
    assert_eq!(stop.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stop.find("aside.behalf"), [banner]);

    // Rosa at her own link: no banner, and who wrote it.
    let own = world.token_of("Rosa Lind").await;
    let mine =
        "Asha wrote down your chat with Sam for you on Sunday 22 November 2026 (paper sheet).";
    for below in ["", "/me"] {
        let page = world.open(&format!("/p/{own}{below}")).await;
        assert!(page.says(mine), "{below}\n{}", page.text);
        assert!(page.find("aside.behalf").is_empty());
    }
    let page = world.open(&format!("/p/{own}/me")).await;
    assert!(
        page.says("wrote this for you on Sunday 22 November 2026, on the phone."),
        "{}",
        page.text
    );

    // Sam, who checks it.
    let theirs = "Asha wrote this for Rosa on Sunday 22 November 2026 (paper sheet).";
    for below in ["", "/words", "/me"] {
        let page = world.open(&format!("/p/{sam}{below}")).await;
        assert!(page.says(theirs), "{below}\n{}", page.text);
    }
    // The desk.
    let chat = chats(&world).await.remove(0);
    assert_eq!(chat.happened_on.as_deref(), Some("2026-11-20"));
    let page = asha.desk(&format!("/conversations/{}", chat.id)).await;
    assert!(
        page.says("Asha entered this for Rosa Lind (paper sheet)."),
        "{}",
        page.text
    );
    assert!(page.says("Friday 20 November 2026"));
    let page = asha.desk(&format!("/people/{}", rosa.id)).await;
    assert!(page.says("Entered by Asha (paper sheet)"), "{}", page.text);
    assert!(
        page.says("Asha (phone) kept what Rosa Lind agreed to"),
        "{}",
        page.text
    );

    // An organiser who was removed shows as the host.
    let by = self::asha(&world).await.id;
    membership::Entity::delete_many()
        .filter(membership::Column::Organiser.eq(by))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(
        page.says("Kettlegate House wrote this for Rosa on"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_pass_alone_opens_nothing_and_ends_after_eight_hours_or_with_the_link() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let home = asha.write_for(&rosa, "In a phone call").await.path;
    assert!(home.starts_with("/p/~"), "{home}");

    // Nobody signed in.
    let request = Request::get(&home).body(Body::empty()).unwrap();
    let page = world.send(request).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.location.unwrap().starts_with("/sign-in"));
    let page = world.post(&format!("{home}/stop"), "stop=stop").await;
    assert!(page.location.unwrap().starts_with("/sign-in"));
    // Somebody else signed in, also one with the same role.
    for role in [Role::Owner, Role::Organiser, Role::Coder, Role::Reader] {
        let other = Browser::with_role(&world, role.as_str(), role).await;
        let page = other.send(&home, None).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
        let page = other
            .send(&format!("{home}/stop"), Some("stop=stop".to_owned()))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
    }
    let stopped = world.person("Rosa Lind").await.stopped_at;
    assert!(stopped.is_none());

    world.pass(Duration::hours(8) - Duration::seconds(1));
    assert_eq!(asha.open(&home).await.status, StatusCode::OK);
    world.pass(Duration::seconds(1));
    assert_eq!(asha.open(&home).await.status, StatusCode::NOT_FOUND);

    let home = asha.write_for(&rosa, "In a phone call").await.path;
    assert_eq!(asha.open(&home).await.status, StatusCode::OK);
    let txn = db::begin_write(&world.app.db).await.unwrap();
    links::renew(&txn, &world.app.means, rosa.id, LinkKind::Act)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_ne!(asha.open(&home).await.status, StatusCode::OK);

    // Signing out ends it too.
    let home = asha.write_for(&rosa, "In a phone call").await.path;
    let by = self::asha(&world).await.id;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    for row in session::list(&txn, world.app.means.now(), by)
        .await
        .unwrap()
    {
        session::revoke(&txn, world.app.means.now(), by, row.id)
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();
    let page = asha.send(&home, None).await;
    assert!(page.location.unwrap().starts_with("/sign-in"));
}

#[tokio::test]
async fn the_source_must_be_chosen_and_only_organisers_may_write_or_call() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let page = asha.desk(&format!("/people/{}/write-for", rosa.id)).await;
    assert!(
        page.attribute("input[type=radio][checked]", "id")
            .is_empty()
    );
    let page = asha.press(page.form(), "Write for Rosa").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.title().starts_with("Error"), "{}", page.title());

    let here = format!("/desk/{}", world.face.chain.slug);
    let person = format!("{here}/people/{}", rosa.id);
    for role in [Role::Coder, Role::Reader] {
        let other = Browser::with_role(&world, role.as_str(), role).await;
        for path in [
            format!("{person}/write-for"),
            format!("{person}/script"),
            format!("{here}/calls"),
        ] {
            let page = other.send(&path, None).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        for (below, body) in [
            ("write-for", "source=phone"),
            ("script", "answer=no&no=delete"),
            ("told", ""),
        ] {
            let page = other
                .send(&format!("{person}/{below}"), Some(body.to_owned()))
                .await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {below}");
        }
    }
    // A person who is not on this chain, and none at all.
    let page = asha
        .send(&format!("{here}/people/{}/write-for", Uuid::nil()), None)
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_no_on_the_phone_deletes_everything_and_never_again_holds_for_the_number() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = add_rosa(&world, &asha).await;
    let page = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    let page = asha.press(page.form(), "Keep that Rosa says no").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = page
        .form()
        .tick("Delete the details, and never write or call again");
    let page = asha.press(form, "Keep that Rosa says no").await;
    assert!(page.says("We have deleted what we held."), "{}", page.text);
    let gone = people::find(&world.app.db.read, rosa.id)
        .await
        .unwrap()
        .unwrap();
    assert!(gone.erased_at.is_some() && gone.phone.is_none() && gone.name.is_none());
    let kept = suppression::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);

    // The same number, written another way.
    let page = asha.desk("/people/add").await;
    let form = page
        .form()
        .fill("Name", "Rosa Lind")
        .fill("Phone number (optional)", "+44 (0)7700 900456")
        .tick("I have asked them and they are happy to hear from us");
    let page = asha.press(form, "Add this person").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("We may not write to this address."),
        "{}",
        page.text
    );

    // Neither address nor number.
    let page = asha.desk("/people/add").await;
    let form = page
        .form()
        .fill("Name", "Rosa Lind")
        .tick("I have asked them and they are happy to hear from us");
    let page = asha.press(form, "Add this person").await;
    assert!(page.says("Write an e-mail address or a phone number"));
}

#[tokio::test]
async fn a_no_at_the_persons_pages_leads_the_organiser_back_to_the_desk() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = add_rosa(&world, &asha).await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    let base = page.path.clone();
    let page = asha.open(&format!("{base}/no")).await;
    let form = page.form().tick("Delete my details");
    let page = asha.press(form, "Send").await;
    assert!(
        page.path.ends_with(&format!("/people/{}", rosa.id)),
        "{}",
        page.path
    );
    let again = asha
        .send(&format!("{base}/no"), Some("no=delete".to_owned()))
        .await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(
        again.says("Nothing else is left for you to do."),
        "{}",
        again.text
    );
}

#[tokio::test]
async fn somebody_whose_address_may_not_be_used_is_not_on_the_list() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let index = world.app.means.keys.address_index("quiet@example.org");
    let sources = &world.app.means.sources;
    let asked = entity::shared::SuppressionReason::Asked;
    daisychain::mail::suppression::suppress(&txn, sources, &index, asked, None)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let page = asha.write_for(&rosa, "In a phone call").await;
    let form = page
        .form()
        .fill("Their full name", "Quentin Quiet")
        .fill("Their email", "quiet@example.org")
        .tick("I have asked them and they are happy to get an email.");
    let page = asha.press(form, "Continue").await;
    asha.press(page.form(), "Send to Quentin").await;
    world.pass(Duration::hours(1));
    assert!(world.person("Quentin Quiet").await.email.is_none());
    assert!(
        asha.desk("/calls")
            .await
            .says("There is nobody to call now.")
    );
}

/// Lists the calls to make as name, what to tell, and about whom.
async fn calls(world: &World) -> Vec<(String, Tell, String)> {
    let conn = &world.app.db.read;
    let face = chain::find_face(conn, world.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    let snapshot = Snapshot::load(conn, &face, world.app.means.now())
        .await
        .unwrap();
    let list = to_call::list(conn, &face, &snapshot).await.unwrap();
    list.into_iter()
        .map(|call| (call.name, call.tell, call.other))
        .collect()
}

#[tokio::test]
async fn a_call_stands_on_the_list_until_it_is_told_and_comes_back_with_news() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    // A first person whose message came back is called as well.
    world.add_starter("Maria Lopez", "maria@example.org").await;
    assert!(calls(&world).await.is_empty());
    let maria = world.person("Maria Lopez").await;
    participant::ActiveModel {
        id: Set(maria.id),
        bounced_at: Set(Some(world.app.means.now())),
        ..Default::default()
    }
    .update(&world.app.db.write)
    .await
    .unwrap();
    let first = ("Maria Lopez".to_owned(), Tell::FirstAsked, String::new());
    assert_eq!(calls(&world).await, [first]);
    let page = asha.desk("/calls").await;
    asha.press(page.form(), "I have told them Maria Lopez")
        .await;
    assert!(calls(&world).await.is_empty());

    // Sam says yes to Rosa, then leaves: two pieces of news, one after the other.
    let (rosa, sam) = agreed_sam(&world, &asha).await;
    let yes = ("Rosa Lind".to_owned(), Tell::SaidYes, "Sam Khan".to_owned());
    assert_eq!(calls(&world).await, [yes]);
    let page = asha.desk("/calls").await;
    asha.press(page.form(), "I have told them Rosa Lind").await;
    assert!(calls(&world).await.is_empty());
    world.pass(Duration::days(1));
    let page = world.open(&format!("/p/{sam}/stop")).await;
    page.form()
        .tick("Stop taking part")
        .press(&world, "Continue")
        .await;
    let no = ("Rosa Lind".to_owned(), Tell::SaidNo, "Sam Khan".to_owned());
    assert_eq!(calls(&world).await, [no]);
    let script = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    assert!(script.says("It is your turn to choose the next person"));

    // The chain is closed.
    world.pass(Duration::days(1));
    entity::chain::ActiveModel {
        id: Set(world.face.chain.id),
        closed_at: Set(Some(world.app.means.now())),
        ..Default::default()
    }
    .update(&world.app.db.write)
    .await
    .unwrap();
    let closed = ("Rosa Lind".to_owned(), Tell::Closed, String::new());
    assert_eq!(calls(&world).await, [closed]);
}

#[tokio::test]
async fn the_list_of_calls_comes_a_page_at_a_time() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let by = self::asha(&world).await.id;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    for n in 0..51 {
        let new = by_phone::NewByPhone {
            name: "Rosa Lind".to_owned(),
            phone: format!("07700 900{n:03}"),
            language: "en".to_owned(),
        };
        by_phone::add_starter(&txn, &world.app.means, &world.face, by, new)
            .await
            .unwrap()
            .unwrap();
    }
    txn.commit().await.unwrap();
    let page = asha.desk("/calls").await;
    assert!(page.says("51 people to call"));
    assert_eq!(page.find("tbody tr").len(), 50);
    let page = asha.desk("/calls?page=2").await;
    assert_eq!(page.find("tbody tr").len(), 1);
}
