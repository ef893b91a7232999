//! What a group is called until somebody names it: words it says more than the others.

use std::collections::{BTreeMap, HashMap};

use super::float;
use super::words::words;

/// How many words make a label.
const AT_MOST: usize = 3;

/// Labels groups with up to three words each, the most telling first.
///
/// Source: c-TF-IDF (Grootendorst, `BERTopic`, arXiv 2203.05794): tf(t, c) · ln(1 + A / f(t)), with A the mean number of
/// words in a group and f(t) how often a word is said by all. A word must be said by two members, unless none is.
pub fn labels<T: AsRef<str>>(texts: &[T], groups: &[Vec<usize>]) -> Vec<Vec<String>> {
    let mut said: HashMap<String, usize> = HashMap::new();
    let mut total = 0;
    for text in texts {
        for word in words(text.as_ref()) {
            *said.entry(word.folded).or_default() += 1;
            total += 1;
        }
    }
    let grouped: usize = groups.iter().map(Vec::len).sum();
    let sets = groups.len() + usize::from(grouped < texts.len());
    let mean = float(total) / float(sets.max(1));
    groups
        .iter()
        .map(|members| label(texts, members, &said, mean))
        .collect()
}

/// What a group says of one word.
#[derive(Default)]
struct Told {
    times: usize,
    members: usize,
    last: Option<usize>,
    /// How it is written, and how often so.
    written: BTreeMap<String, usize>,
}

fn label<T: AsRef<str>>(
    texts: &[T],
    members: &[usize],
    said: &HashMap<String, usize>,
    mean: f32,
) -> Vec<String> {
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for at in members {
        let text = texts[*at].as_ref();
        for word in words(text) {
            let entry = told.entry(word.folded).or_default();
            entry.times += 1;
            entry.members += usize::from(entry.last != Some(*at));
            entry.last = Some(*at);
            *entry.written.entry(text[word.at].to_owned()).or_default() += 1;
        }
    }
    let mut weighed: Vec<(bool, f32, String, Told)> = told
        .into_iter()
        .map(|(folded, told)| {
            let all = said.get(&folded).copied().unwrap_or(told.times);
            let weight = float(told.times) * (1.0 + mean / float(all)).ln();
            (told.members > 1, weight, folded, told)
        })
        .collect();
    weighed.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let shared = weighed.iter().any(|word| word.0);
    let mut chosen: Vec<(String, String)> = Vec::new();
    for (by_two, _, folded, told) in weighed {
        let again =
            |other: &(String, String)| folded.starts_with(&other.0) || other.0.starts_with(&folded);
        if (shared && !by_two) || chosen.iter().any(again) {
            continue;
        }
        chosen.push((folded, told.usual()));
        if chosen.len() == AT_MOST {
            break;
        }
    }
    chosen.into_iter().map(|word| word.1).collect()
}

impl Told {
    /// The way it is written most; of equal ones the one in small letters.
    fn usual(self) -> String {
        let most = self.written.values().max().copied().unwrap_or(0);
        self.written
            .into_iter()
            .rev()
            .find(|written| written.1 == most)
            .map_or_else(String::new, |written| written.0)
    }
}
