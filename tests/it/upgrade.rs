//! A database from before the later steps of the migration, with people in it, opens after the upgrade as if it had
//! been made today.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Duration, Utc};
use daisychain::keys::{self, Place};
use daisychain::router;
use daisychain::sources::Sources;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement, Value};
use serde_json::json;
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::{TestApp, TestDb, start};

/// Writes rows the way the first release did: plain SQL, no column of a later step.
struct Old<'a>(&'a TestDb);

impl Old<'_> {
    async fn insert(&self, table: &str, columns: &[(&str, Value)]) {
        let conn = &self.0.db.write;
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let (names, places) = (names.join(", "), places.join(", "));
        let sql = format!("INSERT INTO {table} ({names}) VALUES ({places})");
        let values = columns.iter().map(|(_, value)| value.clone());
        let row = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
        conn.execute_raw(row).await.unwrap();
    }

    fn id(&self) -> Uuid {
        self.0.sources.id()
    }

    /// A person with a link, and what their pages need of them. Returns the token of their page.
    async fn person(&self, chain: Uuid, id: Uuid, above: Option<Uuid>, name: &str) -> String {
        let (keys, at) = (&self.0.keys, start());
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let sealed = |place, text: &str| keys.seal(&self.0.sources, place, id, text);
        let door = if above.is_some() {
            "nominated"
        } else {
            "starter"
        };
        let prefs =
            json!({"agreed": ["contact", "words", "adult"], "channel": "email", "times": ["any"]});
        let mut columns: Vec<(&str, Value)> = vec![
            ("id", id.into()),
            ("chain", chain.into()),
            ("branch", above.unwrap_or(id).into()),
            ("depth", i32::from(above.is_some()).into()),
            ("door", door.into()),
            ("language", "en".into()),
            ("name", name.into()),
            ("email", sealed(Place::ParticipantEmail, &email).into()),
            ("email_index", keys.address_index(&email).into()),
            (
                "prefs",
                sealed(Place::ParticipantPrefs, &prefs.to_string()).into(),
            ),
            ("source", "web".into()),
            ("joined_at", at.into()),
            ("agreed_at", at.into()),
        ];
        if let Some(above) = above {
            columns.push(("parent", above.into()));
            columns.push(("depth_above", 0.into()));
        }
        self.insert("participant", &columns).await;
        let link = self.id();
        let token = keys.link_token(link, 1);
        let columns: [(&str, Value); 6] = [
            ("id", link.into()),
            ("participant", id.into()),
            ("kind", "act".into()),
            ("generation", 1.into()),
            ("token_hash", keys::hash(&token).into()),
            ("made_at", at.into()),
        ];
        self.insert("link", &columns).await;
        token
    }
}

struct Laid {
    maria: String,
    sam: String,
    cookie: String,
    sam_id: Uuid,
    chat: Uuid,
}

/// A chain with two people, their chat and a point that Sam has checked, and an organiser who is signed in.
async fn lay(old: &Old<'_>) -> Laid {
    let (keys, sources, at) = (&old.0.keys, &old.0.sources, start());
    let [asha, host, chain, question, maria, sam, chat, point] = [(); 8].map(|()| old.id());
    let sealed = keys.seal(sources, Place::OrganiserEmail, asha, "asha@example.org");
    let index = keys.address_index("asha@example.org");
    let columns: [(&str, Value); 5] = [
        ("id", asha.into()),
        ("email", sealed.into()),
        ("email_index", index.into()),
        ("name", "Asha".into()),
        ("made_at", at.into()),
    ];
    old.insert("organiser", &columns).await;
    let contact = json!({"person": "Asha", "phone": "020 7946 0123", "hours": "", "email": "", "address": ""});
    let columns: [(&str, Value); 7] = [
        ("id", host.into()),
        ("name", "Kettle House".into()),
        ("slug", "kettle-house".into()),
        ("time_zone", "Europe/London".into()),
        ("language", "en".into()),
        ("contact", contact.into()),
        ("made_at", at.into()),
    ];
    old.insert("host", &columns).await;
    let columns: [(&str, Value); 5] = [
        ("id", old.id().into()),
        ("organiser", asha.into()),
        ("host", host.into()),
        ("role", "owner".into()),
        ("made_at", at.into()),
    ];
    old.insert("membership", &columns).await;
    // The rules as they were: what came later has a value of its own.
    let rules = json!({
        "invitation_days": 21, "check_days": 7, "late_invited_days": 10,
        "late_agreed_days": 10, "late_contacted_days": 20, "late_checked_days": 14,
    });
    let columns: [(&str, Value); 11] = [
        ("id", chain.into()),
        ("host", host.into()),
        ("slug", "old-food".into()),
        ("template", "food".into()),
        ("language", "en".into()),
        ("turn_limit", 2.into()),
        ("rules", rules.into()),
        ("sensitive", false.into()),
        ("version", 1.into()),
        ("made_at", at.into()),
        ("opened_at", at.into()),
    ];
    old.insert("chain", &columns).await;
    let columns: [(&str, Value); 8] = [
        ("id", old.id().into()),
        ("chain", chain.into()),
        ("lang", "en".into()),
        ("name", "Old food".into()),
        ("topic", "food".into()),
        ("purpose", "To hear.".into()),
        ("plan_title", "A plan".into()),
        ("plan_intro", "".into()),
    ];
    old.insert("chain_language", &columns).await;
    let columns: [(&str, Value); 4] = [
        ("id", question.into()),
        ("chain", chain.into()),
        ("position", 1.into()),
        ("kind", "need".into()),
    ];
    old.insert("prompt", &columns).await;
    let columns: [(&str, Value); 5] = [
        ("id", old.id().into()),
        ("prompt", question.into()),
        ("lang", "en".into()),
        ("text", "What is hard?".into()),
        ("hint", "".into()),
    ];
    old.insert("prompt_text", &columns).await;
    let tokens = (
        old.person(chain, maria, None, "Maria Lopez").await,
        old.person(chain, sam, Some(maria), "Sam Khan").await,
    );
    let columns: [(&str, Value); 16] = [
        ("id", chat.into()),
        ("chain", chain.into()),
        ("initiator", maria.into()),
        ("partner", sam.into()),
        ("turn", 1.into()),
        ("way", "email".into()),
        ("invited_at", at.into()),
        ("expires_at", (at + Duration::days(21)).into()),
        ("forget_at", (at + Duration::days(30)).into()),
        ("agreed_at", at.into()),
        ("contacted_at", at.into()),
        ("recorded_at", at.into()),
        ("shown_at", at.into()),
        ("checked_at", at.into()),
        ("nothing_kept", false.into()),
        ("source", "web".into()),
    ];
    old.insert("conversation", &columns).await;
    let columns: [(&str, Value); 13] = [
        ("id", point.into()),
        ("conversation", chat.into()),
        ("chain", chain.into()),
        ("branch", maria.into()),
        ("prompt", question.into()),
        ("position", 1.into()),
        ("kind", "need".into()),
        ("text", "The market shuts at five.".into()),
        ("language", "en".into()),
        ("quote", "no_name".into()),
        ("private", false.into()),
        ("made_at", at.into()),
        ("checked_at", at.into()),
    ];
    old.insert("insight", &columns).await;
    let columns: [(&str, Value); 6] = [
        ("id", old.id().into()),
        ("insight", point.into()),
        ("n", 1.into()),
        ("text", "The market shuts at five.".into()),
        ("by_id", maria.into()),
        ("at", at.into()),
    ];
    old.insert("insight_version", &columns).await;
    Laid {
        maria: tokens.0,
        sam: tokens.1,
        cookie: sign_in(old, asha, at).await,
        sam_id: sam,
        chat,
    }
}

async fn sign_in(old: &Old<'_>, organiser: Uuid, at: DateTime<Utc>) -> String {
    let cookie = old.0.sources.token();
    let columns: [(&str, Value); 7] = [
        ("id", old.id().into()),
        ("id_hash", keys::hash(&cookie).into()),
        ("organiser", organiser.into()),
        ("browser", "test".into()),
        ("made_at", at.into()),
        ("idle_until", (at + Duration::days(60)).into()),
        ("ends_at", (at + Duration::days(60)).into()),
    ];
    old.insert("session", &columns).await;
    format!("s={cookie}")
}

async fn read(app: &TestApp, cookie: &str, path: &str) -> String {
    let request = Request::get(path).header("cookie", cookie);
    let request = request.body(Body::empty()).unwrap();
    let answer = router::router(&app.app).oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    let text = String::from_utf8(bytes.unwrap().to_vec()).unwrap();
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    text
}

#[tokio::test]
async fn a_chain_of_the_first_release_opens_after_every_later_step() {
    let test = TestDb::laid(Sources::fixed(start(), 1), Some(1)).await;
    let laid = lay(&Old(&test)).await;
    let pending = Migrator::get_pending_migrations(&test.db.write).await;
    assert!(!pending.unwrap().is_empty());
    Migrator::up(&test.db.write, None).await.unwrap();
    let app = TestApp::on(test, &[]);

    let home = read(&app, "", &format!("/p/{}", laid.sam)).await;
    assert!(home.contains("Who will you talk to next?"), "{home}");
    for token in [&laid.maria, &laid.sam] {
        for below in [
            "", "/me", "/words", "/contact", "/times", "/delete", "/about", "/worry",
        ] {
            read(&app, "", &format!("/p/{token}{below}")).await;
        }
    }
    let words = read(&app, "", &format!("/p/{}/words", laid.sam)).await;
    assert!(words.contains("The market shuts at five."), "{words}");
    let points = format!("/p/{}/chat/{}/points", laid.maria, laid.chat);
    assert!(
        read(&app, "", &points)
            .await
            .contains("The market shuts at five.")
    );
    for path in [
        "/",
        "/c/old-food",
        "/c/old-food/privacy",
        "/c/old-food/join",
        "/code",
    ] {
        read(&app, "", path).await;
    }
    for below in [
        "",
        "/people",
        "/conversations",
        "/points",
        "/themes",
        "/plan",
        "/messages",
        "/setup",
    ] {
        read(&app, &laid.cookie, &format!("/desk/old-food{below}")).await;
    }
    let chat = format!("/desk/old-food/conversations/{}", laid.chat);
    assert!(
        read(&app, &laid.cookie, &chat)
            .await
            .contains("The market shuts at five.")
    );
    let person = format!("/desk/old-food/people/{}", laid.sam_id);
    assert!(read(&app, &laid.cookie, &person).await.contains("Sam Khan"));
}
