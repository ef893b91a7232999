//! What each column of a list holds, and the people its rows tell of.
//!
//! A guess is only where the form begins: an organiser says what the columns are. A row that is not a name with a way
//! to reach the person is named by its number and what is wrong with it; nothing in it is put right by guessing.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::file::{Cell, Row};
use super::wrong::{Bad, Wrong};
use crate::mail;
use crate::people::{name, reach};

/// The longest phone number, in characters.
const PHONE_MAX: usize = 30;

/// How much of a name is shown beside a row that is not right.
const NAME_SHOWN: usize = 60;

/// What a column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    #[default]
    Skip,
    Name,
    First,
    Last,
    Email,
    Phone,
}

impl Column {
    pub const ALL: [Self; 6] = [
        Self::Skip,
        Self::Name,
        Self::First,
        Self::Last,
        Self::Email,
        Self::Phone,
    ];

    /// Returns the value in the form, which is also the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Name => "name",
            Self::First => "first",
            Self::Last => "last",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == text)
    }
}

/// What an organiser said of a list's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub columns: Vec<Column>,
    /// The first row holds headings, not a person.
    pub headings: bool,
}

/// A list as it is kept: its rows, and its columns once they were said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    pub rows: Vec<Row>,
    pub mapping: Option<Mapping>,
}

impl List {
    /// Returns how many columns the widest row has.
    pub fn width(&self) -> usize {
        self.rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0)
    }

    /// Returns what stands in a cell.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        const NOTHING: &Cell = &Cell::Empty;
        let row = self.rows.get(row);
        row.and_then(|row| row.cells.get(column)).unwrap_or(NOTHING)
    }

    /// Guesses the columns by their headings, or by what stands in them.
    pub fn guess(&self) -> Mapping {
        let named: Vec<Column> = (0..self.width())
            .map(|column| by_heading(self.cell(0, column).text()))
            .collect();
        let headings = named.iter().any(|column| *column != Column::Skip);
        let mut columns = if headings { named } else { self.by_content() };
        let both = columns.contains(&Column::First);
        for n in 0..columns.len() {
            let twice = columns[..n].contains(&columns[n]);
            if twice || (both && columns[n] == Column::Name) {
                columns[n] = Column::Skip;
            }
        }
        Mapping { columns, headings }
    }

    fn by_content(&self) -> Vec<Column> {
        let most = |column: usize, is: &dyn Fn(&str) -> bool| {
            let filled = (0..self.rows.len()).map(|row| self.cell(row, column).text());
            let filled: Vec<&str> = filled.filter(|text| !text.is_empty()).collect();
            let fits = filled.iter().filter(|text| is(text)).count();
            !filled.is_empty() && fits * 2 > filled.len()
        };
        (0..self.width())
            .map(|column| {
                if most(column, &|text| text.contains('@')) {
                    Column::Email
                } else if most(column, &reach::is_phone) {
                    Column::Phone
                } else if most(column, &|text| name::parse(text).is_some()) {
                    Column::Name
                } else {
                    Column::Skip
                }
            })
            .collect()
    }
}

/// Tells whether a text is the heading of a column that we know.
pub fn is_heading(text: &str) -> bool {
    by_heading(text) != Column::Skip
}

fn by_heading(heading: &str) -> Column {
    let heading = heading.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if heading.contains('@') || heading.len() > 40 {
        Column::Skip
    } else if has(&["mail"]) {
        Column::Email
    } else if has(&["phone", "mobile", "tel", "handy", "cell"]) {
        Column::Phone
    } else if has(&["first", "given", "forename", "vorname"]) {
        Column::First
    } else if has(&["last", "surname", "family", "nachname"]) {
        Column::Last
    } else if has(&["name", "nombre", "nome", "nom", "person"]) {
        Column::Name
    } else {
        Column::Skip
    }
}

/// Somebody a row tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    pub number: usize,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The number was kept as a number: a nought at its beginning may be gone.
    pub cut: bool,
}

/// Reads the people of a list whose columns were said.
pub fn people(list: &List, mapping: &Mapping) -> (Vec<Good>, Vec<Bad>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, row) in list
        .rows
        .iter()
        .enumerate()
        .skip(usize::from(mapping.headings))
    {
        let number = row.number;
        let wrong = |wrong| Bad {
            number,
            wrong,
            earlier: 0,
        };
        match person(list, mapping, at, number) {
            Err(reason) => bad.push(wrong(reason)),
            Ok(person) => {
                if let Some(earlier) = seen.get(&same(&person)) {
                    let earlier = *earlier;
                    bad.push(Bad {
                        earlier,
                        ..wrong(Wrong::Twice)
                    });
                } else {
                    seen.insert(same(&person), number);
                    good.push(person);
                }
            }
        }
    }
    (good, bad)
}

/// Returns the name that stands in a row, as it was typed.
pub fn typed_name(list: &List, mapping: &Mapping, number: usize) -> String {
    let Some(row) = list.rows.iter().position(|row| row.number == number) else {
        return String::new();
    };
    let text = |wanted: Column| {
        let column = mapping.columns.iter().position(|c| *c == wanted);
        column.map_or("", |column| list.cell(row, column).text())
    };
    let parts = [Column::Name, Column::First, Column::Last].map(text);
    parts.join(" ").trim().chars().take(NAME_SHOWN).collect()
}

/// What makes two rows the same person: the address; without one the number and the name, as a home shares its phone.
fn same(person: &Good) -> String {
    match (&person.email, &person.phone) {
        (Some(email), _) => email.to_lowercase(),
        (None, phone) => {
            let digits = phone.iter().flat_map(|phone| phone.chars());
            let digits: String = digits.filter(char::is_ascii_digit).collect();
            format!("{digits} {}", person.name.to_lowercase())
        }
    }
}

fn person(list: &List, mapping: &Mapping, row: usize, number: usize) -> Result<Good, Wrong> {
    let cell = |wanted: Column| {
        let column = mapping.columns.iter().position(|c| *c == wanted);
        column.map_or(&Cell::Empty, |column| list.cell(row, column))
    };
    let email = email_of(cell(Column::Email))?;
    let phone = phone_of(cell(Column::Phone))?;
    let name = name_of([cell(Column::Name), cell(Column::First), cell(Column::Last)])?;
    if email.is_none() && phone.is_none() {
        return Err(Wrong::NoReach);
    }
    Ok(Good {
        number,
        name,
        email,
        cut: phone.is_some() && matches!(cell(Column::Phone), Cell::Number(_)),
        phone,
    })
}

fn name_of(parts: [&Cell; 3]) -> Result<String, Wrong> {
    if parts.contains(&&Cell::Formula) {
        return Err(Wrong::NameFormula);
    }
    if parts.contains(&&Cell::Date) {
        return Err(Wrong::NameDate);
    }
    let parts: Vec<&str> = parts.iter().map(|cell| cell.text()).collect();
    let whole = parts.join(" ");
    if whole.trim().is_empty() {
        return Err(Wrong::NoName);
    }
    name::parse(&whole).ok_or(Wrong::Name)
}

fn email_of(cell: &Cell) -> Result<Option<String>, Wrong> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Formula => Err(Wrong::EmailFormula),
        Cell::Date | Cell::Number(_) => Err(Wrong::NoAt),
        Cell::Text(text) if !text.contains('@') => Err(Wrong::NoAt),
        Cell::Text(text) => mail::address(text).map(Some).ok_or(Wrong::Email),
    }
}

fn phone_of(cell: &Cell) -> Result<Option<String>, Wrong> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Formula => Err(Wrong::PhoneFormula),
        Cell::Date => Err(Wrong::Phone),
        Cell::Text(text) | Cell::Number(text) => {
            let right = reach::is_phone(text) && text.chars().count() <= PHONE_MAX;
            right.then(|| Some(text.clone())).ok_or(Wrong::Phone)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::super::wrong::{read_left, write_left};
    use super::*;

    fn list(text: &str) -> List {
        let rows = file::read(text.as_bytes()).unwrap();
        List {
            rows,
            mapping: None,
        }
    }

    #[test]
    fn columns_are_guessed_by_their_headings_or_by_what_stands_in_them() {
        use Column::{Email, First, Last, Name, Phone, Skip};
        let guess = |text: &str| list(text).guess();
        let with = guess(
            "Id,First name,Last name,E-Mail Address,Mobile,Second e-mail\n1,Sam,Khan,s@example.org,,\n",
        );
        assert_eq!(with.columns, [Skip, First, Last, Email, Phone, Skip]);
        assert!(with.headings);
        let without = guess("Sam Khan,020 7946 0123,s@example.org,7\nWin,,w@example.org,8\n");
        assert_eq!(without.columns, [Name, Phone, Email, Skip]);
        assert!(!without.headings);
    }

    #[test]
    fn each_row_is_a_person_or_says_what_is_wrong_with_it() {
        let list = list(
            "name,email,phone\nSam Khan,sam@example.org,\n,x@example.org,\nMaria,maria.example.org,\nInes,ines@,\n\
             12/03/1980,d@example.org,\n=A1,f@example.org,\nPhone Only,,020 7946 0123\nphone only,,(020) 79460123\n\
             Nobody,,\nSam,SAM@example.org,\nWin 100,w@example.org,\nOto,,12\n",
        );
        let (good, bad) = people(&list, &list.guess());
        let names: Vec<_> = good.iter().map(|g| (g.number, g.name.as_str())).collect();
        assert_eq!(names, [(2, "Sam Khan"), (8, "Phone Only")]);
        let wrong: Vec<_> = bad.iter().map(|b| (b.number, b.wrong, b.earlier)).collect();
        assert_eq!(
            wrong,
            [
                (3, Wrong::NoName, 0),
                (4, Wrong::NoAt, 0),
                (5, Wrong::Email, 0),
                (6, Wrong::NameDate, 0),
                (7, Wrong::NameFormula, 0),
                (9, Wrong::Twice, 8),
                (10, Wrong::NoReach, 0),
                (11, Wrong::Twice, 2),
                (12, Wrong::Name, 0),
                (13, Wrong::Phone, 0),
            ]
        );
        assert_eq!(read_left(&write_left(&bad)), bad);
        assert!(read_left("x_7z_<b>_é").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_list_is_read_row_by_row(text in "[a-z@\",;\t\n=0-9/.é ]{0,300}") {
            if let Ok(rows) = file::read(text.as_bytes()) {
                let list = List { rows, mapping: None };
                let guess = list.guess();
                let (good, bad) = people(&list, &guess);
                let headings = usize::from(guess.headings);
                proptest::prop_assert_eq!(good.len() + bad.len() + headings, list.rows.len());
            }
        }
    }
}
