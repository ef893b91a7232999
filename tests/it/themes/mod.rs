//! What people do to themes: merged and taken apart, split, put under another, marked, and told afterwards.

mod acts;
mod merge;
mod plan;
mod support;
mod web;
