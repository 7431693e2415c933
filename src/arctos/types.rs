//! What a user gives to Arctos and gets from it (vendor page "Auth").

use json::{Kind, Need, Value};
use serde::Serialize;

use crate::record::{Typed, Unfit, record};
use crate::rust::options::ClientOptions;
use crate::secret::{self, Secret};

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

record! {
    /// Paths of the operations, each encoded and beginning with `/`.
    #[derive(Debug, Clone, Default, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    pub struct ArctosPaths {
        /// getAuthCode. Default `/api/auth/code`.
        #[cfg_attr(face, tsify(optional))]
        "code" => "getAuthCode" code: Option<String> = Kind::Text,
        /// getAuthTokenUseCode. Default `/api/auth/login`.
        #[cfg_attr(face, tsify(optional))]
        "token" => "getAuthTokenUseCode" token: Option<String> = Kind::Text,
        /// checkAuthToken. Default `/api/auth/check`.
        #[cfg_attr(face, tsify(optional))]
        "check" => "checkAuthToken" check: Option<String> = Kind::Text,
    }
}

/// The role that a user signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[allow(missing_docs)]
#[non_exhaustive]
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

record! {
    /// Who wants to sign in.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    pub struct AuthCodeRequest {
        /// Unique for each user; not empty.
        "userId" => "user_id" user_id: String = Kind::Text,
        /// Shown to others; the service makes up one such as `USER-12345678` where it is absent.
        #[cfg_attr(face, tsify(optional))]
        "name" name: Option<String> = Kind::Text,
        /// The role to sign in with.
        "role" role: ArctosRole = ROLE,
    }
}

record! {
    /// An auth code.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct AuthCode {
    } made {
        /// Opaque, several hundred characters long, good for one use.
        #[serde(serialize_with = "secret::hand_over")]
        #[cfg_attr(face, tsify(type = "string"))]
        "code" code: Secret,
        /// ms since 1970 by this machine's clock: ten minutes after receipt.
        "expiresAt" expires_at: i64,
        /// The service's words, where it succeeded with a warning (status 2).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "warning" warning: Option<String>,
    }
}

record! {
    /// A code to exchange for an access token.
    #[derive(Debug, Clone, PartialEq)]
    #[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
    pub struct AuthTokenRequest {
        /// The code of getAuthCode.
        #[cfg_attr(face, tsify(type = "string"))]
        "code" code: Secret = Kind::Secret,
        /// Where the user signs in from: `arctos-webapp` (browser, the default), `arctos-switch` (moderator device) or
        /// `arctos-client` (publisher device).
        #[cfg_attr(face, tsify(optional, type = "ArctosClientId | (string & {})"))]
        "clientId" => "client_id" client_id: Option<String> = Kind::Text,
        /// Where the user is sent back to.
        #[cfg_attr(face, tsify(optional))]
        "redirectUri" => "redirect_uri" redirect_uri: Option<String> = Kind::Text,
    }
}

record! {
    /// An access token.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct AuthToken {
    } made {
        /// Arctos' id of the user. A string, since it may be larger than a number can hold exactly.
        "userId" user_id: String,
        /// A JWT.
        #[serde(serialize_with = "secret::hand_over")]
        #[cfg_attr(face, tsify(type = "string"))]
        "accessToken" access_token: Secret,
        /// ms since 1970 by this machine's clock; absent where the token does not say.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "expiresAt" expires_at: Option<i64>,
        /// The service's words, where it succeeded with a warning (status 2).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "warning" warning: Option<String>,
    }
}

record! {
    /// Who a token belongs to.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct Identity {
        /// Where the user signed in from, such as `arctos-webapp`.
        "client_id" => "clientId" client_id: String = Kind::Text,
        /// Arctos' id of the user. A string, since it may be larger than a number can hold exactly.
        "user_id" => "userId" user_id: String = Kind::Id,
        /// The role as the service says it; `GUSET` (the vendor's spelling) where it says none.
        #[cfg_attr(face, tsify(type = "ArctosRole | (string & {})"))]
        "role" role: String = Kind::Text; Need::Optional,
        /// Number of licensed rooms.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "license_room" => "licenseRoom" license_room: Option<u32> = Kind::Number,
        /// Path of the licence.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "license_path" => "licensePath" license_path: Option<String> = Kind::Text,
    } made {
        /// The service's words, where it succeeded with a warning (status 2).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "warning" warning: Option<String>,
    }
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

record! {
    /// A user who is signed in.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct SignedIn {
    } made {
        /// The token, which the client keeps.
        "token" token: AuthToken,
        /// Whose it is.
        "info" => "identity" identity: Identity,
        /// The service's words, where it succeeded with a warning (status 2): that of the code, the token or the check, the first there was.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        "warning" warning: Option<String>,
    }
}

/// The roles that can be asked for.
pub const ROLE: Kind = Kind::OneOf(
    &["MODERATOR", "PUBLISHER", "ADMIN", "SWITCH", "CLIENT"],
    "MODERATOR, PUBLISHER, ADMIN, SWITCH or CLIENT",
);

impl Typed for ArctosRole {
    fn from_value(value: Value) -> Result<Self, Unfit> {
        value
            .as_text()
            .and_then(Self::from_wire)
            .ok_or(Unfit::here("a role"))
    }

    fn to_value(&self) -> Value {
        self.as_str().into()
    }
}

impl SignInRequest {
    pub(super) fn to_value(&self) -> Value {
        let mut request = self.user.to_value();
        request.set("client_id", self.client_id.clone().into());
        request.set("redirect_uri", self.redirect_uri.clone().into());
        request
    }
}
