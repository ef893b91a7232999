//! A server on a temporary database and a small browser without script: it keeps cookies, sends forms, and shows
//! redirects instead of following them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use clap::Parser;
use daisychain::app::App;
use daisychain::config::Settings;
use daisychain::keys::Keys;
use daisychain::sources::Sources;
use daisychain::{db, organiser, router};
use migration::Migrator;
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tower::ServiceExt;

pub const ORIGIN: &str = "http://localhost:8080";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

/// A server and what it stands on.
pub struct Server {
    pub app: App,
    router: Router,
    _dir: TempDir,
}

impl Server {
    /// Starts with an empty database and a clock that stands still.
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => own_schema(&server).await,
            Err(_) => format!("sqlite://{}?mode=rwc", dir.path().join("t.db").display()),
        };
        let mail = dir.path().join("mail");
        let mut settings = Line::parse_from([
            "t",
            "--database-url",
            &url,
            "--mail-dir",
            mail.to_str().unwrap(),
        ])
        .settings;
        settings.writes_per_minute = 10_000;
        let db = db::connect(&url).await.unwrap();
        Migrator::up(&db.write, None).await.unwrap();
        let at: DateTime<Utc> = "2026-11-22T09:00:00Z".parse().unwrap();
        let sources = Sources::fixed(at, 1);
        let app = App::from_parts(settings, db, sources, Keys::from_secret(&[7; 32])).unwrap();
        Self {
            router: router::router(&app),
            app,
            _dir: dir,
        }
    }

    /// Adds an organiser.
    pub async fn organiser(&self, email: &str, name: &str) -> entity::organiser::Model {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let added = organiser::add(&txn, &self.app.means, email, name)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        added
    }

    /// Opens a browser that nobody used before.
    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// Opens a browser and signs in.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        browser.submit("/sign-in", &[("email", email)]).await;
        let code = self.code(email).await.unwrap();
        let answer = browser.submit("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(answer.to(), "/desk");
        browser
    }

    /// Returns the newest code that still works, as the worker would mail it.
    pub async fn code(&self, email: &str) -> Option<String> {
        organiser::sign_in::newest_code(&self.app.db.read, &self.app.means, email)
            .await
            .unwrap()
    }
}

/// Makes a schema of its own on a `PostgreSQL` server and returns the address that leads into it.
async fn own_schema(server: &str) -> String {
    let name = format!("t_{}", Sources::system().id().simple());
    let db = sea_orm::Database::connect(server).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&db, &format!("CREATE SCHEMA {name}"))
        .await
        .unwrap();
    db.close().await.unwrap();
    let sign = if server.contains('?') { '&' } else { '?' };
    format!("{server}{sign}options=-csearch_path%3D{name}")
}

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Returns where a redirect after a form leads.
    #[track_caller]
    pub fn to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    #[track_caller]
    pub fn shows(&self, text: &str) {
        assert!(
            self.body.contains(text),
            "{text:?} is not in:\n{}",
            self.body
        );
    }

    /// Returns the value of the first input of this name.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let page = scraper::Html::parse_document(&self.body);
        let wanted = scraper::Selector::parse(&format!("[name='{name}']")).unwrap();
        let found = page.select(&wanted).next();
        let found = found.unwrap_or_else(|| panic!("no field {name} in:\n{}", self.body));
        found.value().attr("value").unwrap_or_default().to_owned()
    }

    pub fn title(&self) -> String {
        let page = scraper::Html::parse_document(&self.body);
        let wanted = scraper::Selector::parse("title").unwrap();
        page.select(&wanted).next().unwrap().text().collect()
    }
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// Sends a form as our own page would.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_from(Some(ORIGIN), path, fields).await
    }

    /// Sends a form with this `Origin` header.
    pub async fn submit_from(
        &mut self,
        origin: Option<&str>,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let line: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        if !line.is_empty() {
            request
                .headers_mut()
                .insert(header::COOKIE, line.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 22).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}
