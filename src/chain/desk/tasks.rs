//! The tasks of setting a chain up: which are done, and what is missing before it can be opened.
//!
//! A task with sensible settings of its own counts as done once somebody looked and saved; none of them keeps a chain
//! closed but its questions and somebody to call.

use std::collections::BTreeSet;

use entity::{audit, outbox, participant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use entity::shared::Role;

use crate::chain::desk::Desk;
use crate::chain::state::{self, NotReady};
use crate::mail::MailKind;

/// One line of the task list.
pub struct Task {
    /// The stem of its words.
    pub key: &'static str,
    /// Empty where the organiser's role does not include the task.
    pub href: String,
    pub done: bool,
}

/// Something that must be there before the chain can be opened.
pub struct Missing {
    pub key: &'static str,
    /// Empty where only an owner can put it right.
    pub href: String,
}

/// Lists the tasks in their order.
pub async fn list(conn: &impl ConnectionTrait, desk: &Desk) -> Result<Vec<Task>, DbErr> {
    let face = &desk.face;
    let saved = saved(conn, face.chain.id).await?;
    // Whoever opened the chain took the settings as they stood.
    let settled = |act: &str| face.chain.opened_at.is_some() || saved.contains(act);
    let (people, tests) = counts(conn, face.chain.id).await?;
    let missing = state::missing(conn, face).await?;
    let words = &face.words;
    let named = !words.name.is_empty() && !words.topic.is_empty() && !words.purpose.is_empty();
    let task = |key, below: &str, done| Task {
        key,
        href: desk.href(below),
        done,
    };
    let mut tasks = vec![
        task("setup-about", "/setup/about", named),
        task(
            "setup-questions",
            "/setup/questions",
            !missing.contains(&NotReady::NoQuestions),
        ),
        task(
            "setup-host",
            "/setup/host",
            !missing.contains(&NotReady::NoContact),
        ),
        task("setup-words", "/setup/words", settled("chain.words")),
        task("setup-seen", "/setup/seen", settled("chain.seen")),
        task("setup-rules", "/setup/rules", settled("chain.rules")),
        task("setup-near", "/setup/near", !words.help.is_empty()),
        task("setup-try", "/setup/try", tests > 0),
        task("setup-open", "/setup/open", face.chain.opened_at.is_some()),
        task("setup-people", "/people/add", people > 0),
    ];
    if !desk.may(Role::Owner) {
        tasks[2].href.clear();
    }
    Ok(tasks)
}

/// Lists what is missing before the chain can be opened; nothing once it is open.
pub async fn missing(conn: &impl ConnectionTrait, desk: &Desk) -> Result<Vec<Missing>, DbErr> {
    if desk.face.chain.opened_at.is_some() {
        return Ok(Vec::new());
    }
    let missing = state::missing(conn, &desk.face).await?;
    let one = |what: NotReady| match what {
        NotReady::NoQuestions => Missing {
            key: "open-no-questions",
            href: desk.href("/setup/questions"),
        },
        NotReady::NoContact => Missing {
            key: "open-no-contact",
            href: if desk.may(Role::Owner) {
                desk.href("/setup/host")
            } else {
                String::new()
            },
        },
    };
    Ok(missing.into_iter().map(one).collect())
}

/// Finds which tasks somebody saved, by what the audit log tells of them.
async fn saved(conn: &impl ConnectionTrait, chain: Uuid) -> Result<BTreeSet<String>, DbErr> {
    let acts: Vec<String> = audit::Entity::find()
        .select_only()
        .column(audit::Column::Act)
        .distinct()
        .filter(audit::Column::Chain.eq(chain))
        .filter(audit::Column::Act.is_in(["chain.words", "chain.seen", "chain.rules"]))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(acts.into_iter().collect())
}

/// Counts the people of a chain and the test invitations sent for it.
async fn counts(conn: &impl ConnectionTrait, chain: Uuid) -> Result<(u64, u64), DbErr> {
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .count(conn)
        .await?;
    let tests = outbox::Entity::find()
        .filter(outbox::Column::Chain.eq(chain))
        .filter(outbox::Column::Kind.eq(MailKind::TestInvite.as_str()))
        .count(conn)
        .await?;
    Ok((people, tests))
}
