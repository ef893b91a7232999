//! A feature's routes, written down as they are added, so that the list of routes cannot drift from the router.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing;

use crate::app::App;

/// One route: what `daisychain routes` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: &'static str,
    pub method: &'static str,
}

/// Routes and their list.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<Route>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page.
    #[must_use]
    pub fn get<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.list.push(Route {
            path,
            method: "GET",
        });
        self.router = self.router.route(path, routing::get(handler));
        self
    }

    /// Adds what takes a form.
    #[must_use]
    pub fn post<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.list.push(Route {
            path,
            method: "POST",
        });
        self.router = self.router.route(path, routing::post(handler));
        self
    }

    /// Lets these routes take forms of up to `bytes`.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.router = self.router.layer(DefaultBodyLimit::max(bytes));
        self
    }

    /// Adds another feature's routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// Returns the routes for the server.
    pub fn into_router(self) -> Router<App> {
        self.router
    }

    /// Returns the list, by path.
    pub fn into_list(mut self) -> Vec<Route> {
        self.list.sort_unstable();
        self.list
    }
}
