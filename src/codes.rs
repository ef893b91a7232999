//! The short codes that stand on paper: a friendly word and four characters, "DAISY 4K7P".
//!
//! A code is read aloud on the phone and typed by people who seldom type, so the word is one nobody mixes up and the
//! characters leave out what looks like something else. Upper and lower case, spaces and dashes do not matter.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Letters and digits that nobody mixes up when reading: no 0 and O, no 1, I and L, no U beside V.
pub const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters after the word.
const TAIL: usize = 4;

/// The words a code may begin with: 256, one for each value of a byte.
static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../templates/codes/en.txt").lines().collect());

/// Spells the first bytes of a keyed hash as a code.
pub fn spell(tag: &[u8; 32]) -> String {
    let word = WORDS[usize::from(tag[0])].to_uppercase();
    let tail = (0..TAIL).map(|i| {
        // Two bytes a character, so that no character comes up noticeably more often.
        let n = u16::from_be_bytes([tag[1 + 2 * i], tag[2 + 2 * i]]);
        char::from(ALPHABET[usize::from(n) % ALPHABET.len()])
    });
    format!("{word} {}", tail.collect::<String>())
}

/// Brings what somebody typed into the one form that is hashed: capital letters and digits, nothing between them.
pub fn normalise(typed: &str) -> String {
    typed
        .nfkc()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_256_words_and_each_reads_well() {
        let distinct: BTreeSet<&str> = WORDS.iter().copied().collect();
        assert_eq!((WORDS.len(), distinct.len()), (256, 256));
        for word in &*WORDS {
            assert!((3..=8).contains(&word.len()), "{word}");
            assert!(word.chars().all(|c| c.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        for typed in [
            "DAISY 4K7P",
            "daisy4k7p",
            " Daisy-4k7p ",
            "daisy \u{2013} 4K 7P",
            "\u{ff24}\u{ff21}\u{ff29}\u{ff33}\u{ff39} 4k7p.",
        ] {
            assert_eq!(normalise(typed), "DAISY4K7P", "{typed}");
        }
        assert_eq!(normalise("\u{2014}"), "");
    }

    #[test]
    fn a_code_is_a_word_and_four_characters() {
        let code = spell(&std::array::from_fn(|i| u8::try_from(i * 8).unwrap()));
        let (word, tail) = code.split_once(' ').unwrap();
        assert_eq!(word, WORDS[0].to_uppercase());
        assert_eq!(tail.len(), TAIL);
        assert!(tail.bytes().all(|b| ALPHABET.contains(&b)), "{code}");
    }
}
