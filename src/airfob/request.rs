//! What Airfob is sent: checked before anything goes out, and exactly the documented fields.

use json::{Value, digits};

use crate::error::Failure;
use crate::exchange::memory;
use crate::operation::filled;
use crate::text::{base64, cat};

/// The largest portrait that is sent: 10 MiB before it is encoded.
pub const MAX_PORTRAIT_BYTES: usize = 10 * 1024 * 1024;

/// Body of `POST /user/card`.
pub fn create(mut request: Value) -> Result<Value, Failure> {
    let user = request.get("user");
    if user.get("userKey").is_absent() {
        return Err(Failure::wrong("user.userKey", "is required"));
    }
    if [user.get("email"), user.get("phone")]
        .into_iter()
        .all(is_empty)
    {
        return Err(Failure::invalid(
            "user.email or user.phone is required: the site's setting says which",
        ));
    }
    filled(&request, "siteId")?;
    let user = user_body(request.take("user"))?;
    let card = request.get("card");
    filled(card, "number").map_err(|_| Failure::wrong("card.number", "is empty"))?;
    check_period(card)?;
    Ok(Value::object([
        ("siteId", request.take("siteId")),
        ("user", user),
        ("card", request.take("card")),
    ]))
}

/// Body of `PUT /user/card`.
pub fn reissue(mut request: Value) -> Result<Value, Failure> {
    filled(&request, "siteId")?;
    filled(&request, "userId")?;
    let user = user_body(request.take("user"))?;
    check_period(request.get("card"))?;
    Ok(Value::object([
        ("siteId", request.take("siteId")),
        ("userId", request.take("userId")),
        ("user", user),
        ("card", request.take("card")),
    ]))
}

/// Body of `POST /card/send`.
pub fn send(request: Value) -> Result<Value, Failure> {
    if request.get("number").is_absent() && request.get("cardId").is_absent() {
        return Err(Failure::invalid("number or cardId is required"));
    }
    for name in ["siteId", "number", "cardId"] {
        filled(&request, name)?;
    }
    Ok(request)
}

/// Body of `POST /users/search`.
pub fn search(search: Value) -> Result<Value, Failure> {
    filled(&search, "siteId").map_err(|failure| failure.of("search.siteId"))?;
    if search.get("size").as_number() == Some(0.0) {
        return Err(Failure::wrong("size", "must be at least 1").of("search.size"));
    }
    Ok(search)
}

/// Body of a batch: an item for each id; at least one, and none empty.
pub fn batch(ids: &Value, name: &str, item: impl Fn(Value) -> Value) -> Result<Value, Failure> {
    let ids = ids.items();
    if ids.is_empty() {
        return Err(Failure::wrong(name, "is empty: give at least one id"));
    }
    if let Some(index) = ids.iter().position(|id| id.as_text() == Some("")) {
        return Err(Failure::wrong(
            &cat(&[name, "[", &digits(index as u64), "]"]),
            "is empty",
        ));
    }
    Ok(Value::List(ids.iter().cloned().map(item).collect()))
}

/// True for a contact that is absent or empty, such as from an empty column of a table.
fn is_empty(text: &Value) -> bool {
    text.as_text().is_none_or(str::is_empty)
}

fn user_body(mut user: Value) -> Result<Value, Failure> {
    if user.is_absent() {
        return Ok(user);
    }
    let phone = user
        .get("phone")
        .as_text()
        .filter(|phone| !phone.is_empty());
    if phone.is_some_and(|phone| !is_e164(phone)) {
        return Err(Failure::wrong(
            "user.phone",
            "must be in E.164: + and country code, then digits, such as +821022223333",
        ));
    }
    filled(&user, "userKey").map_err(|_| Failure::wrong("user.userKey", "is empty"))?;
    let mut contact = |name| {
        Some(user.take(name))
            .filter(|text| !is_empty(text))
            .unwrap_or_default()
    };
    let (email, phone) = (contact("email"), contact("phone"));
    // The fields of a profile are sent as the text of an object.
    let meta = match user.take("meta") {
        Value::Json(text) => Value::Text(text),
        meta => meta,
    };
    Ok(Value::object([
        ("userKey", user.take("userKey")),
        ("email", email),
        ("phone", phone),
        ("meta", meta),
        ("portraitData", user.take("portrait")),
        ("feedType", user.take("feedType")),
    ]))
}

/// `+`, then 7 to 15 digits of which the first is not 0.
fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// A picture that the service takes, as far as its first bytes and its length tell, as it is sent.
pub fn portrait(bytes: &[u8]) -> Result<Value, Failure> {
    check_portrait_size(bytes.len())?;
    const JPEG: &[u8] = b"\xFF\xD8\xFF";
    const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
    if bytes.starts_with(JPEG) || bytes.starts_with(PNG) {
        base64(bytes)
            .map(Value::Text)
            .ok_or_else(memory::failure_of_request)
    } else {
        Err(Failure::wrong("user.portrait", "is neither JPEG nor PNG"))
    }
}

/// Checked alone before a large picture is copied.
pub fn check_portrait_size(bytes: usize) -> Result<(), Failure> {
    if bytes > MAX_PORTRAIT_BYTES {
        return Err(Failure::wrong("user.portrait", "is larger than 10 MiB"));
    }
    Ok(())
}

/// Profile fields as they are sent, of the JSON of what a user gave.
pub fn fields(json: String) -> Result<Value, Failure> {
    if json::is_object(&json) {
        Ok(Value::Json(json))
    } else if json.starts_with('{') {
        Err(Failure::wrong(
            "user.meta",
            "holds what cannot be sent: half of a surrogate pair, or more than 127 levels",
        ))
    } else {
        Err(Failure::wrong(
            "user.meta",
            "must be an object of profile fields",
        ))
    }
}

fn check_period(card: &Value) -> Result<(), Failure> {
    let start = moment(card, "startDate", "card.startDate")?;
    let end = moment(card, "endDate", "card.endDate")?;
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        return Err(Failure::wrong("card.endDate", "is before card.startDate"));
    }
    Ok(())
}

/// The last moment that a JavaScript `Date` can hold, in ms since 1970.
const MAX_MOMENT: f64 = 8.64e15;
/// The beginning of 2001, in ms since 1970. No card is older, but seconds of any date until the year 2970 are less.
const MIN_MOMENT: f64 = 978_307_200_000.0;

fn moment(card: &Value, member: &str, name: &str) -> Result<Option<f64>, Failure> {
    match card.get(member).as_number() {
        Some(ms) if ms.trunc() != ms || ms.abs() > MAX_MOMENT => Err(Failure::wrong(
            name,
            "must be a whole number of ms since 1970",
        )),
        Some(ms) if ms < MIN_MOMENT => Err(Failure::wrong(
            name,
            "is before 2001: it counts ms since 1970, not seconds",
        )),
        ms => Ok(ms),
    }
}
