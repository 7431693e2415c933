//! The vendors' own examples: every answer on their pages is read, and every request is what the clients send.

pub mod airfob;
pub mod arctos;
pub mod s_connector;

use serde_json::Value;

use super::scripted::World;

/// Checks the only request there was: method, address, headers and body, and nothing more than these.
pub fn assert_sent(
    world: &World,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) {
    let sent = world.sent();
    assert_eq!(sent.len(), 1, "one call is one request");
    let sent = &sent[0];
    assert_eq!((sent.method, sent.url.as_str()), (method, url));
    let sorted = |headers: Vec<(&str, &str)>| {
        let mut headers: Vec<(String, String)> = headers
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        headers.sort();
        headers
    };
    let found = sent.headers.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    assert_eq!(sorted(found.collect()), sorted(headers.to_vec()));
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("the example is JSON");
    assert_eq!(sent.body.as_deref().map(json), body.map(json));
}
