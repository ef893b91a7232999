//! What one person's words led to, on their own page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Happened, happened};
use crate::app::App;
use crate::conversation::pages::Visit;
use crate::i18n::Words;
use crate::plan::publish;
use crate::plan::trace::{Led, Trace, led_to};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/p/{token}/led-to", show_led_to)
}

#[derive(Template)]
#[template(path = "plan/led_to.html")]
struct LedToPage {
    page: Page,
    traces: Vec<Trace>,
    /// Absent while no plan is published.
    plan_href: Option<String>,
    back: String,
}

impl LedToPage {
    fn happened(&self, led: &Led) -> Vec<Happened> {
        happened(self.page.w, &led.news)
    }
}

async fn show_led_to(
    visit: std::result::Result<Visit, Response>,
    State(app): State<App>,
) -> Result<Response> {
    let Ok(visit) = visit else {
        return Err(Error::NotFound);
    };
    let (conn, person) = (&app.db.read, &visit.person);
    let newest = publish::find_newest(conn, person.chain).await?;
    let w = Words::of(&person.language);
    let mut page = visit.page(w.t("led-to-title"));
    page.w = w;
    render(&LedToPage {
        page,
        traces: led_to(conn, person).await?,
        plan_href: newest.map(|_| format!("/c/{}/plan", visit.face.chain.slug)),
        back: format!("/p/{}", visit.token),
    })
}
