//! The erasure ledger: a file outside the database that remembers what people had deleted, taken back or stopped, so that
//! a restored backup does not bring it back (RELIABILITY rules 62, 63).
//!
//! It holds moments, ids and keyed hashes of addresses, and no name and no word. The tables are the truth; the file follows
//! them within a second, is only ever added to, and is on the disk before the follower looks again. A line says
//! `MOMENT WHAT ID`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use chrono::{DateTime, SecondsFormat, Utc};
use entity::shared::{Quote, SuppressionReason};
use entity::{erasure_ledger, insight, participant, suppression};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::BackupError;

pub use super::follow::{Follower, run, settle};

/// What happened to the row with this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A person was forgotten.
    Person,
    /// A point was taken out.
    Words,
    /// A point may not be quoted: the newest answer counts.
    Quote,
    /// A person stopped taking part.
    Stopped,
    /// An address is never to be written to again; the id is its keyed hash.
    Never,
}

impl What {
    const ALL: [Self; 5] = [
        Self::Person,
        Self::Words,
        Self::Quote,
        Self::Stopped,
        Self::Never,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Words => "words",
            Self::Quote => "quote",
            Self::Stopped => "stopped",
            Self::Never => "never",
        }
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    pub what: What,
    pub at: DateTime<Utc>,
    pub id: String,
}

impl Entry {
    fn of(what: What, at: DateTime<Utc>, id: Uuid) -> Self {
        let id = id.to_string();
        Self { what, at, id }
    }

    /// Returns the id of the row.
    pub fn uuid(&self) -> Option<Uuid> {
        Uuid::parse_str(&self.id).ok()
    }

    /// Returns the keyed hash of the address.
    pub fn hash(&self) -> Option<Vec<u8>> {
        let pairs = self.id.as_bytes().chunks(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        pairs.map(byte).collect()
    }

    pub(super) fn line(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("{at} {} {}\n", self.what.as_str(), self.id)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split_ascii_whitespace();
        let at = DateTime::parse_from_rfc3339(parts.next()?).ok()?.to_utc();
        let word = parts.next()?;
        let what = What::ALL.into_iter().find(|what| what.as_str() == word)?;
        let id = parts.next()?.to_owned();
        let entry = Self { what, at, id };
        let sound = match what {
            What::Never => entry.id.len() == 64 && entry.hash().is_some(),
            _ => entry.uuid().is_some(),
        };
        (sound && parts.next().is_none()).then_some(entry)
    }
}

/// Reads a ledger; without the file there is none. A line that was cut off by a crash is left out: the database it came
/// from wrote it again.
pub fn read(path: &Path) -> Result<Option<Vec<Entry>>, BackupError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(BackupError::Ledger(path.to_owned(), error)),
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let entries: Vec<Option<Entry>> = lines.map(Entry::parse).collect();
    let torn = entries.iter().filter(|entry| entry.is_none()).count();
    if torn > 0 {
        tracing::warn!(path = %path.display(), torn, "lines of the erasure ledger that cannot be read");
    }
    Ok(Some(entries.into_iter().flatten().collect()))
}

/// A folder that is none is told where backups fail; it must not keep a server from opening.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Lists what the tables say was deleted, taken back or stopped, since a moment or ever.
pub async fn gather(
    conn: &impl ConnectionTrait,
    since: Option<DateTime<Utc>>,
) -> Result<Vec<Entry>, DbErr> {
    let since = since.unwrap_or(DateTime::<Utc>::MIN_UTC.max(DateTime::UNIX_EPOCH));
    let people = erasure_ledger::Entity::find()
        .filter(erasure_ledger::Column::At.gte(since))
        .all(conn)
        .await?;
    let mut entries: Vec<Entry> = people
        .into_iter()
        .map(|row| Entry::of(What::Person, row.at, row.object_id))
        .collect();
    let stopped = participant::Entity::find()
        .filter(participant::Column::StoppedAt.gte(since))
        .all(conn)
        .await?;
    entries.extend(
        stopped
            .into_iter()
            .filter_map(|row| Some(Entry::of(What::Stopped, row.stopped_at?, row.id))),
    );
    entries.extend(points(conn, since).await?);
    let never = suppression::Entity::find()
        .filter(suppression::Column::MadeAt.gte(since))
        .filter(suppression::Column::Reason.ne(SuppressionReason::Bounced))
        .all(conn)
        .await?;
    entries.extend(never.into_iter().map(|row| Entry {
        what: What::Never,
        at: row.made_at,
        id: hex(&row.address_hmac),
    }));
    Ok(entries)
}

async fn points(conn: &impl ConnectionTrait, since: DateTime<Utc>) -> Result<Vec<Entry>, DbErr> {
    use insight::Column as C;
    let out = [C::StruckAt.gte(since), C::WithdrawnAt.gte(since)];
    let unquoted = Condition::all()
        .add(C::Quote.eq(Quote::None))
        .add(C::CheckedAt.gte(since));
    let mut entries = Vec::new();
    for condition in out
        .map(IntoCondition::into_condition)
        .into_iter()
        .chain([unquoted])
    {
        let rows = insight::Entity::find().filter(condition).all(conn).await?;
        entries.extend(rows.iter().filter_map(entry_of));
    }
    Ok(entries)
}

fn entry_of(point: &insight::Model) -> Option<Entry> {
    match (point.struck_at.or(point.withdrawn_at), point.checked_at) {
        (Some(at), _) => Some(Entry::of(What::Words, at, point.id)),
        (None, Some(at)) => Some(Entry::of(What::Quote, at, point.id)),
        (None, None) => None,
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Reads several ledgers as one. Returns which of them there are, and what they hold.
pub fn read_all(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<Entry>), BackupError> {
    let (mut found, mut entries) = (Vec::new(), Vec::new());
    for path in paths {
        if let Some(read) = read(path)? {
            found.push(path.clone());
            entries.extend(read);
        }
    }
    entries.sort();
    entries.dedup();
    Ok((found, entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn a_line_reads_back_and_a_torn_one_does_not() {
        let at = DateTime::UNIX_EPOCH + Duration::microseconds(1_790_000_000_123_456);
        let entry = Entry::of(What::Person, at, Uuid::from_u128(7));
        assert_eq!(Entry::parse(entry.line().trim_end()), Some(entry.clone()));
        let line = entry.line();
        for end in 0..line.len() - 2 {
            assert_eq!(Entry::parse(&line[..end]), None);
        }
        let never = Entry {
            what: What::Never,
            at,
            id: hex(&[0xAB; 32]),
        };
        let read = Entry::parse(never.line().trim_end()).unwrap();
        assert_eq!(read.hash().unwrap(), vec![0xAB; 32]);
    }
}
