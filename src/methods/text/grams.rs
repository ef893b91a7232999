//! Runs of letters inside words, as numbers.
//!
//! A run is known by a hash and not by its letters: two runs share a number so seldom that no measure notices, and no
//! list of runs has to be kept.

use super::words::words;

/// The number of a run among 2^64 (FNV-1a over its letters, mixed at the end as in `SplitMix64`).
fn hash(run: &[char]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for letter in run {
        state = (state ^ u64::from(u32::from(*letter))).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(state)
}

/// Spreads a number over all its bits (the finaliser of `SplitMix64`: Steele, Lea, Flood 2014).
pub fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// The number of a whole text, as it is written.
pub fn hash_of(text: &str) -> u64 {
    let letters: Vec<char> = text.chars().collect();
    hash(&letters)
}

/// Lists the runs of 3 to 5 letters of a word with a space on either side, each as often as it occurs. A short word
/// gives the whole of itself.
pub fn of_word(folded: &str, mut each: impl FnMut(u64)) {
    let letters: Vec<char> = std::iter::once(' ')
        .chain(folded.chars())
        .chain(std::iter::once(' '))
        .collect();
    for length in 3..=5 {
        for run in letters.windows(length) {
            each(hash(run));
        }
    }
}

/// Lists the distinct runs of 5 letters of a whole text, its words joined by single spaces, in order of their
/// numbers. A text shorter than that gives the whole of itself; one without words gives nothing.
pub fn shingles(text: &str) -> Vec<u64> {
    let mut letters = Vec::with_capacity(text.len());
    for word in words(text) {
        if !letters.is_empty() {
            letters.push(' ');
        }
        letters.extend(word.folded.chars());
    }
    let mut found: Vec<u64> = match letters.len() {
        0 => Vec::new(),
        1..=5 => vec![hash(&letters)],
        _ => letters.windows(5).map(hash).collect(),
    };
    found.sort_unstable();
    found.dedup();
    found
}
