//! The forecast is that of a branching process whose law is known.

use chrono::Duration;

use super::support::{first, number_in, set_goal, thirteen_old_turns};
use crate::desk::support::texts;

/// The chance that a branching process has so many chats in all, from `k` first people: Dwass (1969), k/n P(S = n - k)
/// for n turns in all, of which k are the first.
fn chance_of_chats(offspring: &[f64], k: usize, chats: usize) -> f64 {
    let n = k + chats;
    let mut sum = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; sum.len() + offspring.len() - 1];
        for (i, a) in sum.iter().enumerate() {
            for (j, b) in offspring.iter().enumerate() {
                next[i + j] += a * b;
            }
        }
        sum = next;
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let share = k as f64 / n as f64;
    share * sum.get(chats).copied().unwrap_or(0.0)
}

#[tokio::test]
async fn the_forecast_of_the_page_is_that_of_the_known_branching_process() {
    let w = thirteen_old_turns().await;
    // 25 turns are older than sixty days, 16 led to nothing, 6 to one, 3 to two; with ten of belief: .6, .271, .129.
    let offspring = [21.0 / 35.0, 9.5 / 35.0, 4.5 / 35.0];
    first(&w, 100.0).await;
    set_goal(&w, "13", "1/11/2028").await;
    let page = w.get("/health").await.body;
    let rows = "section[aria-labelledby=forecast] > table tbody tr";
    let more: Vec<Vec<String>> = (1..=texts(&page, rows).len())
        .map(|n| texts(&page, &format!("{rows}:nth-child({n}) > *")))
        .collect();
    assert_eq!(more.len(), 4, "{more:?}");
    for (row, added) in more.iter().zip([0_usize, 1, 3, 5]) {
        let k = 1 + added;
        // The first of them has a turn already: at least one more chat reaches the goal.
        let theory = 1.0 - 0.6_f64.powi(i32::try_from(k).unwrap());
        let shown = number_in(&row[3]) / 100.0;
        assert!((shown - theory).abs() <= 0.05, "{row:?} {theory}");
        // The ends of the range: one in ten runs below, one in ten above.
        let chance = |upto: usize| -> f64 {
            (0..=upto)
                .map(|chats| chance_of_chats(&offspring, k, chats))
                .sum()
        };
        let quantile = |share: f64| (0..200).find(|n| chance(*n) >= share).unwrap();
        let (low, high) = row[1]
            .trim_start_matches("between ")
            .split_once(" and ")
            .unwrap();
        for (text, share) in [(low, 0.1), (high, 0.9), (row[2].as_str(), 0.5)] {
            let got = number_in(text) - 12.0;
            let known = f64::from(u32::try_from(quantile(share)).unwrap());
            assert!((got - known).abs() <= 1.0, "{row:?}: {share} is {known}");
        }
    }
    assert!(page.contains("It could go either way. The chance to reach your goal is about 40 %."));
    assert!(
        page.contains(
            "3 more first people who say yes today would lift it from about 40 % to about"
        ),
        "{page}"
    );
    // The same figures at every reload, and all day.
    let again = w.get("/health").await.body;
    w.app.means.sources.advance(Duration::hours(10));
    let evening = w.get("/health").await.body;
    let figures = |page: &str| texts(page, "section[aria-labelledby=forecast]");
    assert_eq!(figures(&page).len(), 1);
    assert_eq!(figures(&page), figures(&again));
    assert_eq!(figures(&page), figures(&evening));
}
