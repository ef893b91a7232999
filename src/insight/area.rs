//! Reads groups with figures, as somebody pastes two columns of a spreadsheet or types them: a name, then a number of
//! people or a per cent. Numbers are turned into shares.

use crate::people::heard_from::BAND_MAX;

/// Most that per cents may add up to, for rounding, in hundredths of a per cent.
const SUM_MAX: i32 = 10_100;
/// From and until where numbers without a sign add up to a hundred, and so are per cents.
const A_HUNDRED: std::ops::RangeInclusive<f64> = 98.0..=101.0;
/// A larger number is a mistake: no country has as many people.
const NUMBER_MAX: f64 = 1e10;

/// A line as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Counted from 1.
    pub line: usize,
    pub name: String,
    /// Hundredths of a per cent.
    pub share: Option<i32>,
}

/// What is not right, and in which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    NoName {
        line: usize,
    },
    TooLong {
        line: usize,
        name: String,
    },
    NoNumber {
        line: usize,
        text: String,
    },
    Negative {
        line: usize,
        text: String,
    },
    Twice {
        line: usize,
        name: String,
    },
    /// Other lines have a figure and this one has none.
    WithoutFigure {
        line: usize,
        name: String,
    },
    /// Numbers and per cents together.
    Mixed {
        line: usize,
    },
    /// All figures are nothing.
    Nothing,
    /// The per cents come to more than a hundred, in hundredths of one.
    Above {
        sum: i32,
    },
}

struct Read {
    line: usize,
    name: String,
    number: Option<Number>,
}

#[derive(Clone, Copy)]
struct Number {
    value: f64,
    per_cent: bool,
}

/// Reads lines of names and figures. Empty lines are passed over, and the titles of two columns.
pub fn read(text: &str) -> Result<Vec<Figure>, Wrong> {
    let mut lines: Vec<(usize, &str)> = (1..).zip(text.lines()).collect();
    lines.retain(|(_, line)| !line.trim().is_empty());
    if has_titles(&lines) {
        lines.remove(0);
    }
    let mut all: Vec<Read> = Vec::with_capacity(lines.len());
    for (line, text) in lines {
        let one = read_line(line, text)?;
        let name = one.name.to_lowercase();
        if all.iter().any(|other| other.name.to_lowercase() == name) {
            return Err(Wrong::Twice {
                line,
                name: one.name,
            });
        }
        all.push(one);
    }
    let shares = shares(&all)?;
    let figure = |(read, share): (Read, Option<i32>)| Figure {
        line: read.line,
        name: read.name,
        share,
    };
    Ok(all.into_iter().zip(shares).map(figure).collect())
}

/// Tells whether the first line names two columns.
fn has_titles(lines: &[(usize, &str)]) -> bool {
    let figure = |line: &str| split(line).1.map(|text| number(text).is_some());
    let [(_, first), rest @ ..] = lines else {
        return false;
    };
    let columns = first.contains(['\t', ';']);
    columns
        && figure(first) == Some(false)
        && rest.iter().any(|(_, line)| figure(line) == Some(true))
}

fn read_line(line: usize, text: &str) -> Result<Read, Wrong> {
    let (name, figure) = split(text);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = match figure {
        None => None,
        Some(text) => {
            let text = text.to_owned();
            match number(&text) {
                None => return Err(Wrong::NoNumber { line, text }),
                Some(n) if n.value < 0.0 => return Err(Wrong::Negative { line, text }),
                known => known,
            }
        }
    };
    if name.is_empty() {
        return Err(Wrong::NoName { line });
    }
    if name.chars().count() > BAND_MAX {
        return Err(Wrong::TooLong { line, name });
    }
    Ok(Read { line, name, number })
}

/// Splits a line into a name and the text of its figure.
fn split(line: &str) -> (&str, Option<&str>) {
    if let Some((name, rest)) = line.split_once('\t') {
        let figure = rest
            .split('\t')
            .map(str::trim)
            .find(|cell| !cell.is_empty());
        return (name.trim(), figure);
    }
    if let Some((name, rest)) = line.rsplit_once(';') {
        return (
            name.trim(),
            Some(rest.trim()).filter(|rest| !rest.is_empty()),
        );
    }
    let at = line.match_indices([',', ':', '=']).map(|(at, _)| at);
    let mut cuts = at.map(|at| (line[..at].trim(), line[at + 1..].trim()));
    match cuts.find(|(_, rest)| number(rest).is_some()) {
        Some((name, rest)) => (name, Some(rest)),
        None => (line.trim(), None),
    }
}

/// Reads a number as people write it: with commas, points, spaces or apostrophes in it, and perhaps a per cent sign.
fn number(text: &str) -> Option<Number> {
    let text = text.trim().to_lowercase();
    let bare = ["%", "per cent", "percent"]
        .iter()
        .find_map(|sign| text.strip_suffix(sign));
    let per_cent = bare.is_some();
    let digits: String = bare
        .unwrap_or(&text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '\u{2019}'))
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    let unsigned = digits.strip_prefix('-').unwrap_or(&digits);
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) || !unsigned.chars().all(is_plain) {
        return None;
    }
    let value: f64 = in_digits(&digits).parse().ok()?;
    (value.abs() <= NUMBER_MAX).then_some(Number { value, per_cent })
}

/// Takes the marks of thousands out, and makes the mark of decimals a point.
fn in_digits(text: &str) -> String {
    let (commas, points) = (text.matches(',').count(), text.matches('.').count());
    let by_three = |mark: char| text.split(mark).skip(1).all(|part| part.len() == 3);
    match (commas, points) {
        (0, 0 | 1) => text.to_owned(),
        (0, _) => text.replace('.', ""),
        (_, 0) if by_three(',') => text.replace(',', ""),
        (1, 0) => text.replace(',', "."),
        (_, 0) => text.to_owned(),
        _ if text.rfind(',') > text.rfind('.') => text.replace('.', "").replace(',', "."),
        _ => text.replace(',', ""),
    }
}

fn shares(all: &[Read]) -> Result<Vec<Option<i32>>, Wrong> {
    let numbers: Vec<Number> = all.iter().filter_map(|read| read.number).collect();
    if numbers.is_empty() {
        return Ok(vec![None; all.len()]);
    }
    if let Some(read) = all.iter().find(|read| read.number.is_none()) {
        return Err(Wrong::WithoutFigure {
            line: read.line,
            name: read.name.clone(),
        });
    }
    let sum: f64 = numbers.iter().map(|n| n.value).sum();
    let signed = numbers.iter().filter(|n| n.per_cent).count();
    if signed > 0 && signed < numbers.len() {
        let first = numbers[0].per_cent;
        let other = numbers.iter().position(|n| n.per_cent != first);
        return Err(Wrong::Mixed {
            line: all[other.unwrap_or_default()].line,
        });
    }
    if sum <= 0.0 {
        return Err(Wrong::Nothing);
    }
    let per_cent = signed > 0 || A_HUNDRED.contains(&sum);
    let share = |n: &Number| {
        hundredths(if per_cent {
            n.value
        } else {
            n.value / sum * 100.0
        })
    };
    let shares: Vec<i32> = numbers.iter().map(share).collect();
    let sum = shares.iter().fold(0_i32, |sum, n| sum.saturating_add(*n));
    if sum > SUM_MAX {
        return Err(Wrong::Above { sum });
    }
    Ok(shares.into_iter().map(|n| Some(n.min(10_000))).collect())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is held between nothing and a million before"
)]
fn hundredths(per_cent: f64) -> i32 {
    (per_cent * 100.0).round().clamp(0.0, 1e6) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str) -> Vec<(String, Option<i32>)> {
        let all = read(text).unwrap().into_iter();
        all.map(|figure| (figure.name, figure.share)).collect()
    }

    fn named(names: [(&str, Option<i32>); 2]) -> Vec<(String, Option<i32>)> {
        names.map(|(name, share)| (name.to_owned(), share)).into()
    }

    #[test]
    fn two_columns_of_a_spreadsheet_and_typed_lines_are_read_alike() {
        let halves = named([("18 to 24", Some(2_500)), ("25 and over", Some(7_500))]);
        for text in [
            "18 to 24\t25%\n25 and over\t75%",
            "Age\tPer cent\r\n18 to 24\t25\r\n25 and over\t75\r\n",
            "18 to 24;25 %\n\n  25   and over ; 75 %",
            "18 to 24, 25.0%\n25 and over, 75,0 %",
            "18 to 24: 12,000\n25 and over: 36,000",
            "18 to 24\t12 000\t25%\n25 and over\t36\u{202f}000\t75%",
            "18 to 24 = 12.000,0\n25 and over = 36.000,0",
        ] {
            let text = text.replace("\r\n", "\n");
            assert_eq!(figures(&text), halves, "{text}");
        }
    }

    #[test]
    fn names_with_numbers_and_commas_are_names() {
        let bare = named([("18 to 24", None), ("East Street, north", None)]);
        assert_eq!(figures("18 to 24\nEast Street, north"), bare);
        let shares = named([
            ("18 to 24", Some(5_000)),
            ("East Street, north", Some(5_000)),
        ]);
        assert_eq!(figures("18 to 24, 30\nEast Street, north, 30"), shares);
    }

    #[test]
    fn per_cents_need_not_come_to_a_hundred_but_never_to_more() {
        assert_eq!(
            figures("A; 40 %\nB; 53 %"),
            named([("A", Some(4_000)), ("B", Some(5_300))])
        );
        assert_eq!(figures("A; 50.5 %\nB; 50.4 %").len(), 2, "rounding");
        let above = read("A; 60 %\nB; 60 %");
        assert_eq!(above, Err(Wrong::Above { sum: 12_000 }));
    }

    #[test]
    fn what_is_not_right_is_told_with_its_line() {
        let name = || "B".to_owned();
        let text = |text: &str| text.to_owned();
        let wrong = |text: &str| read(text).unwrap_err();
        assert_eq!(
            wrong("A\t1\n\tx\n"),
            Wrong::NoNumber {
                line: 2,
                text: text("x")
            }
        );
        assert_eq!(wrong("A\t1\n\t2"), Wrong::NoName { line: 2 });
        assert_eq!(
            wrong("A; 1\nB; -2"),
            Wrong::Negative {
                line: 2,
                text: text("-2")
            }
        );
        assert_eq!(
            wrong("b\nB"),
            Wrong::Twice {
                line: 2,
                name: name()
            }
        );
        assert_eq!(
            wrong("A; 1\n\nB"),
            Wrong::WithoutFigure {
                line: 3,
                name: name()
            }
        );
        assert_eq!(wrong("A; 1 %\nB; 2"), Wrong::Mixed { line: 2 });
        assert_eq!(wrong("A; 0\nB; 0"), Wrong::Nothing);
        assert_eq!(
            wrong("A; 1\nB; 1e400").clone(),
            Wrong::NoNumber {
                line: 2,
                text: text("1e400")
            }
        );
        let long = "x".repeat(BAND_MAX + 1);
        assert_eq!(
            wrong(&long),
            Wrong::TooLong {
                line: 1,
                name: long.clone()
            }
        );
        assert_eq!(read("").unwrap(), []);
    }
}
