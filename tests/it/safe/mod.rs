//! Keeping people safe: worries that one organiser reads, help nearby, leaving a page fast, reports.

mod quiet;
mod reports;
mod support;
mod worries;
