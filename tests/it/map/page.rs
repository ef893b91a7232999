//! What the page weighs, what it says of an empty chain, who may open what, and how names are cut.

use axum::http::StatusCode;
use daisychain::desk::help;
use daisychain::desk::map::picture::{self, Look, USUAL_ZOOM};
use daisychain::desk::map::{Chart, fold, part};
use daisychain::desk::snapshot::Snapshot;
use daisychain::i18n::Words;
use entity::shared::Role;
use scraper::Html;

use super::support::{Field, read_picture, select, words};

#[tokio::test]
async fn r32_the_page_of_two_hundred_people_is_at_most_20_kb_and_of_five_thousand_80() {
    let field = Field::of(200, 10).await;
    let size = field.bytes("").await;
    println!("200 people: {size} bytes");
    assert!(size <= 20_000, "{size}");
    let field = Field::of(5_000, 200).await;
    let size = field.bytes("").await;
    println!("5,000 people: {size} bytes");
    assert!(size <= 80_000, "{size}");
    let page = field.get("?people=520").await;
    assert!(page.contains("Page 520 of 520"));
    let poster = field.bytes("/map/poster").await;
    println!("poster of 5,000 people: {poster} bytes");
}

#[tokio::test]
async fn r26_in_a_language_from_right_to_left_the_picture_is_mirrored_and_the_words_are_not() {
    let field = Field::of(40, 0).await;
    let (conn, now) = (&field.app.db().read, field.app.means().now());
    let snapshot = Snapshot::load(conn, &field.face, now).await.unwrap();
    let needing = help::list(conn, &field.face, &snapshot).await.unwrap();
    let chart = Chart::of(&field.face, &snapshot, &needing);
    let view = fold::view(&chart.forest, &chart.moving, None);
    let look = Look {
        w: Words::of("en"),
        right_to_left: false,
        linked: true,
        open: None,
        zoom: USUAL_ZOOM,
    };
    let left = picture::draw(&chart, &view, look);
    let right = picture::draw(
        &chart,
        &view,
        Look {
            right_to_left: true,
            ..look
        },
    );
    assert_eq!((left.width, left.height), (right.width, right.height));
    assert_eq!((left.flowers.len(), right.flowers.len()), (40, 40));
    for (a, b) in left.flowers.iter().zip(&right.flowers) {
        assert_eq!(
            (a.x + b.x, a.y, &a.name, &a.state),
            (left.width, b.y, &b.name, &b.state)
        );
    }
    // First people stand at the edge where reading begins; stems still lead from who asked to who was asked.
    let edge = right.flowers.iter().map(|f| f.x).max().unwrap();
    assert_eq!(right.flowers[0].x, edge);
    let label = part::label(look.w, &chart);
    let svg = picture::Svg::of(&right, &label, "/desk/x", USUAL_ZOOM);
    let page = format!("<!DOCTYPE html><html dir=\"rtl\"><body>{svg}</body></html>");
    let plain = format!(
        "<!DOCTYPE html><html><body>{}</body></html>",
        picture::Svg::of(&left, &label, "/desk/x", 100)
    );
    let parents = |page: &str| {
        read_picture(page)
            .into_iter()
            .map(|f| f.said)
            .collect::<Vec<_>>()
    };
    let said = parents(&page);
    let with_parent = said.iter().filter(|said| !said.parent.is_empty());
    assert_eq!((said.len(), with_parent.count()), (40, 36));
    assert_eq!(said, parents(&plain));
}

#[tokio::test]
async fn an_empty_chain_says_what_to_do_first_and_has_no_picture() {
    let field = Field::of(0, 0).await;
    let page = field.get("").await;
    assert!(page.contains("Add your first people") && !page.contains("<svg class=\"map\""));
    assert_eq!(field.get("/map.json").await, "{\"people\":[]}");
    assert!(
        field
            .get("/map/poster")
            .await
            .contains("Nobody has talked yet")
    );
}

#[tokio::test]
async fn long_names_are_cut_in_the_picture_and_whole_in_its_title_and_in_the_table() {
    let field = Field::of(13, 0).await;
    let page = field.get("").await;
    let document = Html::parse_document(&page);
    let long = "Bartholomew Featherstonehaugh";
    let titles: Vec<String> = select(&document, "svg.map text title")
        .into_iter()
        .map(words)
        .collect();
    assert_eq!(titles, [long]);
    assert!(page.contains("</title>Bartholome") && page.contains('\u{2026}'));
    let names: Vec<String> = select(&document, "table.tree th bdi")
        .into_iter()
        .map(words)
        .collect();
    assert!(names.iter().any(|name| name == long));
}

#[tokio::test]
async fn a_coder_sees_everyone_without_links_to_their_pages_and_a_reader_nothing() {
    let field = Field::of(70, 2).await;
    let coder = field.with_role(Role::Coder).await;
    let (status, body) = field.ask(&coder, "", false).await;
    let page = String::from_utf8(body).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("svg class=\"map\"") && page.contains("Tunde"));
    assert!(!page.contains("/people"), "no way to people's pages");
    for path in ["/map.json", "/map/poster"] {
        assert_eq!(field.ask(&coder, path, false).await.0, StatusCode::OK);
    }
    let reader = field.with_role(Role::Reader).await;
    for path in ["", "/map.json", "/map/poster"] {
        assert_eq!(
            field.ask(&reader, path, false).await.0,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_poster_shows_who_talked_without_names_unless_an_organiser_asks_for_them() {
    let field = Field::of(500, 0).await;
    let talked = {
        let all: serde_json::Value = serde_json::from_str(&field.get("/map.json").await).unwrap();
        let people = all["people"].as_array().unwrap().clone();
        let has = |p: &serde_json::Value| {
            let place = p["place"].as_str().unwrap();
            ["first-talked", "recorded", "checked", "passed-on"].contains(&place)
        };
        people
            .iter()
            .filter(|p| has(p) && !p["depth"].is_null())
            .count()
    };
    assert!(talked > 0 && talked < 500, "{talked}");
    let poster = field.get("/map/poster").await;
    let document = Html::parse_document(&poster);
    assert_eq!(select(&document, ".poster svg.map > g").len(), talked);
    assert_eq!(select(&document, ".poster svg.map text").len(), 0);
    assert_eq!(select(&document, ".poster svg.map g:not(.full)").len(), 0);
    assert!(!poster.contains("no-news") && !poster.contains("somebody who left"));
    assert!(!poster.contains("/people/") && poster.contains("Food in Alderbrook"));
    let named = field.get("/map/poster?names=yes").await;
    let document = Html::parse_document(&named);
    let names = select(&document, ".poster svg.map text");
    assert!(!names.is_empty() && names.len() <= talked);
    assert!(names.into_iter().map(words).all(|name| !name.contains(' ')));
    assert!(!named.contains("somebody who left") && !named.contains("/people/"));
    assert!(field.get("").await.contains("/map/poster"));
}

#[tokio::test]
async fn bigger_and_smaller_are_links_and_end_at_the_ends() {
    let field = Field::of(7, 0).await;
    let width = |page: &str| {
        let document = Html::parse_document(page);
        select(&document, "svg.map")[0]
            .value()
            .attr("width")
            .unwrap()
            .parse::<i32>()
            .unwrap()
    };
    let usual = field.get("").await;
    assert!(usual.contains("?zoom=140#picture") && usual.contains("?zoom=70#picture"));
    let most = field.get("?zoom=200").await;
    assert_eq!(width(&most), 2 * width(&usual));
    assert!(!most.contains(">Bigger<") && most.contains(">Smaller<"));
    assert!(!field.get("?zoom=50").await.contains(">Smaller<"));
    for odd in ["?zoom=9999999", "?zoom=x&open=nobody&people=-1"] {
        assert_eq!(width(&field.get(odd).await), width(&usual));
    }
}

#[tokio::test]
async fn on_a_phone_the_page_stays_short_whatever_the_chain() {
    let field = Field::of(200, 40).await;
    let page = Html::parse_document(&field.get("").await);
    assert_eq!(select(&page, "table.tree tbody tr").len(), 10);
    assert_eq!(select(&page, "table.needs tbody tr").len(), 6);
    assert!(select(&page, "ul.waiting li").len() <= 10);
    let lists = select(&page, ".as-list details");
    assert_eq!(lists.len(), 1);
    assert!(
        lists[0].value().attr("open").is_none(),
        "shut until asked for"
    );
    assert_eq!(select(&page, ".as-list > ul").len(), 0);
    // The rest is a press away, and every page of either list keeps to it.
    let page = Html::parse_document(&field.get("?people=2&page=2").await);
    assert_eq!(select(&page, "table.tree tbody tr").len(), 10);
    assert!(select(&page, "table.needs tbody tr").len() <= 6);
}

#[tokio::test]
async fn somebody_is_found_by_name_and_shown_marked_on_the_map() {
    let field = Field::of(500, 0).await;
    let page = field.get("").await;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("id=\"find\"") < at("<svg class=\"map\""));
    assert!(at(">Bigger<") < at("<svg class=\"map\""));
    assert!(!page.contains("class=\"found\""), "nobody was looked for");
    // The box asks the list of people; each who is found there has a way to the map.
    let document = Html::parse_document(&page);
    let form = select(&document, ".as-picture form")[0].value();
    let people = format!("/desk/{}/people", field.face.chain.slug);
    assert_eq!(form.attr("action"), Some(people.as_str()));
    let found = field.get("/people?name=thao").await;
    let document = Html::parse_document(&found);
    let ways: Vec<String> = select(&document, "td a")
        .into_iter()
        .filter(|a| words(*a) == "Show on the map")
        .filter_map(|a| a.value().attr("href").map(str::to_owned))
        .collect();
    assert_eq!(ways.len(), select(&document, "tbody tr").len());
    for way in ways {
        let (path, _) = way.split_once('#').unwrap();
        let query = &path[path.find('?').unwrap()..];
        let map = field.get(query).await;
        let document = Html::parse_document(&map);
        let marked = select(&document, "svg.map a[aria-current=true]");
        assert_eq!(
            (marked.len(), map.matches("class=\"found\"").count()),
            (1, 1)
        );
        let id = query.split('=').nth(1).unwrap();
        let own = format!("{people}/{id}");
        assert_eq!(marked[0].value().attr("href"), Some(own.as_str()));
        let person = field.get(&format!("/people/{id}")).await;
        assert!(person.contains(&way), "the person's page leads there too");
    }
}
