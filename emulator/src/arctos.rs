//! Arctos: an auth code for a user, a token for a code, an identity for a token.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use bytes::Bytes;
use http::Response;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use crate::jwt::{self, Signer};
use crate::message::{self, Call, Fields, Flaw};
use crate::operation::{Operation, find};
use crate::seed::{ChaCha8Rng, Topic, generator};

/// A licence key that works.
pub const LICENSE_KEY: &str = "test-license-5f0c2e7d91b84a63";

/// Licence keys that do something else, by what they do.
pub const LICENSES: [(&str, &str); 8] = [
    ("missing", "test-missing-0d9a4c1e"),
    ("wrongType", "test-wrong-type-77b1e0f2"),
    ("unauthorized", "test-unauthorized-c64d2a90"),
    ("expired", "test-expired-3e8f5b17"),
    ("exceeded", "test-exceeded-a2097c5d"),
    ("noRoom", "test-no-room-9b63d1f8"),
    ("forbidden", "test-forbidden-41c7e6a0"),
    ("warning", "test-warning-e58a90d3"),
];

const CODE_LIFE_MS: i64 = 10 * 60 * 1000;
const CODE_BYTES: usize = 300;
const TOKEN_LIFE_S: i64 = 2 * 60 * 60;
const FIRST_USER_ID: u64 = 1_010_000_010;

const ROLES: [&str; 5] = ["MODERATOR", "PUBLISHER", "ADMIN", "SWITCH", "CLIENT"];

/// `webapp_user` is the default of the vendor's table, the others are its list of values.
const CLIENT_IDS: [&str; 4] = [
    "arctos-webapp",
    "arctos-switch",
    "arctos-client",
    "webapp_user",
];

const LICENSED_ROOMS: u32 = 10;
const LICENSE_PATH: &str = "/license/demo.lic";

/// What one world's Arctos remembers.
#[derive(Debug)]
pub struct State {
    signer: Signer,
    random: ChaCha8Rng,
    user_ids: BTreeMap<String, u64>,
    codes: HashMap<String, Grant>,
}

/// Whom a code signs in.
#[derive(Debug)]
struct Grant {
    user_id: u64,
    name: String,
    role: String,
    expires: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Identity {
    client_id: String,
    user_id: u64,
    role: String,
    name: String,
    iat: i64,
    exp: i64,
}

impl jwt::Claims for Identity {
    fn expires(&self) -> i64 {
        self.exp
    }
}

#[derive(Debug, Serialize)]
struct Envelope<T> {
    status: u8,
    message: &'static str,
    info: T,
}

#[derive(Debug, Serialize)]
struct CodeInfo {
    code: String,
}

#[derive(Debug, Serialize)]
struct TokenInfo {
    user_id: u64,
    access_token: String,
}

#[derive(Debug, Serialize)]
struct IdentityInfo {
    client_id: String,
    user_id: u64,
    role: String,
    license_room: u32,
    license_path: &'static str,
}

/// An answer that is no success.
#[derive(Debug, Serialize)]
struct Failure {
    #[serde(skip)]
    http: u16,
    status: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    message: String,
}

impl Failure {
    fn new(http: u16, message: impl Into<String>) -> Self {
        Self {
            http,
            status: 0,
            code: None,
            message: message.into(),
        }
    }

    /// A failure of the vendor's table of codes.
    fn listed(code: u16) -> Self {
        let (http, message) = match code {
            1401 => (401, "授權為空"),
            1402 => (401, "授權類型不正確"),
            1403 => (401, "未經授權"),
            1404 => (401, "令牌已過期"),
            1405 => (401, "令牌無效"),
            3401 => (403, "未找到許可文件"),
            3402 => (403, "許可文件類型不正確"),
            3403 => (403, "未經授權"),
            3404 => (403, "許可已過期"),
            3405 => (403, "許可房間超出限制"),
            _ => (403, "許可房間不存在"),
        };
        Self {
            code: Some(code),
            ..Self::new(http, message)
        }
    }

    fn unauthorized() -> Self {
        Self::new(200, "未授權訪問")
    }
}

impl From<Flaw> for Failure {
    fn from(flaw: Flaw) -> Self {
        let message = match flaw {
            Flaw::NoJson | Flaw::NoObject => "請求內容不是有效的 JSON 物件".to_owned(),
            Flaw::Missing(name) => format!("缺少必要參數: {name}"),
            Flaw::Wrong(name, _) => format!("參數格式不正確: {name}"),
        };
        Self::new(400, message)
    }
}

impl State {
    pub fn new(seed: u64) -> Self {
        Self {
            signer: Signer::new(format!("arctos signing secret of world {seed}")),
            random: generator(Topic::AuthCodes, seed, 0),
            user_ids: BTreeMap::new(),
            codes: HashMap::new(),
        }
    }

    /// The number of a user: always the same one for the same text.
    fn user_id(&mut self, text: &str) -> u64 {
        let next = FIRST_USER_ID + self.user_ids.len() as u64;
        *self.user_ids.entry(text.to_owned()).or_insert(next)
    }

    fn get_auth_code(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let warned = check_license(call.header("arc-license-key"))?;
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let user_id = fields.required_text("user_id")?;
        let name = fields.text("name")?;
        let role = fields.text("role")?.filter(|role| ROLES.contains(role));
        let role = role.ok_or_else(|| Failure::listed(3403))?;

        let mut code = [0; CODE_BYTES];
        self.random.fill(&mut code);
        let code = BASE64_URL_SAFE_NO_PAD.encode(code);
        let name = match name {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("USER-{:08}", self.random.random_range(0..100_000_000)),
        };
        let grant = Grant {
            user_id: self.user_id(user_id),
            name,
            role: role.to_owned(),
            expires: call.now + CODE_LIFE_MS,
        };
        self.codes.insert(code.clone(), grant);
        Ok(if warned {
            warning("許可即將到期", CodeInfo { code })
        } else {
            success(CodeInfo { code })
        })
    }

    fn get_auth_token_use_code(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        if fields.required_text("grant_type")? != "authorization_code" {
            return Err(fields.wrong("grant_type", "authorization_code").into());
        }
        let client_id = fields.required_text("client_id")?;
        if !CLIENT_IDS.contains(&client_id) {
            return Err(fields
                .wrong("client_id", "one of the documented clients")
                .into());
        }
        let code = fields.required_text("code")?;
        fields.text("redirect_uri")?;

        let grant = self
            .codes
            .remove(code)
            .filter(|grant| call.now < grant.expires);
        let grant = grant.ok_or_else(Failure::unauthorized)?;
        let iat = call.now.div_euclid(1000);
        let user_id = grant.user_id;
        let access_token = self.signer.sign(&Identity {
            client_id: client_id.to_owned(),
            user_id,
            role: grant.role,
            name: grant.name,
            iat,
            exp: iat + TOKEN_LIFE_S,
        });
        Ok(success(TokenInfo {
            user_id,
            access_token,
        }))
    }

    fn check_auth_token(&self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let authorization = call.header("authorization").unwrap_or_default().trim();
        let (scheme, token) = authorization.split_once(' ').unwrap_or((authorization, ""));
        let token = token.trim();
        if scheme.is_empty() {
            return Err(Failure::listed(1401));
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Failure::listed(1402));
        }
        if token.is_empty() {
            return Err(Failure::listed(1401));
        }
        let identity: Identity = self.signer.read(token, call.now).map_err(|refusal| {
            Failure::listed(match refusal {
                jwt::Refusal::Foreign => 1403,
                jwt::Refusal::Expired => 1404,
                jwt::Refusal::Unreadable => 1405,
            })
        })?;
        Fields::of(&call.json()?)?;
        Ok(success(IdentityInfo {
            client_id: identity.client_id,
            user_id: identity.user_id,
            role: identity.role,
            license_room: LICENSED_ROOMS,
            license_path: LICENSE_PATH,
        }))
    }
}

/// Whether a licence lets its holder in; if so, whether with a warning.
fn check_license(key: Option<&str>) -> Result<bool, Failure> {
    let key = key.unwrap_or_default();
    if key == LICENSE_KEY {
        return Ok(false);
    }
    if key.is_empty() {
        return Err(Failure::listed(3403));
    }
    let named = LICENSES
        .iter()
        .find(|(_, known)| *known == key)
        .map(|(name, _)| *name);
    match named {
        Some("warning") => Ok(true),
        Some("forbidden") => Err(Failure::new(403, "不允許訪問請求的資源")),
        Some("wrongType") => Err(Failure::listed(3402)),
        Some("unauthorized") => Err(Failure::listed(3403)),
        Some("expired") => Err(Failure::listed(3404)),
        Some("exceeded") => Err(Failure::listed(3405)),
        Some("noRoom") => Err(Failure::listed(3406)),
        _ => Err(Failure::listed(3401)),
    }
}

fn success(info: impl Serialize) -> Response<Bytes> {
    message::json(
        200,
        &Envelope {
            status: 1,
            message: "",
            info,
        },
    )
}

fn warning(message: &'static str, info: impl Serialize) -> Response<Bytes> {
    message::json(
        200,
        &Envelope {
            status: 2,
            message,
            info,
        },
    )
}

/// Answers one request.
pub fn handle(state: &mut State, call: &Call<'_>) -> Response<Bytes> {
    let operation = find(
        crate::operation::Service::Arctos,
        call.request.method(),
        call.path,
    );
    let answer = match operation {
        None => Err(Failure::new(404, "資源未找到")),
        Some(_) if !call.has_json_type() => {
            Err(Failure::new(400, "Content-Type 必須為 application/json"))
        }
        Some(Operation::GetAuthCode) => state.get_auth_code(call),
        Some(Operation::GetAuthTokenUseCode) => state.get_auth_token_use_code(call),
        Some(_) => state.check_auth_token(call),
    };
    answer.unwrap_or_else(|failure| message::json(failure.http, &failure))
}
