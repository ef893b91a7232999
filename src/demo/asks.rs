//! Somebody who talked would like to start a chain of their own, and waits for an answer.

use entity::shared::AskSignIn;

use super::DemoError;
use super::telling::Telling;
use crate::conversation::begin::{self, Wanted};
use crate::conversation::list_who_talked;
use crate::{chain, db, people};

impl Telling<'_> {
    /// Lets the first who may ask to start a chain.
    pub async fn ask_for_a_chain(&self) -> Result<(), DemoError> {
        let wanted = Wanted {
            topic: "growing food on our estate".to_owned(),
            whom: "The flats round the old laundry".to_owned(),
            why: "We have a lawn nobody uses, and many of us come from farms. Nobody has asked the estate yet."
                .to_owned(),
            sign_in: AskSignIn::Own,
            email: None,
        };
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain).await?;
        let face = face.ok_or(DemoError::Lost("the chain"))?;
        for id in list_who_talked(&txn, self.chain).await? {
            let Some(person) = people::find(&txn, id).await? else {
                continue;
            };
            let reached = person.email.is_some() && person.bounced_at.is_none();
            if reached && begin::ask(&txn, self.means, &face, &person, &wanted).await? {
                txn.commit().await?;
                return Ok(());
            }
        }
        Err(DemoError::Lost("somebody who asks for a chain"))
    }
}
