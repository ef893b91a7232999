//! What came of a sample, as its page says it: how much is the same, what differs, and how each theme was used.

use std::collections::HashMap;

use entity::insight;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Names, href};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::insight::blind::Sample;
use crate::insight::blind::compare::{Compared, Outcome};
use crate::insight::desk::named;
use crate::insight::points::{self, Sourced};
use crate::insight::themes::Family;
use crate::methods::agreement::Share;
use crate::web::Result;

/// Two people, and on how many points they said the same.
pub(super) struct Pair {
    pub one: String,
    pub other: String,
    pub share: Share,
}

/// What one person said of a point.
pub(super) struct Said {
    pub who: String,
    /// Names of the themes; none where it fits none.
    pub themes: Vec<String>,
}

/// A point that was compared.
pub(super) struct Seen {
    pub point: Sourced,
    pub said: Vec<Said>,
    /// Who settled it, and when.
    pub settled: Option<(String, String)>,
    pub href: String,
}

/// How a theme was used.
pub(super) struct Theme {
    pub name: String,
    /// Where its meaning can be made clearer; empty where it is no longer there.
    pub href: String,
    pub all: usize,
    pub some: usize,
}

/// All of it.
pub(super) struct View {
    pub share: Share,
    /// How many people are compared.
    pub people: usize,
    /// Where there are more than two.
    pub pairs: Vec<Pair>,
    pub different: Vec<Seen>,
    pub same: Vec<Seen>,
    /// How many that were the same are not put into their themes yet.
    pub to_apply: usize,
    pub themes: Vec<Theme>,
    pub may_settle: bool,
    /// Who is still under way.
    pub waiting: Vec<String>,
}

impl View {
    pub async fn read(app: &App, desk: &Desk, sample: &Sample, names: &Names) -> Result<Self> {
        let family = Family::read(&app.db.read, desk.face.chain.id).await?;
        let outcome = Outcome::of(sample, &family);
        let mut sourced = sourced(app, desk, &outcome).await?;
        let mut seen = |one: &Compared| {
            let point = sourced.remove(&one.place.insight)?;
            Some(point_of(desk, sample, names, &family, one, point))
        };
        let different: Vec<Seen> = outcome.different().filter_map(&mut seen).collect();
        let same: Vec<Seen> = outcome.same().filter_map(&mut seen).collect();
        let pair = |(one, other, share): (Uuid, Uuid, Share)| Pair {
            one: names.of(one),
            other: names.of(other),
            share,
        };
        let many = outcome.judges.len() > 2;
        let pairs = outcome.pairs().into_iter().filter(|_| many);
        let waiting = sample.under_way().into_iter();
        Ok(Self {
            share: outcome.share(),
            people: outcome.judges.len(),
            pairs: pairs.map(pair).collect(),
            to_apply: same.iter().filter(|one| one.settled.is_none()).count(),
            different,
            same,
            themes: themes_of(desk, &outcome, &family),
            may_settle: sample.may_settle(desk.by.organiser.id),
            waiting: waiting.map(|who| names.of(who)).collect(),
        })
    }
}

async fn sourced(app: &App, desk: &Desk, outcome: &Outcome) -> Result<HashMap<Uuid, Sourced>> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let ids = outcome.points.iter().map(|one| one.place.insight);
    let rows = insight::Entity::find().filter(insight::Column::Id.is_in(ids));
    let rows = rows.all(conn).await?;
    let points = named(desk.w, points::with_sources(conn, chain, rows).await?);
    Ok(points.into_iter().map(|p| (p.row.id, p)).collect())
}

fn point_of(
    desk: &Desk,
    sample: &Sample,
    names: &Names,
    family: &Family,
    one: &Compared,
    point: Sourced,
) -> Seen {
    let settled = one.place.settled_by.zip(one.place.settled_at);
    Seen {
        said: said(desk, names, family, one),
        settled: settled.map(|(who, at)| (names.of(who), desk.w.short_date(at, desk.zone()))),
        href: href(desk, sample, &format!("/points/{}", point.row.id)),
        point,
    }
}

/// Tells what each person said of a point.
pub(super) fn said(desk: &Desk, names: &Names, family: &Family, one: &Compared) -> Vec<Said> {
    let said = one.said.iter().map(|(who, themes)| {
        let ids: Vec<Uuid> = themes.iter().copied().collect();
        let mut themes = family.names(&ids);
        if ids.iter().any(|id| family.get(*id).is_none()) {
            themes.push(desk.w.t("blind-theme-gone"));
        }
        Said {
            who: names.of(*who),
            themes,
        }
    });
    said.collect()
}

fn themes_of(desk: &Desk, outcome: &Outcome, family: &Family) -> Vec<Theme> {
    let themes = outcome.themes().into_iter().map(|(id, used)| {
        let theme = family.get(id);
        Theme {
            name: theme.map_or_else(|| desk.w.t("blind-theme-gone"), |t| t.name.clone()),
            href: theme.map_or_else(String::new, |t| desk.href(&format!("/themes/{}", t.id))),
            all: used.all,
            some: used.some,
        }
    });
    themes.collect()
}
