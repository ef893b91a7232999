//! One file a table, in SeaORM 2 format, and the enums and stored values they share.
//!
//! The columns follow the migration's SQL; the constraints live there.

pub mod shared;

pub mod action;
pub mod action_evidence;
pub mod attempt;
pub mod audit;
pub mod blind_answer;
pub mod blind_point;
pub mod blind_sample;
pub mod chain;
pub mod chain_language;
pub mod coding;
pub mod consent;
pub mod conversation;
pub mod door_code;
pub mod draft;
pub mod erasure_ledger;
pub mod gathering;
pub mod group_passed;
pub mod host;
pub mod inbound;
pub mod insight;
pub mod insight_version;
pub mod kept_once;
pub mod link;
pub mod membership;
pub mod nomination;
pub mod note;
pub mod organiser;
pub mod outbox;
pub mod participant;
pub mod person_code;
pub mod plan_version;
pub mod prompt;
pub mod prompt_text;
pub mod reach_answer;
pub mod reach_band;
pub mod reach_question;
pub mod report;
pub mod reveal;
pub mod rsvp;
pub mod saved_template;
pub mod session;
pub mod sheet;
pub mod sign_in;
pub mod sort_step;
pub mod step_clock;
pub mod submission;
pub mod suppression;
pub mod theme;
pub mod theme_event;
pub mod worker_lease;
pub mod worry;
