//! A gathering as a calendar file (RFC 5545), put together by hand: few lines, in UTC, folded at 75 bytes.

use chrono::{DateTime, Duration, Utc};
use entity::gathering;

/// How long a gathering is taken to be: an organiser gives only when it begins.
const LASTS: Duration = Duration::hours(2);

/// Writes the file for one person. `title` is what the calendar shows; `link` leads back to their page.
pub fn write<'a>(
    gatherings: impl IntoIterator<Item = &'a gathering::Model>,
    title: &str,
    link: &str,
    now: DateTime<Utc>,
) -> String {
    let mut out = String::new();
    for text in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Daisychain//EN",
        "METHOD:PUBLISH",
    ] {
        line(&mut out, text);
    }
    for gathering in gatherings {
        event(&mut out, gathering, title, link, now);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(
    out: &mut String,
    gathering: &gathering::Model,
    title: &str,
    link: &str,
    now: DateTime<Utc>,
) {
    let (status, sequence) = match gathering.cancelled_at {
        Some(_) => ("CANCELLED", 1),
        None => ("CONFIRMED", 0),
    };
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}@daisychain", gathering.id));
    line(out, &format!("SEQUENCE:{sequence}"));
    line(out, &format!("STATUS:{status}"));
    line(out, &format!("DTSTAMP:{}", utc(now)));
    line(out, &format!("DTSTART:{}", utc(gathering.starts_at)));
    line(out, &format!("DTEND:{}", utc(gathering.starts_at + LASTS)));
    line(out, &format!("SUMMARY:{}", escaped(title)));
    line(out, &format!("LOCATION:{}", escaped(&gathering.place)));
    if !gathering.about.is_empty() {
        line(out, &format!("DESCRIPTION:{}", escaped(&gathering.about)));
    }
    line(out, &format!("URL:{link}"));
    line(out, "END:VEVENT");
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded so that no part is longer than 75 bytes and no letter is cut.
fn line(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn gathering(place: &str) -> gathering::Model {
        let at = DateTime::UNIX_EPOCH + Duration::hours(18);
        gathering::Model {
            id: Uuid::nil(),
            chain: Uuid::nil(),
            starts_at: at,
            place: place.to_owned(),
            about: String::new(),
            made_by: Uuid::nil(),
            made_at: at,
            told_at: Some(at),
            cancelled_at: None,
        }
    }

    fn file(place: &str) -> String {
        write(
            [&gathering(place)],
            "Meet the others",
            "https://x.example/p/t",
            DateTime::UNIX_EPOCH,
        )
    }

    #[test]
    fn a_line_is_folded_at_75_bytes_and_unfolds_to_what_it_was() {
        let place = "Çà et là — ".repeat(40);
        let text = file(&place);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("LOCATION:{place}\r\n")));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn what_somebody_typed_makes_no_line_of_its_own() {
        let text = file("Hall; 1, Elm\\Street\nEND:VEVENT\r\nBEGIN:VALARM");
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1);
        assert!(text.contains("LOCATION:Hall\\; 1\\, Elm\\\\Street\\nEND:VEVENT\\nBEGIN:VALARM"));
        assert!(text.contains("DTSTART:19700101T180000Z\r\nDTEND:19700101T200000Z\r\n"));
    }
}
