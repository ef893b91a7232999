//! What may stand as a person's name.
//!
//! A name written by a stranger stands in the subject of a message, so nothing that looks like an address, a link or
//! a code gets through (PRODUCT part 5, RELIABILITY rule 18).

use unicode_normalization::UnicodeNormalization;

/// The longest name, in characters.
pub const MAX: usize = 40;

/// Returns the name as it is stored, or `None` when it cannot be one: letters, marks, space, hyphen, apostrophe and
/// full stop only, with at least one letter, and no full stop between two letters.
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
    let allowed = |c: char| {
        c.is_alphabetic() || is_mark(c) || matches!(c, ' ' | '-' | '\'' | '\u{2019}' | '.')
    };
    let right = name.chars().count() <= MAX
        && name.chars().any(char::is_alphabetic)
        && name.chars().all(allowed)
        && !name.to_lowercase().contains("www.")
        && !looks_like_a_domain(&name);
    right.then_some(name)
}

/// Returns the name a person is called by: the first word, with a title left in.
pub fn first(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn looks_like_a_domain(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    let dot_inside = |w: &[char]| w[1] == '.' && w[0] != ' ' && w[2] != ' ';
    letters.windows(3).any(dot_inside)
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
        ] {
            assert_eq!(parse(name).as_deref(), Some(name));
        }
        assert_eq!(parse("  Sam   Khan ").as_deref(), Some("Sam Khan"));
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
        ] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
        assert_eq!(parse(&"a".repeat(41)), None);
    }
}
