//! One question: how it is put, its groups, and the area's figures, typed or pasted as two columns.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{ReachWhat, Role};
use uuid::Uuid;

use super::questions::{SAVED, called};
use super::table::{name_of, per_cent};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::who_talked::{OTHER_LANGUAGES, keys};
use crate::db;
use crate::i18n::{self, Arg, Words};
use crate::insight::area::{self, Figure, Wrong};
use crate::insight::desk::{Room, RoomLink, id_of, rooms, status_of};
use crate::organiser::SignedIn;
use crate::people::heard_from::{
    self, BAND_MAX, BANDS_MAX, BANDS_MIN, Draft, Line, NAME_MAX, OWN_MAX, Question, SOURCE_MAX,
    is_asked_for,
};
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/reach/questions/{key}", show)
        .post("/desk/{slug}/reach/questions/{key}", change)
        .post("/desk/{slug}/reach/questions/{key}/remove", remove)
}

/// The key of a question of their own that is not made yet.
const NEW: &str = "new";

/// The ages that stand ready: from which on, and until which.
const AGES: [(u8, Option<u8>); 8] = [
    (0, Some(17)),
    (18, Some(24)),
    (25, Some(34)),
    (35, Some(44)),
    (45, Some(54)),
    (55, Some(64)),
    (65, Some(74)),
    (75, None),
];

/// The question an address names.
struct Which {
    what: ReachWhat,
    known: Option<Question>,
}

async fn find(app: &App, desk: &Desk, key: &str) -> Result<Which> {
    let all = heard_from::list(&app.db.read, desk.face.chain.id).await?;
    let by_itself = |what| Which {
        what,
        known: all.iter().find(|q| q.row.what == what).cloned(),
    };
    match ReachWhat::parse(key) {
        Some(ReachWhat::Own) => Err(Error::NotFound),
        Some(what) => Ok(by_itself(what)),
        None if key == NEW => Ok(Which {
            what: ReachWhat::Own,
            known: None,
        }),
        None => {
            let id = id_of(key)?;
            let own = |q: &&Question| q.row.id == id && q.row.what == ReachWhat::Own;
            let known = all.iter().find(own).cloned().ok_or(Error::NotFound)?;
            Ok(Which {
                what: ReachWhat::Own,
                known: Some(known),
            })
        }
    }
}

#[derive(Template)]
#[template(path = "insight/reach_edit.html")]
struct EditPage {
    page: Page,
    rooms: Vec<RoomLink>,
    form: Form,
    back: String,
    action: String,
    /// Residents can be asked it.
    is_question: bool,
    name_hint: String,
    bands_hint: String,
    /// What the area's figures come to, where that is not all of it.
    sum: String,
    /// It can be removed.
    removable: bool,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, key)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let which = find(&app, &desk, &key).await?;
    let mut form = Form::filled([("bands", held_lines(&desk, &which))]);
    if let Some(known) = &which.known {
        form.set("name", known.row.name.clone());
        form.set("source", known.row.source.clone());
        if known.row.asked {
            form.set("asked", "yes");
        }
    }
    edit_page(&desk, &which, &key, form)
}

/// Writes the groups as they can be typed.
fn held_lines(desk: &Desk, which: &Which) -> String {
    let line = |band: &entity::reach_band::Model| {
        let name = if is_asked_for(which.what) {
            band.name.clone()
        } else {
            name_of(desk.w, which.what, &band.key)
        };
        match band.share {
            Some(n) => format!("{name}; {} %", hundredths(n)),
            None => name,
        }
    };
    let lines: Vec<String> = match &which.known {
        Some(known) => known.offered().map(line).collect(),
        None if which.what == ReachWhat::Age => ages(desk),
        None => Vec::new(),
    };
    lines.join("\n")
}

/// Writes hundredths of a per cent as they were typed: "18", "18.5", "18.25".
fn hundredths(n: i32) -> String {
    let text = format!("{}.{:02}", n / 100, n % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns the ages that stand ready; those under 18 only where they may take part.
fn ages(desk: &Desk) -> Vec<String> {
    let young = desk.face.chain.rules.young_may_take_part;
    let name = |(from, until): (u8, Option<u8>)| {
        let (from, until) = (u32::from(from), until.map(u32::from));
        match until {
            None => desk.w.with("reach-age-over", &[("from", &from)]),
            Some(until) if from == 0 => desk.w.with("reach-age-under", &[("until", &(until + 1))]),
            Some(until) => {
                let args: &[(&'static str, &dyn Arg)] = &[("from", &from), ("until", &until)];
                desk.w.with("reach-age-from", args)
            }
        }
    };
    let fits = |(from, _): &(u8, Option<u8>)| young || *from > 0;
    AGES.into_iter().filter(fits).map(name).collect()
}

fn edit_page(desk: &Desk, which: &Which, key: &str, form: Form) -> Result<Response> {
    let (w, what) = (desk.w, which.what);
    let mut page = desk.page(called(w, what, which.known.as_ref()), Tab::Themes);
    let status = status_of(&mut page, &form);
    let is_question = is_asked_for(what);
    let template = EditPage {
        page,
        rooms: rooms(desk, Room::Reach),
        back: desk.href("/reach/questions"),
        action: desk.href(&format!("/reach/questions/{key}")),
        is_question,
        name_hint: if is_question {
            w.t(&format!("reach-edit-name-{}", what.as_str()))
        } else {
            String::new()
        },
        bands_hint: bands_hint(w, what),
        sum: sum_of(w, which),
        removable: what == ReachWhat::Own && which.known.is_some(),
        form,
    };
    render_with(status, &template)
}

fn bands_hint(w: Words, what: ReachWhat) -> String {
    match what {
        ReachWhat::Language => w.t("reach-edit-language-hint"),
        what if is_asked_for(what) => w.t("reach-edit-bands-hint"),
        what => {
            let names = names(w, what);
            let example = format!("{}; 40 %", name_of(w, what, keys(what)[0]));
            let args: &[(&'static str, &dyn Arg)] = &[("example", &example), ("names", &names)];
            w.with("reach-edit-known-hint", args)
        }
    }
}

fn names(w: Words, what: ReachWhat) -> String {
    let names = keys(what).into_iter().map(|key| name_of(w, what, key));
    names.collect::<Vec<_>>().join(" \u{b7} ")
}

fn sum_of(w: Words, which: &Which) -> String {
    let shares = which.known.iter().flat_map(Question::offered);
    let shares: Vec<i32> = shares.filter_map(|band| band.share).collect();
    let sum = f64::from(shares.iter().sum::<i32>()) / 10_000.0;
    if shares.is_empty() || super::table::WHOLE.contains(&sum) {
        return String::new();
    }
    w.with("reach-sum", &[("sum", &per_cent(sum))])
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, key)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let which = find(&app, &desk, &key).await?;
    let draft = read(desk.w, &mut form, &which);
    let Some(draft) = draft.filter(|_| form.is_right()) else {
        return edit_page(&desk, &which, &key, form);
    };
    let txn = db::begin_write(&app.db).await?;
    let saved = heard_from::save(&txn, &app.means, desk.face.chain.id, &draft).await?;
    if saved.is_err() {
        drop(txn);
        form.fail(
            "name",
            desk.w.with("reach-error-full", &[("max", &OWN_MAX)]),
        );
        return edit_page(&desk, &which, &key, form);
    }
    desk.note(&txn, &app, "reach.changed", None).await?;
    txn.commit().await?;
    let back = desk.href(&format!("/reach/questions?{SAVED}"));
    Ok(Redirect::to(&back).into_response())
}

/// Reads the form; what is not right is noted on it.
fn read(w: Words, form: &mut Form, which: &Which) -> Option<Draft> {
    let what = which.what;
    let name = match what {
        ReachWhat::Own => form.required(&w, "name", "reach-error-name", NAME_MAX),
        what if is_asked_for(what) => form.optional(&w, "name", NAME_MAX),
        _ => String::new(),
    };
    let lines = match area::read(form.value("bands")) {
        Ok(figures) if is_asked_for(what) => bands(w, form, figures),
        Ok(figures) => known(w, form, what, figures),
        Err(wrong) => {
            form.fail("bands", say(w, &wrong));
            None
        }
    };
    let source = form.optional(&w, "source", SOURCE_MAX);
    let lines = lines?;
    if source.is_empty() && lines.iter().any(|line| line.share.is_some()) {
        form.fail("source", w.t("reach-error-source"));
    }
    Some(Draft {
        what,
        id: which
            .known
            .as_ref()
            .filter(|_| what == ReachWhat::Own)
            .map(|known| known.row.id),
        name: name.split_whitespace().collect::<Vec<_>>().join(" "),
        source,
        asked: is_asked_for(what) && form.chosen("asked", "yes"),
        lines,
    })
}

fn bands(w: Words, form: &mut Form, figures: Vec<Figure>) -> Option<Vec<Line>> {
    if figures.len() < BANDS_MIN {
        let message = w.with("reach-error-bands-few", &[("least", &BANDS_MIN)]);
        form.fail("bands", message);
        return None;
    }
    if figures.len() > BANDS_MAX {
        let message = w.with("reach-error-bands-many", &[("most", &BANDS_MAX)]);
        form.fail("bands", message);
        return None;
    }
    let line = |figure: Figure| Line {
        key: None,
        name: figure.name,
        share: figure.share,
    };
    Some(figures.into_iter().map(line).collect())
}

/// Finds the keys of names we know; languages we do not know are added up.
fn known(w: Words, form: &mut Form, what: ReachWhat, figures: Vec<Figure>) -> Option<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    for Figure { line, name, share } in figures {
        let Some(share) = share else {
            form.fail("bands", say(w, &Wrong::WithoutFigure { line, name }));
            return None;
        };
        let key = match key_of(w, what, &name) {
            Some(key) => key,
            None if what == ReachWhat::Language => OTHER_LANGUAGES,
            None => {
                let names = names(w, what);
                let args: &[(&'static str, &dyn Arg)] =
                    &[("line", &line), ("name", &name), ("names", &names)];
                form.fail("bands", w.with("reach-error-unknown", args));
                return None;
            }
        };
        let before = lines.iter_mut().find(|l| l.key.as_deref() == Some(key));
        match before {
            Some(other) if key == OTHER_LANGUAGES => {
                other.share = other.share.map(|n| (n + share).min(10_000));
            }
            Some(_) => {
                form.fail("bands", say(w, &Wrong::Twice { line, name }));
                return None;
            }
            None => lines.push(Line {
                key: Some(key.to_owned()),
                name: name_of(w, what, key),
                share: Some(share),
            }),
        }
    }
    Some(lines)
}

fn key_of(w: Words, what: ReachWhat, name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let fits = |key: &&str| {
        let word = w.t(&format!(
            "reach-{}-{}",
            what.as_str(),
            key.replace('_', "-")
        ));
        let own = i18n::find_language(key).filter(|_| what == ReachWhat::Language);
        word.to_lowercase() == name
            || name_of(w, what, key).to_lowercase() == name
            || own.is_some_and(|l| l.name.to_lowercase() == name || l.code == name)
    };
    keys(what).into_iter().find(fits)
}

/// Puts what is not right into words.
fn say(w: Words, wrong: &Wrong) -> String {
    let named = |key: &str, line: &usize, name: &'static str, value: &String| {
        let args: &[(&'static str, &dyn Arg)] = &[("line", line), (name, value)];
        w.with(key, args)
    };
    match wrong {
        Wrong::NoName { line } => w.with("reach-error-no-name", &[("line", line)]),
        Wrong::TooLong { line, name } => {
            let args: &[(&'static str, &dyn Arg)] =
                &[("line", line), ("name", name), ("max", &BAND_MAX)];
            w.with("reach-error-band-long", args)
        }
        Wrong::NoNumber { line, text } => named("reach-error-number", line, "text", text),
        Wrong::Negative { line, text } => named("reach-error-negative", line, "text", text),
        Wrong::Twice { line, name } => named("reach-error-twice", line, "name", name),
        Wrong::WithoutFigure { line, name } => named("reach-error-some", line, "name", name),
        Wrong::Mixed { line } => w.with("reach-error-mixed", &[("line", line)]),
        Wrong::Nothing => w.t("reach-error-nothing"),
        Wrong::Above { sum } => {
            let sum = per_cent(f64::from(*sum) / 10_000.0);
            w.with("reach-error-above", &[("sum", &sum)])
        }
    }
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, key)): Path<(String, String)>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let id: Uuid = id_of(&key)?;
    if form.chosen("press", "yes") {
        let txn = db::begin_write(&app.db).await?;
        if heard_from::remove_own(&txn, &app.means, desk.face.chain.id, id).await? {
            desk.note(&txn, &app, "reach.removed", None).await?;
        }
        txn.commit().await?;
    }
    let back = desk.href(&format!("/reach/questions?{SAVED}"));
    Ok(Redirect::to(&back).into_response())
}
