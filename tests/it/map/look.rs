//! Chains of every size behind a real port, for somebody (or a browser) to look at. Run it by hand:
//! `MAP_PORT=8101 MAP_OUT=/tmp/map cargo test -p daisychain --test it map::look -- --ignored`, with minutes in `MAP_MINUTES`.

use std::fs;
use std::net::Ipv4Addr;
use std::time::Duration;

use daisychain::desk::help;
use daisychain::desk::map::picture::{self, Look};
use daisychain::desk::map::{Chart, fold, part};
use daisychain::desk::snapshot::Snapshot;
use daisychain::i18n::Words;
use daisychain::{app, router};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::grow::grow;
use crate::organisers::sign_in;
use crate::support::TestApp;

#[tokio::test]
#[ignore = "serves pages to look at until its time is over"]
async fn serve_chains_of_every_size() {
    let setting =
        |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let (port, out) = (
        setting("MAP_PORT", "8101"),
        setting("MAP_OUT", "/tmp/map-look"),
    );
    fs::create_dir_all(&out).unwrap();
    let test = TestApp::new().await;
    let owner = test.organiser("Asha").await;
    for people in [0, 1, 7, 60, 500, 5_000] {
        let face = test.start_chain(&format!("Map {people}"), owner).await;
        if people > 0 {
            grow(
                &test.app,
                &face,
                people,
                if people > 7 { people / 20 } else { 0 },
            )
            .await;
        }
        let (conn, now) = (&test.db().read, test.means().now());
        let snapshot = Snapshot::load(conn, &face, now).await.unwrap();
        let needing = help::list(conn, &face, &snapshot).await.unwrap();
        let chart = Chart::of(&face, &snapshot, &needing);
        let look = Look {
            w: Words::of("en"),
            right_to_left: true,
            linked: true,
            open: None,
            zoom: 100,
        };
        let drawn = picture::draw(
            &chart,
            &fold::view(&chart.forest, &chart.moving, None),
            look,
        );
        let label = part::label(look.w, &chart);
        let svg = picture::Svg::of(&drawn, &label, "/desk/x", 100).to_string();
        fs::write(format!("{out}/rtl-{people}.svg.html"), svg).unwrap();
        fs::write(format!("{out}/slug-{people}"), &face.chain.slug).unwrap();
    }
    fs::write(format!("{out}/cookie"), sign_in(&test.app, owner).await).unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.parse::<u16>().unwrap()))
        .await
        .unwrap();
    let (_stop, stopped) = watch::channel(false);
    let minutes: u64 = setting("MAP_MINUTES", "10").parse().unwrap();
    let serving = app::serve(listener, router::router(&test.app), stopped);
    let _ = tokio::time::timeout(Duration::from_secs(60 * minutes), serving).await;
}
