//! Whether people mostly pass on to somebody like themselves (METHODS 1.6).
//!
//! Recruitment homophily as in respondent-driven sampling (R package RDS, `homophily.estimates`): the links within
//! groups, over how many there would be if everybody passed on regardless of groups.

/// From this on people mostly pass on within their group; below [`APART`] mostly outside it. A choice of this product.
pub const ALIKE: f64 = 1.25;
/// See [`ALIKE`].
pub const APART: f64 = 0.8;
/// Below this many links nothing is said (METHODS part 0).
pub const LEAST_LINKS: usize = 20;

/// Returns the homophily of links `(from group, to group)`: 1 when groups play no part. Undefined without links, and
/// where no link within a group could be expected.
pub fn homophily(links: &[(usize, usize)]) -> Option<f64> {
    let groups = links.iter().map(|(from, to)| from.max(to) + 1).max()?;
    let mut given = vec![0.0; groups];
    let mut taken = vec![0.0; groups];
    let (mut all, mut within) = (0.0, 0.0);
    for (from, to) in links {
        given[*from] += 1.0;
        taken[*to] += 1.0;
        all += 1.0;
        within += f64::from(u8::from(from == to));
    }
    let expected: f64 = given.iter().zip(&taken).map(|(g, t)| g * t / all).sum();
    (expected > 0.0).then(|| within / expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The examples A to D of METHODS 1.7: a tree's parents, and the group of each node.
    fn links(parent: &[i32], group: &[usize]) -> Vec<(usize, usize)> {
        let link = |(node, parent): (usize, &i32)| {
            let parent = usize::try_from(*parent).ok()?;
            Some((group[parent], group[node]))
        };
        parent.iter().enumerate().filter_map(link).collect()
    }

    #[test]
    fn the_four_examples_to_the_printed_digits() {
        let a: [i32; 12] = [-1, 0, 1, -1, 3, 4, -1, 6, 7, -1, 9, 10];
        let d: [i32; 10] = [-1, -1, 0, 0, 1, 2, 2, 2, 3, 4];
        let examples = [
            (links(&a, &[1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]), 1.411_765),
            (links(&[-1, 0, 1, 2, 3, 4], &[1, 1, 0, 0, 1, 0]), 0.833_333),
            (
                links(&[-1, 0, 0, 1, 1, 2, 2], &[1, 1, 0, 1, 1, 0, 0]),
                1.666_667,
            ),
            (links(&d, &[1, 0, 1, 0, 0, 1, 1, 0, 0, 1]), 1.25),
        ];
        for (links, printed) in examples {
            let h = homophily(&links).unwrap();
            assert!((h - printed).abs() < 5e-7, "{h} is not {printed}");
        }
    }

    #[test]
    fn without_links_or_anything_to_expect_it_is_undefined() {
        assert_eq!(homophily(&[]), None);
        // Everybody of one group passed on to the other: none within could be expected.
        assert_eq!(homophily(&[(0, 1), (0, 1)]), None);
        assert_eq!(homophily(&[(0, 0)]), Some(1.0));
    }

    proptest! {
        #[test]
        fn the_order_of_links_and_the_names_of_groups_change_nothing(
            mut links in prop::collection::vec((0usize..5, 0usize..5), 1..60),
        ) {
            let before = homophily(&links);
            links.reverse();
            for link in &mut links {
                *link = (4 - link.0, 4 - link.1);
            }
            match (before, homophily(&links)) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9 && a >= 0.0),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
