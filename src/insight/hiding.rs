//! An organiser strikes names of others out of a point before anything is public; the two who spoke keep their words.

use entity::insight;
use entity::shared::Texts;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::coding;
use crate::conversation::names;
use crate::means::Means;
use crate::organiser::audit::{self, By};

/// Sets which names are struck out of a point; none shows all of them again. The words anyone may read are made of the
/// words as they stand now. Returns false when its speaker took the point out meanwhile.
pub async fn hide(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    hidden: Vec<String>,
) -> Result<bool, DbErr> {
    let Some(point) = coding::find(txn, point.chain, point.id).await? else {
        return Ok(false);
    };
    let hidden = (!hidden.is_empty()).then_some(Texts(hidden));
    if hidden == point.hidden {
        return Ok(true);
    }
    let act = if hidden.is_some() {
        "point.names_struck"
    } else {
        "point.names_shown"
    };
    insight::ActiveModel {
        id: Set(point.id),
        public_text: Set(names::public_text(
            &point.text,
            hidden.as_ref(),
            &point.language,
        )),
        hidden: Set(hidden),
        ..Default::default()
    }
    .update(txn)
    .await?;
    let by = By::Organiser(by);
    let (object, chain) = (Some(point.id), Some(point.chain));
    audit::note(txn, &means.sources, by, act, object, chain).await?;
    Ok(true)
}
