//! Lists are shown a page at a time; the page number stands in the address.

/// How many rows a page of a list shows.
pub const ROWS: u64 = 50;

/// Which page of a list is shown, and which others there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: u64,
    pub pages: u64,
    pub rows: u64,
    /// How many rows a page shows.
    size: u64,
    /// The address without the page number, ending in `?` or `&`.
    pub base: String,
    /// What the page number is called in the address, and where on the page the list begins.
    name: &'static str,
    anchor: &'static str,
}

impl Paging {
    /// Works out the pages of `rows` rows; a page past the end becomes the last one. `query` is kept in the addresses.
    pub fn new(asked: Option<u64>, rows: u64, path: &str, query: &[(&str, &str)]) -> Self {
        Self::short(ROWS, asked, rows, path, query)
    }

    /// The same with fewer rows a page, for a page that shows more than this list.
    pub fn short(
        size: u64,
        asked: Option<u64>,
        rows: u64,
        path: &str,
        query: &[(&str, &str)],
    ) -> Self {
        let pages = rows.div_ceil(size).max(1);
        let kept: Vec<_> = query
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let mut text = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &kept {
            text.append_pair(name, value);
        }
        let base = if kept.is_empty() {
            format!("{path}?")
        } else {
            format!("{path}?{}&", text.finish())
        };
        Self {
            page: asked.unwrap_or(1).clamp(1, pages),
            pages,
            rows,
            size,
            base,
            name: "page",
            anchor: "",
        }
    }

    /// Gives the page number another name, for a page with a second list, which begins at `anchor`.
    #[must_use]
    pub fn named(self, name: &'static str, anchor: &'static str) -> Self {
        Self {
            name,
            anchor,
            ..self
        }
    }

    /// Returns how many rows of a list in memory to skip, and how many to take after that.
    pub fn window(&self) -> (usize, usize) {
        let small = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        (small(self.offset()), small(self.size))
    }

    fn href(&self, page: u64) -> String {
        format!("{}{}={page}{}", self.base, self.name, self.anchor)
    }

    /// Returns how many rows come before this page.
    pub fn offset(&self) -> u64 {
        (self.page - 1) * self.size
    }

    /// Returns the address of the list itself, with what is kept of the search.
    pub fn address(&self) -> String {
        self.base.trim_end_matches(['?', '&']).to_owned()
    }

    pub fn previous(&self) -> Option<String> {
        (self.page > 1).then(|| self.href(self.page - 1))
    }

    pub fn next(&self) -> Option<String> {
        (self.page < self.pages).then(|| self.href(self.page + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_past_the_end_is_the_last_one_and_the_search_is_kept() {
        let paging = Paging::new(
            Some(9),
            120,
            "/desk/x/people",
            &[("q", "a b"), ("state", "")],
        );
        assert_eq!((paging.page, paging.pages, paging.offset()), (3, 3, 100));
        assert_eq!(paging.previous().unwrap(), "/desk/x/people?q=a+b&page=2");
        assert_eq!(paging.next(), None);
        assert_eq!(Paging::new(None, 0, "/x", &[]).pages, 1);
        let short = Paging::short(20, Some(2), 41, "/x", &[]);
        assert_eq!((short.pages, short.window()), (3, (20, 20)));
    }
}
