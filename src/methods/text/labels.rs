//! What a group is called until somebody names it: words it says more than the others.

use std::collections::{BTreeMap, HashMap};

use super::float;
use super::words::words;

/// How many words make a label.
const AT_MOST: usize = 3;

/// What more than one in so many texts say, mostly outside of a group, tells nothing of it.
const COMMON: usize = 8;

/// Labels groups with up to three words each, the most telling first.
///
/// Source: c-TF-IDF (Grootendorst, `BERTopic`, arXiv 2203.05794): tf(t, c) · ln(1 + A / f(t)), with A the mean number of
/// words in a group and f(t) how often a word is said by all. Words of one member, of one or two letters and of more than
/// an eighth of all texts and mostly said elsewhere stand only where a group has no others.
pub fn labels<T: AsRef<str>>(texts: &[T], groups: &[Vec<usize>]) -> Vec<Vec<String>> {
    let mut said: HashMap<String, Said> = HashMap::new();
    let mut total = 0;
    for (at, text) in texts.iter().enumerate() {
        for word in words(text.as_ref()) {
            said.entry(word.folded).or_default().once_more(at);
            total += 1;
        }
    }
    let grouped: usize = groups.iter().map(Vec::len).sum();
    let sets = groups.len() + usize::from(grouped < texts.len());
    let all = All {
        said,
        texts: texts.len(),
        mean: float(total) / float(sets.max(1)),
    };
    groups
        .iter()
        .map(|members| label(texts, members, &all))
        .collect()
}

/// How often a word is said, and in how many texts.
#[derive(Default)]
struct Said {
    times: usize,
    texts: usize,
    last: Option<usize>,
}

impl Said {
    fn once_more(&mut self, text: usize) {
        self.times += 1;
        self.texts += usize::from(self.last != Some(text));
        self.last = Some(text);
    }
}

/// What all texts say.
struct All {
    said: HashMap<String, Said>,
    texts: usize,
    mean: f32,
}

impl All {
    fn weight(&self, folded: &str, times: usize) -> f32 {
        let all = self.said.get(folded).map_or(times, |said| said.times);
        float(times) * (1.0 + self.mean / float(all.max(1))).ln()
    }

    /// Whether a word that so many members say can tell a group from others.
    fn tells(&self, folded: &str, members: usize) -> bool {
        let texts = self.said.get(folded).map_or(0, |said| said.texts);
        let elsewhere = 2 * members < texts;
        let common = elsewhere && texts * COMMON > self.texts;
        let short = folded.chars().count() < 3 && folded.chars().all(|letter| letter < '\u{0e00}');
        members > 1 && !common && !short
    }
}

/// What a group says of one word.
#[derive(Default)]
struct Told {
    said: Said,
    /// How it is written, and how often so.
    written: BTreeMap<String, usize>,
}

fn label<T: AsRef<str>>(texts: &[T], members: &[usize], all: &All) -> Vec<String> {
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for at in members {
        let text = texts[*at].as_ref();
        for word in words(text) {
            let entry = told.entry(word.folded).or_default();
            entry.said.once_more(*at);
            *entry.written.entry(text[word.at].to_owned()).or_default() += 1;
        }
    }
    let mut weighed: Vec<(bool, f32, String, Told)> = told
        .into_iter()
        .map(|(folded, told)| {
            let tells = all.tells(&folded, told.said.texts);
            (tells, all.weight(&folded, told.said.times), folded, told)
        })
        .collect();
    weighed.sort_by(|a, b| {
        let telling = b.0.cmp(&a.0).then(b.1.total_cmp(&a.1));
        telling.then(a.2.cmp(&b.2))
    });
    let best = weighed.first().is_some_and(|word| word.0);
    let mut chosen: Vec<(String, String)> = Vec::new();
    for (tells, _, folded, told) in weighed {
        let again =
            |other: &(String, String)| folded.starts_with(&other.0) || other.0.starts_with(&folded);
        if tells == best && !chosen.iter().any(again) {
            chosen.push((folded, told.usual()));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_of_words_that_tell_the_group_from_others() {
        let buses = [
            "The BUS is late on the hill",
            "I wait for the Bus on the hill",
            "No bus on the hill",
        ];
        let others = ["the soup on the table"; 15];
        let texts: Vec<&str> = buses.into_iter().chain(others).collect();
        assert_eq!(labels(&texts, &[vec![0, 1, 2]]), [["bus", "hill"]]);
        assert_eq!(labels(&["🙂", "🙂", "🙂"], &[vec![0, 1, 2]]), [["🙂"]]);
        assert_eq!(labels(&["", "!"], &[vec![0, 1]]), [Vec::<String>::new()]);
        assert_eq!(
            labels(&["世界こんにちは", "世界"], &[vec![0, 1]])[0][0],
            "世界"
        );
    }
}
