//! Measures how many messages a second one connection of ours carries to a mail server that takes everything.
//!
//! ```sh
//! "$SMTP_SINK" -u nobody 127.0.0.1:2525 100 &   # Postfix's smtp-sink, see tests/sh/needs.sh; -u only as root
//! cargo run --example mail_volume -- smtp://127.0.0.1:2525 2000 5000
//! ```
//!
//! The arguments are the server, how many messages, and the bytes of each body. Connections are used as the worker
//! uses them: one at a time, a new one after fifty messages. The outbox is not part of this: nothing is written down.

use std::error::Error;
use std::fmt::Write;
use std::time::Instant;

use daisychain::mail::smtp::Smtp;
use lettre::Address;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let server = arguments
        .next()
        .ok_or("which server? smtp://127.0.0.1:PORT")?;
    let mails: u32 = arguments.next().map_or(Ok(2000), |text| text.parse())?;
    let bytes: usize = arguments.next().map_or(Ok(5000), |text| text.parse())?;

    let smtp = Smtp::new(&server.into(), None, "localhost")?;
    let from: Address = "chains@example.org".parse()?;
    let to: Address = "sam@example.org".parse()?;
    let body = "A line of a message that is as long as any other line of it.\r\n";
    let mut line = None;
    let began = Instant::now();
    for n in 0..mails {
        let mut mime = String::with_capacity(bytes + 500);
        write!(
            mime,
            "From: <{from}>\r\nTo: <{to}>\r\nSubject: Number {n}\r\nMessage-ID: <{n}@localhost>\r\n\r\n"
        )?;
        mime.extend(std::iter::repeat_n(body, bytes / body.len()));
        smtp.offer(&mut line, &from, &to)
            .await
            .map_err(|failure| failure.to_string())?;
        smtp.hand_over(&mut line, mime.as_bytes())
            .await
            .map_err(|failure| failure.to_string())?;
    }
    let took = began.elapsed();
    smtp.close(&mut line).await;
    println!(
        "{mails} messages of {bytes} bytes in {took:.2?}: {:.0} a second",
        f64::from(mails) / took.as_secs_f64()
    );
    Ok(())
}
