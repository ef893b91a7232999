//! How long something takes when some of it has not happened yet.

use crate::methods::intervals::Interval;

/// One wait: for how many days it was watched, and whether it ended with what was waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// Days, not negative.
    pub days: f64,
    /// False: still waiting when last looked at (right-censored).
    pub happened: bool,
}

/// One time at which something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub days: f64,
    /// How many were still waiting just before.
    pub at_risk: usize,
    pub events: usize,
    /// The share that waits on after it.
    pub survival: f64,
    /// Greenwood's sum of d / (n (n - d)) up to here; infinite once nobody waits on.
    greenwood: f64,
}

/// The Kaplan-Meier estimate of the share that is still waiting after a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    pub steps: Vec<Step>,
    /// How many waits there are.
    pub waits: usize,
    /// The longest wait in days; 0 when there is none. Nothing is known of what happens after it.
    pub watched: f64,
}

impl Curve {
    /// Estimates the curve of some waits, in any order. `None` when a duration is negative or not finite.
    ///
    /// Who was censored on the day of an event was still at risk for it.
    ///
    /// Source: E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, JASA 53 (1958) 457-481:
    /// S(t) = product over event times up to t of (1 - d/n). Variance: M. Greenwood (1926): S² Σ d / (n (n - d)).
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of people are far below 2^52"
    )]
    pub fn of(waits: &[Wait]) -> Option<Self> {
        if waits.iter().any(|w| !w.days.is_finite() || w.days < 0.0) {
            return None;
        }
        let mut sorted = waits.to_vec();
        sorted.sort_by(|a, b| a.days.total_cmp(&b.days));
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let mut steps = Vec::new();
        let mut at = 0;
        while at < sorted.len() {
            let days = sorted[at].days;
            let same = sorted[at..].iter().take_while(|w| w.days <= days);
            let (count, events) =
                same.fold((0, 0), |(n, d), w| (n + 1, d + usize::from(w.happened)));
            let at_risk = sorted.len() - at;
            if events > 0 {
                let (d, n) = (events as f64, at_risk as f64);
                survival = if events == at_risk {
                    0.0
                } else {
                    survival * (1.0 - d / n)
                };
                greenwood += d / (n * (n - d));
                steps.push(Step {
                    days,
                    at_risk,
                    events,
                    survival,
                    greenwood,
                });
            }
            at += count;
        }
        Some(Self {
            steps,
            waits: sorted.len(),
            watched: sorted.last().map_or(0.0, |w| w.days),
        })
    }

    fn step_at(&self, days: f64) -> Option<&Step> {
        self.steps
            .iter()
            .take_while(|step| step.days <= days)
            .last()
    }

    /// Returns the share still waiting after so many days, from 0 to 1.
    pub fn survival_at(&self, days: f64) -> f64 {
        self.step_at(days).map_or(1.0, |step| step.survival)
    }

    /// Returns Greenwood's standard error of that share; `None` once nobody waits on.
    pub fn standard_error_at(&self, days: f64) -> Option<f64> {
        let Some(step) = self.step_at(days) else {
            return Some(0.0);
        };
        let error = step.survival * step.greenwood.sqrt();
        error.is_finite().then_some(error)
    }

    /// Returns the interval of that share on the log-minus-log scale, `z` standard deviations wide. `None` before the
    /// first event and once nobody waits on: there the formula gives nothing.
    ///
    /// Source: J. D. Kalbfleisch, R. L. Prentice, The statistical analysis of failure time data (1980), 1.3: S to the
    /// power exp(± z √(Σ d / (n (n - d))) / ln S).
    pub fn interval_at(&self, days: f64, z: f64) -> Option<Interval> {
        let step = self.step_at(days)?;
        if step.survival <= 0.0 {
            return None;
        }
        let spread = (z * step.greenwood.sqrt() / -step.survival.ln()).exp();
        Some(Interval {
            low: step.survival.powf(spread),
            high: step.survival.powf(1.0 / spread),
        })
    }

    /// Returns the first time in days after which no more than half are waiting; `None` when that was not reached.
    pub fn median(&self) -> Option<f64> {
        // A half that comes of many factors may be a hair above one half.
        self.steps
            .iter()
            .find(|step| step.survival <= 0.5 + 1e-12)
            .map(|step| step.days)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::methods::intervals::Z95;

    fn waits(happened: &[f64], not_yet: &[f64]) -> Vec<Wait> {
        let of = |days: &f64, happened| Wait {
            days: *days,
            happened,
        };
        let happened = happened.iter().map(|days| of(days, true));
        happened
            .chain(not_yet.iter().map(|days| of(days, false)))
            .collect()
    }

    /// Weeks of remission under 6-mercaptopurine: E. J. Freireich et al., Blood 21 (1963) 699-716, the worked example
    /// of Kaplan-Meier in the textbooks.
    fn six_mp() -> Vec<Wait> {
        waits(
            &[6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0],
            &[
                6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0,
            ],
        )
    }

    #[test]
    fn the_leukaemia_remissions_come_out_to_the_printed_digits() {
        let curve = Curve::of(&six_mp()).unwrap();
        // Time, at risk, S, Greenwood's standard error, and the log-log interval as Stata and R print them.
        let printed = [
            (6.0, 21, 0.857, 0.0764, 0.6197, 0.9516),
            (7.0, 17, 0.807, 0.0869, 0.5631, 0.9228),
            (10.0, 15, 0.753, 0.0963, 0.5032, 0.8894),
            (13.0, 12, 0.690, 0.1068, 0.4316, 0.8491),
            (16.0, 11, 0.627, 0.1141, 0.3675, 0.8049),
            (22.0, 7, 0.538, 0.1282, 0.2678, 0.7468),
            (23.0, 6, 0.448, 0.1346, 0.1881, 0.6801),
        ];
        assert_eq!(curve.steps.len(), printed.len());
        for (step, (days, at_risk, survival, error, low, high)) in curve.steps.iter().zip(printed) {
            assert_eq!((step.days, step.at_risk), (days, at_risk));
            assert!((step.survival - survival).abs() <= 6e-4, "{step:?}");
            let got = curve.standard_error_at(days).unwrap();
            assert!((got - error).abs() <= 6e-5, "{got} {error}");
            let got = curve.interval_at(days, Z95).unwrap();
            assert!((got.low - low).abs() <= 1e-4, "{got:?} {low}");
            assert!((got.high - high).abs() <= 1e-4, "{got:?} {high}");
        }
        assert_eq!(curve.median(), Some(23.0));
        assert_eq!((curve.waits, curve.watched), (21, 35.0));
        // Between two events nothing changes, and after the last neither.
        assert!(same(curve.survival_at(12.9), curve.survival_at(10.0)));
        assert!(same(curve.survival_at(1_000.0), curve.survival_at(23.0)));
        assert!(same(curve.survival_at(5.9), 1.0));
    }

    fn same(a: f64, b: f64) -> bool {
        (a - b).abs() < f64::EPSILON
    }

    #[test]
    fn without_an_event_everybody_waits_and_there_is_no_interval_and_no_median() {
        for none in [waits(&[], &[]), waits(&[], &[1.0, 8.0])] {
            let curve = Curve::of(&none).unwrap();
            assert!(same(curve.survival_at(100.0), 1.0));
            assert_eq!(curve.standard_error_at(100.0), Some(0.0));
            assert_eq!(
                (curve.interval_at(100.0, Z95), curve.median()),
                (None, None)
            );
        }
    }

    #[test]
    fn without_censoring_it_is_the_share_that_waits_on_and_at_the_end_nobody_does() {
        let curve = Curve::of(&waits(&[4.0, 1.0, 2.0, 2.0], &[])).unwrap();
        assert!(same(curve.survival_at(1.0), 0.75));
        assert!(same(curve.survival_at(2.0), 0.25));
        assert_eq!(curve.median(), Some(2.0));
        assert!(same(curve.survival_at(4.0), 0.0));
        assert_eq!(
            (curve.standard_error_at(4.0), curve.interval_at(4.0, Z95)),
            (None, None)
        );
        // Without censoring Greenwood's is the binomial variance p (1 - p) / n.
        let error = curve.standard_error_at(2.0).unwrap();
        assert!((error * error - 0.25 * 0.75 / 4.0).abs() < 1e-12);
    }

    #[test]
    fn the_half_is_reached_exactly_and_what_is_no_duration_is_refused() {
        assert_eq!(
            Curve::of(&waits(&[3.0, 5.0], &[])).unwrap().median(),
            Some(3.0)
        );
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Curve::of(&waits(&[bad], &[])), None);
        }
    }

    proptest! {
        #[test]
        fn the_curve_falls_from_one_and_its_interval_holds_it(list in proptest::collection::vec((0u32..60, any::<bool>()), 0..80)) {
            let waits: Vec<Wait> = list.iter().map(|(days, happened)| Wait { days: f64::from(*days), happened: *happened }).collect();
            let curve = Curve::of(&waits).unwrap();
            let mut before = 1.0;
            for day in 0..60 {
                let day = f64::from(day);
                let now = curve.survival_at(day);
                prop_assert!((0.0..=before).contains(&now));
                if let Some(interval) = curve.interval_at(day, Z95) {
                    prop_assert!(0.0 <= interval.low && interval.low <= now && now <= interval.high && interval.high <= 1.0);
                }
                before = now;
            }
            prop_assert_eq!(curve.steps.iter().map(|s| s.events).sum::<usize>(), list.iter().filter(|(_, h)| *h).count());
        }
    }
}
