//! Turning words into a message: plain text first, and the same words as one-column HTML.
//!
//! A message is a Fluent entry `mail-<kind>` whose paragraphs are parted by empty lines and whose subject is the
//! attribute `.subject`. A paragraph that is just `<link>`, `<code>` or `<list>` becomes the full address, the code, or the
//! lines that were given.

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
    ///
    /// # Panics
    ///
    /// Never: rendering into memory does not fail.
    pub fn write(&self) -> Written {
        self.write_list(&[])
    }

    /// Puts a message into words that lists things: each line is a paragraph where `<list>` stands.
    ///
    /// # Panics
    ///
    /// Never: rendering into memory does not fail.
    pub fn write_list(&self, list: &[String]) -> Written {
        let key = format!("mail-{}", self.kind.as_str());
        let lines: Vec<_> = self
            .args
            .iter()
            .map(|(n, arg)| (*n, OneLine(*arg)))
            .collect();
        let args: Vec<(&'static str, &dyn Arg)> = lines
            .iter()
            .map(|(n, line)| (*n, line as &dyn Arg))
            .collect();
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
                .flat_map(|p| match p {
                    "<link>" => vec![Part::Link(self.link.to_owned())],
                    "<code>" => vec![Part::Code(CODE.to_owned())],
                    "<list>" => list
                        .iter()
                        .map(|line| Part::Paragraph(one_line(line)))
                        .collect(),
                    text => vec![Part::Paragraph(unmarked(text))],
                }),
        );
        let signature: Vec<String> = self
            .signature
            .map(|s| signature_lines(self.w, s))
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

fn signature_lines(w: Words, s: &Signature) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::ACT;

    const LONG: &str = "Bartholomew-Alexander Montague";

    fn letter(kind: MailKind, args: &[(&'static str, &dyn Arg)]) -> Written {
        let signature = Signature {
            person: "Asha Khan".to_owned(),
            host: "Pembroke House".to_owned(),
            address: "80 Tatum Street, London".to_owned(),
            phone: "020 7946 0123".to_owned(),
            hours: "Monday to Friday, 10am to 4pm".to_owned(),
        };
        let letter = Letter {
            w: Words::of("en"),
            kind,
            args,
            greet: Some("Sam"),
            link: ACT,
            signature: Some(&signature),
            can_stop: true,
        };
        letter.write()
    }

    fn every(kind: MailKind, name: &str) -> Written {
        letter(
            kind,
            &[
                ("host", &name),
                ("inviter", &name),
                ("initiator", &name),
                ("partner", &name),
                ("topic", &"food in Walworth"),
                ("title", &"The food plan"),
                ("forgotten", &"Sunday 6 December 2026"),
                ("by", &"Friday 20 November 2026"),
                ("way", &"text"),
                ("when", &"weekday evenings"),
                ("reserve", &name),
                ("place", &"the hall in Elm Street"),
                ("count", &12),
                ("first", &name),
                ("ends", &"Sunday 6 December 2026"),
                ("since", &"Monday 9 November 2026"),
                ("organiser", &name),
                ("what", &"Walworth chats"),
                ("role", &"organiser"),
                ("why", &"We have found someone else."),
                ("towards", &"The market is open until eight"),
                ("text", &"The traders said yes."),
                ("status", &"started"),
                ("done", &"The plan says so now."),
                ("reason", &"It is in the plan already."),
            ],
        )
    }

    fn sentences(text: &str) -> Vec<Vec<String>> {
        let text = text.split("--\n").next().unwrap();
        let paragraphs = text.split("\n\n").filter(|p| !p.contains("%%"));
        let sentences = paragraphs.flat_map(|p| p.split_inclusive(['.', '?', ':', '!']));
        let words = |sentence: &str| -> Vec<String> {
            sentence
                .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'')
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        sentences.map(words).filter(|s| !s.is_empty()).collect()
    }

    fn syllables(word: &str) -> usize {
        let vowel = |c: char| "aeiouy".contains(c);
        let letters: Vec<char> = word.chars().collect();
        let groups = (0..letters.len())
            .filter(|&i| vowel(letters[i]) && (i == 0 || !vowel(letters[i - 1])))
            .count();
        let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
        (groups - usize::from(silent)).max(1)
    }

    /// The Flesch-Kincaid grade (Kincaid 1975).
    fn grade(sentences: &[Vec<String>]) -> f64 {
        let words: Vec<&String> = sentences.iter().flatten().collect();
        let count = |n: usize| f64::from(u32::try_from(n).unwrap());
        let syllables = count(words.iter().map(|word| syllables(word)).sum());
        let (words, sentences) = (count(words.len()), count(sentences.len()));
        0.39 * words / sentences + 11.8 * syllables / words - 15.59
    }

    #[test]
    fn r20_every_message_reads_easily() {
        for kind in MailKind::ALL {
            let written = every(*kind, "Maria Lopez");
            let sentences = sentences(&written.text);
            for sentence in &sentences {
                assert!(sentence.len() <= 25, "{kind:?}: {sentence:?}");
            }
            let grade = grade(&sentences);
            assert!(grade <= 5.0, "{kind:?}: grade {grade:.1}");
            for word in ["click here", "urgent", "verify", "account"] {
                assert!(
                    !written.text.to_lowercase().contains(word),
                    "{kind:?}: {word}"
                );
            }
        }
    }

    #[test]
    fn r21_a_subject_is_short_and_never_tells_the_topic() {
        for kind in MailKind::ALL {
            let subject = every(*kind, LONG).subject;
            assert!(subject.chars().count() <= 70, "{kind:?}: {subject}");
            assert!(!subject.contains("food"), "{kind:?}: {subject}");
        }
    }

    #[test]
    fn the_first_message_says_where_the_address_is_from_and_when_it_goes() {
        for kind in [MailKind::Invite, MailKind::StarterInvite] {
            let text = every(kind, "Maria Lopez").text;
            assert!(text.contains("gave us"), "{text}");
            assert!(
                text.contains("we delete it on Sunday 6 December 2026"),
                "{text}"
            );
            assert!(
                text.contains("You can ask us what we hold about you"),
                "{text}"
            );
            assert!(text.contains(STOP), "{text}");
        }
    }

    #[test]
    fn only_a_sign_in_message_has_a_code_and_every_other_one_link() {
        for kind in MailKind::ALL {
            let text = every(*kind, "Maria").text;
            let is_code = matches!(kind, MailKind::SignInCode | MailKind::ActCode);
            assert_eq!(text.matches(CODE).count(), usize::from(is_code), "{kind:?}");
            assert_eq!(text.matches(ACT).count(), usize::from(!is_code), "{kind:?}");
        }
    }

    #[test]
    fn what_somebody_typed_makes_no_mark_no_paragraph_and_no_html() {
        for evil in [
            "%%act%%",
            "%%%act%%%",
            "%%%%stop%%%%",
            "x\n\n<link>\n\ny",
            "x\r\n\r\n<code>\r\n\r\n<b>y</b>",
        ] {
            let honest = every(MailKind::Invite, "Maria");
            let written = letter(
                MailKind::Invite,
                &[
                    ("inviter", &evil),
                    ("topic", &evil),
                    ("forgotten", &evil),
                    ("host", &evil),
                    ("by", &"person"),
                ],
            );
            assert_eq!(
                written.text.matches("%%").count(),
                honest.text.matches("%%").count()
            );
            assert_eq!(
                written.html.matches("<p>").count(),
                honest.html.matches("<p>").count()
            );
            assert!(!written.html.contains("<b>"), "{}", written.html);
            assert!(!written.subject.contains('\n'));
        }
    }
}
