//! Who organises a chain: adding, changing, leaving, and what may never happen.

use axum::http::StatusCode;
use daisychain::chain::find_face;
use daisychain::db;
use daisychain::desk::team::rules::{self, Changed, Scope};
use daisychain::organiser::{self, find_by_email};
use entity::shared::Role;
use entity::{membership, organiser as account, outbox};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::desk::support::{World, nonce_of};
use crate::organisers::{add_member, add_organiser, sign_in};

const LIN: [(&str, &str); 4] = [
    ("name", "Lin Ode"),
    ("email", "lin@example.org"),
    ("role", "coder"),
    ("where", "chain"),
];

async fn roles(w: &World, organiser: Uuid) -> Vec<membership::Model> {
    membership::Entity::find()
        .filter(membership::Column::Organiser.eq(organiser))
        .all(&w.app.db.read)
        .await
        .unwrap()
}

async fn lin(w: &World) -> Option<account::Model> {
    find_by_email(&w.app.db.read, &w.app.means.keys, "lin@example.org")
        .await
        .unwrap()
}

async fn invites(w: &World) -> Vec<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq("team-invite"))
        .all(&w.app.db.read)
        .await
        .unwrap()
}

/// Changes a role by the rule itself.
async fn change(w: &World, by: Uuid, id: Uuid, to: Option<Role>, keeper: Option<Uuid>) -> Changed {
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let done = rules::change(&txn, &w.app.means, &w.face, by, id, to, keeper).await;
    let done = done.unwrap();
    txn.commit().await.unwrap();
    done
}

#[tokio::test]
async fn somebody_is_added_with_a_new_account_and_one_message_with_a_sign_in_link() {
    let w = World::open().await;
    let page = w.get("/team/add").await;
    let nonce = nonce_of(&page.body);
    let fields = [LIN.as_slice(), &[("nonce", &nonce)]].concat();
    let added = w.post("/team/add", &fields).await;
    let team = w.follow(&added).await;
    assert!(team.body.contains("Lin Ode") && team.body.contains("lin@example.org"));
    assert!(team.body.contains("On this chain only"));
    // The same form again, and the same person in a new form.
    assert_eq!(w.post("/team/add", &fields).await.to, added.to);
    let again = w.post("/team/add", &LIN).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("is in the team already"));
    let lin = lin(&w).await.unwrap();
    assert_eq!(roles(&w, lin.id).await.len(), 1);
    assert_eq!(w.count_audit("team.added_coder").await, 1);
    let mail = invites(&w).await;
    assert_eq!(mail.len(), 1);
    assert!(
        mail[0]
            .text
            .contains("Asha added you to the team of Food in Alderbrook")
    );
    assert!(mail[0].text.contains("You are there as a coder"));
    assert!(mail[0].text.contains("/sign-in\n") && mail[0].next_attempt_at > w.start);
}

#[tokio::test]
async fn what_is_not_right_comes_back_as_it_was_typed() {
    let w = World::open().await;
    let nothing = w.post("/team/add", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["#name", "#email", "#role", "#where"] {
        assert!(
            nothing.body.contains(&format!("href=\"{field}\"")),
            "{field}"
        );
    }
    for wrong in ["lin at home", "a@localhost", "a@ex.org,b@ex.org"] {
        let fields = [("name", "Lin"), ("email", wrong), LIN[2], LIN[3]];
        let got = w.post("/team/add", &fields).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            got.body.contains(wrong)
                && got
                    .body
                    .contains("value=\"coder\" aria-describedby=\"may-coder\" checked")
        );
    }
    let me = organiser::find(&w.app.db.read, w.owner)
        .await
        .unwrap()
        .unwrap();
    let mine = organiser::address_of(&w.app.means.keys, &me).unwrap();
    let fields = [("name", "Asha"), ("email", mine.as_str()), LIN[2], LIN[3]];
    let oneself = w.post("/team/add", &fields).await;
    assert!(oneself.body.contains("This is your own address"));
    assert!(invites(&w).await.is_empty());
}

#[tokio::test]
async fn an_account_that_exists_is_linked_and_keeps_its_name() {
    let w = World::open().await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let there = organiser::add(&txn, &w.app.means, "lin@example.org", "Lin of Elm House").await;
    let there = there.unwrap();
    txn.commit().await.unwrap();
    let fields = [
        LIN[0],
        ("email", "LIN@example.org"),
        ("role", "owner"),
        ("where", "host"),
    ];
    let added = w.post("/team/add", &fields).await;
    assert!(w.follow(&added).await.body.contains("Lin of Elm House"));
    let has = roles(&w, there.id).await;
    assert_eq!(
        (has.len(), has[0].host, has[0].role),
        (1, Some(w.face.host.id), Role::Owner)
    );
    // A role that the host's covers already adds nothing.
    let less = w.post("/team/add", &LIN).await;
    assert!(less.body.contains("Lin of Elm House"), "{}", less.body);
    assert_eq!(less.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_was_just_done_can_be_taken_back_until_the_message_goes() {
    let w = World::open().await;
    w.post("/team/add", &LIN).await;
    let id = roles(&w, lin(&w).await.unwrap().id).await[0].id;
    let path = format!("/team/{id}/take-back");
    let back = w.post(&path, &[]).await;
    assert!(back.to.ends_with("done=taken-back"), "{}", back.to);
    assert!(
        lin(&w).await.is_none(),
        "an account that was made for this goes too"
    );
    assert!(invites(&w).await[0].cancelled_at.is_some());
    assert!(w.post(&path, &[]).await.to.ends_with("done=too-late"));
}

#[tokio::test]
async fn who_is_removed_or_may_do_less_loses_the_chain_and_their_sessions_at_once() {
    let w = World::open().await;
    let id = add_organiser(&w.app, "Tariq").await;
    add_member(&w.app, id, (None, Some(w.face.chain.id)), Role::Organiser).await;
    let cookie = sign_in(&w.app, id).await;
    assert_eq!(
        w.send(&cookie, "/people", None).await.status,
        StatusCode::OK
    );
    let row = roles(&w, id).await[0].id;
    let path = format!("/team/{row}");
    assert!(
        w.post(&path, &[("role", "reader")])
            .await
            .to
            .ends_with("done=changed")
    );
    let out = w.send(&cookie, "/people", None).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER, "signed out");
    let cookie = sign_in(&w.app, id).await;
    assert_eq!(
        w.send(&cookie, "/people", None).await.status,
        StatusCode::FORBIDDEN
    );
    let untouched = w.post(&path, &[]).await;
    assert_eq!(untouched.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        w.post(&path, &[("role", "none")])
            .await
            .to
            .ends_with("done=removed")
    );
    let cookie = sign_in(&w.app, id).await;
    assert_eq!(
        w.send(&cookie, "/plan", None).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(w.count_audit("team.made_reader").await, 1);
    assert_eq!(w.count_audit("team.removed").await, 1);
}

#[tokio::test]
async fn only_owners_change_the_team_and_only_the_hosts_owners_that_of_the_host() {
    let w = World::open().await;
    let of_chain = add_organiser(&w.app, "Chain owner").await;
    add_member(&w.app, of_chain, (None, Some(w.face.chain.id)), Role::Owner).await;
    let cookie = w.sign_in(of_chain).await;
    let ashas = format!("/team/{}", roles(&w, w.owner).await[0].id);
    let page = w.send(&cookie, "/team", None).await.body;
    assert!(page.contains("Only an owner of the host can change this."));
    let tried = w.send(&cookie, &ashas, Some(&[("role", "none")])).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    let wide = [LIN[0], LIN[1], LIN[2], ("where", "host")];
    let tried = w.send(&cookie, "/team/add", Some(&wide)).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    let done = w.send(&cookie, "/team/add", Some(&LIN)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    for role in [Role::Organiser, Role::Coder, Role::Reader] {
        let cookie = w.with_role(role).await;
        let page = w.send(&cookie, "/team", None).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Asha") && !page.body.contains("lin@example.org"));
        let tried = w.send(&cookie, &ashas, Some(&[("role", "none")])).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN);
        let left = w
            .send(&cookie, "/team/leave", Some(&[("role", "none")]))
            .await;
        assert_eq!(left.to, "/desk");
        assert_eq!(
            w.send(&cookie, "/plan", None).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn the_last_owner_stays_and_the_safeguarding_person_names_another() {
    let w = World::open().await;
    let mine = roles(&w, w.owner).await[0].id;
    let alone = w.post("/team/leave", &[("role", "none")]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.body.contains("There must be an owner."));
    let lower = change(&w, w.owner, mine, Some(Role::Organiser), None).await;
    assert_eq!(lower, Changed::LastOwner);
    let tariq = add_organiser(&w.app, "Tariq").await;
    add_member(&w.app, tariq, (Some(w.face.host.id), None), Role::Owner).await;
    assert_eq!(w.face.host.safeguarding, Some(w.owner));
    let unnamed = w.post("/team/leave", &[("role", "none")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.body.contains("href=\"#keeper\""));
    let oneself = [("role", "none"), ("keeper", &w.owner.to_string())];
    let tried = w.post("/team/leave", &oneself).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = [("role", "none"), ("keeper", &tariq.to_string())];
    assert_eq!(w.post("/team/leave", &named).await.to, "/desk");
    let face = find_face(&w.app.db.read, w.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(face.host.safeguarding, Some(tariq));
    assert_eq!(w.count_audit("host.safeguarding").await, 1);
    assert!(roles(&w, w.owner).await.is_empty());
}

#[tokio::test]
async fn two_owners_who_leave_at_the_same_moment_leave_one() {
    for _ in 0..8 {
        let w = World::open().await;
        let tariq = add_organiser(&w.app, "Tariq").await;
        add_member(&w.app, tariq, (Some(w.face.host.id), None), Role::Owner).await;
        let (mine, theirs) = (roles(&w, w.owner).await[0].id, roles(&w, tariq).await[0].id);
        let (one, other) = tokio::join!(
            change(&w, w.owner, mine, None, Some(tariq)),
            change(&w, tariq, theirs, None, Some(w.owner)),
        );
        let owners = membership::Entity::find()
            .filter(membership::Column::Host.eq(w.face.host.id))
            .filter(membership::Column::Role.eq(Role::Owner))
            .count(&w.app.db.read)
            .await
            .unwrap();
        assert_eq!(owners, 1, "{one:?} {other:?}");
        assert!(
            [one, other].contains(&Changed::LastOwner),
            "{one:?} {other:?}"
        );
        let face = find_face(&w.app.db.read, w.face.chain.id)
            .await
            .unwrap()
            .unwrap();
        let keeper = face.host.safeguarding.unwrap();
        assert_eq!(
            roles(&w, keeper).await.len(),
            1,
            "who looks after safety is there"
        );
    }
}

#[tokio::test]
async fn an_owner_who_was_removed_meanwhile_changes_nothing() {
    let w = World::open().await;
    let tariq = add_organiser(&w.app, "Tariq").await;
    add_member(&w.app, tariq, (Some(w.face.host.id), None), Role::Owner).await;
    let theirs = roles(&w, tariq).await[0].id;
    assert_eq!(change(&w, w.owner, theirs, None, None).await, Changed::Done);
    let mine = roles(&w, w.owner).await[0].id;
    let tried = change(&w, tariq, mine, Some(Role::Reader), Some(tariq)).await;
    assert_eq!(tried, Changed::MayNot);
    assert_eq!(
        change(&w, w.owner, theirs, None, None).await,
        Changed::AlreadyDone
    );
    let (read, id) = (&w.app.db.read, w.owner);
    assert!(
        rules::may_manage(read, &w.face, id, Scope::Host)
            .await
            .unwrap()
    );
}
