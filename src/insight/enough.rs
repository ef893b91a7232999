//! Whether we have heard enough: the themes each chat was the first to bring, read from the records every time.
//!
//! A unit is a chat, or a branch with all its chats. A chat of which no point is sorted yet is unknown and left out: it
//! would look as if it had brought nothing new. Nothing here says that a chain may stop; people decide.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::evidence::COUNTS;
use super::heard::Heard;
use crate::methods::saturation::{Incidence, Rule, Saturation, first_heard, saturation};

/// With fewer chats only counts are told.
pub const CHATS_MIN: usize = 3;
/// In how many orders of the branches the rule is tried.
const ORDERS: usize = 200;
/// So few new themes in the last chats count as quiet.
const QUIET: usize = 1;

#[derive(FromQueryResult)]
struct Row {
    conversation: Uuid,
    theme: Uuid,
}

/// Finds which themes each chat brought up: what was merged counts as the theme it is part of now.
async fn read_rows(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Row>, DbErr> {
    let sql = format!(
        "WITH RECURSIVE m(claim, theme) AS (SELECT t.id, t.id FROM theme t WHERE t.chain = $1 AND t.merged_into IS NULL \
           UNION SELECT m.claim, t.id FROM theme t JOIN m ON t.merged_into = m.theme) \
         SELECT DISTINCT i.conversation AS conversation, m.claim AS theme FROM m JOIN coding k ON k.theme = m.theme \
         JOIN insight i ON i.id = k.insight WHERE k.chain = $1 AND {COUNTS}"
    );
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), sql, [chain.into()]);
    Row::find_by_statement(statement).all(conn).await
}

/// A chat with the themes that came up in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub branch: Uuid,
    /// Numbers of themes, each once.
    pub themes: Vec<usize>,
}

/// What the sorted chats of a chain brought up, in the order they were written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub chats: Vec<Unit>,
    /// Chats with points of which none is sorted yet.
    pub unsorted: usize,
}

impl Record {
    /// Reads a chain's record: the forest, and one query.
    pub async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        let heard = Heard::read(conn, chain).await?;
        let mut numbers: HashMap<Uuid, usize> = HashMap::new();
        let mut brought: HashMap<Uuid, BTreeSet<usize>> = HashMap::new();
        for row in read_rows(conn, chain).await? {
            let next = numbers.len();
            let number = *numbers.entry(row.theme).or_insert(next);
            brought.entry(row.conversation).or_default().insert(number);
        }
        let mut record = Self::default();
        for node in heard.nodes.iter().filter(|node| node.known) {
            match node.chat.and_then(|chat| brought.remove(&chat)) {
                Some(themes) => record.chats.push(Unit {
                    branch: node.branch,
                    themes: themes.into_iter().collect(),
                }),
                None => record.unsorted += 1,
            }
        }
        Ok(record)
    }

    fn by_chat(&self) -> Vec<Vec<usize>> {
        self.chats.iter().map(|chat| chat.themes.clone()).collect()
    }

    /// Returns the branches in the order of their first chats, with all themes of each.
    fn by_branch(&self) -> Vec<Vec<usize>> {
        let mut order: Vec<Uuid> = Vec::new();
        let mut themes: BTreeMap<Uuid, BTreeSet<usize>> = BTreeMap::new();
        for chat in &self.chats {
            let of = themes.entry(chat.branch).or_insert_with(|| {
                order.push(chat.branch);
                BTreeSet::new()
            });
            of.extend(&chat.themes);
        }
        let of = |branch: &Uuid| themes[branch].iter().copied().collect();
        order.iter().map(of).collect()
    }
}

/// What the last chats brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lately {
    pub chats: usize,
    pub branches: usize,
    pub new: usize,
}

impl Lately {
    /// Takes the longest run of last chats with at most [`QUIET`] new themes, or the last three chats when new themes
    /// still come.
    fn of(chats: &[Unit], new: &[usize]) -> Self {
        let mut sum = 0;
        let quiet = new.iter().rev().take_while(|new| {
            sum += **new;
            sum <= QUIET
        });
        let length = quiet.count().max(CHATS_MIN.min(chats.len()));
        let last = &chats[chats.len() - length..];
        let branches: BTreeSet<Uuid> = last.iter().map(|chat| chat.branch).collect();
        Self {
            chats: length,
            branches: branches.len(),
            new: new[new.len() - length..].iter().sum(),
        }
    }
}

/// What the record comes to, in the order of what an organiser asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Too few chats to say anything.
    TooEarly,
    /// New themes still come.
    GoOn,
    /// Quiet, but only in one branch: start somewhere else.
    OneBranch,
    /// Quiet in several branches.
    Quiet,
}

impl Advice {
    /// Returns the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooEarly => "early",
            Self::GoOn => "go-on",
            Self::OneBranch => "one-branch",
            Self::Quiet => "quiet",
        }
    }
}

/// How much is likely still unheard, by one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unheard {
    /// Themes unheard, at the least.
    pub themes: f64,
    /// The share of what comes up that belongs to known themes, from 0 to 1.
    pub coverage: f64,
}

impl Unheard {
    fn of(units: &[Vec<usize>]) -> Option<Self> {
        let incidence = Incidence::of(units);
        incidence.is_enough().then(|| Self {
            themes: incidence.unseen(),
            coverage: incidence.coverage(),
        })
    }
}

/// Everything the page tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Enough {
    pub themes: usize,
    pub branches: usize,
    /// New themes each chat brought, and each branch.
    pub new_by_chat: Vec<usize>,
    pub new_by_branch: Vec<usize>,
    pub lately: Option<Lately>,
    pub advice: Advice,
    /// The rule of Guest, Namey and Chen, by chats and by branches.
    pub by_chat: Option<Saturation>,
    pub by_branch: Option<Saturation>,
    /// After how many branches the rule holds in the middle of many orders of them; none when it does not in most.
    pub middle: Option<usize>,
    pub unheard_by_chat: Option<Unheard>,
    pub unheard_by_branch: Option<Unheard>,
}

impl Enough {
    /// Works everything out. The same record always gives the same.
    pub fn of(record: &Record) -> Self {
        let (chats, branches) = (record.by_chat(), record.by_branch());
        let (new_by_chat, new_by_branch) = (first_heard(&chats), first_heard(&branches));
        let rule = Rule::default();
        let early = chats.len() < CHATS_MIN;
        let lately = (!early).then(|| Lately::of(&record.chats, &new_by_chat));
        let advice = match lately {
            None => Advice::TooEarly,
            Some(lately) if lately.new > QUIET => Advice::GoOn,
            Some(lately) if lately.branches < 2 => Advice::OneBranch,
            Some(_) => Advice::Quiet,
        };
        Self {
            themes: new_by_chat.iter().sum(),
            branches: branches.len(),
            by_chat: saturation(&new_by_chat, rule),
            by_branch: saturation(&new_by_branch, rule),
            middle: middle(&branches, rule),
            unheard_by_chat: Unheard::of(&chats),
            unheard_by_branch: Unheard::of(&branches),
            lately,
            advice,
            new_by_chat,
            new_by_branch,
        }
    }

    /// Returns how much is unheard by the unit that knows less: neighbours repeat each other, so chats alone look too
    /// complete (METHODS 2.2).
    pub fn unheard(&self) -> Option<Unheard> {
        let both = [self.unheard_by_chat, self.unheard_by_branch];
        both.into_iter()
            .flatten()
            .min_by(|a, b| a.coverage.total_cmp(&b.coverage))
    }
}

/// Tries the rule on many orders of the branches: the order they happened to come in proves nothing.
fn middle(branches: &[Vec<usize>], rule: Rule) -> Option<usize> {
    if branches.len() < rule.base + rule.run {
        return None;
    }
    let mut chance = ChaCha8Rng::seed_from_u64(u64::try_from(branches.len()).unwrap_or_default());
    let mut order = branches.to_vec();
    let mut reached = Vec::new();
    for _ in 0..ORDERS {
        order.shuffle(&mut chance);
        let found = saturation(&first_heard(&order), rule);
        let after = found.filter(|found| found.holds).and_then(|f| f.reached);
        // One that never gets there stands at the end.
        reached.push(after.unwrap_or(usize::MAX));
    }
    reached.sort_unstable();
    Some(reached[ORDERS / 2]).filter(|after| *after < usize::MAX)
}
