//! A chain of a given size with its owner at the desk, and readers of the picture, the table and the data.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use daisychain::chain::Face;
use daisychain::router;
use entity::shared::Role;
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt;
use uuid::Uuid;

use super::grow::grow;
use crate::organisers::{add_member, add_organiser, sign_in};
use crate::support::TestApp;

pub struct Field {
    pub app: TestApp,
    pub face: Face,
    pub cookie: String,
}

impl Field {
    /// A chain of so many people, and so many who wait for a place.
    pub async fn of(people: usize, waiting: usize) -> Self {
        let app = TestApp::new().await;
        let owner = app.organiser("Asha").await;
        let face = app.start_chain("Food in Alderbrook", owner).await;
        if people + waiting > 0 {
            grow(&app.app, &face, people, waiting).await;
        }
        let cookie = sign_in(&app.app, owner).await;
        Self { app, face, cookie }
    }

    pub async fn with_role(&self, role: Role) -> String {
        let id = add_organiser(&self.app.app, role.as_str()).await;
        add_member(&self.app.app, id, (None, Some(self.face.chain.id)), role).await;
        sign_in(&self.app.app, id).await
    }

    /// Asks for a page as this organiser; with `packed` as a browser does that unpacks.
    pub async fn ask(&self, cookie: &str, path: &str, packed: bool) -> (StatusCode, Vec<u8>) {
        let mut request = Request::builder()
            .uri(format!("/desk/{}{path}", self.face.chain.slug))
            .header(header::COOKIE, cookie);
        if packed {
            request = request.header(header::ACCEPT_ENCODING, "gzip");
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = router::router(&self.app.app)
            .oneshot(request)
            .await
            .unwrap();
        assert_eq!(
            answer.headers().contains_key(header::CONTENT_ENCODING),
            packed
        );
        let status = answer.status();
        (
            status,
            to_bytes(answer.into_body(), 1 << 24)
                .await
                .unwrap()
                .to_vec(),
        )
    }

    pub async fn get(&self, path: &str) -> String {
        let (status, body) = self.ask(&self.cookie, path, false).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        String::from_utf8(body).unwrap()
    }

    /// How many bytes a page is on the wire.
    pub async fn bytes(&self, path: &str) -> usize {
        self.ask(&self.cookie, path, true).await.1.len()
    }
}

/// What one of the three says of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    pub name: String,
    /// The name of who asked them; empty for a first person.
    pub parent: String,
    pub state: String,
    pub note: String,
    pub id: String,
}

pub fn select<'d>(page: &'d Html, selector: &str) -> Vec<ElementRef<'d>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

pub fn words(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn below<'d>(element: ElementRef<'d>, selector: &str) -> Option<ElementRef<'d>> {
    element.select(&Selector::parse(selector).unwrap()).next()
}

fn id_of(href: &str) -> String {
    href.rsplit('/').next().unwrap().to_owned()
}

/// A flower as the picture shows it.
pub struct Drawn {
    pub said: Said,
    pub at: (i32, i32),
    pub href: String,
}

/// Reads the picture: who stands where, and by the ends of the stems who stands under whom.
pub fn read_picture(page: &str) -> Vec<Drawn> {
    let page = Html::parse_document(page);
    let side = if select(&page, "html")[0].value().attr("dir") == Some("rtl") {
        -1
    } else {
        1
    };
    let mut drawn: Vec<Drawn> = select(&page, "svg.map [role=listitem]")
        .into_iter()
        .map(of_flower)
        .collect();
    let mut ends = Vec::new();
    for path in select(&page, "svg.map path.stem") {
        for one in path.value().attr("d").unwrap().split('M').skip(1) {
            let one = one.replace('C', " ");
            let n: Vec<i32> = one.split_whitespace().map(|n| n.parse().unwrap()).collect();
            ends.push(((n[0] - side * 27, n[1]), (n[6] + side * 27, n[7])));
        }
    }
    for (from, to) in ends {
        let name = drawn
            .iter()
            .find(|f| f.at == from)
            .expect("a stem begins at a flower")
            .said
            .name
            .clone();
        let to = drawn
            .iter_mut()
            .find(|f| f.at == to)
            .expect("a stem ends at a flower");
        assert_eq!(to.said.parent, "", "two stems end at one flower");
        to.said.parent = name;
    }
    drawn
}

fn of_flower(flower: ElementRef<'_>) -> Drawn {
    let name = below(flower, "text").unwrap();
    let whole = below(flower, "text title").map(words);
    let text = |selector: &str| below(flower, selector).map(words).unwrap_or_default();
    let place = below(flower, "use")
        .unwrap()
        .value()
        .attr("transform")
        .unwrap();
    let place = place
        .trim_start_matches("translate(")
        .split(')')
        .next()
        .unwrap();
    let place: Vec<i32> = place.split(' ').map(|n| n.parse().unwrap()).collect();
    let href = below(flower, "a")
        .and_then(|a| a.value().attr("href"))
        .unwrap_or_default();
    Drawn {
        said: Said {
            name: whole.unwrap_or_else(|| words(name)),
            parent: String::new(),
            state: text("text.sub:not(.mark)"),
            note: text("text.mark"),
            id: id_of(href),
        },
        at: (place[0], place[1]),
        href: href.to_owned(),
    }
}

/// Reads one page of the table.
pub fn read_table(page: &str) -> Vec<Said> {
    let page = Html::parse_document(page);
    let rows = select(&page, "table.tree tbody tr");
    rows.into_iter()
        .map(|row| {
            let cells: Vec<ElementRef<'_>> = row.select(&Selector::parse("td").unwrap()).collect();
            let tags: Vec<String> = cells[1]
                .select(&Selector::parse(".tag").unwrap())
                .map(words)
                .collect();
            let href = below(row, "th a")
                .and_then(|a| a.value().attr("href"))
                .unwrap_or_default();
            let parent = words(cells[0]);
            Said {
                name: words(below(row, "th").unwrap()),
                parent: if parent == "Host" {
                    String::new()
                } else {
                    parent
                },
                state: tags[0].clone(),
                note: tags.get(1).cloned().unwrap_or_default(),
                id: id_of(href),
            }
        })
        .collect()
}

/// Reads the data.
pub fn read_data(json: &str) -> Vec<Said> {
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    let people = data["people"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let name = |one: &serde_json::Value| {
        one["name"]
            .as_str()
            .unwrap_or("somebody who left")
            .to_owned()
    };
    let by_id = |id: &str| people.iter().find(|one| one["id"] == id).map(name);
    let said = people.iter().map(|one| {
        let parent = one["parent"].as_str().map(|id| by_id(id).unwrap());
        let apart = one["depth"].is_null().then(|| "Nobody yet".to_owned());
        Said {
            name: name(one),
            parent: parent.or(apart).unwrap_or_default(),
            state: text(&one["state"]),
            note: text(&one["note"]),
            id: text(&one["id"]),
        }
    });
    said.inspect(|one| assert!(Uuid::parse_str(&one.id).is_ok()))
        .collect()
}
