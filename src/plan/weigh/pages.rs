//! Weighing in as residents and anyone see it: one card at a time at a personal link, and results when a round is over.

use crate::web::Routes;

mod public;
mod resident;

pub fn routes() -> Routes {
    resident::routes().merge(public::routes())
}
