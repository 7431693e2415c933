//! What a user gives to Airfob Portal and gets from it (vendor page "로그인 토큰 & 사용자 / 카드 API").

use serde::{Deserialize, Serialize};

use super::meta::{self, Meta};
use crate::exchange::json;
use crate::options::ClientOptions;
use crate::secret::{self, Secret};
use crate::token::source::TokenSource;

/// What an [`AirfobClient`](crate::AirfobClient) is built from.
#[derive(Debug, Clone)]
pub struct AirfobOptions {
    /// What every client takes. `base_url` is `https://api.mc.mocainc.com` by default.
    pub client: ClientOptions,
    /// Where access tokens come from.
    pub source: TokenSource<AirfobCredentials>,
}

/// A portal account.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
pub struct AirfobCredentials {
    /// The account's mail address.
    pub email: String,
    /// The account's password.
    #[cfg_attr(face, tsify(type = "string"))]
    pub password: Secret,
}

/// The account that logged in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct Account {
    /// The account's mail address.
    pub email: String,
    /// Such as `sitemanager`.
    pub account_type: String,
    /// The account's name.
    pub name: String,
    /// Such as `ACTIVATED`.
    pub account_status: String,
    /// A JWT, good for one hour.
    #[serde(serialize_with = "secret::hand_over")]
    #[cfg_attr(face, tsify(type = "string"))]
    pub access_token: Secret,
    /// ms since 1970 by this machine's clock; absent where the token does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub expires_at: Option<f64>,
}

/// How a user gets the card: by mail or by text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[allow(missing_docs)]
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
    pub start_date: Option<f64>,
    /// Last moment.
    pub end_date: Option<f64>,
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

/// Which users to find.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct UserSearch {
    /// The site.
    pub site_id: String,
    /// Keyword. Default: everyone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub q: Option<String>,
    /// From 0, which is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub page: Option<u32>,
    /// Users a page. Default 15.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub size: Option<u32>,
    /// Default `asc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional, type = "\"asc\" | \"desc\""))]
    pub order: Option<Order>,
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Order {
    Asc,
    Desc,
}

/// One page of a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct UserPage {
    /// How many users the search finds in all.
    pub total: f64,
    /// Those of this page.
    pub users: Vec<AirfobUser>,
}

/// A user of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct AirfobUser {
    /// Airfob's id of the user.
    #[serde(alias = "userid", deserialize_with = "json::id")]
    pub user_id: String,
    /// The site's own id of the user.
    #[serde(deserialize_with = "json::id")]
    pub user_key: String,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub email: Option<String>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub phone: Option<String>,
    /// Profile fields; `{ _raw: text }` where the service holds text that is no JSON object.
    #[serde(
        default,
        deserialize_with = "meta::read",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(face, tsify(optional, type = "Record<string, unknown>"))]
    pub meta: Option<Meta>,
    /// `EMAIL`, `PHONE`, or what else the service says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional, type = "FeedType | (string & {})"))]
    pub feed_type: Option<String>,
    /// URL of the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub portrait: Option<String>,
    /// The user's card, if there is one.
    #[serde(
        default,
        deserialize_with = "json::optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(face, tsify(optional))]
    pub card: Option<Card>,
}

/// A mobile card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct Card {
    /// Airfob's id of the card.
    #[serde(deserialize_with = "json::id")]
    pub id: String,
    /// The card's number.
    #[serde(deserialize_with = "json::id")]
    pub number: String,
    /// `INACTIVE`, `ACTIVATED`, `PAUSED`, `EXPIRED`, or what else the service says.
    #[cfg_attr(
        face,
        tsify(type = "\"INACTIVE\" | \"ACTIVATED\" | \"PAUSED\" | \"EXPIRED\" | (string & {})")
    )]
    pub status: String,
    /// `REGULAR`, `DYNAMIC`, or what else the service says.
    #[cfg_attr(face, tsify(type = "\"REGULAR\" | \"DYNAMIC\" | (string & {})"))]
    pub card_type: String,
    /// Such as `GENERAL`.
    pub format: String,
    /// The format in words.
    pub card_type_desc: String,
    /// ms since 1970 UTC.
    #[serde(
        default,
        alias = "StartDate",
        deserialize_with = "json::optional_number",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(face, tsify(optional))]
    pub start_date: Option<f64>,
    /// ms since 1970 UTC.
    #[serde(
        default,
        alias = "EndDate",
        deserialize_with = "json::optional_number",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(face, tsify(optional))]
    pub end_date: Option<f64>,
}

/// What became of a batch: a failure of some items is a result, not an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct BatchResult {
    /// Items asked.
    pub total: f64,
    /// Items done.
    pub success: f64,
    /// Items that failed.
    pub failure: f64,
    /// One for each id asked, in the order asked.
    pub items: Vec<BatchItem>,
}

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct BatchItem {
    /// The id that was asked.
    pub id: String,
    /// True where it was done (status 200).
    pub ok: bool,
    /// The item's own status, in HTTP's terms.
    pub status: f64,
    /// The service's words.
    pub message: String,
    /// Cards: the status after deletion, such as `DELETE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub card_status: Option<String>,
}
