//! Access tokens: what they say, where they are kept, who renews them.

pub(crate) mod jwt;
pub(crate) mod keeper;
pub(crate) mod lease;
pub(crate) mod source;
pub(crate) mod store;
