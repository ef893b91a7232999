//! The seven invariants, read back from the tables after every step: by `daisychain::verify`, as on a live server, and by
//! what only this run knows.

use std::collections::BTreeMap;

use daisychain::verify;
use entity::shared::{RevealBy, Way};
use entity::{conversation as talk, insight, outbox, participant, reveal};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::run::Run;

impl Run {
    /// Fails when an invariant does not hold.
    pub async fn holds(&self) {
        let people = self.people().await;
        let by_id: BTreeMap<Uuid, &participant::Model> = people.iter().map(|p| (p.id, p)).collect();
        let talks = self.conversations().await;
        let live: Vec<&talk::Model> = talks.iter().filter(|c| c.ended_at.is_none()).collect();

        // What `daisychain verify` asks of a live database; below, what only this run knows.
        for answer in verify::ask(&self.app.db().read).await.unwrap() {
            assert_eq!(answer.count, 0, "{}: {}", answer.invariant, answer.what);
        }
        // I2
        for shown in reveal::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
        {
            let c = talks
                .iter()
                .find(|c| c.id == shown.conversation)
                .expect("I2: a showing of no conversation");
            let to = match shown.by_kind {
                RevealBy::Initiator => c.initiator,
                RevealBy::Organiser => self.organiser,
            };
            assert_eq!(shown.by_id, to, "I2: shown to somebody else");
        }
        // I5: an invitation is stored for exactly the conversations that have a reachable partner, once each.
        let mails = outbox::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap();
        for c in talks.iter().filter(|c| by_id[&c.partner].email.is_some()) {
            let (told, untold) = match c.way {
                Way::Pool => ("somebody-for-you", "invite"),
                _ => ("invite", "somebody-for-you"),
            };
            let count = |kind| {
                mails
                    .iter()
                    .filter(|m| m.kind == kind && m.conversation == Some(c.id))
                    .count()
            };
            assert_eq!(count(told), 1, "I5: {told} stored another number of times");
            assert_eq!(count(untold), 0, "I5: {untold} for a {:?}", c.way);
        }
        // I6
        for p in &people {
            let mine: Vec<_> = live.iter().filter(|c| c.initiator == p.id).collect();
            assert!(
                mine.len() <= usize::try_from(self.face.chain.turn_limit).unwrap(),
                "I6: too many turns"
            );
        }
        Self::reminders_are_few_and_true(&mails, &talks, &by_id);
        // I7
        let points = insight::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap();
        let words: Vec<String> = points.iter().map(|p| p.text.clone()).collect();
        let texts = mails
            .iter()
            .map(|m| m.text.clone())
            .chain(words)
            .collect::<Vec<_>>()
            .join("\n");
        for gone in &self.gone {
            assert!(!texts.contains(gone.as_str()), "I7: {gone} is still there");
        }
    }

    /// Never more than two reminders a step, one for who has not said yes, and none to somebody who acted.
    fn reminders_are_few_and_true(
        mails: &[outbox::Model],
        talks: &[talk::Model],
        people: &BTreeMap<Uuid, &participant::Model>,
    ) {
        let mut a_step: BTreeMap<&str, usize> = BTreeMap::new();
        let reminders = mails
            .iter()
            .filter(|m| m.kind.starts_with("remind-") && m.cancelled_at.is_none());
        for mail in reminders {
            // remind:<whose>:<step>:<since>:<when>
            let parts: Vec<_> = mail.idempotency_key.match_indices(':').collect();
            let count = a_step
                .entry(&mail.idempotency_key[..parts[3].0])
                .or_default();
            *count += 1;
            let most = if mail.kind == "remind-answer" || mail.kind == "remind-start" {
                1
            } else {
                2
            };
            assert!(*count <= most, "{} reminders: {}", count, mail.kind);
            let c = talks.iter().find(|c| Some(c.id) == mail.conversation);
            let person = people[&mail.participant.expect("a reminder to nobody")];
            let live = || c.expect("a reminder of no link").ended_at.is_none();
            let open = match mail.kind.as_str() {
                "remind-start" => person.agreed_at.is_none(),
                "remind-answer" => live() && c.is_some_and(|c| c.agreed_at.is_none()),
                "remind-contact" => live() && c.is_some_and(|c| c.contacted_at.is_none()),
                "remind-write" => live() && c.is_some_and(|c| c.recorded_at.is_none()),
                _ => {
                    let mut mine = talks.iter().filter(|c| c.initiator == person.id);
                    person.finished_at.is_none() && mine.all(|c| c.ended_at.is_some())
                }
            };
            assert!(open, "{} waits for somebody who acted", mail.kind);
            assert!(
                person.stopped_at.is_none(),
                "somebody who stopped is reminded"
            );
        }
    }
}
