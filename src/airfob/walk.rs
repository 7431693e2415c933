//! Every user of a search, page after page, and when that ends.

use std::fmt;

use json::Value;

/// Where a walk over all pages stands.
pub struct Walk {
    search: Value,
    /// Remembers an id; false for one that it remembered before.
    remember: Remember,
    seen: f64,
    ended: bool,
}

/// What remembers ids: a set of the platform's or of the standard library's.
pub type Remember = Box<dyn FnMut(&str) -> bool>;

impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Walk")
    }
}

impl Walk {
    /// A walk over what a search finds.
    pub fn new(search: Value, remember: Remember) -> Self {
        Self {
            search,
            remember,
            seen: 0.0,
            ended: false,
        }
    }

    /// The search of the next page; `None` when the walk has ended.
    pub fn next(&self) -> Option<Value> {
        (!self.ended).then(|| self.search.clone())
    }

    /// Takes a page in and gives the users of it that were not seen before.
    ///
    /// Ends at the first page that brings none, or when as many have been seen as the newest total says:
    /// so it ends whatever the service repeats or leaves out.
    pub fn take(&mut self, mut page: Value) -> Vec<Value> {
        let is_new = |user: &Value| user.get("userId").as_text().is_some_and(&mut self.remember);
        let fresh: Vec<Value> = page
            .take("users")
            .into_items()
            .into_iter()
            .filter(is_new)
            .collect();
        self.seen += fresh.len() as f64;
        self.ended = fresh.is_empty()
            || page
                .get("total")
                .as_number()
                .is_none_or(|total| self.seen >= total);
        let next = self.search.get("page").as_number().unwrap_or_default() + 1.0;
        self.search.set("page", next.into());
        fresh
    }
}
