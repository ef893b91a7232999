//! The figures of every theme of a chain: what was counted, how much of it arose apart, and the order a table shows them
//! in. Nothing is kept: every page works them out anew from the records.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use entity::theme;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::evidence::{self, Evidence, Said, Totals};
use super::heard::Heard;
use super::themes::Family;
use crate::methods::support::{self, Prevalence, Support};

/// What stands behind a theme, and how far it reaches along the chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub evidence: Evidence,
    pub support: Support,
    answers: Vec<Option<bool>>,
}

impl Figures {
    /// Works out the figures of a theme.
    pub fn of(heard: &Heard, said: Said) -> Self {
        let answers = heard.answers(said.chats);
        Self {
            evidence: said.evidence,
            support: Support::of(&heard.forest, &answers),
            answers,
        }
    }

    /// Returns one answer for each node of the chain's forest.
    pub fn answers(&self) -> &[Option<bool>] {
        &self.answers
    }

    /// Estimates how often it comes up; `None` when too few chats are known.
    pub fn prevalence(&self, heard: &Heard) -> Option<Prevalence> {
        support::prevalence(&heard.forest, &self.answers)
    }
}

/// The order of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The organisers' own.
    #[default]
    Own,
    /// Most chats first.
    Chats,
    /// Arisen apart most often first.
    Apart,
    /// Last heard first.
    Recent,
}

impl Order {
    pub const ALL: [Self; 4] = [Self::Own, Self::Chats, Self::Apart, Self::Recent];

    /// Reads an order out of an address; anything else is the organisers' own.
    pub fn parse(text: &str) -> Self {
        let found = Self::ALL.into_iter().find(|order| order.as_str() == text);
        found.unwrap_or_default()
    }

    /// Returns its name in an address: empty for the usual one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Chats => "chats",
            Self::Apart => "apart",
            Self::Recent => "recent",
        }
    }

    /// Puts themes in this order; those that are alike stay as they stood.
    fn sort(self, rows: &mut [Line]) {
        let most = |line: &Line| Reverse(line.figures.support.mentions);
        match self {
            Self::Own => {}
            Self::Chats => rows.sort_by_key(most),
            Self::Apart => {
                rows.sort_by_key(|line| (Reverse(line.figures.support.origins), most(line)));
            }
            Self::Recent => rows.sort_by_key(|line| Reverse(line.figures.evidence.last_heard)),
        }
    }
}

/// A theme in the table.
#[derive(Clone, Debug)]
pub struct Line {
    pub theme: theme::Model,
    pub figures: Figures,
    /// The name of the theme it is a part of.
    pub part_of: Option<String>,
    /// Whether it is the first, or the last, of those it stands among.
    pub first: bool,
    pub last: bool,
}

/// Every theme of a chain with its figures, and what they are out of.
pub struct Board {
    pub heard: Heard,
    pub totals: Totals,
    /// Parts stand right after what they are a part of.
    pub lines: Vec<Line>,
}

impl Board {
    /// Reads a chain's themes, its forest, and in one query what was said of all of them.
    pub async fn read(
        conn: &impl ConnectionTrait,
        chain: Uuid,
        order: Order,
    ) -> Result<Self, DbErr> {
        let heard = Heard::read(conn, chain).await?;
        let family = Family::read(conn, chain).await?;
        let all = family.in_order().into_iter().cloned().collect();
        let merged = family.all().iter().filter(|t| t.merged_into.is_some());
        let whole = merged.map(|t| (t.id, family.now(t.id))).collect();
        let said = evidence::by_chat(conn, chain, None).await?;
        Ok(Self {
            lines: lines(&heard, all, &whole, said, order),
            totals: evidence::totals(conn, chain).await?,
            heard,
        })
    }
}

/// Works out the figures of every theme and puts parts under what they are a part of. `whole` tells which theme a
/// merged one is now part of.
fn lines(
    heard: &Heard,
    all: Vec<theme::Model>,
    whole: &HashMap<Uuid, Uuid>,
    mut said: HashMap<Uuid, Said>,
    order: Order,
) -> Vec<Line> {
    let tops = tops(&all, whole);
    let names: HashMap<Uuid, String> = all.iter().map(|t| (t.id, t.name.clone())).collect();
    let (mut heads, mut parts) = (Vec::new(), HashMap::<Uuid, Vec<Line>>::new());
    for theme in all {
        let top = tops[&theme.id];
        let line = Line {
            figures: Figures::of(heard, said.remove(&theme.id).unwrap_or_default()),
            part_of: names.get(&top).filter(|_| top != theme.id).cloned(),
            first: false,
            last: false,
            theme,
        };
        if line.part_of.is_some() {
            parts.entry(top).or_default().push(line);
        } else {
            heads.push(line);
        }
    }
    in_order(&mut heads, order);
    let mut lines = Vec::new();
    for head in heads {
        let mut below = parts.remove(&head.theme.id).unwrap_or_default();
        in_order(&mut below, order);
        lines.push(head);
        lines.append(&mut below);
    }
    lines
}

fn in_order(lines: &mut [Line], order: Order) {
    order.sort(lines);
    if let Some(line) = lines.first_mut() {
        line.first = true;
    }
    if let Some(line) = lines.last_mut() {
        line.last = true;
    }
}

/// Finds the theme each stands under in the end: itself when it is no part of another. A parent that was merged is now
/// what it was merged into; should themes ever go round in a circle, each stands for itself.
fn tops(all: &[theme::Model], whole: &HashMap<Uuid, Uuid>) -> HashMap<Uuid, Uuid> {
    let above: HashMap<Uuid, Option<Uuid>> = all
        .iter()
        .map(|theme| {
            let parent = theme.parent.map(|id| whole.get(&id).copied().unwrap_or(id));
            (theme.id, parent.filter(|id| *id != theme.id))
        })
        .collect();
    let top = |start: Uuid| {
        let (mut here, mut seen) = (start, HashSet::from([start]));
        while let Some(Some(next)) = above.get(&here) {
            if !above.contains_key(next) {
                break;
            }
            if !seen.insert(*next) {
                return start;
            }
            here = *next;
        }
        here
    };
    above.keys().map(|id| (*id, top(*id))).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn theme(n: u128, parent: Option<u128>) -> theme::Model {
        theme::Model {
            id: Uuid::from_u128(n),
            chain: Uuid::nil(),
            parent: parent.map(Uuid::from_u128),
            name: format!("theme {n}"),
            meaning: String::new(),
            position: 0,
            merged_into: None,
            made_at: DateTime::<Utc>::UNIX_EPOCH,
            split_from: None,
        }
    }

    fn named(lines: &[Line]) -> Vec<(u128, Option<&str>)> {
        let row = |line: &Line| line.theme.id.as_u128();
        lines
            .iter()
            .map(|line| (row(line), line.part_of.as_deref()))
            .collect()
    }

    #[test]
    fn parts_stand_under_what_they_are_a_part_of_even_when_that_was_merged() {
        // 2 and 5 are parts of 3; 4 is a part of 9, which was merged into 1.
        let all = vec![
            theme(1, None),
            theme(2, Some(3)),
            theme(3, None),
            theme(4, Some(9)),
            theme(5, Some(3)),
        ];
        let whole = HashMap::from([(Uuid::from_u128(9), Uuid::from_u128(1))]);
        let lines = lines(
            &Heard::default(),
            all,
            &whole,
            HashMap::new(),
            Order::default(),
        );
        let wanted = [
            (1, None),
            (4, Some("theme 1")),
            (3, None),
            (2, Some("theme 3")),
            (5, Some("theme 3")),
        ];
        assert_eq!(named(&lines), wanted);
        let ends: Vec<_> = lines.iter().map(|line| (line.first, line.last)).collect();
        let wanted = [
            (true, false),
            (true, true),
            (false, true),
            (true, false),
            (false, true),
        ];
        assert_eq!(ends, wanted);
    }

    #[test]
    fn no_theme_is_lost_when_they_go_round_in_a_circle_or_stand_under_nothing() {
        let all = vec![
            theme(1, Some(2)),
            theme(2, Some(1)),
            theme(3, Some(3)),
            theme(4, Some(77)),
        ];
        let found = lines(
            &Heard::default(),
            all,
            &HashMap::new(),
            HashMap::new(),
            Order::Recent,
        );
        assert_eq!(named(&found), [(1, None), (2, None), (3, None), (4, None)]);
    }

    #[test]
    fn an_order_is_read_from_the_address_and_back() {
        for order in Order::ALL {
            assert_eq!(Order::parse(order.as_str()), order);
        }
        assert_eq!(Order::parse("'; --"), Order::Own);
    }
}
