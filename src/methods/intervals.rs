//! How far a share that was counted may be from the true one.

/// The standard normal quantile of a two-sided 95 % interval: 1.96, with the digits METHODS 1.7 was worked out with.
pub const Z95: f64 = 1.959_963_985;

/// Two ends of a range, `low` ≤ `high`, in the unit of what they are the range of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// Returns the Wilson score interval of a share, within 0 and 1.
///
/// `successes` of `n` trials, `z` standard deviations wide. Both may be fractions: an effective sample size is one.
/// `None` when there was no trial, when there are more successes than trials, or when a value is negative or not finite.
///
/// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212:
/// centre (p + z²/2n) / (1 + z²/n), half width z √(p(1-p)/n + z²/4n²) / (1 + z²/n).
pub fn wilson(successes: f64, n: f64, z: f64) -> Option<Interval> {
    let sound = n.is_finite() && n > 0.0 && z.is_finite() && z >= 0.0;
    if !sound || !(0.0..=n).contains(&successes) {
        return None;
    }
    let (p, z2n) = (successes / n, z * z / n);
    let centre = (p + z2n / 2.0) / (1.0 + z2n);
    let half = z * (p * (1.0 - p) / n + z2n / (4.0 * n)).sqrt() / (1.0 + z2n);
    // At no successes the lower end is 0 and at nothing but successes the upper end is 1, but for rounding.
    Some(Interval {
        low: if successes <= 0.0 {
            0.0
        } else {
            (centre - half).clamp(0.0, p)
        },
        high: if successes >= n {
            1.0
        } else {
            (centre + half).clamp(p, 1.0)
        },
    })
}

/// Returns the middle of some values (of an even number the mean of the two in the middle), in their unit; `None` of
/// nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[half]),
        _ => Some(f64::midpoint(sorted[half - 1], sorted[half])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_values_printed_in_methods_1_7_come_out_to_every_digit() {
        let printed = [
            (5.0 / 12.0, 7.796_425, 0.159_595, 0.728_752),
            (0.5, 4.298_487, 0.156_515, 0.843_485),
            (4.0 / 7.0, 3.444_219, 0.172_459, 0.895_075),
            (0.5, 6.147_268, 0.189_928, 0.810_072),
        ];
        for (p, n, low, high) in printed {
            let got = wilson(p * n, n, Z95).unwrap();
            assert!((got.low - low).abs() < 6e-7, "{got:?} {low}");
            assert!((got.high - high).abs() < 6e-7, "{got:?} {high}");
        }
    }

    #[test]
    fn nothing_and_everything_have_intervals_and_no_trial_has_none() {
        let none = wilson(0.0, 10.0, Z95).unwrap();
        // z² / (n + z²)
        assert!(none.low.abs() < f64::EPSILON && (none.high - 0.277_54).abs() < 1e-5);
        let all = wilson(10.0, 10.0, Z95).unwrap();
        assert!((all.low - 0.722_46).abs() < 1e-5 && (all.high - 1.0).abs() < f64::EPSILON);
        for (k, n) in [
            (0.0, 0.0),
            (2.0, 1.0),
            (-1.0, 5.0),
            (f64::NAN, 5.0),
            (1.0, f64::INFINITY),
        ] {
            assert_eq!(wilson(k, n, Z95), None, "{k} of {n}");
        }
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 9.0]), Some(3.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 9.0]), Some(3.5));
    }

    proptest! {
        #[test]
        fn the_share_lies_in_its_interval_and_more_trials_narrow_it(k in 0u32..500, more in 0u32..500) {
            let (k, n) = (f64::from(k), f64::from(k + more + 1));
            let got = wilson(k, n, Z95).unwrap();
            prop_assert!(0.0 <= got.low && got.low <= k / n && k / n <= got.high && got.high <= 1.0);
            let wider = wilson(k / 2.0, n / 2.0, Z95).unwrap();
            prop_assert!(wider.high - wider.low > got.high - got.low);
        }
    }
}
