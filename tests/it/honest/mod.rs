//! What the desk says and offers is so: no button that leads nowhere, the answers that stand on the paper, and only what
//! there really is.

use entity::chain_language;
use sea_orm::ActiveModelTrait;

use crate::resident_support::World;

mod joining;
mod paper;

/// Gives the chain words in one more language.
pub async fn offers(world: &World, lang: &str) {
    let words = chain_language::Model {
        id: world.app.means.id(),
        lang: lang.to_owned(),
        ..world.face.words.clone()
    };
    chain_language::ActiveModel::from(words)
        .reset_all()
        .insert(&world.app.db.write)
        .await
        .unwrap();
}
