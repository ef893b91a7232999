//! A conversation sheet: A4 lying, folded once to A5. Outside the cover and the back, inside the questions.
//!
//! What lies around tells nothing about a private topic: then cover and back carry the host's name only, and the
//! questions are inside.

use entity::{link, participant};

use crate::app::App;
use crate::chain::desk::public_page;
use crate::chain::{self, Face, Question};
use crate::conversation::pages::letter::reply_to;
use crate::conversation::pages::typed_address;
use crate::conversation::{find_incoming, list_outgoing, record};
use crate::people::{self, links};
use crate::web::Result;
use crate::{i18n, qr};

/// How a sheet looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// 18 points in place of 14.
    pub large: bool,
    /// A picture for every question, and room to draw.
    pub pictures: bool,
}

impl Look {
    /// Returns how many questions stand on one side of a sheet.
    const fn a_side(self) -> usize {
        if self.large || self.pictures { 2 } else { 4 }
    }
}

/// A part of an inner side.
pub struct Part {
    /// From 1; 0 for room to write on.
    pub n: usize,
    pub question: Option<Question>,
}

/// One inner side of a sheet.
pub struct Leaf {
    pub parts: Vec<Part>,
}

/// The sheet of one person.
pub struct Sheet {
    pub first: String,
    /// With whom they talk; empty while that is open.
    pub partner: String,
    /// The chain's name, or the host's where the chain is about something private.
    pub brand: String,
    /// What the chain is about; empty for something private.
    pub topic: String,
    pub leaves: Vec<Leaf>,
    pub lang: String,
    pub dir: &'static str,
    pub address: String,
    pub qr: String,
    pub typed: String,
    pub code: String,
    pub reply_to: String,
}

impl Sheet {
    /// Writes the sheet of a person with a link that works.
    pub async fn of(
        app: &App,
        face: &Face,
        person: &participant::Model,
        link: &link::Model,
        look: Look,
    ) -> Result<Self> {
        let (lang, questions) = questions(app, face, &person.language).await?;
        let token = app.means.keys.link_token(link.id, link.generation);
        let address = format!("{}/p/{token}", app.means.origin);
        let quiet = face.chain.sensitive;
        Ok(Self {
            first: people::first_name(person).to_owned(),
            partner: partner(app, person).await?,
            brand: public_page(face, String::new()).brand,
            topic: if quiet {
                String::new()
            } else {
                face.words.topic.clone()
            },
            leaves: lay_out(questions, look.a_side()),
            dir: i18n::dir(&lang),
            lang,
            qr: qr::svg(&address).unwrap_or_default(),
            address,
            typed: typed_address(app),
            code: links::code_of(&app.means, link).unwrap_or_default(),
            reply_to: reply_to(face),
        })
    }
}

/// Finds who leads the chat that a person is about to have, when it is somebody else: the sheet is theirs.
pub async fn leader(app: &App, person: &participant::Model) -> Result<Option<participant::Model>> {
    let read = &app.db.read;
    let Some(chat) = find_incoming(read, person.id).await? else {
        return Ok(None);
    };
    if !record::may_write(&chat) {
        return Ok(None);
    }
    Ok(people::find(read, chat.initiator).await?)
}

/// Lists the questions in the person's own language where the chain has them all, else in the chain's.
async fn questions(app: &App, face: &Face, language: &str) -> Result<(String, Vec<Question>)> {
    let read = &app.db.read;
    if language != face.words.lang
        && let Some(own) = chain::list_questions_in(read, &face.chain, language).await?
    {
        return Ok((language.to_owned(), own));
    }
    let questions = chain::list_questions(read, &face.chain).await?;
    Ok((face.words.lang.clone(), questions))
}

/// Returns the first name of whom the person is about to talk with: somebody who said yes to it.
async fn partner(app: &App, person: &participant::Model) -> Result<String> {
    let read = &app.db.read;
    let chats = list_outgoing(read, person.id).await?;
    let Some(chat) = chats.iter().find(|chat| record::may_write(chat)) else {
        return Ok(String::new());
    };
    let partner = people::find(read, chat.partner).await?;
    let first = partner.as_ref().map_or("", people::first_name);
    Ok(first.to_owned())
}

/// Puts the questions onto inner sides; what is left of the last side is room to write on.
fn lay_out(questions: Vec<Question>, a_side: usize) -> Vec<Leaf> {
    let mut parts: Vec<Part> = (1..)
        .zip(questions)
        .map(|(n, question)| Part {
            n,
            question: Some(question),
        })
        .collect();
    while !parts.len().is_multiple_of(a_side) {
        parts.push(Part {
            n: 0,
            question: None,
        });
    }
    let mut leaves = Vec::new();
    while !parts.is_empty() {
        let rest = parts.split_off(a_side.min(parts.len()));
        leaves.push(Leaf { parts });
        parts = rest;
    }
    leaves
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::shared::Kind;
    use uuid::Uuid;

    #[test]
    fn every_question_has_its_place_and_no_side_is_half_empty() {
        for count in 0..13 {
            for a_side in [2, 4] {
                let question = |n: usize| Question {
                    id: Uuid::nil(),
                    kind: Kind::Need,
                    text: n.to_string(),
                    hint: String::new(),
                };
                let leaves = lay_out((1..=count).map(question).collect(), a_side);
                assert_eq!(leaves.len(), count.div_ceil(a_side));
                assert!(leaves.iter().all(|leaf| leaf.parts.len() == a_side));
                let said: Vec<usize> = leaves
                    .iter()
                    .flat_map(|leaf| &leaf.parts)
                    .filter(|part| part.question.is_some())
                    .map(|part| part.n)
                    .collect();
                assert_eq!(said, (1..=count).collect::<Vec<_>>());
            }
        }
    }
}
