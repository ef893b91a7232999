//! Plain text that somebody wrote, shown with its lines kept and its web addresses as links.
//!
//! Only `http` and `https` addresses become links; everything is still escaped by the template that shows it.

/// A part of a line: words, or a web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub link: bool,
}

/// Cuts a text into its lines, each in pieces; empty lines fall away.
pub fn lines(text: &str) -> Vec<Vec<Piece>> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(pieces)
        .collect()
}

fn pieces(line: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for word in line.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let address = bare.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        if is_address(address) {
            out.push(Piece {
                text: address.to_owned(),
                link: true,
            });
            push_words(&mut out, &word[address.len()..]);
        } else {
            push_words(&mut out, word);
        }
    }
    out
}

fn is_address(word: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| word.strip_prefix(scheme));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()) && rest.contains('.'))
}

fn push_words(out: &mut Vec<Piece>, text: &str) {
    match out.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if !last.link => last.text.push_str(text),
        _ => out.push(Piece {
            text: text.to_owned(),
            link: false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<Vec<(String, bool)>> {
        lines(text)
            .into_iter()
            .map(|line| line.into_iter().map(|p| (p.text, p.link)).collect())
            .collect()
    }

    #[test]
    fn lines_stay_and_only_web_addresses_become_links() {
        assert_eq!(
            shown("Call 020 7946 0123\n\nSee https://help.example.org/now. Or come in."),
            [
                vec![("Call 020 7946 0123".to_owned(), false)],
                vec![
                    ("See ".to_owned(), false),
                    ("https://help.example.org/now".to_owned(), true),
                    (". Or come in.".to_owned(), false),
                ],
            ]
        );
        for harmless in [
            "javascript:alert(1)",
            "https://",
            "http://\"><b>",
            "data:x.y",
        ] {
            assert_eq!(shown(harmless), [vec![(harmless.to_owned(), false)]]);
        }
    }
}
