//! What stands behind a theme or an action: points, chats, branches, kinds, and when it was heard.
//!
//! Struck and withdrawn points never count. Private and unchecked ones count but are not readable (I4). The two
//! conditions below are the only place where SQL says so; they mirror `conversation::check::counts` and
//! `may_be_shown`, and a test runs every combination through both.

use std::collections::HashMap;
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

/// Every theme of chain `$1` as a claim, with the themes whose points are its points today: itself, what was merged
/// into it, and its parts. It mirrors `themes::Family::under`, and a test holds them against each other.
pub const FAMILY: &str = "m(claim, theme) AS (SELECT id, id FROM theme WHERE chain = $1 UNION \
                          SELECT m.claim, t.id FROM theme t JOIN m ON t.merged_into = m.theme \
                          OR (t.parent = m.theme AND t.merged_into IS NULL))";

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
    let pairs = format!(
        "WITH RECURSIVE {FAMILY} SELECT DISTINCT m.claim AS claim, k.insight AS insight \
         FROM m JOIN coding k ON k.theme = m.theme AND k.chain = $1"
    );
    grouped(conn, &pairs, vec![chain.into()]).await
}

/// Counts what stands behind every action as it is being written, in one query. A point that is picked by hand and
/// also belongs to a theme counts once.
pub async fn of_actions(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<HashMap<Uuid, Evidence>, DbErr> {
    // What rests on a merged theme rests on the one it is part of now.
    let pairs = format!(
        "WITH RECURSIVE {FAMILY}, n(theme, here) AS (SELECT id, id FROM theme WHERE chain = $1 AND merged_into IS NULL \
         UNION SELECT t.id, n.here FROM theme t JOIN n ON t.merged_into = n.theme) \
         SELECT e.action AS claim, k.insight AS insight FROM action a JOIN action_evidence e ON e.action = a.id \
         JOIN n ON n.theme = e.theme JOIN m ON m.claim = n.here JOIN coding k ON k.theme = m.theme WHERE a.chain = $1 \
         UNION SELECT e.action, e.insight FROM action a JOIN action_evidence e ON e.action = a.id \
         WHERE a.chain = $1 AND e.insight IS NOT NULL"
    );
    grouped(conn, &pairs, vec![chain.into()]).await
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
                "SELECT {n} AS claim, k.insight AS insight FROM coding k WHERE k.chain = $1 AND k.theme IN ({marks})"
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
        "SELECT i.* FROM insight i WHERE i.chain = $1 AND {COUNTS} AND \
         (i.id IN ({picked}) OR i.id IN (SELECT k.insight FROM coding k WHERE k.theme IN ({themes}))) ORDER BY i.id"
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

/// Groups pairs of claim and insight in two stages, by chat and then by claim: two to four times faster than counting
/// distinct chats (PERFORMANCE part 2).
async fn grouped<K: TryGetable + Eq + Hash>(
    conn: &impl ConnectionTrait,
    pairs: &str,
    values: Vec<Value>,
) -> Result<HashMap<K, Evidence>, DbErr> {
    let kinds = |kind: Kind| format!("COUNT(CASE WHEN i.kind = '{}' THEN 1 END)", kind.as_str());
    let sql = format!(
        "SELECT h.claim AS claim, CAST(SUM(h.points) AS BIGINT) AS points, CAST(SUM(h.readable) AS BIGINT) AS readable, \
         COUNT(*) AS chats, COUNT(DISTINCT h.branch) AS branches, \
         CAST(SUM(h.strengths) AS BIGINT) AS strengths, CAST(SUM(h.needs) AS BIGINT) AS needs, \
         CAST(SUM(h.ideas) AS BIGINT) AS ideas, CAST(SUM(h.offers) AS BIGINT) AS offers, \
         MIN(h.first_heard) AS first_heard, MAX(h.last_heard) AS last_heard FROM ( \
           SELECT s.claim AS claim, i.branch AS branch, i.conversation AS conversation, COUNT(*) AS points, \
           COUNT(CASE WHEN {SHOWN} THEN 1 END) AS readable, {strengths} AS strengths, {needs} AS needs, \
           {ideas} AS ideas, {offers} AS offers, MIN(i.made_at) AS first_heard, MAX(i.made_at) AS last_heard \
           FROM ({pairs}) s JOIN insight i ON i.id = s.insight WHERE {COUNTS} \
           GROUP BY s.claim, i.branch, i.conversation) h GROUP BY h.claim",
        strengths = kinds(Kind::Strength),
        needs = kinds(Kind::Need),
        ideas = kinds(Kind::Idea),
        offers = kinds(Kind::Offer),
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
