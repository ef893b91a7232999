//! All integration tests in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod plan;
mod plan_world;
