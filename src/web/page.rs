//! The frame of every page: title, brand, navigation and the help that stands in the same place everywhere.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use chrono_tz::Tz;

use crate::i18n::{Arg, Words};
use crate::web::{Error, assets};

/// Whom to call, as the foot of the page says it.
#[derive(Clone, Debug, Default)]
pub struct Help {
    pub host: String,
    pub person: String,
    pub phone: String,
    pub hours: String,
    pub email: String,
}

/// One entry of the navigation.
#[derive(Clone, Debug)]
pub struct Nav {
    pub label: String,
    pub href: String,
    pub current: bool,
}

/// What stands on every page while an organiser writes for somebody else.
#[derive(Clone, Debug)]
pub struct Banner {
    pub text: crate::i18n::Html,
    pub href: String,
    pub link: String,
}

/// Where a page hears what changed since it was made.
#[derive(Clone, Debug)]
pub struct Live {
    pub href: String,
    /// The page itself, to be shown anew.
    pub here: String,
}

/// What the frame of a page needs; every page struct has one as `page`.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing about the frame; they combine freely"
)]
pub struct Page {
    pub w: Words,
    pub title: String,
    /// The name in the header and at the end of the title: the chain's, or the product's.
    pub brand: String,
    pub brand_href: String,
    pub nav: Vec<Nav>,
    pub help: Help,
    /// The page shows that a form was not right: the title says so.
    pub failed: bool,
    /// Personal and organiser pages are kept out of search engines.
    pub indexed: bool,
    /// Organisers' pages may use the whole width.
    pub wide: bool,
    /// An organiser is signed in: the frame offers to sign out.
    pub signed_in: bool,
    /// The chain's slug, for the links at the foot of the page.
    pub chain: Option<String>,
    pub zone: Tz,
    /// Somebody else writes for the person the page is for.
    pub banner: Option<Banner>,
    /// The page can be left fast: where the button is explained, or nothing where it is not.
    pub leave: Option<String>,
    /// The page hears that something changed: it then says so, and changes nothing by itself.
    pub live: Option<Live>,
}

impl Page {
    /// Starts a page with the product's own frame.
    pub fn new(w: Words, title: String, help: Help) -> Self {
        Self {
            brand: w.t("product"),
            w,
            title,
            brand_href: "/".to_owned(),
            nav: Vec::new(),
            help,
            failed: false,
            indexed: false,
            wide: false,
            signed_in: false,
            chain: None,
            zone: Tz::Europe__London,
            banner: None,
            leave: None,
            live: None,
        }
    }

    /// Returns the whole `<title>`: an error first, then the page, then the brand.
    pub fn full_title(&self) -> String {
        let key = if self.failed { "title-failed" } else { "title" };
        self.w
            .with(key, &[("page", &self.title), ("brand", &self.brand)])
    }

    pub fn css(&self) -> &'static str {
        assets::css_href()
    }

    pub fn js(&self) -> &'static str {
        assets::js_href()
    }

    pub fn icon(&self) -> &'static str {
        assets::icon_href()
    }

    /// Returns the sentence that says whom to call.
    pub fn help_call(&self) -> crate::i18n::Html {
        let help = &self.help;
        self.w.html(
            "help-call",
            &[
                ("person", &help.person),
                ("host", &help.host),
                ("phone", &help.phone),
                ("hours", &help.hours),
            ],
        )
    }

    /// Returns where the privacy page is: the chain's own, or the server's.
    pub fn privacy_href(&self) -> String {
        self.chain.as_ref().map_or_else(
            || "/privacy".to_owned(),
            |slug| format!("/c/{slug}/privacy"),
        )
    }

    /// Returns the message of a key that is put together from a stem and an ending.
    pub fn joined(&self, stem: &str, ending: &str) -> String {
        self.w.t(&format!("{stem}-{ending}"))
    }

    // Shorthands for the templates: `t` gives plain text, `h` gives text with every argument in <bdi>.

    pub fn t(&self, key: &str) -> String {
        self.w.t(key)
    }

    pub fn t1(&self, key: &str, n1: &'static str, v1: impl Arg) -> String {
        self.w.with(key, &[(n1, &v1)])
    }

    pub fn t2(
        &self,
        key: &str,
        n1: &'static str,
        v1: impl Arg,
        n2: &'static str,
        v2: impl Arg,
    ) -> String {
        self.w.with(key, &[(n1, &v1), (n2, &v2)])
    }

    pub fn h1(&self, key: &str, n1: &'static str, v1: impl Arg) -> crate::i18n::Html {
        self.w.html(key, &[(n1, &v1)])
    }

    pub fn h2(
        &self,
        key: &str,
        n1: &'static str,
        v1: impl Arg,
        n2: &'static str,
        v2: impl Arg,
    ) -> crate::i18n::Html {
        self.w.html(key, &[(n1, &v1), (n2, &v2)])
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "three pairs, spelled out so that templates can call it"
    )]
    pub fn h3(
        &self,
        key: &str,
        n1: &'static str,
        v1: impl Arg,
        n2: &'static str,
        v2: impl Arg,
        n3: &'static str,
        v3: impl Arg,
    ) -> crate::i18n::Html {
        self.w.html(key, &[(n1, &v1), (n2, &v2), (n3, &v3)])
    }
}

/// Renders a page with status 200.
pub fn render(template: &impl Template) -> Result<Response, Error> {
    render_with(StatusCode::OK, template)
}

/// Renders a page with another status: 422 for a form that was not right, 410 for a link that has ended.
pub fn render_with(status: StatusCode, template: &impl Template) -> Result<Response, Error> {
    Ok((status, Html(template.render()?)).into_response())
}
