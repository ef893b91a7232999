//! What hangs on the walls of a gathering, what its room said, and the chain that comes next.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::chain;
use daisychain::chain::after;
use daisychain::conversation::check::Verdict;
use daisychain::conversation::gathering::{self as gatherings, Written};
use daisychain::insight::room::{self, Line};
use daisychain::insight::{evidence, themes};
use daisychain::plan;
use daisychain::{erasure, organiser};
use entity::shared::{ActionStatus, Kind, Quote, Role};
use entity::{gathering, theme};
use uuid::Uuid;

use crate::plan::{KEEP, action, add_action, add_theme, publish_next};
use crate::plan_world::World;

/// A chain with a chat of three points, in themes or not, and a gathering tomorrow.
struct Hall {
    world: World,
    theme: theme::Model,
    met: gathering::Model,
    sam: Uuid,
    points: Vec<Uuid>,
}

impl Hall {
    async fn new() -> Self {
        let world = World::new().await;
        let maria = world.starter("Maria").await;
        let said = [
            (Kind::Need, "NEEDCANARY a bench", false),
            (Kind::Offer, "OFFERCANARY my oven", false),
            (Kind::Offer, "HIDDENCANARY my car", false),
        ];
        let (sam, chat) = world.chat(&maria, "Sam", &said).await;
        let answers = [
            (KEEP, Quote::NoName),
            (KEEP, Quote::FirstName),
            (KEEP, Quote::None),
        ];
        let answers: Vec<(Verdict, Quote)> = answers.to_vec();
        world.check(&chat, &answers).await;
        let points: Vec<Uuid> = world.points(&chat).await.iter().map(|p| p.id).collect();
        let theme = add_theme(&world, "Sitting down", &points[..1]).await;
        let txn = world.begin().await;
        let written = Written {
            starts_at: world.app.means.now() + Duration::days(1),
            place: "The hall".to_owned(),
            about: String::new(),
        };
        let (means, here) = (&world.app.means, world.face.chain.id);
        let met = gatherings::make(&txn, means, here, world.owner, written).await;
        txn.commit().await.unwrap();
        Self {
            met: met.unwrap(),
            sam: sam.id,
            world,
            theme,
            points,
        }
    }

    fn desk(&self, below: &str) -> String {
        format!("/desk/{}{below}", self.world.slug())
    }

    fn at(&self) -> String {
        self.desk(&format!("/gatherings/{}", self.met.id))
    }

    /// Types in a line as the form sends it: what was seen, and what is typed.
    async fn type_in(
        &self,
        hands: [&str; 2],
        note: [&str; 2],
        more: &[(&str, &str)],
    ) -> StatusCode {
        let id = self.theme.id;
        let names = ["seen-hands", "hands", "seen-note", "note"].map(|name| format!("{name}-{id}"));
        let values = [hands[0], hands[1], note[0], note[1]];
        let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(values).collect();
        fields.extend_from_slice(more);
        let to = format!("{}/room", self.at());
        self.world.post(&to, &fields).await.status
    }

    async fn lines(&self) -> Vec<(Option<i32>, String)> {
        let all = room::list(&self.world.app.db.read, self.met.id).await;
        let all = all.unwrap().into_iter();
        all.map(|line| (line.hands, line.note)).collect()
    }
}

#[tokio::test]
async fn what_the_room_said_stands_apart_from_the_chats() {
    let hall = Hall::new().await;
    let here = hall.world.face.chain.id;
    let conn = &hall.world.app.db.read;
    hall.world.app.means.sources.advance(Duration::days(2));
    let before = evidence::of_themes(conn, here).await.unwrap();
    let typed = hall
        .type_in(["", "12"], ["", "Benches by the stop"], &[])
        .await;
    assert_eq!(typed, StatusCode::SEE_OTHER);
    assert_eq!(
        hall.lines().await,
        [(Some(12), "Benches by the stop".to_owned())]
    );
    assert_eq!(evidence::of_themes(conn, here).await.unwrap(), before);
    let theme = hall.desk(&format!("/themes/{}", hall.theme.id));
    let page = hall.world.get(&theme).await.body;
    assert!(page.contains("12 dots or hands") && page.contains("Benches by the stop"));
    assert!(page.contains("At the meeting on"));
    let log = hall.world.get(&hall.desk("/log")).await.body;
    assert!(log.contains("typed in what the room said"));
    // A number nobody can have counted comes back, with what was typed.
    let typed = hall.type_in(["12", "many"], ["", "Still here"], &[]).await;
    assert_eq!(typed, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hall.lines().await[0].0, Some(12));
}

#[tokio::test]
async fn anyone_reads_of_the_room_only_what_an_organiser_ticked_and_never_a_note() {
    let hall = Hall::new().await;
    hall.world.app.means.sources.advance(Duration::days(2));
    add_action(
        &hall.world,
        action("A bench", ActionStatus::Agreed),
        &[hall.theme.id],
        &[],
    )
    .await;
    publish_next(&hall.world, false).await;
    let plan = format!("/c/{}/plan", hall.world.slug());
    hall.type_in(["", "12"], ["", "NOTECANARY"], &[]).await;
    assert!(!hall.world.read(&plan).await.contains("12 dots or hands"));
    hall.type_in(["12", "12"], ["NOTECANARY"; 2], &[("public", "yes")])
        .await;
    let page = hall.world.read(&plan).await;
    assert!(page.contains("12 dots or hands for 1 theme"), "{page}");
    assert!(!page.contains("NOTECANARY"));
    // A page that was opened before it was ticked takes nothing back.
    hall.type_in(["12", "13"], ["NOTECANARY"; 2], &[]).await;
    assert!(hall.world.read(&plan).await.contains("13 dots or hands"));
    hall.type_in(["13", "13"], ["NOTECANARY"; 2], &[("seen-public", "yes")])
        .await;
    assert!(!hall.world.read(&plan).await.contains("dots or hands"));
}

#[tokio::test]
async fn two_people_who_type_in_the_wall_lose_nothing_of_each_other() {
    let hall = Hall::new().await;
    hall.world.app.means.sources.advance(Duration::days(2));
    hall.type_in(["", "5"], ["", ""], &[]).await;
    // The other one saw an empty line, and left it as it was.
    hall.type_in(["", ""], ["", ""], &[]).await;
    assert_eq!(hall.lines().await, [(Some(5), String::new())]);
    // Who empties a line takes it out.
    hall.type_in(["5", ""], ["", ""], &[]).await;
    assert_eq!(hall.lines().await, []);
}

#[tokio::test]
async fn nothing_is_typed_in_before_people_met() {
    let hall = Hall::new().await;
    let got = hall.world.get(&format!("{}/room", hall.at())).await;
    assert_eq!(got.location, hall.at());
    hall.type_in(["", "5"], ["", ""], &[]).await;
    assert_eq!(hall.lines().await, []);
    assert!(!hall.world.get(&hall.at()).await.body.contains("/room\""));
}

#[tokio::test]
async fn a_theme_that_is_taken_away_leaves_the_note_of_the_room() {
    let hall = Hall::new().await;
    hall.world.app.means.sources.advance(Duration::days(2));
    let empty = add_theme(&hall.world, "Nothing", &[]).await;
    let (means, by) = (&hall.world.app.means, hall.world.owner);
    let line = Line {
        theme: empty.id,
        hands: None,
        note: "Keep this".to_owned(),
    };
    let txn = hall.world.begin().await;
    assert!(
        room::keep(&txn, means, by, &hall.met, &[line], None)
            .await
            .unwrap()
    );
    themes::remove(&txn, means, by, &empty)
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(hall.lines().await, [(None, "Keep this".to_owned())]);
    let page = hall.world.get(&format!("{}/room", hall.at())).await.body;
    assert!(page.contains("Keep this"));
}

#[tokio::test]
async fn on_the_wall_hangs_only_what_may_be_shown() {
    let hall = Hall::new().await;
    let wall = hall.world.get(&hall.desk("/wall")).await.body;
    assert!(wall.contains("Sitting down") && wall.contains("1 point from 1 chat"));
    assert_eq!(
        wall.matches("NEEDCANARY").count(),
        2,
        "on its theme, and as a need"
    );
    assert_eq!(wall.matches("OFFERCANARY").count(), 1);
    assert_eq!(
        wall.matches("<bdi>Sam</bdi>").count(),
        1,
        "where Sam said so"
    );
    assert!(!wall.contains("HIDDENCANARY"));
    let txn = hall.world.begin().await;
    erasure::forget(&txn, &hall.world.app.means, hall.sam)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let wall = hall.world.get(&hall.desk("/wall")).await.body;
    assert!(!wall.contains("CANARY") && !wall.contains("Sam"));
    let coder = hall
        .world
        .add_member("kim@example.org", Some(Role::Coder))
        .await;
    let got = hall.world.get_as(&coder, &hall.desk("/wall")).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_next_chain_asks_what_the_plan_left_open_in_the_organisers_words() {
    let hall = Hall::new().await;
    let (world, conn) = (&hall.world, &hall.world.app.db.read);
    let mut lost = action("A market", ActionStatus::Agreed);
    lost.owner = String::new();
    let lost = add_action(world, lost, &[], &[]).await;
    add_action(world, action("Done by us", ActionStatus::Agreed), &[], &[]).await;
    let open = plan::next::open(conn, &world.face).await.unwrap();
    assert_eq!(open.themes.len(), 1);
    assert_eq!(open.actions.len(), 1);
    assert!(open.once.iter().all(|q| !q.text.contains("HIDDENCANARY")));
    let to = hall.desk("/plan/next");
    let page = world.get(&to).await.body;
    assert!(page.contains("People spoke of this: Sitting down. What could we do about it?"));
    assert!(!page.contains("HIDDENCANARY") && !page.contains("Done by us"));
    let once = format!("ask-{}", hall.points[0]);
    assert!(page.contains(&format!("name=\"{once}\" rows=\"2\"></textarea>")));

    let got = world.post(&to, &[("name", "Part two")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Part two"), "what was typed stays");

    let (pick, ask) = (
        format!("pick-{}", hall.theme.id),
        format!("ask-{}", hall.theme.id),
    );
    let (pick2, ask2) = (format!("pick-{}", lost.id), format!("ask-{}", lost.id));
    let fields = [
        ("nonce", "once"),
        ("name", "Part two"),
        (pick.as_str(), "yes"),
        (ask.as_str(), "Where shall we sit?"),
        (pick2.as_str(), "yes"),
        (ask2.as_str(), "Who could run a market?"),
    ];
    let got = world.post(&to, &fields).await;
    assert_eq!(got.location, "/desk/part-two/setup");
    assert_eq!(
        world.post(&to, &fields).await.location,
        got.location,
        "once"
    );
    let next = after::list_next(conn, world.face.chain.id).await.unwrap();
    assert_eq!(next.len(), 1);
    let asked = chain::list_questions(conn, &next[0].chain).await.unwrap();
    let asked: Vec<&str> = asked.iter().map(|q| q.text.as_str()).collect();
    assert_eq!(asked, ["Where shall we sit?", "Who could run a market?"]);
    assert_eq!(next[0].words.topic, world.face.words.topic);

    // People see it when it is opened, and not before; both chains lead to each other.
    let first = format!("/c/{}", world.slug());
    assert!(!world.read(&first).await.contains("/c/part-two"));
    let txn = world.begin().await;
    chain::open(&txn, &world.app.means, &next[0])
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    assert!(world.read(&first).await.contains("/c/part-two"));
    assert!(
        world
            .read("/c/part-two")
            .await
            .contains(&format!("href=\"{first}\""))
    );
    publish_next(world, false).await;
    assert!(
        world
            .read(&format!("{first}/plan"))
            .await
            .contains("/c/part-two")
    );
}

#[tokio::test]
async fn only_who_organises_the_host_starts_a_next_chain() {
    let hall = Hall::new().await;
    let role = Some(Role::Organiser);
    let kim = hall.world.add_member("kim@example.org", role).await;
    let to = hall.desk("/plan/next");
    let page = hall.world.get_as(&kim, &to).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("name=\"nonce\""));
    let got = hall.world.post_as(&kim, &to, &[("name", "Mine")]).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    let hosts = organiser::list_hosts(&hall.world.app.db.read, hall.world.owner).await;
    assert_eq!(hosts.unwrap().len(), 1);
}
