//! The rules of a chain: how many chats, how many days, when people are reminded, and what a sensitive topic needs.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Role, Rules, Step};

use crate::app::App;
use crate::chain::desk::Desk;
use crate::chain::desk::new::status_of;
use crate::chain::desk::setup::form_page;
use crate::chain::rules::{late_days, remind_days};
use crate::chain::{self};
use crate::db;
use crate::i18n::Words;
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/rules", show_rules)
        .post("/desk/{slug}/setup/rules", change_rules)
}

#[derive(Template)]
#[template(path = "chain/rules.html")]
struct RulesPage {
    page: Page,
    form: Form,
    setup: String,
    hours: Vec<(u32, String)>,
    /// The steps that can be late: their field, and what it says below.
    late: Vec<(&'static str, String)>,
}

async fn show_rules(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let chain = &desk.face.chain;
    let mut form = Form::filled([("turn-limit", chain.turn_limit.to_string())]);
    let mut rules = chain.rules.clone();
    for (name, days, _) in days_of(&mut rules) {
        form.set(name, days.to_string());
    }
    if chain.sensitive {
        form.set("sensitive", "yes");
    }
    if chain.rules.young_may_take_part {
        form.set("young-may", "yes");
    }
    form.set("young-words", desk.face.words.young.clone());
    if chain.rules.reminders {
        form.set("reminders", "yes");
    }
    if chain.rules.sundays {
        form.set("sundays", "yes");
    }
    form.set("quiet-from", chain.rules.quiet_from.to_string());
    form.set("quiet-until", chain.rules.quiet_until.to_string());
    self::rules(&desk, form)
}

fn rules(desk: &Desk, form: Form) -> Result<Response> {
    let page = form_page(desk, "setup-rules", &form);
    let hour = |n| (n, desk.w.with("quiet-hour", &[("hour", &n)]));
    let template = RulesPage {
        page,
        setup: desk.href("/setup"),
        hours: (0..HOURS).map(hour).collect(),
        late: late(desk),
        form,
    };
    render_with(status_of(&template.form), &template)
}

/// Says of each step after how many days its reminder goes, as the rules stand.
fn late(desk: &Desk) -> Vec<(&'static str, String)> {
    let rules = &desk.face.chain.rules;
    let say = |(step, name)| {
        let days = remind_days(late_days(rules, step));
        let key = if rules.reminders {
            "late-days-hint-remind"
        } else {
            "late-days-hint"
        };
        (name, desk.w.with(key, &[("days", &days)]))
    };
    let steps = [
        (Step::Answer, "late-invited-days"),
        (Step::Contact, "late-agreed-days"),
        (Step::Write, "late-contacted-days"),
        (Step::PassOn, "late-checked-days"),
    ];
    steps.map(say).into()
}

/// The numbers of days: their field, and what they may be. An invitation may not outlive the details it was sent to,
/// which are deleted after 30 days.
fn days_of(rules: &mut Rules) -> [(&'static str, &mut i32, std::ops::RangeInclusive<i32>); 6] {
    [
        ("invitation-days", &mut rules.invitation_days, 7..=28),
        ("check-days", &mut rules.check_days, 3..=28),
        ("late-invited-days", &mut rules.late_invited_days, 1..=90),
        ("late-agreed-days", &mut rules.late_agreed_days, 1..=90),
        (
            "late-contacted-days",
            &mut rules.late_contacted_days,
            1..=90,
        ),
        ("late-checked-days", &mut rules.late_checked_days, 1..=90),
    ]
}

/// The hours of a day.
const HOURS: u32 = 24;
/// The longest text for people under 18, in characters.
const YOUNG_MAX: usize = 1_000;

/// Reads what was typed; what this page does not ask stays as it is.
fn read_rules(w: Words, form: &mut Form, rules: &Rules) -> (i32, Rules) {
    let turn_limit = form.value("turn-limit").parse().unwrap_or(0);
    if !(1..=3).contains(&turn_limit) {
        form.fail("turn-limit", w.t("error-choose"));
    }
    let mut rules = rules.clone();
    for (name, days, range) in days_of(&mut rules) {
        match form.value(name).trim().parse() {
            Ok(n) if range.contains(&n) => *days = n,
            _ => {
                let (least, most) = (*range.start(), *range.end());
                let message = w.with("days-wrong", &[("least", &least), ("most", &most)]);
                form.fail(name, message);
            }
        }
    }
    rules.young_may_take_part = form.chosen("young-may", "yes");
    rules.reminders = form.chosen("reminders", "yes");
    rules.sundays = form.chosen("sundays", "yes");
    let asked = [
        ("quiet-from", &mut rules.quiet_from),
        ("quiet-until", &mut rules.quiet_until),
    ];
    for (name, hour) in asked {
        match form.value(name).parse() {
            Ok(n) if n < HOURS => *hour = n,
            _ => form.fail(name, w.t("error-choose")),
        }
    }
    (turn_limit, rules)
}

async fn change_rules(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (turn_limit, rules) = read_rules(desk.w, &mut form, &desk.face.chain.rules);
    let young = form.optional(&desk.w, "young-words", YOUNG_MAX);
    if !form.is_right() {
        return self::rules(&desk, form);
    }
    let sensitive = form.chosen("sensitive", "yes");
    let txn = db::begin_write(&app.db).await?;
    chain::change_rules(&txn, desk.face.chain.id, turn_limit, rules, sensitive).await?;
    chain::change_young(&txn, &desk.face.chain, &young).await?;
    desk.note(&txn, &app, "chain.rules", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}
