//! The toolkit behind every page: layout, forms, errors, cookies, files. It knows no feature.

pub mod assets;
pub mod cookies;
pub mod csv;
pub mod error;
pub mod form;
pub mod guard;
pub mod observe;
pub mod page;
pub mod paging;
pub mod plain;
pub mod routes;
pub mod slash;
pub mod upload;

pub use error::{Error, Result};
pub use form::Form;
pub use page::{Help, Nav, Page, render, render_with};
pub use routes::Routes;
