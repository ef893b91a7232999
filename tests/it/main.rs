//! Every integration test, in one binary. They run on SQLite, or on PostgreSQL when `TEST_DATABASE_URL` is set.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::too_many_lines,
    reason = "a journey is told from beginning to end"
)]

mod after;
mod asks;
mod backups;
mod behalf;
mod blind;
mod chain;
mod challenges;
mod clock;
mod codes;
mod demo;
mod desk;
mod dns;
mod door;
mod edits;
mod evidence;
mod faults;
mod faults_lives;
mod groups;
mod hands;
mod health;
mod honest;
mod http;
mod invariants;
mod journeys;
mod kept;
mod machine;
mod mail;
mod mail_servers;
mod map;
mod meet;
mod mine;
mod once;
mod organiser;
mod organisers;
mod paper;
mod plan;
mod plan_actions;
mod plan_desk;
mod plan_journey;
mod plan_news;
mod plan_publish;
mod plan_updates;
mod plan_world;
mod pool;
mod proposals;
mod reach;
mod record;
mod remind;
mod replies;
mod rescue;
mod resident;
mod resident_support;
mod rooms;
mod safe;
mod setup;
mod signing;
mod sorting;
mod suggestions;
mod support;
mod tabs;
mod team;
mod themes;
mod tricks;
mod upgrade;
mod ways;
mod weigh;
mod words;
