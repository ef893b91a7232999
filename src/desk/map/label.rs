//! Names cut to the room beside their neighbours.
//!
//! The server cannot measure letters: it counts each with the width of its kind in a wide typeface, so that a cut name is
//! rather too short than too long.

/// Returns a name that takes at most `room` px at `size` px, with an ellipsis where something was cut off.
pub fn fit(name: &str, size: f64, room: f64) -> Option<String> {
    let whole: f64 = name.chars().map(width).sum();
    if whole * size <= room {
        return None;
    }
    let mut left = room / size - width('\u{2026}');
    let mut cut: String = name
        .chars()
        .take_while(|&c| {
            left -= width(c);
            left >= 0.0
        })
        .collect();
    cut.truncate(cut.trim_end().len());
    cut.push('\u{2026}');
    Some(cut)
}

/// Estimates how wide a letter is, in parts of the letter size, in bold.
fn width(c: char) -> f64 {
    match c {
        _ if unicode_normalization::char::is_combining_mark(c) => 0.0,
        'i' | 'j' | 'l' | 'I' | 'f' | 't' | 'r' | '.' | '\'' | '\u{2019}' | ' ' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '\u{2026}' => 1.05,
        c if c.is_ascii_uppercase() => 0.78,
        // Chinese, Japanese and Korean signs are square; Ethiopic ones almost so.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' => 1.0,
        '\u{1200}'..='\u{139f}' => 0.9,
        c if c.is_uppercase() => 0.8,
        _ => 0.68,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_with_an_ellipsis_and_a_short_one_is_left_alone() {
        assert_eq!(fit("Maria", 16.0, 138.0), None);
        let cut = fit("Bartholomew Featherstonehaugh", 16.0, 138.0).unwrap();
        assert!(
            cut.ends_with('\u{2026}') && cut.starts_with("Barth"),
            "{cut}"
        );
        assert!(cut.chars().count() < 16);
        let cut = fit(
            "\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}\u{6587}\u{4e2d}",
            16.0,
            138.0,
        )
        .unwrap();
        assert_eq!(cut.chars().count(), 8);
        // Marks that stand above a letter take no room and are not torn from it.
        assert_eq!(fit("a\u{301}".repeat(12).as_str(), 16.0, 138.0), None);
    }
}
