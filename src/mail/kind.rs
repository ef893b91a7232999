//! What each message is for, as it is stored and as its words are called.

/// What a message is for; one message, one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// To a first person: the host asks them to start.
    StarterInvite,
    /// To the next person: someone would like to talk with them.
    Invite,
    /// To the initiator: they said yes.
    SaidYes,
    /// To the partner: thank you for saying yes.
    ThankYou,
    /// To the initiator: they cannot take part this time.
    SaidNo,
    /// To the initiator: somebody else steps in for the person who said yes to them.
    HandedOn,
    /// To the partner: please check what was written.
    RecordToCheck,
    /// To a person whose turn it is.
    YourTurn,
    /// To a person whose part is done.
    PartDone,
    /// To a person who asked for a new link.
    NewLink,
    /// To the initiator: the invitation came back.
    CouldNotReach,
    /// To everyone who spoke: the plan can be read.
    PlanReady,
    /// To somebody whose words stand behind an action: what happened with it.
    News,
    /// To somebody who asked to join on the public page: is it really them?
    PoolConfirm,
    /// To the initiator: somebody who was waiting is joined to them.
    Matched,
    /// To somebody who was waiting: who gets in touch.
    SomebodyForYou,
    /// To the initiator: their second name was asked.
    ReserveAsked,
    /// To the partner: their initiator cannot go on; what now?
    LeftAlone,
    /// To the other of the two: the points of their chat were changed after the check.
    RecordChanged,
    /// To everyone with something open: the chain is closed.
    ChainClosed,
    /// To everyone who wanted to know: come and meet the others.
    Gathering,
    /// To everyone who said yes: say what you make of the draft actions.
    WeighIn,
    /// To somebody who offered help with an action: would they look after it?
    OwnerAsk,
    /// To two people: would they like to be introduced?
    IntroductionAsk,
    /// To two people who both said yes: they are introduced.
    Introduced,
    /// To somebody who said that an action is not what they meant: the organisers' answer.
    ChallengeAnswered,
    /// To somebody who asked to start a chain: yes.
    AskYes,
    /// To the same: not now, and why.
    AskNo,
    /// To somebody who proposed an action: it is in the plan now.
    ProposalTaken,
    /// To the same: it goes together with an action that was there.
    ProposalJoined,
    /// To the same: not in the plan, and why.
    ProposalDeclined,
    /// To somebody whose first link went through other hands: this one is theirs alone.
    OwnLink,
    /// To somebody whose details were changed.
    DetailsChanged,
    /// To somebody who does something that cannot be undone: their code.
    ActCode,
    /// To the safeguarding person: a worry was written down.
    WorryNoted,
    /// To somebody who was asked and has not answered: the one reminder.
    RemindAnswer,
    /// To a first person who has not answered: the one reminder.
    RemindStart,
    /// To the initiator: who said yes is waiting to hear from them.
    RemindContact,
    /// To the initiator: nothing is written down yet.
    RemindWrite,
    /// To somebody whose turn it is and who has chosen nobody.
    RemindPassOn,
    /// To an organiser on a weekday morning: what needs help.
    Morning,
    /// To somebody who is to help organise: they were added.
    TeamInvite,
    /// To an organiser: their sign-in code.
    SignInCode,
    /// To an organiser: what an invitation looks like.
    TestInvite,
}

impl MailKind {
    pub const ALL: &[Self] = &[
        Self::StarterInvite,
        Self::Invite,
        Self::SaidYes,
        Self::ThankYou,
        Self::SaidNo,
        Self::HandedOn,
        Self::RecordToCheck,
        Self::YourTurn,
        Self::PartDone,
        Self::NewLink,
        Self::CouldNotReach,
        Self::PlanReady,
        Self::News,
        Self::PoolConfirm,
        Self::Matched,
        Self::SomebodyForYou,
        Self::ReserveAsked,
        Self::LeftAlone,
        Self::RecordChanged,
        Self::ChainClosed,
        Self::Gathering,
        Self::WeighIn,
        Self::OwnerAsk,
        Self::IntroductionAsk,
        Self::Introduced,
        Self::ChallengeAnswered,
        Self::AskYes,
        Self::AskNo,
        Self::ProposalTaken,
        Self::ProposalJoined,
        Self::ProposalDeclined,
        Self::OwnLink,
        Self::DetailsChanged,
        Self::ActCode,
        Self::WorryNoted,
        Self::RemindAnswer,
        Self::RemindStart,
        Self::RemindContact,
        Self::RemindWrite,
        Self::RemindPassOn,
        Self::Morning,
        Self::TeamInvite,
        Self::SignInCode,
        Self::TestInvite,
    ];

    /// Returns the stored text, which is also the stem of the words (`mail-invite`).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StarterInvite => "starter-invite",
            Self::Invite => "invite",
            Self::SaidYes => "said-yes",
            Self::ThankYou => "thank-you",
            Self::SaidNo => "said-no",
            Self::HandedOn => "handed-on",
            Self::RecordToCheck => "record-to-check",
            Self::YourTurn => "your-turn",
            Self::PartDone => "part-done",
            Self::NewLink => "new-link",
            Self::CouldNotReach => "could-not-reach",
            Self::PlanReady => "plan-ready",
            Self::News => "news",
            Self::PoolConfirm => "pool-confirm",
            Self::Matched => "matched",
            Self::SomebodyForYou => "somebody-for-you",
            Self::ReserveAsked => "reserve-asked",
            Self::LeftAlone => "left-alone",
            Self::RecordChanged => "record-changed",
            Self::ChainClosed => "chain-closed",
            Self::Gathering => "gathering",
            Self::WeighIn => "weigh-in",
            Self::OwnerAsk => "owner-ask",
            Self::IntroductionAsk => "introduction-ask",
            Self::Introduced => "introduced",
            Self::ChallengeAnswered => "challenge-answered",
            Self::AskYes => "ask-yes",
            Self::AskNo => "ask-no",
            Self::ProposalTaken => "proposal-taken",
            Self::ProposalJoined => "proposal-joined",
            Self::ProposalDeclined => "proposal-declined",
            Self::OwnLink => "own-link",
            Self::DetailsChanged => "details-changed",
            Self::ActCode => "act-code",
            Self::WorryNoted => "worry-noted",
            Self::RemindAnswer => "remind-answer",
            Self::RemindStart => "remind-start",
            Self::RemindContact => "remind-contact",
            Self::RemindWrite => "remind-write",
            Self::RemindPassOn => "remind-pass-on",
            Self::Morning => "morning",
            Self::TeamInvite => "team-invite",
            Self::SignInCode => "sign-in-code",
            Self::TestInvite => "test-invite",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// Tells whether the message goes to somebody who has not agreed to anything yet.
    pub const fn is_invitation(self) -> bool {
        matches!(
            self,
            Self::StarterInvite
                | Self::Invite
                | Self::PoolConfirm
                | Self::RemindAnswer
                | Self::RemindStart
        )
    }

    /// Tells whether the message reminds somebody of a step they have not taken.
    pub const fn is_reminder(self) -> bool {
        matches!(
            self,
            Self::RemindAnswer
                | Self::RemindStart
                | Self::RemindContact
                | Self::RemindWrite
                | Self::RemindPassOn
        )
    }

    /// Tells whether the message is a code that its recipient has just asked for.
    pub const fn is_code(self) -> bool {
        matches!(self, Self::SignInCode | Self::ActCode)
    }

    /// How old a message may get before it is no longer worth sending (rule 14).
    pub fn expires_after(self) -> chrono::Duration {
        match self {
            _ if self.is_code() => chrono::Duration::minutes(10),
            _ => chrono::Duration::days(5),
        }
    }
}
