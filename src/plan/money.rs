//! Sums of money: typed by people, kept in whole pence, written with the pound sign.

use crate::methods::shares::PENCE_MAX;

/// Reads a sum as people type it ("1250", "£1,250.50", "12.5") in pence; `None` of anything else, and of more than the
/// largest sum.
pub fn parse(text: &str) -> Option<i64> {
    let typed: String = text
        .trim()
        .trim_start_matches('£')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (pounds, pence) = typed.split_once('.').unwrap_or((&typed, ""));
    let pounds = whole(pounds)?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let pence = match pence.len() {
        0 if !typed.ends_with('.') => 0,
        1 if digits(pence) => 10 * pence.parse::<u64>().ok()?,
        2 if digits(pence) => pence.parse().ok()?,
        _ => return None,
    };
    let sum = pounds.checked_mul(100)?.checked_add(pence)?;
    i64::try_from(sum).ok().filter(|_| sum <= PENCE_MAX)
}

/// Reads whole pounds: digits, or digits with a comma before every three.
fn whole(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split(',').collect();
    let first_is_right = parts.len() == 1 || (1..=3).contains(&parts[0].len());
    let threes = parts.iter().skip(1).all(|part| part.len() == 3);
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b',');
    (first_is_right && threes && digits).then(|| parts.concat().parse().ok())?
}

/// Writes a sum: £12.40, £1,250, £0.
pub fn written(pence: i64) -> String {
    let (pounds, rest) = (pence / 100, pence % 100);
    let digits = pounds.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest == 0 {
        format!("£{grouped}")
    } else {
        format!("£{grouped}.{rest:02}")
    }
}

/// Returns a stored sum as a person would type it, without the pound sign; nothing for none.
pub fn typed(pence: Option<i64>) -> String {
    let sum = pence.map(written).unwrap_or_default();
    sum.trim_start_matches('£').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_read_as_people_type_it() {
        for (text, pence) in [
            ("0", 0),
            ("12", 1_200),
            ("£12.40", 1_240),
            (" £ 1,250.5 ", 125_050),
            ("1 250", 125_000),
            ("1,000,000", 100_000_000),
        ] {
            assert_eq!(parse(text), Some(pence), "{text}");
        }
        for bad in [
            "",
            "£",
            "-5",
            "12.345",
            "1,25",
            "12,40",
            "ten",
            "1.2.3",
            "12.",
            ".50",
            "99999999999999999999",
            "1e3",
            "+5",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_sum_is_written_with_its_pound_sign() {
        let sums = [0, 5, 1_240, 120_000, 125_050, 100_000_000];
        let written: Vec<String> = sums.into_iter().map(written).collect();
        let wanted = ["£0", "£0.05", "£12.40", "£1,200", "£1,250.50", "£1,000,000"];
        assert_eq!(written, wanted);
        assert_eq!(typed(Some(125_050)), "1,250.50");
        assert_eq!(typed(None), "");
        assert!(
            sums.iter()
                .all(|sum| parse(&typed(Some(*sum))) == Some(*sum))
        );
    }
}
