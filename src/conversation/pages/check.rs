//! The partner reads what was written: keep, change, take out, and say what may be quoted.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::shared::Quote;
use entity::{conversation, insight};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Me, THANKED, Tell, Visit, finish, refuse};
use crate::app::App;
use crate::chain;
use crate::conversation::check::{self as rules, Answer, Verdict};
use crate::conversation::find_incoming;
use crate::conversation::record::{POINT_MAX, list_points};
use crate::i18n;
use crate::people;
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/check", show)
        .post("/p/{token}/check", check)
        .get("/p/{token}/words", words)
}

/// A point with its question, as its speaker sees it.
pub struct Point {
    pub n: usize,
    pub text: String,
    pub lang: String,
    pub dir: &'static str,
    pub kind: &'static str,
    pub private: bool,
    pub gone: bool,
    /// The number of its newest wording.
    pub seen: i32,
    /// Worded anew or added after the check.
    pub anew: bool,
    pub quote: &'static str,
    /// The question, on the first point below it.
    pub question: Option<String>,
}

async fn points(
    visit: &Visit,
    conn: &impl ConnectionTrait,
    list: Vec<insight::Model>,
    checked: bool,
) -> Result<Vec<Point>> {
    let versions = rules::list_versions(conn, &list).await?;
    let questions: BTreeMap<Uuid, String> = chain::list_all_questions(conn, &visit.face.chain)
        .await?
        .into_iter()
        .map(|q| (q.id, q.text))
        .collect();
    let mut before = None;
    let point = |(n, p): (usize, insight::Model)| {
        let first = before.replace(p.prompt) != Some(p.prompt);
        Point {
            n,
            dir: i18n::dir(&p.language),
            kind: p.kind.as_str(),
            private: p.private,
            gone: !rules::counts(&p),
            seen: versions
                .iter()
                .rfind(|v| v.insight == p.id)
                .map_or(1, |v| v.n),
            anew: checked && p.checked_at.is_none(),
            quote: p.quote.map_or("", Quote::as_str),
            question: first.then(|| questions.get(&p.prompt).cloned().unwrap_or_default()),
            text: p.text,
            lang: p.language,
        }
    };
    Ok((1..).zip(list).map(point).collect())
}

#[derive(Template)]
#[template(path = "resident/check.html")]
struct CheckPage {
    page: Page,
    me: Me,
    form: Form,
    initiator: String,
    points: Vec<Point>,
    /// What the initiator said themself, to read.
    also: Vec<Point>,
    by: String,
    /// The time to check is over; it can still be done.
    late: bool,
    again: bool,
    wrote: Option<i18n::Html>,
    /// Where to tell about a worry.
    worry: String,
}

async fn check_page(
    visit: &Visit,
    app: &App,
    c: &conversation::Model,
    form: Form,
) -> Result<CheckPage> {
    let read = &app.db.read;
    let initiator = visit.name_of(read, c.initiator).await?;
    let days = chrono::Duration::days(i64::from(visit.face.chain.rules.check_days));
    let by = c.shown_at.unwrap_or(c.invited_at) + days;
    let key = if c.checked_at.is_some() {
        "check-title-again"
    } else {
        "check-title"
    };
    let title = visit.w.with(key, &[("initiator", &initiator)]);
    let (mut also, spoken) = both(list_points(read, c.id).await?);
    also.retain(rules::counts);
    let checked = c.checked_at.is_some();
    Ok(CheckPage {
        page: visit.form_page(title, &form),
        me: visit.me(),
        points: points(visit, read, spoken, checked).await?,
        also: points(visit, read, also, false).await?,
        initiator,
        by: visit.w.date(by, visit.face.zone()),
        late: by <= app.means.now(),
        again: c.checked_at.is_some(),
        wrote: visit.who_wrote(read, c).await?,
        worry: visit.href(&format!("/chat/{}/worry", c.id)),
        form,
    })
}

/// Parts what the initiator said themself from what the partner said.
fn both(list: Vec<insight::Model>) -> (Vec<insight::Model>, Vec<insight::Model>) {
    list.into_iter().partition(|point| point.by_initiator)
}

/// Finds the person's own chat, if something was written down that they can see.
async fn find(visit: &Visit, conn: &impl ConnectionTrait) -> Result<Option<conversation::Model>> {
    let incoming = find_incoming(conn, visit.person.id).await?;
    Ok(incoming.filter(|c| c.recorded_at.is_some() && !c.nothing_kept))
}

/// Shows the check as the one next thing to do.
pub async fn show_first(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Response> {
    let mut page = check_page(visit, app, c, before(visit, app, c).await?).await?;
    page.forget_old_words();
    render(&page)
}

/// How the fields of a point begin.
const OF_A_POINT: [&str; 4] = ["verdict_", "words_", "quote_", "seen_"];

impl CheckPage {
    /// What was filled in about words that were changed since then is asked again.
    fn forget_old_words(&mut self) {
        for point in &self.points {
            let seen = format!("seen_{}", point.n);
            if self.form.has(&seen) && self.form.value(&seen) != point.seen.to_string() {
                self.form.set(&format!("verdict_{}", point.n), "");
                self.form.set(&format!("quote_{}", point.n), "");
                self.form
                    .set(&format!("words_{}", point.n), point.text.clone());
            }
        }
    }
}

/// Fills in how far they got when they said they would come back, or else what was answered before. The first time
/// nothing is chosen.
async fn before(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Form> {
    let kept = people::details(&app.means, &visit.person)?.prefs.checking;
    if !kept.is_empty() {
        return Ok(Form::filled(
            kept.iter().map(|(n, v)| (n.as_str(), v.clone())),
        ));
    }
    if c.checked_at.is_none() {
        return Ok(Form::default());
    }
    let (_, points) = both(list_points(&app.db.read, c.id).await?);
    let mut values: Vec<(String, String)> = Vec::new();
    let answered = |(_, p): &(i32, insight::Model)| rules::counts(p) && p.checked_at.is_some();
    for (n, p) in (1..).zip(points).filter(answered) {
        values.push((format!("verdict_{n}"), "keep".to_owned()));
        if let Some(quote) = p.quote {
            values.push((format!("quote_{n}"), quote.as_str().to_owned()));
        }
    }
    Ok(Form::filled(
        values.iter().map(|(n, v)| (n.as_str(), v.clone())),
    ))
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    match find(&visit, &app.db.read).await? {
        Some(c) => show_first(&visit, &app, &c).await,
        None => Ok(visit.to_home()),
    }
}

/// Reads the answers; each point that counts needs one.
fn read_answers(visit: &Visit, form: &mut Form, points: &[insight::Model]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (n, point) in (1..).zip(points).filter(|(_, p)| rules::counts(p)) {
        let field = |stem: &str| format!("{stem}_{n}");
        let verdict = match form.value(&field("verdict")) {
            "keep" => Verdict::Keep,
            "out" => Verdict::TakeOut,
            "change" => {
                let words =
                    form.required(&visit.w, &field("words"), "check-words-missing", POINT_MAX);
                Verdict::Change(words)
            }
            _ => {
                let message = visit.w.with("check-missing", &[("n", &n)]);
                form.fail(&field("verdict"), message);
                continue;
            }
        };
        let quote = Quote::parse(form.value(&field("quote"))).unwrap_or(Quote::None);
        answers.push(Answer {
            insight: point.id,
            verdict,
            quote,
        });
    }
    answers
}

/// Asks again about points that were worded anew after the page was drawn. Returns whether there are any.
async fn tell_stale(
    visit: &Visit,
    conn: &impl ConnectionTrait,
    form: &mut Form,
    points: &[insight::Model],
    c: &conversation::Model,
) -> Result<bool> {
    let seen = |(n, p): (usize, &insight::Model)| {
        (p.id, form.value(&format!("seen_{n}")).parse().unwrap_or(1))
    };
    let seen: Vec<(Uuid, i32)> = (1..).zip(points).map(seen).collect();
    let stale = rules::list_stale(conn, points, &seen).await?;
    let initiator = visit.name_of(conn, c.initiator).await?;
    for (n, point) in (1usize..).zip(points) {
        if stale.contains(&point.id) && rules::counts(point) {
            form.set(&format!("verdict_{n}"), "");
            form.set(&format!("quote_{n}"), "");
            let args: [(&'static str, &dyn i18n::Arg); 2] = [("initiator", &initiator), ("n", &n)];
            let message = visit.w.with("check-stale", &args);
            form.fail(&format!("verdict_{n}"), message);
        }
    }
    Ok(!form.is_right())
}

async fn check(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(c) = find(&visit, &app.db.read).await? else {
        return Ok(visit.to_home());
    };
    if form.chosen("final", "later") {
        let (txn, person) = visit.begin(&app).await?;
        rules::keep_so_far(&txn, &visit.means, &person, form.starting_with(&OF_A_POINT)).await?;
        txn.commit().await?;
        return visit.tell(&Tell {
            key: "check-later-title",
            lines: vec![visit.w.t("check-later-what")],
            home: true,
        });
    }
    let (_, stored) = both(list_points(&app.db.read, c.id).await?);
    let answers = read_answers(&visit, &mut form, &stored);
    if !form.chosen("final", "right") {
        form.fail("final", visit.w.t("check-final-missing"));
    }
    if !form.is_right() {
        return refuse(&check_page(&visit, &app, &c, form).await?);
    }
    let (txn, _) = visit.begin(&app).await?;
    if tell_stale(&visit, &txn, &mut form, &stored, &c).await? {
        drop(txn);
        return refuse(&check_page(&visit, &app, &c, form).await?);
    }
    if let Some(c) = find(&visit, &txn).await? {
        let _ = rules::check(&txn, &visit.means, &visit.face, &c, &answers).await?;
    }
    finish(&app, txn).await?;
    let again = c.checked_at.is_some();
    Ok(visit.to(if again { "/words" } else { THANKED }))
}

/// A chat this person wrote down.
struct OwnChat {
    partner: String,
    href: String,
}

#[derive(Template)]
#[template(path = "resident/words.html")]
struct WordsPage {
    page: Page,
    me: Me,
    initiator: String,
    points: Vec<Point>,
    /// What they said themself in chats they wrote down.
    own: Vec<Point>,
    written: Vec<OwnChat>,
    /// Who wrote it for whom, and on which day they talked.
    wrote: Vec<i18n::Html>,
}

/// Shows a person what was written down of what they said.
async fn words(visit: Visit, State(app): State<App>) -> Result<Response> {
    let read = &app.db.read;
    let incoming = find(&visit, read).await?;
    let mut wrote = Vec::new();
    let initiator = match &incoming {
        Some(c) => {
            wrote.extend(visit.who_wrote(read, c).await?);
            wrote.extend(visit.who_checked(read, c).await?);
            visit.name_of(read, c.initiator).await?
        }
        None => String::new(),
    };
    let checked = incoming.is_some_and(|c| c.checked_at.is_some());
    let (own, spoken) = both(rules::list_own_points(read, visit.person.id).await?);
    let mut written = Vec::new();
    for c in rules::list_written(read, visit.person.id).await? {
        written.push(OwnChat {
            partner: visit.name_of(read, c.partner).await?,
            href: visit.href(&format!("/chat/{}/points", c.id)),
        });
    }
    render(&WordsPage {
        page: visit.page(visit.w.t("words-title")),
        me: visit.me(),
        initiator,
        points: points(&visit, read, spoken, checked).await?,
        own: points(&visit, read, own, false).await?,
        written,
        wrote,
    })
}
