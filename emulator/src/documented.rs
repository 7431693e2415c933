//! What the vendors' pages name, operation by operation: headers, query parameters and body fields. Anything else in a
//! request is let pass, as the services do, but recorded.

use serde_json::Value;

use crate::message::Call;
use crate::operation::Operation;

/// Headers that HTTP and its agents send of their own accord.
const OF_HTTP: [&str; 17] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "cf-worker",
    "connection",
    "content-length",
    "dnt",
    "host",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "referer",
    "te",
    "transfer-encoding",
    "user-agent",
];

struct Names {
    headers: &'static [&'static str],
    query: &'static [&'static str],
    body: &'static [&'static str],
}

fn of(operation: Operation) -> Names {
    use Operation::*;
    let headers: &[&str] = match operation {
        GetAuthCode => &["content-type", "arc-license-key", "arc-license-id"],
        GetAuthTokenUseCode | Authenticate | Login => &["content-type"],
        GetLicense | ListSessions | GetSession | GetUsage => &["s-connector-jwt"],
        CheckAuthToken | CreateUserWithCard | SearchUsers | DeleteUsers | DeleteCards
        | SendCard | ReissueCard => &["content-type", "authorization"],
    };
    let query: &[&str] = match operation {
        GetUsage => &["startTime", "endTime"],
        _ => &[],
    };
    let body: &[&str] = match operation {
        GetAuthCode => &["user_id", "name", "role"],
        GetAuthTokenUseCode => &["grant_type", "client_id", "code", "redirect_uri"],
        CheckAuthToken | GetLicense | ListSessions | GetSession | GetUsage => &[],
        Authenticate => &["accessKey", "secretKey", "expires", "isOwner"],
        Login => &["email", "password"],
        CreateUserWithCard => &[
            "siteId",
            "user",
            "user.userKey",
            "user.email",
            "user.phone",
            "user.meta",
            "user.portraitData",
            "user.feedType",
            "card",
            "card.number",
            "card.startDate",
            "card.endDate",
        ],
        SearchUsers => &["siteId", "q", "page", "size", "order"],
        DeleteUsers => &["userId"],
        DeleteCards => &["cardId", "status"],
        SendCard => &["siteId", "number", "cardId"],
        ReissueCard => &[
            "siteId",
            "userId",
            "user",
            "user.userKey",
            "user.email",
            "user.phone",
            "user.meta",
            "user.portraitData",
            "user.feedType",
            "card",
            "card.startDate",
            "card.endDate",
        ],
    };
    Names {
        headers,
        query,
        body,
    }
}

/// What a request has that its operation's page does not name, as `header x`, `query x` and `body x.y`.
pub fn excess(operation: Operation, call: &Call<'_>) -> Vec<String> {
    let names = of(operation);
    let mut found = Vec::new();
    for header in call.request.headers().keys().map(|name| name.as_str()) {
        let of_http = OF_HTTP.contains(&header) || header.starts_with("sec-");
        if !of_http && !names.headers.contains(&header) {
            found.push(format!("header {header}"));
        }
    }
    let query = call.request.uri().query().unwrap_or_default();
    for (name, _) in form_urlencoded::parse(query.as_bytes()) {
        if !names.query.contains(&name.as_ref()) {
            found.push(format!("query {name}"));
        }
    }
    if let Ok(body) = call.json() {
        fields(&body, "", names.body, &mut found);
    } else if names.body.is_empty() && !call.request.body().is_empty() {
        found.push("body".to_owned());
    }
    found
}

fn fields(value: &Value, prefix: &str, known: &[&str], found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| fields(item, prefix, known, found)),
        Value::Object(members) => {
            for (name, member) in members {
                let path = format!("{prefix}{name}");
                if known.contains(&path.as_str()) {
                    fields(member, &format!("{path}."), known, found);
                } else {
                    found.push(format!("body {path}"));
                }
            }
        }
        _ => {}
    }
}
