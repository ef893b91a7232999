//! What the people of the year do: begin, say yes or no, get in touch, write down, check, choose.

use chrono::Duration;
use daisychain::conversation::{Outcome, answer};
use daisychain::db;
use entity::participant;
use entity::shared::Step;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::book::{Link, Object, Stand};
use super::live::Year;

impl Year {
    pub async fn add_starter(&mut self) {
        let name = format!("p{}", self.book.souls.len());
        let model = self.c.w.starter(&name).await;
        self.keep(&model, format!("{name}@example.org"), true);
    }

    pub async fn agree(&mut self, soul: usize) {
        let id = self.book.souls[soul].id;
        self.c.w.agree(id).await;
        let now = self.now();
        self.book.souls[soul].agreed = Some(now);
        match self.book.live(soul) {
            Some(link) => {
                self.book.links[link].agreed = Some(now);
                self.book.drop_queued(Object::Link(link));
            }
            None => self.book.drop_queued(Object::Soul(soul)),
        }
        if self.chance.in_a_thousand(150) {
            // From now on only by phone.
            self.book.souls[soul].by_phone = true;
            participant::Entity::update_many()
                .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
                .filter(participant::Column::Id.eq(id))
                .exec(&self.c.w.app.db.write)
                .await
                .unwrap();
            let email = self.book.souls[soul].email.clone();
            self.book.queued.retain(|queued| queued.mail.0 != email);
        }
    }

    pub async fn decline(&mut self, soul: usize) {
        let model = self.model(soul).await;
        let txn = db::begin_write(&self.c.w.app.db).await.unwrap();
        let (means, face) = (&self.c.w.app.means, &self.c.w.face);
        let done = answer::decline(&txn, means, face, &model, false).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        let link = self.book.live(soul).unwrap();
        self.book.links[link].ended = Some(self.now());
        self.book.drop_queued(Object::Link(link));
    }

    pub async fn choose(&mut self, soul: usize) {
        let from = self.model(soul).await;
        let name = format!("p{}", self.book.souls.len());
        let model = self.c.w.choose(&from, &name).await;
        let to = self.keep(&model, format!("{name}@example.org"), false);
        let now = self.now();
        let sent = now + self.c.w.app.means.undo;
        self.book.links.push(Link {
            from: soul,
            to,
            invited: now,
            asked: now,
            ends: sent + Duration::days(21),
            forget: sent + Duration::days(30),
            agreed: None,
            contacted: None,
            recorded: None,
            checked: None,
            ended: None,
        });
        self.book.drop_queued(Object::Soul(soul));
    }

    /// Somebody may take the step they stand in, now and then.
    pub async fn act(&mut self, stand: Stand) {
        if self.book.souls[stand.actor].stuck {
            return;
        }
        let now = self.now();
        match stand.step {
            Step::Start if self.chance.in_a_thousand(97) && self.book.paused.is_none() => {
                self.agree(stand.person).await;
            }
            Step::Answer if self.chance.in_a_thousand(119) && self.book.paused.is_none() => {
                if self.chance.in_a_thousand(750) {
                    self.agree(stand.person).await;
                } else {
                    self.decline(stand.person).await;
                }
            }
            Step::Contact if self.chance.in_a_thousand(97) => {
                let (from, to) = (
                    self.model(stand.actor).await,
                    self.model(stand.person).await,
                );
                self.c.w.reveal(&from, &to).await;
                let Object::Link(link) = stand.object else {
                    unreachable!()
                };
                self.book.links[link].contacted = Some(now);
                self.book.drop_queued(stand.object);
            }
            Step::Write if self.chance.in_a_thousand(70) => {
                let to = self.model(stand.person).await;
                self.c.w.record(&to).await;
                let Object::Link(link) = stand.object else {
                    unreachable!()
                };
                self.book.links[link].recorded = Some(now);
                self.book.drop_queued(stand.object);
            }
            Step::PassOn if self.has_room() && self.chance.in_a_thousand(90) => {
                self.choose(stand.person).await;
            }
            Step::PassOn if self.chance.in_a_thousand(50) => self.check(stand.person).await,
            _ => {}
        }
    }

    pub async fn check(&mut self, soul: usize) {
        let Some(link) = self.book.live(soul) else {
            return;
        };
        if self.book.links[link].checked.is_some() {
            return;
        }
        let model = self.model(soul).await;
        self.c.w.check(&model).await;
        self.book.links[link].checked = Some(self.now());
    }
}
