//! The list of people is searched by name in any script; accents, case and apostrophes do not matter.

use scraper::Html;

use super::support::{Field, select, words};

async fn found(field: &Field, query: &str) -> Vec<String> {
    let page = field.get(&format!("/people?{query}")).await;
    let document = Html::parse_document(&page);
    select(&document, "tbody th")
        .into_iter()
        .map(words)
        .collect()
}

#[tokio::test]
async fn names_are_found_in_any_script_without_their_accents() {
    let field = Field::of(30, 0).await;
    for (asked, name) in [
        ("zoe", "Zo\u{eb}"),
        ("ZO%C3%8B", "Zo\u{eb}"),
        ("lucia", "Luc\u{ed}a"),
        ("ayse", "Ay\u{15f}e"),
        ("ngugi", "Ng\u{169}g\u{129}"),
        ("thao", "Th\u{1ea3}o"),
        ("%D9%85%D8%B1%D9%8A%D9%85", "\u{645}\u{631}\u{64a}\u{645}"),
        // With the marks of Arabic vowels, and with the Persian letter.
        (
            "%D9%85%D9%8E%D8%B1%DB%8C%D9%85",
            "\u{645}\u{631}\u{64a}\u{645}",
        ),
        ("%E6%9D%8E", "\u{674e}\u{5a1c}"),
        ("featherstone", "Bartholomew Featherstonehaugh"),
    ] {
        assert_eq!(
            found(&field, &format!("name={asked}")).await,
            [name],
            "{asked}"
        );
    }
    assert!(found(&field, "name=nobodyhere").await.is_empty());
}
