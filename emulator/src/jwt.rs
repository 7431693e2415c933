//! Access tokens: JWTs signed with HS256, whose expiry is judged by the world's clock.

use hmac::{Hmac, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::Sha256;
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

/// HS256 alone: what the crates bring for all other algorithms is many times the size of the emulator.
static HS256: CryptoProvider = CryptoProvider {
    signer_factory: |_, key| Ok(Box::new(Key(key.as_bytes().to_vec()))),
    verifier_factory: |_, key| Ok(Box::new(Key(key.try_get_as_bytes()?.to_vec()))),
    key_utils: KeyUtils::new_unimplemented(),
};

struct Key(Vec<u8>);

impl Key {
    fn over(&self, message: &[u8]) -> Result<Hmac<Sha256>, signature::Error> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| signature::Error::new())?;
        Ok(mac.chain_update(message))
    }
}

impl signature::Signer<Vec<u8>> for Key {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.over(message)?.finalize().into_bytes().to_vec())
    }
}

impl signature::Verifier<Vec<u8>> for Key {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let mac = self.over(message)?;
        mac.verify_slice(signature)
            .map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Key {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Key {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Signer {
    pub fn new(secret: String) -> Self {
        // Another one of the process may have done so before.
        HS256.install_default().ok();
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
