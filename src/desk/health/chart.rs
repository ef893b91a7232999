//! The forecast as a small picture: for each day a bar from the low to the high end, the middle marked in it, and the
//! goal as a line. A table beside it says the same.

use crate::methods::branching::forecast::Range;

/// The drawing's measures; the picture is as wide as a phone, so that its letters can be read there.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;
/// Numbers on the axis stand at least so far apart.
const APART: f64 = 18.0;

/// One day: where its bar stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    pub right: String,
    pub middle: String,
}

/// A number on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub y: String,
    /// Where the foot of its letters is.
    pub foot: String,
    pub number: u32,
}

/// The picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    pub view: String,
    pub left: String,
    pub right: String,
    pub bottom: String,
    /// Where the words below the axis stand.
    pub below: String,
    pub beside: String,
    pub bars: Vec<Bar>,
    pub goal: Option<String>,
    pub marks: Vec<Mark>,
}

fn text(x: f64) -> String {
    format!("{x:.1}")
}

/// Draws what becomes of `chats` until each day of the path.
#[expect(clippy::cast_precision_loss, reason = "there are at most a dozen bars")]
pub fn draw(chats: u32, path: &[Range], goal: Option<u32>) -> Chart {
    let last = path.last().copied().unwrap_or_default();
    let top = chats
        .saturating_add(last.high)
        .max(goal.unwrap_or(0))
        .max(chats + 1);
    let foot = HEIGHT - BOTTOM;
    let y = |n: u32| {
        let share = f64::from(n.saturating_sub(chats)) / f64::from(top - chats);
        foot - share * (foot - TOP)
    };
    let step = (WIDTH - LEFT - RIGHT) / path.len().max(1) as f64;
    let bar = |(n, range): (usize, &Range)| {
        let x = LEFT + step * (n as f64 + 0.2);
        let (low, high) = (y(chats + range.low), y(chats + range.high));
        Bar {
            x: text(x),
            y: text(high),
            width: text(step * 0.6),
            // A range of one number still is a line that can be seen.
            height: text((low - high).max(1.0)),
            right: text(x + step * 0.6),
            middle: text(y(chats + range.middle)),
        }
    };
    let mut marks: Vec<Mark> = Vec::new();
    let mut taken: Vec<f64> = Vec::new();
    for number in [
        Some(chats),
        goal.filter(|goal| *goal > chats),
        Some(chats + last.high),
    ]
    .into_iter()
    .flatten()
    {
        let at = y(number);
        if taken.iter().all(|other| (other - at).abs() >= APART) {
            taken.push(at);
            marks.push(Mark {
                y: text(at),
                foot: text(at + 4.5),
                number,
            });
        }
    }
    Chart {
        view: format!("0 0 {WIDTH} {HEIGHT}"),
        left: text(LEFT),
        right: text(WIDTH - RIGHT),
        bottom: text(foot),
        below: text(HEIGHT - 9.0),
        beside: text(LEFT - 7.0),
        bars: path.iter().enumerate().map(bar).collect(),
        goal: goal.filter(|goal| *goal > chats).map(|goal| text(y(goal))),
        marks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> f64 {
        text.parse().unwrap()
    }

    #[test]
    fn bars_stand_inside_side_by_side_and_the_numbers_do_not_touch() {
        let range = |low, middle, high| Range { low, middle, high };
        for goal in [None, Some(40), Some(52), Some(400)] {
            for path in [
                vec![range(0, 0, 0)],
                (1..13).map(|n| range(n, 2 * n, 3 * n)).collect(),
            ] {
                let chart = draw(50, &path, goal);
                assert_eq!(chart.bars.len(), path.len());
                for pair in chart.bars.windows(2) {
                    assert!(at(&pair[0].right) < at(&pair[1].x));
                }
                for bar in &chart.bars {
                    assert!(at(&bar.x) >= LEFT && at(&bar.right) <= WIDTH);
                    assert!(
                        at(&bar.y) >= TOP && at(&bar.y) + at(&bar.height) <= HEIGHT - BOTTOM + 1.01
                    );
                    assert!(
                        at(&bar.middle) >= at(&bar.y) - 0.06
                            && at(&bar.middle) <= at(&bar.y) + at(&bar.height) + 0.06
                    );
                }
                for (n, mark) in chart.marks.iter().enumerate() {
                    assert!(
                        chart.marks[..n]
                            .iter()
                            .all(|other| (at(&other.y) - at(&mark.y)).abs() >= APART - 0.1)
                    );
                }
                // A goal that is reached already is no line.
                assert_eq!(chart.goal.is_some(), goal.is_some_and(|goal| goal > 50));
            }
        }
    }
}
