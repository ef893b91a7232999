//! Tables as files for spreadsheets.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula and run it; such a cell gets an
//! apostrophe in front. The file begins with a byte order mark, by which Excel knows that it is UTF-8.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::web::{Error, Result};

/// A table that grows row by row.
pub struct Table(csv::Writer<Vec<u8>>);

impl Default for Table {
    fn default() -> Self {
        let mut bytes = Vec::with_capacity(64 * 1024);
        bytes.extend_from_slice("\u{feff}".as_bytes());
        let mut builder = csv::WriterBuilder::new();
        Self(builder.terminator(csv::Terminator::CRLF).from_writer(bytes))
    }
}

impl Table {
    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> Result<()> {
        let cells = cells.into_iter().map(|cell| harmless(cell.as_ref()));
        self.0
            .write_record(cells)
            .map_err(|error| Error::Broken(error.to_string()))
    }

    /// Returns the file's bytes.
    pub fn finish(self) -> Result<Vec<u8>> {
        let bytes = self.0.into_inner();
        bytes.map_err(|error| Error::Broken(error.to_string()))
    }
}

/// Makes a text one that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Answers with a table as a file of this name; only ASCII letters, digits, dots and dashes are in the name.
pub fn file(table: Table, name: &str) -> Result<Response> {
    let attached = format!("attachment; filename=\"{name}\"");
    let attached =
        HeaderValue::from_str(&attached).map_err(|error| Error::Broken(error.to_string()))?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, attached),
    ];
    Ok((headers, table.finish()?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r52_a_cell_is_never_a_formula_and_the_file_says_that_it_is_utf_8() {
        let mut table = Table::default();
        let cells = [
            "=1+1",
            "+44",
            "-",
            "@SUM(A1)",
            "\tx",
            "Zo\u{eb}, \"Z\"\nb",
            "",
        ];
        table.row(cells).unwrap();
        let bytes = table.finish().unwrap();
        assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&bytes[3..]);
        let row = reader.records().next().unwrap().unwrap();
        let read: Vec<&str> = row.iter().collect();
        let safe = ["'=1+1", "'+44", "'-", "'@SUM(A1)", "'\tx"];
        assert_eq!(read[..5], safe);
        assert_eq!(read[5..], ["Zo\u{eb}, \"Z\"\nb", ""]);
    }
}
