//! How far a message came: the states by which organisers read, count and filter them.

/// How far a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    Waiting,
    /// It went out, and no reply came: nobody can tell whether it arrived.
    InDoubt,
    /// The server refused it for what it is; somebody has to look.
    OnHold,
    Sent,
    /// The address does not exist.
    CameBack,
    Failed,
    TakenBack,
    Expired,
}

impl Delivery {
    /// Every state, in the order of the filter.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::InDoubt,
        Self::OnHold,
        Self::Sent,
        Self::CameBack,
        Self::Failed,
        Self::TakenBack,
        Self::Expired,
    ];

    /// Returns the text used in addresses, which is also the ending of the words' keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InDoubt => "in-doubt",
            Self::OnHold => "on-hold",
            Self::Sent => "sent",
            Self::CameBack => "came-back",
            Self::Failed => "failed",
            Self::TakenBack => "taken-back",
            Self::Expired => "expired",
        }
    }

    /// Finds a state by its text in an address.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Returns the key of the short words for the filter and for tags.
    pub fn key(self) -> String {
        format!("desk-delivery-{}", self.as_str())
    }

    /// Returns the class that the tag adds to its look.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::InDoubt | Self::OnHold | Self::CameBack | Self::Failed => "late",
            Self::TakenBack | Self::Expired => "quiet",
            Self::Waiting | Self::Sent => "",
        }
    }
}
