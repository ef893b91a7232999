//! Enums stored as text (each with a CHECK in the migration) and values stored as JSON.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Declares an enum stored as snake-case text, with `as_str` for keys, forms and words.
macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every variant, in order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the stored text of this variant.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Finds the variant whose stored text is `text`.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

stored_enum! {
    /// What an organiser may do on a chain; the order is from most to least.
    Role { Owner = "owner", Organiser = "organiser", Coder = "coder", Reader = "reader" }
}
stored_enum! {
    /// Who did what the audit log tells.
    Actor { Organiser = "organiser", Participant = "participant", System = "system" }
}
stored_enum! {
    /// What kind of thing was said.
    Kind { Strength = "strength", Need = "need", Idea = "idea", Offer = "offer" }
}
stored_enum! {
    /// How a person came into a chain.
    Door { Starter = "starter", Nominated = "nominated", Pool = "pool", Letter = "letter" }
}
stored_enum! {
    /// What a personal link lets its bearer do.
    LinkKind { Act = "act", Stop = "stop", Report = "report" }
}
stored_enum! {
    /// How the next person is asked.
    Way { Email = "email", BySelf = "by_self", Pool = "pool", Organiser = "organiser" }
}
stored_enum! {
    /// Why a conversation is no longer live.
    EndedWhy {
        Declined = "declined",
        Lapsed = "lapsed",
        Organiser = "organiser",
        Initiator = "initiator",
        Partner = "partner",
        /// The initiator took the invitation back before it was sent.
        Undone = "undone",
    }
}
stored_enum! {
    /// To whom contact details were shown.
    RevealBy { Initiator = "initiator", Organiser = "organiser" }
}
stored_enum! {
    /// Whether an insight speaks for or against its theme.
    Stance { For = "for", Mixed = "mixed", Against = "against" }
}
stored_enum! {
    /// How the speaker lets their words be quoted. Unanswered means no.
    Quote { None = "none", NoName = "no_name", FirstName = "first_name" }
}
stored_enum! {
    /// What a consent row is about.
    ConsentTo {
        /// One named person (for a starter: the host) may get in touch.
        Contact = "contact",
        /// The main points are written down and read by the organisers.
        Words = "words",
        Adult = "adult",
        /// An invitation to meet the others may be sent.
        Meet = "meet",
        /// "I have asked them and they are happy to get it", said of a nominee.
        AskedNominee = "asked_nominee",
    }
}
stored_enum! {
    /// Why an address is not written to.
    SuppressionReason { Asked = "asked", Complaint = "complaint", Bounced = "bounced" }
}
stored_enum! {
    /// What a person's mailed code is for.
    CodeAct { Delete = "delete", Download = "download", Words = "words", Address = "address" }
}
stored_enum! {
    /// Why somebody reports an invitation.
    ReportWhy { NotMe = "not_me", Unkind = "unkind", Trick = "trick", Other = "other" }
}
stored_enum! {
    /// What a message that came in turned out to be.
    InboundKind { Reply = "reply", Stop = "stop", Automatic = "automatic", Unknown = "unknown" }
}
stored_enum! {
    /// What a person has to do next, so that their link moves on: it can be reminded of.
    Step {
        /// A first person answers the host.
        Start = "start",
        /// Somebody who was named answers.
        Answer = "answer",
        /// The initiator gets in touch with who said yes.
        Contact = "contact",
        /// The initiator writes down what was said.
        Write = "write",
        /// Somebody whose turn it is chooses the next person.
        PassOn = "pass_on",
    }
}
stored_enum! {
    /// What an organiser wrote down about a person.
    NoteKind {
        Note = "note",
        /// A phone call: the two talked.
        Talked = "talked",
        /// A phone call: nobody answered.
        NoAnswer = "no_answer",
        /// A phone call: a message was left.
        LeftMessage = "left_message",
    }
}
stored_enum! {
    /// Who does an action.
    Who { Ourselves = "ourselves", WithHelp = "with_help", Others = "others" }
}
stored_enum! {
    /// What an organiser did to an action.
    ActionChanged {
        Added = "added",
        Changed = "changed",
        Points = "points",
        Steps = "steps",
        Removed = "removed",
        Brought = "brought",
    }
}
stored_enum! {
    /// What one person makes of a draft action.
    Vote { Agree = "agree", Pass = "pass", Disagree = "disagree" }
}
stored_enum! {
    /// As what a resident who looks after an action stands in the plan.
    OwnerShown { FirstName = "first_name", Neighbour = "neighbour" }
}
stored_enum! {
    /// Why somebody does not look after an action, or no longer does.
    OwnerEnded { No = "no", SteppedDown = "stepped_down", TakenBack = "taken_back", Left = "left" }
}
stored_enum! {
    /// What organisers did when somebody said that an action is not what they meant.
    ChallengeDone { Changed = "changed", Kept = "kept" }
}
stored_enum! {
    /// Why nobody has to answer a challenge any more.
    ChallengeEnded { TakenBack = "taken_back", Closed = "closed", Left = "left" }
}
stored_enum! {
    /// Why an introduction is over. Whose no it was is kept nowhere.
    IntroductionEnded {
        NotThisTime = "not_this_time",
        Expired = "expired",
        TakenBack = "taken_back",
        Left = "left",
    }
}
stored_enum! {
    /// What an action that is paid for gives to those who approve it: as much as it costs, or one thing more.
    Utility { Cost = "cost", Count = "count" }
}
stored_enum! {
    /// Where an action stands.
    ActionStatus {
        Proposed = "proposed",
        Agreed = "agreed",
        Started = "started",
        Done = "done",
        Changed = "changed",
        WontDo = "wont_do",
    }
}

stored_enum! {
    /// With which address somebody who asks for a chain would sign in.
    AskSignIn { Own = "own", Other = "other", None = "none" }
}

stored_enum! {
    /// The answer to somebody who asks for a chain.
    AskAnswer { Yes = "yes", No = "no" }
}

stored_enum! {
    /// What became of an action that a resident proposed.
    ProposalOutcome { Taken = "taken", Joined = "joined", Declined = "declined" }
}

stored_enum! {
    /// A form of the plan that an organiser fills in.
    PlanForm { Action = "action", NewAction = "new_action", Head = "head" }
}

stored_enum! {
    /// What was done to a theme.
    ThemeAct {
        Made = "made",
        Named = "named",
        Merged = "merged",
        Apart = "apart",
        Split = "split",
        Nested = "nested",
        Removed = "removed",
    }
}

stored_enum! {
    /// What tells who was heard.
    ReachWhat {
        Place = "place",
        Age = "age",
        Language = "language",
        Door = "door",
        Way = "way",
        Own = "own",
    }
}

/// How to reach a host's organisers; shown on every page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Contact {
    pub person: String,
    pub phone: String,
    pub hours: String,
    /// Replies to the chain's messages go here.
    pub email: String,
    pub address: String,
}

/// The numbers a chain may change. Days, unless the name says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own that a form asks for"
)]
pub struct Rules {
    /// How long an invitation stays open.
    pub invitation_days: i32,
    /// How long a person has to check what was written.
    pub check_days: i32,
    /// After how many quiet days a link counts as late and stands under "Needs help now", by step. The one automatic
    /// reminder goes out at half of that.
    pub late_invited_days: i32,
    pub late_agreed_days: i32,
    pub late_contacted_days: i32,
    pub late_checked_days: i32,
    /// Whether people under 18 may take part.
    pub young_may_take_part: bool,
    /// Whether people are reminded once by themselves.
    pub reminders: bool,
    /// From and until which hour, by the host's clock, no reminder goes out.
    pub quiet_from: u32,
    pub quiet_until: u32,
    /// Whether reminders go out on Sundays.
    pub sundays: bool,
    /// How many chats the host hopes for, and until which day (ISO 8601); 0 and nothing when there is no goal.
    pub goal_chats: u32,
    pub goal_on: Option<String>,
    /// Whether the chain's public page tells how many people and chats there are.
    pub public_numbers: bool,
    /// Whether the server's first page names the chain.
    pub listed: bool,
    /// Whether who chooses the next person is told of a group that has hardly been heard.
    pub nudge: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            invitation_days: 21,
            check_days: 7,
            late_invited_days: 10,
            late_agreed_days: 10,
            late_contacted_days: 20,
            late_checked_days: 14,
            young_may_take_part: false,
            reminders: true,
            quiet_from: 20,
            quiet_until: 9,
            sundays: false,
            goal_chats: 0,
            goal_on: None,
            public_numbers: true,
            listed: true,
            nudge: true,
        }
    }
}

/// A list of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Ids(pub Vec<Uuid>);

/// A list of words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Texts(pub Vec<String>);

/// The points written under one question so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct DraftPoints(pub Vec<DraftPoint>);

/// One point of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPoint {
    pub kind: Kind,
    pub text: String,
    #[serde(default)]
    pub private: bool,
    /// BCP 47; empty means the chain's language.
    #[serde(default)]
    pub language: String,
    /// Said by the initiator themself.
    #[serde(default)]
    pub mine: bool,
}

/// What an organiser changed about something: each field with what stood there before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct FieldChanges(pub Vec<FieldChange>);

/// One field that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// The fields of a form as they were typed, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Fields(pub Vec<(String, String)>);

/// A published plan as it stood: the organisers' words and ids of what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct PlanBody {
    pub title: String,
    pub introduction: String,
    pub actions: Vec<PlanAction>,
    pub themes: Vec<PlanTheme>,
}

/// An action as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanAction {
    pub id: Uuid,
    pub now: String,
    pub towards: String,
    pub who: Who,
    pub owner: String,
    /// ISO 8601 date.
    pub by_when: Option<String>,
    pub measure: String,
    pub status: ActionStatus,
    pub reason: String,
    pub themes: Vec<Uuid>,
    pub insights: Vec<Uuid>,
    #[serde(default)]
    pub steps: Vec<PlanStep>,
    /// Pence.
    #[serde(default)]
    pub cost: Option<i64>,
}

/// A step of an action as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    pub text: String,
    pub done: bool,
}

/// A theme's name as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTheme {
    pub id: Uuid,
    pub name: String,
    pub meaning: String,
}
