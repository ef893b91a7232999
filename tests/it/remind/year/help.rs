//! What the organisers of the year do: remind, let a step rest, take a break.

use chrono::Duration;
use daisychain::conversation::remind::Reminded;
use daisychain::conversation::{self, Outcome, closing};
use daisychain::db;
use entity::shared::Step;

use super::book::{Queued, Stand, name_of};
use super::live::Year;

impl Year {
    /// An organiser reminds, or lets a step rest.
    pub async fn help(&mut self, stand: Stand) {
        if self.chance.in_a_thousand(16) && self.book.paused.is_none() {
            self.remind(stand).await;
        }
        if self.chance.in_a_thousand(8) {
            let until = self.now() + Duration::hours(self.chance.between(5, 400));
            let open = self.c.open(&self.model(stand.person).await).await.unwrap();
            let txn = db::begin_write(&self.c.w.app.db).await.unwrap();
            let (means, face) = (&self.c.w.app.means, &self.c.w.face);
            let rest = conversation::remind::rest;
            let done = rest(&txn, means, face, &open, Some(until), self.c.w.owner).await;
            assert_eq!(done.unwrap(), Outcome::Done);
            txn.commit().await.unwrap();
            self.book.tally_mut(&stand).rests = Some(until);
        }
    }

    pub async fn remind(&mut self, stand: Stand) {
        let now = self.now();
        let open = self.c.open(&self.model(stand.person).await).await.unwrap();
        let done = self.c.remind(&open, self.c.w.owner).await;
        let actor = self.book.souls[stand.actor].clone();
        let tally = self.book.tally(&stand);
        let limit = if matches!(stand.step, Step::Start | Step::Answer) {
            1
        } else {
            2
        };
        let just_now = tally.last.is_some_and(|at| now - Duration::days(1) < at);
        // Nobody is reminded of an invitation that lies here since less than a day and has not gone out.
        let invited = matches!(stand.step, Step::Start | Step::Answer);
        let unsent = invited && now - stand.since < Duration::days(1);
        if actor.by_phone || (unsent && done == Reminded::CannotReach) {
            assert_eq!(done, Reminded::CannotReach, "{stand:?}");
        } else if tally.sent >= limit || just_now {
            assert!(
                matches!(done, Reminded::Enough { .. }),
                "{stand:?}: {done:?}"
            );
            self.refused += 1;
        } else {
            let due = now + self.c.w.app.means.undo;
            assert!(
                matches!(done, Reminded::Sent { due: at, .. } if at == due),
                "{stand:?}: {done:?}"
            );
            let tally = self.book.tally_mut(&stand);
            tally.sent += 1;
            tally.last = Some(now);
            self.book.queued.push(Queued {
                object: stand.object,
                mail: (actor.email, name_of(stand.step)),
                due,
                ends: stand.ends,
            });
            self.by_hand += 1;
        }
    }

    pub async fn pause(&mut self, on: bool) {
        let (owner, now) = (self.c.w.owner, self.now());
        let txn = db::begin_write(&self.c.w.app.db).await.unwrap();
        let (means, face) = (&self.c.w.app.means, &self.c.w.face);
        let done = if on {
            closing::pause(&txn, means, face.chain.id, owner).await
        } else {
            closing::go_on(&txn, means, &face.chain, owner).await
        };
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        if let Some(since) = self.book.paused.take() {
            self.book.breaks.push((since, now));
            for link in &mut self.book.links {
                if link.invited == since {
                    link.asked = now;
                }
                if link.ended.is_none() && link.agreed.is_none() && link.ends > since {
                    link.ends = (link.ends + (now - since)).min(link.forget);
                }
            }
        }
        self.book.paused = on.then_some(now);
        self.c.read_face().await;
    }
}
