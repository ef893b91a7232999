//! The published plan as anyone reads it, and the points behind each action.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use chrono_tz::Tz;
use entity::shared::{ActionStatus, PlanAction, PlanBody, PlanTheme, Who};
use entity::{news, plan_version};
use uuid::Uuid;

use super::challenges::public::{self as challenges, Told};
use super::news::{self as plan_news, Standing, standing};
use super::photos as plan_photos;
use super::quotes::{Quoted, quotes};
use super::{hands, money, needs_reason, proposals, publish};
use crate::app::App;
use crate::chain::desk::public_page;
use crate::chain::{self, Face};
use crate::i18n::{Arg, Words};
use crate::insight::evidence::{self, Basis, Evidence, Totals};
use crate::insight::room;
use crate::insight::themes::{self, Family};
use crate::web::{Error, Page, Result, Routes, render};

mod data;
mod embed;
pub(crate) mod export;
mod led_to;
mod photos;
mod updates;

pub fn routes() -> Routes {
    Routes::new()
        .get("/c/{slug}/plan", newest)
        .get("/c/{slug}/plan/{n}", numbered)
        .get("/c/{slug}/plan/{n}/actions/{position}", action)
        .merge(data::routes())
        .merge(embed::routes())
        .merge(led_to::routes())
        .merge(photos::routes())
        .merge(updates::routes())
        .merge(export::routes())
}

/// Finds a chain that people can see: one that was opened.
pub(super) async fn face_of(app: &App, slug: &str) -> Result<Face> {
    let face = chain::find_by_slug(&app.db.read, slug).await?;
    face.filter(|face| face.chain.opened_at.is_some())
        .ok_or(Error::NotFound)
}

/// Returns a stored day in words.
pub(super) fn day_in_words(w: Words, stored: Option<&str>) -> Option<String> {
    let day: NaiveDate = stored?.parse().ok()?;
    Some(w.day(day))
}

pub(super) fn basis_of(action: &PlanAction) -> Basis {
    Basis {
        themes: action.themes.clone(),
        insights: action.insights.clone(),
    }
}

/// Something that happened with an action, as anyone reads it.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub id: Uuid,
    pub day: String,
    pub status: &'static str,
    pub text: String,
    pub told: i32,
    pub photo: Option<Photo>,
}

/// A photo on a page.
#[derive(Clone, Debug)]
pub(super) struct Photo {
    pub href: String,
    pub alt: String,
    pub width: i32,
    pub height: i32,
}

impl Photo {
    /// Returns the photo of news, if there is one.
    fn of(slug: &str, row: &news::Model) -> Option<Self> {
        Some(Self {
            href: plan_photos::address(slug, row.id),
            alt: row.photo_alt.clone()?,
            width: row.photo_width?,
            height: row.photo_height?,
        })
    }
}

/// Puts news into words, in the order they come; `slug` is the chain's.
pub(super) fn happened(w: Words, slug: &str, rows: &[news::Model]) -> Vec<Happened> {
    let one = |row: &news::Model| Happened {
        id: row.id,
        day: day_in_words(w, Some(&row.happened_on)).unwrap_or_default(),
        status: row.status.as_str(),
        text: row.text.clone(),
        told: row.told,
        photo: Photo::of(slug, row),
    };
    rows.iter().map(one).collect()
}

/// An action on a public page.
struct Shown {
    place: usize,
    action: PlanAction,
    standing: Standing,
    evidence: Evidence,
    by_when: Option<String>,
    /// The points picked by hand that anyone may read.
    quotes: Vec<Quoted>,
    /// What happened, the last first.
    news: Vec<Happened>,
    /// How many people offered help with it.
    helpers: i64,
    /// What those behind it say it is not; nothing in an older version.
    challenged: Told,
    /// A resident proposed it.
    proposed: bool,
    href: String,
    /// The whole address, for paper.
    address: String,
}

/// What an action says to those who spoke.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Will,
    Did,
    WillNot,
}

impl Shown {
    fn deed(&self) -> Deed {
        match self.standing.status {
            ActionStatus::WontDo => Deed::WillNot,
            ActionStatus::Done => Deed::Did,
            _ => Deed::Will,
        }
    }

    /// The key of the words that lead its title: a promise is one only where we agreed to it and it is ours to keep.
    fn heading(&self) -> &'static str {
        match (self.deed(), self.standing.status, self.action.who) {
            (Deed::WillNot, ..) => "plan-will-not",
            (Deed::Did, ..) => "plan-did",
            (Deed::Will, _, Who::Others) => "plan-ask",
            (Deed::Will, ActionStatus::Proposed, _) => "plan-propose",
            (Deed::Will, ..) => "plan-will",
        }
    }

    fn cost(&self) -> Option<String> {
        self.action.cost.map(money::written)
    }

    fn is_refused(&self) -> bool {
        self.deed() == Deed::WillNot
    }

    fn says_why(&self) -> bool {
        needs_reason(self.standing.status) && !self.standing.reason.is_empty()
    }
}

struct ThemeRow {
    theme: PlanTheme,
    evidence: Evidence,
}

struct VersionLink {
    n: i32,
    href: String,
    day: String,
    what_changed: String,
}

#[derive(Template)]
#[template(path = "plan/plan.html")]
struct PlanPage {
    page: Page,
    version: plan_version::Model,
    is_newest: bool,
    newest_href: String,
    published: String,
    totals: Totals,
    actions: Vec<Shown>,
    themes: Vec<ThemeRow>,
    versions: Vec<VersionLink>,
    /// A vote on actions is over.
    voted: bool,
    /// What another site puts into a page to show this plan.
    snippet: String,
    updates_href: String,
    /// What the rooms of gatherings said, a sentence each.
    rooms: Vec<String>,
    /// The chain that goes on from here: its name and its page.
    next: Option<(String, String)>,
}

impl PlanPage {
    fn has(&self, deed: Deed) -> bool {
        self.actions.iter().any(|one| one.deed() == deed)
    }

    /// What the organisers say is new in this version.
    fn what_changed(&self) -> Option<&str> {
        let changed = self.version.what_changed.trim();
        (!changed.is_empty()).then_some(changed)
    }
}

#[derive(Template)]
#[template(path = "plan/none.html")]
struct NonePage {
    page: Page,
}

async fn newest(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let Some(version) = publish::find_newest(&app.db.read, face.chain.id).await? else {
        let mut page = public_page(&face, face.language().t("plan-none-title"));
        page.indexed = true;
        return render(&NonePage { page });
    };
    let version = hands::owners::draw_version(&app.db.read, face.language(), version).await?;
    plan_page(&app, &face, version).await
}

async fn find_version(app: &App, face: &Face, n: &str) -> Result<plan_version::Model> {
    let n: i32 = n.parse().map_err(|_| Error::NotFound)?;
    let version = publish::find(&app.db.read, face.chain.id, n).await?;
    let version = version.ok_or(Error::NotFound)?;
    Ok(hands::owners::draw_version(&app.db.read, face.language(), version).await?)
}

async fn numbered(
    State(app): State<App>,
    Path((slug, n)): Path<(String, String)>,
) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let version = find_version(&app, &face, &n).await?;
    plan_page(&app, &face, version).await
}

/// Counts what stands behind a version's actions, then behind its themes: one query for all of them.
async fn count(app: &App, face: &Face, body: &PlanBody) -> Result<Vec<Evidence>> {
    let theme = |theme: &PlanTheme| Basis {
        themes: vec![theme.id],
        insights: Vec::new(),
    };
    let mut bases: Vec<Basis> = body.actions.iter().map(basis_of).collect();
    bases.extend(body.themes.iter().map(theme));
    let family = Family::read(&app.db.read, face.chain.id).await?;
    let bases: Vec<Basis> = bases.iter().map(|basis| family.published(basis)).collect();
    Ok(evidence::of_bases(&app.db.read, face.chain.id, &bases).await?)
}

/// Reads the points that were picked by hand for any action.
async fn picked(app: &App, face: &Face, body: &PlanBody) -> Result<Vec<Quoted>> {
    let basis = Basis {
        themes: Vec::new(),
        insights: body
            .actions
            .iter()
            .flat_map(|a| a.insights.clone())
            .collect(),
    };
    let points = evidence::list_readable(&app.db.read, face.chain.id, &basis).await?;
    Ok(quotes(&app.db.read, face, points).await?)
}

/// Puts what the rooms of gatherings said into a sentence each.
async fn rooms(app: &App, face: &Face) -> Result<Vec<String>> {
    let w = face.language();
    let sums = room::list_public(&app.db.read, face.chain.id).await?;
    let sentence = |sum: room::Sum| {
        let day = w.date(sum.starts_at, face.zone());
        let args: &[(&'static str, &dyn Arg)] = &[
            ("day", &day),
            ("hands", &sum.hands),
            ("themes", &sum.themes),
        ];
        w.with("room-public-sum", args)
    };
    Ok(sums.into_iter().map(sentence).collect())
}

async fn plan_page(app: &App, face: &Face, version: plan_version::Model) -> Result<Response> {
    let (conn, chain) = (&app.db.read, face.chain.id);
    let mut page = public_page(face, version.body.title.clone());
    page.indexed = true;
    let base = format!("/c/{}/plan", face.chain.slug);
    let origin = &app.means.origin;
    let said = picked(app, face, &version.body).await?;
    let told = plan_news::of_version(conn, &version).await?;
    let mut counted = count(app, face, &version.body).await?.into_iter();
    let helpers = hands::pledges::counts(conn, chain).await?;
    let became = proposals::became(conn, chain).await?;
    let versions = publish::list(conn, chain).await?;
    let is_newest = versions.first().is_none_or(|v| v.n == version.n);
    let since = is_newest.then_some(version.published_at);
    let said_not = challenged(app, face, is_newest).await?;
    let show = |(place, action): (usize, &PlanAction)| {
        let rows = told.get(&action.id).map_or(&[] as &[_], Vec::as_slice);
        let own = |quoted: &&Quoted| action.insights.contains(&quoted.id);
        Shown {
            place,
            evidence: counted.next().unwrap_or_default(),
            by_when: day_in_words(page.w, action.by_when.as_deref()),
            quotes: said.iter().filter(own).cloned().collect(),
            news: happened(page.w, &face.chain.slug, rows),
            standing: standing(action, rows, since),
            address: format!("{origin}{base}/{}/actions/{place}", version.n),
            helpers: helpers.get(&action.id).copied().unwrap_or_default(),
            challenged: told_of(&said_not, page.w, page.zone, action.id, 1),
            proposed: became.contains(&action.id),
            href: format!("{base}/{}/actions/{place}", version.n),
            action: action.clone(),
        }
    };
    let actions: Vec<Shown> = (1..).zip(&version.body.actions).map(show).collect();
    let themes = version.body.themes.iter().cloned().zip(counted);
    let row = |(theme, evidence)| ThemeRow { theme, evidence };
    let mut themes: Vec<ThemeRow> = themes.map(row).collect();
    themes.sort_by_key(|row| std::cmp::Reverse((row.evidence.chats, row.evidence.points)));
    let link = |v: &plan_version::Model| VersionLink {
        n: v.n,
        href: format!("{base}/{}", v.n),
        day: page.w.date(v.published_at, page.zone),
        what_changed: v.what_changed.clone(),
    };
    let next = chain::after::find_next(conn, chain).await?;
    let next = next.map(|f| (f.words.name, format!("/c/{}", f.chain.slug)));
    render(&PlanPage {
        is_newest,
        versions: versions.iter().map(link).collect(),
        published: page.w.date(version.published_at, page.zone),
        totals: evidence::totals(conn, chain).await?,
        snippet: snippet(&format!("{origin}{base}/embed"), &version.body.title),
        newest_href: base,
        voted: !super::weigh::rounds::list_closed(conn, chain)
            .await?
            .is_empty(),
        updates_href: format!("/c/{}/updates", face.chain.slug),
        rooms: rooms(app, face).await?,
        next,
        page,
        version,
        actions,
        themes,
    })
}

/// Reads what stands at the actions of the newest version; an older one shows nothing.
async fn challenged(
    app: &App,
    face: &Face,
    is_newest: bool,
) -> Result<HashMap<Uuid, challenges::Standing>> {
    if !is_newest {
        return Ok(HashMap::new());
    }
    Ok(challenges::of_chain(&app.db.read, face.chain.id).await?)
}

/// Puts what stands at one action into words, with no more than `most` answers.
fn told_of(
    all: &HashMap<Uuid, challenges::Standing>,
    w: Words,
    zone: Tz,
    action: Uuid,
    most: usize,
) -> Told {
    let standing = all.get(&action);
    standing.map_or_else(Told::default, |one| one.told(w, zone, most))
}

/// Writes the frame that another site puts into a page. The title is escaped for the attribute it stands in.
fn snippet(address: &str, title: &str) -> String {
    let title = title
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;");
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"480\" height=\"480\" loading=\"lazy\"></iframe>"
    )
}

/// Quotes under a theme's name, or (without a name) those picked by hand.
struct Group {
    theme: Option<PlanTheme>,
    quotes: Vec<Quoted>,
}

#[derive(Template)]
#[template(path = "plan/action.html")]
struct ActionPage {
    page: Page,
    title: String,
    n: i32,
    place: usize,
    action: PlanAction,
    evidence: Evidence,
    totals: Totals,
    groups: Vec<Group>,
    standing: Standing,
    news: Vec<Happened>,
    helpers: i64,
    challenged: Told,
    /// A resident proposed it.
    proposed: bool,
    by_when: Option<String>,
    cost: Option<String>,
    plan_href: String,
}

async fn action(
    State(app): State<App>,
    Path((slug, n, position)): Path<(String, String, String)>,
) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let version = find_version(&app, &face, &n).await?;
    let place: usize = position.parse().map_err(|_| Error::NotFound)?;
    let index = place.checked_sub(1).ok_or(Error::NotFound)?;
    let action = version.body.actions.get(index).ok_or(Error::NotFound)?;
    let (conn, chain) = (&app.db.read, face.chain.id);
    let family = Family::read(conn, chain).await?;
    let basis = family.published(&basis_of(action));
    let points = evidence::list_readable(conn, chain, &basis).await?;
    let coded = themes::coded(conn, points.iter().map(|p| p.id)).await?;
    let inside: HashMap<Uuid, HashSet<Uuid>> = coded
        .into_iter()
        .map(|(point, themes)| (point, family.claims(&themes)))
        .collect();
    let mut left = quotes(conn, &face, points).await?;
    let mut take = |wanted: &dyn Fn(&Quoted) -> bool| -> Vec<Quoted> {
        let (taken, rest) = left.drain(..).partition(|quoted| wanted(quoted));
        left = rest;
        taken
    };
    let mut groups = vec![Group {
        theme: None,
        quotes: take(&|quoted| action.insights.contains(&quoted.id)),
    }];
    // A point of two themes stands once, under the first: as many rows as there are readable points.
    for theme in version
        .body
        .themes
        .iter()
        .filter(|t| action.themes.contains(&t.id))
    {
        groups.push(Group {
            quotes: take(&|quoted| {
                inside
                    .get(&quoted.id)
                    .is_some_and(|in_| in_.contains(&theme.id))
            }),
            theme: Some(theme.clone()),
        });
    }
    groups.retain(|group| !group.quotes.is_empty());
    let counted = evidence::of_bases(conn, chain, &[basis]).await?;
    let helpers = hands::pledges::counts(conn, chain).await?;
    let rows = plan_news::of_action(conn, action.id).await?;
    let newest = publish::find_newest(conn, chain).await?;
    let since = newest.filter(|newest| newest.n == version.n);
    let since = since.map(|newest| newest.published_at);
    let said_not = challenged(&app, &face, since.is_some()).await?;
    let mut page = public_page(&face, action.towards.clone());
    page.indexed = true;
    render(&ActionPage {
        page,
        title: version.body.title.clone(),
        n: version.n,
        place,
        action: action.clone(),
        evidence: counted.into_iter().next().unwrap_or_default(),
        totals: evidence::totals(conn, chain).await?,
        groups,
        standing: standing(action, &rows, since),
        news: happened(face.language(), &slug, &rows),
        helpers: helpers.get(&action.id).copied().unwrap_or_default(),
        challenged: told_of(
            &said_not,
            face.language(),
            face.zone(),
            action.id,
            usize::MAX,
        ),
        proposed: proposals::became(conn, chain).await?.contains(&action.id),
        by_when: day_in_words(face.language(), action.by_when.as_deref()),
        cost: action.cost.map(money::written),
        plan_href: format!("/c/{slug}/plan/{}", version.n),
    })
}
