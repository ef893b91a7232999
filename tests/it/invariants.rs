//! I1 to I7: for each, the violation is tried by raw SQL on the database at hand, which refuses it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::support::TestApp;

/// Two starters, each with one partner whose conversation is agreed; ids in the literal of the database at hand.
struct Scene {
    app: TestApp,
    chain: String,
    other_chain: String,
    starter: String,
    second: String,
    partner: String,
    conversation: String,
    prompt: String,
}

async fn scene() -> Scene {
    let app = TestApp::new().await;
    let owner = app.organiser("Asha Khan").await;
    let face = app.start_chain("Food on Elm Street", owner).await;
    let other = app.start_chain("Food on Oak Street", owner).await;
    let prompt = daisychain::chain::list_questions(&app.db().read, &face.chain)
        .await
        .unwrap()[0]
        .id;
    let ids: Vec<Uuid> = (0..4).map(|_| app.means().id()).collect();
    let lit = |id: Uuid| literal(&app, id);
    let scene = Scene {
        chain: lit(face.chain.id),
        other_chain: lit(other.chain.id),
        starter: lit(ids[0]),
        second: lit(ids[1]),
        partner: lit(ids[2]),
        conversation: lit(ids[3]),
        prompt: lit(prompt),
        app,
    };
    scene.allowed(&scene.starter_row(&scene.starter)).await;
    scene.allowed(&scene.starter_row(&scene.second)).await;
    scene
        .allowed(&scene.child_row(&scene.partner, &scene.starter, &scene.starter, 1, 0))
        .await;
    scene
        .allowed(&scene.conversation_row(&scene.conversation, &scene.starter, &scene.partner, 1))
        .await;
    scene
}

fn literal(app: &TestApp, id: Uuid) -> String {
    if daisychain::db::is_sqlite(app.db()) {
        format!("x'{}'", id.simple())
    } else {
        format!("'{id}'")
    }
}

const AT: &str = "'2026-10-05 09:30:00+00:00'";

impl Scene {
    fn fresh(&self) -> String {
        literal(&self.app, self.app.means().id())
    }

    fn falsy(&self) -> &'static str {
        if daisychain::db::is_sqlite(self.app.db()) {
            "0"
        } else {
            "false"
        }
    }

    fn starter_row(&self, id: &str) -> String {
        format!(
            "INSERT INTO participant (id, chain, branch, depth, door, language, name, source, joined_at) \
             VALUES ({id}, {}, {id}, 0, 'starter', 'en', 'Ann', 'web', {AT})",
            self.chain
        )
    }

    fn child_row(&self, id: &str, parent: &str, branch: &str, depth: i32, above: i32) -> String {
        format!(
            "INSERT INTO participant (id, chain, parent, branch, depth, depth_above, door, language, name, source, \
             joined_at) VALUES ({id}, {}, {parent}, {branch}, {depth}, {above}, 'nominated', 'en', 'Bob', 'web', {AT})",
            self.chain
        )
    }

    fn conversation_row(&self, id: &str, initiator: &str, partner: &str, turn: i32) -> String {
        format!(
            "INSERT INTO conversation (id, chain, initiator, partner, turn, way, invited_at, expires_at, forget_at, \
             nothing_kept, source) VALUES ({id}, {}, {initiator}, {partner}, {turn}, 'email', {AT}, {AT}, {AT}, {}, 'web')",
            self.chain,
            self.falsy()
        )
    }

    fn insight_row(&self, quote: &str, checked: &str) -> String {
        format!(
            "INSERT INTO insight (id, conversation, chain, branch, prompt, position, kind, text, language, quote, \
             private, made_at, checked_at) VALUES ({}, {}, {}, {}, {}, 1, 'need', 'words', 'en', {quote}, {}, {AT}, {checked})",
            self.fresh(),
            self.conversation,
            self.chain,
            self.starter,
            self.prompt,
            self.falsy()
        )
    }

    async fn allowed(&self, sql: &str) {
        let done = self.app.db().write.execute_unprepared(sql).await;
        assert!(done.is_ok(), "refused though it is right: {sql}\n{done:?}");
    }

    /// The database must refuse, and say so by the constraint's name where it gives one.
    async fn refused(&self, sql: &str, by: &str) {
        let done = self.app.db().write.execute_unprepared(sql).await;
        let error = done
            .expect_err(&format!("taken though it is wrong: {sql}"))
            .to_string();
        let sqlite = daisychain::db::is_sqlite(self.app.db());
        // SQLite names checks and triggers, and the columns of an index, but not foreign keys.
        let named = error.contains(by)
            || (sqlite && (error.contains("UNIQUE") || error.contains("FOREIGN KEY")));
        assert!(named, "refused for another reason: {error}");
    }
}

#[tokio::test]
async fn i1_nobody_is_partner_in_two_live_conversations() {
    let s = scene().await;
    let again = s.conversation_row(&s.fresh(), &s.second, &s.partner, 1);
    s.refused(&again, "i1_one_live_contact").await;
    s.allowed(&format!(
        "UPDATE conversation SET ended_at = {AT}, ended_why = 'declined' WHERE id = {}",
        s.conversation
    ))
    .await;
    s.allowed(&again).await;
}

#[tokio::test]
async fn i2_a_conversation_is_contacted_only_after_a_yes_and_every_showing_names_its_conversation()
{
    let s = scene().await;
    s.refused(
        &format!(
            "UPDATE conversation SET contacted_at = {AT} WHERE id = {}",
            s.conversation
        ),
        "conversation_contacted_after_yes",
    )
    .await;
    s.refused(
        &format!(
            "INSERT INTO reveal (id, conversation, by_kind, by_id, at) VALUES ({}, {}, 'initiator', {}, {AT})",
            s.fresh(),
            s.fresh(),
            s.starter
        ),
        "reveal",
    )
    .await;
    s.refused(
        &format!(
            "INSERT INTO reveal (id, conversation, by_kind, by_id, at) VALUES ({}, {}, 'partner', {}, {AT})",
            s.fresh(),
            s.conversation,
            s.partner
        ),
        "reveal_by",
    )
    .await;
}

#[tokio::test]
async fn i3_the_tree_stays_a_forest() {
    let s = scene().await;
    // A wrong depth, a wrong branch, a parent in another chain, a starter below somebody, a cycle, oneself.
    s.refused(
        &s.child_row(&s.fresh(), &s.partner, &s.starter, 1, 0),
        "i3_branch_and_depth",
    )
    .await;
    s.refused(
        &s.child_row(&s.fresh(), &s.partner, &s.starter, 3, 1),
        "i3_place",
    )
    .await;
    s.refused(
        &s.child_row(&s.fresh(), &s.partner, &s.second, 2, 1),
        "i3_branch_and_depth",
    )
    .await;
    let elsewhere = s
        .child_row(&s.fresh(), &s.partner, &s.starter, 2, 1)
        .replace(&s.chain, &s.other_chain);
    s.refused(&elsewhere, "i3_parent_in_chain").await;
    let cycle = format!(
        "UPDATE participant SET parent = {}, branch = {}, depth = 2, depth_above = 1 WHERE id = {}",
        s.partner, s.starter, s.starter
    );
    s.refused(&cycle, "i3").await;
    s.refused(
        &s.conversation_row(&s.fresh(), &s.second, &s.second, 1),
        "i3_not_oneself",
    )
    .await;
    let lost = format!(
        "UPDATE participant SET branch = NULL, depth = NULL, depth_above = NULL, parent = NULL WHERE id = {}",
        s.partner
    );
    s.refused(&lost, "i3_place").await;
}

#[tokio::test]
async fn i4_nothing_is_quotable_before_it_was_checked() {
    let s = scene().await;
    s.refused(
        &s.insight_row("'first_name'", "NULL"),
        "i4_quoted_only_if_checked",
    )
    .await;
    s.allowed(&s.insight_row("'first_name'", AT)).await;
    s.allowed(&s.insight_row("NULL", "NULL")).await;
}

#[tokio::test]
async fn i5_one_change_asks_for_a_message_once() {
    let s = scene().await;
    let index = if daisychain::db::is_sqlite(s.app.db()) {
        "x'00'"
    } else {
        "'\\x00'"
    };
    let row = |id: &str| {
        format!(
            "INSERT INTO outbox (id, idempotency_key, kind, recipient_index, language, subject, text, html, \
             message_id, made_at, next_attempt_at, attempts) VALUES ({id}, 'invite:1:1', 'invite', {index}, 'en', 's', \
             't', 'h', {}, {AT}, {AT}, 0)",
            id.replace("x'", "'")
        )
    };
    s.allowed(&row(&s.fresh())).await;
    s.refused(&row(&s.fresh()), "outbox_idempotency_key_key")
        .await;
}

#[tokio::test]
async fn i6_one_live_conversation_at_a_time_and_at_most_three_turns() {
    let s = scene().await;
    let third = s.fresh();
    s.allowed(&s.child_row(&third, &s.starter, &s.starter, 1, 0))
        .await;
    s.refused(
        &s.conversation_row(&s.fresh(), &s.starter, &third, 2),
        "i6_one_live_outgoing",
    )
    .await;
    s.allowed(&format!(
        "UPDATE conversation SET agreed_at = {AT}, recorded_at = {AT} WHERE id = {}",
        s.conversation
    ))
    .await;
    s.refused(
        &s.conversation_row(&s.fresh(), &s.starter, &third, 1),
        "i6_one_a_turn",
    )
    .await;
    s.refused(
        &s.conversation_row(&s.fresh(), &s.starter, &third, 4),
        "i6_turn",
    )
    .await;
    s.allowed(&s.conversation_row(&s.fresh(), &s.starter, &third, 2))
        .await;
}

#[tokio::test]
async fn i7_a_forgotten_person_keeps_no_details_and_a_knot_cannot_be_cut_out() {
    let s = scene().await;
    s.refused(
        &format!(
            "UPDATE participant SET erased_at = {AT} WHERE id = {}",
            s.partner
        ),
        "i7_erased",
    )
    .await;
    s.allowed(&format!(
        "UPDATE participant SET erased_at = {AT}, name = NULL WHERE id = {}",
        s.partner
    ))
    .await;
    s.refused(
        &format!("DELETE FROM participant WHERE id = {}", s.partner),
        "conversation",
    )
    .await;
}

#[tokio::test]
async fn the_audit_log_takes_rows_and_gives_none_back() {
    let s = scene().await;
    s.allowed(&format!(
        "INSERT INTO audit (id, at, actor_kind, act) VALUES ({}, {AT}, 'system', 'test')",
        s.fresh()
    ))
    .await;
    s.refused("UPDATE audit SET act = 'other'", "append-only")
        .await;
    s.refused("DELETE FROM audit", "append-only").await;
}

#[tokio::test]
async fn the_tables_go_down_and_up_again() {
    use migration::MigratorTrait;
    let app = TestApp::new().await;
    migration::Migrator::down(&app.db().write, None)
        .await
        .unwrap();
    migration::Migrator::up(&app.db().write, None)
        .await
        .unwrap();
    app.organiser("Asha Khan").await;
}
