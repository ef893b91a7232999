//! Chats, points and themes of any shape, laid into the database at once.

use chrono::Duration;
use daisychain::app::App;
use daisychain::chain::{self, Face};
use daisychain::db;
use entity::shared::{Door, Kind, Way};
use entity::{coding, conversation, insight, participant, theme};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseTransaction, EntityTrait};
use uuid::Uuid;

/// Whom a chat came from.
#[derive(Clone, Copy, Debug)]
pub enum Above {
    First(usize),
    Chat(usize),
}

/// A chat: where it came from, and for each of its points the themes the point is in.
#[derive(Clone, Debug)]
pub struct Told {
    pub above: Above,
    pub points: Vec<Vec<usize>>,
}

/// What is laid. Who leads on leads on to three at most.
#[derive(Clone, Debug)]
pub struct Tree {
    pub firsts: usize,
    pub chats: Vec<Told>,
    pub themes: usize,
    /// The chats in the order they were written down; it may be any.
    pub arrival: Vec<usize>,
}

impl Tree {
    pub fn of(firsts: usize, themes: usize, chats: Vec<Told>) -> Self {
        Self {
            firsts,
            arrival: (0..chats.len()).collect(),
            chats,
            themes,
        }
    }

    /// One line of chats below one first person, each with one point, in theme 0 where `said`.
    pub fn line(said: &[bool]) -> Self {
        let chat = |(n, said): (usize, &bool)| Told {
            above: n.checked_sub(1).map_or(Above::First(0), Above::Chat),
            points: vec![if *said { vec![0] } else { Vec::new() }],
        };
        Self::of(1, 1, said.iter().enumerate().map(chat).collect())
    }

    /// Grows a tree of `chats` with up to `points` points each. Themes are handed down now and then, as they are.
    pub fn grown(seed: u64, chats: usize, themes: usize, points: usize) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let firsts = chats.div_ceil(12).max(1);
        let (mut led, mut told) = (vec![0; firsts + chats], Vec::<Told>::with_capacity(chats));
        for n in 0..chats {
            let above = loop {
                // Late comers ask, and now and then a first person does.
                let back = chance.random_range(0..n.min(3 * firsts) + firsts);
                let above = if back < firsts {
                    back
                } else {
                    firsts + n - 1 - (back - firsts)
                };
                if led[above] < 3 {
                    led[above] += 1;
                    break above
                        .checked_sub(firsts)
                        .map_or(Above::First(above), Above::Chat);
                }
            };
            let handed: Vec<usize> = match above {
                Above::Chat(above) => told[above].points.concat(),
                Above::First(_) => Vec::new(),
            };
            let mut in_themes = || -> Vec<usize> {
                let mut some: Vec<usize> = (0..chance.random_range(0..3_u8))
                    .filter(|_| themes > 0)
                    .map(|_| match handed.len() {
                        heard @ 1.. if chance.random_bool(0.5) => {
                            handed[chance.random_range(0..heard)]
                        }
                        _ => chance.random_range(0..themes),
                    })
                    .collect();
                some.sort_unstable();
                some.dedup();
                some
            };
            // One in eight kept nothing.
            let kept = if n % 8 == 5 { 0 } else { points };
            let points = (0..kept).map(|_| in_themes()).collect();
            told.push(Told { above, points });
        }
        Self::of(firsts, themes, told)
    }

    /// The same tree, whose chats were written down in another order, and whose rows are laid in it.
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut other = self.clone();
        other.arrival.shuffle(&mut StdRng::seed_from_u64(seed));
        other
    }
}

/// The ids of what was laid, by the numbers in the tree.
pub struct Laid {
    pub firsts: Vec<Uuid>,
    /// Who was heard in each chat.
    pub heard: Vec<Uuid>,
    pub chats: Vec<Uuid>,
    pub themes: Vec<Uuid>,
}

/// Lays a tree into a chain.
pub async fn lay(app: &App, face: &Face, coder: Uuid, tree: &Tree) -> Laid {
    let txn = db::begin_write(&app.db).await.expect("a transaction");
    let question = chain::list_questions(&txn, &face.chain)
        .await
        .expect("questions")[0]
        .id;
    let ids = |n: usize| (0..n).map(|_| app.means.id()).collect::<Vec<Uuid>>();
    let mut chats = vec![Uuid::nil(); tree.chats.len()];
    for &n in &tree.arrival {
        chats[n] = app.means.id();
    }
    let laid = Laid {
        firsts: ids(tree.firsts),
        heard: ids(tree.chats.len()),
        chats,
        themes: ids(tree.themes),
    };
    let rows = Rows {
        app,
        face,
        tree,
        laid: &laid,
        question,
        coder,
    };
    rows.lay(&txn).await;
    txn.commit().await.expect("commit");
    laid
}

struct Rows<'a> {
    app: &'a App,
    face: &'a Face,
    tree: &'a Tree,
    laid: &'a Laid,
    question: Uuid,
    coder: Uuid,
}

impl Rows<'_> {
    async fn lay(&self, txn: &DatabaseTransaction) {
        let people: Vec<_> = (0..self.tree.firsts)
            .map(|n| self.first(n))
            .chain(self.partners())
            .collect();
        for some in people.chunks(400) {
            participant::Entity::insert_many(some.to_vec())
                .exec(txn)
                .await
                .expect("people");
        }
        let chats: Vec<_> = self.conversations();
        for some in chats.chunks(400) {
            conversation::Entity::insert_many(some.to_vec())
                .exec(txn)
                .await
                .expect("chats");
        }
        let themes: Vec<_> = (0..self.tree.themes).map(|n| self.theme(n)).collect();
        for some in themes.chunks(400) {
            theme::Entity::insert_many(some.to_vec())
                .exec(txn)
                .await
                .expect("themes");
        }
        let (points, codings) = self.points();
        for some in points.chunks(400) {
            insight::Entity::insert_many(some.to_vec())
                .exec(txn)
                .await
                .expect("points");
        }
        for some in codings.chunks(400) {
            coding::Entity::insert_many(some.to_vec())
                .exec(txn)
                .await
                .expect("codings");
        }
    }

    fn first(&self, n: usize) -> participant::ActiveModel {
        let id = self.laid.firsts[n];
        participant::ActiveModel {
            parent: Set(None),
            branch: Set(Some(id)),
            depth: Set(Some(0)),
            depth_above: Set(None),
            door: Set(Door::Starter),
            name: Set(Some(format!("First{n}"))),
            ..self.person(id)
        }
    }

    fn person(&self, id: Uuid) -> participant::ActiveModel {
        let now = self.app.means.now();
        participant::ActiveModel {
            id: Set(id),
            chain: Set(self.face.chain.id),
            language: Set("en".to_owned()),
            source: Set("web".to_owned()),
            joined_at: Set(now - Duration::days(30)),
            agreed_at: Set(Some(now - Duration::days(29))),
            ..Default::default()
        }
    }

    /// The branch a chat belongs to and how far it is from the first person.
    fn place(&self, chat: usize) -> (Uuid, i32) {
        let (mut here, mut depth) = (chat, 1);
        loop {
            match self.tree.chats[here].above {
                Above::First(n) => return (self.laid.firsts[n], depth),
                Above::Chat(above) => (here, depth) = (above, depth + 1),
            }
        }
    }

    fn who_asked(&self, chat: usize) -> Uuid {
        match self.tree.chats[chat].above {
            Above::First(n) => self.laid.firsts[n],
            Above::Chat(above) => self.laid.heard[above],
        }
    }

    fn partners(&self) -> impl Iterator<Item = participant::ActiveModel> {
        (0..self.tree.chats.len()).map(|n| {
            let (branch, depth) = self.place(n);
            participant::ActiveModel {
                parent: Set(Some(self.who_asked(n))),
                branch: Set(Some(branch)),
                depth: Set(Some(depth)),
                depth_above: Set(Some(depth - 1)),
                door: Set(Door::Nominated),
                name: Set(Some(format!("Heard{n}"))),
                ..self.person(self.laid.heard[n])
            }
        })
    }

    fn conversations(&self) -> Vec<conversation::ActiveModel> {
        let start = self.app.means.now() - Duration::days(20);
        let mut turns = std::collections::HashMap::<Uuid, i32>::new();
        let mut rows = Vec::new();
        for (place, &n) in (0..).zip(&self.tree.arrival) {
            let initiator = self.who_asked(n);
            let turn = turns.entry(initiator).or_default();
            *turn += 1;
            let at = start + Duration::seconds(place);
            rows.push(conversation::ActiveModel {
                id: Set(self.laid.chats[n]),
                chain: Set(self.face.chain.id),
                initiator: Set(initiator),
                partner: Set(self.laid.heard[n]),
                nomination: Set(None),
                turn: Set(*turn),
                way: Set(Way::Email),
                invited_at: Set(start),
                expires_at: Set(start + Duration::days(60)),
                forget_at: Set(start + Duration::days(60)),
                agreed_at: Set(Some(start)),
                contacted_at: Set(Some(start)),
                recorded_at: Set(Some(at)),
                shown_at: Set(None),
                checked_at: Set(None),
                nothing_kept: Set(self.tree.chats[n].points.is_empty()),
                entered_by: Set(None),
                source: Set("web".to_owned()),
                happened_on: Set(None),
                ended_at: Set(None),
                ended_why: Set(None),
            });
        }
        rows
    }

    fn theme(&self, n: usize) -> theme::ActiveModel {
        theme::ActiveModel {
            id: Set(self.laid.themes[n]),
            chain: Set(self.face.chain.id),
            parent: Set(None),
            name: Set(format!("Theme {n}")),
            meaning: Set(String::new()),
            position: Set(i32::try_from(n).expect("a few themes") + 1),
            merged_into: Set(None),
            made_at: Set(self.app.means.now()),
            split_from: Set(None),
        }
    }

    fn points(&self) -> (Vec<insight::ActiveModel>, Vec<coding::ActiveModel>) {
        let start = self.app.means.now() - Duration::days(20);
        let (mut points, mut codings) = (Vec::new(), Vec::new());
        for &n in &self.tree.arrival {
            let (branch, _) = self.place(n);
            for (position, themes) in (0..).zip(&self.tree.chats[n].points) {
                let id = self.app.means.id();
                // When a chat was depends on the chat, not on when it was laid: in any order the same.
                let at = start + Duration::minutes(i64::try_from(n).expect("a few chats"));
                let kind = Kind::ALL[(n + usize::try_from(position).expect("few")) % 4];
                points.push(insight::ActiveModel {
                    id: Set(id),
                    conversation: Set(self.laid.chats[n]),
                    chain: Set(self.face.chain.id),
                    branch: Set(branch),
                    prompt: Set(self.question),
                    position: Set(position),
                    kind: Set(kind),
                    text: Set(format!("Words {n} {position}")),
                    language: Set("en".to_owned()),
                    public_text: Set(None),
                    stance: Set(None),
                    quote: Set(None),
                    private: Set(n % 7 == 3),
                    made_at: Set(at),
                    checked_at: Set(None),
                    struck_at: Set(None),
                    withdrawn_at: Set(None),
                    by_initiator: Set(false),
                    hidden: Set(None),
                });
                codings.extend(themes.iter().map(|theme| coding::ActiveModel {
                    id: Set(self.app.means.id()),
                    insight: Set(id),
                    theme: Set(self.laid.themes[*theme]),
                    coder: Set(self.coder),
                    stance: Set(None),
                    at: Set(at),
                    chain: Set(self.face.chain.id),
                    branch: Set(branch),
                    conversation: Set(self.laid.chats[n]),
                }));
            }
        }
        (points, codings)
    }
}
