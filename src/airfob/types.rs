//! What a user gives to Airfob Portal and gets from it (vendor page "로그인 토큰 & 사용자 / 카드 API").

use json::{Field, Kind, Secret, Shape, Value};
use serde::{Deserialize, Serialize};

use super::meta::Meta;
use super::request;
use crate::error::Failure;
use crate::exchange::header::TOKEN;
use crate::record::{Typed, Unfit, record};
use crate::rust::options::ClientOptions;
use crate::secret;
use crate::token::source::TokenSource;

/// What an [`AirfobClient`](crate::AirfobClient) is built from.
#[derive(Debug, Clone)]
pub struct AirfobOptions {
    /// What every client takes. `base_url` is `https://api.mc.mocainc.com` by default.
    pub client: ClientOptions,
    /// Where access tokens come from.
    pub source: TokenSource<AirfobCredentials>,
}

record! {
    /// A portal account.
    #[derive(Debug, Clone, PartialEq)]
    #[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
    pub struct AirfobCredentials {
        /// The account's mail address.
        "email" email: String = Kind::Text,
        /// The account's password.
        #[cfg_attr(face, tsify(type = "string"))]
        "password" password: Secret = Kind::Secret,
    }
}

record! {
    /// The account that logged in.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct Account {
        /// The account's mail address.
        "email" email: String = Kind::Text,
        /// Such as `sitemanager`.
        "accountType" account_type: String = Kind::Text,
        /// The account's name.
        "name" name: String = Kind::Text,
        /// Such as `ACTIVATED`.
        "accountStatus" account_status: String = Kind::Text,
        /// A JWT, good for one hour.
        #[serde(serialize_with = "secret::hand_over")]
        #[cfg_attr(face, tsify(type = "string"))]
        "accessToken" access_token: Secret = Kind::Words(&TOKEN),
    } made {
        /// ms since 1970 by this machine's clock; absent where the token does not say.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "expiresAt" expires_at: Option<i64>,
    }
}

/// How a user gets the card: by mail or by text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum FeedType {
    Email,
    Phone,
}

impl FeedType {
    /// The feed type that is written so on the wire.
    pub fn from_wire(text: &str) -> Option<Self> {
        match text {
            "EMAIL" => Some(Self::Email),
            "PHONE" => Some(Self::Phone),
            _ => None,
        }
    }
}

/// A user's data, as it is sent: to issue a card all of what the site wants, to reissue one what there is to say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserData {
    /// The site's own id of the user. Required to issue.
    pub user_key: Option<String>,
    /// Mail address. To issue, this or `phone`; which one the site wants is the site's setting. Empty is as if it were absent.
    pub email: Option<String>,
    /// Phone number in E.164, such as `+821022223333`. Empty is as if it were absent.
    pub phone: Option<String>,
    /// Profile fields.
    pub meta: Option<Meta>,
    /// A picture: JPEG or PNG, at most [`MAX_PORTRAIT_BYTES`](crate::MAX_PORTRAIT_BYTES).
    pub portrait: Option<Vec<u8>>,
    /// How the user gets the card.
    pub feed_type: Option<FeedType>,
}

/// From when until when a card is good, in ms since 1970 UTC; before 2001, such as in seconds by mistake, it is an
/// `InvalidArgument`. Required where the site's cards are DYNAMIC.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CardPeriod {
    /// First moment.
    pub start_date: Option<i64>,
    /// Last moment.
    pub end_date: Option<i64>,
}

/// A user and card to issue.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUserWithCard {
    /// The site.
    pub site_id: String,
    /// The user; `user_key`, and `email` or `phone`, are required.
    pub user: UserData,
    /// The card's number: letters, digits and signs on GENERAL sites, letters and digits on ASCII sites.
    pub number: String,
    /// When the card is good.
    pub period: CardPeriod,
}

/// A card to reissue: the same mobile card is sent again.
#[derive(Debug, Clone, PartialEq)]
pub struct Reissue {
    /// The site.
    pub site_id: String,
    /// Airfob's id of the user.
    pub user_id: String,
    /// Sent as it is given; the vendor's page says that reissuing cannot change it.
    pub user: Option<UserData>,
    /// Likewise.
    pub period: Option<CardPeriod>,
}

/// Which card to send again.
#[derive(Debug, Clone, PartialEq)]
pub struct CardToSend {
    /// The site.
    pub site_id: String,
    /// The card's number. This or `card_id` is required.
    pub number: Option<String>,
    /// Airfob's id of the card.
    pub card_id: Option<String>,
}

record! {
    /// Which users to find.
    #[derive(Debug, Clone, Default, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    pub struct UserSearch {
        /// The site.
        "siteId" site_id: String = Kind::Text,
        /// Keyword. Default: everyone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "q" q: Option<String> = Kind::Text,
        /// From 0, which is the default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "page" page: Option<u32> = Kind::Whole,
        /// Users a page. Default 15.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "size" size: Option<u32> = Kind::Whole,
        /// Default `asc`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional, type = "\"asc\" | \"desc\""))]
        "order" order: Option<Order> = ORDER,
    }
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum Order {
    Asc,
    Desc,
}

record! {
    /// One page of a search.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct UserPage {
    } made {
        /// How many users the search finds in all.
        "total" total: u32,
        /// Those of this page.
        "records" => "users" users: Vec<AirfobUser>,
    }
}

record! {
    /// A user of a site.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct AirfobUser {
        /// Airfob's id of the user.
        "userId" | "userid" user_id: String = Kind::Id,
        /// The site's own id of the user.
        "userKey" user_key: String = Kind::Id,
        /// Mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "email" email: Option<String> = Kind::Text,
        /// Phone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "phone" phone: Option<String> = Kind::Text,
        /// Profile fields; `{ _raw: text }` where the service holds text that is no JSON object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional, type = "Record<string, unknown>"))]
        "meta" meta: Option<Meta> = Kind::Fields,
        /// `EMAIL`, `PHONE`, or what else the service says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional, type = "FeedType | (string & {})"))]
        "feedType" feed_type: Option<String> = Kind::Text,
        /// URL of the picture.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "portrait" portrait: Option<String> = Kind::Text,
        /// The user's card, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "card" card: Option<Card> = Kind::Object(Card::SHAPE),
    }
}

record! {
    /// A mobile card.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct Card {
        /// Airfob's id of the card.
        "id" id: String = Kind::Id,
        /// The card's number.
        "number" number: String = Kind::Id,
        /// `INACTIVE`, `ACTIVATED`, `PAUSED`, `EXPIRED`, or what else the service says.
        #[cfg_attr(
            face,
            tsify(type = "\"INACTIVE\" | \"ACTIVATED\" | \"PAUSED\" | \"EXPIRED\" | (string & {})")
        )]
        "status" status: String = Kind::Text,
        /// `REGULAR`, `DYNAMIC`, or what else the service says.
        #[cfg_attr(face, tsify(type = "\"REGULAR\" | \"DYNAMIC\" | (string & {})"))]
        "cardType" card_type: String = Kind::Text,
        /// Such as `GENERAL`.
        "format" format: String = Kind::Text,
        /// The format in words.
        "cardTypeDesc" card_type_desc: String = Kind::Text,
        /// ms since 1970 UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "startDate" | "StartDate" start_date: Option<i64> = Kind::Number,
        /// ms since 1970 UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "endDate" | "EndDate" end_date: Option<i64> = Kind::Number,
    }
}

record! {
    /// What became of a batch: a failure of some items is a result, not an error.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct BatchResult {
    } made {
        /// Items asked.
        "total" total: u32,
        /// Items done.
        "success" success: u32,
        /// Items that failed.
        "failure" failure: u32,
        /// One for each id asked, in the order asked.
        "records" => "items" items: Vec<BatchItem>,
    }
}

record! {
    /// What became of one item.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct BatchItem {
    } made {
        /// The id that was asked.
        "id" id: String,
        /// True where it was done (status 200).
        "ok" ok: bool,
        /// The item's own status, in HTTP's terms.
        "status" status: u16,
        /// The service's words.
        "message" message: String,
        /// Cards: the status after deletion, such as `DELETE`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "cardStatus" card_status: Option<String>,
    }
}

/// The ways that a user gets the card.
const FEED_TYPE: Kind = Kind::OneOf(&["EMAIL", "PHONE"], "EMAIL or PHONE");
/// The orders of a search.
const ORDER: Kind = Kind::OneOf(&["asc", "desc"], "\"asc\" or \"desc\"");

impl Typed for Order {
    fn from_value(value: Value) -> Result<Self, Unfit> {
        match value.as_text() {
            Some("asc") => Ok(Self::Asc),
            Some("desc") => Ok(Self::Desc),
            _ => Err(Unfit::here("an order")),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Asc => "asc".into(),
            Self::Desc => "desc".into(),
        }
    }
}

/// What is read of a user to issue or to reissue.
static USER_DATA: Shape = Shape(&[
    Field::optional("userKey", Kind::Text),
    Field::optional("email", Kind::Text),
    Field::optional("phone", Kind::Text),
    Field::optional("meta", Kind::Fields),
    Field::optional("portrait", Kind::Picture).named("portraitData"),
    Field::optional("feedType", FEED_TYPE),
]);

/// What is read of a card to reissue.
static PERIOD: Shape = Shape(&[
    Field::optional("startDate", Kind::Moment),
    Field::optional("endDate", Kind::Moment),
]);

/// What is read of a card to issue.
static NEW_CARD: Shape = Shape(&[
    Field::required("number", Kind::Text),
    Field::optional("startDate", Kind::Moment),
    Field::optional("endDate", Kind::Moment),
]);

/// What is read of a user and card to issue.
pub static NEW_USER_WITH_CARD: Shape = Shape(&[
    Field::required("siteId", Kind::Text),
    Field::required("user", Kind::Object(&USER_DATA)),
    Field::required("card", Kind::Object(&NEW_CARD)),
]);

/// What is read of a card to reissue, and whose it is.
pub static REISSUE: Shape = Shape(&[
    Field::required("siteId", Kind::Text),
    Field::required("userId", Kind::Text),
    Field::optional("user", Kind::Object(&USER_DATA)),
    Field::optional("card", Kind::Object(&PERIOD)),
]);

/// What is read of a card to send.
pub static CARD_TO_SEND: Shape = Shape(&[
    Field::required("siteId", Kind::Text),
    Field::optional("number", Kind::Text),
    Field::optional("cardId", Kind::Text),
]);

impl UserData {
    fn value(&self) -> Result<Value, Failure> {
        let feed_type = self.feed_type.map(|feed_type| match feed_type {
            FeedType::Email => "EMAIL",
            FeedType::Phone => "PHONE",
        });
        Ok(Value::object([
            ("userKey", self.user_key.clone().into()),
            ("email", self.email.clone().into()),
            ("phone", self.phone.clone().into()),
            ("meta", self.meta.to_value()),
            (
                "portraitData",
                self.portrait
                    .as_deref()
                    .map(request::portrait)
                    .transpose()?
                    .into(),
            ),
            ("feedType", feed_type.into()),
        ]))
    }
}

impl CardPeriod {
    fn value(&self, number: Value) -> Value {
        Value::object([
            ("number", number),
            ("startDate", self.start_date.to_value()),
            ("endDate", self.end_date.to_value()),
        ])
    }
}

impl NewUserWithCard {
    pub(super) fn value(&self) -> Result<Value, Failure> {
        Ok(Value::object([
            ("siteId", self.site_id.clone().into()),
            ("user", self.user.value()?),
            ("card", self.period.value(self.number.clone().into())),
        ]))
    }
}

impl Reissue {
    pub(super) fn value(&self) -> Result<Value, Failure> {
        Ok(Value::object([
            ("siteId", self.site_id.clone().into()),
            ("userId", self.user_id.clone().into()),
            (
                "user",
                self.user.as_ref().map(UserData::value).transpose()?.into(),
            ),
            (
                "card",
                self.period.map(|period| period.value(Value::Absent)).into(),
            ),
        ]))
    }
}

impl CardToSend {
    pub(super) fn value(&self) -> Value {
        Value::object([
            ("siteId", self.site_id.clone().into()),
            ("number", self.number.clone().into()),
            ("cardId", self.card_id.clone().into()),
        ])
    }
}
