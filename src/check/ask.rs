//! Asks the DNS, and tells apart what is not there from what could not be asked.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::rr::{RData, RecordType};

/// How long one question waits for its answer, and how often it is asked.
const PATIENCE: Duration = Duration::from_secs(3);
const TRIES: usize = 2;

/// What the DNS says about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The records of the kind that was asked for, at least one.
    Records(Vec<String>),
    /// The name is there, without such a record.
    Nothing,
    /// There is no such name.
    NoName,
    /// Nobody could say, for this reason.
    Unknown(String),
}

/// A way to ask the DNS.
pub struct Dns {
    resolver: TokioResolver,
}

impl Dns {
    /// Asks the name server at `server`, or the ones this machine is set to.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, NetError> {
        let mut builder = match server {
            None => TokioResolver::builder_tokio()?,
            Some(server) => {
                let ports = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
                let ports = ports.map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                let server = NameServerConfig::new(server.ip(), true, ports.into());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        builder.options_mut().timeout = PATIENCE;
        builder.options_mut().attempts = TRIES;
        let resolver = builder.build()?;
        Ok(Self { resolver })
    }

    /// Asks for the texts of a name; the strings of one record are put together.
    pub async fn texts(&self, name: &str) -> Said {
        self.ask(name, RecordType::TXT, |data| match data {
            RData::TXT(txt) => {
                let whole = txt.txt_data.concat();
                Some(String::from_utf8_lossy(&whole).into_owned())
            }
            _ => None,
        })
        .await
    }

    /// Asks which servers take mail for a name; the one of `.` says that none does.
    pub async fn mail_servers(&self, name: &str) -> Said {
        self.ask(name, RecordType::MX, |data| match data {
            RData::MX(mx) => Some(mx.exchange.to_string()),
            _ => None,
        })
        .await
    }

    async fn ask(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<String>,
    ) -> Said {
        // The full stop keeps the machine's own search domains out.
        match self.resolver.lookup(format!("{name}."), kind).await {
            Ok(found) => {
                let records = found.answers().iter().filter_map(|r| read(&r.data));
                let records: Vec<String> = records.collect();
                if records.is_empty() {
                    Said::Nothing
                } else {
                    Said::Records(records)
                }
            }
            Err(error) if error.is_nx_domain() => Said::NoName,
            Err(error) if error.is_no_records_found() => Said::Nothing,
            Err(NetError::Timeout) => Said::Unknown("no answer in time".to_owned()),
            Err(NetError::Dns(DnsError::ResponseCode(code))) => {
                Said::Unknown(format!("the name server says {code}"))
            }
            Err(error) => Said::Unknown(error.to_string()),
        }
    }
}
