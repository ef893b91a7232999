//! What a rule needs besides the database: the time, chance, and the keys.

use crate::keys::Keys;
use crate::sources::Sources;

/// Handed to every rule that makes rows, seals details or stores a message.
#[derive(Clone)]
pub struct Means {
    pub sources: Sources,
    pub keys: Keys,
    /// The address people see, for links in messages that are not personal: `https://talk.example.org`.
    pub origin: String,
    /// How long a person has to take back a message they caused.
    pub undo: chrono::Duration,
    /// An organiser who fills in a resident's forms for them; absent when people act themselves.
    pub acting: Option<Acting>,
}

/// Somebody writes for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    pub organiser: uuid::Uuid,
    pub source: Source,
}

/// How the words of somebody an organiser writes for reached them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Paper,
    Phone,
    InPerson,
    /// In an answer to one of our messages.
    Reply,
}

impl Source {
    pub const ALL: &[Self] = &[Self::Paper, Self::Phone, Self::InPerson, Self::Reply];

    /// Returns the stored text, which is also the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Phone => "phone",
            Self::InPerson => "in_person",
            Self::Reply => "reply",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.as_str() == text)
    }
}

impl Means {
    /// Returns the time.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.sources.now()
    }

    /// Returns who fills in the forms for somebody else, if so.
    pub fn entered_by(&self) -> Option<uuid::Uuid> {
        self.acting.map(|acting| acting.organiser)
    }

    /// Returns how an answer reached the server, as it is stored with it.
    pub fn source(&self) -> &'static str {
        self.acting.map_or("web", |acting| acting.source.as_str())
    }

    /// Returns a new id.
    pub fn id(&self) -> uuid::Uuid {
        self.sources.id()
    }
}
