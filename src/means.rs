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
}

impl Means {
    /// Returns the time.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.sources.now()
    }

    /// Returns a new id.
    pub fn id(&self) -> uuid::Uuid {
        self.sources.id()
    }
}
