//! Several workers on one outbox, some of which die (RELIABILITY S5).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration as Wait;

use chrono::Duration;
use daisychain::mail::Transport;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::support::{Post, mailer_on};
use crate::faults::report;

const WORKERS: usize = 4;
const MESSAGES: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s05_four_workers_that_die_send_each_message_once_unless_it_was_in_doubt() {
    let post = Post::new().await;
    let mut ids = HashMap::new();
    for n in 0..MESSAGES {
        let (person, id) = post.invite(&format!("p{n}x")).await;
        ids.insert(person.address, id);
    }
    let mut chance = StdRng::seed_from_u64(u64::from(post.t.sources.bytes::<1>()[0]));
    let mut deaths = 0;
    for round in 0..12 {
        let working: Vec<_> = (0..WORKERS)
            .map(|_| {
                let mailer = mailer_on(&post.t, Transport::Memory(post.memory.clone()));
                let mailer = Arc::new(mailer);
                tokio::spawn(async move { mailer.drain().await.unwrap().sent })
            })
            .collect();
        if round < 8 {
            tokio::time::sleep(Wait::from_millis(chance.random_range(5..60))).await;
            for one in &working {
                deaths += usize::from(!one.is_finished());
                one.abort();
            }
        }
        for one in working {
            let ended = one.await;
            assert!(ended.is_ok() || ended.is_err_and(|error| error.is_cancelled()));
        }
        // Long enough for the claims of the dead to end, and for doubts.
        post.t.sources.advance(Duration::minutes(20));
    }
    let mut copies: HashMap<String, usize> = HashMap::new();
    for sent in post.memory.sent() {
        *copies.entry(sent.to).or_default() += 1;
    }
    let (mut doubts, mut twice) = (0, 0);
    for (address, id) in &ids {
        let row = post.row(*id).await;
        let doubt = row.in_doubt_at.is_some();
        let copies = copies.get(address).copied().unwrap_or(0);
        assert!(row.sent_at.is_some(), "not sent in the end (H2): {row:?}");
        assert!(copies >= 1, "called sent, and nobody has it (H8)");
        assert!(copies <= 1 + usize::from(doubt), "{copies} copies (H3)");
        doubts += usize::from(doubt);
        twice += usize::from(copies == 2);
    }
    assert!(deaths > 0, "nobody died: the test shows nothing");
    report(
        "s05",
        &[
            ("workers", WORKERS.to_string()),
            ("messages", MESSAGES.to_string()),
            ("deaths", deaths.to_string()),
            ("in doubt", doubts.to_string()),
            ("twice", twice.to_string()),
        ],
    );
}
