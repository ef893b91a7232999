//! The chain map: the picture, the table and the data say the same at every size, in few bytes.

mod fold;
mod grow;
mod look;
mod page;
mod people;
mod same;
mod support;
