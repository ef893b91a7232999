//! Many points of the list at once: into a theme, out of the one the list shows, or from it into another.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use uuid::Uuid;

use super::ids;
use super::points::{Wanted, points_page};
use super::themes::one_line;
use crate::app::App;
use crate::chain::desk::Desk;
use crate::db;
use crate::insight::coding::{self, Many};
use crate::insight::themes::Family;
use crate::insight::themes::{self, NAME_MAX};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Form, Result, Routes};

pub fn routes() -> Routes {
    Routes::new().post("/desk/{slug}/points", sort)
}

/// What a press is to do.
struct Asked {
    points: Vec<Uuid>,
    into: Option<Uuid>,
    /// The name of a theme to be made.
    new: String,
    /// They leave the theme the list shows.
    leave: bool,
}

/// Reads what was pressed: the button of one row, or one of those below the list. The form says what is missing.
fn read(desk: &Desk, wanted: &Wanted, form: &mut Form) -> Asked {
    let theme = |form: &Form, name: &str| form.value(name).parse().ok();
    if let Ok(point) = form.value("row").parse::<Uuid>() {
        let name = format!("to-{point}");
        let into = theme(form, &name);
        if into.is_none() {
            form.fail(&name, desk.w.t("points-choose-theme-first"));
        }
        return Asked {
            points: vec![point],
            into,
            new: String::new(),
            leave: true,
        };
    }
    let all = form.has("all");
    let points = ids(form, if all { "here" } else { "points" });
    if points.is_empty() {
        form.fail("points", desk.w.t("points-none-ticked"));
    }
    let act = form.value("act").to_owned();
    let leave = act != "add" && !act.is_empty() && wanted.theme.parse::<Uuid>().is_ok();
    let out = leave && act == "out";
    let new = one_line(&form.optional(&desk.w, "new_theme", NAME_MAX));
    let into = theme(form, "into").filter(|_| !out);
    if into.is_none() && new.is_empty() && !out {
        form.fail("into", desk.w.t("points-no-theme"));
    }
    Asked {
        points,
        into,
        new: if into.is_some() || out {
            String::new()
        } else {
            new
        },
        leave,
    }
}

async fn sort(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let asked = read(&desk, &wanted, &mut form);
    if form.is_right() {
        store(&app, &desk, &wanted, asked, &mut form).await?;
    }
    if !form.is_right() {
        return points_page(&app, &desk, wanted, form).await;
    }
    let paging = Paging::new(None, 0, &desk.href("/points"), &wanted.query());
    let href = match wanted.page.parse::<u64>() {
        Ok(page) if page > 1 => format!("{}page={page}", paging.base),
        _ => paging.address(),
    };
    Ok(Redirect::to(&href).into_response())
}

/// Does what was pressed, or nothing; the form then says why.
async fn store(
    app: &App,
    desk: &Desk,
    wanted: &Wanted,
    asked: Asked,
    form: &mut Form,
) -> Result<()> {
    let (means, by, chain) = (&app.means, desk.by.organiser.id, desk.face.chain.id);
    let txn = db::begin_write(&app.db).await?;
    let family = Family::read(&txn, chain).await?;
    let mut into = asked.into.and_then(|id| family.shown(id));
    if !asked.new.is_empty() {
        let Ok(made) = themes::create(&txn, means, by, chain, &asked.new, "").await? else {
            form.fail("new_theme", desk.w.t("theme-name-taken"));
            return Ok(());
        };
        into = Some(made.id);
    } else if asked.into.is_some() && into.is_none() {
        form.fail("into", desk.w.t("points-theme-gone"));
        return Ok(());
    }
    let out_of = if asked.leave {
        wanted.themes(&family)
    } else {
        Vec::new()
    };
    let many = Many { into, out_of };
    let changed = coding::sort_many(&txn, means, by, chain, &asked.points, &many).await?;
    if changed == 0 {
        // They stand there already, or were taken out by those who said them.
        form.fail("points", desk.w.t("points-nothing-changed"));
        return Ok(());
    }
    txn.commit().await?;
    Ok(())
}
