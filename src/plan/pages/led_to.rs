//! What one person's words led to: my words, the theme, the action, what happened. A no with its reason stands as large
//! as a yes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use entity::shared::ActionStatus;
use serde::Deserialize;

use super::{Happened, happened};
use crate::app::App;
use crate::conversation::hands::may_help;
use crate::conversation::pages::Visit;
use crate::i18n::Words;
use crate::plan::challenges::own::{self, Own};
use crate::plan::trace::{Led, Trace, led_to};
use crate::plan::{needs_reason, publish};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/p/{token}/led-to", show)
}

#[derive(Template)]
#[template(path = "plan/led_to.html")]
struct LedToPage {
    page: Page,
    traces: Vec<Trace>,
    /// What they said was not meant so, the last first.
    own: Vec<Own>,
    done: Option<&'static str>,
    /// Absent while no plan is published.
    plan_href: Option<String>,
    updates_href: String,
    slug: String,
    /// They can propose an action.
    may_propose: bool,
    back: String,
}

impl LedToPage {
    fn happened(&self, led: &Led) -> Vec<Happened> {
        happened(self.page.w, &self.slug, &led.news)
    }

    /// Tells whether a plan is out and none of the person's points stands behind an action.
    fn is_behind_nothing(&self) -> bool {
        let led = self.traces.iter().any(|trace| !trace.actions.is_empty());
        self.plan_href.is_some() && !self.traces.is_empty() && !led
    }

    /// Tells whether the person waits for an answer about an action.
    fn waits_for(&self, led: &Led) -> bool {
        let mut own = self.own.iter();
        own.any(|own| own.waits() && own.row.action == led.action)
    }

    /// Tells whether one of their words stands behind an action still.
    fn rests(&self, own: &Own) -> bool {
        let mut led = self.traces.iter().flat_map(|trace| &trace.actions);
        led.any(|led| led.action == own.row.action)
    }

    fn is_refused(led: &Led) -> bool {
        led.status == ActionStatus::WontDo
    }

    fn says_why(led: &Led) -> bool {
        needs_reason(led.status) && !led.reason.is_empty()
    }
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    done: String,
}

async fn show(
    visit: std::result::Result<Visit, Response>,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let Ok(visit) = visit else {
        return Err(Error::NotFound);
    };
    let (conn, person) = (&app.db.read, &visit.person);
    let slug = visit.face.chain.slug.clone();
    let newest = publish::find_newest(conn, person.chain).await?;
    let w = Words::of(&person.language);
    let mut page = visit.page(w.t("led-to-title"));
    page.w = w;
    render(&LedToPage {
        page,
        traces: led_to(conn, person).await?,
        own: own::list(conn, person, w, visit.face.zone()).await?,
        done: match wanted.done.as_str() {
            "said" => Some("challenge-said-done"),
            "taken-back" => Some("challenge-taken-back-done"),
            "hidden" => Some("challenge-hidden-done"),
            _ => None,
        },
        plan_href: newest.map(|_| format!("/c/{slug}/plan")),
        updates_href: format!("/c/{slug}/updates"),
        slug,
        may_propose: may_help(person),
        back: format!("/p/{}", visit.token),
    })
}
