//! What Airfob is sent: checked before anything goes out, and exactly the documented fields.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::types::{
    CardPeriod, CardToSend, FeedType, NewUserWithCard, Reissue, UserData, UserSearch,
};
use crate::error::Failure;

/// The largest portrait that is sent: 10 MiB before it is encoded.
pub const MAX_PORTRAIT_BYTES: usize = 10 * 1024 * 1024;

/// Body of `POST /user/card`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateBody<'a> {
    site_id: &'a str,
    user: UserBody<'a>,
    card: CardBody<'a>,
}

/// Body of `PUT /user/card`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReissueBody<'a> {
    site_id: &'a str,
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<UserBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardBody<'a>>,
}

/// Body of `POST /card/send`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendBody<'a> {
    site_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_id: Option<&'a str>,
}

/// An item of `POST /users/delete`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserToDelete<'a> {
    pub user_id: &'a str,
}

/// An item of `PUT /cards`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CardToDelete<'a> {
    pub card_id: &'a str,
    pub status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    portrait_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_type: Option<FeedType>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CardBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<i64>,
}

pub(super) fn create(request: &NewUserWithCard) -> Result<CreateBody<'_>, Failure> {
    let user = &request.user;
    if user.user_key.is_none() {
        return Err(Failure::wrong("user.userKey", "is required"));
    }
    if given(&user.email).is_none() && given(&user.phone).is_none() {
        return Err(Failure::invalid(
            "user.email or user.phone is required: the site's setting says which",
        ));
    }
    Ok(CreateBody {
        site_id: filled(&request.site_id, "siteId")?,
        user: user_body(user)?,
        card: CardBody {
            number: Some(filled(&request.number, "card.number")?),
            ..period(&request.period)?
        },
    })
}

pub(super) fn reissue(request: &Reissue) -> Result<ReissueBody<'_>, Failure> {
    Ok(ReissueBody {
        site_id: filled(&request.site_id, "siteId")?,
        user_id: filled(&request.user_id, "userId")?,
        user: request.user.as_ref().map(user_body).transpose()?,
        card: request.period.as_ref().map(period).transpose()?,
    })
}

pub(super) fn send(request: &CardToSend) -> Result<SendBody<'_>, Failure> {
    if request.number.is_none() && request.card_id.is_none() {
        return Err(Failure::invalid("number or cardId is required"));
    }
    Ok(SendBody {
        site_id: filled(&request.site_id, "siteId")?,
        number: optional(&request.number, "number")?,
        card_id: optional(&request.card_id, "cardId")?,
    })
}

pub(super) fn search(search: &UserSearch) -> Result<&UserSearch, Failure> {
    filled(&search.site_id, "siteId").map_err(|failure| failure.of("search.siteId"))?;
    if search.size == Some(0) {
        return Err(Failure::wrong("size", "must be at least 1").of("search.size"));
    }
    Ok(search)
}

/// Ids of a batch: at least one, and none empty.
pub(super) fn ids<'a>(ids: &'a [String], name: &str) -> Result<&'a [String], Failure> {
    if ids.is_empty() {
        return Err(Failure::wrong(name, "is empty: give at least one id"));
    }
    if let Some(index) = ids.iter().position(String::is_empty) {
        return Err(Failure::wrong(&format!("{name}[{index}]"), "is empty"));
    }
    Ok(ids)
}

fn filled<'a>(text: &'a str, name: &str) -> Result<&'a str, Failure> {
    if text.is_empty() {
        return Err(Failure::wrong(name, "is empty"));
    }
    Ok(text)
}

fn optional<'a>(text: &'a Option<String>, name: &str) -> Result<Option<&'a str>, Failure> {
    text.as_deref().map(|text| filled(text, name)).transpose()
}

/// A contact, unless it is absent or empty, such as from an empty column of a table.
fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

fn user_body(user: &UserData) -> Result<UserBody<'_>, Failure> {
    let phone = given(&user.phone);
    if phone.is_some_and(|phone| !is_e164(phone)) {
        return Err(Failure::wrong(
            "user.phone",
            "must be in E.164: + and country code, then digits, such as +821022223333",
        ));
    }
    Ok(UserBody {
        user_key: optional(&user.user_key, "user.userKey")?,
        email: given(&user.email),
        phone,
        meta: user.meta.as_ref().map(super::meta::Meta::as_json),
        portrait_data: user
            .portrait
            .as_deref()
            .map(|bytes| checked_portrait(bytes).map(|bytes| STANDARD.encode(bytes)))
            .transpose()?,
        feed_type: user.feed_type,
    })
}

/// `+`, then 7 to 15 digits of which the first is not 0.
fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// A picture that the service takes, as far as its first bytes and its length tell.
pub(crate) fn checked_portrait(bytes: &[u8]) -> Result<&[u8], Failure> {
    checked_portrait_size(bytes.len())?;
    const JPEG: &[u8] = b"\xFF\xD8\xFF";
    const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
    if bytes.starts_with(JPEG) || bytes.starts_with(PNG) {
        Ok(bytes)
    } else {
        Err(Failure::wrong("user.portrait", "is neither JPEG nor PNG"))
    }
}

/// Checked alone before a large picture is copied.
pub(crate) fn checked_portrait_size(bytes: usize) -> Result<(), Failure> {
    if bytes > MAX_PORTRAIT_BYTES {
        return Err(Failure::wrong("user.portrait", "is larger than 10 MiB"));
    }
    Ok(())
}

fn period(period: &CardPeriod) -> Result<CardBody<'static>, Failure> {
    let start_date = moment(period.start_date, "card.startDate")?;
    let end_date = moment(period.end_date, "card.endDate")?;
    if let (Some(start), Some(end)) = (start_date, end_date)
        && end < start
    {
        return Err(Failure::wrong("card.endDate", "is before card.startDate"));
    }
    Ok(CardBody {
        number: None,
        start_date,
        end_date,
    })
}

/// The last moment that a JavaScript `Date` can hold, in ms since 1970.
const MAX_MOMENT: f64 = 8.64e15;
/// The beginning of 2001, in ms since 1970. No card is older, but seconds of any date until the year 2970 are less.
const MIN_MOMENT: f64 = 978_307_200_000.0;

fn moment(ms: Option<f64>, name: &str) -> Result<Option<i64>, Failure> {
    match ms {
        Some(ms) if ms.fract() != 0.0 || ms.abs() > MAX_MOMENT => Err(Failure::wrong(
            name,
            "must be a whole number of ms since 1970",
        )),
        Some(ms) if ms < MIN_MOMENT => Err(Failure::wrong(
            name,
            "is before 2001: it counts ms since 1970, not seconds",
        )),
        ms => Ok(ms.map(|ms| ms as i64)),
    }
}
