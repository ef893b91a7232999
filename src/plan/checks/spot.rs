//! Finds what may be a name in a text: the people of the chain, a title with a name after it, addresses and numbers.
//!
//! Names are found as whole words, whatever their case and accents. A word that is a name and an everyday word ("Will",
//! "Grace"), and a name of two letters, count only when they are written with a capital letter. Other capital words
//! are not guessed at: who is asked about every street and shop soon ticks without reading.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::conversation::names::is_unspaced;
use crate::people::name;

/// The shortest and the longest telephone number, in digits.
const DIGITS: std::ops::RangeInclusive<usize> = 9..=15;
/// What may stand between the digits of a telephone number.
const BETWEEN_DIGITS: &[char] = &[' ', '-', '.', '(', ')', '/', '\u{a0}', '\u{2011}'];

/// A name to look for: its words in order, without case and accents.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    words: Vec<String>,
    /// It counts only with a capital letter.
    capital: bool,
}

/// Knows what to look for.
#[derive(Clone, Debug, Default)]
pub struct Spotter {
    /// Names by their first word.
    names: HashMap<String, Vec<Name>>,
    /// Names in scripts that put no space between words.
    unspaced: HashSet<String>,
    titles: HashSet<String>,
    everyday: HashSet<String>,
}

struct Word {
    place: Range<usize>,
    folded: String,
    capital: bool,
}

impl Spotter {
    /// Learns people's names. `titles` are words before a name, `everyday` are words that are names too; both stand
    /// with spaces between them.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>, titles: &str, everyday: &str) -> Self {
        let set = |words: &str| words.split_whitespace().map(name::to_search).collect();
        let mut spotter = Self {
            titles: set(titles),
            everyday: set(everyday),
            ..Self::default()
        };
        for name in names {
            for (n, part) in name.split_whitespace().enumerate() {
                spotter.learn(part, n == 0);
            }
        }
        spotter
    }

    /// Learns one part of a name: a first name, or another.
    fn learn(&mut self, part: &str, first: bool) {
        let words: Vec<String> = words_of(part).into_iter().map(|w| w.folded).collect();
        let joined = words.concat();
        let letters = joined.chars().count();
        if part.chars().any(is_unspaced) {
            self.unspaced.insert(part.to_owned());
            return;
        }
        // "del", "bin" and "van" are no names, nor is an initial.
        let particle = !first && letters <= 3 && part.chars().all(|c| !c.is_uppercase());
        if letters < 2 || particle || self.titles.contains(&joined) {
            return;
        }
        let capital = letters <= 2 || self.everyday.contains(&joined);
        let several = words.len() > 1;
        for words in [words, vec![joined]]
            .into_iter()
            .take(1 + usize::from(several))
        {
            let Some(first) = words.first() else { continue };
            let known = self.names.entry(first.clone()).or_default();
            let name = Name { words, capital };
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }

    /// Finds what may be names, in order. `allowed` is the first name of the speaker, when they let it stand.
    pub fn find(&self, text: &str, allowed: Option<&str>) -> Vec<Range<usize>> {
        let words = words_of(text);
        let allowed: Vec<String> = allowed
            .map(|name| words_of(name).into_iter().map(|w| w.folded).collect())
            .unwrap_or_default();
        let mut found = addresses(text);
        found.extend(numbers(text));
        for at in 0..words.len() {
            found.extend(self.known(text, &words[at..], &allowed));
            found.extend(self.titled(text, &words[at..]));
        }
        for name in &self.unspaced {
            let places = text.match_indices(name.as_str());
            found.extend(places.map(|(at, name)| at..at + name.len()));
        }
        together(text, found)
    }

    /// Finds the longest known name that begins at the first of these words.
    fn known(&self, text: &str, words: &[Word], allowed: &[String]) -> Option<Range<usize>> {
        let first = words.first()?;
        let fits = |name: &&Name| {
            name.words.len() <= words.len()
                && name.words.as_slice() != allowed
                && (first.capital || !name.capital)
                && name.words.iter().zip(words).all(|(a, b)| *a == b.folded)
                && words[..name.words.len()].windows(2).all(|two| {
                    let between = &text[two[0].place.end..two[1].place.start];
                    between.chars().count() <= 1 && !between.contains('\n')
                })
        };
        let names = self.names.get(&first.folded)?.iter().filter(fits);
        let last = &words[names.map(|name| name.words.len()).max()? - 1];
        Some(first.place.start..last.place.end)
    }

    /// Finds "Mrs Khan": a title with a capital letter, and the capital words after it.
    fn titled(&self, text: &str, words: &[Word]) -> Option<Range<usize>> {
        let title = words.first()?;
        if !title.capital || !self.titles.contains(&title.folded) {
            return None;
        }
        let follows = |two: &&[Word]| {
            let between = &text[two[0].place.end..two[1].place.start];
            two[1].capital && matches!(between, " " | ". " | "\u{a0}")
        };
        let after = words.windows(2).take_while(follows).count();
        (after > 0).then(|| title.place.start..words[after].place.end)
    }
}

fn is_part_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Cuts a text into its words.
fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut begins = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begins, is_part_of_a_word(c)) {
            (None, true) => begins = Some(at),
            (Some(start), false) => {
                let word = &text[start..at];
                words.push(Word {
                    place: start..at,
                    folded: name::to_search(word),
                    // A script without small letters has none to tell by.
                    capital: !word.chars().next().is_some_and(char::is_lowercase),
                });
                begins = None;
            }
            _ => {}
        }
    }
    words
}

/// Finds e-mail addresses.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let address = |(at, _): (usize, &str)| {
        let before = &text[..at];
        let start = before.trim_end_matches(local).len();
        let after = &text[at + 1..];
        let rest = after.trim_start_matches(domain);
        let host = after[..after.len() - rest.len()].trim_end_matches(['.', '-']);
        (start < at && host.contains('.')).then(|| start..at + 1 + host.len())
    };
    text.match_indices('@').filter_map(address).collect()
}

/// Finds telephone numbers: digits with little between them that begin with 0 or +, or ten and more.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let is_in = |c: char| c.is_ascii_digit() || c == '+' || BETWEEN_DIGITS.contains(&c);
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c: char| c.is_ascii_digit() || c == '+') {
        let start = rest + start;
        let run = &text[start..];
        let run = &run[..run.find(|c| !is_in(c)).unwrap_or(run.len())];
        let run = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let begins = run.starts_with(['0', '+']);
        if DIGITS.contains(&digits) && (begins || digits > *DIGITS.start()) {
            found.push(start..start + run.len());
        }
        rest = start + run.len().max(1);
    }
    found
}

/// Puts places in order; those that touch or have only a space between them become one.
fn together(text: &str, mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|place| (place.start, place.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for place in found {
        match merged.last_mut() {
            Some(last)
                if place.start <= last.end || text[last.end..place.start].trim().is_empty() =>
            {
                last.end = last.end.max(place.end);
            }
            _ => merged.push(place),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot<'a>(people: &[&str], text: &'a str) -> Vec<&'a str> {
        let names = people.iter().copied();
        let spotter = Spotter::new(names, "mr mrs dr", "will grace may");
        let found = spotter.find(text, None);
        found.into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn people_of_the_chain_are_found_as_whole_words_whatever_case_and_accents() {
        let people = ["Zoë Okafor", "María del Carmen Núñez", "Sam"];
        assert_eq!(
            spot(&people, "ask ZOE, or okafor's shop"),
            ["ZOE", "okafor"]
        );
        assert_eq!(
            spot(&people, "Maria del Carmen nunez"),
            ["Maria", "Carmen nunez"]
        );
        assert_eq!(spot(&people, "the same psalm, samples"), Vec::<&str>::new());
        assert_eq!(
            spot(&people, "Zoe\u{308} Okafor said"),
            ["Zoe\u{308} Okafor"]
        );
        assert_eq!(
            spot(&["Li O'Brien"], "li, Li and O’Brien, obrien"),
            ["Li", "O’Brien", "obrien"]
        );
        assert_eq!(spot(&["王芳"], "我和王芳说过"), ["王芳"]);
        assert_eq!(spot(&["مريم"], "قالت مريم نعم"), ["مريم"]);
    }

    #[test]
    fn everyday_words_count_only_with_a_capital_and_other_capital_words_never() {
        let people = ["Will May", "Grace"];
        let text = "We will say grace in Marlgate Park, it may rain";
        assert_eq!(spot(&people, text), Vec::<&str>::new());
        assert_eq!(spot(&people, "Ask Will or Grace"), ["Will", "Grace"]);
    }

    #[test]
    fn a_title_with_a_name_addresses_and_numbers_are_found() {
        assert_eq!(
            spot(&[], "Ask Mrs Khan or Dr. Ada Obi at ten"),
            ["Mrs Khan", "Dr. Ada Obi"]
        );
        assert_eq!(spot(&[], "a mr right, the dr came"), Vec::<&str>::new());
        assert_eq!(
            spot(&[], "mail sam.o@example.org. Or @sam"),
            ["sam.o@example.org"]
        );
        assert_eq!(
            spot(&[], "ring (020) 7946 0612 or +44 20 7946 0612!"),
            ["020) 7946 0612", "+44 20 7946 0612"]
        );
        assert_eq!(
            spot(&[], "2026 and 31.03.2027, £1,000 in 120 homes, 01.03.2027"),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn the_name_a_speaker_lets_stand_is_passed_over_but_not_their_family_name() {
        let spotter = Spotter::new(["Sam Okafor"].into_iter(), "", "");
        assert_eq!(
            spotter.find("I am Sam", Some("Sam")),
            Vec::<Range<usize>>::new()
        );
        let found = spotter.find("I am Sam Okafor", Some("Sam"));
        assert_eq!(found.first(), Some(&(9..15)));
    }
}
