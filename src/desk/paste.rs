//! Reading a pasted list of people: a person a line, as people keep such lists.
//!
//! The rules are those of a single person and of a file: a name, and an e-mail address or a phone number. A first line
//! with headings is skipped. Nothing is guessed: any other line is named by its number and quoted.

use std::collections::HashMap;

use super::sheet::is_heading;
use crate::mail;
use crate::people::{name, reach};

/// The most lines a list may have.
pub const LINES_MAX: usize = 200;

/// A person of the list, with the number of their line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    /// The line as it was typed.
    pub text: String,
    pub name: String,
    pub reach: Reach,
}

/// How somebody of the list is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Email(String),
    Phone(String),
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    NoName,
    Name,
    /// Neither an address nor a number.
    NoEmail,
    Email,
    Phone,
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

/// Reads every line that is not empty: `Name, address`, `Name, number`, `Name <address>`, or the two parted by a tab or a
/// semicolon.
pub fn read(list: &str) -> (Vec<Line>, Vec<BadLine>) {
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (number, text) in (1..).zip(list.lines()) {
        let text = text.trim();
        let first = lines.is_empty() && bad.is_empty();
        if text.is_empty() || (first && has_headings(text)) {
            continue;
        }
        let wrong = match read_line(text) {
            Ok((name, reach)) => match seen.get(&same(&name, &reach)).copied() {
                None => {
                    seen.insert(same(&name, &reach), number);
                    lines.push(Line {
                        number,
                        text: text.to_owned(),
                        name,
                        reach,
                    });
                    continue;
                }
                Some(earlier) => Wrong::Twice(earlier),
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

/// What makes two lines the same person: the address; without one the number and the name, as a home shares its phone.
fn same(name: &str, reach: &Reach) -> String {
    match reach {
        Reach::Email(email) => email.to_lowercase(),
        Reach::Phone(phone) => {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            format!("{digits} {}", name.to_lowercase())
        }
    }
}

/// Tells whether a line holds headings in place of a person.
fn has_headings(text: &str) -> bool {
    let (name, reach) = parts(text);
    let word = |text: &str| is_heading(text) && !text.chars().any(|c| c.is_ascii_digit());
    word(name) && word(reach)
}

fn read_line(text: &str) -> Result<(String, Reach), Wrong> {
    let (name, reach) = parts(text);
    let reach = read_reach(reach)?;
    if name.is_empty() {
        return Err(Wrong::NoName);
    }
    let name = name::parse(name).ok_or(Wrong::Name)?;
    Ok((name, reach))
}

fn read_reach(text: &str) -> Result<Reach, Wrong> {
    let has_digit = text.chars().any(|c| c.is_ascii_digit());
    if text.is_empty() {
        Err(Wrong::NoEmail)
    } else if text.contains('@') || !has_digit {
        mail::address(text).map(Reach::Email).ok_or(Wrong::Email)
    } else if reach::is_phone(text) {
        Ok(Reach::Phone(text.to_owned()))
    } else {
        Err(Wrong::Phone)
    }
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

    fn good(text: &str) -> (String, Reach) {
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
                (
                    "Sam Khan".to_owned(),
                    Reach::Email("sam@example.org".to_owned())
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn a_number_does_in_place_of_an_address_and_headings_are_no_person() {
        let list = "Name, Phone\nNoor, 020 7946 0009\nNoor; 020 7946 0009\nAnn\t020 7946 0009\nBo, 12\nName, Email";
        let (lines, bad) = read(list);
        let read: Vec<_> = lines.iter().map(|l| (l.number, l.name.as_str())).collect();
        assert_eq!(read, [(2, "Noor"), (4, "Ann")]);
        assert_eq!(lines[0].reach, Reach::Phone("020 7946 0009".to_owned()));
        let wrongs: Vec<_> = bad.iter().map(|b| (b.number, b.wrong)).collect();
        assert_eq!(
            wrongs,
            [(3, Wrong::Twice(2)), (5, Wrong::Phone), (6, Wrong::Email)]
        );
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
