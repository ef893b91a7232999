//! What random people may press, how often, and for whom a press makes sense.

use daisychain::conversation::record;
use entity::shared::Door;
use entity::{conversation as talk, participant};
use proptest::prelude::*;

/// Something a person, an organiser or time does. The numbers pick among whoever there is.
#[derive(Clone, Debug)]
pub enum Act {
    AddStarter(u8),
    Agree(usize),
    ChangeMind(usize),
    Decline(usize, bool),
    /// Names one of a few addresses, so that the same one comes up again and again.
    Nominate(usize, u8),
    Undo(usize),
    GiveUp(usize),
    Reveal(usize, usize),
    Write(usize),
    Record(usize, bool),
    TakeBack(usize),
    Check(usize, u8),
    Finish(usize),
    Stop(usize),
    Erase(usize),
    /// Somebody asks to take part on the public page, and says yes to it.
    Join(u8),
    AskPool(usize),
    DropNomination(usize),
    /// An organiser ends a conversation that was agreed.
    CloseKindly(usize),
    /// Somebody whose initiator left waits for another.
    WaitAgain(usize),
    /// An organiser reminds whoever has to take the step in which somebody's link stands.
    Remind(usize),
    Wait(u16),
}

/// What happened before the random steps. Being left and joined to another takes six presses of the right people, in
/// order: random people alone rarely come so far, and then have few steps left for what may break after it.
#[derive(Clone, Copy, Debug)]
pub enum Opening {
    /// Two first people, and nothing more.
    TwoBranches,
    /// Somebody's initiator was let go; they wait for another.
    Left,
    /// And have another.
    JoinedAgain,
}

impl Opening {
    pub const fn acts(self) -> &'static [Act] {
        const ALL: &[Act] = &[
            Act::Nominate(1, 1),
            Act::Agree(1),
            Act::CloseKindly(0),
            Act::WaitAgain(1),
            // Both first people ask: the one who had them is not given them again.
            Act::AskPool(1),
            Act::AskPool(2),
        ];
        match self {
            Self::TwoBranches => &[],
            Self::Left => ALL.split_at(4).0,
            Self::JoinedAgain => ALL,
        }
    }
}

pub fn opening() -> impl Strategy<Value = Opening> {
    prop_oneof![
        Just(Opening::TwoBranches),
        Just(Opening::Left),
        Just(Opening::JoinedAgain),
    ]
}

pub fn act() -> impl Strategy<Value = Act> {
    let who = 0..64usize;
    prop_oneof![
        2 => (0..24u8).prop_map(Act::AddStarter),
        14 => who.clone().prop_map(Act::Agree),
        1 => who.clone().prop_map(Act::ChangeMind),
        1 => (who.clone(), any::<bool>()).prop_map(|(p, never)| Act::Decline(p, never)),
        14 => (who.clone(), 0..60u8).prop_map(|(p, a)| Act::Nominate(p, a)),
        1 => who.clone().prop_map(Act::Undo),
        1 => who.clone().prop_map(Act::GiveUp),
        3 => (who.clone(), who.clone()).prop_map(|(p, c)| Act::Reveal(p, c)),
        14 => who.clone().prop_map(Act::Write),
        14 => (who.clone(), prop::bool::weighted(0.1)).prop_map(|(p, nothing)| Act::Record(p, nothing)),
        4 => who.clone().prop_map(Act::TakeBack),
        8 => (who.clone(), any::<u8>()).prop_map(|(p, how)| Act::Check(p, how)),
        1 => who.clone().prop_map(Act::Finish),
        1 => who.clone().prop_map(Act::Stop),
        3 => who.clone().prop_map(Act::Erase),
        6 => (100..140u8).prop_map(Act::Join),
        5 => who.clone().prop_map(Act::AskPool),
        1 => who.clone().prop_map(Act::DropNomination),
        2 => who.clone().prop_map(Act::CloseKindly),
        8 => who.clone().prop_map(Act::WaitAgain),
        4 => who.prop_map(Act::Remind),
        4 => (0..2_000u16).prop_map(Act::Wait),
    ]
}

pub fn name_of(n: u8) -> String {
    format!("Person {}", char::from(b'A' + n % 26))
}

pub fn address_of(n: u8) -> String {
    format!("person{n}@example.org")
}

/// Whether a press makes sense for somebody, given all conversations.
pub type Fits = fn(&participant::Model, &[talk::Model]) -> bool;

pub fn unanswered(p: &participant::Model, _: &[talk::Model]) -> bool {
    p.agreed_at.is_none() && p.erased_at.is_none()
}

pub fn may_choose(p: &participant::Model, talks: &[talk::Model]) -> bool {
    let mut mine = talks
        .iter()
        .filter(|c| c.initiator == p.id && c.ended_at.is_none());
    let heard = talks
        .iter()
        .any(|c| c.partner == p.id && c.recorded_at.is_some());
    (heard || p.door == Door::Starter)
        && p.agreed_at.is_some()
        && mine.all(|c| c.recorded_at.is_some())
}

pub fn has_asked(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.initiator == p.id && c.ended_at.is_none() && c.agreed_at.is_none())
}

pub fn may_record(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.initiator == p.id && record::may_write(c))
}

pub fn has_recorded(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.initiator == p.id && c.recorded_at.is_some())
}

pub fn was_recorded(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.partner == p.id && c.recorded_at.is_some())
}

pub fn is_left(p: &participant::Model, talks: &[talk::Model]) -> bool {
    let mut theirs = talks.iter().filter(|c| c.partner == p.id);
    p.agreed_at.is_some()
        && p.waiting_since.is_none()
        && p.door != Door::Starter
        && theirs.all(|c| c.ended_at.is_some())
}

pub fn anybody(_: &participant::Model, _: &[talk::Model]) -> bool {
    true
}
