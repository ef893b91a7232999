//! Daisychain: a server for conversation chains.
pub mod app;
pub mod chain;
pub mod config;
pub mod conversation;
pub mod db;
pub mod desk;
pub mod erasure;
pub mod i18n;
pub mod keys;
pub mod mail;
pub mod means;
pub mod organiser;
pub mod people;
pub mod router;
pub mod sources;
pub mod submission;
pub mod web;
