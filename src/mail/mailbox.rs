//! The folder of .eml files that stands in for a mail server: what lies there, newest first.
//!
//! A file is called `{unix-micros}-{uuid}.eml`; anything else in the folder is left alone.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use chrono::{DateTime, Utc};
use mail_parser::{Message, MessageParser};
use uuid::Uuid;

/// A message in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name of its file without the ending.
    pub id: String,
    pub to: String,
    pub subject: String,
    pub at: DateTime<Utc>,
}

/// A message with its plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub to: String,
    pub subject: String,
    pub at: DateTime<Utc>,
    pub text: String,
}

/// Lists the messages, the newest first. A folder that is not there yet is empty.
pub fn list(dir: &Path) -> io::Result<Vec<Listed>> {
    let files = match fs::read_dir(dir) {
        Ok(files) => files,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut listed = Vec::new();
    for file in files {
        let name = file?.file_name();
        let Some(id) = name.to_str().and_then(|name| name.strip_suffix(".eml")) else {
            continue;
        };
        if let Some(read) = read(dir, id)? {
            listed.push(Listed {
                id: id.to_owned(),
                to: read.to,
                subject: read.subject,
                at: read.at,
            });
        }
    }
    listed.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    Ok(listed)
}

/// Reads one message; `None` when `id` is not the name of one.
pub fn read(dir: &Path, id: &str) -> io::Result<Option<Read>> {
    let Some(at) = time_of(id) else {
        return Ok(None);
    };
    let bytes = match fs::read(dir.join(format!("{id}.eml"))) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let parsed = MessageParser::default().parse(&bytes);
    Ok(parsed.map(|message| Read {
        to: to_of(&message),
        subject: message.subject().unwrap_or_default().to_owned(),
        at,
        text: message
            .body_text(0)
            .map(|text| text.replace("\r\n", "\n"))
            .unwrap_or_default(),
    }))
}

/// Returns the time in a file's name; `None` for any other name, so that no path leads out of the folder.
fn time_of(id: &str) -> Option<DateTime<Utc>> {
    let (micros, uuid) = id.split_once('-')?;
    Uuid::try_parse(uuid).ok()?;
    let plain = micros.bytes().all(|byte| byte.is_ascii_digit());
    DateTime::from_timestamp_micros(micros.parse().ok().filter(|_| plain)?)
}

fn to_of(message: &Message<'_>) -> String {
    let first = message.to().and_then(|to| to.first());
    first
        .and_then(|to| to.address())
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_a_message_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let id = "1700000000000000-0192f0c4-0000-7000-8000-000000000001";
        let eml = "To: Sam <sam@example.org>\r\nSubject: Hello\r\n\r\nOne\r\nTwo\r\n";
        fs::write(dir.path().join(format!("{id}.eml")), eml).unwrap();
        fs::write(dir.path().join("note.txt"), "x").unwrap();
        let listed = list(dir.path()).unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(
            (listed[0].to.as_str(), listed[0].subject.as_str()),
            ("sam@example.org", "Hello")
        );
        assert_eq!(read(dir.path(), id).unwrap().unwrap().text, "One\nTwo\n");
        for bad in [
            "",
            "../secret",
            "1-2",
            "1700000000000000-/etc/passwd",
            "+1-0192f0c4-0000-7000-8000-000000000001",
        ] {
            assert_eq!(read(dir.path(), bad).unwrap(), None, "{bad}");
        }
        assert_eq!(list(&dir.path().join("none")).unwrap(), []);
    }
}
