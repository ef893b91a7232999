//! Codes and paper: letters that a camera, a hand and a telephone can answer, and letters for a whole street.

mod letters;
mod streets;
pub mod support;
mod typed;
