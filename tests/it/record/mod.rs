//! Writing down and checking: nothing typed is lost, both people answer, and either can open the record again.

mod checking;
mod support;
mod writing;
