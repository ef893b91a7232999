//! Finds how alike one vector is to many, by looking only where both are set.

use super::Vector;

/// Many vectors by coordinate.
#[derive(Clone, Debug, Default)]
pub struct Index {
    vectors: usize,
    /// Where each coordinate's entries begin; one more at the end.
    starts: Vec<usize>,
    /// Vector and value, by coordinate, then by vector.
    entries: Vec<(u32, f32)>,
}

impl Index {
    /// Turns vectors into lists by coordinate.
    pub fn of(vectors: &[Vector]) -> Self {
        let space = vectors
            .iter()
            .filter_map(|vector| vector.entries().last())
            .map(|last| last.0 as usize + 1)
            .max()
            .unwrap_or(0);
        let mut starts = vec![0; space + 1];
        for (coordinate, _) in vectors.iter().flat_map(Vector::entries) {
            starts[*coordinate as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts.last().copied().unwrap_or(0)];
        for (at, vector) in (0_u32..).zip(vectors) {
            for (coordinate, value) in vector.entries() {
                let place = &mut next[*coordinate as usize];
                entries[*place] = (at, *value);
                *place += 1;
            }
        }
        Self {
            vectors: vectors.len(),
            starts,
            entries,
        }
    }

    /// Gives the dot product of a vector with each of the many, in their order. Each is a sum in order of coordinates,
    /// so that it does not depend on which other vectors there are.
    pub fn dots(&self, vector: &Vector) -> Vec<f32> {
        let mut sums = vec![0.0; self.vectors];
        for (coordinate, value) in vector.entries() {
            let place = *coordinate as usize;
            let (Some(from), Some(to)) = (self.starts.get(place), self.starts.get(place + 1))
            else {
                break;
            };
            for (at, other) in &self.entries[*from..*to] {
                sums[*at as usize] += value * other;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Embedder, Tfidf};
    use super::*;

    #[test]
    fn the_index_says_what_each_pair_says() {
        let texts = [
            "The bus is late",
            "late again, the bus",
            "",
            "bus bus bus",
            "пізній автобус",
        ];
        let tfidf = Tfidf::fit(&texts);
        let vectors: Vec<Vector> = texts.iter().map(|text| tfidf.embed(text)).collect();
        let index = Index::of(&vectors);
        for vector in &vectors {
            let one_by_one: Vec<f32> = vectors.iter().map(|other| vector.dot(other)).collect();
            assert_eq!(index.dots(vector), one_by_one);
        }
        assert_eq!(Index::of(&[]).dots(&vectors[0]), Vec::<f32>::new());
        assert_eq!(Index::of(&vectors[2..3]).dots(&vectors[0]), [0.0]);
    }
}
