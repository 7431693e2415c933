//! SConnectorClient, as a JavaScript class.

use std::rc::Rc;

use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;

use super::call::call;
use super::options::{client_options, options_of, token_source};
use super::value::{Members, optional, string};
use crate::error::{Error, Failure, Service};
use crate::exchange::fetch::time;
use crate::operations::{
    AUTHENTICATE, GET_LICENSE, GET_SESSION, GET_USAGE, LIST_SESSIONS, S_CONNECTOR_SIGN_OUT,
    SUMMARIZE_USAGE,
};
use crate::options::CONSTRUCTOR;
use crate::s_connector::types::{SConnectorCredentials, SConnectorOptions, UsageQuery};

/// Asks S-Connector about video meeting rooms: licence, live sessions, usage (vendor page "서버 API").
///
/// Every method gives a promise that settles within `timeoutMs`: with the answer, with a `RoomkeyError`, or with
/// `signal.reason`.
///
/// `free()` gives the client's memory back at once, as does the end of the scope of `using client = …`. Calls under way
/// finish; one that is made later rejects with `invalidArgument`. A client that is garbage collected is freed as well.
#[wasm_bindgen]
pub struct SConnectorClient(Rc<crate::SConnectorClient>);

#[wasm_bindgen]
impl SConnectorClient {
    /// Checks the options; sends nothing. The first one compiles the WebAssembly module, which takes some milliseconds.
    ///
    /// @throws RoomkeyError `invalidArgument`: an http: baseUrl off loopback, two sources of tokens, a secretKey in a page without `dangerouslyAllowBrowser`.
    /// `internal`: WebAssembly cannot be compiled here, and why.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "SConnectorOptions")] options: &JsValue,
    ) -> Result<SConnectorClient, JsValue> {
        let client = read_options(options)
            .map_err(|failure| Error::unsent(Service::SConnector, CONSTRUCTOR, failure))
            .and_then(crate::SConnectorClient::new)?;
        Ok(Self(Rc::new(client)))
    }

    /// Logs in and gives the token. Without credentials: the client's own.
    ///
    /// A client that was built without a source of tokens uses this one from then on; the credentials are not kept.
    /// Rejects with a RoomkeyError: `unauthorized` for keys that are not accepted.
    #[wasm_bindgen(unchecked_return_type = "Promise<StoredToken>")]
    pub fn authenticate(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "SConnectorCredentials")]
        credentials: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &AUTHENTICATE,
            options,
            || {
                optional(credentials, |value| {
                    credentials_of(&Members::of(value, "credentials")?)
                })
            },
            async move |credentials: Option<SConnectorCredentials>, options| {
                client.authenticate(credentials.as_ref(), options).await
            },
        )
    }

    /// The licence that the token belongs to.
    #[wasm_bindgen(js_name = getLicense, unchecked_return_type = "Promise<License>")]
    pub fn get_license(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &GET_LICENSE,
            options,
            || Ok(()),
            async move |(), options| client.get_license(options).await,
        )
    }

    /// The rooms in session.
    #[wasm_bindgen(js_name = listSessions, unchecked_return_type = "Promise<Session[]>")]
    pub fn list_sessions(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &LIST_SESSIONS,
            options,
            || Ok(()),
            async move |(), options| client.list_sessions(options).await,
        )
    }

    /// One room; `undefined` where it is not in session.
    ///
    /// The name goes out as one path segment, whatever it holds. Rejects with `invalidArgument` for an empty name, `.` and `..`.
    #[wasm_bindgen(js_name = getSession, unchecked_return_type = "Promise<Session | undefined>")]
    pub fn get_session(
        &self,
        #[wasm_bindgen(js_name = roomName, unchecked_param_type = "string")] room_name: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &GET_SESSION,
            options,
            || string(room_name, "roomName"),
            async move |room_name: String, options| client.get_session(&room_name, options).await,
        )
    }

    /// The sessions that ended on some days, one by one. For charts over years, `summarizeUsage` is faster.
    ///
    /// Rejects with `invalidArgument` for a date that does not exist, or an end day before the start day.
    #[wasm_bindgen(js_name = getUsage, unchecked_return_type = "Promise<Usage>")]
    pub fn get_usage(
        &self,
        #[wasm_bindgen(unchecked_param_type = "UsageQuery")] query: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &GET_USAGE,
            options,
            || usage_query(query),
            async move |query, options| client.get_usage(&query, options).await,
        )
    }

    /// The sessions that ended on some days, added up by room and by day.
    ///
    /// Rejects as `getUsage` does.
    #[wasm_bindgen(js_name = summarizeUsage, unchecked_return_type = "Promise<UsageSummary>")]
    pub fn summarize_usage(
        &self,
        #[wasm_bindgen(unchecked_param_type = "UsageQuery")] query: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &SUMMARIZE_USAGE,
            options,
            || usage_query(query),
            async move |query, options| client.summarize_usage(&query, options).await,
        )
    }

    /// Forgets the token here and in the store.
    #[wasm_bindgen(js_name = signOut, unchecked_return_type = "Promise<void>")]
    pub fn sign_out(&self) -> Promise {
        let client = self.0.clone();
        call(
            &S_CONNECTOR_SIGN_OUT,
            &JsValue::UNDEFINED,
            || Ok(()),
            async move |(), _| client.sign_out().await,
        )
    }
}

fn read_options(options: &JsValue) -> Result<SConnectorOptions, Failure> {
    let members = options_of(options, &["credentials", "accessToken", "getAccessToken"])?;
    Ok(SConnectorOptions {
        client: client_options(&members)?,
        source: token_source(&members, credentials_of)?,
    })
}

fn credentials_of(members: &Members<'_>) -> Result<SConnectorCredentials, Failure> {
    members.known(&["accessKey", "secretKey", "expires", "isOwner"])?;
    Ok(SConnectorCredentials {
        access_key: members.required("accessKey", Members::string)?,
        secret_key: members.required("secretKey", Members::secret)?,
        expires: members.whole("expires")?,
        is_owner: members.boolean("isOwner")?,
    })
}

fn usage_query(query: &JsValue) -> Result<UsageQuery, Failure> {
    let members = Members::required_object(query, "query")?;
    members.known(&["startTime", "endTime"])?;
    Ok(UsageQuery {
        start_time: members.required("startTime", moment)?,
        end_time: moment(&members, "endTime")?,
    })
}

/// A `Date` as its ISO timestamp, a string as it is.
fn moment(members: &Members<'_>, name: &str) -> Result<Option<String>, Failure> {
    let Some(value) = members.get(name)? else {
        return Ok(None);
    };
    match time(&value).as_f64() {
        Some(ms) if ms.is_nan() => Err(members.wrong(name, "a date that exists")),
        Some(ms) => Ok(Some(Date::new(&ms.into()).to_iso_string().into())),
        None => members
            .string(name)
            .map_err(|_| members.wrong(name, "a string or a Date")),
    }
}
