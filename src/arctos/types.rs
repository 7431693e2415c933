//! What a user gives to Arctos and gets from it (vendor page "Auth").

use serde::{Deserialize, Serialize};

use crate::exchange::json;
use crate::options::ClientOptions;
use crate::secret::{self, Secret};
use crate::token::store::StoredToken;

/// What an [`ArctosClient`](crate::ArctosClient) is built from.
#[derive(Debug, Clone)]
pub struct ArctosOptions {
    /// What every client takes. `base_url` is required: it is per tenant, such as `https://api-<tenant>.arctos.tw`.
    pub client: ClientOptions,
    /// Sent as `arc-license-key`; without it the header is left out, for a gateway to add.
    pub license_key: Option<Secret>,
    /// Sent as `arc-license-id`, which some deployments want.
    pub license_id: Option<Secret>,
    /// Where the operations are, if not where the vendor's pages have them.
    pub paths: ArctosPaths,
}

/// Paths of the operations, each encoded and beginning with `/`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct ArctosPaths {
    /// getAuthCode. Default `/api/auth/code`.
    #[cfg_attr(face, tsify(optional))]
    pub code: Option<String>,
    /// getAuthTokenUseCode. Default `/api/auth/login`.
    #[cfg_attr(face, tsify(optional))]
    pub token: Option<String>,
    /// checkAuthToken. Default `/api/auth/check`.
    #[cfg_attr(face, tsify(optional))]
    pub check: Option<String>,
}

/// The role that a user signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[allow(missing_docs)]
pub enum ArctosRole {
    Moderator,
    Publisher,
    Admin,
    Switch,
    Client,
}

impl ArctosRole {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Moderator,
        Self::Publisher,
        Self::Admin,
        Self::Switch,
        Self::Client,
    ];

    /// The role that is written so on the wire.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// As it is written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moderator => "MODERATOR",
            Self::Publisher => "PUBLISHER",
            Self::Admin => "ADMIN",
            Self::Switch => "SWITCH",
            Self::Client => "CLIENT",
        }
    }
}

/// Who wants to sign in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct AuthCodeRequest {
    /// Unique for each user; not empty.
    pub user_id: String,
    /// Shown to others; the service makes up one such as `USER-12345678` where it is absent.
    #[cfg_attr(face, tsify(optional))]
    pub name: Option<String>,
    /// The role to sign in with.
    pub role: ArctosRole,
}

/// An auth code.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct AuthCode {
    /// Opaque, several hundred characters long, good for one use.
    #[serde(serialize_with = "secret::hand_over")]
    #[cfg_attr(face, tsify(type = "string"))]
    pub code: Secret,
    /// ms since 1970 by this machine's clock: ten minutes after receipt.
    pub expires_at: f64,
    /// The service's words, where it succeeded with a warning (status 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub warning: Option<String>,
}

/// A code to exchange for an access token.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
pub struct AuthTokenRequest {
    /// The code of getAuthCode.
    #[cfg_attr(face, tsify(type = "string"))]
    pub code: Secret,
    /// Where the user signs in from: `arctos-webapp` (browser, the default), `arctos-switch` (moderator device) or
    /// `arctos-client` (publisher device).
    #[cfg_attr(face, tsify(optional, type = "ArctosClientId | (string & {})"))]
    pub client_id: Option<String>,
    /// Where the user is sent back to.
    #[cfg_attr(face, tsify(optional))]
    pub redirect_uri: Option<String>,
}

/// An access token.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct AuthToken {
    /// Arctos' id of the user. A string, since it may be larger than a number can hold exactly.
    pub user_id: String,
    /// A JWT.
    #[serde(serialize_with = "secret::hand_over")]
    #[cfg_attr(face, tsify(type = "string"))]
    pub access_token: Secret,
    /// ms since 1970 by this machine's clock; absent where the token does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub expires_at: Option<f64>,
    /// The service's words, where it succeeded with a warning (status 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub warning: Option<String>,
}

impl AuthToken {
    pub(crate) fn stored(&self) -> StoredToken {
        StoredToken {
            access_token: self.access_token.clone(),
            expires_at: self.expires_at,
        }
    }
}

/// Who a token belongs to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct Identity {
    /// Where the user signed in from, such as `arctos-webapp`.
    pub client_id: String,
    /// Arctos' id of the user. A string, since it may be larger than a number can hold exactly.
    pub user_id: String,
    /// The role as the service says it; `GUSET` (the vendor's spelling) where it says none.
    #[cfg_attr(face, tsify(type = "ArctosRole | (string & {})"))]
    pub role: String,
    /// Number of licensed rooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub license_room: Option<f64>,
    /// Path of the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub license_path: Option<String>,
    /// The service's words, where it succeeded with a warning (status 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub warning: Option<String>,
}

/// Who wants to sign in, and from where.
#[derive(Debug, Clone, PartialEq)]
pub struct SignInRequest {
    /// Who.
    pub user: AuthCodeRequest,
    /// As in [`AuthTokenRequest`].
    pub client_id: Option<String>,
    /// As in [`AuthTokenRequest`].
    pub redirect_uri: Option<String>,
}

/// A user who is signed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct SignedIn {
    /// The token, which the client keeps.
    pub token: AuthToken,
    /// Whose it is.
    pub identity: Identity,
    /// The service's words, where it succeeded with a warning (status 2): that of the code, the token or the check, the first there was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(face, tsify(optional))]
    pub warning: Option<String>,
}

/// `info` of getAuthCode.
#[derive(Deserialize)]
pub(crate) struct CodeInfo {
    #[serde(deserialize_with = "json::code")]
    pub code: Secret,
}

/// `info` of getAuthTokenUseCode.
#[derive(Deserialize)]
pub(crate) struct TokenInfo {
    #[serde(deserialize_with = "json::id")]
    pub user_id: String,
    #[serde(deserialize_with = "json::token")]
    pub access_token: Secret,
}

/// `info` of checkAuthToken.
#[derive(Deserialize)]
pub(crate) struct IdentityInfo {
    client_id: String,
    #[serde(deserialize_with = "json::id")]
    user_id: String,
    role: Option<String>,
    #[serde(default, deserialize_with = "json::optional_number")]
    license_room: Option<f64>,
    license_path: Option<String>,
}

impl IdentityInfo {
    pub(crate) fn with_warning(self, warning: Option<String>) -> Identity {
        Identity {
            client_id: self.client_id,
            user_id: self.user_id,
            role: self.role.unwrap_or_else(|| "GUSET".to_owned()),
            license_room: self.license_room,
            license_path: self.license_path,
            warning,
        }
    }
}
