//! Who came through whom, as a forest, and how much of what was heard arose apart.
//!
//! A node is a conversation; its parent is the conversation through which its initiator came. A starter is a node of
//! its own that said nothing, so that the first conversations of one starter are one branch. A node whose answer is
//! missing (erased, or nothing was kept) stays as a knot: what lies beyond it is still further away, never a new seed.

/// Why parents do not make a forest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAForest {
    #[error("node {0} has a parent that is not a node")]
    Outside(usize),
    #[error("node {0} comes from itself")]
    Circle(usize),
}

/// Nodes 0 to n - 1 with their parents, checked to be free of circles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forest {
    parent: Vec<Option<usize>>,
    /// The node a branch began with, of each node.
    root: Vec<usize>,
    /// Every node after its parent.
    order: Vec<usize>,
}

impl Forest {
    /// Makes a forest of each node's parent; a node without one begins a branch.
    pub fn of(parent: Vec<Option<usize>>) -> Result<Self, NotAForest> {
        let n = parent.len();
        if let Some(node) = (0..n).find(|&i| parent[i].is_some_and(|p| p >= n)) {
            return Err(NotAForest::Outside(node));
        }
        let mut children = vec![Vec::new(); n];
        for (node, parent) in parent.iter().enumerate() {
            if let Some(parent) = *parent {
                children[parent].push(node);
            }
        }
        let mut root: Vec<usize> = (0..n).collect();
        let mut order: Vec<usize> = (0..n).filter(|&i| parent[i].is_none()).collect();
        let mut next = 0;
        while next < order.len() {
            let node = order[next];
            for &child in &children[node] {
                root[child] = root[node];
                order.push(child);
            }
            next += 1;
        }
        if order.len() < n {
            // What no root reaches hangs on a circle.
            let mut reached = vec![false; n];
            for &node in &order {
                reached[node] = true;
            }
            let lost = (0..n).find(|&i| !reached[i]).unwrap_or_default();
            return Err(NotAForest::Circle(lost));
        }
        Ok(Self {
            parent,
            root,
            order,
        })
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Tells whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// Returns a node's parent.
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.parent[node]
    }

    /// Returns the node that began the branch of a node.
    pub fn root(&self, node: usize) -> usize {
        self.root[node]
    }

    /// Returns the nodes so that each comes after its parent.
    pub fn parents_first(&self) -> &[usize] {
        &self.order
    }

    /// Returns the children of every node, in the order of the nodes.
    pub fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.len()];
        for (node, parent) in self.parent.iter().enumerate() {
            if let Some(parent) = *parent {
                children[parent].push(node);
            }
        }
        children
    }

    /// Returns the sum over ordered pairs of nodes, a node with itself included, of the product of their weights and
    /// rho to the number of steps between them; pairs of different branches add nothing. Takes one pass.
    ///
    /// `weights` has one value a node, `rho` lies between 0 and 1.
    ///
    /// Source: METHODS 1.4, children first: D = w + Σ ρD of the children, S += w² + 2w Σ ρD + (Σ ρD)² - Σ (ρD)².
    pub fn sum_of_likeness(&self, weights: &[f64], rho: f64) -> f64 {
        let n = self.len();
        let (mut reached, mut squares) = (vec![0.0; n], vec![0.0; n]);
        let mut sum = 0.0;
        for &node in self.order.iter().rev() {
            let (w, below) = (weights[node], reached[node]);
            sum += w * w + 2.0 * w * below + below * below - squares[node];
            if let Some(parent) = self.parent[node] {
                let carried = rho * (w + below);
                reached[parent] += carried;
                squares[parent] += carried * carried;
            }
        }
        sum
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Forests of up to `most` nodes: a node's parent comes before it.
    pub fn forests(most: usize) -> impl Strategy<Value = Forest> {
        prop::collection::vec((any::<prop::sample::Index>(), 0u8..5), 1..=most).prop_map(|drawn| {
            let parent = drawn
                .iter()
                .enumerate()
                .map(|(node, (index, seed))| (node > 0 && *seed > 0).then(|| index.index(node)));
            Forest::of(parent.collect()).unwrap()
        })
    }

    /// The number of steps between two nodes of one branch, by walking.
    fn steps(forest: &Forest, a: usize, b: usize) -> Option<u32> {
        let way_up = |mut node: usize| {
            let mut way = vec![node];
            while let Some(parent) = forest.parent(node) {
                way.push(parent);
                node = parent;
            }
            way
        };
        let (from_a, from_b) = (way_up(a), way_up(b));
        let (up, meeting) = from_a
            .iter()
            .enumerate()
            .find(|(_, node)| from_b.contains(node))?;
        let down = from_b.iter().position(|node| node == meeting)?;
        u32::try_from(up + down).ok()
    }

    #[test]
    fn what_is_no_forest_is_refused() {
        assert_eq!(Forest::of(vec![Some(3)]), Err(NotAForest::Outside(0)));
        assert_eq!(Forest::of(vec![Some(0)]), Err(NotAForest::Circle(0)));
        let circle = vec![None, Some(2), Some(3), Some(1), Some(0)];
        assert_eq!(Forest::of(circle), Err(NotAForest::Circle(1)));
        assert!(Forest::of(Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn the_branch_of_a_node_is_where_it_began_whatever_the_order_of_the_rows() {
        let forest = Forest::of(vec![Some(2), None, Some(1), None]).unwrap();
        assert_eq!(
            (0..4).map(|i| forest.root(i)).collect::<Vec<_>>(),
            [1, 1, 1, 3]
        );
        assert_eq!(forest.children()[1], [2]);
    }

    #[test]
    fn a_line_has_its_closed_form() {
        // S = L + 2 Σ (L - d) ρ^d (METHODS 1.4).
        let forest = Forest::of((0..8usize).map(|i| i.checked_sub(1)).collect()).unwrap();
        let rho: f64 = 0.4;
        let closed = 8.0 + 2.0 * (1..8).map(|d| f64::from(8 - d) * rho.powi(d)).sum::<f64>();
        assert!((forest.sum_of_likeness(&[1.0; 8], rho) - closed).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn the_one_pass_sum_is_the_sum_over_all_pairs(
            forest in forests(24),
            known in prop::collection::vec(any::<bool>(), 24),
            rho in 0.0f64..1.0,
        ) {
            let weights: Vec<f64> = known.iter().take(forest.len()).map(|k| f64::from(u8::from(*k))).collect();
            let mut brute = 0.0;
            for a in 0..forest.len() {
                for b in 0..forest.len() {
                    if let Some(steps) = steps(&forest, a, b) {
                        brute += weights[a] * weights[b] * rho.powi(i32::try_from(steps).unwrap());
                    }
                }
            }
            let quick = forest.sum_of_likeness(&weights, rho);
            prop_assert!((quick - brute).abs() < 1e-9, "{quick} {brute}");
        }
    }
}
