//! Where in a branch a theme was said, as a strip: from its first chats to its furthest, in at most two dozen pieces.
//! That is what a chain too large for dots has, however large it is.

use std::collections::HashMap;

use uuid::Uuid;

use crate::insight::heard::Heard;

/// How many pieces a strip has at most.
const PIECES: usize = 24;
/// How wide and high a piece is.
const WIDE: usize = 8;
pub const HIGH: usize = 20;

/// A piece of a strip: the chats so far from the first person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub x: usize,
    pub said: usize,
    pub known: usize,
}

impl Cell {
    /// Returns how high it is filled; what was said once can be seen.
    pub fn high(&self) -> usize {
        if self.said == 0 {
            return 0;
        }
        (self.said * HIGH / self.known.max(1)).max(2)
    }

    /// Returns where the filled part begins.
    pub fn y(&self) -> usize {
        HIGH - self.high()
    }
}

/// Cuts every branch into pieces of equally many steps.
pub fn cut(heard: &Heard, answers: &[Option<bool>]) -> HashMap<Uuid, Vec<Cell>> {
    let mut depth = vec![0usize; heard.forest.len()];
    let mut longest: HashMap<Uuid, usize> = HashMap::new();
    for &node in heard.forest.parents_first() {
        depth[node] = heard
            .forest
            .parent(node)
            .map_or(0, |above| depth[above] + 1);
        let most = longest.entry(heard.nodes[node].branch).or_default();
        *most = (*most).max(depth[node]);
    }
    let mut strips: HashMap<Uuid, Vec<Cell>> = HashMap::new();
    for (node, one) in heard.nodes.iter().enumerate() {
        if one.chat.is_none() {
            continue;
        }
        let steps = longest[&one.branch].max(1);
        let pieces = steps.min(PIECES);
        let strip = strips.entry(one.branch).or_insert_with(|| empty(pieces));
        // The first person stands at step 0.
        let piece = depth[node].saturating_sub(1) * pieces / steps;
        let cell = &mut strip[piece.min(pieces - 1)];
        cell.known += usize::from(answers[node].is_some());
        cell.said += usize::from(answers[node] == Some(true));
    }
    strips
}

fn empty(pieces: usize) -> Vec<Cell> {
    let cell = |n: usize| Cell {
        x: n * WIDE,
        said: 0,
        known: 0,
    };
    (0..pieces).map(cell).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::insight::heard::Node;
    use crate::methods::forest::Forest;

    /// A chain whose first people are the nodes without a parent; everybody else is a chat.
    pub fn heard(parent: &[Option<usize>]) -> Heard {
        let forest = Forest::of(parent.to_vec()).unwrap();
        let id = |n: usize| Uuid::from_u128(u128::try_from(n).unwrap() + 1);
        let node = |n: usize| Node {
            chat: parent[n].map(|_| id(n)),
            branch: id(forest.root(n)),
            recorded_at: None,
            known: parent[n].is_some(),
        };
        let nodes = (0..parent.len()).map(node).collect();
        Heard::from_parts(forest, nodes)
    }

    #[test]
    fn a_chain_of_five_thousand_is_a_strip_of_two_dozen_pieces() {
        let line: Vec<_> = (0..5_001usize).map(|v| v.checked_sub(1)).collect();
        let heard = heard(&line);
        let mut answers = vec![Some(false); line.len()];
        answers[0] = None;
        // The last thousand said it, all of them.
        answers[4_001..].fill(Some(true));
        let strips = cut(&heard, &answers);
        let strip = &strips[&heard.nodes[0].branch];
        assert_eq!(strip.len(), PIECES);
        assert_eq!(strip.iter().map(|cell| cell.known).sum::<usize>(), 5_000);
        assert_eq!(strip.iter().map(|cell| cell.said).sum::<usize>(), 1_000);
        assert_eq!((strip[0].high(), strip[0].y()), (0, HIGH));
        assert_eq!((strip[23].high(), strip[23].y()), (HIGH, 0));
    }

    #[test]
    fn a_short_branch_has_a_piece_for_each_step_and_one_mention_is_seen() {
        let mut line = vec![None, Some(0), Some(1)];
        line.extend((3..103).map(|_| Some(1)));
        let heard = heard(&line);
        let mut answers = vec![Some(false); line.len()];
        answers[0] = None;
        answers[50] = Some(true);
        let strips = cut(&heard, &answers);
        let strip = &strips[&heard.nodes[0].branch];
        assert_eq!((strip.len(), strip[1].known, strip[1].said), (2, 101, 1));
        assert_eq!(strip[1].high(), 2);
    }
}
