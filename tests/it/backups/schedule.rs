//! A backup each day, the old ones go and the newest stay, and one that fails is told.

use std::fs;

use chrono::{Duration, NaiveDate};
use daisychain::app::App;
use daisychain::backup::schedule::{self, Look};
use daisychain::check::{self, Finding};

use super::support::Source;
use crate::plan_world::World;

/// The app again, with a folder for its backups.
fn with_backups(source: &Source, dir: &std::path::Path) -> App {
    let dir = dir.display().to_string();
    let secret = super::support::secret();
    let more = [
        "--backup-dir",
        &dir,
        "--backup-at",
        "03:10",
        "--secret-key",
        &secret,
    ];
    source.test.app(&more)
}

async fn round(app: &App) -> Look {
    schedule::round(&app.settings, &app.db, &app.means)
        .await
        .unwrap()
}

fn list(dir: &std::path::Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn there_is_one_backup_a_day_however_many_look() {
    let source = Source::new().await;
    let dir = source.file("backups");
    let app = with_backups(&source, &dir);
    let looks = tokio::join!(round(&app), round(&app), round(&app));
    let made = [looks.0, looks.1, looks.2]
        .into_iter()
        .filter(|look| matches!(look, Look::Made(_)));
    assert_eq!(made.count(), 1);
    assert_eq!(round(&app).await, Look::Nothing);
    app.means.sources.advance(Duration::hours(12));
    assert_eq!(round(&app).await, Look::Nothing, "twice in a day");
    app.means.sources.advance(Duration::hours(12));
    assert!(matches!(round(&app).await, Look::Made(_)));
    assert_eq!(list(&dir).len(), 4, "two copies with their manifests");
}

#[tokio::test]
async fn the_oldest_backups_go_and_the_newest_stay() {
    let source = Source::new().await;
    let dir = source.file("backups");
    fs::create_dir_all(&dir).unwrap();
    let app = with_backups(&source, &dir);
    let today: NaiveDate = app.means.now().date_naive();
    for age in 1..60 {
        let day = today - Duration::days(age);
        for name in [
            format!("daisychain-{day}.db"),
            format!("daisychain-{day}.db.json"),
        ] {
            fs::write(dir.join(name), "old").unwrap();
        }
    }
    fs::write(dir.join("before the fair.db"), "somebody's own").unwrap();
    assert!(matches!(round(&app).await, Look::Made(_)));
    let kept = list(&dir);
    let ages: Vec<i64> = (0..60)
        .filter(|age| {
            let day = (today - Duration::days(*age)).to_string();
            kept.iter().any(|name| name.contains(&day))
        })
        .collect();
    // A week of days, then Sundays, none older than 35 days. 5 October 2026 is a Monday.
    assert_eq!(ages, [0, 1, 2, 3, 4, 5, 6, 8, 15, 22, 29]);
    assert!(kept.contains(&"before the fair.db".to_owned()));
}

#[tokio::test]
async fn a_backup_that_failed_is_told_and_tried_again() {
    let source = Source::new().await;
    let dir = source.file("backups");
    fs::write(&dir, "a file where the folder should be").unwrap();
    let app = with_backups(&source, &dir);
    assert!(matches!(round(&app).await, Look::Failed(_)));
    assert_eq!(round(&app).await, Look::Nothing, "at once again");
    let told = |findings: &[Finding]| {
        let told = findings.iter().find(|f| f.to_string().contains("FAILED"));
        told.is_some_and(|finding| !finding.is_fine())
    };
    let findings = check::run(&app.settings, &app.means.sources).await;
    assert!(told(&findings), "{findings:#?}");
    let mut world: World = source.world;
    world.app = app.clone();
    let desk = world.get("/desk").await.body;
    assert!(desk.contains("The daily backup does not work"), "{desk}");

    fs::remove_file(&dir).unwrap();
    app.means.sources.advance(Duration::hours(1));
    assert!(matches!(round(&app).await, Look::Made(_)));
    let findings = check::run(&app.settings, &app.means.sources).await;
    assert!(!told(&findings), "{findings:#?}");
    let age = findings
        .iter()
        .find(|f| f.to_string().contains("0 hours old"));
    assert!(age.is_some_and(Finding::is_fine), "{findings:#?}");
    let desk = world.get("/desk").await.body;
    assert!(!desk.contains("The daily backup does not work"));
    // Nobody made one for two days.
    app.means.sources.advance(Duration::days(2));
    let desk = world.get("/desk").await.body;
    assert!(desk.contains("The daily backup does not work"));
}
