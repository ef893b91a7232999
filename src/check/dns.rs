//! `daisychain check --dns`: whether other mail servers can tell our messages from forged ones, and the record to add
//! where they cannot.
//!
//! What could not be asked is never called missing.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use secrecy::ExposeSecret;
use url::Url;

use super::Finding;
use super::ask::{Dns, Said};
use super::spf::{self, Ends, QUESTIONS};
use crate::config::Settings;
use crate::mail::dkim::{Signer, records};

/// What is asked, and whom.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Asked {
    /// Ask the DNS, too: whether the records for the sending domain are there and right
    #[arg(long)]
    pub dns: bool,

    /// Ask this name server instead of the ones of this machine
    #[arg(long, value_name = "ADDRESS:PORT", requires = "dns")]
    pub dns_server: Option<SocketAddr>,

    /// The selector the mail server signs with, where that is left to it
    #[arg(long, requires = "dns")]
    pub selector: Option<String>,
}

/// Asks everything about the domain messages come from.
pub async fn run(settings: &Settings, asked: &Asked) -> Vec<Finding> {
    let dns = match Dns::new(asked.dns_server) {
        Ok(dns) => dns,
        Err(error) => {
            let what = format!("DNS: could not ask: {error}. Name a server with --dns-server.");
            return vec![Finding::Do(what)];
        }
    };
    let domain = settings.mail_domain();
    if !is_public(domain) {
        let what = "DNS: MAIL_FROM is at no domain of the internet. Set it to an address of yours.";
        return vec![Finding::Do(what.to_owned())];
    }
    // Another domain that messages go back to needs the same two: put it here beside the sending one.
    let mut findings = vec![
        servers(&dns, domain).await,
        sender(&dns, domain, relay(settings)).await,
    ];
    match settings.signer() {
        Ok(Some(signer)) => findings.extend(keys(&dns, &signer).await),
        Ok(None) => findings.push(relay_key(&dns, domain, asked.selector.as_deref()).await),
        Err(error) => findings.push(Finding::Do(error.to_string())),
    }
    findings.push(policy(&dns, domain).await);
    findings
}

/// Tells whether a domain can stand in the DNS of the internet.
pub fn is_public(domain: &str) -> bool {
    domain.contains('.') && !domain.ends_with(".localdomain")
}

/// The host messages are handed to, if it is another machine.
pub fn relay(settings: &Settings) -> Option<String> {
    let url: Url = settings.smtp_url.as_ref()?.expose_secret().parse().ok()?;
    let host = url.host_str()?.to_owned();
    let elsewhere = host.contains('.') && host.parse::<std::net::IpAddr>().is_err();
    elsewhere.then_some(host)
}

fn unasked(what: &str, name: &str, why: &str) -> Finding {
    Finding::Do(format!(
        "{what}: could not ask for {name}: {why}. Try again, or name another server with --dns-server."
    ))
}

async fn servers(dns: &Dns, domain: &str) -> Finding {
    let add = format!("Add: {domain}. MX 10 YOUR-MAIL-SERVER.");
    match dns.mail_servers(domain).await {
        Said::Records(servers) if servers.iter().all(|server| server == ".") => {
            Finding::Do(format!(
                "MX: {domain} says that it takes no mail, so what comes back to us is lost. {add}"
            ))
        }
        Said::Records(servers) => {
            let servers: Vec<&str> = servers.iter().map(|s| s.trim_end_matches('.')).collect();
            Finding::Fine(format!("MX: {domain} takes mail at {}", servers.join(", ")))
        }
        Said::Nothing => Finding::Do(format!(
            "MX: {domain} has none, so what comes back to us is lost. {add}"
        )),
        Said::NoName => Finding::Do(format!(
            "MX: there is no domain {domain}. Check MAIL_FROM, or register it. {add}"
        )),
        Said::Unknown(why) => unasked("MX", domain, &why),
    }
}

async fn sender(dns: &Dns, domain: &str, relay: Option<String>) -> Finding {
    let add = format!(
        "Add, with the include: your mail provider names, if it does: {}",
        records::spf(domain, relay.as_deref()).line()
    );
    let texts = match dns.texts(domain).await {
        Said::Records(texts) => texts,
        Said::Nothing | Said::NoName => Vec::new(),
        Said::Unknown(why) => return unasked("SPF", domain, &why),
    };
    let found: Vec<String> = texts.into_iter().filter(|text| spf::is_spf(text)).collect();
    let record = match found.as_slice() {
        [] => return Finding::Do(format!("SPF: {domain} has no record. {add}")),
        [record] => record,
        several => {
            return Finding::Do(format!(
                "SPF: {domain} has {} records, so receivers take none. Keep one: {}",
                several.len(),
                several.join(" | ")
            ));
        }
    };
    let counted = match spf::follow(dns, record, 0).await {
        Ok(counted) => counted,
        Err(why) => return Finding::Do(format!("SPF: {record}: {why}.")),
    };
    if counted.questions > QUESTIONS {
        return Finding::Do(format!(
            "SPF: {record} makes receivers ask {} questions, and they stop at {QUESTIONS}. Take an include: out.",
            counted.questions
        ));
    }
    match counted.ends {
        Ends::Closed => Finding::Fine(format!("SPF: {record}")),
        Ends::Open => Finding::Note(format!(
            "SPF: {record} lets everybody send as {domain}. Let it end in ~all or -all."
        )),
    }
}

async fn keys(dns: &Dns, signer: &Signer) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in &signer.keys {
        let record = key.record(&signer.domain);
        let said = dns.texts(&record.name).await;
        findings.push(published(
            &record.name,
            said,
            Some((key.algorithm(), &key.public())),
            &format!("Add: {}", record.line()),
        ));
    }
    findings
}

async fn relay_key(dns: &Dns, domain: &str, selector: Option<&str>) -> Finding {
    let Some(selector) = selector else {
        return Finding::Note(format!(
            "DKIM: left to the mail server. It must sign for d={domain}; name its selector with --selector to have \
             its record looked at, or sign here: daisychain dkim new"
        ));
    };
    let name = format!("{selector}._domainkey.{domain}");
    let said = dns.texts(&name).await;
    published(&name, said, None, "Ask your mail provider for the record.")
}

/// Judges what stands where a public key belongs. `ours` is what should stand there, as far as we know.
fn published(name: &str, said: Said, ours: Option<(&str, &str)>, add: &str) -> Finding {
    let texts = match said {
        Said::Records(texts) => texts,
        Said::Nothing | Said::NoName => {
            return Finding::Do(format!("DKIM: {name} has no record. {add}"));
        }
        Said::Unknown(why) => return unasked("DKIM", name, &why),
    };
    let [text] = texts.as_slice() else {
        let n = texts.len();
        return Finding::Do(format!("DKIM: {name} has {n} records. Keep one. {add}"));
    };
    let tags = tags(text);
    let kind = tags.get("k").map_or("rsa", String::as_str);
    let theirs = tags
        .get("p")
        .map(|p| p.split_whitespace().collect::<String>());
    match (theirs, ours) {
        (None, _) => Finding::Do(format!("DKIM: {name} holds no key: {text}. {add}")),
        (Some(p), _) if p.is_empty() => Finding::Do(format!(
            "DKIM: {name} says that its key must not be used any more. {add}"
        )),
        (Some(p), Some((algorithm, public))) if p != public || kind != algorithm => {
            Finding::Do(format!(
                "DKIM: {name} holds another key than DKIM_DIR, so every signature fails. {add}"
            ))
        }
        _ if tags
            .get("t")
            .is_some_and(|t| t.split(':').any(|flag| flag == "y")) =>
        {
            Finding::Note(format!(
                "DKIM: {name} is marked as a test (t=y), so receivers do not count on it. Take t=y out."
            ))
        }
        _ => Finding::Fine(format!("DKIM: {name} holds the {kind} key")),
    }
}

async fn policy(dns: &Dns, domain: &str) -> Finding {
    let add = format!("Add: {}", records::dmarc(domain).line());
    // The policy of a domain above counts where there is none of its own (RFC 9989 walks up in the same way).
    let mut at = domain;
    loop {
        let name = format!("_dmarc.{at}");
        let texts = match dns.texts(&name).await {
            Said::Records(texts) => texts,
            Said::Nothing | Said::NoName => Vec::new(),
            Said::Unknown(why) => return unasked("DMARC", &name, &why),
        };
        let found: Vec<&String> = texts
            .iter()
            .filter(|text| tags(text).get("v").is_some_and(|v| v == "DMARC1"))
            .collect();
        match found.as_slice() {
            [] => {}
            [record] => return judged(&name, record, at != domain, &add),
            several => {
                let n = several.len();
                return Finding::Do(format!(
                    "DMARC: {name} has {n} records, so receivers take none. Keep one."
                ));
            }
        }
        match at.split_once('.') {
            Some((_, above)) if above.contains('.') => at = above,
            _ => return Finding::Do(format!("DMARC: {domain} has no policy. {add}")),
        }
    }
}

fn judged(name: &str, record: &str, above: bool, add: &str) -> Finding {
    let tags = tags(record);
    let policy = tags.get("sp").filter(|_| above).or_else(|| tags.get("p"));
    match policy.map(String::as_str) {
        // What we sign for and what messages go back to is the very domain of From, so strict alignment holds, too.
        Some("quarantine" | "reject") => Finding::Fine(format!("DMARC: {name}: {record}")),
        Some("none") => Finding::Note(format!(
            "DMARC: {name}: {record} only watches. When the reports show no strangers, make it p=quarantine."
        )),
        _ => Finding::Do(format!(
            "DMARC: {name}: {record} says no policy (p=). {add}"
        )),
    }
}

/// Reads `a=b; c=d`. A tag that stands twice counts as it stood last.
fn tags(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split(';').filter_map(|tag| tag.split_once('='));
    pairs
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}
