//! Access tokens: JWTs signed with HS256, whose expiry is judged by the world's clock.

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Signs tokens and recognises its own.
#[derive(Clone, Debug)]
pub struct Signer {
    secret: String,
    /// What it has signed: a world with the same seed signs alike, and its tokens are foreign here all the same.
    signed: HashSet<String>,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a JWT that can be read.
    Unreadable,
    /// A JWT, but not signed by this signer.
    Foreign,
    Expired,
}

/// The one claim that this module looks at itself.
pub trait Claims: Serialize + DeserializeOwned {
    /// Seconds since 1970.
    fn expires(&self) -> i64;
}

impl Signer {
    pub fn new(secret: String) -> Self {
        Self {
            secret,
            signed: HashSet::new(),
        }
    }

    pub fn sign(&mut self, claims: &impl Claims) -> String {
        let key = EncodingKey::from_secret(self.secret.as_bytes());
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key)
            .expect("plain claims always make a token");
        self.signed.insert(token.clone());
        token
    }

    /// The claims of a token of this signer that lives at `now` (milliseconds since 1970).
    pub fn read<C: Claims>(&self, token: &str, now: i64) -> Result<C, Refusal> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_secret(self.secret.as_bytes());
        let claims = jsonwebtoken::decode::<C>(token, &key, &validation)
            .map_err(|_| {
                let readable = insecure_decode_claims::<Map<String, Value>>(token).is_ok();
                if readable {
                    Refusal::Foreign
                } else {
                    Refusal::Unreadable
                }
            })?
            .claims;
        if !self.signed.contains(token) {
            return Err(Refusal::Foreign);
        }
        if now >= claims.expires().saturating_mul(1000) {
            return Err(Refusal::Expired);
        }
        Ok(claims)
    }
}
