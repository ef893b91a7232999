//! Who was heard through whom: the chats of a chain as a forest, read anew for every page that counts evidence.
//!
//! A node is a chat that was written down, or a first person with such a chat, who said nothing as such. A chat without a point that
//! counts (erased, withdrawn, nothing kept) stays as a knot, so that what lies beyond it never looks as if it had
//! arisen apart (METHODS 1.2).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::evidence::COUNTS;
use crate::methods::forest::Forest;

/// A node of the forest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The chat; none for a first person.
    pub chat: Option<Uuid>,
    /// The branch's first person.
    pub branch: Uuid,
    pub recorded_at: Option<DateTime<Utc>>,
    /// Whether anything said in it counts: only then its not saying something is a no.
    pub known: bool,
}

/// A chain's chats as a forest. Nodes are in the order the chats were written down, first persons before them.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    pub forest: Forest,
    pub nodes: Vec<Node>,
    places: HashMap<Uuid, usize>,
}

#[derive(FromQueryResult)]
struct Starter {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct Chat {
    id: Uuid,
    initiator: Uuid,
    partner: Uuid,
    branch: Uuid,
    recorded_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    points: i64,
}

impl Heard {
    /// Reads a chain's forest in two queries.
    pub async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        let backend = conn.get_database_backend();
        let ask = |sql: String| Statement::from_sql_and_values(backend, sql, [chain.into()]);
        let starters =
            "SELECT p.id FROM participant p WHERE p.chain = $1 AND p.branch = p.id ORDER BY p.id";
        let starters = Starter::find_by_statement(ask(starters.to_owned()))
            .all(conn)
            .await?;
        let chats = format!(
            "SELECT c.id, c.initiator, c.partner, p.branch, c.recorded_at, c.ended_at, \
             (SELECT COUNT(*) FROM insight i WHERE i.conversation = c.id AND {COUNTS}) AS points \
             FROM conversation c JOIN participant p ON p.id = c.initiator \
             WHERE c.chain = $1 AND c.recorded_at IS NOT NULL AND p.branch IS NOT NULL \
             ORDER BY c.recorded_at, c.id"
        );
        let chats = Chat::find_by_statement(ask(chats)).all(conn).await?;
        Self::of(&starters, &chats)
    }

    fn of(starters: &[Starter], chats: &[Chat]) -> Result<Self, DbErr> {
        let mut nodes = Vec::with_capacity(starters.len() + chats.len());
        let mut through: HashMap<Uuid, usize> = HashMap::new();
        let led: HashSet<Uuid> = chats.iter().map(|chat| chat.branch).collect();
        for starter in starters.iter().filter(|starter| led.contains(&starter.id)) {
            through.insert(starter.id, nodes.len());
            nodes.push(Node {
                chat: None,
                branch: starter.id,
                recorded_at: None,
                known: false,
            });
        }
        let mut places: HashMap<Uuid, usize> = HashMap::with_capacity(chats.len());
        for chat in chats {
            // One who was heard twice, because the first who asked left, came through the chat that stands.
            if chat.ended_at.is_none() || !through.contains_key(&chat.partner) {
                through.insert(chat.partner, nodes.len());
            }
            places.insert(chat.id, nodes.len());
            nodes.push(Node {
                chat: Some(chat.id),
                branch: chat.branch,
                recorded_at: Some(chat.recorded_at),
                known: chat.points > 0,
            });
        }
        let mut parent = vec![None; nodes.len()];
        for chat in chats {
            let first = through.get(&chat.branch);
            parent[places[&chat.id]] = through.get(&chat.initiator).or(first).copied();
        }
        let forest = Forest::of(parent).map_err(|error| DbErr::Custom(error.to_string()))?;
        Ok(Self::from_parts(forest, nodes))
    }

    /// Puts a forest and its nodes together; `nodes` has one for each of the forest's.
    pub fn from_parts(forest: Forest, nodes: Vec<Node>) -> Self {
        let places = nodes.iter().enumerate();
        let places = places.filter_map(|(place, node)| node.chat.map(|chat| (chat, place)));
        Self {
            places: places.collect(),
            forest,
            nodes,
        }
    }

    /// Returns the node of a chat.
    pub fn place(&self, chat: Uuid) -> Option<usize> {
        self.places.get(&chat).copied()
    }

    /// Returns one answer a node: yes for these chats, no for the other known ones, missing for knots.
    pub fn answers(&self, said_in: impl IntoIterator<Item = Uuid>) -> Vec<Option<bool>> {
        let mut answers: Vec<_> = self
            .nodes
            .iter()
            .map(|node| node.known.then_some(false))
            .collect();
        for chat in said_in {
            if let Some(place) = self.place(chat) {
                answers[place] = Some(true);
            }
        }
        answers
    }
}
