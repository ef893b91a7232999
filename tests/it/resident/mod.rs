//! Everything a resident does at their own link, walked by a visitor who knows only labels and the words on buttons.

mod forms;
mod links;
mod walks;
