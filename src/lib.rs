//! Daisychain: a server for conversation chains, from an e-mailed link to an action plan people recognise as theirs.
//!
//! docs/ARCHITECTURE.md walks one request through these modules and says who may import whom; `tests/it/rooms.rs`
//! holds that. In short:
//!
//! * the server put together: [`config`], [`app`], [`router`], [`check`], [`demo`]
//! * what every rule stands on: [`db`], [`means`] (with [`sources`], [`keys`] and [`codes`]), [`i18n`], [`submission`]
//! * the features, from left to right, each importing only to its right: [`desk`], [`plan`], [`insight`],
//!   [`conversation`], [`people`], [`chain`], [`organiser`]; [`erasure`] stands above them
//! * [`mail`] and [`web`], which know no feature
//! * [`methods`]: known methods as pure functions, which know nothing but numbers

pub mod app;
pub mod backup;
pub mod chain;
pub mod check;
pub mod codes;
pub mod config;
pub mod conversation;
pub mod crash;
pub mod db;
pub mod demo;
pub mod desk;
pub mod erasure;
pub mod i18n;
pub mod insight;
pub mod keys;
pub mod mail;
pub mod means;
pub mod methods;
pub mod organiser;
pub mod people;
pub mod plan;
pub mod qr;
pub mod router;
pub mod sources;
pub mod submission;
pub mod verify;
pub mod web;
