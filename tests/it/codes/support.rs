//! Codes as they are typed, squares as a camera reads them, and the letters at the desk.

use axum::http::StatusCode;
use daisychain::people::links;
use entity::door_code;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::journeys::invited;
use crate::organisers::Browser;
use crate::resident_support::{Answer, World};

pub const PHONE: &str = "020 7946 0123";

pub const TYPED: &str = "http://localhost:8080/code";

pub async fn code_of(world: &World, name: &str) -> String {
    let person = world.person(name).await.id;
    links::code_for(&world.app.db.read, &world.app.means, person)
        .await
        .unwrap()
        .unwrap()
}

/// Types a code into the page for it.
pub async fn types(world: &World, code: &str) -> Answer {
    let page = world.open("/code").await;
    page.form()
        .fill("Your code", code)
        .press(world, "Continue")
        .await
}

/// Types a code and returns the pass in the address it leads to.
pub async fn pass(world: &World, code: &str) -> String {
    let page = world.open("/code").await;
    let answer = page
        .form()
        .fill("Your code", code)
        .press_only(world, "Continue")
        .await;
    let to = answer.location.unwrap();
    to.rsplit('/').next().unwrap().to_owned()
}

/// An organiser at the desk of the chain.
pub struct Desk<'a> {
    browser: Browser<'a>,
}

impl<'a> Desk<'a> {
    pub async fn of(world: &'a World) -> Self {
        let browser = Browser::asha(world).await;
        Self { browser }
    }

    pub fn path(&self, below: &str) -> String {
        self.browser.path(below)
    }

    pub async fn open(&self, below: &str) -> Answer {
        self.browser.send(&self.path(below), None).await
    }

    pub async fn post(&self, below: &str, body: &str) -> Answer {
        let path = self.path(below);
        self.browser.send(&path, Some(body.to_owned())).await
    }

    /// Makes a letter for a street and returns its row.
    pub async fn street(&self, name: &str) -> door_code::Model {
        let page = self.open("/door-letters").await;
        let (_, body) = page
            .form()
            .fill("Street or place", name)
            .request("Make the letter");
        let made = self.post("/door-letters", &body).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        door_code::Entity::find()
            .filter(door_code::Column::Name.eq(name))
            .one(&self.browser.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn street_code(&self, street: &door_code::Model) -> String {
        let page = self.open("/door-letters").await;
        let codes = page.find("td bdi");
        let names = page.find("tbody th");
        let row = names.iter().position(|name| *name == street.name).unwrap();
        codes[row].clone()
    }
}

/// Reads the QR code of a page the way a camera does: the drawing is turned into dots and decoded.
pub fn scan(page: &Answer) -> String {
    const DOTS: usize = 4;
    let drawn = page.text.split("<svg class=\"qr\"").nth(1).unwrap();
    let drawn = drawn.split("</svg>").next().unwrap();
    let size: usize = drawn.split("viewBox=\"0 0 ").nth(1).unwrap()[..]
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let dark = drawn
        .split("<path ")
        .find(|path| path.contains("fill=\"#000\""))
        .unwrap();
    let outline = dark.split("d=\"").nth(1).unwrap();
    let outline = outline.split('"').next().unwrap();
    let mut modules = vec![false; size * size];
    for square in outline.split('M').filter(|square| !square.is_empty()) {
        let numbers: Vec<usize> = square
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .map(|n| n.parse().unwrap())
            .collect();
        let [x, y, width, height, ..] = numbers[..] else {
            panic!("another way of drawing: {square}");
        };
        for row in y..y + height {
            modules[row * size + x..row * size + x + width].fill(true);
        }
    }
    let side = size * DOTS;
    let mut picture = rqrr::PreparedImage::prepare_from_bitmap(side, side, |x, y| {
        modules[(y / DOTS) * size + x / DOTS]
    });
    let found = picture.detect_grids();
    assert_eq!(found.len(), 1, "one code on a page");
    found[0].decode().unwrap().1
}

/// The message came back: the initiator gives the link or a letter themself.
pub async fn gives_it(world: &World, token: &str) {
    let at = format!("/p/{token}/give-it");
    world.post(&at, "press=yes").await;
}

/// The letter Maria prints when our message to Sam came back.
pub async fn letter_to_sam(world: &World) -> (String, Answer) {
    let (maria, _) = invited(world).await;
    world.bounce("Sam Khan").await;
    gives_it(world, &maria).await;
    let page = world.home(&maria).await;
    let letter = world.open(&page.link("Print a letter")).await;
    (maria, letter)
}
