//! The DNS records that tell other mail servers who may send for a domain, as lines to copy into the DNS.

use super::{Key, Signer};

/// One string of a TXT record holds so many bytes; a longer text is written as several.
const STRING: usize = 255;

/// What a TXT record should say, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Txt {
    pub name: String,
    pub text: String,
}

impl Txt {
    fn new(name: String, text: String) -> Self {
        Self { name, text }
    }

    /// Returns the line of a zone file.
    pub fn line(&self) -> String {
        let strings: Vec<String> = self
            .text
            .as_bytes()
            .chunks(STRING)
            .map(|string| format!("\"{}\"", String::from_utf8_lossy(string)))
            .collect();
        format!("{}. TXT {}", self.name, strings.join(" "))
    }
}

impl Key {
    /// Returns the record that holds the public half.
    pub fn record(&self, domain: &str) -> Txt {
        let (selector, kind) = (&self.selector, self.algorithm());
        Txt::new(
            format!("{selector}._domainkey.{domain}"),
            format!("v=DKIM1; k={kind}; p={}", self.public()),
        )
    }
}

impl Signer {
    /// Returns the record of each key.
    pub fn records(&self) -> Vec<Txt> {
        let records = self.keys.iter().map(|key| key.record(&self.domain));
        records.collect()
    }
}

/// Who may send for the domain: its own mail servers, and the one we hand our messages to.
pub fn spf(domain: &str, relay: Option<&str>) -> Txt {
    let relay = relay.map(|host| format!(" a:{host}")).unwrap_or_default();
    Txt::new(domain.to_owned(), format!("v=spf1 mx{relay} ~all"))
}

/// What others do with a message that is not ours: at first only tell us.
pub fn dmarc(domain: &str) -> Txt {
    Txt::new(
        format!("_dmarc.{domain}"),
        format!("v=DMARC1; p=none; rua=mailto:postmaster@{domain}"),
    )
}

/// Wraps an RSA public key (PKCS#1) as the `SubjectPublicKeyInfo` that DKIM records hold.
pub(super) fn public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    /// `rsaEncryption` with its empty parameters.
    const RSA: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let bits = [&[0], pkcs1].concat();
    let inside = [&RSA[..], &tagged(0x03, &bits)].concat();
    tagged(0x30, &inside)
}

/// A value in DER: its tag, its length, itself.
fn tagged(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(value.len()) {
        Ok(length) if length < 0x80 => out.push(length),
        _ => {
            let length = value.len().to_be_bytes();
            let digits = length.into_iter().skip_while(|byte| *byte == 0);
            let digits: Vec<u8> = digits.collect();
            out.extend(u8::try_from(digits.len()).map(|count| 0x80 | count));
            out.extend_from_slice(&digits);
        }
    }
    out.extend_from_slice(value);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_stands_in_strings_of_at_most_255() {
        let txt = Txt::new("a.example.org".to_owned(), "x".repeat(400));
        let line = txt.line();
        assert_eq!(
            line,
            format!(
                "a.example.org. TXT \"{}\" \"{}\"",
                "x".repeat(255),
                "x".repeat(145)
            )
        );
    }

    #[test]
    fn lengths_are_written_as_der_wants_them() {
        assert_eq!(tagged(4, &[]), [4, 0]);
        assert_eq!(tagged(4, &[7]), [4, 1, 7]);
        assert_eq!(tagged(4, &[0; 200])[..3], [4, 0x81, 200]);
        assert_eq!(tagged(4, &[0; 300])[..4], [4, 0x82, 1, 44]);
    }
}
