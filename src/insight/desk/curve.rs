//! A curve that only climbs, as a small picture: how many themes were known after each chat. A table says the same.

use std::fmt::Write;

/// The drawing's measures; the picture is as wide as a phone, so that its letters can be read there.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 30.0;
/// A picture has no more steps than can be seen, a table no more rows than can be read.
const STEPS: usize = 120;
const ROWS: usize = 12;

/// The picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    pub view: String,
    pub path: String,
    pub left: String,
    pub right: String,
    pub foot: String,
    /// Where the words below the axis stand, and beside it.
    pub below: String,
    pub beside: String,
    /// Where the last number stands.
    pub top: String,
    pub units: usize,
    pub themes: usize,
}

/// How many themes were known after so many units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub units: usize,
    pub themes: usize,
    /// New since the row before.
    pub new: usize,
}

fn sums(new: &[usize]) -> Vec<usize> {
    let mut sum = 0;
    let add = |new: &usize| {
        sum += new;
        sum
    };
    new.iter().map(add).collect()
}

/// Returns which units are told of `units`: all while they are few, else evenly spread, the last always.
fn told(units: usize, most: usize) -> Vec<usize> {
    let told = units.min(most);
    (1..=told).map(|n| n * units / told).collect()
}

/// Draws how many themes were known after each unit; none without two units and a theme.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of chats are far below 2^52"
)]
pub fn draw(new: &[usize]) -> Option<Curve> {
    let sums = sums(new);
    let themes = sums.last().copied().filter(|themes| *themes > 0)?;
    if new.len() < 2 {
        return None;
    }
    let (wide, high) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    let x = |unit: usize| LEFT + wide * unit as f64 / new.len() as f64;
    let y = |known: usize| TOP + high * (1.0 - known as f64 / themes as f64);
    let mut path = format!("M{:.1} {:.1}", x(0), y(0));
    for unit in told(new.len(), STEPS) {
        let (x, y) = (x(unit), y(sums[unit - 1]));
        // Writing into a string cannot fail.
        let _ = write!(path, "H{x:.1}V{y:.1}");
    }
    let text = |x: f64| format!("{x:.1}");
    Some(Curve {
        view: format!("0 0 {WIDTH} {HEIGHT}"),
        path,
        left: text(LEFT),
        right: text(WIDTH - RIGHT),
        foot: text(HEIGHT - BOTTOM),
        below: text(HEIGHT - 9.0),
        beside: text(LEFT - 7.0),
        top: text(TOP + 4.5),
        units: new.len(),
        themes,
    })
}

/// Says the same in at most a dozen rows.
pub fn rows(new: &[usize]) -> Vec<Known> {
    let sums = sums(new);
    let mut before = 0;
    let row = |units: usize| {
        let themes = sums[units - 1];
        let new = themes - before;
        before = themes;
        Known { units, themes, new }
    };
    told(new.len(), ROWS).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_where_the_chats_end_and_loses_no_theme() {
        for units in [1usize, 2, 11, 12, 13, 100, 5_000] {
            let new: Vec<usize> = (0..units).map(|n| usize::from(n % 3 == 0)).collect();
            let rows = rows(&new);
            assert!(rows.len() <= ROWS && rows.last().unwrap().units == units);
            let told: usize = rows.iter().map(|row| row.new).sum();
            assert_eq!(told, new.iter().sum::<usize>());
            assert!(rows.windows(2).all(|pair| pair[0].units < pair[1].units));
        }
    }

    #[test]
    fn the_curve_climbs_inside_the_picture() {
        let new: Vec<usize> = (0..700).map(|n| usize::from(n % 9 == 0)).collect();
        let curve = draw(&new).unwrap();
        assert!(curve.path.matches('V').count() <= STEPS);
        let heights: Vec<f64> = curve
            .path
            .split('V')
            .skip(1)
            .map(|part| part.split('H').next().unwrap().parse().unwrap())
            .collect();
        assert!(heights.windows(2).all(|pair| pair[1] <= pair[0]));
        assert!((heights[heights.len() - 1] - TOP).abs() < 0.05);
        assert_eq!(draw(&[3]), None);
        assert_eq!(draw(&[0, 0]), None);
    }
}
