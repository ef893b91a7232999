//! A posted form: what was typed, what is wrong with it, and readers that turn text into values.
//!
//! The page that comes back after a mistake is drawn from the same [`Form`], so nothing that was typed is lost.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use unicode_normalization::UnicodeNormalization;

use crate::i18n::Words;
use crate::web::Error;

/// Why a field was not accepted; `field` is the id of the input the summary links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// The fields of a form, in order, and the errors found so far.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    pub errors: Vec<FieldError>,
}

impl Form {
    /// Parses a urlencoded body. Text is put into NFC, line ends become `\n`, and control characters fall away.
    pub fn parse(body: &[u8]) -> Self {
        let values = form_urlencoded::parse(body)
            .map(|(name, value)| (name.into_owned(), clean(&value)))
            .collect();
        Self {
            values,
            errors: Vec::new(),
        }
    }

    /// Adds a field that came in another way than a urlencoded body; its text is cleaned in the same way.
    pub fn add(&mut self, name: &str, value: &str) {
        self.values.push((name.to_owned(), clean(value)));
    }

    /// Makes a form that is already filled in, for the first view of a page.
    pub fn filled<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let values = values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Self {
            values,
            errors: Vec::new(),
        }
    }

    /// Returns what was typed into the first field of this name, as it was typed.
    pub fn value(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, v)| v)
    }

    /// Returns everything given under this name: ticked boxes, repeated fields.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .collect()
    }

    /// Returns the fields whose names begin with one of `stems`, with what stands in them.
    pub fn starting_with(&self, stems: &[&str]) -> Vec<(String, String)> {
        let fits = |name: &str| stems.iter().any(|stem| name.starts_with(stem));
        self.values
            .iter()
            .filter(|(n, _)| fits(n))
            .cloned()
            .collect()
    }

    /// Tells whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(n, _)| n == name)
    }

    /// Tells whether this box is ticked or this choice made.
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(n, v)| n == name && v == value)
    }

    /// Replaces what stands in a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.retain(|(n, _)| n != name);
        self.values.push((name.to_owned(), value.into()));
    }

    /// Puts back what was typed before into the fields of these names; one that is not among `values` becomes empty.
    pub fn put_back(&mut self, names: &[&str], values: &[(String, String)]) {
        self.values.retain(|(n, _)| !names.contains(&n.as_str()));
        for (name, value) in values {
            if names.contains(&name.as_str()) {
                self.add(name, value);
            }
        }
    }

    /// Returns the message beside a field, if it was not right.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|e| e.field == field)
            .map(|e| e.message.as_str())
    }

    /// Notes what is wrong with a field; the first message a field gets stays.
    pub fn fail(&mut self, field: &str, message: String) {
        if self.error(field).is_none() {
            self.errors.push(FieldError {
                field: field.to_owned(),
                message,
            });
        }
    }

    /// Tells whether nothing was wrong.
    pub fn is_right(&self) -> bool {
        self.errors.is_empty()
    }

    /// Reads a line of text that must be there, of at most `max` characters.
    pub fn required(&mut self, w: &Words, name: &str, missing: &str, max: usize) -> String {
        let value = self.optional(w, name, max);
        if value.is_empty() {
            self.fail(name, w.t(missing));
        }
        value
    }

    /// Reads text that may be empty, of at most `max` characters; space around it falls away.
    pub fn optional(&mut self, w: &Words, name: &str, max: usize) -> String {
        let value = self.value(name).trim().to_owned();
        if value.chars().count() > max {
            self.fail(name, w.with("error-too-long", &[("max", &max)]));
        }
        value
    }
}

fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .nfc()
        .collect()
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Error::TooLarge)?;
        Ok(Self::parse(&body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_and_control_characters_do_not() {
        let form = Form::parse(b"name=Zoe%CC%88+O%27Brien%00&t=1&t=2&text=a%0D%0Ab");
        assert_eq!(form.value("name"), "Zo\u{eb} O'Brien");
        assert_eq!(form.all("t"), ["1", "2"]);
        assert_eq!(form.value("text"), "a\nb");
        assert!(form.chosen("t", "2") && !form.chosen("t", "3"));
    }

    #[test]
    fn the_first_message_of_a_field_stays() {
        let w = Words::of("en");
        let mut form = Form::parse(b"name=+");
        assert_eq!(form.required(&w, "name", "error-name-missing", 40), "");
        form.fail("name", "another".into());
        assert_eq!(form.errors.len(), 1);
        assert_eq!(form.error("name"), Some(w.t("error-name-missing").as_str()));
    }
}
