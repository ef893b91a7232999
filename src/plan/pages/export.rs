//! A published plan as files: JSON and CSV for machines and spreadsheets, Markdown for other documents, and a feed of
//! its news. Like the pages they are put together anew for every reader, so that what a person takes back is gone from
//! every file of every version.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use entity::shared::{ActionStatus, PlanAction, PlanBody};
use entity::{news, plan_version};
use serde::Serialize;
use uuid::Uuid;

use self::challenged::Challenged;
use super::{count, face_of, find_version};
use crate::app::App;
use crate::chain::Face;
use crate::i18n::Words;
use crate::insight::evidence::{self, Basis, Evidence, Totals};
use crate::insight::themes::{self, Family};
use crate::plan::challenges::public as challenges;
use crate::plan::news::{self as plan_news, Standing, standing};
use crate::plan::quotes::{Quoted, quotes};
use crate::plan::{money, photos, proposals, publish};
use crate::web::{Error, Result, Routes, csv};

mod challenged;

/// How many entries a feed has.
const FEED: usize = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/c/{slug}/plan/{n}/plan.json", json)
        .get("/c/{slug}/plan/{n}/plan.csv", table)
        .get("/c/{slug}/plan/{n}/plan.md", markdown)
        .get("/c/{slug}/plan/feed.xml", feed)
}

/// A published version with everything that may be read of it.
#[derive(Serialize)]
struct Export {
    chain: String,
    title: String,
    introduction: String,
    version: i32,
    /// RFC 3339.
    published_at: String,
    what_changed: String,
    address: String,
    /// Chats with at least one point that counts.
    chats: i64,
    branches: i64,
    actions: Vec<Acted>,
    themes: Vec<Themed>,
}

#[derive(Serialize)]
struct Acted {
    place: usize,
    where_we_are_now: String,
    towards: String,
    who: &'static str,
    owner: String,
    by_when: Option<String>,
    how_we_will_know: String,
    status: &'static str,
    reason: String,
    cost_pence: Option<i64>,
    steps: Vec<Step>,
    themes: Vec<String>,
    #[serde(flatten)]
    support: Support,
    quotes: Vec<Said>,
    news: Vec<Happened>,
    not_what_we_meant: Challenged,
    proposed_by_a_resident: bool,
}

#[derive(Serialize)]
struct Step {
    text: String,
    done: bool,
}

/// What stands behind something: counts, never shares of residents.
#[derive(Serialize)]
struct Support {
    points: i64,
    points_readable: i64,
    in_chats: i64,
    in_branches: i64,
}

impl From<&Evidence> for Support {
    fn from(evidence: &Evidence) -> Self {
        Self {
            points: evidence.points,
            points_readable: evidence.readable,
            in_chats: evidence.chats,
            in_branches: evidence.branches,
        }
    }
}

#[derive(Serialize)]
struct Said {
    text: String,
    language: String,
    kind: &'static str,
    /// The speaker's first name, if they allowed it.
    first_name: Option<String>,
}

#[derive(Serialize)]
struct Happened {
    /// ISO 8601.
    on: String,
    status: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Themed {
    name: String,
    meaning: String,
    #[serde(flatten)]
    support: Support,
}

/// Puts a version together as it may be read now.
async fn export(app: &App, face: &Face, version: &plan_version::Model) -> Result<Export> {
    let (conn, chain, body) = (&app.db.read, face.chain.id, &version.body);
    let counted = count(app, face, body).await?;
    let told = plan_news::of_version(conn, version).await?;
    let totals: Totals = evidence::totals(conn, chain).await?;
    let newest = publish::find_newest(conn, chain).await?;
    let since = newest.filter(|newest| newest.n == version.n);
    let since = since.map(|newest| newest.published_at);
    let said = said_behind(app, face, body).await?;
    let mut actions = Vec::with_capacity(body.actions.len());
    for (place, (action, evidence)) in body.actions.iter().zip(&counted).enumerate() {
        let rows = told.get(&action.id).map_or(&[] as &[_], Vec::as_slice);
        let names = body.themes.iter().filter(|t| action.themes.contains(&t.id));
        let names = names.map(|theme| theme.name.clone()).collect();
        let quotes = said.of(action);
        actions.push(acted(
            place + 1,
            action,
            evidence,
            names,
            quotes,
            rows,
            since,
        ));
    }
    let proposed = proposals::became(conn, chain).await?;
    for (acted, action) in actions.iter_mut().zip(&body.actions) {
        acted.proposed_by_a_resident = proposed.contains(&action.id);
    }
    if since.is_some() {
        let said_not = challenges::of_chain(conn, chain).await?;
        for (acted, action) in actions.iter_mut().zip(&body.actions) {
            if let Some(standing) = said_not.get(&action.id) {
                acted.not_what_we_meant = Challenged::of(standing, face);
            }
        }
    }
    let themes = body.themes.iter().zip(counted.iter().skip(actions.len()));
    let themed = |(theme, evidence): (&entity::shared::PlanTheme, &Evidence)| Themed {
        name: theme.name.clone(),
        meaning: theme.meaning.clone(),
        support: evidence.into(),
    };
    Ok(Export {
        chain: face.words.name.clone(),
        title: body.title.clone(),
        introduction: body.introduction.clone(),
        version: version.n,
        published_at: version.published_at.to_rfc3339(),
        what_changed: version.what_changed.clone(),
        address: address(app, face, &format!("/{}", version.n)),
        chats: totals.chats,
        branches: totals.branches,
        actions,
        themes: themes.map(themed).collect(),
    })
}

/// What may be read of everything a version rests on, and where each point stands.
struct Readable {
    quotes: Vec<Quoted>,
    inside: HashMap<Uuid, HashSet<Uuid>>,
}

impl Readable {
    /// Lists what was said behind one action.
    fn of(&self, action: &PlanAction) -> Vec<Said> {
        let rests = |quoted: &&Quoted| {
            let inside = self.inside.get(&quoted.id);
            action.insights.contains(&quoted.id)
                || inside.is_some_and(|inside| action.themes.iter().any(|t| inside.contains(t)))
        };
        let said = |quoted: &Quoted| Said {
            text: quoted.text.clone(),
            language: quoted.language.clone(),
            kind: quoted.kind,
            first_name: quoted.name.clone(),
        };
        self.quotes.iter().filter(rests).map(said).collect()
    }
}

/// Reads once what stands behind any action of a version.
async fn said_behind(app: &App, face: &Face, body: &PlanBody) -> Result<Readable> {
    let (conn, chain) = (&app.db.read, face.chain.id);
    let family = Family::read(conn, chain).await?;
    let whole = Basis {
        themes: body.actions.iter().flat_map(|a| a.themes.clone()).collect(),
        insights: body
            .actions
            .iter()
            .flat_map(|a| a.insights.clone())
            .collect(),
    };
    let points = evidence::list_readable(conn, chain, &family.published(&whole)).await?;
    let coded = themes::coded(conn, points.iter().map(|point| point.id)).await?;
    let inside = coded
        .into_iter()
        .map(|(point, themes)| (point, family.claims(&themes)))
        .collect();
    Ok(Readable {
        quotes: quotes(conn, face, points).await?,
        inside,
    })
}

fn acted(
    place: usize,
    action: &PlanAction,
    evidence: &Evidence,
    themes: Vec<String>,
    quotes: Vec<Said>,
    told: &[news::Model],
    since: Option<DateTime<Utc>>,
) -> Acted {
    let step = |step: &entity::shared::PlanStep| Step {
        text: step.text.clone(),
        done: step.done,
    };
    let one = |row: &news::Model| Happened {
        on: row.happened_on.clone(),
        status: row.status.as_str(),
        text: row.text.clone(),
    };
    let Standing { status, reason } = standing(action, told, since);
    Acted {
        place,
        where_we_are_now: action.now.clone(),
        towards: action.towards.clone(),
        who: action.who.as_str(),
        owner: action.owner.clone(),
        by_when: action.by_when.clone(),
        how_we_will_know: action.measure.clone(),
        status: status.as_str(),
        reason,
        cost_pence: action.cost,
        steps: action.steps.iter().map(step).collect(),
        themes,
        support: evidence.into(),
        quotes,
        news: told.iter().map(one).collect(),
        not_what_we_meant: Challenged::default(),
        proposed_by_a_resident: false,
    }
}

fn address(app: &App, face: &Face, below: &str) -> String {
    format!("{}/c/{}/plan{below}", app.means.origin, face.chain.slug)
}

async fn read(app: &App, slug: &str, n: &str) -> Result<(Face, Export)> {
    let face = face_of(app, slug).await?;
    let version = find_version(app, &face, n).await?;
    let export = export(app, &face, &version).await?;
    Ok((face, export))
}

async fn json(State(app): State<App>, Path((slug, n)): Path<(String, String)>) -> Result<Response> {
    let (_, export) = read(&app, &slug, &n).await?;
    let text = serde_json::to_string(&export).map_err(|error| Error::Broken(error.to_string()))?;
    Ok(typed("application/json", text))
}

async fn table(
    State(app): State<App>,
    Path((slug, n)): Path<(String, String)>,
) -> Result<Response> {
    let (face, export) = read(&app, &slug, &n).await?;
    let w = face.language();
    let mut table = csv::Table::default();
    let heads = [
        "place",
        "now",
        "towards",
        "who",
        "owner",
        "by-when",
        "measure",
        "status",
        "reason",
        "cost",
        "themes",
        "points",
        "readable",
        "chats",
        "branches",
        "quotes",
        "news",
        "not-meant-open",
        "not-meant-answers",
        "from-resident",
    ];
    table.row(heads.map(|head| w.t(&format!("plan-file-{head}"))))?;
    for one in &export.actions {
        let support = &one.support;
        let said: Vec<&str> = one.quotes.iter().map(|said| said.text.as_str()).collect();
        let news: Vec<String> = one
            .news
            .iter()
            .map(|n| format!("{} {}", n.on, n.text))
            .collect();
        table.row([
            one.place.to_string(),
            one.where_we_are_now.clone(),
            one.towards.clone(),
            w.t(&format!("who-{}", one.who)),
            one.owner.clone(),
            one.by_when.clone().unwrap_or_default(),
            one.how_we_will_know.clone(),
            w.t(&format!("status-{}", one.status)),
            one.reason.clone(),
            money::typed(one.cost_pence),
            one.themes.join(" / "),
            support.points.to_string(),
            support.points_readable.to_string(),
            support.in_chats.to_string(),
            support.in_branches.to_string(),
            said.join("\n"),
            news.join("\n"),
            one.not_what_we_meant.open.to_string(),
            one.not_what_we_meant.lines(&w).join("\n"),
            if one.proposed_by_a_resident {
                w.t("plan-file-yes")
            } else {
                String::new()
            },
        ])?;
    }
    csv::file(table, &format!("plan-{slug}-{}.csv", export.version))
}

#[derive(Template)]
#[template(path = "plan/plan.md", escape = "none")]
struct MarkdownFile {
    w: Words,
    plan: Export,
}

impl MarkdownFile {
    fn status(&self, action: &Acted) -> String {
        self.w.t(&format!("status-{}", action.status))
    }

    fn counts(&self, action: &Acted) -> String {
        let support = &action.support;
        let args: [(&'static str, &dyn crate::i18n::Arg); 2] = [
            ("points", &support.points),
            ("readable", &support.points_readable),
        ];
        self.w.with("plan-points", &args)
    }

    /// Returns what those behind an action say it is not, a line each.
    fn not_meant(&self, action: &Acted) -> Vec<String> {
        action.not_what_we_meant.all_lines(&self.w)
    }

    fn who(&self, action: &Acted) -> String {
        self.w.t(&format!("who-{}", action.who))
    }
}

/// Writes a text so that Markdown shows it as it is, on one line.
pub(crate) fn md(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '\'' | '?' | ':' | ';' | '%' | '/')
        {
            plain.push('\\');
        }
        plain.push(c);
    }
    // A number with a dot at the beginning of a line would begin a list.
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && plain[digits..].starts_with('.') {
        plain.insert(digits, '\\');
    }
    plain
}

async fn markdown(
    State(app): State<App>,
    Path((slug, n)): Path<(String, String)>,
) -> Result<Response> {
    let (face, plan) = read(&app, &slug, &n).await?;
    let w = face.language();
    let text = MarkdownFile { w, plan }.render();
    let text = text.map_err(|error| Error::Broken(error.to_string()))?;
    Ok(typed("text/markdown; charset=utf-8", text))
}

fn typed(kind: &'static str, text: String) -> Response {
    let kind = HeaderValue::from_static(kind);
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// Something in the feed: a version, or news of an action.
struct Entry {
    id: Uuid,
    title: String,
    text: String,
    at: chrono::DateTime<chrono::Utc>,
    href: String,
    /// The photo, and what it shows.
    photo: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "plan/feed.xml")]
struct Feed {
    language: String,
    title: String,
    author: String,
    address: String,
    here: String,
    updated: String,
    entries: Vec<Entry>,
}

async fn feed(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let conn = &app.db.read;
    let versions = publish::list(conn, face.chain.id).await?;
    let w = face.language();
    let mut entries: Vec<Entry> = Vec::new();
    if let Some(newest) = versions.first() {
        let told = plan_news::of_version(conn, newest).await?;
        for (place, action) in (1..).zip(&newest.body.actions) {
            let rows = told.get(&action.id).map_or(&[] as &[_], Vec::as_slice);
            entries.extend(rows.iter().map(|row| Entry {
                id: row.id,
                title: news_title(&w, row.status, &action.towards),
                text: row.text.clone(),
                at: row.made_at,
                href: address(&app, &face, &format!("/{}/actions/{place}", newest.n)),
                photo: row.photo_alt.clone().map(|alt| {
                    let below = photos::address(&slug, row.id);
                    (format!("{}{below}", app.means.origin), alt)
                }),
            }));
        }
        entries.extend(challenged::entries(&app, &face, newest).await?);
    }
    entries.extend(versions.iter().map(|version| Entry {
        id: version.id,
        title: w.with(
            "feed-version",
            &[("n", &version.n), ("title", &version.body.title)],
        ),
        text: version.what_changed.clone(),
        at: version.published_at,
        href: address(&app, &face, &format!("/{}", version.n)),
        photo: None,
    }));
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
    entries.truncate(FEED);
    let newest = entries.first().map(|entry| entry.at);
    let feed = Feed {
        language: face.language().lang().to_owned(),
        title: w.with("feed-title", &[("chain", &face.words.name)]),
        author: face.host.name.clone(),
        address: address(&app, &face, ""),
        here: address(&app, &face, "/feed.xml"),
        updated: newest
            .or(face.chain.opened_at)
            .unwrap_or_default()
            .to_rfc3339(),
        entries,
    };
    let text = feed
        .render()
        .map_err(|error| Error::Broken(error.to_string()))?;
    Ok(typed("application/atom+xml; charset=utf-8", text))
}

fn news_title(w: &Words, status: ActionStatus, towards: &str) -> String {
    let status = w.t(&format!("status-{}", status.as_str()));
    w.with("feed-news", &[("status", &status), ("towards", &towards)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_in_markdown() {
        assert_eq!(
            md("Open *late*\n# not a heading"),
            "Open \\*late\\* \\# not a heading"
        );
        assert_eq!(md("<b>1</b> [x](y)"), "\\<b\\>1\\</b\\> \\[x\\]\\(y\\)");
        assert_eq!(md("2. Bread"), "2\\. Bread");
        assert_eq!(md("  Is it open?  "), "Is it open?");
    }
}
