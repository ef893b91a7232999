//! Names of others are struck out of what was said before anything is public.
//!
//! The words themselves stay as they are for the two who spoke. What anyone may read is made of them and of the list
//! of names, again each time the wording changes, so that a name never comes back with a correction.

use std::collections::HashSet;

use entity::shared::Texts;
use unicode_normalization::char::is_combining_mark;

use crate::i18n::Words;

/// The most names of one point, and the longest name, in characters.
pub const NAMES_MAX: usize = 50;
pub const NAME_MAX: usize = 80;

/// How many other words of a point are offered; any other can be typed.
const OFFERED_MAX: usize = 200;

/// Returns the words of a point as anyone may read them, in the point's language; nothing where no name stands in them.
pub fn public_text(text: &str, hidden: Option<&Texts>, language: &str) -> Option<String> {
    let mark = Words::of(language).t("hidden-name");
    without(text, &hidden?.0, &mark)
}

/// Puts `mark` in place of every name, as a whole word and in any case of letters; names side by side become one mark.
/// Returns nothing where none of them stands in the text.
pub fn without(text: &str, names: &[String], mark: &str) -> Option<String> {
    let mut wanted: Vec<Vec<char>> = names.iter().map(|name| folded(name)).collect();
    wanted.retain(|name| !name.is_empty());
    // "Sam Okafor" before "Sam".
    wanted.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let (mut out, mut kept_from, mut at) = (String::new(), 0, 0);
    let mut before = None;
    while let Some(first) = text[at..].chars().next() {
        let found = wanted
            .iter()
            .find_map(|name| end_of(&text[at..], before, name));
        let Some(length) = found else {
            before = Some(first);
            at += first.len_utf8();
            continue;
        };
        let kept = &text[kept_from..at];
        if !(out.ends_with(mark) && !kept.is_empty() && kept.chars().all(|c| c == ' ')) {
            out.push_str(kept);
            out.push_str(mark);
        }
        at += length;
        kept_from = at;
        before = text[..at].chars().next_back();
    }
    if kept_from == 0 && out.is_empty() {
        return None;
    }
    out.push_str(&text[kept_from..]);
    Some(out)
}

/// Tells whether a name stands in a text.
pub fn stands_in(text: &str, name: &str) -> bool {
    without(text, &[name.to_owned()], "").is_some()
}

/// Finds where a name ends that begins at the start of `rest`, as a whole word.
fn end_of(rest: &str, before: Option<char>, name: &[char]) -> Option<usize> {
    let mut wanted = name.iter().copied().peekable();
    let mut chars = rest.char_indices().peekable();
    let (first, mut last) = (rest.chars().next()?, None);
    if joins(before, Some(first)) {
        return None;
    }
    while let Some(next) = wanted.peek() {
        let (_, c) = chars.next()?;
        last = Some(c);
        if *next == ' ' {
            if !c.is_whitespace() {
                return None;
            }
            wanted.next();
            while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        } else if !fold(c).all(|c| wanted.next() == Some(c)) {
            return None;
        }
    }
    let after = chars.peek();
    if joins(last, after.map(|(_, c)| *c)) {
        return None;
    }
    Some(after.map_or(rest.len(), |(at, _)| *at))
}

fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })
}

fn folded(name: &str) -> Vec<char> {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").chars().flat_map(fold).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Tells whether two characters side by side are in one word. Some scripts put no space between words.
fn joins(a: Option<char>, b: Option<char>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return false;
    };
    is_combining_mark(b) || is_word(a) && is_word(b) && !is_unspaced(a) && !is_unspaced(b)
}

/// Tells whether a script puts no space between words: Thai, Lao, Burmese, Khmer, kana and Chinese characters.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// The words of a point, to choose names from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Words with a capital letter, those within a sentence first.
    pub likely: Vec<String>,
    pub others: Vec<String>,
}

/// Offers the words of a text, each once.
pub fn offered(text: &str) -> Offered {
    let (mut within, mut first, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for (word, begins) in words(text) {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        match (capital && word.chars().count() > 1, begins) {
            (true, false) => within.push(word),
            (true, true) => first.push(word),
            (false, _) => others.push(word),
        }
    }
    let mut seen = HashSet::new();
    let mut once = |words: Vec<&str>| -> Vec<String> {
        let words = words.into_iter().map(str::to_owned);
        words
            .filter(|word| seen.insert(word.clone()))
            .take(OFFERED_MAX)
            .collect()
    };
    let mut likely = once(within);
    likely.extend(once(first));
    Offered {
        likely,
        others: once(others),
    }
}

/// Cuts a text into words, and tells of each whether a sentence begins with it.
fn words(text: &str) -> Vec<(&str, bool)> {
    let (mut found, mut begins) = (Vec::new(), true);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !is_word(c) {
            begins |= matches!(c, '.' | '!' | '?' | '…' | '؟' | '。' | '\n');
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let length = length_of_word(rest);
        found.push((&rest[..length], begins));
        begins = false;
        rest = &rest[length..];
    }
    found
}

/// A hyphen stands within a word; an apostrophe only after one letter: "O'Brien", but "Sam's".
fn length_of_word(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let (mut end, mut letters) = (0, 0);
    while let Some((at, c)) = chars.next() {
        let follows = chars.peek().is_some_and(|(_, next)| is_word(*next));
        let inside = matches!(c, '-' | '\u{2011}') || matches!(c, '\'' | '’') && letters == 1;
        if !(is_word(c) || inside && follows) {
            break;
        }
        letters += 1;
        end = at + c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hide(text: &str, names: &[&str]) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        without(text, &names, "[name]")
    }

    #[test]
    fn every_occurrence_goes_as_a_whole_word_in_any_case() {
        let text = "Sam, SAM and sam's mother; Samuel stays. Ask Sam";
        let shown = "[name], [name] and [name]'s mother; Samuel stays. Ask [name]";
        assert_eq!(hide(text, &["Sam"]).as_deref(), Some(shown));
        assert_eq!(hide("the same for psalm", &["Sam"]), None);
        assert_eq!(hide("Sam", &["", "  "]), None);
    }

    #[test]
    fn longer_names_go_first_and_names_side_by_side_are_one() {
        let shown = hide("Ask Sam  Okafor or Sam", &["Sam", "sam okafor"]);
        assert_eq!(shown.as_deref(), Some("Ask [name] or [name]"));
        let shown = hide("Ask Sam Okafor, Grace", &["Sam", "Okafor", "Grace"]);
        assert_eq!(shown.as_deref(), Some("Ask [name], [name]"));
    }

    #[test]
    fn other_scripts_keep_their_own_rules() {
        assert_eq!(
            hide("قال سامي نعم", &["سامي"]).as_deref(),
            Some("قال [name] نعم")
        );
        assert_eq!(hide("سامية", &["سامي"]), None);
        assert_eq!(
            hide("我和王芳说过", &["王芳"]).as_deref(),
            Some("我和[name]说过")
        );
        assert_eq!(
            hide("ΝΙΚΟΣ, Νίκος", &["νίκος"]).as_deref(),
            Some("ΝΙΚΟΣ, [name]")
        );
        assert_eq!(hide("Νίκος ΝΊΚΟΣ", &["Νίκος"]).as_deref(), Some("[name]"));
        assert_eq!(
            hide("Zoe\u{308} ran", &["Zoe"]),
            None,
            "a letter with its mark is one"
        );
        assert_eq!(hide("🙂🌻🙂", &["🌻"]).as_deref(), Some("🙂[name]🙂"));
        assert_eq!(hide("🙂", &["Sam"]), None);
    }

    #[test]
    fn what_lengthens_when_folded_is_cut_at_whole_characters() {
        assert_eq!(
            hide("İpek ve İPEK", &["İpek"]).as_deref(),
            Some("[name] ve [name]")
        );
        assert_eq!(hide("Straße", &["STRASSE"]), None);
        let long = format!("{}Sam", "été ".repeat(2500));
        assert!(hide(&long, &["Sam"]).is_some_and(|shown| shown.ends_with("été [name]")));
    }

    #[test]
    fn capitalised_words_are_offered_first() {
        let offered = offered("The shop of Anne-Marie O'Brien shuts. Sam's does not. I ask Sam");
        assert_eq!(offered.likely, ["Anne-Marie", "O'Brien", "Sam", "The"]);
        assert!(
            offered.others.contains(&"shop".to_owned()) && offered.others.contains(&"I".to_owned())
        );
        assert_eq!(super::offered("🙂 !"), Offered::default());
        assert_eq!(super::offered("سامي هنا").others, ["سامي", "هنا"]);
    }
}
