//! Backups: what is in one is there after a restore, what was deleted since is not, and nobody is written to by surprise.

mod forgotten;
mod made;
mod restored;
mod schedule;
mod support;
mod verify;
