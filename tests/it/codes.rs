//! Codes and paper: letters that a camera, a hand and a telephone can answer, and letters for a whole street.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use daisychain::people::{codes, links};
use daisychain::{db, keys};
use entity::shared::{Door, LinkKind};
use entity::{conversation, door_code, link, organiser, participant, reveal, session};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter,
};

use super::resident::{agreed, invited, say_yes};
use super::resident_support::{Answer, World};

const PHONE: &str = "020 7946 0123";
const TYPED: &str = "http://localhost:8080/code";

async fn code_of(world: &World, name: &str) -> String {
    let person = world.person(name).await.id;
    links::code_for(&world.app.db.read, &world.app.means, person)
        .await
        .unwrap()
        .unwrap()
}

/// Types a code into the page for it.
async fn types(world: &World, code: &str) -> Answer {
    let page = world.open("/code").await;
    page.form()
        .fill("Your code", code)
        .press(world, "Continue")
        .await
}

/// Types a code and returns the pass in the address it leads to.
async fn pass(world: &World, code: &str) -> String {
    let page = world.open("/code").await;
    let answer = page
        .form()
        .fill("Your code", code)
        .press_only(world, "Continue")
        .await;
    let to = answer.location.unwrap();
    to.rsplit('/').next().unwrap().to_owned()
}

async fn bounces(world: &World, name: &str) {
    let sql = format!("UPDATE participant SET bounced_at = joined_at WHERE name = '{name}'");
    world.app.db.write.execute_unprepared(&sql).await.unwrap();
}

/// An organiser at the desk of the chain.
struct Desk<'a> {
    world: &'a World,
    cookie: String,
}

impl<'a> Desk<'a> {
    async fn of(world: &'a World) -> Self {
        let (conn, means) = (&world.app.db.write, &world.app.means);
        let asha = organiser::Entity::find().one(conn).await.unwrap().unwrap();
        let token = means.sources.token();
        session::ActiveModel {
            id: Set(means.id()),
            id_hash: Set(keys::hash(&token)),
            organiser: Set(asha.id),
            browser: Set(String::new()),
            made_at: Set(means.now()),
            idle_until: Set(means.now() + Duration::days(400)),
            ends_at: Set(means.now() + Duration::days(400)),
            revoked_at: Set(None),
        }
        .insert(conn)
        .await
        .unwrap();
        Self {
            world,
            cookie: format!("s={token}"),
        }
    }

    fn path(&self, below: &str) -> String {
        format!("/desk/{}{below}", self.world.face.chain.slug)
    }

    async fn open(&self, below: &str) -> Answer {
        let request = Request::get(self.path(below)).header(header::COOKIE, &self.cookie);
        self.world.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, below: &str, body: &str) -> Answer {
        let request = Request::post(self.path(below))
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.world
            .send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// Makes a letter for a street and returns its row.
    async fn street(&self, name: &str) -> door_code::Model {
        let page = self.open("/door-letters").await;
        let (_, body) = page
            .form()
            .fill("Street or place", name)
            .request("Make the letter");
        let made = self.post("/door-letters", &body).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        door_code::Entity::find()
            .filter(door_code::Column::Name.eq(name))
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
    }

    async fn street_code(&self, street: &door_code::Model) -> String {
        let page = self.open("/door-letters").await;
        let codes = page.find("td bdi");
        let names = page.find("tbody th");
        let row = names.iter().position(|name| *name == street.name).unwrap();
        codes[row].clone()
    }
}

/// Reads the QR code of a page the way a camera does: the drawing is turned into dots and decoded.
fn scan(page: &Answer) -> String {
    const DOTS: usize = 4;
    let drawn = page.text.split("<svg class=\"qr\"").nth(1).unwrap();
    let drawn = drawn.split("</svg>").next().unwrap();
    let size: usize = drawn.split("viewBox=\"0 0 ").nth(1).unwrap()[..]
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let dark = drawn
        .split("<path ")
        .find(|path| path.contains("fill=\"#000\""))
        .unwrap();
    let outline = dark.split("d=\"").nth(1).unwrap();
    let outline = outline.split('"').next().unwrap();
    let mut modules = vec![false; size * size];
    for square in outline.split('M').filter(|square| !square.is_empty()) {
        let numbers: Vec<usize> = square
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .map(|n| n.parse().unwrap())
            .collect();
        let [x, y, width, height, ..] = numbers[..] else {
            panic!("another way of drawing: {square}");
        };
        for row in y..y + height {
            modules[row * size + x..row * size + x + width].fill(true);
        }
    }
    let side = size * DOTS;
    let mut picture = rqrr::PreparedImage::prepare_from_bitmap(side, side, |x, y| {
        modules[(y / DOTS) * size + x / DOTS]
    });
    let found = picture.detect_grids();
    assert_eq!(found.len(), 1, "one code on a page");
    found[0].decode().unwrap().1
}

/// The message came back: the initiator gives the link or a letter themself.
async fn gives_it(world: &World, token: &str) {
    let at = format!("/p/{token}/give-it");
    world.post(&at, "press=yes").await;
}

/// The letter Maria prints when our message to Sam came back.
async fn letter_to_sam(world: &World) -> (String, Answer) {
    let (maria, _) = invited(world).await;
    bounces(world, "Sam Khan").await;
    gives_it(world, &maria).await;
    let page = world.home(&maria).await;
    let letter = world.open(&page.link("Print a letter")).await;
    (maria, letter)
}

#[tokio::test]
async fn r43_the_square_says_the_address_that_is_printed_beside_it() {
    let world = World::new().await;
    let (_, letter) = letter_to_sam(&world).await;
    let printed = letter.find(".printed");
    assert_eq!(vec![scan(&letter)], printed);
    let sam = world.token_of("Sam Khan").await;
    assert_eq!(printed, [format!("http://localhost:8080/p/{sam}")]);

    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let letter = desk.open(&format!("/door-letters/{}", street.id)).await;
    let code = desk.street_code(&street).await;
    assert_eq!(vec![scan(&letter)], letter.find(".printed"));
    let address = scan(&letter);
    assert_eq!(address, format!("{TYPED}?c={}", code.replace(' ', "-")));

    // Scanning only fills in the form.
    let before = world.dump().await;
    let page = world
        .open(address.strip_prefix("http://localhost:8080").unwrap())
        .await;
    assert_eq!(page.attribute("#code", "value"), [code.replace(' ', "-")]);
    assert_eq!(world.dump().await, before);
    let page = page.form().press(&world, "Continue").await;
    assert_eq!(page.h1(), "We are here. What do you need?");
}

#[tokio::test]
async fn r44_letter_and_sheet_carry_code_phone_and_languages_and_the_code_leads_to_the_invitation()
{
    let world = World::new().await;
    let (_, letter) = letter_to_sam(&world).await;
    let code = code_of(&world, "Sam Khan").await;
    assert_eq!(
        letter.h1(),
        "Maria would like to talk with you about food in Kettlegate"
    );
    let carries = |page: &Answer, code: &str| {
        for words in [code, TYPED, PHONE, "Soomaali", "العربية"] {
            assert!(page.says(words), "no {words} on\n{}", page.text);
        }
    };
    carries(&letter, &code);
    for words in [
        "You can say no.",
        "Yes, call me on",
        "No thank you",
        "1 Long Street",
    ] {
        assert!(letter.says(words), "no {words}");
    }
    let page = types(&world, &code).await;
    assert_eq!(page.h1(), letter.h1());
    assert!(page.says(&format!("say your code: {code}")));
    // And on from there, to the first step of saying yes.
    let page = world.open(&page.link("Start")).await;
    assert_eq!(page.h1(), "What you agree to");

    // The organiser's letter is the same one.
    let desk = Desk::of(&world).await;
    let sam = world.person("Sam Khan").await.id;
    let person = desk.open(&format!("/people/{sam}")).await;
    assert_eq!(
        person.link("Print a letter"),
        desk.path(&format!("/people/{sam}/letter"))
    );
    let printed = desk.open(&format!("/people/{sam}/letter")).await;
    assert_eq!((printed.h1(), scan(&printed)), (letter.h1(), scan(&letter)));

    // Somebody who said yes gets the way to their page, and prints the sheet of questions.
    let maria = world.person("Maria Lopez").await.id;
    let letter = desk.open(&format!("/people/{maria}/letter")).await;
    assert_eq!(letter.h1(), "Your own page");
    assert!(!letter.says("Yes, call me on"));
    carries(&letter, &code_of(&world, "Maria Lopez").await);
    let (maria, sam) = (
        world.token_of("Maria Lopez").await,
        world.token_of("Sam Khan").await,
    );
    say_yes(&world, &sam).await;
    let chat = world.home(&maria).await;
    let sheet = world
        .open(&chat.link("Print a sheet with the questions"))
        .await;
    carries(&sheet, &code_of(&world, "Maria Lopez").await);
}

#[tokio::test]
async fn a_letter_is_printed_only_while_it_is_wanted_and_printing_changes_nothing() {
    let world = World::new().await;
    let (maria, _) = invited(&world).await;
    let desk = Desk::of(&world).await;
    let chat = conversation::Entity::find().one(&world.app.db.read).await;
    let chat = chat.unwrap().unwrap().id;
    let path = format!("/p/{maria}/chat/{chat}/letter");
    // The message went out and did not come back.
    let page = world.open(&path).await;
    assert_eq!(page.h1(), "We have asked Sam");
    bounces(&world, "Sam Khan").await;
    // While we would still send it, the link is not in her hands.
    assert_eq!(world.open(&path).await.h1(), "Our message to Sam came back");
    gives_it(&world, &maria).await;
    let sam = world.token_of("Sam Khan").await;
    let before = world.dump().await;
    assert!(world.open(&path).await.says("The square leads to"));
    let id = world.person("Sam Khan").await.id;
    desk.open(&format!("/people/{id}/letter")).await;
    world.open(&format!("/p/{sam}/keep")).await;
    assert_eq!(world.dump().await, before);
    // Nobody else opens it.
    let elsewhere = world.open(&format!("/p/{sam}/chat/{chat}/letter")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);

    say_yes(&world, &sam).await;
    let page = world.open(&path).await;
    assert_eq!(page.h1(), "Your chat with Sam");
    // What went through Maria's hands opens nothing any more.
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    let sam = world.token_of("Sam Khan").await;

    world
        .open(&format!("/p/{sam}/stop"))
        .await
        .form()
        .tick("Stop taking part")
        .press(&world, "Continue")
        .await;
    let person = desk.open(&format!("/people/{id}")).await;
    assert!(!person.says("Print a letter"));
}

#[tokio::test]
async fn a_code_is_taken_however_it_is_typed_and_ends_with_its_link() {
    let world = World::new().await;
    invited(&world).await;
    let code = code_of(&world, "Sam Khan").await;
    let invitation = "Maria would like to talk with you about food in Kettlegate";
    for typed in [
        code.clone(),
        code.to_lowercase(),
        code.replace(' ', "-"),
        format!(" {} ", code.replace(' ', "")),
    ] {
        assert_eq!(types(&world, &typed).await.h1(), invitation, "{typed}");
    }
    let empty = types(&world, " - ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);

    let sam = world.person("Sam Khan").await.id;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    links::renew(&txn, &world.app.means, sam, LinkKind::Act)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let page = types(&world, &code).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.h1(), "This link has ended");
    let renewed = code_of(&world, "Sam Khan").await;
    assert_ne!(renewed, code);
    assert_eq!(types(&world, &renewed).await.h1(), invitation);
}

#[tokio::test]
async fn links_from_before_there_were_codes_get_one() {
    let world = World::new().await;
    world.add_starter("Maria Lopez", "maria@example.org").await;
    let code = code_of(&world, "Maria Lopez").await;
    let conn = &world.app.db.write;
    conn.execute_unprepared("UPDATE link SET code_index = NULL")
        .await
        .unwrap();
    assert_eq!(
        types(&world, &code).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let keys = &world.app.means.keys;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    codes::give_missing(&txn, keys).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(code_of(&world, "Maria Lopez").await, code);
    assert!(types(&world, &code).await.says("You can say no."));
    // Nothing but act-links has one.
    let with = link::Entity::find().filter(link::Column::CodeIndex.is_not_null());
    assert_eq!(with.count(conn).await.unwrap(), 1);
}

#[tokio::test]
async fn two_rows_that_would_get_one_code_are_told_apart() {
    let world = World::new().await;
    let keys = &world.app.means.keys;
    let row = world.app.means.id();
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (generation, first) = codes::first_free(&txn, keys, row, 1).await.unwrap();
    assert_eq!(generation, 1);
    // A street has that code already, and a person the next.
    let asha = organiser::Entity::find().one(&txn).await.unwrap().unwrap();
    door_code::ActiveModel {
        id: Set(world.app.means.id()),
        chain: Set(world.face.chain.id),
        name: Set("Elm Street".to_owned()),
        generation: Set(1),
        code_index: Set(first),
        made_by: Set(asha.id),
        made_at: Set(world.app.means.now()),
        closed_at: Set(None),
    }
    .insert(&txn)
    .await
    .unwrap();
    let (generation, _) = codes::first_free(&txn, keys, row, 1).await.unwrap();
    assert_eq!(generation, 2);
    txn.commit().await.unwrap();

    world.add_starter("Maria Lopez", "maria@example.org").await;
    let second = keys.short_code_index(&keys.short_code(row, 2));
    let maria = world.person("Maria Lopez").await.id;
    let link = links::find_live(&world.app.db.read, maria, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let taken = entity::link::ActiveModel {
        id: Set(link.id),
        code_index: Set(Some(second)),
        ..Default::default()
    };
    taken.update(&world.app.db.write).await.unwrap();
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (generation, _) = codes::first_free(&txn, keys, row, 1).await.unwrap();
    assert_eq!(generation, 3);
}

#[tokio::test]
async fn after_five_wrong_codes_a_network_is_asked_to_call() {
    let world = World::new().await;
    invited(&world).await;
    let code = code_of(&world, "Sam Khan").await;
    let tries = async |n: usize| {
        for _ in 0..n {
            let page = types(&world, "daisy 2222").await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.says("We do not know this code."), "{}", page.text);
            assert_eq!(page.attribute("#code", "value"), ["daisy 2222"]);
        }
    };
    tries(4).await;
    // Right ones, however many, are no tries.
    for _ in 0..10 {
        let page = types(&world, &code).await;
        assert!(page.says("You can say no."), "{}", page.text);
    }
    tries(1).await;
    // Now even the right one tells nothing.
    for typed in [code.as_str(), "daisy 2222"] {
        let page = types(&world, typed).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(page.h1(), "Please call us");
        assert!(page.says(PHONE));
    }
    world.pass(Duration::minutes(15));
    assert!(types(&world, &code).await.says("You can say no."));
}

#[tokio::test]
async fn r17_a_code_alone_shows_no_contact_details() {
    let world = World::new().await;
    agreed(&world).await;
    let maria = pass(&world, &code_of(&world, "Maria Lopez").await).await;
    let sam = pass(&world, &code_of(&world, "Sam Khan").await).await;

    let talk = world.home(&maria).await;
    assert_eq!(talk.h1(), "Your chat with Sam");
    assert!(talk.says("does not show how to reach people"));
    assert!(talk.find("button").is_empty(), "{}", talk.text);
    let chat = talk.link("Write down what you heard").replace("/write", "");
    let page = world.post(&format!("{chat}/details"), "press=yes").await;
    assert_eq!(page.h1(), "This needs your own link");
    let looked = reveal::Entity::find().count(&world.app.db.read).await;
    assert_eq!(looked.unwrap(), 0);

    // No page either of them can reach by a link says an address or a number.
    for (pass, start) in [(&maria, "Your chat with Sam"), (&sam, "Thank you.")] {
        let mut queue = vec![format!("/p/{pass}"), format!("/p/{pass}/contact")];
        let mut seen = Vec::new();
        while let Some(path) = queue.pop() {
            if seen.contains(&path) {
                continue;
            }
            let page = world.open(&path).await;
            for secret in ["sam@", "maria@", "07700", "900123"] {
                assert!(!page.text.contains(secret), "{secret} on {path}");
            }
            let base = format!("/p/{pass}");
            let links = page.attribute("main a", "href");
            queue.extend(links.into_iter().filter(|href| href.starts_with(&base)));
            seen.push(path);
        }
        assert!(seen.len() > 4, "{seen:?}");
        assert!(world.home(pass).await.h1().starts_with(start));
    }
    let me = world.open(&format!("/p/{sam}/me")).await;
    assert!(
        me.says("s•••@example.org") && me.says("••• 23"),
        "{}",
        me.text
    );
    // Nobody deletes anything with a typed code alone: another one goes to the address we hold.
    let page = world
        .post(&format!("/p/{sam}/delete"), "delete=delete")
        .await;
    assert!(page.location.unwrap().ends_with("/code/delete"));
    // Nor does the form lose the number that is not shown.
    assert!(world.person("Sam Khan").await.erased_at.is_none());
    let before = world.person("Sam Khan").await.phone;
    let page = world.open(&format!("/p/{sam}/contact")).await;
    page.form().press(&world, "Continue").await;
    assert_eq!(world.person("Sam Khan").await.phone, before);

    world.pass(Duration::hours(2));
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Please type your code again");
    assert_eq!(world.open(&page.link("Type your code")).await.path, "/code");
}

#[tokio::test]
async fn who_came_with_a_code_can_say_no() {
    let world = World::new().await;
    invited(&world).await;
    let sam = pass(&world, &code_of(&world, "Sam Khan").await).await;
    let body = "no=delete";
    for _ in 0..2 {
        let page = world.post(&format!("/p/{sam}/no"), body).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    }
    let gone = participant::Entity::find()
        .filter(participant::Column::ErasedAt.is_not_null())
        .count(&world.app.db.read)
        .await;
    assert_eq!(gone.unwrap(), 1);
}

async fn by_letter(world: &World) -> Vec<participant::Model> {
    participant::Entity::find()
        .filter(participant::Column::Door.eq(Door::Letter))
        .all(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_answer_to_a_streets_letter_is_a_new_person() {
    let world = World::new().await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let code = desk.street_code(&street).await;
    let mut tokens = Vec::new();
    for name in ["Noor", "Noor"] {
        let page = types(&world, &code).await;
        assert_eq!(page.h1(), "We are here. What do you need?");
        let empty = page.form().press(&world, "Continue").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let filled = empty.form().fill("What shall we call you?", name);
        let first = filled.press_only(&world, "Continue").await;
        // The same form again, by a slow connection, is the same person.
        let filled = empty.form().fill("What shall we call you?", name);
        let again = filled.press_only(&world, "Continue").await;
        assert_eq!(first.location, again.location);
        let page = world.open(&first.location.unwrap()).await;
        assert_eq!(page.h1(), "Keep this address");
        assert_eq!(vec![scan(&page)], page.find(".printed"));
        tokens.push(page.link("Continue"));
    }
    let people = by_letter(&world).await;
    assert_eq!(people.len(), 2);
    for person in &people {
        assert_eq!(
            (person.parent, person.branch, person.depth),
            (None, None, None)
        );
        assert!(person.agreed_at.is_none() && person.email.is_none());
        let token = world.token(person.id, LinkKind::Act).await;
        assert!(tokens.contains(&format!("/p/{token}")));
        let page = world.open(&format!("/p/{token}/keep")).await;
        let own = links::code_for(&world.app.db.read, &world.app.means, person.id).await;
        assert!(page.says(&own.unwrap().unwrap()), "{}", page.text);
    }
    assert_ne!(tokens[0], tokens[1]);
    assert!(desk.open("/door-letters").await.says("2 people"));
}

#[tokio::test]
async fn a_closed_letter_takes_nobody_new() {
    let world = World::new().await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let code = desk.street_code(&street).await;
    let form = types(&world, &code).await;
    let close = format!("/door-letters/{}/close", street.id);
    let page = desk.open(&close).await;
    assert_eq!(page.h1(), "Close the code for Elm Street?");
    let unanswered = desk.post(&close, "").await;
    assert_eq!(unanswered.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.post(&close, "decision=no").await;
    assert_eq!(types(&world, &code).await.status, StatusCode::OK);
    for _ in 0..2 {
        desk.post(&close, "decision=yes").await;
    }
    assert!(desk.open("/door-letters").await.says("Closed on"));
    let page = types(&world, &code).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.h1(), "This letter has ended");
    // Nor the form that was open meanwhile.
    let filled = form.form().fill("What shall we call you?", "Noor");
    let late = filled.press(&world, "Continue").await;
    assert_eq!(late.h1(), "This letter has ended");
    assert!(by_letter(&world).await.is_empty());
    // A person's code does not open the page of a street.
    invited(&world).await;
    let sam = pass(&world, &code_of(&world, "Sam Khan").await).await;
    assert_eq!(world.open(&format!("/letter/{sam}")).await.path, "/code");
}

#[tokio::test]
async fn only_organisers_make_and_print_letters() {
    let world = World::new().await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    invited(&world).await;
    let sam = world.person("Sam Khan").await.id;
    for below in [
        "/door-letters".to_owned(),
        format!("/door-letters/{}", street.id),
        format!("/people/{sam}/letter"),
    ] {
        let page = world.open(&desk.path(&below)).await;
        assert!(page.path.starts_with("/sign-in"), "{}", page.path);
    }
    let unnamed = desk.post("/door-letters", "name=").await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
}
