//! What is wrong with a row of a list, and a way to tell which rows were left out without what stood in them.

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    NoName,
    Name,
    NameDate,
    NameFormula,
    /// Neither an address nor a number.
    NoReach,
    NoAt,
    Email,
    EmailFormula,
    Phone,
    PhoneFormula,
    /// The same person stands in an earlier row.
    Twice,
    AlreadyHere,
    MayNotBeAsked,
}

impl Wrong {
    /// The short sign of each in an address, and the ending of its words.
    const ALL: [(Self, char, &'static str); 13] = [
        (Self::NoName, 'a', "no-name"),
        (Self::Name, 'b', "name"),
        (Self::NameDate, 'c', "name-date"),
        (Self::NameFormula, 'd', "name-formula"),
        (Self::NoReach, 'e', "no-reach"),
        (Self::NoAt, 'f', "no-at"),
        (Self::Email, 'g', "email"),
        (Self::EmailFormula, 'h', "email-formula"),
        (Self::Phone, 'i', "phone"),
        (Self::PhoneFormula, 'j', "phone-formula"),
        (Self::Twice, 'k', "twice"),
        (Self::AlreadyHere, 'l', "already-here"),
        (Self::MayNotBeAsked, 'm', "may-not"),
    ];

    fn told(self) -> (char, &'static str) {
        let found = Self::ALL.iter().find(|(wrong, ..)| *wrong == self);
        found.map_or(('a', "no-name"), |(_, sign, words)| (*sign, *words))
    }

    /// Returns the ending of its words.
    pub fn as_str(self) -> &'static str {
        self.told().1
    }
}

/// A row that nobody is added for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bad {
    pub number: usize,
    pub wrong: Wrong,
    /// The row in which the same person stands, or 0.
    pub earlier: usize,
}

/// Writes rows that were left out so short that an address holds them: nothing of what stood in them.
pub fn write_left(bad: &[Bad]) -> String {
    let one = |bad: &Bad| {
        let sign = bad.wrong.told().0;
        match bad.earlier {
            0 => format!("{}{sign}", bad.number),
            earlier => format!("{}{sign}{earlier}", bad.number),
        }
    };
    bad.iter().map(one).collect::<Vec<_>>().join("_")
}

/// Reads what [`write_left`] wrote; what it cannot have written falls away.
pub fn read_left(text: &str) -> Vec<Bad> {
    let one = |part: &str| {
        let at = part.find(|c: char| c.is_ascii_lowercase())?;
        let (number, rest) = part.split_at(at);
        let sign = rest.chars().next()?;
        let found = Wrong::ALL.iter().find(|(_, letter, _)| *letter == sign)?;
        Some(Bad {
            number: number.parse().ok()?,
            wrong: found.0,
            earlier: rest[1..].parse().unwrap_or(0),
        })
    };
    text.split('_').filter_map(one).collect()
}
