//! Photos of news, for everybody, while their news stand.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::face_of;
use crate::app::App;
use crate::plan::photos;
use crate::web::{Error, Result, Routes};

/// A browser keeps a photo for a day: who looked at it yesterday may see it until then, everybody else finds it gone.
const KEPT: &str = "public, max-age=86400";

pub fn routes() -> Routes {
    Routes::new().get("/c/{slug}/photos/{file}", show)
}

async fn show(
    State(app): State<App>,
    Path((slug, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let id = file.strip_suffix(".jpg").ok_or(Error::NotFound)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let photo = photos::find(&app.db.read, face.chain.id, id).await?;
    let photo = photo.ok_or(Error::NotFound)?;
    // A photo never changes: its address is its mark.
    let mark = format!("\"{id}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == mark.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = HeaderValue::from_static("image/jpeg");
        ([(header::CONTENT_TYPE, kind)], photo.body).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        answer.insert(header::ETAG, mark);
    }
    Ok(response)
}
