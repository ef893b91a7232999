//! the picture, the table and the data tell the same of everybody; what is folded away is counted.

use scraper::Html;

use super::support::{Drawn, Field, Said, read_data, read_picture, read_table, select, words};

/// Reads the whole table, page after page.
async fn whole_table(field: &Field, people: usize) -> Vec<Said> {
    let mut rows = Vec::new();
    for page in 1..=people.div_ceil(10) {
        rows.extend(read_table(&field.get(&format!("?people={page}")).await));
    }
    rows
}

fn sorted(mut all: Vec<Said>) -> Vec<Said> {
    all.sort();
    all
}

#[tokio::test]
async fn r31_the_picture_the_table_and_the_data_name_the_same_people_parents_and_states() {
    for people in [1, 7, 60] {
        let field = Field::of(people, 3).await;
        let data = read_data(&field.get("/map.json").await);
        assert_eq!(data.len(), people + 3);
        assert_eq!(whole_table(&field, people + 3).await, data);
        let page = field.get("").await;
        let mut seen: Vec<Said> = read_picture(&page).into_iter().map(|f| f.said).collect();
        assert_eq!(seen.len(), people);
        // Who waits for a partner has no place in the tree, and is named beside it.
        let document = Html::parse_document(&page);
        let waiting = select(&document, ".waiting li");
        assert_eq!(waiting.len(), 3);
        for one in waiting {
            let text = words(one);
            let same = data
                .iter()
                .find(|said| text == format!("{} {}", said.name, said.state));
            seen.push(same.expect("the data has them too").clone());
        }
        assert_eq!(sorted(seen), sorted(data.clone()));
        // The table reads as the tree: whoever asked somebody stands above them.
        for (n, said) in data
            .iter()
            .enumerate()
            .take(people)
            .filter(|(_, said)| !said.parent.is_empty())
        {
            assert!(
                data[..n].iter().any(|above| above.name == said.parent),
                "{said:?}"
            );
        }
    }
}

/// The people of a picture and how many its bunches stand for.
fn split(drawn: Vec<Drawn>) -> (Vec<Said>, usize, Vec<Drawn>) {
    let (people, bunches): (Vec<Drawn>, Vec<Drawn>) = drawn
        .into_iter()
        .partition(|f| !f.said.name.starts_with('+'));
    let count = |f: &Drawn| -> usize { f.said.name.split(' ').nth(1).unwrap().parse().unwrap() };
    let folded = bunches.iter().map(count).sum();
    (
        people.into_iter().map(|f| f.said).collect(),
        folded,
        bunches,
    )
}

#[tokio::test]
async fn r31_past_sixty_people_what_is_folded_is_counted_and_opens_by_a_link() {
    for people in [61, 200, 500] {
        let field = Field::of(people, 0).await;
        let data = read_data(&field.get("/map.json").await);
        assert_eq!(whole_table(&field, people).await, data);
        let (seen, folded, bunches) = split(read_picture(&field.get("").await));
        assert!(
            folded > 0 && seen.len() <= 300,
            "{people}: {} seen",
            seen.len()
        );
        assert_eq!(seen.len() + folded, people);
        for said in &seen {
            assert!(data.contains(said), "{said:?}");
        }
        // A link opens what it stands for, in the picture.
        let bunch = bunches
            .iter()
            .find(|f| f.href.contains("?open="))
            .expect("a bunch that opens");
        let path = bunch
            .href
            .split('#')
            .next()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap();
        let path = path.trim_start_matches(&field.face.chain.slug);
        let page = field.get(path).await;
        assert!(page.contains("Show the whole chain"));
        let (opened, _, _) = split(read_picture(&page));
        let new = opened.iter().filter(|said| !seen.contains(said)).count();
        assert!(new > 0, "{path}");
    }
}

#[tokio::test]
async fn r31_the_list_on_a_phone_nests_as_the_picture_does() {
    let field = Field::of(40, 0).await;
    let page = field.get("").await;
    let document = Html::parse_document(&page);
    let drawn = read_picture(&page);
    let listed = select(&document, ".as-list li");
    assert_eq!(listed.len(), drawn.len());
    for (item, flower) in listed.iter().zip(&drawn) {
        let link = select_one(*item, "a");
        assert_eq!(words(link), flower.said.name);
        let above = item
            .ancestors()
            .filter_map(scraper::ElementRef::wrap)
            .find(|e| e.value().name() == "li");
        let above = above
            .map(|li| words(select_one(li, "a")))
            .unwrap_or_default();
        assert_eq!(above, flower.said.parent);
    }
}

fn select_one<'d>(element: scraper::ElementRef<'d>, selector: &str) -> scraper::ElementRef<'d> {
    element
        .select(&scraper::Selector::parse(selector).unwrap())
        .next()
        .unwrap()
}
