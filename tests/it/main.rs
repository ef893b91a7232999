//! The server's tests over HTTP and over its rules.

mod desk;
