//! What people write back: "stop" is obeyed, everything else waits for an organiser, and programs are not listened to.

use daisychain::chain::Face;
use daisychain::db;
use daisychain::desk::replies::{self, Received};
use daisychain::mail::{Mailer, Memory, Transport, suppression};
use daisychain::people::{self, NewStarter};
use entity::shared::InboundKind;
use entity::{inbound, participant};
use mail_parser::MessageParser;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::TestApp;

/// A first person who was written to, and the message as they have it.
struct Written {
    app: TestApp,
    face: Face,
    person: participant::Model,
    reply_to: String,
    message_id: String,
}

const ADDRESS: &str = "sam@example.org";

impl Written {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let organiser = app.organiser("Asha Khan").await;
        let face = app.start_chain("Food on Elm Street", organiser).await;
        let txn = db::begin_write(app.db()).await.unwrap();
        let new = NewStarter {
            name: "Sam Reed".into(),
            email: ADDRESS.into(),
            language: "en".into(),
        };
        let person = people::add_starter(&txn, app.means(), &face, organiser, new)
            .await
            .unwrap()
            .unwrap();
        txn.commit().await.unwrap();
        let memory = Memory::default();
        let (sources, keys) = (app.means().sources.clone(), app.means().keys.clone());
        let mailer = Mailer::with_transport(
            "chains@example.org",
            "https://talk.example.org",
            app.db().clone(),
            sources,
            keys,
            Transport::Memory(memory.clone()),
        )
        .unwrap()
        .with_reply_to(Some("talk@example.org"));
        mailer.drain().await.unwrap();
        let sent = memory.sent();
        assert_eq!(sent.len(), 1);
        let parsed = MessageParser::default().parse(&sent[0].raw).unwrap();
        let reply_to = parsed.reply_to().unwrap().first().unwrap();
        Self {
            reply_to: reply_to.address.as_deref().unwrap().to_owned(),
            message_id: parsed.message_id().unwrap().to_owned(),
            app,
            face,
            person,
        }
    }

    /// The sample with this message's addresses in it.
    fn fill(&self, sample: &str) -> String {
        sample
            .replace("{to}", &self.reply_to)
            .replace("{id}", &self.message_id)
            .replace('\n', "\r\n")
    }

    async fn receive(&self, text: &str) -> Received {
        let txn = db::begin_write(self.app.db()).await.unwrap();
        let received = replies::receive(&txn, self.app.means(), text.as_bytes())
            .await
            .unwrap();
        txn.commit().await.unwrap();
        received
    }

    async fn is_suppressed(&self) -> bool {
        let index = self.app.means().keys.address_index(ADDRESS);
        suppression::is_suppressed(&self.app.db().read, &index, self.app.means().now())
            .await
            .unwrap()
    }

    async fn unread(&self) -> u64 {
        replies::count_unread(&self.app.db().read, &self.face)
            .await
            .unwrap()
    }

    async fn is_here(&self) -> bool {
        let person = people::find(&self.app.db().read, self.person.id).await;
        person.unwrap().unwrap().erased_at.is_none()
    }
}

const GMAIL_STOP: &str = "From: Sam Reed <sam@example.org>\nTo: {to}\nMessage-ID: <gmail1@mail.example.org>\nIn-Reply-To: <{id}>\nReferences: <{id}>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\nSTOP\n\nOn Mon, 5 Oct 2026 at 10:31, Elm House <chains@example.org>\nwrote:\n\n> Dear Sam,\n> Read about it and say yes or no here:\n";
const OUTLOOK_STOP: &str = "From: Sam Reed <sam@example.org>\nTo: <{to}>\nMessage-ID: <outlook1@mail.example.org>\nSubject: RE: a chat\nContent-Type: text/plain; charset=utf-8\n\nStop.\n\n________________________________\nFrom: Elm House <chains@example.org>\nSent: Monday, October 5, 2026 10:31 AM\nTo: Sam Reed\nSubject: a chat\n\nDear Sam,\n";
const SPANISH_STOP: &str = "From: sam@example.org\nTo: {to}\nMessage-ID: <es1@mail.example.org>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\nBaja\n\nEl lun, 5 oct 2026 a las 10:31, Elm House (<chains@example.org>) escribió:\n> Dear Sam,\n";
const ARABIC_STOP: &str = "From: sam@example.org\nTo: {to}\nMessage-ID: <ar1@mail.example.org>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\nتوقف\n\nفي الاثنين، 5 أكتوبر 2026 كتب:\n> Dear Sam,\n";
const APPLE_WORDS: &str = "From: Sam Reed <sam@example.org>\nTo: {to}\nMessage-ID: <apple1@mail.example.org>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\nThe bus stop on Elm Street is far away. Can we talk on the phone?\n\nSent from my iPhone\n\n> On 5 Oct 2026, at 10:31, Elm House <chains@example.org> wrote:\n> \n> Dear Sam,\n";
const YAHOO_WORDS: &str = "From: Sam Reed <sam@example.org>\nTo: {to}\nMessage-ID: <yahoo1@mail.example.org>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\n Yes please, I would like to stop by on Tuesday.\n    On Monday, 5 October 2026 at 10:31:00 BST, Elm House <chains@example.org> wrote:\n\n Dear Sam,\n";
const SPANISH_WORDS: &str = "From: sam@example.org\nTo: {to}\nMessage-ID: <es2@mail.example.org>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\nSí, me gustaría hablar. ¿Puede ser en español?\n\nEl lun, 5 oct 2026 a las 10:31, Elm House (<chains@example.org>) escribió:\n> Dear Sam,\n";
const ARABIC_WORDS: &str = "From: sam@example.org\nTo: {to}\nMessage-ID: <ar2@mail.example.org>\nSubject: Re: a chat\nContent-Type: text/plain; charset=utf-8\n\nنعم، أود أن أتحدث معها مساءً.\n\nفي الاثنين، 5 أكتوبر 2026 كتب:\n> Dear Sam,\n";
const AWAY_NOTE: &str = "From: sam@example.org\nTo: {to}\nMessage-ID: <away1@mail.example.org>\nSubject: Automatic reply: a chat\nAuto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\nSTOP. I am away until Monday.\n";
const BULK_NOTE: &str = "From: sam@example.org\nTo: {to}\nMessage-ID: <bulk1@mail.example.org>\nSubject: Re: a chat\nPrecedence: bulk\nContent-Type: text/plain; charset=utf-8\n\nStop\n";

#[tokio::test]
async fn r46_stop_acts_in_every_mail_program_and_language_of_the_samples() {
    for sample in [GMAIL_STOP, OUTLOOK_STOP, SPANISH_STOP, ARABIC_STOP] {
        let written = Written::new().await;
        let text = written.fill(sample);
        assert_eq!(written.receive(&text).await, Received::Stopped, "{sample}");
        assert!(written.is_suppressed().await, "{sample}");
        // They had not answered: the stop is a no for good, and nothing is held any more.
        assert!(!written.is_here().await, "{sample}");
        assert_eq!(written.unread().await, 0);
    }
}

#[tokio::test]
async fn r46_words_only_make_a_note_to_read_and_change_nothing() {
    let written = Written::new().await;
    let samples = [APPLE_WORDS, YAHOO_WORDS, SPANISH_WORDS, ARABIC_WORDS];
    for sample in samples {
        let text = written.fill(sample);
        assert_eq!(written.receive(&text).await, Received::Kept, "{sample}");
        // The same message again, as a mail server may hand it in.
        assert_eq!(written.receive(&text).await, Received::Ignored, "{sample}");
    }
    assert_eq!(written.unread().await, 4);
    assert!(!written.is_suppressed().await);
    assert!(written.is_here().await);
    let rows = inbound::Entity::find()
        .all(&written.app.db().read)
        .await
        .unwrap();
    for row in rows {
        let sealed = String::from_utf8_lossy(row.body.as_deref().unwrap()).into_owned();
        assert!(!sealed.contains("phone"), "the words lie open");
    }
}

#[tokio::test]
async fn r46_programs_that_answer_are_not_listened_to() {
    for sample in [AWAY_NOTE, BULK_NOTE] {
        let written = Written::new().await;
        let text = written.fill(sample);
        assert_eq!(written.receive(&text).await, Received::Ignored, "{sample}");
        assert!(!written.is_suppressed().await, "{sample}");
        assert_eq!(written.unread().await, 0);
    }
}

#[tokio::test]
async fn nobody_can_stop_the_messages_of_somebody_else() {
    let written = Written::new().await;
    // Only the threading header, and another sender: an organiser reads it, nothing happens.
    let forged = written
        .fill(GMAIL_STOP)
        .replace(&written.reply_to, "talk@example.org")
        .replace("sam@example.org", "somebody@example.net");
    assert_eq!(written.receive(&forged).await, Received::Kept);
    // A mark that is not ours.
    let mark = written.reply_to.split_once('.').unwrap().1;
    let mark = mark.split_once('@').unwrap().0.to_owned();
    let forged = written
        .fill(OUTLOOK_STOP)
        .replace(&mark, "0123456789abcdef");
    assert_eq!(written.receive(&forged).await, Received::Ignored);
    assert_eq!(
        written.receive("no message at all").await,
        Received::Ignored
    );
    assert!(!written.is_suppressed().await);
    assert!(written.is_here().await);
}

#[tokio::test]
async fn who_said_yes_and_writes_stop_gets_no_more_messages_and_keeps_their_page() {
    let written = Written::new().await;
    let txn = db::begin_write(written.app.db()).await.unwrap();
    people::set_agreed(&txn, written.person.id, Some(written.app.means().now()))
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let text = written.fill(GMAIL_STOP);
    assert_eq!(written.receive(&text).await, Received::Stopped);
    assert!(written.is_suppressed().await);
    assert!(written.is_here().await);
}

#[tokio::test]
async fn erasing_somebody_erases_what_they_wrote_back() {
    let written = Written::new().await;
    written.receive(&written.fill(APPLE_WORDS)).await;
    let txn = db::begin_write(written.app.db()).await.unwrap();
    daisychain::erasure::forget(&txn, written.app.means(), written.person.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let row = inbound::Entity::find()
        .one(&written.app.db().read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.kind, row.body), (InboundKind::Reply, None));
    // Nor is anything kept that comes later.
    let text = written.fill(SPANISH_WORDS);
    assert_eq!(written.receive(&text).await, Received::Ignored);
    let rows = inbound::Entity::find().count(&written.app.db().read).await;
    assert_eq!(rows.unwrap(), 1);
}
