//! Every user of a search, page after page, and when that ends.

use std::collections::BTreeSet;

use super::types::{AirfobUser, UserPage, UserSearch};

/// Where a walk over all pages stands.
#[derive(Debug)]
pub(crate) struct Walk {
    search: UserSearch,
    seen: BTreeSet<String>,
    ended: bool,
}

impl Walk {
    pub fn new(search: UserSearch) -> Self {
        Self {
            search,
            seen: BTreeSet::new(),
            ended: false,
        }
    }

    /// The search of the next page; `None` when the walk has ended.
    pub fn next(&self) -> Option<&UserSearch> {
        (!self.ended).then_some(&self.search)
    }

    /// Takes a page in and gives the users of it that were not seen before.
    ///
    /// Ends at the first page that brings none, or when as many have been seen as the newest total says:
    /// so it ends whatever the service repeats or leaves out.
    pub fn take(&mut self, page: UserPage) -> Vec<AirfobUser> {
        let fresh: Vec<AirfobUser> = page
            .users
            .into_iter()
            .filter(|user| self.seen.insert(user.user_id.clone()))
            .collect();
        self.ended = fresh.is_empty() || self.seen.len() as f64 >= page.total;
        self.search.page = Some(self.search.page.unwrap_or(0).saturating_add(1));
        fresh
    }
}
