//! ArctosClient, as a JavaScript class.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::call::call;
use super::options::{client_options, options_of};
use super::value::{Members, optional, string};
use crate::arctos::types::{
    ArctosOptions, ArctosPaths, ArctosRole, AuthCodeRequest, AuthTokenRequest, SignInRequest,
};
use crate::error::{Error, Failure, Service};
use crate::operations::{
    ARCTOS_SIGN_OUT, CHECK_AUTH_TOKEN, GET_AUTH_CODE, GET_AUTH_TOKEN_USE_CODE, SIGN_IN,
};
use crate::options::CONSTRUCTOR;
use crate::secret::Secret;

/// Signs a user in to Arctos: auth code → access token → identity (vendor page "Auth").
///
/// Every method gives a promise that settles within `timeoutMs`: with the answer, with a `RoomkeyError`, or with
/// `signal.reason`.
///
/// `free()` gives the client's memory back at once, as does the end of the scope of `using client = …`. Calls under way
/// finish; one that is made later rejects with `invalidArgument`. A client that is garbage collected is freed as well.
#[wasm_bindgen]
pub struct ArctosClient(Rc<crate::ArctosClient>);

#[wasm_bindgen]
impl ArctosClient {
    /// Checks the options; sends nothing. The first one compiles the WebAssembly module, which takes some milliseconds.
    ///
    /// @throws RoomkeyError `invalidArgument`: no baseUrl, an http: one off loopback, a licenseKey in a page without `dangerouslyAllowBrowser`.
    /// `internal`: WebAssembly cannot be compiled here, and why.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ArctosOptions")] options: &JsValue,
    ) -> Result<ArctosClient, JsValue> {
        let client = read_options(options)
            .map_err(|failure| Error::unsent(Service::Arctos, CONSTRUCTOR, failure))
            .and_then(crate::ArctosClient::new)?;
        Ok(Self(Rc::new(client)))
    }

    /// Asks for an auth code: good for one use, within ten minutes.
    ///
    /// Rejects with a RoomkeyError: `license` for a licence that is missing, expired or full (`code` 3401 to 3406),
    /// `invalidArgument` for an empty userId or an unknown role.
    #[wasm_bindgen(js_name = getAuthCode, unchecked_return_type = "Promise<AuthCode>")]
    pub fn get_auth_code(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AuthCodeRequest")] request: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &GET_AUTH_CODE,
            options,
            || {
                let members = Members::required_object(request, "request")?;
                members.known(&["userId", "name", "role"])?;
                auth_code_request(&members)
            },
            async move |request, options| client.get_auth_code(&request, options).await,
        )
    }

    /// Exchanges a code for an access token. Never sent twice: a code is good for one use. Keeps nothing.
    ///
    /// Rejects with a RoomkeyError: `unauthorized` for a code that is wrong, used or expired.
    #[wasm_bindgen(js_name = getAuthTokenUseCode, unchecked_return_type = "Promise<AuthToken>")]
    pub fn get_auth_token_use_code(
        &self,
        #[wasm_bindgen(unchecked_param_type = "AuthTokenRequest")] request: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &GET_AUTH_TOKEN_USE_CODE,
            options,
            || auth_token_request(&Members::required_object(request, "request")?),
            async move |request, options| client.get_auth_token_use_code(&request, options).await,
        )
    }

    /// Asks who a token belongs to. Without a token: the one of the last sign-in.
    ///
    /// Rejects with a RoomkeyError: `tokenExpired` (`code` 1404), `unauthorized` (1401, 1402, 1403, 1405, or no sign-in yet).
    #[wasm_bindgen(js_name = checkAuthToken, unchecked_return_type = "Promise<Identity>")]
    pub fn check_auth_token(
        &self,
        #[wasm_bindgen(js_name = accessToken, unchecked_optional_param_type = "string")]
        access_token: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &CHECK_AUTH_TOKEN,
            options,
            || {
                optional(access_token, |token| {
                    string(token, "accessToken").map(Secret::new)
                })
            },
            async move |token: Option<Secret>, options| {
                client.check_auth_token(token.as_ref(), options).await
            },
        )
    }

    /// Code, token and check in one call, inside one budget; keeps the token for `checkAuthToken()` once the check has passed.
    ///
    /// Rejects as the three steps do.
    #[wasm_bindgen(js_name = signIn, unchecked_return_type = "Promise<SignedIn>")]
    pub fn sign_in(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "AuthCodeRequest & { clientId?: string; redirectUri?: string }"
        )]
        request: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &SIGN_IN,
            options,
            || sign_in_request(&Members::required_object(request, "request")?),
            async move |request, options| client.sign_in(&request, options).await,
        )
    }

    /// Forgets the token here and in the store.
    #[wasm_bindgen(js_name = signOut, unchecked_return_type = "Promise<void>")]
    pub fn sign_out(&self) -> Promise {
        let client = self.0.clone();
        call(
            &ARCTOS_SIGN_OUT,
            &JsValue::UNDEFINED,
            || Ok(()),
            async move |(), _| client.sign_out().await,
        )
    }
}

fn read_options(options: &JsValue) -> Result<ArctosOptions, Failure> {
    let members = options_of(options, &["licenseKey", "licenseId", "paths"])?;
    let paths = members.object("paths", |paths| {
        paths.known(&["code", "token", "check"])?;
        Ok(ArctosPaths {
            code: paths.string("code")?,
            token: paths.string("token")?,
            check: paths.string("check")?,
        })
    })?;
    Ok(ArctosOptions {
        client: client_options(&members)?,
        license_key: license_key(&members)?,
        license_id: members.secret("licenseId")?,
        paths: paths.unwrap_or_default(),
    })
}

/// A key that is there and has no value comes from a setting that is missing: without it, the call would fail much later.
fn license_key(members: &Members<'_>) -> Result<Option<Secret>, Failure> {
    let key = members.secret("licenseKey")?;
    if key.is_none() && members.has("licenseKey") {
        return Err(Failure::wrong(
            "licenseKey",
            "has no value: give the key, or leave the member out where a gateway adds it",
        ));
    }
    Ok(key)
}

fn auth_code_request(members: &Members<'_>) -> Result<AuthCodeRequest, Failure> {
    let role = members.required("role", Members::string)?;
    Ok(AuthCodeRequest {
        user_id: members.required("userId", Members::string)?,
        name: members.string("name")?,
        role: ArctosRole::from_wire(&role).ok_or_else(|| {
            members.wrong("role", "MODERATOR, PUBLISHER, ADMIN, SWITCH or CLIENT")
        })?,
    })
}

fn auth_token_request(members: &Members<'_>) -> Result<AuthTokenRequest, Failure> {
    members.known(&["code", "clientId", "redirectUri"])?;
    Ok(AuthTokenRequest {
        code: members.required("code", Members::secret)?,
        client_id: members.string("clientId")?,
        redirect_uri: members.string("redirectUri")?,
    })
}

fn sign_in_request(members: &Members<'_>) -> Result<SignInRequest, Failure> {
    members.known(&["userId", "name", "role", "clientId", "redirectUri"])?;
    Ok(SignInRequest {
        user: auth_code_request(members)?,
        client_id: members.string("clientId")?,
        redirect_uri: members.string("redirectUri")?,
    })
}
