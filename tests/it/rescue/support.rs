//! A link that stands still: Ana said yes to the host, chose Ben, and Ben said yes; then nothing happened.

use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::conversation::remind::{self, Open};
use entity::shared::Role;
use entity::{outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::desk::support::{Answer, World};
use crate::organisers::{add_member, add_organiser};

pub struct Stalled {
    pub w: World,
    /// Who is silent.
    pub ana: participant::Model,
    /// Who said yes and waits.
    pub ben: participant::Model,
}

impl Stalled {
    /// Eleven days after the yes.
    pub async fn new() -> Self {
        let w = World::open().await;
        let ana = w.agreed_starter("Ana Costa").await;
        let ben = w.choose(&ana, "Ben").await;
        let ben = w.agree(ben.id).await;
        w.day(11);
        Self { w, ana, ben }
    }

    /// Signs in another organiser of the chain.
    pub async fn colleague(&self) -> (Uuid, String) {
        let (app, chain) = (&self.w.app, self.w.face.chain.id);
        let bea = add_organiser(app, "Bea").await;
        add_member(app, bea, (None, Some(chain)), Role::Organiser).await;
        (bea, self.w.sign_in(bea).await)
    }

    /// Lets minutes pass, and the clock be looked at once.
    pub async fn minutes(&self, minutes: i64) {
        let app = &self.w.app;
        app.means.sources.advance(Duration::minutes(minutes));
        clock::tick(&app.db, &app.means).await.unwrap();
    }

    pub async fn open(&self, person: Uuid) -> Option<Open> {
        let person = self.w.person(person).await;
        let now = self.w.app.means.now();
        remind::open_of(&self.w.app.db.read, &self.w.face, &person, now)
            .await
            .unwrap()
    }

    /// The messages of a kind to somebody that were not taken back.
    pub async fn sent(&self, person: Uuid, kind: &str) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Participant.eq(person))
            .filter(outbox::Column::Kind.eq(kind))
            .filter(outbox::Column::CancelledAt.is_null())
            .all(&self.w.app.db.read)
            .await
            .unwrap()
    }
}

/// The hidden fields of the form that leads to `action`, as pairs.
pub fn hidden(page: &Answer, action: &str) -> Vec<(String, String)> {
    let document = scraper::Html::parse_document(&page.body);
    let forms = scraper::Selector::parse("form").unwrap();
    let inputs = scraper::Selector::parse("input[type=hidden]").unwrap();
    let form = document
        .select(&forms)
        .filter(|form| form.value().attr("method") == Some("post"))
        .find(|form| {
            form.value()
                .attr("action")
                .is_some_and(|to| to.ends_with(action))
        })
        .unwrap_or_else(|| panic!("no form leads to {action}: {}", page.body));
    let value = |name: &str, input: &scraper::ElementRef<'_>| {
        input.value().attr(name).unwrap_or_default().to_owned()
    };
    form.select(&inputs)
        .map(|input| (value("name", &input), value("value", &input)))
        .collect()
}

/// Puts what somebody chose beside the hidden fields.
pub fn filled<'a>(
    hidden: &'a [(String, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let hidden = hidden
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    hidden.chain(more.iter().copied()).collect()
}

/// The addresses of links on a page by their words.
pub fn link(page: &Answer, words: &str) -> String {
    let document = scraper::Html::parse_document(&page.body);
    let links = scraper::Selector::parse("main a").unwrap();
    let text = |a: &scraper::ElementRef<'_>| {
        let text = a.text().collect::<String>();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let found = document.select(&links).find(|a| text(a) == words);
    let found = found.unwrap_or_else(|| panic!("no link says {words:?}: {}", page.body));
    found.value().attr("href").unwrap().to_owned()
}
