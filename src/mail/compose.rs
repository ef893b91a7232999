//! Turning words into a message: plain text first, and the same words as one-column HTML.
//!
//! A message is a Fluent entry `mail-<kind>` whose paragraphs are parted by empty lines and whose subject is the
//! attribute `.subject`. A paragraph that is just `<link>` or `<code>` becomes the full address or the code.

use askama::Template;
use fluent_bundle::FluentValue;

use crate::i18n::{Arg, Words};
use crate::mail::{CODE, MailKind, STOP};

/// Who signs: the host's contact, with address and phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    pub person: String,
    pub host: String,
    pub address: String,
    pub phone: String,
    pub hours: String,
}

/// What a feature knows when it writes to somebody.
pub struct Letter<'a> {
    pub w: Words,
    pub kind: MailKind,
    pub args: &'a [(&'static str, &'a dyn Arg)],
    /// "Dear Sam," ; without a name "Hello,".
    pub greet: Option<&'a str>,
    /// The one main link: [`crate::mail::ACT`] or a whole web address.
    pub link: &'a str,
    pub signature: Option<&'a Signature>,
    /// Adds why they got this and how to stop; every message to a participant has it.
    pub can_stop: bool,
}

/// A message put into words, with marks where links go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

enum Part {
    Paragraph(String),
    Link(String),
    Code(String),
}

#[derive(Template)]
#[template(path = "email/letter.html")]
struct HtmlLetter<'a> {
    w: Words,
    subject: &'a str,
    parts: &'a [Part],
    signature: &'a [String],
    stop: Option<(String, &'a str)>,
}

impl Letter<'_> {
    /// Puts the message into words.
    pub fn write(&self) -> Written {
        let key = format!("mail-{}", self.kind.as_str());
        let lines: Vec<_> = self.args.iter().map(|(n, arg)| (*n, OneLine(*arg))).collect();
        let args: Vec<(&'static str, &dyn Arg)> =
            lines.iter().map(|(n, line)| (*n, line as &dyn Arg)).collect();
        let subject = one_line(&self.w.with(&format!("{key}.subject"), &args));
        let greeting = match self.greet {
            Some(name) => self.w.with("mail-dear", &[("name", &name)]),
            None => self.w.t("mail-hello"),
        };
        let body = self.w.with(&key, &args);
        let mut parts = vec![Part::Paragraph(unmarked(&greeting))];
        parts.extend(
            body.split("\n\n")
                .map(str::trim)
                .filter(|p| !p.is_empty())
                .map(|p| match p {
                    "<link>" => Part::Link(self.link.to_owned()),
                    "<code>" => Part::Code(CODE.to_owned()),
                    text => Part::Paragraph(unmarked(text)),
                }),
        );
        let signature: Vec<String> = self
            .signature
            .map(|s| signature_lines(&self.w, s))
            .unwrap_or_default();
        let stop = self.can_stop.then(|| (self.w.t("mail-stop"), STOP));
        let html = HtmlLetter {
            w: self.w,
            subject: &subject,
            parts: &parts,
            signature: &signature,
            stop: stop.clone(),
        }
        .render()
        .expect("invariant: writing into memory does not fail");
        Written {
            text: plain(&parts, &signature, stop.as_ref()),
            html,
            subject,
        }
    }
}

fn plain(parts: &[Part], signature: &[String], stop: Option<&(String, &str)>) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Paragraph(text) | Part::Link(text) | Part::Code(text) => out.push_str(text),
        }
        out.push_str("\n\n");
    }
    if !signature.is_empty() {
        out.push_str("--\n");
        out.push_str(&signature.join("\n"));
        out.push_str("\n\n");
    }
    if let Some((words, link)) = stop {
        out.push_str(words);
        out.push('\n');
        out.push_str(link);
        out.push('\n');
    }
    out
}

fn signature_lines(w: &Words, s: &Signature) -> Vec<String> {
    let mut lines = vec![[s.person.as_str(), s.host.as_str()].join(", ")];
    if !s.address.is_empty() {
        lines.push(s.address.clone());
    }
    if !s.phone.is_empty() {
        lines.push(w.with("mail-call", &[("phone", &s.phone), ("hours", &s.hours)]));
    }
    lines.into_iter().map(|line| unmarked(&line)).collect()
}

/// A value without line breaks: nothing somebody typed begins a paragraph of its own, where it could pass for a link.
struct OneLine<'a>(&'a dyn Arg);

impl Arg for OneLine<'_> {
    fn value(&self) -> FluentValue<'static> {
        match self.0.value() {
            FluentValue::String(text) => FluentValue::from(one_line(&text)),
            other => other,
        }
    }
}

/// Our own marks never come from what somebody typed.
fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '%' || !out.ends_with('%') {
            out.push(c);
        }
    }
    out
}

fn one_line(text: &str) -> String {
    unmarked(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
