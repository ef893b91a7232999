//! Reading a pasted list of people: a person a line, as people keep such lists.
//!
//! Nothing is guessed: a line that is not a name and an address is named by its number and quoted.

use std::collections::HashMap;

use crate::mail;
use crate::people::name;

/// The most lines a list may have.
pub const LINES_MAX: usize = 200;

/// A person of the list, with the number of their line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    /// The line as it was typed.
    pub text: String,
    pub name: String,
    pub email: String,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    NoName,
    Name,
    NoEmail,
    Email,
    /// The address stands in this earlier line already.
    Twice(usize),
}

/// A line that is not right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    pub number: usize,
    pub text: String,
    pub wrong: Wrong,
}

/// Reads every line that is not empty: `Name, address`, `Name <address>`, or the two parted by a tab or a semicolon.
pub fn read(list: &str) -> (Vec<Line>, Vec<BadLine>) {
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (number, text) in (1..).zip(list.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let wrong = match read_line(text) {
            Ok((name, email)) => match seen.insert(email.to_lowercase(), number) {
                None => {
                    lines.push(Line {
                        number,
                        text: text.to_owned(),
                        name,
                        email,
                    });
                    continue;
                }
                Some(earlier) => {
                    seen.insert(email.to_lowercase(), earlier);
                    Wrong::Twice(earlier)
                }
            },
            Err(wrong) => wrong,
        };
        bad.push(BadLine {
            number,
            text: text.to_owned(),
            wrong,
        });
    }
    (lines, bad)
}

fn read_line(text: &str) -> Result<(String, String), Wrong> {
    let (name, email) = parts(text);
    if email.is_empty() {
        return Err(Wrong::NoEmail);
    }
    let email = mail::address(email).ok_or(Wrong::Email)?;
    if name.is_empty() {
        return Err(Wrong::NoName);
    }
    let name = name::parse(name).ok_or(Wrong::Name)?;
    Ok((name, email))
}

/// Parts a line into name and address; a line with nothing between the two is one or the other.
fn parts(text: &str) -> (&str, &str) {
    let (name, email) = if let Some(parts) = text.split_once('\t') {
        parts
    } else if let Some((name, email)) = text.split_once('<') {
        (name, email.strip_suffix('>').unwrap_or(email))
    } else if let Some(parts) = text.rsplit_once([',', ';']) {
        parts
    } else if text.contains('@') {
        ("", text)
    } else {
        (text, "")
    };
    (
        name.trim()
            .trim_matches('"')
            .trim_end_matches([',', ';'])
            .trim(),
        email.trim(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str) -> (String, String) {
        read_line(text).unwrap()
    }

    #[test]
    fn the_ways_people_keep_lists_are_read() {
        for text in [
            "Sam Khan, sam@example.org",
            "Sam Khan,sam@example.org",
            "Sam Khan; sam@example.org",
            "Sam Khan <sam@example.org>",
            "\"Sam Khan\" <sam@example.org>",
            "Sam Khan, <sam@example.org>",
            "Sam Khan\tsam@example.org",
            "  Sam   Khan \t sam@example.org ",
        ] {
            assert_eq!(
                good(text),
                ("Sam Khan".to_owned(), "sam@example.org".to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn each_line_that_is_not_right_is_named_by_its_number() {
        let list = "Sam, sam@example.org\n\nMaria\nrosa@example.org\nInes, ines@\nWin 100, x@example.org\nSam K, SAM@example.org\n";
        let (lines, bad) = read(list);
        assert_eq!(lines.len(), 1);
        let wrongs: Vec<_> = bad.iter().map(|b| (b.number, b.wrong)).collect();
        assert_eq!(
            wrongs,
            [
                (3, Wrong::NoEmail),
                (4, Wrong::NoName),
                (5, Wrong::Email),
                (6, Wrong::Name),
                (7, Wrong::Twice(1)),
            ]
        );
        assert_eq!(bad[0].text, "Maria");
    }
}
