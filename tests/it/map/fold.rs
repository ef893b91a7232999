//! Any branch of the picture folds to a bunch and unfolds again, by plain links; nothing overlaps then either.

use scraper::Html;

use super::support::{Drawn, Field, read_picture, select, words};

/// The end of an address on the chain's own page.
fn query(href: &str) -> String {
    let (path, _) = href.split_once('#').unwrap();
    path[path.find('?').unwrap_or(path.len())..].to_owned()
}

/// The links that fold a branch, with their words.
fn folds(page: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(page);
    let links = select(&page, "svg.map a.fold").into_iter();
    let attr = |a: scraper::ElementRef<'_>, name: &str| a.value().attr(name).unwrap().to_owned();
    links
        .map(|a| (attr(a, "aria-label"), query(&attr(a, "href"))))
        .collect()
}

fn people(drawn: &[Drawn]) -> usize {
    drawn.iter().filter(|f| f.href.contains("/people/")).count()
}

/// How many people the bunches of a picture stand for.
fn bunched(drawn: &[Drawn]) -> usize {
    let bunches = drawn.iter().filter(|f| !f.href.contains("/people/"));
    let count = |f: &Drawn| {
        let digits: String = f.said.name.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<usize>().unwrap()
    };
    bunches.map(count).sum()
}

/// Checks that no daisy with its label reaches into another's.
fn assert_apart(drawn: &[Drawn]) {
    let lines = |f: &Drawn| {
        let state = i32::from(!f.said.state.is_empty());
        state + i32::from(!f.said.note.is_empty())
    };
    let boxes: Vec<_> = drawn
        .iter()
        .map(|f| (f.at.0, f.at.1 - 30, f.at.1 + 41 + 17 * lines(f)))
        .collect();
    for (n, one) in boxes.iter().enumerate() {
        for other in &boxes[n + 1..] {
            let beside = (one.0 - other.0).abs() >= 138;
            assert!(
                beside || one.2 <= other.1 || other.2 <= one.1,
                "{one:?} {other:?}"
            );
        }
    }
}

#[tokio::test]
async fn r32_a_branch_of_ones_own_choice_folds_to_a_counted_bunch_and_unfolds() {
    for size in [40, 200] {
        let field = Field::of(size, 0).await;
        let page = field.get("").await;
        let all = read_picture(&page);
        let offered = folds(&page);
        assert!(offered.len() > 2, "{offered:?}");
        assert!(
            offered[0].0.starts_with("Fold what comes after "),
            "{offered:?}"
        );
        let (mut at, mut before) = (offered[0].1.clone(), people(&all));
        // One branch after the other, the first ones at the foot of the tree.
        for _ in 0..3 {
            let page = field.get(&at).await;
            let drawn = read_picture(&page);
            assert_apart(&drawn);
            assert!(people(&drawn) < before, "{at}");
            assert_eq!(people(&drawn) + bunched(&drawn), size, "{at}");
            assert!(page.contains("Unfold all you folded"));
            before = people(&drawn);
            match folds(&page).pop() {
                Some((_, next)) => at = next,
                None => break,
            }
        }
        // The bunch unfolds what it stands for, and nothing else.
        let page = field.get(&offered[0].1).await;
        let mine = offered[0].0.trim_start_matches("Fold what comes after ");
        let drawn = read_picture(&page);
        let bunch = drawn.iter().find(|f| f.said.parent == mine).unwrap();
        assert_eq!(query(&bunch.href), "");
        let again = read_picture(&field.get(&query(&bunch.href)).await);
        assert_eq!(people(&again), people(&all));
    }
}

#[tokio::test]
async fn what_is_folded_stays_so_on_the_way_round_and_bad_values_do_nothing() {
    let field = Field::of(40, 0).await;
    let usual = field.get("").await;
    let all = people(&read_picture(&usual));
    let (label, at) = folds(&usual).remove(0);
    let fold = at.split('=').nth(1).unwrap().to_owned();
    assert!(fold.len() <= 8, "{fold}");
    let page = field.get(&at).await;
    // Bigger, the next page of the table, and the next branch keep it.
    assert!(
        page.contains(&format!("?zoom=140&#38;fold={fold}#picture"))
            || page.contains(&format!("?zoom=140&amp;fold={fold}#picture")),
        "{page}"
    );
    let document = Html::parse_document(&page);
    let pages = select(&document, "nav a, .paging a");
    assert!(
        pages.iter().any(|a| a
            .value()
            .attr("href")
            .is_some_and(|to| to.contains("people=2") && to.contains(&format!("fold={fold}")))),
        "the table's pages"
    );
    assert!(
        folds(&page)
            .iter()
            .all(|(_, at)| at.contains(&format!("fold={fold}.")))
    );
    assert!(
        !folds(&page).iter().any(|(other, _)| *other == label),
        "it is folded already"
    );
    // On a phone the list says the same, and stands open.
    let list = select(&document, ".as-list details[open]");
    assert_eq!(list.len(), 1);
    assert!(words(list[0]).contains("+ "));
    for odd in [
        "?fold=",
        "?fold=zz",
        "?fold=0",
        "?fold=../..",
        "?fold=1.2.3",
        "?fold=%3Cb%3E",
    ] {
        let page = field.get(odd).await;
        assert_eq!(people(&read_picture(&page)), all, "{odd}");
        assert!(
            !page.contains("Unfold all") && !page.contains("fold=zz"),
            "{odd}"
        );
    }
}

#[tokio::test]
async fn a_coder_folds_too_and_learns_no_more() {
    let field = Field::of(40, 0).await;
    let coder = field.with_role(entity::shared::Role::Coder).await;
    let (_, body) = field.ask(&coder, "", false).await;
    let page = String::from_utf8(body).unwrap();
    let (_, at) = folds(&page).remove(0);
    let (_, body) = field.ask(&coder, &at, false).await;
    let page = String::from_utf8(body).unwrap();
    assert!(page.contains("Unfold all you folded") && !page.contains("/people"));
}
