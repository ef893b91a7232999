//! The page with the map at every size, as files a browser opens by themselves: `tests/browser/maps.mjs` makes them by
//! this test and measures what the server cannot, the letters.

use std::fs;
use std::path::Path;

use daisychain::desk::map::picture::{self, Look, USUAL_ZOOM};
use daisychain::desk::map::{self, Chart, fold, part};
use daisychain::i18n::Words;
use scraper::Html;

use super::support::{Field, select};
use crate::support::start;

const STYLE: &str = include_str!("../../../templates/static/app.css");
const ICON: &str = include_str!("../../../templates/static/daisy.svg");

/// Puts the stylesheet and the icon into the page; the script stays away, the page does without.
fn self_contained(page: &str) -> String {
    let tag = |begins: &str, ends: &str| {
        let from = page.find(begins).expect("the tag is in the head");
        let to = from + page[from..].find(ends).expect("the tag ends") + ends.len();
        &page[from..to]
    };
    let icon = tag("/s/daisy.", "svg");
    let drawn: String = ICON
        .chars()
        .map(|c| match c {
            '%' | '#' | '"' | '<' | '>' | '\n' => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    let whole = page
        .replace(
            tag("<link rel=\"stylesheet\"", ">"),
            &format!("<style>\n{STYLE}</style>"),
        )
        .replace(tag("<script", "</script>"), "")
        .replace(icon, &format!("data:image/svg+xml,{drawn}"));
    assert!(!whole.contains("\"/s/") && !STYLE.contains("url("));
    whole
}

/// The page as it were in a language from right to left: the words stay, the picture is drawn anew.
async fn mirrored(field: &Field, page: &str) -> String {
    let conn = &field.app.db().read;
    let (snapshot, needing) = map::read(conn, &field.face, start()).await.unwrap();
    let chart = Chart::of(&field.face, &snapshot, &needing);
    let look = Look {
        w: Words::of("en"),
        right_to_left: true,
        linked: true,
        open: None,
        zoom: USUAL_ZOOM,
    };
    let view = fold::view(&chart.forest, &chart.moving, None);
    let drawn = picture::draw(&chart, &view, look);
    let label = part::label(look.w, &chart);
    let base = format!("/desk/{}", field.face.chain.slug);
    let svg = picture::Svg::of(&drawn, &label, &base, USUAL_ZOOM).to_string();
    let from = page.find("<svg class=\"map\"").unwrap();
    let to = page.find("</svg></section>").unwrap();
    let (before, after) = (&page[..from], &page[to + "</svg>".len()..]);
    let before = before.replacen("dir=\"ltr\"", "dir=\"rtl\"", 1);
    format!("{before}{svg}{after}")
}

#[tokio::test]
async fn r32_the_page_of_every_size_is_there_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("map");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, page: &str| {
        let page = self_contained(page);
        fs::write(folder.join(format!("{name}.html")), &page).unwrap();
        let document = Html::parse_document(&page);
        select(&document, "svg.map [role=listitem]").len()
    };
    for people in [1, 7, 60, 500, 5_000] {
        let field = Field::of(people, if people > 7 { people / 20 } else { 0 }).await;
        let page = field.get("").await;
        let drawn = write(&people.to_string(), &page);
        if people <= 60 {
            assert_eq!(drawn, people, "all are drawn");
        } else {
            assert!((60..=300).contains(&drawn), "{people}: {drawn} are drawn");
        }
        if people == 60 {
            let page = mirrored(&field, &page).await;
            assert_eq!(write("60-mirrored", &page), people);
        }
    }
}
