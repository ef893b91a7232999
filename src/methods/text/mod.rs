//! Suggestions about points, made here: which theme a point is likely to belong to, which points say something alike,
//! and which were copied.
//!
//! Nothing here decides anything; people sort. It knows letters and not meanings, so it works in any script and across
//! none: the same thought in two languages has nothing in common here. Other embeddings can take the place of
//! [`Tfidf`] behind [`Embedder`].
//!
//! Everything is a pure function of the texts: the same texts give the same answer, and chance is seeded.

mod copies;
mod grams;
mod groups;
mod index;
mod kmeans;
mod labels;
mod likeliest;
mod pairs;
mod tfidf;
mod vector;
mod words;

pub use copies::near_duplicates;
pub use groups::{Group, groups, groups_among};
pub use likeliest::{Known, Likely, Theme};
pub use pairs::{Alike, alike, shared};
pub use tfidf::Tfidf;
pub use vector::Vector;
pub use words::{Word, words};

/// Turns a text into a unit vector, so that texts which say something alike have a high cosine.
pub trait Embedder {
    /// Embeds a text. A text with no words has the empty vector, which is like nothing.
    fn embed(&self, text: &str) -> Vector;

    /// Embeds the words of a text alone, without scaling: how much each word adds to the direction of the whole.
    fn embed_word(&self, word: &str) -> Vector;
}

/// Makes a number of a count.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of points and letters are far below 2^24"
)]
fn float(count: usize) -> f32 {
    count as f32
}
