//! The organiser's desk: what needs help, who is where, adding people, and the messages.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use clap::Parser;
use daisychain::app::App;
use daisychain::chain::{self, Face};
use daisychain::config::Settings;
use daisychain::conversation::{self, Outcome, answer, check, nominate, record};
use daisychain::desk::help::{self, Why};
use daisychain::desk::messages::{self, Delivery, Narrowed};
use daisychain::desk::snapshot::Snapshot;
use daisychain::keys::{self, Keys};
use daisychain::people::{self, NewStarter};
use daisychain::sources::Sources;
use daisychain::{db, router};
use entity::shared::{Contact, Door, Role, Way};
use entity::{attempt, audit, membership, organiser, outbox, participant, reveal, session};
use migration::Migrator;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use sea_orm_migration::MigratorTrait;
use tower::ServiceExt;
use uuid::Uuid;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
}

struct World {
    app: App,
    router: Router,
    face: Face,
    owner: Uuid,
    /// The owner's session.
    cookie: String,
    start: DateTime<Utc>,
    _dir: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    to: String,
    body: String,
}

impl World {
    /// A chain that is not open yet, with its owner signed in.
    async fn closed() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.db?mode=rwc", dir.path().display());
        let cli = Cli::parse_from([
            "daisychain",
            "--database-url",
            &url,
            "--base-url",
            "http://localhost:8080",
            "--writes-per-minute",
            "100000",
            "--reads-per-minute",
            "100000",
        ]);
        let start = "2026-09-01T09:00:00Z".parse().unwrap();
        let db = db::connect(&url).await.unwrap();
        Migrator::up(&db.write, None).await.unwrap();
        let keys = Keys::from_secret(&[7; 32]);
        let app = App::from_parts(cli.settings, db, Sources::fixed(start, 1), keys).unwrap();
        let owner = new_organiser(&app, "Asha").await;
        let txn = db::begin_write(&app.db).await.unwrap();
        let contact = Contact {
            person: "Asha".into(),
            phone: "020 7946 0000".into(),
            ..Contact::default()
        };
        let means = &app.means;
        let host = chain::create_host(&txn, means, owner, "Alder House", "Europe/London", contact)
            .await
            .unwrap();
        let template = &chain::templates::list()[0];
        let about = chain::About {
            name: "Food in Alderbrook",
            topic: "food",
            purpose: "To eat well",
        };
        let made = chain::create(&txn, means, &host, template, about)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let face = chain::find_face(&app.db.read, made.id)
            .await
            .unwrap()
            .unwrap();
        let mut world = Self {
            router: router::router(&app),
            cookie: String::new(),
            app,
            face,
            owner,
            start,
            _dir: dir,
        };
        world.cookie = world.sign_in(owner).await;
        world
    }

    async fn open() -> Self {
        let mut world = Self::closed().await;
        let txn = db::begin_write(&world.app.db).await.unwrap();
        chain::open(&txn, &world.app.means, &world.face)
            .await
            .unwrap()
            .unwrap();
        txn.commit().await.unwrap();
        let id = world.face.chain.id;
        world.face = chain::find_face(&world.app.db.read, id)
            .await
            .unwrap()
            .unwrap();
        world
    }

    /// Moves the clock to so many days after the start.
    fn day(&self, day: i64) {
        self.app.means.sources.set(self.start + Duration::days(day));
    }

    async fn sign_in(&self, organiser: Uuid) -> String {
        let (now, token) = (self.app.means.now(), self.app.means.sources.token());
        session::ActiveModel {
            id: Set(self.app.means.id()),
            id_hash: Set(keys::hash(&token)),
            organiser: Set(organiser),
            browser: Set(String::new()),
            made_at: Set(now),
            idle_until: Set(now + Duration::days(400)),
            ends_at: Set(now + Duration::days(400)),
            revoked_at: Set(None),
        }
        .insert(&self.app.db.write)
        .await
        .unwrap();
        format!("s={token}")
    }

    /// Signs in somebody who has this role on the chain.
    async fn with_role(&self, role: Role) -> String {
        let id = new_organiser(&self.app, role.as_str()).await;
        membership::ActiveModel {
            id: Set(self.app.means.id()),
            organiser: Set(id),
            host: Set(None),
            chain: Set(Some(self.face.chain.id)),
            role: Set(role),
            made_at: Set(self.app.means.now()),
        }
        .insert(&self.app.db.write)
        .await
        .unwrap();
        self.sign_in(id).await
    }

    async fn send(&self, cookie: &str, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let path = format!("/desk/{}{path}", self.face.chain.slug);
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin");
        let request = match form {
            None => request.body(Body::empty()),
            Some(fields) => {
                let body: String = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish();
                request
                    .method("POST")
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(Body::from(body))
            }
        };
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let to = response.headers().get(header::LOCATION);
        let to = to
            .map(|to| to.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer {
            status,
            to,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(&self.cookie, path, None).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(&self.cookie, path, Some(fields)).await
    }

    /// Follows a redirect of a form.
    async fn follow(&self, answer: &Answer) -> Answer {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let base = format!("/desk/{}", self.face.chain.slug);
        self.get(answer.to.strip_prefix(&base).unwrap()).await
    }

    async fn starter(&self, name: &str) -> participant::Model {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let new = NewStarter {
            name: name.into(),
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            language: "en".into(),
        };
        let added = people::add_starter(&txn, &self.app.means, &self.face, self.owner, new);
        let person = added.await.unwrap().unwrap();
        txn.commit().await.unwrap();
        person
    }

    async fn agreed_starter(&self, name: &str) -> participant::Model {
        let person = self.starter(name).await;
        self.agree(person.id).await
    }

    async fn agree(&self, id: Uuid) -> participant::Model {
        let person = self.person(id).await;
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let done = answer::agree(&txn, &self.app.means, &self.face, &person, &[]).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        self.person(id).await
    }

    async fn person(&self, id: Uuid) -> participant::Model {
        people::find(&self.app.db.read, id).await.unwrap().unwrap()
    }

    /// Lets somebody choose the next person; returns that person.
    async fn choose(&self, from: &participant::Model, name: &str) -> participant::Model {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let email = format!("{}@example.org", name.to_lowercase());
        let named = nominate::Named {
            name,
            email: &email,
            language: "en",
            asked_wording: "asked",
        };
        let made = nominate::nominate(&txn, &self.app.means, &self.face, from, named);
        let link = made.await.unwrap().unwrap();
        txn.commit().await.unwrap();
        self.person(link.partner).await
    }

    async fn reveal(&self, from: &participant::Model, to: &participant::Model) {
        let link = conversation::find_incoming(&self.app.db.read, to.id)
            .await
            .unwrap()
            .unwrap();
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let shown = conversation::reveal(&txn, &self.app.means, from.id, link.id).await;
        assert!(shown.unwrap().is_some());
        txn.commit().await.unwrap();
    }

    /// Writes the chat down without words.
    async fn record(&self, to: &participant::Model) {
        let link = conversation::find_incoming(&self.app.db.read, to.id)
            .await
            .unwrap()
            .unwrap();
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let done = record::record(&txn, &self.app.means, &self.face, &link, true).await;
        done.unwrap().unwrap();
        txn.commit().await.unwrap();
    }

    async fn check(&self, person: &participant::Model) {
        let link = conversation::find_incoming(&self.app.db.read, person.id)
            .await
            .unwrap();
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let done = check::check(&txn, &self.app.means, &self.face, &link.unwrap(), &[]).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
    }

    /// What the mail worker notes when an address does not exist.
    async fn bounce(&self, person: &participant::Model) {
        self.mark_mail(person, outbox::Column::FailedAt).await;
        participant::Entity::update_many()
            .col_expr(
                participant::Column::BouncedAt,
                Expr::value(self.app.means.now()),
            )
            .filter(participant::Column::Id.eq(person.id))
            .exec(&self.app.db.write)
            .await
            .unwrap();
    }

    /// Sets a time of every message to a person.
    async fn mark_mail(&self, person: &participant::Model, column: outbox::Column) {
        let done = outbox::Entity::update_many()
            .col_expr(column, Expr::value(self.app.means.now()))
            .col_expr(
                outbox::Column::LastReply,
                Expr::value("rcpt: 550 5.7.1 no thanks"),
            )
            .filter(outbox::Column::Participant.eq(person.id))
            .exec(&self.app.db.write)
            .await
            .unwrap();
        assert!(done.rows_affected > 0);
    }

    async fn help(&self) -> Vec<help::Help> {
        let (conn, now) = (&self.app.db.read, self.app.means.now());
        let snapshot = Snapshot::load(conn, &self.face, now).await.unwrap();
        help::list(conn, &self.face, &snapshot).await.unwrap()
    }

    async fn count_audit(&self, act: &str) -> u64 {
        audit::Entity::find()
            .filter(audit::Column::Act.eq(act))
            .count(&self.app.db.read)
            .await
            .unwrap()
    }

    async fn count_people(&self) -> u64 {
        participant::Entity::find()
            .count(&self.app.db.read)
            .await
            .unwrap()
    }

    async fn mail_to(&self, person: Uuid) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Participant.eq(person))
            .all(&self.app.db.read)
            .await
            .unwrap()
    }
}

async fn new_organiser(app: &App, name: &str) -> Uuid {
    let id = app.means.id();
    organiser::ActiveModel {
        id: Set(id),
        email: Set(vec![0]),
        email_index: Set(id.as_bytes().to_vec()),
        name: Set(name.to_owned()),
        made_at: Set(app.means.now()),
    }
    .insert(&app.db.write)
    .await
    .unwrap();
    id
}

fn nonce_of(page: &str) -> String {
    let document = scraper::Html::parse_document(page);
    let input = scraper::Selector::parse("input[name=nonce]").unwrap();
    let input = document
        .select(&input)
        .next()
        .expect("the form has a nonce");
    input.value().attr("value").unwrap().to_owned()
}

fn texts(page: &str, selector: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(page);
    let selector = scraper::Selector::parse(selector).unwrap();
    let text = |e: scraper::ElementRef<'_>| e.text().collect::<Vec<_>>().join(" ");
    document
        .select(&selector)
        .map(|e| text(e).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// A chain thirty days old in which each thing that can need help happened once.
async fn troubled() -> World {
    let w = World::open().await;
    let mut first = Vec::new();
    for name in ["Ana", "Bo", "Cy", "Dee", "Eve", "Fay"] {
        first.push(w.agreed_starter(name).await);
    }
    let [ana, bo, cy, dee, eve, _fay] = &first[..] else {
        unreachable!()
    };
    w.day(1);
    let cat = w.choose(cy, "Cat").await;
    w.agree(cat.id).await;
    w.day(2);
    w.reveal(cy, &cat).await;
    let ben = w.choose(bo, "Ben").await;
    w.day(3);
    w.agree(ben.id).await;
    let dan = w.choose(dee, "Dan").await;
    w.agree(dan.id).await;
    w.day(4);
    w.record(&dan).await;
    let eli = w.choose(eve, "Eli").await;
    w.agree(eli.id).await;
    w.day(6);
    let link = conversation::find_incoming(&w.app.db.read, eli.id)
        .await
        .unwrap()
        .unwrap();
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let done = answer::close_kindly(&txn, &w.app.means, &w.face, w.owner, &link).await;
    assert_eq!(done.unwrap(), Outcome::Done);
    txn.commit().await.unwrap();
    w.day(15);
    w.choose(ana, "Abe").await;
    w.day(16);
    w.starter("Gus").await;
    w.day(25);
    let hal = w.starter("Hal").await;
    w.day(26);
    w.bounce(&hal).await;
    let ida = w.agreed_starter("Ida").await;
    let ike = w.choose(&ida, "Ike").await;
    w.day(27);
    let jo = w.agreed_starter("Jo").await;
    w.day(28);
    w.mark_mail(&ike, outbox::Column::HeldAt).await;
    w.mark_mail(&jo, outbox::Column::InDoubtAt).await;
    w.day(30);
    w
}

#[tokio::test]
async fn what_needs_help_is_named_with_who_must_act_the_most_urgent_first() {
    let w = troubled().await;
    let found: Vec<_> = w
        .help()
        .await
        .into_iter()
        .map(|help| {
            (
                help.name,
                help.why,
                help.actor.unwrap_or_default(),
                help.days,
            )
        })
        .collect();
    let expected = [
        ("Eli", Why::LeftWaiting, "", 24),
        ("Hal", Why::CameBack, "", 4),
        ("Ike", Why::OnHold, "", 2),
        ("Jo", Why::InDoubt, "", 2),
        ("Fay", Why::NotPassedOn, "Fay", 30),
        ("Cat", Why::NotWritten, "Cy", 28),
        ("Ben", Why::NotContacted, "Bo", 27),
        ("Dan", Why::NotPassedOn, "Dan", 26),
        ("Eve", Why::NotPassedOn, "Eve", 24),
        ("Abe", Why::NotAnswered, "Abe", 15),
        ("Gus", Why::FirstNotAnswered, "Gus", 14),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(name, why, actor, days)| (name.to_owned(), why, actor.to_owned(), days))
        .collect();
    assert_eq!(found, expected);

    let page = w.get("").await;
    assert_eq!(page.status, StatusCode::OK);
    let numbers = texts(&page.body, ".stat b");
    assert_eq!(numbers, ["12", "1", "11", "0"]);
    let rows = texts(&page.body, "section[aria-labelledby=needs-help] tbody tr");
    assert_eq!(rows.len(), 11);
    assert!(
        rows[0].contains("Eli said yes and has nobody to talk with"),
        "{}",
        rows[0]
    );
    assert!(rows[0].contains("24 days"));
    assert!(
        rows[6].contains("Ben said yes. Bo has not been in touch yet."),
        "{}",
        rows[6]
    );
}

#[tokio::test]
async fn a_link_is_late_on_the_day_the_rules_say_and_not_before() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    w.app
        .means
        .sources
        .set(w.start + Duration::days(10) - Duration::seconds(1));
    assert_eq!(w.help().await, []);
    w.day(10);
    let found = w.help().await;
    assert_eq!(
        (found.len(), found[0].person, found[0].days),
        (1, abe.id, 10)
    );
    // Answered: nothing is late any more. A finished chain needs nobody's help.
    w.agree(abe.id).await;
    assert_eq!(w.help().await, []);
    w.day(20);
    assert_eq!(w.help().await.len(), 1);
    let mut closed = w.face.clone();
    closed.chain.closed_at = Some(w.app.means.now());
    let snapshot = Snapshot::load(&w.app.db.read, &closed, w.app.means.now())
        .await
        .unwrap();
    assert_eq!(
        help::list(&w.app.db.read, &closed, &snapshot)
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn an_empty_chain_says_what_to_do_first() {
    let w = World::closed().await;
    let page = w.get("").await.body;
    assert!(page.contains("Finish setting up"));
    assert!(page.contains(&format!("/desk/{}/setup", w.face.chain.slug)));
    let w = World::open().await;
    let page = w.get("").await.body;
    assert!(page.contains("Add your first people"));
    assert!(!page.contains("Finish setting up"));
}

#[tokio::test]
async fn each_role_sees_what_it_may() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let below = format!("/people/{}", ana.id);
    let coder = w.with_role(Role::Coder).await;
    let overview = w.send(&coder, "", None).await;
    assert_eq!(overview.status, StatusCode::OK);
    assert!(overview.body.contains("Ana"));
    assert!(!overview.body.contains("ana@example.org") && !overview.body.contains("/people"));
    let details = format!("{below}/details");
    for role in [Role::Coder, Role::Reader] {
        let cookie = w.with_role(role).await;
        for path in [
            "/people",
            "/people/add",
            "/people/add-list",
            "/messages",
            &below,
        ] {
            let got = w.send(&cookie, path, None).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
        }
        let got = w.send(&cookie, &details, Some(&[])).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        assert!(!got.body.contains("ana@example.org"));
    }
    let reader = w.with_role(Role::Reader).await;
    assert_eq!(
        w.send(&reader, "", None).await.status,
        StatusCode::FORBIDDEN
    );
    let stranger = w.sign_in(new_organiser(&w.app, "Stranger").await).await;
    assert_eq!(
        w.send(&stranger, &below, None).await.status,
        StatusCode::NOT_FOUND
    );
    let nobody = w.send("", &below, None).await;
    assert!(nobody.to.starts_with("/sign-in?next="), "{}", nobody.to);
    assert_eq!(w.count_audit("details.shown").await, 0);
    let organiser = w.with_role(Role::Organiser).await;
    assert_eq!(
        w.send(&organiser, &below, None).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn contact_details_are_shown_by_a_form_only_and_that_is_logged() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    let path = format!("/people/{}", abe.id);
    let page = w.get(&path).await;
    assert!(page.body.contains("Show how to reach"));
    assert!(!page.body.contains("abe@example.org"));
    let read = w.get(&format!("{path}/details")).await;
    assert!(read.status.is_client_error());
    assert_eq!(w.count_audit("details.shown").await, 0);
    let shown = w.post(&format!("{path}/details"), &[]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("abe@example.org"));
    assert_eq!(w.count_audit("details.shown").await, 1);
    let reveals = reveal::Entity::find().all(&w.app.db.read).await.unwrap();
    assert_eq!((reveals.len(), reveals[0].by_id), (1, w.owner));
    // The initiator has not seen anything: the link has not moved.
    let link = conversation::find_incoming(&w.app.db.read, abe.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(link.contacted_at, None);
    let happened = texts(&w.get(&path).await.body, ".timeline li").join("|");
    assert!(happened.contains("Asha saw how to reach Abe"), "{happened}");
    // A first person has no conversation; it is logged all the same.
    w.post(&format!("/people/{}/details", ana.id), &[]).await;
    assert_eq!(w.count_audit("details.shown").await, 2);
}

#[tokio::test]
async fn people_are_paged_searched_and_filtered() {
    let w = World::open().await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    for n in 0..119_u8 {
        let letters = [b'a' + n / 26, b'a' + n % 26].map(char::from);
        let new = NewStarter {
            name: format!("Person {}{}", letters[0], letters[1]),
            email: format!("p{n}@example.org"),
            language: "en".into(),
        };
        let added = people::add_starter(&txn, &w.app.means, &w.face, w.owner, new).await;
        added.unwrap().unwrap();
    }
    txn.commit().await.unwrap();
    w.agreed_starter("Zo\u{eb}").await;
    let rows = |page: &Answer| texts(&page.body, "tbody th");
    let first = w.get("/people").await;
    assert_eq!(rows(&first).len(), 50);
    assert_eq!(rows(&first)[0], "Person aa");
    assert!(first.body.contains("Page 1 of 3"));
    let last = w.get("/people?page=3").await;
    assert_eq!(rows(&last).len(), 20);
    assert_eq!(rows(&last)[19], "Zo\u{eb}");
    assert_eq!(rows(&w.get("/people?page=99").await), rows(&last));
    // The case of letters does not matter, also beyond ASCII; accents are as typed.
    assert_eq!(rows(&w.get("/people?name=ZO%C3%8B").await), ["Zo\u{eb}"]);
    assert_eq!(rows(&w.get("/people?name=zoe").await).len(), 0);
    let some = w.get("/people?name=person+a&state=first-asked").await;
    assert_eq!(rows(&some).len(), 26);
    assert!(some.body.contains("26 of 120 people"));
    assert_eq!(
        rows(&w.get("/people?state=first-agreed").await),
        ["Zo\u{eb}"]
    );
    let next = w.get("/people?name=person&page=2").await;
    assert!(
        next.body.contains("name=person&amp;page=3")
            || next.body.contains("name=person&#38;page=3")
    );
}

#[tokio::test]
async fn the_list_tells_where_each_link_stands() {
    let w = troubled().await;
    let page = w.get("/people").await.body;
    let rows = texts(&page, "tbody tr");
    let row = |name: &str| {
        rows.iter()
            .find(|row| row.starts_with(name))
            .cloned()
            .unwrap()
    };
    for (name, wanted) in [
        ("Abe", "Ana Ana invited"),
        ("Ben", "Bo Bo said yes"),
        ("Cat", "Cy Cy in touch"),
        ("Dan", "Dee Dee talked, being checked"),
        ("Dee", "Host Dee first person, has talked on"),
        ("Eli", "Eve Eve said yes, link ended"),
        ("Fay", "Host Fay first person, said yes"),
        ("Gus", "Host Gus first person, asked"),
        ("Hal", "Host Hal message came back"),
    ] {
        assert!(row(name).contains(wanted), "{}", row(name));
    }
    let dan = people::find_all(
        &w.app.db.read,
        messages::people_named(&w.app.db.read, &w.face, "dan")
            .await
            .unwrap(),
    )
    .await
    .unwrap();
    let dan = dan.values().next().unwrap().clone();
    w.check(&dan).await;
    let dot = w.choose(&dan, "Dot").await;
    w.agree(dot.id).await;
    assert!(w.get("/people?state=checked").await.body.contains("Dan"));
    w.record(&dot).await;
    assert_eq!(
        texts(&w.get("/people?state=passed-on").await.body, "tbody th"),
        ["Dan"]
    );
    let story = texts(
        &w.get(&format!("/people/{}", dan.id)).await.body,
        ".timeline li",
    );
    let at = |what: &str| {
        story
            .iter()
            .position(|e| e.starts_with(what))
            .unwrap_or_else(|| panic!("{what}: {story:#?}"))
    };
    assert!(at("Dee asked Dan") < at("Dan said yes"));
    assert!(at("Dan said yes") < at("Dee and Dan talked. Nothing was written down"));
    assert!(at("Dan checked what was written") < at("Dan chose Dot"));
    assert!(
        story
            .iter()
            .any(|e| e.starts_with("Message: Invitation") && e.contains("Goes out next"))
    );
}

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
            "Line 2: the e-mail address is missing in \u{201c}Maria\u{201d}",
            "Line 4: write an e-mail address like name@example.org in \u{201c}<b>, x@example.org\u{201d}",
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

#[tokio::test]
async fn ending_a_link_asks_first_and_tells_the_initiator() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    let path = format!("/people/{}/close", abe.id);
    assert_eq!(w.get(&path).await.status, StatusCode::OK);
    let unsaid = w.post(&path, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("href=\"#decision\"") && unsaid.body.contains("id=\"decision\""));
    assert!(!unsaid.body.contains("checked"));
    let no = w.post(&path, &[("decision", "no")]).await;
    assert!(w.follow(&no).await.body.contains("Nothing was changed"));
    assert!(
        conversation::find_incoming(&w.app.db.read, abe.id)
            .await
            .unwrap()
            .is_some()
    );
    let yes = w.post(&path, &[("decision", "yes")]).await;
    let again = w.post(&path, &[("decision", "yes")]).await;
    assert_eq!(yes.to, again.to);
    assert!(w.follow(&yes).await.body.contains("The link has ended"));
    assert_eq!(w.count_audit("conversation.closed").await, 1);
    let told = w.mail_to(ana.id).await;
    assert_eq!(told.iter().filter(|m| m.kind == "said-no").count(), 1);
    // Whoever had not answered is forgotten with it.
    assert_eq!(w.person(abe.id).await.name, None);
}

#[tokio::test]
async fn a_person_is_forgotten_everywhere_after_a_choice() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    w.agree(abe.id).await;
    let path = format!("/people/{}/forget", abe.id);
    assert_eq!(
        w.post(&path, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(w.person(abe.id).await.name.as_deref(), Some("Abe"));
    let done = w.post(&path, &[("decision", "yes")]).await;
    let page = w.follow(&done).await;
    assert!(page.body.contains("(forgotten)") && !page.body.contains("Abe"));
    let gone = w.person(abe.id).await;
    assert!(gone.name.is_none() && gone.email.is_none() && gone.erased_at.is_some());
    w.post(&path, &[("decision", "yes")]).await;
    assert_eq!(w.count_audit("person.forgotten").await, 1);
    assert_eq!(
        w.mail_to(ana.id)
            .await
            .iter()
            .filter(|m| m.kind == "said-no")
            .count(),
        1
    );
    assert_eq!(
        w.post(&format!("/people/{}/details", abe.id), &[])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_new_link_is_sent_once_a_press_and_at_most_three_an_hour() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let path = format!("/people/{}", ana.id);
    let new_links = || async {
        let mail = w.mail_to(ana.id).await;
        mail.iter().filter(|m| m.kind == "new-link").count()
    };
    for n in 1..=3 {
        let nonce = nonce_of(&w.get(&path).await.body);
        for _ in 0..2 {
            let done = w
                .post(&format!("{path}/new-link"), &[("nonce", &nonce)])
                .await;
            assert!(
                w.follow(&done)
                    .await
                    .body
                    .contains("We are sending Ana a new link")
            );
        }
        assert_eq!(new_links().await, n);
    }
    let nonce = nonce_of(&w.get(&path).await.body);
    let done = w
        .post(&format!("{path}/new-link"), &[("nonce", &nonce)])
        .await;
    assert!(
        w.follow(&done)
            .await
            .body
            .contains("three new links within an hour")
    );
    assert_eq!(
        (new_links().await, w.count_audit("link.renewed").await),
        (3, 3)
    );
    // Somebody who has not answered is not written to again.
    let bo = w.starter("Bo").await;
    assert!(
        !w.get(&format!("/people/{}", bo.id))
            .await
            .body
            .contains("new link")
    );
}

#[tokio::test]
async fn an_address_is_corrected_for_each_kind_of_person() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    let hal = w.starter("Hal").await;
    for person in [&ana, &abe, &hal] {
        let path = format!("/people/{}/address", person.id);
        let early = w.post(&path, &[("email", "new@example.org")]).await;
        // Who takes part must have asked for it themself.
        let takes_part = person.agreed_at.is_some();
        let refused = early.status == StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(refused, takes_part);
        assert_eq!(w.person(person.id).await.email_index, person.email_index);
        w.bounce(person).await;
        let before = w.mail_to(person.id).await.len();
        let taken = w.post(&path, &[("email", "hal@example.org")]).await;
        if person.id != hal.id {
            assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(taken.body.contains("This address is in the chain already"));
            assert_eq!(w.mail_to(person.id).await.len(), before);
        }
        let wrong = w.post(&path, &[("email", "hal@")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        w.bounce(person).await;
        let before = w.mail_to(person.id).await.len();
        let email = format!(
            "right.{}@example.org",
            people::first_name(person).to_lowercase()
        );
        for _ in 0..2 {
            let done = w.post(&path, &[("email", &email)]).await;
            assert!(w.follow(&done).await.body.contains("The address is saved"));
        }
        let now = w.person(person.id).await;
        assert_eq!(now.bounced_at, None);
        assert_eq!(
            people::details(&w.app.means, &now).unwrap().email,
            Some(email)
        );
        assert_eq!(w.mail_to(person.id).await.len(), before + 1);
    }
    assert_eq!(w.count_audit("address.corrected").await, 4);
}

#[tokio::test]
async fn messages_tell_how_far_they_came() {
    use outbox::Column as C;
    let w = World::open().await;
    let marks = [
        ("Wes", None, Delivery::Waiting),
        ("Ian", Some(C::InDoubtAt), Delivery::InDoubt),
        ("Olu", Some(C::HeldAt), Delivery::OnHold),
        ("Sam", Some(C::SentAt), Delivery::Sent),
        ("Fen", Some(C::FailedAt), Delivery::Failed),
        ("Tom", Some(C::CancelledAt), Delivery::TakenBack),
        ("Exa", Some(C::ExpiredAt), Delivery::Expired),
    ];
    for (name, column, _) in marks {
        let person = w.starter(name).await;
        if let Some(column) = column {
            w.mark_mail(&person, column).await;
        }
    }
    let cam = w.starter("Cam").await;
    w.bounce(&cam).await;
    let all = w.get("/messages").await;
    assert_eq!(texts(&all.body, "tbody tr").len(), 8);
    assert!(!all.body.contains("@example.org"));
    let marks = marks.iter().map(|(name, _, delivery)| (*name, *delivery));
    for (name, delivery) in marks.chain([("Cam", Delivery::CameBack)]) {
        // The filter in the database and the state of the row agree.
        let page = w
            .get(&format!("/messages?state={}", delivery.as_str()))
            .await;
        assert_eq!(texts(&page.body, "tbody td:nth-child(2)"), [name]);
        let words = texts(&all.body, "tbody tr");
        let row = words.iter().find(|row| row.contains(name)).unwrap();
        let tag = texts(&page.body, "tbody .tag");
        assert!(row.contains(&tag[0]), "{row}");
        let narrowed = Narrowed {
            delivery: Some(delivery),
            people: None,
        };
        let found = messages::list(&w.app.db.read, &w.face, &narrowed, 0)
            .await
            .unwrap();
        assert_eq!(found[0].delivery(delivery == Delivery::CameBack), delivery);
    }
    let held = w.get("/messages?state=on-hold").await.body;
    assert!(held.contains("550 5.7.1 no thanks"));
    assert_eq!(
        texts(
            &w.get("/messages?name=oL").await.body,
            "tbody td:nth-child(2)"
        ),
        ["Olu"]
    );
    let none = w.get("/messages?name=nobody").await;
    assert!(none.body.contains("No message found"));
}

#[tokio::test]
async fn a_message_on_hold_is_tried_again_and_shows_no_working_link() {
    let w = World::open().await;
    let ana = w.starter("Ana").await;
    w.mark_mail(&ana, outbox::Column::HeldAt).await;
    w.mark_mail(&ana, outbox::Column::InDoubtAt).await;
    w.mark_mail(&ana, outbox::Column::TransmittingAt).await;
    let mail = w.mail_to(ana.id).await.remove(0);
    attempt::ActiveModel {
        id: Set(w.app.means.id()),
        outbox: Set(mail.id),
        at: Set(w.app.means.now()),
        phase: Set("rcpt".into()),
        code: Set(Some(550)),
    }
    .insert(&w.app.db.write)
    .await
    .unwrap();
    let path = format!("/messages/{}", mail.id);
    let page = w.get(&path).await.body;
    assert!(page.contains("[their own link]") && !page.contains("%%") && !page.contains("/p/"));
    assert!(page.contains("If you try again, the person may get it twice"));
    assert!(!page.contains("ana@example.org"));
    assert_eq!(
        texts(
            &page,
            "section[aria-labelledby=tries] tbody td:nth-child(3)"
        ),
        ["550"]
    );
    w.app.means.sources.advance(Duration::hours(1));
    for _ in 0..2 {
        let done = w.post(&format!("{path}/again"), &[]).await;
        assert!(
            w.follow(&done)
                .await
                .body
                .contains("We are trying again now")
        );
    }
    let now = w.mail_to(ana.id).await.remove(0);
    assert_eq!(
        (now.held_at, now.failed_at, now.transmitting_at),
        (None, None, None)
    );
    assert_eq!(now.next_attempt_at, w.app.means.now());
    assert!(
        now.in_doubt_at.is_some(),
        "that it may have arrived stays noted"
    );
    assert_eq!(w.count_audit("message.again").await, 1);
    // A message of another chain, and one that does not exist.
    assert_eq!(
        w.get(&format!("/messages/{}", ana.id)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(w.get("/messages/x").await.status, StatusCode::NOT_FOUND);
    // Too old to be worth sending: the button is not there, and the press does nothing.
    w.mark_mail(&ana, outbox::Column::HeldAt).await;
    w.day(6);
    assert!(!w.get(&path).await.body.contains("/again"));
    w.post(&format!("{path}/again"), &[]).await;
    assert!(w.mail_to(ana.id).await[0].held_at.is_some());
}

#[tokio::test]
async fn five_thousand_people_are_listed_in_one_pass() {
    let w = World::open().await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let (now, chain) = (w.app.means.now(), w.face.chain.id);
    let mut above: Option<participant::Model> = None;
    for n in 0..5_000 {
        let id = w.app.means.id();
        let parent = above.take().filter(|_| n % 50 != 0);
        let row = participant::ActiveModel {
            parent: Set(parent.as_ref().map(|p| p.id)),
            branch: Set(parent.as_ref().map_or(Some(id), |p| p.branch)),
            depth: Set(Some(
                parent.as_ref().and_then(|p| p.depth).map_or(0, |d| d + 1),
            )),
            depth_above: Set(parent.as_ref().and_then(|p| p.depth)),
            door: Set(if parent.is_some() {
                Door::Nominated
            } else {
                Door::Starter
            }),
            agreed_at: Set(Some(now)),
            ..people::new_row(&w.app.means, id, chain, "Person", "en")
        };
        let person = row.insert(&txn).await.unwrap();
        if let Some(parent) = parent {
            conversation_row(&w, &parent, &person)
                .insert(&txn)
                .await
                .unwrap();
        }
        above = Some(person);
    }
    txn.commit().await.unwrap();
    w.day(30);
    for path in [
        "",
        "/people",
        "/people?page=100",
        "/people?name=person&state=recorded",
    ] {
        let begun = std::time::Instant::now();
        let page = w.get(path).await;
        let took = begun.elapsed();
        println!("{path}: {took:?}, {} bytes", page.body.len());
        assert_eq!(page.status, StatusCode::OK);
        // Without optimisation and beside other tests; a query for each person would take far longer.
        assert!(took < std::time::Duration::from_secs(5), "{path}: {took:?}");
    }
    assert!(
        w.get("/people?page=100")
            .await
            .body
            .contains("Page 100 of 100")
    );
    // The hundred who ended their branch have not passed it on.
    assert_eq!(w.help().await.len(), 100);
}

fn conversation_row(
    w: &World,
    from: &participant::Model,
    to: &participant::Model,
) -> entity::conversation::ActiveModel {
    let now = w.app.means.now();
    entity::conversation::ActiveModel {
        id: Set(w.app.means.id()),
        chain: Set(from.chain),
        initiator: Set(from.id),
        partner: Set(to.id),
        nomination: Set(None),
        turn: Set(1),
        way: Set(Way::Email),
        invited_at: Set(now),
        expires_at: Set(now + Duration::days(21)),
        forget_at: Set(now + Duration::days(30)),
        agreed_at: Set(Some(now)),
        contacted_at: Set(Some(now)),
        recorded_at: Set(Some(now)),
        shown_at: Set(Some(now)),
        checked_at: Set(None),
        nothing_kept: Set(true),
        entered_by: Set(None),
        source: Set("web".into()),
        happened_on: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    }
}
