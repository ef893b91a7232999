//! What may come of a chain until a day: many seeded runs of its branching process from where it stands.
//!
//! Every run lets the open links and turns of today go on: whether each leads to a chat, and after how many days, is
//! drawn from what the chain itself has shown; each chat gives a new turn. The same data give the same figures, because
//! the seed is a hash of the data. Runs that explode stop at [`MOST`] chats and are counted.

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Offspring;
use crate::methods::intervals::median;

/// How many runs there are.
pub const RUNS: usize = 2_000;
/// A run stops at so many more chats: a chain that grows without end has no middle to speak of.
pub const MOST: u32 = 4_000;
/// With fewer waits than this, times are drawn from an exponential distribution with their median.
const ENOUGH: usize = 10;

/// How long a step takes, in days.
#[derive(Clone, Debug, PartialEq)]
pub struct Delays {
    /// In order.
    seen: Vec<f64>,
    median: f64,
}

impl Delays {
    /// Takes the waits that were seen, in days; `otherwise` is their median when there is none.
    pub fn of(seen: &[f64], otherwise: f64) -> Self {
        let mut seen: Vec<f64> = seen.iter().map(|days| days.max(0.0)).collect();
        seen.sort_by(f64::total_cmp);
        Self {
            // A wait of nothing would let a run begin and end at once, for ever.
            median: median(&seen).unwrap_or(otherwise).max(1.0 / 24.0),
            seen,
        }
    }

    fn is_counted(&self) -> bool {
        self.seen.len() >= ENOUGH
    }

    /// Returns the chance that a step takes longer than `days`.
    ///
    /// Of at least ten waits: their share, and beyond the longest the half of one in n + 1. Of fewer: 2^(-days / median).
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of people are far below 2^52"
    )]
    pub fn longer_than(&self, days: f64) -> f64 {
        if !self.is_counted() {
            return (-days / self.median).exp2();
        }
        let n = self.seen.len();
        match n - self.seen.partition_point(|seen| *seen <= days) {
            0 => 0.5 / (n as f64 + 1.0),
            longer => longer as f64 / n as f64,
        }
    }

    fn exponential(&self, rng: &mut ChaCha8Rng) -> f64 {
        // 1 - u is never 0.
        -(1.0 - unit(rng)).log2() * self.median
    }

    /// Draws how many days a step takes from now on, of which `days` have passed; `from` is the first wait longer than
    /// that.
    fn rest(&self, days: f64, from: usize, rng: &mut ChaCha8Rng) -> f64 {
        if self.is_counted() && from < self.seen.len() {
            self.seen[from + below(rng, self.seen.len() - from)] - days
        } else {
            self.exponential(rng)
        }
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> f64 {
        self.rest(0.0, 0, rng)
    }
}

fn unit(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.next_u32()) / 4_294_967_296.0
}

/// Draws a whole number below `n`.
fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    let product = u64::from(rng.next_u32()) * u64::try_from(n).unwrap_or(u64::MAX);
    usize::try_from(product >> 32).unwrap_or(0)
}

/// What an open step leads to when it goes well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// A chat of somebody who has `had` so many before it.
    ToChat { had: usize },
    /// A first person who says yes: a turn.
    ToTurn,
}

/// A link or a turn that is open today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Open {
    pub leads: Leads,
    /// The chance, when the step began, that it goes well.
    pub chance: f64,
    /// Which of the delays it takes.
    pub delays: usize,
    /// Days since it began.
    pub since: f64,
}

/// A chain as it stands, and what is asked about it.
#[derive(Clone, Debug)]
pub struct Setting {
    pub offspring: Offspring,
    /// The waits from a turn, or its last chat, to its next chat.
    pub turn: Delays,
    /// The waits of other steps.
    pub steps: Vec<Delays>,
    pub open: Vec<Open>,
    /// Days until the day that is asked about.
    pub days: f64,
    /// The range is told every so many days.
    pub every: f64,
    /// How many more chats reach the goal.
    pub wanted: u32,
    /// How many more first people to try, in rising order.
    pub more: Vec<usize>,
}

/// The middle run, and the ends between which eight of ten runs lie (the 10 % and the 90 % quantile).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub low: u32,
    pub middle: u32,
    pub high: u32,
}

/// What comes out with some more first people who say yes today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    pub more: usize,
    /// More chats than today.
    pub chats: Range,
    pub mean: f64,
    /// The share of runs that reach the goal.
    pub chance: f64,
}

/// What the runs show.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Chats more than today, at the end of each stretch of [`Setting::every`] days; the last one may be shorter.
    pub path: Vec<Range>,
    /// One for each of [`Setting::more`].
    pub outlooks: Vec<Outlook>,
    /// How many runs were stopped at [`MOST`].
    pub stopped: usize,
}

/// A step with what can be worked out before the runs.
struct Ready<'a> {
    open: &'a Open,
    delays: &'a Delays,
    /// The chance that it still goes well, of 2^32.
    below: u64,
    from: usize,
}

impl<'a> Ready<'a> {
    /// Bayes: what has not happened after so many days may never happen. Of the chance p at the beginning remains
    /// p L / (p L + 1 - p), where L is the chance that it takes longer than it has taken.
    fn of(setting: &'a Setting, open: &'a Open) -> Self {
        let delays = setting.steps.get(open.delays).unwrap_or(&setting.turn);
        let (p, longer) = (open.chance.clamp(0.0, 1.0), delays.longer_than(open.since));
        let (yes, no) = (p * longer, 1.0 - p);
        let chance = if yes > 0.0 { yes / (yes + no) } else { 0.0 };
        Self {
            open,
            delays,
            below: whole(chance * 4_294_967_296.0),
            from: delays.seen.partition_point(|seen| *seen <= open.since),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest whole number of the type"
)]
const fn whole(x: f64) -> u64 {
    x as u64
}

/// One run: the chats of each stretch of days.
struct Run<'a> {
    setting: &'a Setting,
    /// The chances of at least n chats, added up.
    at_least: Vec<f64>,
    tally: Vec<u32>,
    chats: u32,
    /// Turns to be gone through: the day they begin, and how many chats they had.
    waiting: Vec<(f64, usize)>,
}

impl Run<'_> {
    fn chat(&mut self, at: f64) {
        let stretch = usize::try_from(whole(at / self.setting.every)).unwrap_or(usize::MAX);
        let last = self.tally.len() - 1;
        self.tally[stretch.min(last)] += 1;
        self.chats += 1;
        self.waiting.push((at, 0));
    }

    /// Draws how many chats a turn leads to in all, given those it had.
    fn offspring(&self, had: usize, rng: &mut ChaCha8Rng) -> usize {
        let Some(here) = self.at_least.get(had) else {
            return had;
        };
        let u = unit(rng) * here;
        // The chance of at least n + 1 is above u: there is another.
        let more = self.at_least[had + 1..]
            .iter()
            .take_while(|tail| **tail > u);
        had + more.count()
    }

    /// Lets every waiting turn go on until the day, or until there are too many chats.
    fn go_on(&mut self, rng: &mut ChaCha8Rng) {
        while let Some((mut at, had)) = self.waiting.pop() {
            for _ in had..self.offspring(had, rng) {
                at += self.setting.turn.draw(rng);
                if at > self.setting.days {
                    break;
                }
                if self.chats >= MOST {
                    self.waiting.clear();
                    return;
                }
                self.chat(at);
            }
        }
    }

    fn step(&mut self, ready: &Ready<'_>, rng: &mut ChaCha8Rng) {
        if u64::from(rng.next_u32()) >= ready.below {
            return;
        }
        let at = ready.delays.rest(ready.open.since, ready.from, rng);
        if at > self.setting.days || self.chats >= MOST {
            return;
        }
        match ready.open.leads {
            Leads::ToTurn => self.waiting.push((at, 0)),
            Leads::ToChat { had } => {
                self.chat(at);
                self.waiting.push((at, had + 1));
            }
        }
        self.go_on(rng);
    }

    fn begin(&mut self) {
        self.tally.fill(0);
        self.chats = 0;
        self.waiting.clear();
    }
}

/// Runs the chain [`RUNS`] times. The same setting gives the same forecast.
///
/// More first people are added to the same runs (common random numbers), so that more of them never give fewer chats.
pub fn run(setting: &Setting) -> Forecast {
    let seed = seed(setting);
    let mut chain = ChaCha8Rng::seed_from_u64(seed);
    let mut added = ChaCha8Rng::seed_from_u64(seed);
    added.set_stream(1);
    let ready: Vec<_> = setting
        .open
        .iter()
        .map(|open| Ready::of(setting, open))
        .collect();
    let stretches = usize::try_from(whole((setting.days / setting.every).ceil()))
        .unwrap_or(1)
        .max(1);
    let most = setting.more.iter().copied().max().unwrap_or(0);
    let mut run = Run {
        setting,
        at_least: (0..setting.offspring.chances().len())
            .map(|n| setting.offspring.at_least(n))
            .collect(),
        tally: vec![0; stretches],
        chats: 0,
        waiting: Vec::new(),
    };
    let mut paths = vec![Vec::with_capacity(RUNS); stretches];
    let mut ends = vec![Vec::with_capacity(RUNS); setting.more.len()];
    let mut stopped = 0;
    for _ in 0..RUNS {
        run.begin();
        for one in &ready {
            run.step(one, &mut chain);
        }
        let mut so_far = 0;
        for (path, chats) in paths.iter_mut().zip(&run.tally) {
            so_far += chats;
            path.push(so_far);
        }
        let mut exploded = run.chats >= MOST;
        // What the chain itself leads to, then with one more first person, two more, and so on.
        let mut totals = vec![run.chats];
        for _ in 0..most {
            run.begin();
            run.waiting.push((0.0, 0));
            run.go_on(&mut added);
            exploded |= run.chats >= MOST;
            totals.push(totals.last().copied().unwrap_or(0) + run.chats);
        }
        for (end, more) in ends.iter_mut().zip(&setting.more) {
            end.push(totals[*more]);
        }
        stopped += usize::from(exploded);
    }
    let outlooks = setting.more.iter().zip(ends);
    Forecast {
        path: paths.into_iter().map(range).collect(),
        outlooks: outlooks
            .map(|(more, ends)| outlook(*more, ends, setting.wanted))
            .collect(),
        stopped,
    }
}

fn range(mut chats: Vec<u32>) -> Range {
    chats.sort_unstable();
    let last = chats.len() - 1;
    Range {
        low: chats[last / 10],
        middle: chats[last.div_ceil(2)],
        high: chats[last - last / 10],
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are two thousand runs")]
fn outlook(more: usize, ends: Vec<u32>, wanted: u32) -> Outlook {
    let runs = ends.len() as f64;
    let reached = ends.iter().filter(|chats| **chats >= wanted).count();
    Outlook {
        more,
        mean: ends.iter().map(|chats| f64::from(*chats)).sum::<f64>() / runs,
        chance: reached as f64 / runs,
        chats: range(ends),
    }
}

/// Hashes everything the runs depend on, so that the same data are drawn from alike on every machine and at every
/// reload.
///
/// Source: FNV-1a of 64 bits (G. Fowler, L. C. Noll, K.-P. Vo), over the little-endian bytes of each number.
fn seed(setting: &Setting) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |number: u64| {
        for byte in number.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    setting
        .offspring
        .chances()
        .iter()
        .for_each(|p| add(p.to_bits()));
    for delays in setting.steps.iter().chain([&setting.turn]) {
        add(delays.seen.len() as u64);
        delays
            .seen
            .iter()
            .chain([&delays.median])
            .for_each(|days| add(days.to_bits()));
    }
    for open in &setting.open {
        let had = match open.leads {
            Leads::ToTurn => u64::MAX,
            Leads::ToChat { had } => had as u64,
        };
        add(had);
        add(open.chance.to_bits());
        add(open.delays as u64);
        add(open.since.to_bits());
    }
    add(setting.days.to_bits());
    hash
}

#[cfg(test)]
mod tests;
