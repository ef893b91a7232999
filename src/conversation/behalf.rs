//! What an organiser entered for somebody else, and how the two of them and the desk are told whose hand it was.

use chrono::NaiveDate;
use entity::shared::InboundKind;
use entity::{conversation, inbound};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::i18n::Words;
use crate::keys::Place;
use crate::means::{Means, Source};
use crate::organiser;

/// Returns the name of an organiser of this chain, or the host's when they have been removed from it.
pub async fn organiser_name(
    conn: &impl ConnectionTrait,
    face: &Face,
    id: Uuid,
) -> Result<String, DbErr> {
    let mut names = organiser::names_on(conn, &face.chain, [id]).await?;
    Ok(names.remove(&id).unwrap_or_else(|| face.host.name.clone()))
}

/// Returns how somebody's words came, in words.
pub fn source_in_words(w: Words, source: &str) -> String {
    match Source::parse(source) {
        Some(source) => w.t(&format!("behalf-source-{}", source.as_str())),
        None => w.t("behalf-source-other"),
    }
}

/// Reads a day as a date field sends it; one that has not come yet at the host's is none.
pub fn read_day(text: &str, face: &Face, means: &Means) -> Option<NaiveDate> {
    let today = means.now().with_timezone(&face.zone()).date_naive();
    let day: NaiveDate = text.trim().parse().ok()?;
    (day <= today).then_some(day)
}

/// Lists what a person wrote to us since a chat was agreed, oldest first: an organiser writes its record from it.
pub async fn list_answers(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: Uuid,
    conversation: &conversation::Model,
) -> Result<Vec<String>, DbErr> {
    let since = conversation.agreed_at.unwrap_or(conversation.invited_at);
    let rows = inbound::Entity::find()
        .filter(inbound::Column::Participant.eq(person))
        .filter(inbound::Column::Kind.eq(InboundKind::Reply))
        .filter(inbound::Column::At.gte(since))
        .order_by_asc(inbound::Column::At)
        .all(conn)
        .await?;
    let open = |row: &inbound::Model| {
        let sealed = row.body.as_ref()?;
        Some(means.keys.open(Place::InboundBody, row.id, sealed))
    };
    let opened: Result<Vec<String>, _> = rows.iter().filter_map(open).collect();
    opened.map_err(|error| DbErr::Custom(error.to_string()))
}

/// Notes on which day the two talked, while the record is not written yet.
pub async fn set_happened_on(
    txn: &DatabaseTransaction,
    conversation: &conversation::Model,
    day: Option<NaiveDate>,
) -> Result<(), DbErr> {
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::HappenedOn,
            Expr::value(day.map(|day| day.to_string())),
        )
        .filter(conversation::Column::Id.eq(conversation.id))
        .filter(conversation::Column::RecordedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}
