//! A form with a file: what was typed is read as in any other form, and it is kept when the file is too large.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};

use super::{Error, Form};

/// A file as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// No file was chosen.
    Nothing,
    File(Bytes),
    /// It did not fit into the body; nothing of it was kept.
    TooLarge,
}

/// A form and the file that stands last in it, under the name `file`.
pub struct Upload {
    pub form: Form,
    pub file: Sent,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let in_parts = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        if !in_parts {
            return Ok(Self {
                form: Form::from_request(request, state).await?,
                file: Sent::Nothing,
            });
        }
        let mut read = Self {
            form: Form::default(),
            file: Sent::Nothing,
        };
        let Ok(mut parts) = Multipart::from_request(request, state).await else {
            return Ok(read);
        };
        match read.take(&mut parts).await {
            Ok(()) => Ok(read),
            // What was typed stands before the file, so it is here.
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                read.file = Sent::TooLarge;
                Ok(read)
            }
            // Whoever hung up in the middle sees no page anyway.
            Err(_) => Err(Error::NotFound),
        }
    }
}

impl Upload {
    async fn take(&mut self, parts: &mut Multipart) -> Result<(), MultipartError> {
        while let Some(part) = parts.next_field().await? {
            self.take_part(part).await?;
        }
        Ok(())
    }

    async fn take_part(&mut self, part: Field<'_>) -> Result<(), MultipartError> {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            let bytes = part.bytes().await?;
            if !bytes.is_empty() {
                self.file = Sent::File(bytes);
            }
        } else {
            let text = part.text().await?;
            self.form.add(&name, &text);
        }
        Ok(())
    }
}
