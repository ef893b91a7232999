//! The one binary of integration tests.

mod chain;
mod http;
mod organiser;
