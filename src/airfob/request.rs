//! What Airfob is sent: checked before anything goes out, and exactly the documented fields.

use json::{Value, digits};

use crate::error::Failure;
use crate::exchange::memory;
use crate::operation::filled;
use crate::text::cat;

/// The largest portrait that is sent: 10 MiB before it is encoded.
pub const MAX_PORTRAIT_BYTES: usize = 10 * 1024 * 1024;

/// Makes a request the body of `POST /user/card`.
pub fn create(request: &mut Value) -> Result<(), Failure> {
    let user = request.get("user");
    if user.get("userKey").is_absent() {
        return Err(Failure::wrong("user.userKey", "is required"));
    }
    if is_empty(user.get("email")) && is_empty(user.get("phone")) {
        return Err(Failure::invalid(
            "user.email or user.phone is required: the site's setting says which",
        ));
    }
    filled(request, "siteId", "siteId")?;
    check_user(request)?;
    filled(request.get("card"), "number", "card.number")?;
    check_period(request.get("card"))
}

/// Makes a request the body of `PUT /user/card`.
pub fn reissue(request: &mut Value) -> Result<(), Failure> {
    filled(request, "siteId", "siteId")?;
    filled(request, "userId", "userId")?;
    check_user(request)?;
    check_period(request.get("card"))
}

/// Checks the body of `POST /card/send`.
pub fn send(request: &Value) -> Result<(), Failure> {
    if request.get("number").is_absent() && request.get("cardId").is_absent() {
        return Err(Failure::invalid("number or cardId is required"));
    }
    for name in ["siteId", "number", "cardId"] {
        filled(request, name, name)?;
    }
    Ok(())
}

/// Checks the body of `POST /users/search`.
pub fn search(search: &Value) -> Result<(), Failure> {
    filled(search, "siteId", "siteId").map_err(|failure| failure.of("search.siteId"))?;
    if search.get("size").as_number() == Some(0.0) {
        return Err(Failure::wrong("size", "must be at least 1").of("search.size"));
    }
    Ok(())
}

/// Makes ids the body of a batch, an item for each, and gives them back; at least one, and none empty.
pub fn batch(
    ids: &mut Value,
    name: &str,
    member: &'static str,
    status: Value,
) -> Result<Value, Failure> {
    let mut items = Vec::new();
    for id in ids.items() {
        if id.as_text() == Some("") {
            let index = digits(items.len() as u64);
            return Err(Failure::wrong(&cat(&[name, "[", &index, "]"]), "is empty"));
        }
        items.push(Value::object([
            (member, id.clone()),
            ("status", status.clone()),
        ]));
    }
    if items.is_empty() {
        return Err(Failure::wrong(name, "is empty: give at least one id"));
    }
    Ok(std::mem::replace(ids, Value::List(items)))
}

/// True for a contact that is absent or empty, such as from an empty column of a table.
fn is_empty(text: &Value) -> bool {
    text.as_text().is_none_or(str::is_empty)
}

/// Checks the user of a request, and makes it what is sent of it.
fn check_user(request: &mut Value) -> Result<(), Failure> {
    let mut user = request.take("user");
    let phone = user.get("phone");
    if !is_empty(phone) && !phone.as_text().is_some_and(is_e164) {
        return Err(Failure::wrong(
            "user.phone",
            "must be in E.164: + and country code, then digits, such as +821022223333",
        ));
    }
    filled(&user, "userKey", "user.userKey")?;
    for name in ["email", "phone"] {
        if is_empty(user.get(name)) {
            user.take(name);
        }
    }
    // The fields of a profile are sent as the text of an object.
    if let Value::Json(text) = user.take("meta") {
        user.set("meta", Value::Text(text));
    }
    request.set("user", user);
    Ok(())
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
        json::base64(bytes)
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
