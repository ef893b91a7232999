//! The words of a text in any script.

use std::ops::Range;
use std::sync::LazyLock;

use icu::properties::{CodePointSetData, props::ExtendedPictographic};
use icu::segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_normalization::UnicodeNormalization;

/// Where words end is as Unicode says (UAX 29), and from dictionaries for scripts that have no spaces.
static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> = LazyLock::new(|| {
    WordSegmenter::new_dictionary(icu::segmenter::options::WordBreakInvariantOptions::default())
});

/// A word where it stands in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// The word as it is compared: compatible forms made one (NFKC), in small letters.
    pub folded: String,
}

/// Finds the words of a text, with numbers and pictures (emoji), without marks and spaces.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut from = 0;
    for to in SEGMENTER.segment_str(text) {
        let piece = &text[from..to];
        if piece.chars().any(counts) {
            found.push(Word {
                at: from..to,
                folded: fold(piece),
            });
        }
        from = to;
    }
    found
}

/// Makes one of the ways to write the same letters.
fn fold(piece: &str) -> String {
    let lower: String = piece.nfkc().flat_map(char::to_lowercase).collect();
    lower.nfkc().collect()
}

fn counts(c: char) -> bool {
    c.is_alphanumeric()
        || ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
        || CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_found_in_every_script() {
        assert_eq!(
            folded("Don't WAIT, it’s 5 o'clock!"),
            ["don't", "wait", "it’s", "5", "o'clock"]
        );
        assert_eq!(folded("বন্ধ দোকান।"), ["বন্ধ", "দোকান"]);
        assert_eq!(folded("الحافلة لا تأتي."), ["الحافلة", "لا", "تأتي"]);
        assert_eq!(folded("世界こんにちは").len(), 2);
        assert!(folded("ทุกสองสัปดาห์").len() > 1);
        assert_eq!(folded("ﬁne Ｂｕｓ"), ["fine", "bus"]);
    }

    #[test]
    fn marks_are_no_words_and_pictures_are() {
        assert_eq!(folded(""), Vec::<String>::new());
        assert_eq!(folded(" .,;!? — …\n"), Vec::<String>::new());
        assert_eq!(folded("👍 🇵🇱").len(), 2);
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let text = "Żółty autobus";
        let found = words(text);
        assert_eq!(&text[found[1].at.clone()], "autobus");
    }
}
