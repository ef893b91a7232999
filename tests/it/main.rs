//! All integration tests in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod mail;
mod mail_servers;
mod support;
