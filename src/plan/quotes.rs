//! Points as anyone may read them: the words, and no more about the speaker than they allowed.
//!
//! A point that may carry the first name carries no chat number, and the other way round; points stand in an order
//! that says nothing about which chat they came from. Otherwise a named point would give away the nameless ones of the
//! same chat.

use std::collections::HashMap;

use entity::shared::Quote;
use entity::{conversation, insight};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::chain::{self, Face};
use crate::conversation::check;
use crate::{keys, people};

/// A point on a public page.
#[derive(Clone, Debug)]
pub struct Quoted {
    pub id: Uuid,
    pub text: String,
    pub language: String,
    pub kind: &'static str,
    pub question: String,
    /// The speaker's first name, if they allowed it.
    pub name: Option<String>,
    /// Which chat of this page a nameless point came from, so that a reader sees how many there are.
    pub chat: Option<usize>,
}

impl Quoted {
    /// Returns `rtl` for words written right to left.
    pub fn dir(&self) -> &'static str {
        crate::i18n::dir(&self.language)
    }
}

/// Makes quotes of points; those whose words may not be shown are left out, whoever asks.
pub async fn quotes(
    conn: &impl ConnectionTrait,
    face: &Face,
    mut points: Vec<insight::Model>,
) -> Result<Vec<Quoted>, DbErr> {
    points.retain(check::may_be_shown);
    points.sort_by_cached_key(|point| keys::hash(&point.id.to_string()));
    let with_name = |point: &&insight::Model| point.quote == Some(Quote::FirstName);
    let names = first_names(conn, points.iter().filter(with_name)).await?;
    let questions: HashMap<Uuid, String> = chain::list_all_questions(conn, &face.chain)
        .await?
        .into_iter()
        .map(|question| (question.id, question.text))
        .collect();
    let mut chats: Vec<Uuid> = Vec::new();
    let quoted = |point: insight::Model| {
        let name = names.get(&point.id).cloned();
        let chat = name
            .is_none()
            .then(|| number(&mut chats, point.conversation));
        Quoted {
            id: point.id,
            text: point.public_text.unwrap_or(point.text),
            language: point.language,
            kind: point.kind.as_str(),
            question: questions.get(&point.prompt).cloned().unwrap_or_default(),
            name,
            chat,
        }
    };
    Ok(points.into_iter().map(quoted).collect())
}

/// Returns the number of a chat, from 1, in the order in which they are met.
fn number(chats: &mut Vec<Uuid>, chat: Uuid) -> usize {
    let known = chats.iter().position(|known| *known == chat);
    known.unwrap_or_else(|| {
        chats.push(chat);
        chats.len() - 1
    }) + 1
}

/// Finds the first names of those who said these points; a person who was forgotten has none.
async fn first_names<'a>(
    conn: &impl ConnectionTrait,
    points: impl Iterator<Item = &'a insight::Model>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let points: Vec<&insight::Model> = points.collect();
    if points.is_empty() {
        return Ok(HashMap::new());
    }
    let chats: HashMap<Uuid, conversation::Model> = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(points.iter().map(|p| p.conversation)))
        .all(conn)
        .await?
        .into_iter()
        .map(|chat| (chat.id, chat))
        .collect();
    let speaker = |point: &insight::Model| {
        let chat = chats.get(&point.conversation)?;
        Some(check::speaker(chat, point))
    };
    let speakers = points.iter().filter_map(|point| speaker(point));
    let people = people::find_all(conn, speakers).await?;
    let name = |point: &insight::Model| {
        let name = people::first_name(people.get(&speaker(point)?)?);
        (!name.is_empty()).then(|| name.to_owned())
    };
    let named = points
        .iter()
        .filter_map(|point| Some((point.id, name(point)?)));
    Ok(named.collect())
}
