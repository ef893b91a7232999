//! The server put together: what every handler is given, and the loop that takes connections.
//!
//! axum's own `serve` has no defence against a visitor who sends one letter a second; the loop here closes a
//! connection whose header takes longer than ten seconds, and every request has a deadline (RELIABILITY F7).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use entity::host;
use hyper_util::rt::{TokioIo, TokioTimer};
use sea_orm::{EntityTrait, QueryOrder};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};
use tower::ServiceExt;

use crate::config::{Settings, SettingsError};
use crate::db::{self, Db};
use crate::desk::Hub;
use crate::insight::{alike, groups};
use crate::keys::Keys;
use crate::means::Means;
use crate::sources::Sources;
use crate::web::Help;
use crate::web::guard::Limits;
use crate::web::observe::Observed;

const CONNECTIONS: usize = 12_000;
const CONNECTIONS_AN_ADDRESS: usize = 100;
const HEADER_DEADLINE: Duration = Duration::from_secs(10);
const SHUTDOWN_GRACE: Duration = Duration::from_secs(20);

/// What every handler and the worker share. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

pub struct Inner {
    pub settings: Settings,
    pub db: Db,
    /// Time, chance, keys, and the address people see.
    pub means: Means,
    pub https: bool,
    pub limits: Limits,
    /// As many requests are answered at once.
    pub places: Semaphore,
    pub observed: Observed,
    /// Told when a message was stored, so that the worker need not wait for its next look.
    pub wake: Notify,
    /// The pages that hear of changes.
    pub live: Hub,
    /// Points found to be alike, so that a page need not wait for it twice.
    pub groups: groups::Found,
    pub alike: alike::Found,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("the database: {0}")]
    Db(#[from] sea_orm::DbErr),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl App {
    /// Opens the database and derives the keys.
    pub async fn build(settings: Settings, sources: Sources) -> Result<Self, StartError> {
        settings.validate()?;
        let keys = settings.keys(&sources)?;
        let db = db::connect(&settings.database_url).await?;
        Ok(Self::from_parts(settings, db, sources, keys)?)
    }

    /// Puts an app together from parts that are already there.
    pub fn from_parts(
        settings: Settings,
        db: Db,
        sources: Sources,
        keys: Keys,
    ) -> Result<Self, SettingsError> {
        let base = settings.base()?;
        let limits = Limits::new(
            settings.reads_per_minute,
            settings.writes_per_minute,
            settings.sign_ins_per_hour,
        );
        Ok(Self(Arc::new(Inner {
            means: Means {
                sources,
                keys,
                origin: base.origin().ascii_serialization(),
                undo: chrono::Duration::seconds(i64::from(settings.undo_seconds)),
                acting: None,
            },
            places: Semaphore::new(settings.requests_at_once),
            observed: Observed::default(),
            https: base.scheme() == "https",
            settings,
            db,
            limits,
            wake: Notify::new(),
            live: Hub::default(),
            groups: groups::Found::default(),
            alike: alike::Found::default(),
        })))
    }

    /// Returns whom to call where no chain is in view: the first host's contact.
    pub async fn help(&self) -> Help {
        let host = host::Entity::find()
            .order_by_asc(host::Column::MadeAt)
            .one(&self.db.read)
            .await;
        host.ok()
            .flatten()
            .map(|host| help_of(&host))
            .unwrap_or_default()
    }
}

/// Returns a host's contact as the foot of a page shows it.
pub fn help_of(host: &host::Model) -> Help {
    let contact = host.contact.clone();
    Help {
        host: host.name.clone(),
        person: contact.person,
        phone: contact.phone,
        hours: contact.hours,
        email: contact.email,
    }
}

/// Forgets quiet visitors every ten minutes, for as long as the server runs.
pub async fn tidy(app: App) {
    loop {
        tokio::time::sleep(Duration::from_mins(10)).await;
        app.limits.tidy(app.means.now());
    }
}

/// Takes connections until `stop` turns true, then lets the open ones finish.
pub async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let per_address = Arc::new(std::sync::Mutex::new(
        HashMap::<std::net::IpAddr, usize>::new(),
    ));
    let graceful = hyper_util::server::graceful::GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: wait for some to come back.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            continue;
        };
        let Some(seat) = Seat::take(&per_address, address.ip()) else {
            continue;
        };
        let router = router.clone();
        let service =
            hyper::service::service_fn(move |mut request: Request<hyper::body::Incoming>| {
                request
                    .extensions_mut()
                    .insert(ConnectInfo::<SocketAddr>(address));
                router.clone().oneshot(request.map(axum::body::Body::new))
            });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEADER_DEADLINE)
            .max_buf_size(64 * 1024);
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _held = (place, seat);
            // A visitor who hangs up in the middle is not our failure.
            let _ = connection.await;
        });
    }
    let _ = tokio::time::timeout(SHUTDOWN_GRACE, graceful.shutdown()).await;
}

type Seats = Arc<std::sync::Mutex<HashMap<std::net::IpAddr, usize>>>;

/// One of the connections a single network address may hold.
struct Seat(Seats, std::net::IpAddr);

impl Seat {
    fn take(seats: &Seats, address: std::net::IpAddr) -> Option<Self> {
        let mut taken = seats
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = taken.entry(address).or_insert(0);
        // Loopback is a proxy or a test: it stands for many people.
        if *count >= CONNECTIONS_AN_ADDRESS && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Self(Arc::clone(seats), address))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.1);
            }
        }
    }
}
