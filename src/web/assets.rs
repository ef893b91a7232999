//! The stylesheet, the script and the icon: embedded, named by their content, kept by browsers for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::web::{Error, Routes};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/static"]
struct Files;

struct Asset {
    href: String,
    body: Vec<u8>,
    kind: &'static str,
}

fn asset(file: &str, kind: &'static str) -> Asset {
    let body = Files::get(file)
        .expect("invariant: the asset is embedded")
        .data
        .into_owned();
    let digest = Sha256::digest(&body);
    let (stem, ending) = file
        .rsplit_once('.')
        .expect("invariant: asset names have an ending");
    let hash = digest
        .iter()
        .take(5)
        .fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    Asset {
        href: format!("/s/{stem}.{hash}.{ending}"),
        body,
        kind,
    }
}

static CSS: LazyLock<Asset> = LazyLock::new(|| asset("app.css", "text/css; charset=utf-8"));
static JS: LazyLock<Asset> = LazyLock::new(|| asset("app.js", "text/javascript; charset=utf-8"));
static ICON: LazyLock<Asset> = LazyLock::new(|| asset("daisy.svg", "image/svg+xml"));

pub fn css_href() -> &'static str {
    &CSS.href
}

pub fn js_href() -> &'static str {
    &JS.href
}

pub fn icon_href() -> &'static str {
    &ICON.href
}

/// Serves the three files under `/s/`.
pub fn routes() -> Routes {
    Routes::new().get("/s/{file}", file)
}

async fn file(Path(file): Path<String>) -> Result<Response, Error> {
    let href = format!("/s/{file}");
    let asset = [&*CSS, &*JS, &*ICON]
        .into_iter()
        .find(|a| a.href == href)
        .ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.body.as_slice()).into_response())
}
