//! Daisychain: a server for conversation chains.
pub mod app;
pub mod chain;
pub mod check;
pub mod config;
pub mod db;
pub mod i18n;
pub mod keys;
pub mod mail;
pub mod mailbox;
pub mod means;
pub mod organiser;
pub mod router;
pub mod sources;
pub mod submission;
pub mod web;
