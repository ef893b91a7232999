//! Setting a chain up to its opening, using it again, and first people from a spreadsheet.

mod again;
mod list;
mod sheet;
mod support;
