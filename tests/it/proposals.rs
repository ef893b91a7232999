//! Residents propose actions; organisers take them into the plan, join them to others, or say why not.

use axum::http::StatusCode;
use daisychain::conversation::held;
use daisychain::plan::{self, actions};
use entity::shared::{ActionStatus, Kind, ProposalOutcome, Role};
use entity::{action, outbox, participant, proposal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::hands::{erase, home, is_written, stop};
use crate::plan::{action, add_action, publish_next};
use crate::plan_world::World;

const WORDS: [(&str, &str); 3] = [
    ("now", "NOWCANARY the lawn lies empty"),
    ("towards", "TOWARDSCANARY grow beans on it"),
    ("who", "ourselves"),
];
const DRAFT: [(&str, &str); 4] = [
    ("now", "The lawn is not used."),
    ("towards", "A bean garden"),
    ("who", "with_help"),
    ("edition", "1"),
];

/// A chain in which Maria asked Sam and wrote down what he said.
struct Garden {
    world: World,
    sam: participant::Model,
    /// Sam's points.
    points: Vec<Uuid>,
    /// Where Sam proposes.
    page: String,
    desk: String,
}

impl Garden {
    async fn new() -> Self {
        let world = World::new().await;
        let maria = world.starter("Maria").await;
        let said = [
            (Kind::Idea, "A garden behind the flats", false),
            (Kind::Need, "More beans", false),
        ];
        let (sam, chat) = world.chat(&maria, "Sam", &said).await;
        let points = world.points(&chat).await;
        let page = format!("{}/propose", home(&world, &sam).await);
        let desk = format!("/desk/{}/plan/proposals", world.slug());
        Self {
            world,
            sam,
            points: points.iter().map(|point| point.id).collect(),
            page,
            desk,
        }
    }

    /// Sam proposes, with his first point.
    async fn proposes(&self) -> proposal::Model {
        let point = self.points[0].to_string();
        let mut fields = WORDS.to_vec();
        fields.push(("points", &point));
        let got = self.world.post(&self.page, &fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
        self.last().await
    }

    async fn all(&self) -> Vec<proposal::Model> {
        proposal::Entity::find()
            .order_by_asc(proposal::Column::Id)
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }

    async fn last(&self) -> proposal::Model {
        self.all().await.pop().unwrap()
    }

    async fn answers(
        &self,
        row: &proposal::Model,
        what: &str,
        fields: &[(&str, &str)],
    ) -> StatusCode {
        let path = format!("{}/{}/{what}", self.desk, row.id);
        self.world.post(&path, fields).await.status
    }

    async fn actions(&self) -> Vec<action::Model> {
        let world = &self.world;
        let all = plan::list(&world.app.db.read, world.face.chain.id).await;
        all.unwrap()
    }

    async fn mails(&self) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Kind.starts_with("proposal-"))
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }

    /// Everything anyone may read of the plan.
    async fn public(&self) -> String {
        let base = format!("/c/{}/plan", self.world.slug());
        let mut all = String::new();
        for below in [
            "",
            "/1",
            "/1/actions/1",
            "/1/plan.json",
            "/1/plan.md",
            "/1/plan.csv",
            "/feed.xml",
            "/embed",
        ] {
            all += &self.world.read(&format!("{base}{below}")).await;
        }
        all + &self.world.read(&format!("/c/{}", self.world.slug())).await
    }
}

#[tokio::test]
async fn what_a_resident_proposes_is_read_by_organisers_and_is_not_public() {
    let garden = Garden::new().await;
    let world = &garden.world;
    add_action(world, action("A kitchen", ActionStatus::Agreed), &[], &[]).await;
    publish_next(world, false).await;
    let own = world.read(garden.page.trim_end_matches("/propose")).await;
    assert!(own.contains("Propose an action"));
    let led = world
        .read(&garden.page.replace("/propose", "/led-to"))
        .await;
    assert!(led.contains("/propose\""));
    let form = world.read(&garden.page).await;
    assert!(form.contains("More beans") && form.contains("Nothing yet."));
    let row = garden.proposes().await;
    let page = world.read(&garden.page).await;
    assert!(page.contains("TOWARDSCANARY") && page.contains("Nobody has answered yet"));
    let plan = format!("/desk/{}/plan", world.slug());
    let plan = world.get(&plan).await.body;
    assert!(plan.contains("A resident proposed an action."));
    let overview = world.get(&format!("/desk/{}", world.slug())).await.body;
    assert!(overview.contains("1 action that a resident proposed waits for you."));
    assert!(world.get(&garden.desk).await.body.contains("TOWARDSCANARY"));
    let here = format!("{}/{}", garden.desk, row.id);
    let one = world.get(&here).await.body;
    assert!(one.contains("NOWCANARY") && one.contains("A garden behind the flats"));
    assert!(!one.contains("More beans"), "only what was ticked");
    let public = garden.public().await;
    assert!(!public.contains("CANARY") && !public.contains("Proposed by a resident"));
}

#[tokio::test]
async fn the_form_keeps_what_was_typed_and_says_what_is_missing() {
    let garden = Garden::new().await;
    let got = garden
        .world
        .post(&garden.page, &[("now", "KEPTCANARY"), ("towards", " ")])
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("KEPTCANARY") && got.body.contains("href=\"#towards\""));
    assert!(garden.all().await.is_empty());
}

#[tokio::test]
async fn a_proposal_that_is_taken_becomes_a_draft_on_the_ticked_points_and_says_where_it_is_from() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let row = garden.proposes().await;
    let done = garden.answers(&row, "take", &DRAFT).await;
    assert_eq!(done, StatusCode::SEE_OTHER);
    let all = garden.actions().await;
    let [made] = all.as_slice() else {
        panic!("one action: {all:?}")
    };
    assert_eq!(made.towards, "A bean garden");
    assert_eq!(made.status, ActionStatus::Proposed);
    let conn = &world.app.db.read;
    let basis = plan::basis(conn, made.id).await.unwrap();
    assert_eq!(basis.insights, [garden.points[0]]);
    let history = actions::history(conn, made.id).await.unwrap();
    assert_eq!(history.len(), 1);
    let path = format!("/desk/{}/plan/actions/{}/history", world.slug(), made.id);
    assert!(
        world
            .get(&path)
            .await
            .body
            .contains("A resident proposed it")
    );
    let log = world.get(&format!("/desk/{}/log", world.slug())).await.body;
    assert!(log.contains("took an action into the plan that"));
    let now = garden.last().await;
    assert_eq!(now.towards, row.towards, "their words stay theirs");
    assert_eq!(
        (now.outcome, now.action),
        (Some(ProposalOutcome::Taken), Some(made.id))
    );
    let mails = garden.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].kind, "proposal-taken");
    let page = world.read(&garden.page).await;
    assert!(page.contains("It is not public yet."));
    publish_next(world, false).await;
    let page = world.read(&garden.page).await;
    assert!(page.contains("/plan/1/actions/1\""));
    let base = format!("/c/{}/plan", world.slug());
    for below in ["", "/1/actions/1"] {
        let public = world.read(&format!("{base}{below}")).await;
        assert!(public.contains("Proposed by a resident."), "{below}");
    }
    for (file, says) in [
        ("plan.json", "\"proposed_by_a_resident\":true"),
        ("plan.md", "Proposed by a resident"),
        ("plan.csv", "yes"),
    ] {
        let public = world.read(&format!("{base}/1/{file}")).await;
        assert!(public.contains(says), "{file}: {public}");
    }
    assert!(!garden.public().await.contains("CANARY"));
}

#[tokio::test]
async fn a_proposal_that_is_joined_adds_its_points_once() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let picked = [garden.points[0]];
    let stands = action("A garden", ActionStatus::Agreed);
    let stands = add_action(world, stands, &[], &picked).await;
    let both: Vec<String> = garden.points.iter().map(Uuid::to_string).collect();
    let mut fields = WORDS.to_vec();
    fields.extend(both.iter().map(|id| ("points", id.as_str())));
    world.post(&garden.page, &fields).await;
    let row = garden.last().await;
    let nowhere = garden.answers(&row, "join", &[("edition", "1")]).await;
    assert_eq!(nowhere, StatusCode::UNPROCESSABLE_ENTITY);
    let id = stands.id.to_string();
    let fields = [("action", id.as_str()), ("edition", "1")];
    garden.answers(&row, "join", &fields).await;
    assert_eq!(garden.last().await.action, Some(stands.id));
    let basis = plan::basis(&world.app.db.read, stands.id).await.unwrap();
    assert_eq!(basis.insights, garden.points);
    assert_eq!(garden.actions().await.len(), 1);
    assert_eq!(garden.mails().await[0].kind, "proposal-joined");
    publish_next(world, false).await;
    assert!(!garden.public().await.contains("Proposed by a resident"));
}

#[tokio::test]
async fn a_no_needs_a_reason_and_is_told_once() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let row = garden.proposes().await;
    let bare = [("reason", " "), ("edition", "1")];
    let got = garden.answers(&row, "decline", &bare).await;
    assert_eq!(got, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [
        ("reason", "REASONCANARY the lawn is sold"),
        ("edition", "1"),
    ];
    for _ in 0..2 {
        let got = garden.answers(&row, "decline", &why).await;
        assert_eq!(got, StatusCode::SEE_OTHER);
    }
    let mails = garden.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("REASONCANARY the lawn is sold"));
    assert!(!mails[0].text.contains("TOWARDSCANARY"));
    assert!(world.read(&garden.page).await.contains("REASONCANARY"));
    assert!(garden.actions().await.is_empty());
}

#[tokio::test]
async fn two_decisions_at_once_are_one() {
    let garden = Garden::new().await;
    let row = garden.proposes().await;
    let no = [("reason", "No room"), ("edition", "1")];
    let (one, other, third) = tokio::join!(
        garden.answers(&row, "take", &DRAFT),
        garden.answers(&row, "take", &DRAFT),
        garden.answers(&row, "decline", &no),
    );
    assert_eq!([one, other, third], [StatusCode::SEE_OTHER; 3]);
    assert_eq!(garden.mails().await.len(), 1);
    let taken = garden.last().await.outcome == Some(ProposalOutcome::Taken);
    assert_eq!(garden.actions().await.len(), usize::from(taken));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_proposes_once() {
    let garden = Garden::new().await;
    let mut fields = WORDS.to_vec();
    fields.push(("nonce", "one-and-the-same"));
    for _ in 0..2 {
        let got = garden.world.post(&garden.page, &fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(garden.all().await.len(), 1);
}

#[tokio::test]
async fn they_change_it_and_take_it_back_while_nobody_decided() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let row = garden.proposes().await;
    let here = format!("{}/{}", garden.page, row.id);
    assert!(world.read(&here).await.contains("NOWCANARY"));
    let other = [("now", "Lawn"), ("towards", "CHANGEDCANARY grow peas")];
    world.post(&here, &other).await;
    let changed = garden.last().await;
    assert_eq!((changed.id, changed.edition), (row.id, 2));
    assert_eq!(changed.who, None);
    // Who read the older words decides nothing, and reads the new ones first.
    let path = format!("{}/{}/take", garden.desk, row.id);
    let got = world.post(&path, &DRAFT).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("CHANGEDCANARY") && got.body.contains("A bean garden"));
    assert!(garden.actions().await.is_empty());
    world.post(&format!("{here}/take-back"), &[]).await;
    assert!(garden.last().await.taken_back_at.is_some());
    assert!(!is_written(world, &["proposal"], "CHANGEDCANARY").await);
    assert!(!world.get(&garden.desk).await.body.contains("CHANGEDCANARY"));
    let late = [DRAFT[0], DRAFT[1], DRAFT[2], ("edition", "2")];
    garden.answers(&row, "take", &late).await;
    assert!(garden.actions().await.is_empty() && garden.mails().await.is_empty());
    let again = garden.proposes().await;
    garden.answers(&again, "take", &DRAFT).await;
    let here = format!("{}/{}", garden.page, again.id);
    let got = world.post(&here, &other).await;
    assert!(got.location.ends_with("?done=over"), "{}", got.location);
    world.post(&format!("{here}/take-back"), &[]).await;
    assert!(garden.last().await.taken_back_at.is_none());
}

#[tokio::test]
async fn ten_wait_at_most_and_the_page_says_so_kindly() {
    let garden = Garden::new().await;
    for _ in 0..10 {
        garden.proposes().await;
    }
    let got = garden.world.post(&garden.page, &WORDS).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Thank you for so many ideas."));
    assert!(got.body.contains("NOWCANARY"), "what was typed is kept");
    let page = garden.world.read(&garden.page).await;
    assert!(page.contains("Thank you for so many ideas.") && !page.contains("Send it"));
    assert_eq!(garden.all().await.len(), 10);
    let no = [("reason", "Not now"), ("edition", "1")];
    garden.answers(&garden.last().await, "decline", &no).await;
    garden.proposes().await;
    assert_eq!(garden.all().await.len(), 11);
}

#[tokio::test]
async fn nobody_ticks_what_somebody_else_said() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let ana = world.starter("Ana").await;
    let said = [(Kind::Need, "OTHERCANARY a bench", false)];
    let (_, chat) = world.chat(&ana, "Zed", &said).await;
    let id = world.points(&chat).await[0].id.to_string();
    assert!(!world.read(&garden.page).await.contains("OTHERCANARY"));
    let mut fields = WORDS.to_vec();
    fields.push(("points", &id));
    let got = world.post(&garden.page, &fields).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("TOWARDSCANARY") && !got.body.contains("OTHERCANARY"));
    assert!(garden.all().await.is_empty());
}

#[tokio::test]
async fn who_is_deleted_leaves_no_word_and_the_action_stays() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let taken = garden.proposes().await;
    garden.answers(&taken, "take", &DRAFT).await;
    let no = [("reason", "REASONCANARY"), ("edition", "1")];
    let declined = garden.proposes().await;
    garden.answers(&declined, "decline", &no).await;
    let open = garden.proposes().await;
    publish_next(world, false).await;
    erase(world, &garden.sam).await;
    for words in ["NOWCANARY", "TOWARDSCANARY", "REASONCANARY"] {
        assert!(!is_written(world, &["proposal"], words).await, "{words}");
    }
    let public = world.read(&format!("/c/{}/plan", world.slug())).await;
    assert!(public.contains("A bean garden") && public.contains("Proposed by a resident."));
    let before = garden.mails().await.len();
    garden.answers(&open, "take", &DRAFT).await;
    assert_eq!(garden.actions().await.len(), 1);
    assert_eq!(garden.mails().await.len(), before);
    let one = world.get(&format!("{}/{}", garden.desk, taken.id)).await;
    assert_eq!(one.status, StatusCode::OK);
}

#[tokio::test]
async fn only_their_own_link_leads_to_it() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let row = garden.proposes().await;
    let ana = world.starter("Ana").await;
    let hers = format!("{}/propose/{}", home(world, &ana).await, row.id);
    let nobodys = format!("/p/nobodys-token/propose/{}", row.id);
    for path in [&hers, &nobodys] {
        assert_eq!(world.get(path).await.status, StatusCode::NOT_FOUND);
        for below in ["", "/take-back"] {
            let got = world.post(&format!("{path}{below}"), &WORDS).await;
            assert_eq!(got.status, StatusCode::NOT_FOUND, "{path}{below}");
        }
    }
    let got = world.get("/p/nobodys-token/propose").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(garden.last().await, row);
}

#[tokio::test]
async fn readers_see_nothing_and_decide_nothing() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let row = garden.proposes().await;
    let rea = world
        .add_member("rea@example.org", Some(Role::Reader))
        .await;
    let here = format!("{}/{}", garden.desk, row.id);
    for path in [&garden.desk, &here] {
        let got = world.get_as(&rea, path).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
    }
    for what in ["take", "join", "decline"] {
        let got = world.post_as(&rea, &format!("{here}/{what}"), &DRAFT).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{what}");
    }
    let plan = format!("/desk/{}/plan", world.slug());
    let plan = world.get_as(&rea, &plan).await.body;
    assert!(!plan.contains("/proposals\""));
    assert_eq!(garden.last().await, row);
}

#[tokio::test]
async fn who_stopped_proposes_nothing_and_is_told_nothing() {
    let garden = Garden::new().await;
    let world = &garden.world;
    let row = garden.proposes().await;
    stop(world, &garden.sam).await;
    let got = world.post(&garden.page, &WORDS).await;
    assert!(!got.location.contains("done="), "{}", got.location);
    assert_eq!(garden.all().await.len(), 1);
    let got = garden.answers(&row, "take", &DRAFT).await;
    assert_eq!(got, StatusCode::SEE_OTHER);
    assert_eq!(garden.actions().await.len(), 1);
    assert!(garden.mails().await.is_empty());
}

#[tokio::test]
async fn what_was_proposed_is_held_about_them() {
    let garden = Garden::new().await;
    let world = &garden.world;
    garden.proposes().await;
    let (conn, means, face) = (&world.app.db.read, &world.app.means, &world.face);
    let sam = world.person(garden.sam.id).await;
    let all = held::gather(conn, means, face, &sam).await.unwrap();
    assert_eq!(all.proposals.len(), 1);
    let me = world.read(&garden.page.replace("/propose", "/me")).await;
    assert!(me.contains("Actions you proposed") && me.contains("TOWARDSCANARY"));
}

#[tokio::test]
async fn an_organiser_reads_the_message_before_it_is_sent() {
    let garden = Garden::new().await;
    let row = garden.proposes().await;
    add_action(
        &garden.world,
        action("A kitchen", ActionStatus::Agreed),
        &[],
        &[],
    )
    .await;
    let there = garden.actions().await[0].id.to_string();
    let decisions = [
        ("take", &DRAFT[..], "takes what you proposed into the plan"),
        (
            "join",
            &[("action", there.as_str()), ("edition", "1")],
            "puts the two",
        ),
        (
            "decline",
            &[("reason", "REASONCANARY"), ("edition", "1")],
            "REASONCANARY",
        ),
    ];
    for (what, fields, says) in decisions {
        let mut fields = fields.to_vec();
        fields.push(("do", "look"));
        let path = format!("{}/{}/{what}", garden.desk, row.id);
        let page = garden.world.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{what}");
        let message = page.body.split("id=\"take-title\"").next().unwrap();
        assert!(message.contains(says), "{what}: {message}");
        let token = home(&garden.world, &garden.sam).await;
        assert!(!page.body.contains(&token), "nobody sees another's link");
    }
    assert!(garden.mails().await.is_empty());
    assert!(
        garden.last().await.outcome.is_none(),
        "a look decides nothing"
    );
    stop(&garden.world, &garden.sam).await;
    let path = format!("{}/{}", garden.desk, row.id);
    let page = garden.world.get(&path).await.body;
    assert!(!page.contains("value=\"look\""));
}
