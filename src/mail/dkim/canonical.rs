//! The one way of writing a message down that is signed: "relaxed" (RFC 6376, 3.4.2 and 3.4.4), so that a mail server on
//! the way may fold lines and change spaces without breaking the signature.

/// A header field as it is signed: its name in small letters, its value on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    value: String,
}

impl Field {
    pub fn new(name: &str, value: &str) -> Self {
        let words: Vec<&str> = value
            .split([' ', '\t', '\r', '\n'])
            .filter(|word| !word.is_empty())
            .collect();
        Self {
            name: name.trim().to_ascii_lowercase(),
            value: words.join(" "),
        }
    }

    /// Returns the field without the end of its line.
    pub fn line(&self) -> String {
        format!("{}:{}", self.name, self.value)
    }
}

/// Takes a message apart into its header fields and its body.
pub fn parts(message: &[u8]) -> Option<(Vec<Field>, &[u8])> {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&message[..end]).ok()?;
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            fields.last_mut()?.1.push_str(line);
        } else {
            let (name, value) = line.split_once(':')?;
            fields.push((name, value.to_owned()));
        }
    }
    let fields = fields
        .iter()
        .map(|(name, value)| Field::new(name, value))
        .collect();
    Some((fields, &message[end + 4..]))
}

/// Finds the last field of this name, which is the one that counts.
pub fn find<'a>(head: &'a [Field], name: &str) -> Option<&'a Field> {
    head.iter().rev().find(|field| field.name == name)
}

/// Returns the body as it is hashed: no spaces at the ends of lines, one between words, no empty lines at the end.
pub fn body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    // Where the text ends so far, without the empty lines after it.
    let mut end = 0;
    let last = body.strip_suffix(b"\r\n").unwrap_or(body);
    for line in last.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut gap = false;
        for byte in line {
            if matches!(byte, b' ' | b'\t') {
                gap = true;
                continue;
            }
            if gap {
                out.push(b' ');
                gap = false;
            }
            out.push(*byte);
            end = out.len() + 2;
        }
        out.extend_from_slice(b"\r\n");
    }
    out.truncate(end);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_comes_out_as_it_says() {
        // RFC 6376, 3.4.5.
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, rest) = parts(message).unwrap();
        let lines: Vec<String> = head.iter().map(Field::line).collect();
        assert_eq!(lines, ["a:X", "b:Y Z"]);
        assert_eq!(body(rest), b" C\r\nD E\r\n");
    }

    #[test]
    fn an_empty_body_is_nothing() {
        for empty in [&b""[..], b"\r\n", b"\r\n\r\n", b" \r\n\t\r\n"] {
            assert_eq!(body(empty), b"");
        }
        assert_eq!(body(b"x"), b"x\r\n");
        assert_eq!(body(b"x\r\n\r\n\r\ny\r\n\r\n"), b"x\r\n\r\n\r\ny\r\n");
    }
}
