//! Reading the folder of .eml files that stands in for people's mailboxes when there is no mail server.

use std::fs;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use mail_parser::{Address, HeaderValue, Message, MessageParser};

/// A message in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The file's name without its ending.
    pub id: String,
    pub to: String,
    pub subject: String,
    pub date: Option<DateTime<Utc>>,
}

/// A message that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub item: Item,
    pub from: String,
    pub reply_to: String,
    pub text: String,
    /// The web addresses in the text, in order.
    pub links: Vec<String>,
    /// The one-click address of the List-Unsubscribe header.
    pub unsubscribe: Option<String>,
}

/// Lists up to `limit` messages from `offset` on, newest first, and tells how many there are.
pub fn list(dir: &Path, offset: usize, limit: usize) -> io::Result<(Vec<Item>, usize)> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        // Nothing was sent yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), 0)),
        Err(error) => return Err(error),
    };
    let mut ids = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".eml"));
        ids.extend(id.filter(|id| is_id(id)).map(str::to_owned));
    }
    // Names begin with the time.
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let all = ids.len();
    let mut items = Vec::new();
    for id in ids.into_iter().skip(offset).take(limit) {
        let bytes = fs::read(dir.join(format!("{id}.eml")))?;
        if let Some(message) = MessageParser::default().parse(&bytes) {
            items.push(item(id, &message));
        }
    }
    Ok((items, all))
}

/// Opens one message; `None` if there is none of that id.
pub fn read(dir: &Path, id: &str) -> io::Result<Option<Opened>> {
    if !is_id(id) {
        return Ok(None);
    }
    let bytes = match fs::read(dir.join(format!("{id}.eml"))) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return Ok(None);
    };
    let text = message
        .body_text(0)
        .map(|text| text.replace("\r\n", "\n"))
        .unwrap_or_default();
    let unsubscribe = match message.list_unsubscribe() {
        HeaderValue::Address(Address::List(list)) => list
            .first()
            .and_then(|one| one.address.as_deref())
            .map(str::to_owned),
        _ => None,
    };
    Ok(Some(Opened {
        from: addresses(message.from()),
        reply_to: addresses(message.reply_to()),
        links: links(&text),
        text,
        unsubscribe,
        item: item(id.to_owned(), &message),
    }))
}

/// Only names that the worker gives: no dot, no slash, so no way out of the folder.
fn is_id(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn item(id: String, message: &Message<'_>) -> Item {
    Item {
        id,
        to: addresses(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message
            .date()
            .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
    }
}

fn addresses(addresses: Option<&Address<'_>>) -> String {
    let Some(addresses) = addresses else {
        return String::new();
    };
    let one = |address: &mail_parser::Addr<'_>| match (&address.name, &address.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (None, Some(address)) => address.to_string(),
        _ => String::new(),
    };
    addresses.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn links(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: \"Pembroke House\" <chains@example.org>\r\nTo: sam@example.net\r\n\
        Subject: =?utf-8?q?Zo=C3=AB_asked?=\r\nDate: Sun, 22 Nov 2026 09:30:00 +0000\r\n\
        Reply-To: asha@example.org\r\nList-Unsubscribe: <https://talk.example.org/stop/abc>\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\nRead here:\r\nhttps://talk.example.org/p/xyz\r\n";

    #[test]
    fn the_newest_message_comes_first_and_opens_with_its_links() {
        let dir = tempfile::tempdir().unwrap();
        for id in ["20261122T093000000000Z-a", "20261122T093100000000Z-b"] {
            fs::write(dir.path().join(format!("{id}.eml")), MAIL).unwrap();
        }
        fs::write(dir.path().join(".half.eml.part"), MAIL).unwrap();
        fs::write(dir.path().join("notes.txt"), "not mail").unwrap();
        let (items, all) = list(dir.path(), 0, 1).unwrap();
        assert_eq!(all, 2);
        assert_eq!(items[0].id, "20261122T093100000000Z-b");
        assert_eq!(items[0].subject, "Zo\u{eb} asked");
        assert_eq!(items[0].to, "sam@example.net");
        assert_eq!(
            items[0].date.unwrap().to_rfc3339(),
            "2026-11-22T09:30:00+00:00"
        );
        let opened = read(dir.path(), &items[0].id).unwrap().unwrap();
        assert_eq!(opened.from, "Pembroke House <chains@example.org>");
        assert_eq!(opened.links, ["https://talk.example.org/p/xyz"]);
        assert_eq!(
            opened.unsubscribe.as_deref(),
            Some("https://talk.example.org/stop/abc")
        );
        assert_eq!(list(dir.path(), 1, 50).unwrap().0.len(), 1);
    }

    #[test]
    fn nothing_outside_the_folder_can_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let inside = dir.path().join("mail");
        fs::create_dir(&inside).unwrap();
        fs::write(dir.path().join("secret.eml"), MAIL).unwrap();
        for id in [
            "../secret",
            "..%2fsecret",
            "/etc/passwd",
            "",
            ".",
            "a\0b",
            &"a".repeat(101),
        ] {
            assert_eq!(read(&inside, id).unwrap(), None, "{id}");
        }
        assert_eq!(
            list(&dir.path().join("absent"), 0, 50).unwrap(),
            (Vec::new(), 0)
        );
    }
}
