//! Whole journeys and the promises they rest on, over HTTP against a real database.
mod resident;
mod resident_support;
