//! `daisychain check --dns` against a name server on this machine: what is right, what is missing and what could not be
//! asked are three different things.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use daisychain::check::Finding;
use daisychain::check::dns::{self, Asked};
use daisychain::config::Settings;
use daisychain::mail::dkim::{self, Signer};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

const DOMAIN: &str = "talk.example.org";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

/// What the name server does when it is asked for a name.
#[derive(Clone)]
enum Answer {
    Records(Vec<RData>),
    /// Too long for one datagram: the records come only over TCP.
    Long(Vec<RData>),
    Fails,
    Silent,
}

/// A name server that knows a few names; every other name does not exist.
#[derive(Clone, Default)]
struct Zone(HashMap<(String, RecordType), Answer>);

impl Zone {
    fn with(mut self, name: &str, kind: RecordType, answer: Answer) -> Self {
        self.0.insert((name.to_owned(), kind), answer);
        self
    }

    fn texts(self, name: &str, texts: &[&str]) -> Self {
        let texts = texts.iter().map(|text| txt(&[*text])).collect();
        self.with(name, RecordType::TXT, Answer::Records(texts))
    }

    fn servers(self, name: &str, servers: &[&str]) -> Self {
        let servers = servers.iter().map(|server| {
            let server = Name::from_ascii(server).unwrap();
            RData::MX(MX::new(10, server))
        });
        self.with(name, RecordType::MX, Answer::Records(servers.collect()))
    }

    fn answer(&self, question: &[u8], over_udp: bool) -> Option<Vec<u8>> {
        let asked = Message::from_vec(question).unwrap();
        let query = asked.queries[0].clone();
        let name = query.name.to_string().trim_end_matches('.').to_lowercase();
        let mut reply = Message::response(asked.metadata.id, asked.metadata.op_code);
        reply.queries.push(query.clone());
        let found = self.0.get(&(name.clone(), query.query_type));
        let records = match found {
            Some(Answer::Silent) => return None,
            Some(Answer::Fails) => {
                reply.metadata.response_code = ResponseCode::ServFail;
                Vec::new()
            }
            Some(Answer::Long(_)) if over_udp => {
                reply.metadata.truncation = true;
                Vec::new()
            }
            Some(Answer::Records(records) | Answer::Long(records)) => records.clone(),
            None => {
                let there = self.0.keys().any(|(other, _)| *other == name);
                if !there {
                    reply.metadata.response_code = ResponseCode::NXDomain;
                }
                Vec::new()
            }
        };
        for data in records {
            reply
                .answers
                .push(Record::from_rdata(query.name.clone(), 60, data));
        }
        Some(reply.to_vec().unwrap())
    }

    /// Serves until the test ends.
    async fn serve(self) -> SocketAddr {
        let zone = Arc::new(self);
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = tcp.local_addr().unwrap();
        let udp = UdpSocket::bind(at).await.unwrap();
        let same = Arc::clone(&zone);
        tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while let Ok((length, from)) = udp.recv_from(&mut buffer).await {
                if let Some(reply) = same.answer(&buffer[..length], true) {
                    udp.send_to(&reply, from).await.unwrap();
                }
            }
        });
        tokio::spawn(async move {
            while let Ok((mut line, _)) = tcp.accept().await {
                let zone = Arc::clone(&zone);
                tokio::spawn(async move {
                    while let Ok(length) = line.read_u16().await {
                        let mut question = vec![0; usize::from(length)];
                        line.read_exact(&mut question).await.unwrap();
                        if let Some(reply) = zone.answer(&question, false) {
                            line.write_u16(u16::try_from(reply.len()).unwrap())
                                .await
                                .unwrap();
                            line.write_all(&reply).await.unwrap();
                        }
                    }
                });
            }
        });
        at
    }
}

fn txt(strings: &[&str]) -> RData {
    RData::TXT(TXT::new(strings.iter().map(|s| (*s).to_owned()).collect()))
}

/// Everything as it should be, for these keys.
fn good(signer: &Signer) -> Zone {
    let zone = Zone::default()
        .servers(DOMAIN, &["mx.example.org."])
        .texts(
            DOMAIN,
            &[
                "some-other-proof=1",
                "v=spf1 mx include:relay.example.net -all",
            ],
        )
        .texts("relay.example.net", &["v=spf1 ip4:192.0.2.0/24 a ?all"])
        .texts("_dmarc.talk.example.org", &["v=DMARC1; p=quarantine"]);
    signer.records().iter().fold(zone, |zone, record| {
        let (first, rest) = record.text.split_at(record.text.len().min(200));
        let strings = [first, rest];
        zone.with(
            &record.name,
            RecordType::TXT,
            Answer::Records(vec![txt(&strings)]),
        )
    })
}

fn keys(folder: &Path) -> Signer {
    dkim::make(folder, "s").unwrap();
    Signer::load(folder, DOMAIN).unwrap()
}

async fn ask(zone: Zone, more: &[&str], selector: Option<&str>) -> Vec<Finding> {
    let mut settings = Line::parse_from(["test"].iter().chain(more)).settings;
    if !more.contains(&"--mail-from") {
        settings.mail_from = format!("chains@{DOMAIN}");
    }
    let asked = Asked {
        dns: true,
        dns_server: Some(zone.serve().await),
        selector: selector.map(str::to_owned),
    };
    dns::run(&settings, &asked).await
}

/// The finding that begins so.
fn about(findings: &[Finding], what: &str) -> String {
    let lines = findings.iter().map(ToString::to_string);
    let mut found = lines.filter(|line| line[6..].starts_with(what));
    let line = found
        .next()
        .unwrap_or_else(|| panic!("no {what} in {findings:?}"));
    assert_eq!(found.next(), None);
    line
}

#[tokio::test]
async fn all_is_well_when_every_record_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let signer = keys(folder.path());
    let dir = folder.path().display().to_string();
    let findings = ask(good(&signer), &["--dkim-dir", &dir], None).await;
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "ok    MX: talk.example.org takes mail at mx.example.org",
            "ok    SPF: v=spf1 mx include:relay.example.net -all",
            "ok    DKIM: s-ed25519._domainkey.talk.example.org holds the ed25519 key",
            "ok    DKIM: s-rsa._domainkey.talk.example.org holds the rsa key",
            "ok    DMARC: _dmarc.talk.example.org: v=DMARC1; p=quarantine",
        ]
    );

    // Too long for a datagram: asked again over TCP, and still right.
    let rsa = signer.records().remove(1);
    let long = Answer::Long(vec![txt(&[&rsa.text[..250], &rsa.text[250..]])]);
    let zone = good(&signer).with(&rsa.name, RecordType::TXT, long);
    let findings = ask(zone, &["--dkim-dir", &dir], None).await;
    assert!(findings.iter().all(Finding::is_fine), "{findings:?}");

    // Another key, the same key of another kind, none any more, two of them, one for tests.
    let other = format!("v=DKIM1; k=rsa; p={}A", "x".repeat(300));
    let kind = rsa.text.replace("k=rsa", "k=ed25519");
    for (texts, says) in [
        (
            vec![other.as_str()],
            "to do DKIM: s-rsa._domainkey.talk.example.org holds another key",
        ),
        (
            vec![kind.as_str()],
            "to do DKIM: s-rsa._domainkey.talk.example.org holds another key",
        ),
        (
            vec!["v=DKIM1; p="],
            "to do DKIM: s-rsa._domainkey.talk.example.org says that its key must not",
        ),
        (
            vec!["hello"],
            "to do DKIM: s-rsa._domainkey.talk.example.org holds no key",
        ),
        (
            vec![&rsa.text, "v=DKIM1; p=x"],
            "to do DKIM: s-rsa._domainkey.talk.example.org has 2 records",
        ),
        (
            vec![&format!("{}; t=y", rsa.text)],
            "note  DKIM: s-rsa._domainkey.talk.example.org is marked as a test",
        ),
    ] {
        let strings = texts.iter().map(|text| {
            let (first, rest) = text.split_at(text.len().min(250));
            txt(&[first, rest])
        });
        let answer = Answer::Records(strings.collect());
        let zone = good(&signer).with(&rsa.name, RecordType::TXT, answer);
        let findings = ask(zone, &["--dkim-dir", &dir], None).await;
        let line = about(&findings, "DKIM: s-rsa");
        assert!(line.starts_with(says), "{line}");
        if line.starts_with("to do") {
            assert!(line.ends_with(&format!("Add: {}", rsa.line())), "{line}");
        }
    }

    // Nothing there at all: each says what to add.
    let findings = ask(Zone::default(), &["--dkim-dir", &dir], None).await;
    assert!(findings.iter().all(|finding| !finding.is_fine()));
    for (what, says) in [
        (
            "MX",
            "there is no domain talk.example.org. Check MAIL_FROM, or register it. Add: talk.example.org. MX 10 YOUR-MAIL-SERVER.",
        ),
        (
            "SPF",
            "Add, with the include: your mail provider names, if it does: talk.example.org. TXT \"v=spf1 mx ~all\"",
        ),
        (
            "DKIM: s-rsa",
            &format!("has no record. Add: {}", rsa.line()),
        ),
        (
            "DMARC",
            "Add: _dmarc.talk.example.org. TXT \"v=DMARC1; p=none; rua=mailto:postmaster@talk.example.org\"",
        ),
    ] {
        let line = about(&findings, what);
        assert!(line.starts_with("to do") && line.ends_with(says), "{line}");
    }

    // What could not be asked is not called missing.
    for answer in [Answer::Fails, Answer::Silent] {
        let began = Instant::now();
        let mut zone = good(&signer);
        for said in zone.0.values_mut() {
            *said = answer.clone();
        }
        let findings = ask(zone, &["--dkim-dir", &dir], None).await;
        assert_eq!(findings.len(), 5);
        for finding in &findings {
            let line = finding.to_string();
            let why = if matches!(answer, Answer::Fails) {
                "Server Failure"
            } else {
                "no answer in time"
            };
            assert!(
                line.starts_with("to do ") && line.contains(": could not ask for "),
                "{line}"
            );
            assert!(line.contains(why), "{line}");
            assert!(!line.contains("Add:") && !line.contains("has no"), "{line}");
        }
        assert!(began.elapsed() < Duration::from_mins(1));
    }
}

#[tokio::test]
async fn one_spf_record_that_ends_and_does_not_ask_too_much() {
    let eleven = format!("v=spf1{} -all", " a".repeat(11));
    let six = format!("v=spf1{} -all", " mx".repeat(6));
    let nested = "v=spf1 include:one.example.net include:two.example.net -all";
    for (texts, says) in [
        (vec!["v=spf1 -all"], "ok    SPF: v=spf1 -all"),
        (vec!["V=SPF1 mx ~ALL"], "ok    SPF: V=SPF1 mx ~ALL"),
        (vec!["v=spf1 redirect=one.example.net"], "ok    SPF: "),
        (
            vec!["v=spf10 -all"],
            "to do SPF: talk.example.org has no record",
        ),
        (
            vec!["v=spf1 -all", "v=spf1 mx -all"],
            "to do SPF: talk.example.org has 2 records, so receivers take none",
        ),
        (
            vec!["v=spf1 mx"],
            "note  SPF: v=spf1 mx lets everybody send",
        ),
        (
            vec!["v=spf1 mx +all"],
            "note  SPF: v=spf1 mx +all lets everybody send",
        ),
        (
            vec!["v=spf1 mx ?all"],
            "note  SPF: v=spf1 mx ?all lets everybody send",
        ),
        (vec![eleven.as_str()], "to do SPF: "),
        (vec![nested], "to do SPF: "),
        (
            vec!["v=spf1 include:none.example.net -all"],
            "to do SPF: v=spf1 include:none.example.net -all: none.example.net, which it points to, has no SPF record",
        ),
        (
            vec!["v=spf1 include:slow.example.net -all"],
            "to do SPF: v=spf1 include:slow.example.net -all: could not ask for slow.example.net: the name server says",
        ),
        (vec!["v=spf1 include:round.example.net -all"], "to do SPF: "),
    ] {
        let zone = Zone::default()
            .texts(DOMAIN, &texts)
            .texts("one.example.net", &[&six])
            .texts("two.example.net", &[&six])
            .texts(
                "round.example.net",
                &["v=spf1 include:round.example.net -all"],
            )
            .with("slow.example.net", RecordType::TXT, Answer::Fails);
        let line = about(&ask(zone, &[], None).await, "SPF");
        assert!(line.starts_with(says), "{line}");
        if says == "to do SPF: " {
            assert!(line.contains("and they stop at 10"), "{line}");
        }
    }
    // The proposal names the server messages are handed to.
    let line = about(
        &ask(
            Zone::default(),
            &["--smtp-url", "smtps://u:p@smtp.example.net"],
            None,
        )
        .await,
        "SPF",
    );
    assert!(
        line.ends_with("\"v=spf1 mx a:smtp.example.net ~all\""),
        "{line}"
    );
}

#[tokio::test]
async fn a_policy_that_is_there_and_says_something() {
    let at = "_dmarc.talk.example.org";
    for (zone, says) in [
        (
            Zone::default().texts(at, &["v=DMARC1; p=reject; adkim=s; aspf=s"]),
            "ok    DMARC: _dmarc.talk.example.org: v=DMARC1; p=reject",
        ),
        (
            Zone::default().texts(at, &["v=DMARC1; p=none"]),
            "note  DMARC: _dmarc.talk.example.org: v=DMARC1; p=none only watches",
        ),
        (
            Zone::default().texts(at, &["v=DMARC1; rua=mailto:x@example.org"]),
            "to do DMARC: _dmarc.talk.example.org: v=DMARC1; rua=mailto:x@example.org says no policy",
        ),
        (
            Zone::default().texts(at, &["v=DMARC1; p=none", "v=DMARC1; p=reject"]),
            "to do DMARC: _dmarc.talk.example.org has 2 records",
        ),
        (
            Zone::default().texts("_dmarc.example.org", &["v=DMARC1; p=reject"]),
            "ok    DMARC: _dmarc.example.org: v=DMARC1; p=reject",
        ),
        (
            Zone::default().texts("_dmarc.example.org", &["v=DMARC1; p=reject; sp=none"]),
            "note  DMARC: _dmarc.example.org: ",
        ),
        (
            Zone::default().texts("_dmarc.org", &["v=DMARC1; p=reject"]),
            "to do DMARC: talk.example.org has no policy. Add: _dmarc.talk.example.org. TXT",
        ),
    ] {
        let line = about(&ask(zone, &[], None).await, "DMARC");
        assert!(line.starts_with(says), "{line}");
    }
}

#[tokio::test]
async fn a_key_of_the_relay_can_be_looked_at_by_its_selector() {
    let line = about(&ask(Zone::default(), &[], None).await, "DKIM");
    assert!(
        line.starts_with(
            "note  DKIM: left to the mail server. It must sign for d=talk.example.org"
        ),
        "{line}"
    );
    let name = "relay1._domainkey.talk.example.org";
    let zone = Zone::default().texts(name, &["k=rsa; p=abc"]);
    let line = about(&ask(zone, &[], Some("relay1")).await, "DKIM");
    assert_eq!(line, format!("ok    DKIM: {name} holds the rsa key"));
    let line = about(&ask(Zone::default(), &[], Some("relay1")).await, "DKIM");
    assert_eq!(
        line,
        format!("to do DKIM: {name} has no record. Ask your mail provider for the record.")
    );
}

#[tokio::test]
async fn a_domain_that_takes_no_mail_loses_what_comes_back() {
    for (zone, says) in [
        (
            Zone::default().servers(DOMAIN, &["."]),
            "to do MX: talk.example.org says that it takes no mail",
        ),
        (
            Zone::default().texts(DOMAIN, &["x"]),
            "to do MX: talk.example.org has none",
        ),
    ] {
        let line = about(&ask(zone, &[], None).await, "MX");
        assert!(line.starts_with(says), "{line}");
    }
    let findings = ask(
        Zone::default(),
        &["--mail-from", "chains@localhost.localdomain"],
        None,
    )
    .await;
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0]
            .to_string()
            .contains("MAIL_FROM is at no domain of the internet")
    );
}
