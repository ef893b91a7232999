//! Asks the mail server for its greeting, for `daisychain check`. Nothing is sent.

use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(10);

/// Why the mail server did not greet us.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error("it is not an address like smtps://USER:PASSWORD@HOST or smtp://HOST")]
    Address,
    #[error("SMTP_CA_FILE: {0}")]
    Certificate(String),
    #[error("{0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    Slow,
}

/// Connects, waits for the greeting, says hello and goodbye. Returns the server's name and port.
pub async fn greet(url: &str, ca_file: Option<&Path>) -> Result<String, ProbeError> {
    let url: Url = url.parse().map_err(|_| ProbeError::Address)?;
    let host = url.host_str().ok_or(ProbeError::Address)?.to_owned();
    let (implicit, usual) = match url.scheme() {
        "smtps" => (true, 465),
        "smtp" => (false, 587),
        _ => return Err(ProbeError::Address),
    };
    let port = url.port().unwrap_or(usual);
    let tls = implicit.then(|| tls(&host, ca_file)).transpose()?;
    let hello = ClientId::default();
    let connecting = AsyncSmtpConnection::connect_tokio1(
        (host.as_str(), port),
        Some(PATIENCE),
        &hello,
        tls,
        None,
    );
    let mut connection = tokio::time::timeout(PATIENCE, connecting)
        .await
        .map_err(|_| ProbeError::Slow)??;
    // It greeted us; whether it also says goodbye does not matter.
    let _ = tokio::time::timeout(PATIENCE, connection.quit()).await;
    Ok(format!("{host}:{port}"))
}

fn tls(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, ProbeError> {
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(file) = ca_file {
        let wrong = |error: &dyn std::fmt::Display| ProbeError::Certificate(error.to_string());
        let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
        tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong(&error))?);
    }
    Ok(tls.build_rustls()?)
}
