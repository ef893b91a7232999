//! Meeting the others, how far a chat has travelled, pausing and closing a chain, and people under 18.

mod closing;
mod gatherings;
mod support;
mod young;
