//! The real server, dead at each step that a message takes from the form to the mail server and back (RELIABILITY S2).

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{Battle, Ordering, Sources, WRITERS, Wait, no_panic, report};

/// Where the program dies, at which time it comes there, and how often a message can be with the mail server in the end:
/// twice only where the mail server had it and nothing was noted.
const POINTS: [(&str, usize, usize); 11] = [
    ("mail-stored", 5, 1),
    ("answered", 20, 1),
    ("claim-uncommitted", 4, 1),
    ("claimed", 3, 1),
    ("mail-built", 3, 1),
    ("mail-offered", 3, 1),
    ("transmit-uncommitted", 3, 1),
    ("transmitting", 3, 1),
    ("mail-accepted", 3, 2),
    ("settle-uncommitted", 3, 2),
    ("settled", 3, 1),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s02_a_crash_at_each_step_leaves_what_it_should() {
    let mut found = Vec::new();
    for (seed, (point, after, copies)) in (1..).zip(POINTS) {
        let mut chance = StdRng::seed_from_u64(u64::from(Sources::system().bytes::<1>()[0]) + seed);
        let mut battle = Battle::prepare(&mut chance, seed, WRITERS * 2).await;
        let dies = format!("{point}={after}*off->return");
        let mut server = battle.place.start(&[("FAILPOINTS", &dies)]);
        server.ready(&battle.client, &battle.place).await;
        server.dies().await;
        let said = format!("crashed at {point}");
        assert!(
            battle.place.said().contains(&said),
            "{}",
            battle.place.said()
        );
        // The next process takes over, and the people press again.
        let mut server = battle.place.start(&[]);
        server.ready(&battle.client, &battle.place).await;
        let writing = battle.writing.iter();
        for _ in 0..600 {
            if writing.clone().all(tokio::task::JoinHandle::is_finished) {
                break;
            }
            tokio::time::sleep(Wait::from_millis(50)).await;
        }
        battle.writers.over.store(true, Ordering::Relaxed);
        server.stop().await;
        let over = battle.end().await;
        let log = battle.writers.log.lock().unwrap();
        let all = battle.writers.lives.len() * super::ACTS.len();
        assert_eq!(
            log.acknowledged.len(),
            all,
            "{point}: everybody comes through"
        );
        assert!(over.twice < copies, "{point}: {} twice", over.twice);
        found.push((point, format!("{} twice", over.twice)));
        no_panic(&battle.place.errors);
    }
    report("s02", &found);
}
