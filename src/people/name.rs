//! What may stand as a person's name.
//!
//! A name written by a stranger stands in the subject of a message, so nothing that looks like an address, a link or
//! a code gets through (PRODUCT part 5, RELIABILITY rule 18).

use icu::casemap::CaseMapper;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The longest name, in characters.
pub const MAX: usize = 40;

/// What may stand in a name besides letters: space, hyphens, apostrophes (the Hebrew ones too), full stop, middle dots.
const MARKS: &[char] = &[
    ' ', '-', '\u{2010}', '\u{2011}', '\'', '\u{2019}', '\u{5f3}', '\u{5f4}', '.', '\u{b7}',
    '\u{30fb}',
];

/// Returns the name as it is stored, or `None` when it cannot be one: letters, marks, space, hyphen, apostrophe, middle
/// dot and full stop only, with at least one letter, and no full stop between two letters but in initials.
pub fn parse(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let name: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .nfc()
        .collect();
    let allowed = |c: char| c.is_alphabetic() || is_mark(c) || is_joiner(c) || MARKS.contains(&c);
    let right = name.chars().count() <= MAX
        && name.chars().any(char::is_alphabetic)
        && name.chars().all(allowed)
        && !name.to_lowercase().contains("www.")
        && !looks_like_a_domain(&name)
        && joiners_join(&name);
    right.then_some(name)
}

/// Returns the name a person is called by: the first word, with a title left in.
pub fn first(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

/// Returns a name as it is searched: without case, accents, vowel marks, apostrophes and joiners, and with letters that
/// keyboards tell apart but people do not written one way. What carries the sound of an Indian or Japanese syllable stays.
pub fn to_search(name: &str) -> String {
    let folded = CaseMapper::new().fold_string(name);
    let letters = folded.nfkd().filter(|&c| !is_silent(c));
    let mut plain = String::with_capacity(name.len());
    for c in letters {
        match c {
            '\u{f8}' => plain.push('o'),
            '\u{142}' => plain.push('l'),
            '\u{111}' | '\u{f0}' => plain.push('d'),
            '\u{131}' => plain.push('i'),
            '\u{e6}' => plain.push_str("ae"),
            '\u{153}' => plain.push_str("oe"),
            // Arabic letters of other keyboards: Persian and Urdu kaf and yeh, yeh without dots, the ending of women's names.
            '\u{6a9}' => plain.push('\u{643}'),
            '\u{6cc}' | '\u{649}' => plain.push('\u{64a}'),
            '\u{629}' => plain.push('\u{647}'),
            '-' | '\u{2010}' | '\u{2011}' => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// Accents and vowel marks have a combining class above 9; what makes syllables (nukta, voicing, virama) one up to 9.
fn is_silent(c: char) -> bool {
    let apostrophe = matches!(
        c,
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{5f3}' | '\u{5f4}' | '\u{640}'
    );
    canonical_combining_class(c) > 9 || apostrophe || is_joiner(c)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A full stop stands inside a word, and the word is not initials: "J.K." is a name, "evil.com" is not.
fn looks_like_a_domain(name: &str) -> bool {
    name.split(' ').any(|word| {
        let parts: Vec<&str> = word.trim_end_matches('.').split('.').collect();
        parts.len() > 1 && parts.iter().any(|part| part.chars().count() != 1)
    })
}

/// The two signs by which Persian, Sinhala and other scripts say whether letters join: nobody sees them.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Joiners stand only inside words of scripts that have them, so that two names that look the same are the same.
fn joiners_join(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    let of_a_script = |c: Option<&char>| {
        c.is_some_and(|c| (c.is_alphabetic() || is_mark(*c)) && u32::from(*c) >= 0x0600)
    };
    letters.iter().enumerate().all(|(n, c)| {
        let before = n.checked_sub(1).and_then(|n| letters.get(n));
        !is_joiner(*c) || (of_a_script(before) && of_a_script(letters.get(n + 1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_everywhere_are_names() {
        for name in [
            "Maria",
            "Zo\u{eb} O'Brien",
            "Nguy\u{1ec5}n Th\u{1ecb} Hoa",
            "\u{645}\u{631}\u{64a}\u{645}",
            "Mrs. J. Okoro-Smith",
            "D\u{2019}Angelo",
            "J.K. Rowling",
            "O",
            "Mar\u{ed}a del Carmen Garc\u{ed}a Fern\u{e1}ndez",
            "Abu Bakr ibn Umar al-Hassan",
            "\u{645}\u{62d}\u{645}\u{62f} \u{628}\u{646} \u{639}\u{628}\u{62f} \u{627}\u{644}\u{644}\u{647}",
            "\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}",
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}",
            "\u{5d6}\u{5f3}\u{5d1}\u{5d5}\u{5d8}\u{5d9}\u{5e0}\u{5e1}\u{5e7}\u{5d9}",
            "\u{738b}\u{79c0}\u{82f1}",
            "\u{963f}\u{5170}\u{b7}\u{56fe}\u{7075}",
            "\u{30a2}\u{30e9}\u{30f3}\u{30fb}\u{30c1}\u{30e5}\u{30fc}\u{30ea}\u{30f3}\u{30b0}",
            "\u{12a0}\u{1260}\u{1260} \u{1260}\u{1244}\u{120b}",
            "\u{9b0}\u{9ac}\u{9c0}\u{9a8}\u{9cd}\u{9a6}\u{9cd}\u{9b0}",
        ] {
            assert_eq!(parse(name).as_deref(), Some(name));
        }
        assert_eq!(parse("  Sam   Khan ").as_deref(), Some("Sam Khan"));
    }

    #[test]
    fn a_name_is_found_without_its_accents_in_any_script() {
        for (name, typed) in [
            ("Zo\u{eb} O'Brien", "zoe"),
            ("Nguy\u{1ec5}n Th\u{1ecb} Hoa", "NGUYEN THI"),
            ("S\u{f8}ren \u{141}ukasz", "soren l"),
            (
                "\u{645}\u{64e}\u{631}\u{64a}\u{645}",
                "\u{645}\u{631}\u{64a}\u{645}",
            ),
            ("\u{418}\u{432}\u{430}\u{43d}", "\u{438}\u{432}\u{430}"),
        ] {
            let found = to_search(name).contains(&to_search(typed));
            assert!(found, "{name} by {typed}");
        }
    }

    #[test]
    fn people_are_called_by_their_first_word() {
        assert_eq!(first("Mar\u{ed}a del Carmen"), "Mar\u{ed}a");
        assert_eq!(
            first("\u{645}\u{62d}\u{645}\u{62f} \u{628}\u{646}"),
            "\u{645}\u{62d}\u{645}\u{62f}"
        );
        assert_eq!(
            first("\u{738b}\u{79c0}\u{82f1}"),
            "\u{738b}\u{79c0}\u{82f1}"
        );
    }

    #[test]
    fn what_could_carry_a_link_is_not_a_name() {
        for bad in [
            "",
            "  ",
            "...",
            "evil.com",
            "Sam www.evil",
            "Sam@x",
            "Win \u{a3}100",
            "call 07700",
            "http://x",
            "a/b",
            "<b>",
            "Bob\r\nBcc",
            "\u{202e}maS",
            "a\u{200b}b",
            "=?utf-8?q?x?=",
            "J.K.Rowling",
            "t.co",
            "Sa\u{200d}m",
            "\u{639}\u{200c}",
            "\u{200c}\u{639}\u{644}",
        ] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
        assert_eq!(parse(&"a".repeat(41)), None);
    }
}
