//! The plan in small, to stand in a frame on other sites: the title, how many talked, each action and where it stands.
//! It has no words of residents, no form and nothing to sign in to; it is the one page that may be framed.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::ActionStatus;

use super::face_of;
use crate::app::App;
use crate::chain::desk::public_page;
use crate::insight::evidence::{self, Totals};
use crate::plan::news::{self as plan_news, standing};
use crate::plan::publish;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/c/{slug}/plan/embed", show)
}

struct Row {
    towards: String,
    status: ActionStatus,
    href: String,
}

/// What there is to tell once a plan is published.
struct Told {
    published: String,
    totals: Totals,
    rows: Vec<Row>,
    href: String,
}

#[derive(Template)]
#[template(path = "plan/embed.html")]
struct EmbedPage {
    page: Page,
    told: Option<Told>,
}

async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let (conn, w) = (&app.db.read, face.language());
    let Some(version) = publish::find_newest(conn, face.chain.id).await? else {
        let page = public_page(&face, w.t("plan-none-title"));
        return render(&EmbedPage { page, told: None });
    };
    let page = public_page(&face, version.body.title.clone());
    let news = plan_news::of_version(conn, &version).await?;
    let base = format!("/c/{slug}/plan/{}", version.n);
    let row = |(place, action): (usize, &entity::shared::PlanAction)| {
        let rows = news.get(&action.id).map_or(&[] as &[_], Vec::as_slice);
        Row {
            towards: action.towards.clone(),
            status: standing(action, rows, Some(version.published_at)).status,
            href: format!("{base}/actions/{place}"),
        }
    };
    let told = Told {
        published: w.date(version.published_at, page.zone),
        totals: evidence::totals(conn, face.chain.id).await?,
        rows: (1..).zip(&version.body.actions).map(row).collect(),
        href: format!("/c/{slug}/plan"),
    };
    render(&EmbedPage {
        page,
        told: Some(told),
    })
}
