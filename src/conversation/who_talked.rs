//! Who has been heard: the people of a chain who talked in a chat that was written down, counted by what is known of
//! them. No figure here is about one person, and what is shown of it goes through the rule of five (`methods::hiding`).

use std::collections::{BTreeMap, HashMap};

use entity::shared::{Door, ReachWhat};
use entity::{conversation, participant, reach_answer};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::i18n::LANGUAGES;
use crate::means::Source;
use crate::methods::coverage::clearly_missing;
use crate::methods::hiding::hide;
use crate::people::heard_from::{self, Question};

/// The key of languages that cannot be chosen here; only the area has them.
pub const OTHER_LANGUAGES: &str = "other";

/// Returns the keys of a way of telling people apart that needs no question: a language's code, a door's text, or how
/// a chat was written down. Empty for the others, whose bands an organiser names.
pub fn keys(what: ReachWhat) -> Vec<&'static str> {
    match what {
        ReachWhat::Language => {
            let all = LANGUAGES.iter().map(|language| language.code);
            all.chain([OTHER_LANGUAGES]).collect()
        }
        ReachWhat::Door => Door::ALL.iter().map(|door| door.as_str()).collect(),
        ReachWhat::Way => {
            let by_others = Source::ALL.iter().map(|source| source.as_str());
            std::iter::once("web").chain(by_others).collect()
        }
        ReachWhat::Place | ReachWhat::Age | ReachWhat::Own => Vec::new(),
    }
}

/// The people of a chain who talked, and who passed it on to whom.
struct Talked {
    /// What is known of each without a question: language, door, and how their first chat was written down.
    people: HashMap<Uuid, (String, Door, String)>,
    links: Vec<(Uuid, Uuid)>,
}

/// Some people who have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Stable within its question; for a language, door or way what it is.
    pub key: String,
    /// In the organisers' words; empty where the server has words for it.
    pub name: String,
    /// Can no longer be chosen.
    pub retired: bool,
    pub heard: u64,
    /// The share of the area's people.
    pub area: Option<f64>,
}

/// Who talked, by one question.
#[derive(Clone, Debug)]
pub struct Counted {
    pub what: ReachWhat,
    /// In the organisers' words; empty where the server has words for it.
    pub name: String,
    /// Where the area's figures are from.
    pub source: String,
    pub groups: Vec<Group>,
    /// People who talked.
    pub talked: u64,
    /// Those of them whose group is known.
    pub answered: u64,
    /// Who passed it on to whom, by group, where both are known.
    pub links: Vec<(usize, usize)>,
}

impl Counted {
    pub fn heard(&self) -> Vec<u64> {
        self.groups.iter().map(|group| group.heard).collect()
    }

    pub fn area(&self) -> Vec<Option<f64>> {
        self.groups.iter().map(|group| group.area).collect()
    }
}

impl Talked {
    async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        let chats: Vec<(Uuid, Uuid, String)> = conversation::Entity::find()
            .select_only()
            .column(conversation::Column::Initiator)
            .column(conversation::Column::Partner)
            .column(conversation::Column::Source)
            .filter(conversation::Column::Chain.eq(chain))
            .filter(conversation::Column::RecordedAt.is_not_null())
            .filter(conversation::Column::EndedAt.is_null())
            .order_by_asc(conversation::Column::RecordedAt)
            .order_by_asc(conversation::Column::Id)
            .into_tuple()
            .all(conn)
            .await?;
        let known: Vec<(Uuid, String, Door)> = participant::Entity::find()
            .select_only()
            .column(participant::Column::Id)
            .column(participant::Column::Language)
            .column(participant::Column::Door)
            .filter(participant::Column::Chain.eq(chain))
            .filter(participant::Column::ErasedAt.is_null())
            .into_tuple()
            .all(conn)
            .await?;
        let known: HashMap<_, _> = known.into_iter().map(|(id, l, d)| (id, (l, d))).collect();
        let mut people = HashMap::new();
        let mut links = Vec::with_capacity(chats.len());
        for (initiator, partner, source) in chats {
            for id in [initiator, partner] {
                if let Some((language, door)) = known.get(&id) {
                    let now = || (language.clone(), *door, source.clone());
                    people.entry(id).or_insert_with(now);
                }
            }
            links.push((initiator, partner));
        }
        Ok(Self { people, links })
    }

    /// Counts the people by groups; `of` says to which each belongs.
    fn count(
        &self,
        what: ReachWhat,
        question: Option<&Question>,
        mut groups: Vec<Group>,
        of: &HashMap<Uuid, String>,
    ) -> Counted {
        let places: BTreeMap<String, usize> = groups
            .iter()
            .enumerate()
            .map(|(n, group)| (group.key.clone(), n))
            .collect();
        let place = |id: &Uuid| {
            let key = self.people.get(id).and_then(|_| of.get(id))?;
            places.get(key).copied()
        };
        let mut answered = 0;
        for n in self.people.keys().filter_map(place) {
            groups[n].heard += 1;
            answered += 1;
        }
        let pair = |(from, to): &(Uuid, Uuid)| place(from).zip(place(to));
        Counted {
            what,
            name: question.map_or_else(String::new, |q| q.row.name.clone()),
            source: question.map_or_else(String::new, |q| q.row.source.clone()),
            talked: self.people.len() as u64,
            answered,
            links: self.links.iter().filter_map(pair).collect(),
            groups,
        }
    }

    /// Counts by something that is known without asking; groups nobody was of, and of which nothing is known, are left
    /// out.
    fn count_known(&self, what: ReachWhat, question: Option<&Question>) -> Counted {
        let of = |(id, (language, door, way)): (&Uuid, &(String, Door, String))| {
            let key = match what {
                ReachWhat::Language => language.clone(),
                ReachWhat::Door => door.as_str().to_owned(),
                _ => way.clone(),
            };
            (*id, key)
        };
        let of = self.people.iter().map(of).collect();
        let group = |key: &str| {
            let band = question.and_then(|q| q.offered().find(|band| band.key == key));
            Group {
                key: key.to_owned(),
                name: String::new(),
                retired: false,
                heard: 0,
                area: band.and_then(|band| share(band.share)),
            }
        };
        let groups = keys(what).into_iter().map(group).collect();
        let mut counted = self.count(what, question, groups, &of);
        if what == ReachWhat::Language {
            let kept: Vec<bool> = counted
                .groups
                .iter()
                .map(|group| group.heard > 0 || group.area.is_some())
                .collect();
            counted.keep(&kept);
        }
        counted
    }
}

impl Counted {
    /// Leaves out groups of which nobody was heard.
    fn keep(&mut self, kept: &[bool]) {
        let moved: Vec<usize> = kept
            .iter()
            .scan(0, |next, kept| {
                let place = *next;
                *next += usize::from(*kept);
                Some(place)
            })
            .collect();
        for (from, to) in &mut self.links {
            (*from, *to) = (moved[*from], moved[*to]);
        }
        let mut kept = kept.iter();
        self.groups.retain(|_| kept.next().copied().unwrap_or(true));
    }
}

/// Returns hundredths of a per cent as a share.
fn share(hundredths: Option<i32>) -> Option<f64> {
    hundredths.map(|n| f64::from(n) / 10_000.0)
}

/// Counts who talked by every question of a chain: those that were asked or have figures, then language, door and way.
pub async fn count(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Counted>, DbErr> {
    let questions = heard_from::list(conn, chain).await?;
    count_by(conn, chain, &questions, ReachWhat::ALL).await
}

async fn count_by(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    questions: &[Question],
    by: &[ReachWhat],
) -> Result<Vec<Counted>, DbErr> {
    let talked = Talked::read(conn, chain).await?;
    let answers: Vec<(Uuid, Uuid, Uuid)> = reach_answer::Entity::find()
        .select_only()
        .column(reach_answer::Column::Question)
        .column(reach_answer::Column::Participant)
        .column(reach_answer::Column::Band)
        .filter(reach_answer::Column::Chain.eq(chain))
        .into_tuple()
        .all(conn)
        .await?;
    let asked = questions.iter().filter(|q| by.contains(&q.row.what));
    let mut counted: Vec<Counted> = asked
        .filter(|question| heard_from::is_asked_for(question.row.what))
        .map(|question| count_answers(&talked, question, &answers))
        .collect();
    for what in by.iter().filter(|what| !heard_from::is_asked_for(**what)) {
        let question = questions.iter().find(|q| q.row.what == *what);
        counted.push(talked.count_known(*what, question));
    }
    Ok(counted)
}

fn count_answers(talked: &Talked, question: &Question, answers: &[(Uuid, Uuid, Uuid)]) -> Counted {
    let keys: HashMap<Uuid, &str> = question
        .bands
        .iter()
        .map(|band| (band.id, band.key.as_str()))
        .collect();
    let of = answers
        .iter()
        .filter(|(to, ..)| *to == question.row.id)
        .filter_map(|(_, person, band)| Some((*person, (*keys.get(band)?).to_owned())))
        .collect();
    let group = |band: &entity::reach_band::Model| Group {
        key: band.key.clone(),
        name: band.name.clone(),
        retired: band.retired_at.is_some(),
        heard: 0,
        area: share(band.share),
    };
    let groups = question.bands.iter().map(group).collect();
    let mut counted = talked.count(question.row.what, Some(question), groups, &of);
    let kept: Vec<bool> = counted
        .groups
        .iter()
        .map(|group| !group.retired || group.heard > 0)
        .collect();
    counted.keep(&kept);
    counted
}

/// A group that has hardly been heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub what: ReachWhat,
    /// A language's code, or what the organisers call the group.
    pub group: String,
}

/// Finds a group that is clearly missing, for the one who chooses the next person. It rests on nothing but what the
/// page of who was heard shows to every reader, made coarser; questions of the chain's own, doors and ways are left
/// out.
pub async fn find_wanted(
    conn: &impl ConnectionTrait,
    face: &Face,
) -> Result<Option<Wanted>, DbErr> {
    const BY: [ReachWhat; 3] = [ReachWhat::Place, ReachWhat::Age, ReachWhat::Language];
    if !face.chain.rules.nudge {
        return Ok(None);
    }
    let mut questions = heard_from::list(conn, face.chain.id).await?;
    let has_figures = |q: &Question| q.offered().any(|band| band.share.is_some());
    questions.retain(|q| BY.contains(&q.row.what) && has_figures(q));
    if questions.is_empty() {
        return Ok(None);
    }
    let counted = count_by(conn, face.chain.id, &questions, &BY).await?;
    Ok(counted.iter().find_map(wanted))
}

fn wanted(counted: &Counted) -> Option<Wanted> {
    let mut area = counted.area();
    for (group, area) in counted.groups.iter().zip(&mut area) {
        if group.key == OTHER_LANGUAGES {
            *area = None;
        }
    }
    let missing = clearly_missing(&hide(&counted.heard())?, &area, counted.answered)?;
    let group = &counted.groups[missing];
    let name = if group.name.is_empty() {
        &group.key
    } else {
        &group.name
    };
    Some(Wanted {
        what: counted.what,
        group: name.clone(),
    })
}
