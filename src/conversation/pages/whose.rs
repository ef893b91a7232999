//! Who a personal page is for, and what every such page says beside its own matter.

use super::{Visit, closed, gathering};
use crate::conversation::hands::Ahead;
use crate::conversation::reserve::Second;
use crate::i18n::{self, Html};
use crate::people;
use crate::web::plain::{self, Piece};

/// Who the page is for, as every personal page says.
pub(crate) struct Me {
    pub base: String,
    pub first: String,
    /// Asked, and not answered yet.
    pub asked: bool,
    /// They talk as a partner or wrote down a chat, so there are words to see.
    pub spoke: bool,
    pub stopped: bool,
    /// The key of what the page says first about what they have just sent.
    pub said: Option<&'static str>,
    /// The language of the chain's own words: its purpose and questions.
    pub lang: String,
    pub dir: &'static str,
    /// Where to get help nearby, as the organiser wrote it.
    pub near: Vec<Vec<Piece>>,
    /// The same, for the pages about a chat: empty unless the chain's topic is sensitive.
    pub beside: Vec<Vec<Piece>>,
    /// Where to tell about a worry, on the pages of one chat.
    pub worry: String,
    /// The next gathering they are invited to.
    pub meet: Option<gathering::Note>,
    /// How many people further on have talked since they passed it on.
    pub ripple: Option<usize>,
    /// In a closed chain: until when a chat may still be written down.
    pub writable_until: String,
    /// What became of the second name they gave.
    pub second: Option<SecondNote>,
    /// Where they may answer questions about themself; empty when there are none.
    pub asks: String,
    /// A vote they can take part in now.
    pub weigh: Option<WeighNote>,
    /// Where the plan is, once there is one; empty before.
    pub plan: String,
    /// What they can help with, and what they are asked.
    pub hands: Ahead,
    /// The words of the link to a chain of their own.
    pub begin: Option<&'static str>,
}

/// What a page says about a vote.
pub(crate) struct WeighNote {
    /// The key of what is said.
    pub words: &'static str,
    pub day: String,
}

/// What a page says about a second name.
pub(crate) struct SecondNote {
    pub text: Html,
    /// It stands, and can be deleted.
    pub held: bool,
}

impl Me {
    /// Tells whether a second name stands.
    pub(super) fn holds_second(&self) -> bool {
        self.second.as_ref().is_some_and(|second| second.held)
    }
}

impl Visit {
    pub(crate) fn me(&self) -> Me {
        let near = plain::lines(&self.face.words.help);
        Me {
            base: self.href(""),
            first: people::first_name(&self.person).to_owned(),
            asked: self.person.agreed_at.is_none(),
            spoke: !self.is_starter() || self.wrote,
            stopped: self.person.stopped_at.is_some(),
            said: self.said,
            lang: self.face.words.lang.clone(),
            dir: i18n::dir(&self.face.words.lang),
            beside: if self.face.chain.sensitive {
                near.clone()
            } else {
                Vec::new()
            },
            near,
            worry: self
                .chat
                .map(|chat| self.href(&format!("/chat/{chat}/worry")))
                .unwrap_or_default(),
            meet: gathering::note(self),
            ripple: self.ripple,
            writable_until: closed::writable_until(self),
            second: self.second.as_ref().map(|second| self.second_note(second)),
            weigh: self.weigh.as_ref().map(|ahead| WeighNote {
                words: if ahead.answered == 0 {
                    "weigh-note"
                } else {
                    "weigh-note-go-on"
                },
                day: self.w.day(ahead.last_day),
            }),
            plan: if self.hands.plans > 0 {
                format!("/c/{}/plan", self.face.chain.slug)
            } else {
                String::new()
            },
            hands: self.hands.clone(),
            begin: self.asking.link(),
            asks: if self.asks {
                self.href("/about-you")
            } else {
                String::new()
            },
        }
    }

    pub(super) fn second_note(&self, second: &Second) -> SecondNote {
        let text = match second {
            Second::Held { name } => {
                let name = people::name::first(name);
                self.w.html("second-held", &[("name", &name)])
            }
            Second::Asked => self.w.html("second-used", &[]),
            Second::Deleted => self.w.html("second-deleted", &[]),
        };
        SecondNote {
            text,
            held: matches!(second, Second::Held { .. }),
        }
    }
}
