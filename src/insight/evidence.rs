//! What stands behind a theme or an action: points, chats, branches, kinds, and when it was heard.
//!
//! Struck and withdrawn points never count. Private and unchecked ones count but are not readable (I4). The two
//! conditions below are the only place where SQL says so; they mirror `conversation::check::counts` and
//! `may_be_shown`, and a test runs every combination through both.
//!
//! A theme's points are those sorted into it, into what was merged into it, and into its parts ([`family`]): the same
//! for the table, for actions, and for published plans. A point counts once in a claim, by whichever way it came.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::{DateTime, Utc};
use entity::insight;
use entity::shared::Kind;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Statement, TryGetable, Value};
use uuid::Uuid;

use crate::conversation::check;

/// The rows of `insight i` that count.
pub const COUNTS: &str = "i.struck_at IS NULL AND i.withdrawn_at IS NULL";

/// The rows of `insight i` whose words may stand in anything public.
pub const SHOWN: &str = "i.checked_at IS NOT NULL AND i.quote IN ('no_name', 'first_name') AND NOT i.private \
                         AND i.struck_at IS NULL AND i.withdrawn_at IS NULL";

/// Which themes' points count for a theme today: `family(claim, theme)`, of the chain `$1`. It mirrors
/// `themes::Family::under`, and a test holds them against each other. `UNION` ends a circle, should there ever be one.
const FAMILY: &str = "family(claim, theme) AS ( \
     SELECT t.id, t.id FROM theme t WHERE t.chain = $1 \
     UNION SELECT f.claim, t.id FROM family f JOIN theme t ON t.merged_into = f.theme \
     OR (t.parent = f.theme AND t.merged_into IS NULL) WHERE t.chain = $1)";

/// Which themes a theme was merged into, itself included: `part(theme, whole)`, of the chain `$1`.
const WHOLE: &str = "part(theme, whole) AS ( \
     SELECT t.id, t.id FROM theme t WHERE t.chain = $1 \
     UNION SELECT p.theme, t.merged_into FROM part p JOIN theme t ON t.id = p.whole WHERE t.merged_into IS NOT NULL)";

/// What stands behind one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub points: i64,
    /// Points whose words may be shown to anyone.
    pub readable: i64,
    pub chats: i64,
    pub branches: i64,
    pub strengths: i64,
    pub needs: i64,
    pub ideas: i64,
    pub offers: i64,
    pub first_heard: Option<DateTime<Utc>>,
    pub last_heard: Option<DateTime<Utc>>,
}

impl Evidence {
    /// Returns how many of the points are of a kind.
    pub fn of_kind(&self, kind: Kind) -> i64 {
        match kind {
            Kind::Strength => self.strengths,
            Kind::Need => self.needs,
            Kind::Idea => self.ideas,
            Kind::Offer => self.offers,
        }
    }

    /// Tells whether it was said in exactly one chat: kept in view, never averaged away.
    pub fn said_once(&self) -> bool {
        self.chats == 1
    }

    /// Tells whether several chats said it, but all of one branch.
    pub fn one_branch_only(&self) -> bool {
        self.branches == 1 && self.chats > 1
    }

    /// Tells whether nothing stands behind it.
    pub fn is_empty(&self) -> bool {
        self.points == 0
    }
}

/// What the counts are out of: chats and branches with at least one point that counts. A chat of which nothing was
/// kept, or whose words were all taken out, is unknown, not a no (METHODS 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Totals {
    pub points: i64,
    pub readable: i64,
    pub chats: i64,
    pub branches: i64,
}

/// Counts what a chain's evidence is out of.
pub async fn totals(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Totals, DbErr> {
    let sql = format!(
        "SELECT COUNT(*) AS points, COUNT(CASE WHEN {SHOWN} THEN 1 END) AS readable, \
         COUNT(DISTINCT i.conversation) AS chats, COUNT(DISTINCT i.branch) AS branches \
         FROM insight i WHERE i.chain = $1 AND {COUNTS}"
    );
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), sql, [chain.into()]);
    let row = Totals::find_by_statement(statement).one(conn).await?;
    Ok(row.unwrap_or_default())
}

/// Counts what stands behind every theme of a chain, in one query.
pub async fn of_themes(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<HashMap<Uuid, Evidence>, DbErr> {
    grouped(conn, THEMES, vec![chain.into()]).await
}

/// The points of every theme.
const THEMES: &str = "SELECT DISTINCT f.claim AS claim, k.insight AS insight FROM family f \
                      JOIN coding k ON k.chain = $1 AND k.theme = f.theme";

/// What stands behind a theme, and the chats it was heard in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub evidence: Evidence,
    /// Each once, in no order.
    pub chats: Vec<Uuid>,
}

/// Counts what stands behind every theme of a chain, or behind one of them, with the chats it was heard in: one query
/// with a row for each theme and chat.
pub async fn by_chat(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    only: Option<Uuid>,
) -> Result<HashMap<Uuid, Said>, DbErr> {
    let mut values: Vec<Value> = vec![chain.into()];
    let mut pairs = THEMES.to_owned();
    if let Some(theme) = only {
        values.push(theme.into());
        pairs.push_str(" WHERE f.claim = $2");
    }
    let sql = format!(
        "WITH RECURSIVE {FAMILY} {}",
        chats_of(&pairs, "s.claim, i.conversation, i.branch")
    );
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let mut all: HashMap<Uuid, Said> = HashMap::new();
    let mut branches: HashSet<(Uuid, Uuid)> = HashSet::new();
    for row in conn.query_all_raw(statement).await? {
        let claim: Uuid = row.try_get_by_index(0)?;
        let said = all.entry(claim).or_default();
        said.chats.push(row.try_get_by_index(1)?);
        let found = &mut said.evidence;
        found.chats += 1;
        found.branches += i64::from(branches.insert((claim, row.try_get_by_index(2)?)));
        found.points += row.try_get_by_index::<i64>(3)?;
        found.readable += row.try_get_by_index::<i64>(4)?;
        found.strengths += row.try_get_by_index::<i64>(5)?;
        found.needs += row.try_get_by_index::<i64>(6)?;
        found.ideas += row.try_get_by_index::<i64>(7)?;
        found.offers += row.try_get_by_index::<i64>(8)?;
        let first: DateTime<Utc> = row.try_get_by_index(9)?;
        let last: DateTime<Utc> = row.try_get_by_index(10)?;
        found.first_heard = Some(found.first_heard.map_or(first, |other| other.min(first)));
        found.last_heard = Some(found.last_heard.map_or(last, |other| other.max(last)));
    }
    Ok(all)
}

/// Counts what stands behind every action as it is being written, in one query. A point that is picked by hand and
/// also belongs to a theme counts once; a theme that was merged counts as the theme it is now part of.
pub async fn of_actions(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<HashMap<Uuid, Evidence>, DbErr> {
    let pairs = "SELECT e.action AS claim, k.insight AS insight FROM action a \
                 JOIN action_evidence e ON e.action = a.id JOIN part p ON p.theme = e.theme \
                 JOIN family f ON f.claim = p.whole JOIN coding k ON k.chain = $1 AND k.theme = f.theme \
                 WHERE a.chain = $1 AND a.removed_at IS NULL \
                 UNION SELECT e.action, e.insight FROM action a JOIN action_evidence e ON e.action = a.id \
                 WHERE a.chain = $1 AND a.removed_at IS NULL AND e.insight IS NOT NULL";
    grouped(conn, pairs, vec![chain.into()]).await
}

/// What a claim rests on.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    pub themes: Vec<Uuid>,
    pub insights: Vec<Uuid>,
}

/// Counts what stands behind claims that are not rows, such as the actions of a published plan; the n-th answer is
/// for the n-th basis.
pub async fn of_bases(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    bases: &[Basis],
) -> Result<Vec<Evidence>, DbErr> {
    let mut values: Vec<Value> = vec![chain.into()];
    let mut parts = Vec::new();
    for (n, basis) in bases.iter().enumerate() {
        if !basis.themes.is_empty() {
            let marks = marks(&mut values, &basis.themes);
            parts.push(format!(
                "SELECT {n} AS claim, k.insight AS insight FROM family f \
                 JOIN coding k ON k.chain = $1 AND k.theme = f.theme WHERE f.claim IN ({marks})"
            ));
        }
        if !basis.insights.is_empty() {
            let marks = marks(&mut values, &basis.insights);
            parts.push(format!(
                "SELECT {n} AS claim, p.id AS insight FROM insight p WHERE p.chain = $1 AND p.id IN ({marks})"
            ));
        }
    }
    let mut counted: HashMap<i32, Evidence> = if parts.is_empty() {
        HashMap::new()
    } else {
        grouped(conn, &parts.join(" UNION "), values).await?
    };
    let numbers = 0..i32::try_from(bases.len()).unwrap_or(i32::MAX);
    Ok(numbers
        .map(|n| counted.remove(&n).unwrap_or_default())
        .collect())
}

/// Lists the points behind one claim that count, oldest first.
pub async fn list_points(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    basis: &Basis,
) -> Result<Vec<insight::Model>, DbErr> {
    let mut values: Vec<Value> = vec![chain.into()];
    let themes = marks(&mut values, &basis.themes);
    let picked = marks(&mut values, &basis.insights);
    let sql = format!(
        "WITH RECURSIVE {FAMILY} SELECT i.* FROM insight i WHERE i.chain = $1 AND {COUNTS} AND \
         (i.id IN ({picked}) OR i.id IN (SELECT k.insight FROM family f \
         JOIN coding k ON k.chain = $1 AND k.theme = f.theme WHERE f.claim IN ({themes}))) ORDER BY i.id"
    );
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    insight::Entity::find()
        .from_raw_sql(statement)
        .all(conn)
        .await
}

/// Lists the points behind one claim whose words anyone may read. The rule is asked twice: by the list's own SQL
/// nothing is left out, and what may not be shown never leaves this function.
pub async fn list_readable(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    basis: &Basis,
) -> Result<Vec<insight::Model>, DbErr> {
    let points = list_points(conn, chain, basis).await?;
    Ok(points.into_iter().filter(check::may_be_shown).collect())
}

/// Adds the ids to the values and returns their marks. An empty list gives `NULL`, which nothing is in.
fn marks(values: &mut Vec<Value>, ids: &[Uuid]) -> String {
    if ids.is_empty() {
        return "NULL".to_owned();
    }
    let marks = ids.iter().map(|id| {
        values.push((*id).into());
        format!("${}", values.len())
    });
    marks.collect::<Vec<_>>().join(", ")
}

/// Returns the query that counts pairs of claim and insight for each claim and chat.
fn chats_of(pairs: &str, what: &str) -> String {
    let kinds = |kind: Kind| format!("COUNT(CASE WHEN i.kind = '{}' THEN 1 END)", kind.as_str());
    format!(
        "SELECT {what}, COUNT(*) AS points, COUNT(CASE WHEN {SHOWN} THEN 1 END) AS readable, \
         {strengths} AS strengths, {needs} AS needs, {ideas} AS ideas, {offers} AS offers, \
         MIN(i.made_at) AS first_heard, MAX(i.made_at) AS last_heard \
         FROM ({pairs}) s JOIN insight i ON i.id = s.insight WHERE {COUNTS} GROUP BY s.claim, i.branch, i.conversation",
        strengths = kinds(Kind::Strength),
        needs = kinds(Kind::Need),
        ideas = kinds(Kind::Idea),
        offers = kinds(Kind::Offer),
    )
}

/// Groups pairs of claim and insight in two stages, by chat and then by claim: two to four times faster than counting
/// distinct chats (PERFORMANCE part 2).
async fn grouped<K: TryGetable + Eq + Hash>(
    conn: &impl ConnectionTrait,
    pairs: &str,
    values: Vec<Value>,
) -> Result<HashMap<K, Evidence>, DbErr> {
    let sql = format!(
        "WITH RECURSIVE {FAMILY}, {WHOLE} \
         SELECT h.claim AS claim, CAST(SUM(h.points) AS BIGINT) AS points, CAST(SUM(h.readable) AS BIGINT) AS readable, \
         COUNT(*) AS chats, COUNT(DISTINCT h.branch) AS branches, \
         CAST(SUM(h.strengths) AS BIGINT) AS strengths, CAST(SUM(h.needs) AS BIGINT) AS needs, \
         CAST(SUM(h.ideas) AS BIGINT) AS ideas, CAST(SUM(h.offers) AS BIGINT) AS offers, \
         MIN(h.first_heard) AS first_heard, MAX(h.last_heard) AS last_heard FROM ({}) h GROUP BY h.claim",
        chats_of(pairs, "s.claim AS claim, i.branch AS branch"),
    );
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let mut all = HashMap::new();
    for row in conn.query_all_raw(statement).await? {
        let evidence = Evidence {
            points: row.try_get("", "points")?,
            readable: row.try_get("", "readable")?,
            chats: row.try_get("", "chats")?,
            branches: row.try_get("", "branches")?,
            strengths: row.try_get("", "strengths")?,
            needs: row.try_get("", "needs")?,
            ideas: row.try_get("", "ideas")?,
            offers: row.try_get("", "offers")?,
            first_heard: row.try_get("", "first_heard")?,
            last_heard: row.try_get("", "last_heard")?,
        };
        all.insert(row.try_get("", "claim")?, evidence);
    }
    Ok(all)
}
