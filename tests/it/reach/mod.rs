//! Who has been heard: what residents may say about themselves, what organisers see of it, and what nobody can see.

mod figures;
mod nudge;
mod residents;
mod shown;
mod support;
