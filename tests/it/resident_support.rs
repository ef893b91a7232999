//! A chain with a first person, and a visitor who knows only links, forms, labels and the words on buttons.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use daisychain::app::App;
use daisychain::chain::{self, About, Face, templates};
use daisychain::people::{self, NewStarter, links};
use daisychain::sources::Sources;
use daisychain::{db, router};
use entity::shared::{Contact, LinkKind};
use entity::{organiser, participant, person_code};
use scraper::{ElementRef, Html, Selector};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait,
    QueryFilter, QueryOrder, Statement,
};
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::{TestApp, TestDb};

/// A server in this process with a database of its own, and one open chain.
pub struct World {
    pub app: App,
    pub sources: Sources,
    pub face: Face,
    router: Router,
    /// Kept for as long as the app: dropping it removes the folder.
    test: TestDb,
}

impl World {
    pub async fn new() -> Self {
        let test = TestDb::with_sources(Sources::fixed(start(), 1)).await;
        let TestApp { app, test } = TestApp::on(test, &[]);
        let face = open_chain(&app).await;
        Self {
            router: router::router(&app),
            app,
            sources: test.sources.clone(),
            face,
            test,
        }
    }

    /// Starts another server on the same database, as after a kill: nothing of the old one is left but what it stored.
    pub async fn restart(&mut self) {
        self.test.db = db::connect(&self.test.url).await.unwrap();
        self.app = self.test.app(&[]);
        self.router = router::router(&self.app);
    }

    pub fn pass(&self, time: Duration) {
        self.sources.advance(time);
    }

    /// Adds a first person and returns their token.
    pub async fn add_starter(&self, name: &str, email: &str) -> String {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let by = organiser::Entity::find().one(&txn).await.unwrap().unwrap();
        let new = NewStarter {
            name: name.to_owned(),
            email: email.to_owned(),
            language: "en".to_owned(),
        };
        let person = people::add_starter(&txn, &self.app.means, &self.face, by.id, new)
            .await
            .unwrap()
            .unwrap();
        txn.commit().await.unwrap();
        self.token(person.id, LinkKind::Act).await
    }

    /// Builds the token that stands in the person's messages.
    pub async fn token(&self, person: Uuid, kind: LinkKind) -> String {
        let link = links::find_live(&self.app.db.read, person, kind)
            .await
            .unwrap()
            .unwrap();
        self.app.means.keys.link_token(link.id, link.generation)
    }

    /// Finds the person last added under this name.
    pub async fn person(&self, name: &str) -> participant::Model {
        participant::Entity::find()
            .filter(participant::Column::Name.eq(name))
            .order_by_desc(participant::Column::Id)
            .one(&self.app.db.read)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn token_of(&self, name: &str) -> String {
        self.token(self.person(name).await.id, LinkKind::Act).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response
            .headers()
            .get(header::LOCATION)
            .map(|v| v.to_str().unwrap().to_owned());
        let headers = response.headers().clone();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        Answer {
            status,
            headers,
            location,
            path,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Opens a page and follows where it leads.
    pub async fn open(&self, path: &str) -> Answer {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let plain = path.split('#').next().unwrap().to_owned();
            let answer = self
                .send(Request::get(plain).body(Body::empty()).unwrap())
                .await;
            match answer.location {
                Some(next) => path = next,
                None => return answer,
            }
        }
        panic!("{path} leads round in a circle");
    }

    pub async fn home(&self, token: &str) -> Answer {
        self.open(&format!("/p/{token}")).await
    }

    /// Posts a body the way our own page would.
    pub async fn post(&self, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// Deletes everything about a person who said yes, with the code that is mailed to them.
    pub async fn deletes_everything(&self, token: &str) {
        let page = self.open(&format!("/p/{token}/delete")).await;
        let page = page.form().tick("Delete everything about me");
        let page = page.press(self, "Continue").await;
        let code = self.act_code().await;
        let form = page.form().fill("Code", &code);
        let done = form.press(self, "Delete everything about me").await;
        assert_eq!(done.h1(), "Done. We have deleted your name and email.");
    }

    /// Reads the newest code that was mailed to anyone for something on their own page.
    pub async fn act_code(&self) -> String {
        let newest = person_code::Entity::find()
            .order_by_desc(person_code::Column::Id)
            .one(&self.app.db.read)
            .await
            .unwrap()
            .unwrap();
        self.app.means.keys.sign_in_code(newest.id)
    }

    /// Returns every row of every table as text, to see that nothing changed.
    pub async fn dump(&self) -> Vec<String> {
        let conn = &self.app.db.read;
        let sqlite = conn.get_database_backend() == DbBackend::Sqlite;
        let tables = if sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        } else {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        };
        let mut out = Vec::new();
        for table in self.column(tables, "name").await {
            let rows = if sqlite {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns: Vec<String> = self
                    .column(&columns, "name")
                    .await
                    .iter()
                    .map(|c| format!("quote(\"{c}\")"))
                    .collect();
                format!(
                    "SELECT {} AS line FROM \"{table}\" ORDER BY 1",
                    columns.join("||'|'||")
                )
            } else {
                format!("SELECT t::text AS line FROM \"{table}\" t ORDER BY 1")
            };
            for line in self.column(&rows, "line").await {
                out.push(format!("{table}: {line}{}", spelled_out(&line)));
            }
        }
        out
    }

    pub async fn column(&self, sql: &str, name: &str) -> Vec<String> {
        let conn = &self.app.db.read;
        let statement = Statement::from_string(conn.get_database_backend(), sql);
        let rows = conn.query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| row.try_get::<String>("", name).unwrap())
            .collect()
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub location: Option<String>,
    pub path: String,
    pub text: String,
}

fn all<'a>(root: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    root.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Answer {
    pub fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    pub fn title(&self) -> String {
        words(all(self.html().root_element(), "title")[0])
    }

    /// Returns the one heading of the page.
    pub fn h1(&self) -> String {
        let html = self.html();
        let found = all(html.root_element(), "h1");
        assert_eq!(found.len(), 1, "one h1 on {}\n{}", self.path, self.text);
        words(found[0])
    }

    pub fn main(&self) -> String {
        words(all(self.html().root_element(), "main")[0])
    }

    pub fn says(&self, text: &str) -> bool {
        self.main().contains(text)
    }

    pub fn find(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).map(words).collect()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .filter_map(|e| e.value().attr(name).map(str::to_owned))
            .collect()
    }

    /// Returns where the link with these words leads.
    pub fn link(&self, text: &str) -> String {
        let html = self.html();
        let found = all(html.root_element(), "a")
            .into_iter()
            .find(|a| words(*a) == text);
        let link = found.unwrap_or_else(|| panic!("no link {text:?} on\n{}", self.text));
        link.value().attr("href").unwrap().to_owned()
    }

    pub fn form(&self) -> Filling<'_> {
        Filling {
            page: self,
            filled: Vec::new(),
        }
    }

    /// Returns every form as a program would send it that presses no button: where to, and what.
    pub fn untouched_forms(&self) -> Vec<(String, String)> {
        let html = self.html();
        all(html.root_element(), "main form")
            .into_iter()
            .map(|form| (action(self, form), body(form, &[], None)))
            .collect()
    }
}

fn action(page: &Answer, form: ElementRef<'_>) -> String {
    let here = page.path.split('?').next().unwrap();
    form.value().attr("action").unwrap_or(here).to_owned()
}

/// A form being filled in, by the words of its labels.
pub struct Filling<'a> {
    page: &'a Answer,
    filled: Vec<(String, usize, String)>,
}

impl Filling<'_> {
    /// Types into, chooses from, or ticks what the label names.
    pub fn fill(self, label: &str, value: &str) -> Self {
        self.fill_nth(label, 0, value)
    }

    pub fn tick(self, label: &str) -> Self {
        self.fill_nth(label, 0, "on")
    }

    pub fn tick_nth(self, label: &str, n: usize) -> Self {
        self.fill_nth(label, n, "on")
    }

    pub fn fill_nth(mut self, label: &str, n: usize, value: &str) -> Self {
        self.filled.push((label.to_owned(), n, value.to_owned()));
        self
    }

    /// Returns where the form would be sent by this button, and what.
    pub fn request(&self, button: &str) -> (String, String) {
        let html = self.page.html();
        let pressed = all(html.root_element(), "button")
            .into_iter()
            .find(|b| words(*b) == button)
            .unwrap_or_else(|| panic!("no button {button:?} on\n{}", self.page.text));
        let form = pressed
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|e| e.value().name() == "form")
            .unwrap();
        let labels = all(form, "label");
        let controls: Vec<(String, String)> = self
            .filled
            .iter()
            .map(|(label, n, value)| {
                let found = labels
                    .iter()
                    .filter(|l| words(**l) == *label)
                    .nth(*n)
                    .unwrap_or_else(|| panic!("no label {label:?} on\n{}", self.page.text));
                (found.value().attr("for").unwrap().to_owned(), value.clone())
            })
            .collect();
        let button = pressed.value().attr("name").map(|name| {
            let value = pressed.value().attr("value").unwrap_or_default();
            (name.to_owned(), value.to_owned())
        });
        (action(self.page, form), body(form, &controls, button))
    }

    /// Presses a button and opens where it leads.
    pub async fn press(self, world: &World, button: &str) -> Answer {
        let answer = self.press_only(world, button).await;
        match &answer.location {
            Some(next) => world.open(next).await,
            None => answer,
        }
    }

    /// Presses a button without following where it leads.
    pub async fn press_only(self, world: &World, button: &str) -> Answer {
        let (action, body) = self.request(button);
        world.post(&action, &body).await
    }
}

fn body(
    form: ElementRef<'_>,
    filled: &[(String, String)],
    button: Option<(String, String)>,
) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    let chosen_groups: Vec<&str> = all(form, "input[type=radio]")
        .into_iter()
        .filter(|r| {
            filled
                .iter()
                .any(|(id, _)| r.value().attr("id") == Some(id))
        })
        .filter_map(|r| r.value().attr("name"))
        .collect();
    for control in all(form, "input, textarea, select") {
        let value = control.value();
        let Some(name) = value.attr("name") else {
            continue;
        };
        let given = filled
            .iter()
            .find(|(id, _)| value.attr("id") == Some(id))
            .map(|(_, v)| v.clone());
        let text = match (value.name(), value.attr("type").unwrap_or("text")) {
            ("input", "radio") => {
                let kept = value.attr("checked").is_some() && !chosen_groups.contains(&name);
                (given.is_some() || kept).then(|| value.attr("value").unwrap_or("on").to_owned())
            }
            ("input", "checkbox") => {
                let ticked = given
                    .as_deref()
                    .map_or(value.attr("checked").is_some(), |g| g == "on");
                ticked.then(|| value.attr("value").unwrap_or("on").to_owned())
            }
            ("textarea", _) => Some(given.unwrap_or_else(|| control.text().collect())),
            ("select", _) => Some(selected(control, given)),
            _ => Some(given.unwrap_or_else(|| value.attr("value").unwrap_or_default().to_owned())),
        };
        if let Some(text) = text {
            out.append_pair(name, &text);
        }
    }
    if let Some((name, value)) = button {
        out.append_pair(&name, &value);
    }
    out.finish()
}

fn selected(select: ElementRef<'_>, given: Option<String>) -> String {
    let options = all(select, "option");
    let found = match given {
        Some(text) => options.iter().find(|o| words(**o) == text),
        None => options
            .iter()
            .find(|o| o.value().attr("selected").is_some())
            .or(options.first()),
    };
    let option = found.expect("an option");
    option.value().attr("value").unwrap_or_default().to_owned()
}

pub fn start() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-22T09:30:00Z")
        .unwrap()
        .to_utc()
}

async fn open_chain(app: &App) -> Face {
    let means = &app.means;
    let txn = db::begin_write(&app.db).await.unwrap();
    let owner = means.id();
    organiser::ActiveModel {
        id: Set(owner),
        email: Set(vec![1]),
        email_index: Set(means.keys.address_index("asha@example.org")),
        name: Set("Asha".to_owned()),
        made_at: Set(means.now()),
        number_keys: Set(false),
    }
    .insert(&txn)
    .await
    .unwrap();
    let contact = Contact {
        person: "Asha".to_owned(),
        phone: "020 7946 0123".to_owned(),
        hours: "Monday to Friday, 10am to 4pm".to_owned(),
        email: "help@example.org".to_owned(),
        address: "1 Long Street".to_owned(),
    };
    let host = chain::create_host(
        &txn,
        means,
        owner,
        "Kettlegate House",
        "Europe/London",
        contact,
    )
    .await
    .unwrap();
    let about = About {
        name: "Food in Kettlegate",
        topic: "food in Kettlegate",
        purpose: "We want everyone here to eat well.",
    };
    let template = templates::find("food").unwrap();
    let made = chain::create(&txn, means, &host, template, about)
        .await
        .unwrap();
    let face = chain::find_face(&txn, made.id).await.unwrap().unwrap();
    chain::open(&txn, means, &face).await.unwrap().unwrap();
    txn.commit().await.unwrap();
    chain::find_face(&app.db.read, made.id)
        .await
        .unwrap()
        .unwrap()
}

/// What the bytes in a row of [`World::dump`] say: both databases write them as digits, in which no words are found.
fn spelled_out(line: &str) -> String {
    let mut out = String::new();
    // SQLite writes X'41', PostgreSQL "\\x41".
    for run in line.split("X'").chain(line.split("\\x")).skip(1) {
        let digits: Vec<u32> = run.chars().map_while(|c| c.to_digit(16)).collect();
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .filter_map(|two| u8::try_from(two[0] * 16 + two[1]).ok())
            .collect();
        out.push(' ');
        out.push_str(&String::from_utf8_lossy(&bytes));
    }
    out
}

#[test]
fn words_that_are_kept_as_bytes_are_found_in_a_dump() {
    for line in ["1|X'53616D'|X'FF'", r#"(1,"\\x53616d","\\xff")"#] {
        assert!(spelled_out(line).contains("Sam"), "{line}");
        assert!(!spelled_out(line).contains("616"), "{line}");
    }
}
