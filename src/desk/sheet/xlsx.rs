//! The first sheet of an XLSX file, cell by cell: what was typed, what is a day, and what is worked out.
//!
//! How large the file says it unfolds is looked up before anything of it is unfolded.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::file::{CELL_MAX, COLUMNS_MAX, Cell, ROWS_MAX, Row, Unreadable, push, tidy};

/// How large the parts of a file may be together, unfolded.
const UNFOLDED_MAX: u64 = 48 * 1024 * 1024;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Finds the cells that are worked out.
fn formulas(book: &mut Book<'_>, name: &str) -> Result<BTreeSet<(u32, u32)>, Unreadable> {
    let mut found = BTreeSet::new();
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|_| Unreadable::Broken)?;
    while let Some(cell) = reader.next_formula().map_err(|_| Unreadable::Broken)? {
        if !cell.get_value().is_empty() {
            found.insert(cell.get_position());
        }
        if found.len() > ROWS_MAX * COLUMNS_MAX {
            return Err(Unreadable::TooManyRows);
        }
    }
    Ok(found)
}

/// Reads the first sheet.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    look_inside(bytes)?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let names = book.sheet_names();
    let name = names.first().ok_or(Unreadable::Empty)?;
    let formulas = formulas(&mut book, name)?;
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|_| Unreadable::Broken)?;
    let mut rows = Vec::new();
    let (mut here, mut cells): (u32, Vec<Cell>) = (0, Vec::new());
    while let Some(cell) = reader.next_cell().map_err(|_| Unreadable::Broken)? {
        let (row, column) = cell.get_position();
        if row != here {
            push(&mut rows, number_of(here), std::mem::take(&mut cells))?;
            here = row;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            continue;
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = if formulas.contains(&cell.get_position()) {
            Cell::Formula
        } else {
            cell_of(cell.get_value())
        };
    }
    push(&mut rows, number_of(here), cells)?;
    Ok(rows)
}

fn number_of(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1)
}

fn cell_of(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Int(n) => Cell::Number(n.to_string()),
        DataRef::Float(n) => Cell::Number(format!("{n}").chars().take(CELL_MAX).collect()),
        DataRef::Bool(yes) => Cell::Text(yes.to_string()),
        DataRef::Error(_) => Cell::Formula,
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Date,
        DataRef::Empty => Cell::Empty,
    }
}

fn text_cell(text: &str) -> Cell {
    let text = tidy(text);
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

/// Reads the list of contents of a zip file: whether it is an XLSX without macros, and how large it says it unfolds.
fn look_inside(bytes: &[u8]) -> Result<(), Unreadable> {
    let u16_at = |at: usize| {
        let two = bytes.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_le_bytes(two.try_into().ok()?)))
    };
    let u32_at = |at: usize| {
        let four = bytes.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    };
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06");
    let end = end.ok_or(Unreadable::Broken)?;
    let count = u16_at(end + 10).ok_or(Unreadable::Broken)?;
    let start = u32_at(end + 16).ok_or(Unreadable::Broken)?;
    let mut at = usize::try_from(start).map_err(|_| Unreadable::Broken)?;
    let (mut unfolded, mut is_book, mut has_macros) = (0_u64, false, false);
    for _ in 0..count {
        let entry = || -> Option<(u64, &[u8], usize)> {
            (bytes.get(at..at.checked_add(4)?)? == b"PK\x01\x02").then_some(())?;
            let size = u64::from(u32_at(at + 24)?);
            let name = bytes.get(at + 46..(at + 46).checked_add(u16_at(at + 28)?)?)?;
            let next = at + 46 + name.len() + u16_at(at + 30)? + u16_at(at + 32)?;
            Some((size, name, next))
        };
        let (size, name, next) = entry().ok_or(Unreadable::Broken)?;
        unfolded = unfolded.saturating_add(size);
        is_book |= name == b"xl/workbook.xml";
        has_macros |= name.ends_with(b"vbaProject.bin");
        at = next;
    }
    if has_macros {
        Err(Unreadable::Macros)
    } else if !is_book {
        Err(Unreadable::WrongType)
    } else if unfolded > UNFOLDED_MAX {
        Err(Unreadable::TooLarge)
    } else {
        Ok(())
    }
}
