//! A stream that gives every reply and every block a deadline.
//!
//! lettre waits for a reply without end, and writes a body and waits for its reply in one future (RELIABILITY F1).
//! Here a reply must be whole within `reply` of the last byte we wrote, however slowly the server dribbles, and
//! each block we write must be taken within `block`. A missed deadline is an `io::ErrorKind::TimedOut`.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// The deadlines in force; the sender changes them from phase to phase.
#[derive(Debug)]
pub struct Pace {
    reply_ms: AtomicU64,
    block_ms: AtomicU64,
}

impl Pace {
    /// Starts with the given deadlines.
    pub fn new(reply: Duration, block: Duration) -> Arc<Self> {
        let pace = Self {
            reply_ms: AtomicU64::new(0),
            block_ms: AtomicU64::new(0),
        };
        pace.set(reply, block);
        Arc::new(pace)
    }

    /// Sets the deadlines for what comes next.
    pub fn set(&self, reply: Duration, block: Duration) {
        let millis = |d: Duration| u64::try_from(d.as_millis()).unwrap_or(u64::MAX);
        self.reply_ms.store(millis(reply), Ordering::Relaxed);
        self.block_ms.store(millis(block), Ordering::Relaxed);
    }

    fn reply(&self) -> Duration {
        Duration::from_millis(self.reply_ms.load(Ordering::Relaxed))
    }

    fn block(&self) -> Duration {
        Duration::from_millis(self.block_ms.load(Ordering::Relaxed))
    }
}

/// A stream under deadlines.
pub struct Paced<S> {
    stream: S,
    peer: SocketAddr,
    pace: Arc<Pace>,
    /// Read before anything else: the greeting that was already taken before STARTTLS.
    greeting: &'static [u8],
    reading: Option<Pin<Box<Sleep>>>,
    writing: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    pub fn new(stream: S, peer: SocketAddr, pace: Arc<Pace>, greeting: &'static [u8]) -> Self {
        Self {
            stream,
            peer,
            pace,
            greeting,
            reading: None,
            writing: None,
        }
    }
}

impl<S> fmt::Debug for Paced<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paced({})", self.peer)
    }
}

/// Arms the deadline if it is not armed and tells whether it has passed.
fn late(timer: &mut Option<Pin<Box<Sleep>>>, limit: Duration, cx: &mut Context<'_>) -> bool {
    let timer = timer
        .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + limit)))
        .as_mut();
    timer.poll(cx).is_ready()
}

fn timed_out() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "timeout")
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.greeting.is_empty() {
            let n = this.greeting.len().min(buf.remaining());
            buf.put_slice(&this.greeting[..n]);
            this.greeting = &this.greeting[n..];
            return Poll::Ready(Ok(()));
        }
        if late(&mut this.reading, this.pace.reply(), cx) {
            return Poll::Ready(Err(timed_out()));
        }
        Pin::new(&mut this.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> Paced<S> {
    /// A write went on: the next block has its own deadline, and so has the reply to what was written.
    fn moved(&mut self) {
        self.writing = None;
        self.reading = None;
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if late(&mut this.writing, this.pace.block(), cx) {
            return Poll::Ready(Err(timed_out()));
        }
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, buf));
        this.moved();
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if late(&mut this.writing, this.pace.block(), cx) {
            return Poll::Ready(Err(timed_out()));
        }
        let flushed = ready!(Pin::new(&mut this.stream).poll_flush(cx));
        this.moved();
        Poll::Ready(flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> AsyncTokioStream for Paced<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}
