//! Residents propose actions: one waits for an answer, one is in the plan, one was declined with a reason.

use entity::shared::{ActionStatus, Who};
use entity::{participant, proposal};
use sea_orm::DatabaseTransaction;

use super::DemoError;
use super::telling::Telling;
use crate::conversation::list_who_talked;
use crate::plan::Edited;
use crate::plan::proposals::{self, Decided, Kept, Read, Wanted};
use crate::{chain, db, people};

/// Where we are now, and what could be done.
const PROPOSED: [(&str, &str); 3] = [
    (
        "The food bank is open when I am at work.",
        "Open it one evening a week.",
    ),
    (
        "Nobody knows which shop gives food away at closing time.",
        "Put a list of the shops and times on the board at the library.",
    ),
    (
        "The market is dear.",
        "Give every home on the estate a shopping voucher of £50.",
    ),
];
const DECLINED: &str = "There is no money for vouchers. We put the money into the shared kitchen. Tell us if a lift to the market would help you.";

impl Telling<'_> {
    /// Lets three people propose an action, and answers two of them.
    pub async fn propose_actions(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain).await?;
        let face = face.ok_or(DemoError::Lost("the chain"))?;
        let mut made = Vec::new();
        for id in list_who_talked(&txn, self.chain).await? {
            let Some((now, towards)) = PROPOSED.get(made.len()) else {
                break;
            };
            let Some(person) = people::find(&txn, id).await? else {
                continue;
            };
            let proposed = self.propose(&txn, &person, (now, towards)).await?;
            made.extend(proposed);
        }
        let [_, taken, declined] = made.as_slice() else {
            return Err(DemoError::Lost("somebody who proposes an action"));
        };
        let draft = Edited {
            now: taken.now.clone(),
            towards: taken.towards.clone(),
            who: Who::Ourselves,
            owner: String::new(),
            by_when: None,
            measure: String::new(),
            status: ActionStatus::Proposed,
            reason: String::new(),
            cost: None,
        };
        let (means, by) = (self.means, self.organiser);
        let read = |proposal| Read {
            proposal,
            edition: 1,
        };
        let done = proposals::take(&txn, means, &face, by, read(taken), draft).await?;
        let not = proposals::decline(&txn, means, &face, by, read(declined), DECLINED).await?;
        if (done, not) != (Decided::Done, Decided::Done) {
            return Err(DemoError::Lost("an answer to who proposed an action"));
        }
        txn.commit().await?;
        Ok(())
    }

    /// Lets somebody propose an action that rests on the first thing they said. Who may not is passed over.
    async fn propose(
        &self,
        txn: &DatabaseTransaction,
        person: &participant::Model,
        (now, towards): (&str, &str),
    ) -> Result<Option<proposal::Model>, DemoError> {
        let points = proposals::points_of(txn, person.id).await?;
        if points.is_empty() || person.email.is_none() {
            return Ok(None);
        }
        let wanted = Wanted {
            now: now.to_owned(),
            towards: towards.to_owned(),
            who: None,
            points: points.iter().take(1).map(|point| point.id).collect(),
        };
        match proposals::propose(txn, self.means, person, &wanted).await? {
            Kept::Kept(id) => Ok(proposals::find(txn, person.chain, id).await?),
            _ => Ok(None),
        }
    }
}
