//! The seven invariants, read back from the tables after every step.

use std::collections::{BTreeMap, BTreeSet};

use daisychain::conversation::check;
use daisychain::conversation::check::may_be_shown;
use entity::shared::{EndedWhy, RevealBy, Way};
use entity::{conversation as talk, insight, nomination, outbox, participant, reveal};
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

        // I1
        let partners: BTreeSet<Uuid> = live.iter().map(|c| c.partner).collect();
        assert_eq!(
            partners.len(),
            live.len(),
            "I1: two live conversations with one partner"
        );
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
        // I3
        for p in &people {
            if p.branch.is_none() {
                assert!(
                    p.parent.is_none() && p.depth.is_none() && p.depth_above.is_none(),
                    "I3: half a place"
                );
                assert!(
                    talks
                        .iter()
                        .all(|c| c.initiator != p.id && c.partner != p.id),
                    "I3: somebody without a place talks"
                );
                continue;
            }
            let (mut at, mut steps) = (p, 0);
            while let Some(parent) = at.parent {
                at = by_id[&parent];
                steps += 1;
                assert!(steps <= people.len(), "I3: a cycle");
            }
            assert_eq!(Some(at.id), p.branch, "I3: the branch is not the root");
            assert_eq!(
                p.depth,
                Some(steps.try_into().unwrap()),
                "I3: the depth is not the way to the root"
            );
        }
        // Whoever was left and joined to another stands under the last who had them.
        let last: BTreeMap<Uuid, &talk::Model> = talks.iter().map(|c| (c.partner, c)).collect();
        for c in last.values() {
            assert_eq!(
                by_id[&c.partner].parent,
                Some(c.initiator),
                "I3: a partner stands under somebody else"
            );
        }
        // Nobody waits who has somebody, left, or was never asked.
        for p in people.iter().filter(|p| p.waiting_since.is_some()) {
            assert!(
                !partners.contains(&p.id)
                    && p.agreed_at.is_some()
                    && p.stopped_at.is_none()
                    && p.erased_at.is_none(),
                "I1: somebody waits who must not"
            );
        }
        // Nobody writes down what somebody said who is no longer here: the way in to breaking I4 and I7.
        for c in live.iter().filter(|c| c.recorded_at.is_none()) {
            assert!(
                by_id[&c.partner].erased_at.is_none(),
                "I7: a conversation is open with somebody who was erased"
            );
        }
        // I4
        let points = insight::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap();
        for point in points.iter().filter(|p| may_be_shown(p)) {
            let c = talks.iter().find(|c| c.id == point.conversation).unwrap();
            assert!(
                (point.by_initiator || c.checked_at.is_some())
                    && by_id[&check::speaker(c, point)].erased_at.is_none(),
                "I4: shown without consent"
            );
        }
        // I5: an invitation is stored for exactly the conversations that have a reachable partner, once each.
        let mails = outbox::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap();
        for mail in mails.iter().filter(|m| m.kind == "invite") {
            assert!(
                talks.iter().any(|c| Some(c.id) == mail.conversation),
                "I5: a message without its change"
            );
        }
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
        for c in talks
            .iter()
            .filter(|c| c.ended_why == Some(EndedWhy::Undone))
        {
            let open = mails.iter().any(|m| {
                m.conversation == Some(c.id) && m.cancelled_at.is_none() && m.kind == "invite"
            });
            assert!(!open, "I5: a message of a change that was taken back");
        }
        // I6
        for p in &people {
            let mine: Vec<_> = live.iter().filter(|c| c.initiator == p.id).collect();
            assert!(
                mine.iter().filter(|c| c.recorded_at.is_none()).count() <= 1,
                "I6: two at a time"
            );
            assert!(
                mine.len() <= usize::try_from(self.face.chain.turn_limit).unwrap(),
                "I6: too many turns"
            );
        }
        Self::reminders_are_few_and_true(&mails, &talks, &by_id);
        // I7: of a second name nothing stays once it was used or dropped, or whoever gave it was erased.
        for n in nomination::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
        {
            let over = n.used_at.is_some() || n.dropped_at.is_some();
            let left = by_id[&n.initiator].erased_at.is_some();
            let empty = n.name.is_none() && n.address.is_none() && n.note.is_none();
            assert!(empty || !(over || left), "I7: a second name is still there");
        }
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
        for p in people.iter().filter(|p| p.erased_at.is_some()) {
            assert!(
                p.name.is_none() && p.email.is_none() && p.phone.is_none() && p.prefs.is_none(),
                "I7"
            );
            let left = mails.iter().any(|m| {
                m.participant == Some(p.id) && (m.recipient.is_some() || !m.text.is_empty())
            });
            assert!(!left, "I7: a message still holds somebody who was erased");
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
