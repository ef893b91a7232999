//! A plane on which people who answered alike stand near each other: the two principal components of their answers.

use crate::methods::ranking::Choice;

/// Where somebody stands.
pub type Point = [f64; 2];

/// How often the power iteration turns at most, and from which change on it has settled.
const TURNS: usize = 300;
const SETTLED: f64 = 1e-10;
/// Numbers below this are nothing but roundings.
const NOTHING: f64 = 1e-9;

const fn number(choice: Choice) -> f64 {
    match choice {
        Choice::Agree => 1.0,
        Choice::Pass => 0.0,
        Choice::Disagree => -1.0,
    }
}

/// Puts people on the plane. An answer that is missing counts as the mean of those who answered; who answered less is
/// drawn to the middle by that, and moved out again by the root of cards over answers (METHODS 3.2).
pub fn project(rows: &[&[Option<Choice>]]) -> Vec<Point> {
    let cards = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let answers = centred(rows, cards);
    let mut spread = vec![vec![0.0; cards]; cards];
    for row in &answers {
        for (one, x) in row {
            for (other, y) in row {
                spread[*one][*other] += x * y;
            }
        }
    }
    let first = component(&spread);
    take_away(&mut spread, &first);
    let second = component(&spread);
    let place = |row: &Vec<(usize, f64)>| {
        let stretch = (float(cards) / float(row.len().max(1))).sqrt();
        [&first, &second].map(|axis| {
            let along: f64 = row.iter().map(|(card, x)| axis[*card] * x).sum();
            along * stretch
        })
    };
    answers.iter().map(place).collect()
}

/// Returns each person's answers as distances from the card's mean; what is missing is at no distance and left out.
fn centred(rows: &[&[Option<Choice>]], cards: usize) -> Vec<Vec<(usize, f64)>> {
    let mut sums = vec![(0.0, 0_usize); cards];
    for row in rows {
        for (sum, choice) in sums.iter_mut().zip(*row) {
            if let Some(choice) = choice {
                sum.0 += number(*choice);
                sum.1 += 1;
            }
        }
    }
    let means: Vec<f64> = sums
        .iter()
        .map(|(sum, answers)| sum / float((*answers).max(1)))
        .collect();
    let distances = |row: &&[Option<Choice>]| {
        let answers = row.iter().enumerate();
        answers
            .filter_map(|(card, choice)| Some((card, number((*choice)?) - means[card])))
            .collect()
    };
    rows.iter().map(distances).collect()
}

/// Finds the direction in which answers differ most, by power iteration: of length one, its largest part above zero. All
/// zeros where nothing differs.
fn component(spread: &[Vec<f64>]) -> Vec<f64> {
    // A start that no answers are likely to stand square to; the same every time.
    let mut axis: Vec<f64> = (0..spread.len())
        .map(|card| 1.0 + (float(card) * 0.618_034).fract())
        .collect();
    if !scale_to_one(&mut axis) {
        return axis;
    }
    for _ in 0..TURNS {
        let mut next = times(spread, &axis);
        if !scale_to_one(&mut next) {
            return next;
        }
        let change = next.iter().zip(&axis).map(|(a, b)| (a - b).abs());
        let change = change.fold(0.0, f64::max);
        axis = next;
        if change < SETTLED {
            break;
        }
    }
    let largest = axis.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let leads = axis.iter().find(|x| x.abs() >= largest - NOTHING);
    if leads.is_some_and(|x| *x < 0.0) {
        for x in &mut axis {
            *x = -*x;
        }
    }
    axis
}

/// Takes a component out, so that the next one is found.
fn take_away(spread: &mut [Vec<f64>], axis: &[f64]) {
    let moved = times(spread, axis);
    let size: f64 = moved.iter().zip(axis).map(|(a, b)| a * b).sum();
    for (row, x) in spread.iter_mut().zip(axis) {
        for (cell, y) in row.iter_mut().zip(axis) {
            *cell -= size * x * y;
        }
    }
}

fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    let row = |row: &Vec<f64>| row.iter().zip(vector).map(|(a, b)| a * b).sum();
    matrix.iter().map(row).collect()
}

/// Makes a vector one long. Sets it to zeros and returns false where there is nothing of it.
fn scale_to_one(vector: &mut [f64]) -> bool {
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length < NOTHING {
        vector.fill(0.0);
        return false;
    }
    for x in vector {
        *x /= length;
    }
    true
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people and cards are far below 2^52"
)]
const fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGREE: Option<Choice> = Some(Choice::Agree);
    const PASS: Option<Choice> = Some(Choice::Pass);
    const DISAGREE: Option<Choice> = Some(Choice::Disagree);

    fn near(found: Point, expected: Point) {
        let far = |n: usize| (found[n] - expected[n]).abs();
        assert!(far(0) < 1e-6 && far(1) < 1e-6, "{found:?} for {expected:?}");
    }

    #[test]
    fn two_cards_that_go_together_are_one_axis() {
        // By hand: both cards vary together with 4 and 4, a third alone with 2.
        let rows = [
            [AGREE, AGREE, PASS],
            [DISAGREE, DISAGREE, PASS],
            [AGREE, AGREE, AGREE],
            [DISAGREE, DISAGREE, DISAGREE],
            [PASS, PASS, AGREE],
            [PASS, PASS, DISAGREE],
        ];
        let rows: Vec<&[Option<Choice>]> = rows.iter().map(|row| &row[..]).collect();
        // The spread is (4 4 2; 4 4 2; 2 2 4), with values 6 + √(2² + 8) and 6 - √12.
        let places = project(&rows);
        let total = |axis: usize| places.iter().map(|p| p[axis] * p[axis]).sum::<f64>();
        assert!((total(0) - (6.0 + 12.0_f64.sqrt())).abs() < 1e-6);
        assert!((total(1) - (6.0 - 12.0_f64.sqrt())).abs() < 1e-6);
        near([-places[0][0], -places[0][1]], places[1]);
        assert!(places[2][0] > places[0][0] && places[0][0] > places[4][0]);
    }

    #[test]
    fn who_answered_less_is_moved_out_by_the_root() {
        let rows = [
            [AGREE, AGREE, AGREE, AGREE],
            [DISAGREE, DISAGREE, DISAGREE, DISAGREE],
            [AGREE, None, None, None],
            [DISAGREE, None, None, None],
        ];
        let rows: Vec<&[Option<Choice>]> = rows.iter().map(|row| &row[..]).collect();
        let places = project(&rows);
        // The first card weighs 4, the others 2 each: the axis is (a b b b) with a : b known from the place of all four.
        let (a, b) = (
            places[2][0] / 2.0,
            (places[0][0] - places[2][0] / 2.0) / 3.0,
        );
        assert!((a * a + 3.0 * b * b - 1.0).abs() < 1e-6, "one long");
        near([-places[2][0], -places[2][1]], places[3]);
    }

    #[test]
    fn where_nothing_differs_all_stand_in_the_middle() {
        let row = [AGREE, PASS, None];
        for place in project(&[&row[..]; 4]) {
            near(place, [0.0, 0.0]);
        }
        assert!(project(&[]).is_empty());
    }
}
