//! The invented people of the demo and what they say, read from `templates/demo/story.json`.

use entity::shared::{ActionStatus, Contact, Kind, Quote, Role, Who};
use serde::Deserialize;

const STORY: &str = include_str!("../../templates/demo/story.json");

/// The whole story.
#[derive(Debug, Deserialize)]
pub struct Story {
    pub host: Host,
    pub organisers: Vec<Organiser>,
    /// Who the first organiser adds to the team.
    pub team: Vec<Member>,
    pub chain: Chain,
    pub people: Vec<Person>,
    pub themes: Vec<Theme>,
    pub actions: Vec<Action>,
    pub doors: super::doors::Doors,
    /// What residents are asked about themselves, and the area's figures.
    pub heard: Vec<super::heard::Asked>,
}

#[derive(Debug, Deserialize)]
pub struct Host {
    pub name: String,
    pub time_zone: String,
    pub contact: Contact,
}

#[derive(Debug, Deserialize)]
pub struct Organiser {
    pub name: String,
    pub email: String,
}

#[derive(Debug, Deserialize)]
pub struct Member {
    pub name: String,
    pub email: String,
    pub role: Role,
    /// `host` or `chain`.
    #[serde(rename = "where")]
    pub place: String,
}

#[derive(Debug, Deserialize)]
pub struct Chain {
    pub template: String,
    pub name: String,
    pub topic: String,
    pub purpose: String,
}

/// How far a person's part has got by the end of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Starter,
    StarterAsked,
    Invited,
    Bounced,
    Agreed,
    Contacted,
    Recorded,
    Checked,
    Declined,
    Lapsed,
    Cancelled,
}

#[derive(Debug, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub parent: Option<String>,
    /// The day they were asked: 0 is seventy days ago.
    pub day: i64,
    pub channel: String,
    pub phone: Option<String>,
    pub times: Vec<String>,
    #[serde(default)]
    pub note: String,
    pub fate: Fate,
    #[serde(default)]
    pub points: Vec<Point>,
}

#[derive(Debug, Deserialize)]
pub struct Point {
    /// Which question, from 0.
    pub q: usize,
    pub kind: Kind,
    pub text: String,
    pub lang: String,
    pub quote: Option<Quote>,
    /// The themes it belongs to.
    #[serde(default)]
    pub t: Vec<String>,
    #[serde(default)]
    pub private: bool,
    /// The partner's own wording, given at the check.
    pub edited: Option<String>,
    #[serde(default)]
    pub struck: bool,
}

#[derive(Debug, Deserialize)]
pub struct Theme {
    pub id: String,
    pub name: String,
    pub meaning: String,
}

#[derive(Debug, Deserialize)]
pub struct Action {
    pub now: String,
    pub towards: String,
    pub who: Who,
    pub owner: String,
    pub by_when_days: i64,
    pub measure: String,
    pub status: ActionStatus,
    pub reason: String,
    pub themes: Vec<String>,
    /// `person:index` of hand-picked points.
    #[serde(default)]
    pub points: Vec<String>,
    /// Pence.
    #[serde(default)]
    pub cost: Option<i64>,
}

/// Reads the story.
pub fn story() -> Story {
    serde_json::from_str(STORY).expect("invariant: the story is sound JSON of this shape")
}

impl Person {
    /// Returns the person's invented address; those whose message comes back have one at a domain that refuses.
    pub fn email(&self) -> String {
        let domain = if self.fate == Fate::Bounced {
            super::BOUNCES
        } else {
            "example.org"
        };
        format!("{}@{domain}", self.id)
    }
}

impl Point {
    /// Returns the wordings the point has had: as written down, and as corrected.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        [Some(self.text.as_str()), self.edited.as_deref()]
            .into_iter()
            .flatten()
    }
}
