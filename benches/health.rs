//! How long the forecast of a chain's health page takes: at most 200 ms for a chain of 5,000 people (issue 4).

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use daisychain::methods::branching::Offspring;
use daisychain::methods::branching::forecast::{Delays, Leads, Open, Setting, run};
use daisychain::methods::survival::{Curve, Wait};

/// A chain of 5,000 people: a fifth of them have a turn or a link that is open, and half a year is asked about.
fn setting(counts: &[usize]) -> Setting {
    let offspring = Offspring::smoothed(counts, 2);
    let waits: Vec<f64> = (0..2_500).map(|n| f64::from(n % 53) + 0.5).collect();
    let open = (0..1_000_u32).map(|n| Open {
        leads: Leads::ToChat {
            had: usize::from(n % 4 == 0),
        },
        chance: offspring.one_more(usize::from(n % 4 == 0)),
        delays: usize::try_from(n % 4).unwrap_or(0),
        since: f64::from(n % 90),
    });
    Setting {
        open: open.collect(),
        turn: Delays::of(&waits, 14.0),
        steps: vec![Delays::of(&waits, 14.0); 3],
        offspring,
        days: 180.0,
        every: 21.0,
        wanted: 400,
        more: vec![0, 1, 3, 5],
    }
}

fn forecast(c: &mut Criterion) {
    let (dying, growing) = (
        setting(&[1_900, 1_400, 700]),
        setting(&[1_200, 1_400, 1_400]),
    );
    c.bench_function("forecast of 5,000 people, R 0.7", |b| {
        b.iter(|| run(black_box(&dying)));
    });
    c.bench_function("forecast of 5,000 people, R 1.05", |b| {
        b.iter(|| run(black_box(&growing)));
    });
}

fn survival(c: &mut Criterion) {
    let waits: Vec<Wait> = (0..5_000_u32)
        .map(|n| Wait {
            days: f64::from(n * 7_919 % 9_973) / 40.0,
            happened: n % 3 > 0,
        })
        .collect();
    c.bench_function("Kaplan-Meier of 5,000 turns", |b| {
        b.iter(|| Curve::of(black_box(&waits)));
    });
}

criterion_group! {
    name = health;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(4));
    targets = forecast, survival
}
criterion_main!(health);
