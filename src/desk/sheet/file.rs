//! Reading a list of people as people keep such lists: CSV in the dialects spreadsheets write, or XLSX.
//!
//! Whatever bytes come, the answer is rows or a reason, never a panic: a file is what a stranger may have made.

use serde::{Deserialize, Serialize};

use super::xlsx;

/// The largest file, in bytes.
pub const FILE_MAX: usize = 1024 * 1024;
/// The most rows with something in them, headings included.
pub const ROWS_MAX: usize = 501;
/// The most columns that are read; what stands further to the right is left out.
pub(super) const COLUMNS_MAX: usize = 30;
/// The most characters of a cell that are kept.
pub(super) const CELL_MAX: usize = 400;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// Kept as a number: noughts at its beginning are gone.
    Number(String),
    Date,
    /// Something that is worked out: we read what people typed only.
    Formula,
}

impl Cell {
    /// Returns what a reader sees in the cell, as text.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Empty | Self::Date | Self::Formula => "",
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }
}

/// A row with the number the spreadsheet gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    TooLarge,
    Empty,
    TooManyRows,
    /// It can run programs.
    Macros,
    /// An older Excel, or one with a password.
    OldExcel,
    /// Neither CSV nor XLSX.
    WrongType,
    Broken,
}

/// Reads a file, whatever it is called: what it is stands in its first bytes.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    if bytes.len() > FILE_MAX {
        return Err(Unreadable::TooLarge);
    }
    let rows = if bytes.starts_with(b"PK") {
        xlsx::read(bytes)?
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Unreadable::OldExcel);
    } else {
        read_csv(&decode(bytes)?)?
    };
    if rows.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(rows)
}

/// Turns bytes into text: UTF-8, UTF-16 with its mark, or what Windows wrote in Western Europe.
fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    let wide = |bytes: &[u8], one: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|two| one([two[0], two[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    let text = if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        wide(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        wide(rest, u16::from_be_bytes)
    } else {
        let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
        std::str::from_utf8(bytes).map_or_else(|_| windows_1252(bytes), str::to_owned)
    };
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    if text.chars().any(strange) {
        return Err(Unreadable::WrongType);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// What the bytes from 0x80 to 0x9F stand for in Windows-1252; the others stand for themselves.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

/// Stands in a line of its own after the last one; no text that is read holds it.
const END: &str = "\u{1}";

fn read_csv(text: &str) -> Result<Vec<Row>, Unreadable> {
    let (text, above, told) = match text.split_once('\n') {
        // Excel's own first line, which says what parts the cells.
        Some((first, rest)) if ["sep=,", "sep=;", "sep=\t"].contains(&first) => {
            (rest, 1, first.bytes().last())
        }
        _ => (text, 0, None),
    };
    let whole = format!("{text}\n{END}\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .delimiter(told.unwrap_or_else(|| delimiter(text)))
        .from_reader(whole.as_bytes());
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    // Line feeds inside quotes begin no row: the line after a record, less all of them, is the row after it.
    let (mut quoted, mut ended) = (0, false);
    while reader
        .read_record(&mut record)
        .map_err(|_| Unreadable::Broken)?
    {
        if record.len() == 1 && &record[0] == END {
            ended = true;
            break;
        }
        let after = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        quoted += record
            .iter()
            .map(|cell| cell.matches('\n').count())
            .sum::<usize>();
        let number = after.saturating_sub(quoted + 1) + above;
        push(
            &mut rows,
            number,
            record.iter().take(COLUMNS_MAX).map(typed).collect(),
        )?;
    }
    // A quote that is not closed has swallowed the rest of the file.
    ended.then_some(rows).ok_or(Unreadable::Broken)
}

/// Returns what parts the cells: what stands most often in the first line that has something, outside quotes.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty());
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line.unwrap_or_default().bytes() {
        quoted ^= byte == b'"';
        for (mark, count) in &mut counts {
            *count += usize::from(!quoted && byte == *mark);
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let first = counts.iter().find(|(_, n)| *n == most && most > 0);
    first.map_or(b',', |(mark, _)| *mark)
}

/// Makes a cell of text that stands in a file without kinds of cells.
fn typed(text: &str) -> Cell {
    let text = tidy(text);
    if text.starts_with('=') {
        Cell::Formula
    } else if is_date(&text) {
        Cell::Date
    } else if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

/// Puts a cell's text on one line and cuts it where nobody writes on.
pub(super) fn tidy(text: &str) -> String {
    let text = text.replace(['\u{feff}', '\u{200b}'], "");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(CELL_MAX).collect()
}

/// Tells whether text is a day in figures: 12/03/1980, 1980-03-12, 12.3.80.
fn is_date(text: &str) -> bool {
    let day = text.split(' ').next().unwrap_or_default();
    ['/', '-', '.'].iter().any(|mark| {
        let parts: Vec<&str> = day.split(*mark).collect();
        let figures = |part: &&str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        parts.iter().all(figures)
            && matches!(
                lengths.as_slice(),
                [1..=2, 1..=2, 2 | 4] | [4, 1..=2, 1..=2]
            )
    })
}

/// Adds a row unless nothing stands in it.
pub(super) fn push(
    rows: &mut Vec<Row>,
    number: usize,
    mut cells: Vec<Cell>,
) -> Result<(), Unreadable> {
    while cells.last().is_some_and(Cell::is_empty) {
        cells.pop();
    }
    if cells.is_empty() {
        return Ok(());
    }
    if rows.len() >= ROWS_MAX {
        return Err(Unreadable::TooManyRows);
    }
    rows.push(Row { number, cells });
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        let rows = read(bytes).unwrap();
        let cells = |row: &Row| row.cells.iter().map(|c| c.text().to_owned()).collect();
        rows.iter().map(|row| (row.number, cells(row))).collect()
    }

    #[test]
    fn the_dialects_of_csv_are_read_and_rows_keep_the_numbers_of_the_spreadsheet() {
        let rows = texts(b"\xEF\xBB\xBFName;E-mail\r\n\r\n\"Sam\nKhan\";sam@example.org\r\n\"O, Zo\xC3\xAB\";z@example.org");
        let wanted = [
            (1, ["Name", "E-mail"]),
            (3, ["Sam Khan", "sam@example.org"]),
            (4, ["O, Zo\u{eb}", "z@example.org"]),
        ];
        assert_eq!(
            rows,
            wanted.map(|(n, cells)| (n, cells.map(str::to_owned).to_vec()))
        );
        assert_eq!(texts(b"sep=;\na;b\n")[0].1, ["a", "b"]);
        assert_eq!(texts(b"a\tb, c\td")[0].1, ["a", "b, c", "d"]);
        assert_eq!(
            texts(b"Zo\xEB \x93x\x94,1")[0].1[0],
            "Zo\u{eb} \u{201c}x\u{201d}"
        );
        let wide: Vec<u8> = "\u{feff}Mar\u{ed}a\tx"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&wide)[0].1, ["Mar\u{ed}a", "x"]);
    }

    #[test]
    fn formulas_and_days_are_told_from_text() {
        let rows = read(b"=A1,12/03/1980,1980-3-12,+44 20 7946 0123,020-7946-0123,1.5").unwrap();
        let text = |t: &str| Cell::Text(t.to_owned());
        assert_eq!(
            rows[0].cells,
            [
                Cell::Formula,
                Cell::Date,
                Cell::Date,
                text("+44 20 7946 0123"),
                text("020-7946-0123"),
                text("1.5"),
            ]
        );
    }

    #[test]
    fn what_is_no_list_is_refused_by_name() {
        assert_eq!(read(b""), Err(Unreadable::Empty));
        assert_eq!(read(b" \n,,\n"), Err(Unreadable::Empty));
        assert_eq!(read(&vec![b'a'; FILE_MAX + 1]), Err(Unreadable::TooLarge));
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0"), Err(Unreadable::WrongType));
        assert_eq!(
            read(&[0xD0, 0xCF, 0x11, 0xE0, 1]),
            Err(Unreadable::OldExcel)
        );
        assert_eq!(read(b"PK\x03\x04junk"), Err(Unreadable::Broken));
        // A quote that nobody closed would swallow every row below it.
        assert_eq!(read(b"Sam,s@example.org\n\"Win,"), Err(Unreadable::Broken));
        let many = "a,b\n".repeat(ROWS_MAX + 1);
        assert_eq!(read(many.as_bytes()), Err(Unreadable::TooManyRows));
        assert_eq!(
            read("a,b\n\n".repeat(ROWS_MAX).as_bytes()).unwrap().len(),
            ROWS_MAX
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_rows_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let _ = read(&bytes);
            let _ = read(&[b"PK\x03\x04", &bytes[..]].concat());
        }

        #[test]
        fn any_text_with_the_marks_of_csv_keeps_its_rows_in_order(text in "[a-z@\",;\t\r\n=0-9/.é ]{0,300}") {
            if let Ok(rows) = read(text.as_bytes()) {
                prop_assert!(rows.windows(2).all(|two| two[0].number < two[1].number), "{rows:?}");
                prop_assert!(rows.iter().all(|row| row.number > 0 && row.cells.len() <= COLUMNS_MAX));
            }
        }
    }
}
