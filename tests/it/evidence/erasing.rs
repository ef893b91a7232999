//! What is taken back leaves every figure at once, and what lies beyond it never looks as if it had arisen apart.

use daisychain::erasure;
use daisychain::insight::evidence;
use daisychain::insight::figures::{Board, Order};
use daisychain::methods::support::{Support, prevalence};
use entity::insight;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::counting::read;
use super::lay::{Tree, lay};
use crate::plan_world::World;

#[tokio::test]
async fn erasing_a_chat_equals_the_same_forest_with_its_answers_missing() {
    let world = World::new().await;
    let all = lay(
        &world.app,
        &world.face,
        world.owner,
        &Tree::grown(11, 45, 5, 3),
    )
    .await;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    let mut board = Board::read(conn, chain, Order::Own).await.unwrap();
    // A chat in the middle, one at an end, one that led on to several, one that was empty anyway.
    for n in [2, 44, 17, 5, 0] {
        let place = board.heard.place(all.chats[n]).unwrap();
        let missing = |answers: &[Option<bool>]| {
            let mut answers = answers.to_vec();
            answers[place] = None;
            answers
        };
        let txn = world.begin().await;
        erasure::forget(&txn, &world.app.means, all.heard[n])
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let after = Board::read(conn, chain, Order::Own).await.unwrap();
        assert_eq!(after.heard.forest, board.heard.forest, "the knot stays");
        for (now, before) in after.lines.iter().zip(&board.lines) {
            let wanted = missing(before.figures.answers());
            assert_eq!(now.figures.answers(), wanted);
            assert_eq!(
                now.figures.support,
                Support::of(&board.heard.forest, &wanted)
            );
            assert_eq!(
                now.figures.prevalence(&after.heard),
                prevalence(&board.heard.forest, &wanted)
            );
        }
        board = after;
    }
    let points = insight::Entity::find()
        .filter(insight::Column::Conversation.eq(all.chats[2]))
        .all(conn)
        .await
        .unwrap();
    assert!(
        points.iter().all(|point| point.text.is_empty()),
        "it was the real erasure"
    );
}

#[tokio::test]
async fn struck_and_withdrawn_points_leave_at_once() {
    // Three chats in a line, all of them in the theme.
    let line = Tree::line(&[true, true, true]);
    for column in [insight::Column::StruckAt, insight::Column::WithdrawnAt] {
        let world = World::new().await;
        let all = lay(&world.app, &world.face, world.owner, &line).await;
        let before = &read(&world).await["Theme 0"];
        assert_eq!(
            (before.0.points, before.1.mentions, before.1.known),
            (3, 3, 3)
        );
        insight::Entity::update_many()
            .col_expr(column, Expr::value(Some(world.app.means.now())))
            .filter(insight::Column::Conversation.eq(all.chats[1]))
            .exec(&world.app.db.write)
            .await
            .unwrap();
        let after = &read(&world).await["Theme 0"];
        assert_eq!((after.0.points, after.1.mentions, after.1.known), (2, 2, 2));
        assert_eq!(
            after.1.origins, 1,
            "the last one still came through the knot"
        );
        let totals = evidence::totals(&world.app.db.read, world.face.chain.id)
            .await
            .unwrap();
        assert_eq!((totals.points, totals.chats), (2, 2));
    }
}
