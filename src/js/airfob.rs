//! AirfobClient, as a JavaScript class.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::call::call;
use super::options::{client_options, options_of, token_source};
use super::value::{Members, optional, string, written, wrong};
use crate::airfob::meta::Meta;
use crate::airfob::request::checked_portrait_size;
use crate::airfob::types::{
    AirfobCredentials, AirfobOptions, CardPeriod, CardToSend, FeedType, NewUserWithCard, Order,
    Reissue, UserData, UserSearch,
};
use crate::airfob::walk::Walk;
use crate::error::{Error, Failure, Service};
use crate::exchange::context::Context;
use crate::exchange::fetch::{bytes, cause, is_blob, member, time};
use crate::exchange::settle::settled;
use crate::operations::{
    AIRFOB_SIGN_OUT, CREATE_USER_WITH_CARD, DELETE_CARDS, DELETE_USERS, LOGIN, REISSUE_CARD,
    SEARCH_USERS, SEND_CARD, USERS,
};
use crate::options::{CONSTRUCTOR, CallOptions};

#[wasm_bindgen(module = "/src/js/pages.js")]
extern "C" {
    fn walk(next_users: JsValue, signal: &JsValue) -> JsValue;
}

/// Issues and manages mobile access cards of Airfob Portal (vendor page "로그인 토큰 & 사용자 / 카드 API").
///
/// Every method gives a promise that settles within `timeoutMs`: with the answer, with a `RoomkeyError`, or with
/// `signal.reason`.
///
/// `free()` gives the client's memory back at once, as does the end of the scope of `using client = …`. Calls under way
/// finish; one that is made later rejects with `invalidArgument`. A client that is garbage collected is freed as well.
#[wasm_bindgen]
pub struct AirfobClient(Rc<crate::AirfobClient>);

#[wasm_bindgen]
impl AirfobClient {
    /// Checks the options; sends nothing. The first one compiles the WebAssembly module, which takes some milliseconds.
    ///
    /// @throws RoomkeyError `invalidArgument`: an http: baseUrl off loopback, two sources of tokens, empty credentials.
    /// `internal`: WebAssembly cannot be compiled here, and why.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "AirfobOptions")] options: &JsValue,
    ) -> Result<AirfobClient, JsValue> {
        let client = read_options(options)
            .map_err(|failure| Error::unsent(Service::Airfob, CONSTRUCTOR, failure))
            .and_then(crate::AirfobClient::new)?;
        Ok(Self(Rc::new(client)))
    }

    /// Logs in. Without credentials: with the client's own. The token is good for one hour.
    ///
    /// A client that was built without a source of tokens uses this token from then on; the credentials are not kept.
    /// Rejects with a RoomkeyError: `unauthorized` for credentials that are not accepted.
    #[wasm_bindgen(unchecked_return_type = "Promise<Account>")]
    pub fn login(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "AirfobCredentials")] credentials: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &LOGIN,
            options,
            || {
                optional(credentials, |value| {
                    credentials_of(&Members::of(value, "credentials")?)
                })
            },
            async move |credentials: Option<AirfobCredentials>, options| {
                client.login(credentials.as_ref(), options).await
            },
        )
    }

    /// Issues a user and a card at once. Sent again only where the service said that it was not done.
    ///
    /// `user.portrait` is JPEG or PNG, at most 10 MiB; `user.phone` in E.164; dates are ms since 1970 or a Date.
    /// Rejects with a RoomkeyError: `invalidArgument` for what is missing or unfit, `rejected` for what the site refuses;
    /// where `outcome` is `unknown`, look for the user before you issue it again.
    #[wasm_bindgen(js_name = createUserWithCard, unchecked_return_type = "Promise<AirfobUser>")]
    pub fn create_user_with_card(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{ siteId: string; user: NewUser; card: NewCard }")]
        request: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &CREATE_USER_WITH_CARD,
            options,
            || new_user(&Members::required_object(request, "request")?),
            async move |(mut request, portrait): (NewUserWithCard, Picture), options| {
                let read = async move {
                    request.user.portrait = portrait.read().await?;
                    Ok(request)
                };
                client.create_user_with_card_read_late(read, options).await
            },
        )
    }

    /// One page of the users that a search finds.
    #[wasm_bindgen(js_name = searchUsers, unchecked_return_type = "Promise<UserPage>")]
    pub fn search_users(
        &self,
        #[wasm_bindgen(unchecked_param_type = "UserSearch")] search: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &SEARCH_USERS,
            options,
            || search_of(&Members::required_object(search, "search")?),
            async move |search, options| client.search_users(&search, options).await,
        )
    }

    /// Every user of the search, page after page, fetched as they are asked for, none of them twice.
    ///
    /// `for await` ends the fetching when it is left. `signal` ends the whole walk; `timeoutMs` is the budget of each page.
    #[wasm_bindgen(unchecked_return_type = "AsyncIterableIterator<AirfobUser>")]
    pub fn users(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Omit<UserSearch, \"page\">")] search: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> JsValue {
        let client = self.0.clone();
        let signal = Reflect::get(options, &"signal".into()).unwrap_or_default();
        let options = options.clone();
        let started = Members::required_object(search, "search")
            .and_then(|members| search_of(&members))
            .map(|search| Rc::new(RefCell::new(Some(Walk::new(search)))));
        let next = Closure::<dyn FnMut() -> Promise>::new(move || {
            let (client, started) = (client.clone(), started.clone());
            call(
                &USERS,
                &options,
                || started,
                async move |walk: Rc<RefCell<Option<Walk>>>, options: CallOptions| {
                    // Taken out while the page is fetched; the iterator asks for one page at a time.
                    let Some(mut at) = walk.borrow_mut().take() else {
                        return Ok(None);
                    };
                    let users = client.next_users(&mut at, options).await?;
                    *walk.borrow_mut() = Some(at);
                    Ok(users)
                },
            )
        });
        walk(next.into_js_value(), &signal)
    }

    /// Deletes users. A failure of some is a result, not an error: see `items`, one for each id, in the order asked.
    ///
    /// Rejects with a RoomkeyError: `invalidArgument` for an empty list; `decode` with `outcome` `unknown` where the
    /// service did not answer for every id.
    #[wasm_bindgen(js_name = deleteUsers, unchecked_return_type = "Promise<BatchResult>")]
    pub fn delete_users(
        &self,
        #[wasm_bindgen(js_name = userIds, unchecked_param_type = "readonly string[]")]
        user_ids: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &DELETE_USERS,
            options,
            || strings(user_ids, "userIds"),
            async move |ids: Vec<String>, options| client.delete_users(&ids, options).await,
        )
    }

    /// Deletes cards, as `deleteUsers` does users.
    #[wasm_bindgen(js_name = deleteCards, unchecked_return_type = "Promise<BatchResult>")]
    pub fn delete_cards(
        &self,
        #[wasm_bindgen(js_name = cardIds, unchecked_param_type = "readonly string[]")]
        card_ids: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &DELETE_CARDS,
            options,
            || strings(card_ids, "cardIds"),
            async move |ids: Vec<String>, options| client.delete_cards(&ids, options).await,
        )
    }

    /// Sends a card's download link again, by the card's number or id. Not possible once the card is active (`rejected`).
    #[wasm_bindgen(js_name = sendCard, unchecked_return_type = "Promise<void>")]
    pub fn send_card(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "{ siteId: string; number: string } | { siteId: string; cardId: string }"
        )]
        request: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &SEND_CARD,
            options,
            || {
                let members = Members::required_object(request, "request")?;
                members.known(&["siteId", "number", "cardId"])?;
                Ok(CardToSend {
                    site_id: members.required("siteId", Members::string)?,
                    number: members.string("number")?,
                    card_id: members.string("cardId")?,
                })
            },
            async move |request, options| client.send_card(&request, options).await,
        )
    }

    /// Sends the same mobile card again to its user. The vendor's page says that user and card cannot be changed by it.
    #[wasm_bindgen(js_name = reissueCard, unchecked_return_type = "Promise<AirfobUser>")]
    pub fn reissue_card(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Reissue")] request: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] options: &JsValue,
    ) -> Promise {
        let client = self.0.clone();
        call(
            &REISSUE_CARD,
            options,
            || reissue(&Members::required_object(request, "request")?),
            async move |(mut request, portrait): (Reissue, Picture), options| {
                let read = async move {
                    let portrait = portrait.read().await?;
                    if let Some(user) = &mut request.user {
                        user.portrait = portrait;
                    }
                    Ok(request)
                };
                client.reissue_card_read_late(read, options).await
            },
        )
    }

    /// Forgets the token here and in the store.
    #[wasm_bindgen(js_name = signOut, unchecked_return_type = "Promise<void>")]
    pub fn sign_out(&self) -> Promise {
        let client = self.0.clone();
        call(
            &AIRFOB_SIGN_OUT,
            &JsValue::UNDEFINED,
            || Ok(()),
            async move |(), _| client.sign_out().await,
        )
    }
}

fn read_options(options: &JsValue) -> Result<AirfobOptions, Failure> {
    let members = options_of(options, &["credentials", "accessToken", "getAccessToken"])?;
    Ok(AirfobOptions {
        client: client_options(&members)?,
        source: token_source(&members, credentials_of)?,
    })
}

fn credentials_of(members: &Members<'_>) -> Result<AirfobCredentials, Failure> {
    members.known(&["email", "password"])?;
    Ok(AirfobCredentials {
        email: members.required("email", Members::string)?,
        password: members.required("password", Members::secret)?,
    })
}

fn search_of(members: &Members<'_>) -> Result<UserSearch, Failure> {
    members.known(&["siteId", "q", "page", "size", "order"])?;
    let order = match members.string("order")?.as_deref() {
        Some("asc") => Some(Order::Asc),
        Some("desc") => Some(Order::Desc),
        Some(_) => return Err(members.wrong("order", "\"asc\" or \"desc\"")),
        None => None,
    };
    Ok(UserSearch {
        site_id: members.required("siteId", Members::string)?,
        q: members.string("q")?,
        page: members.whole("page")?,
        size: members.whole("size")?,
        order,
    })
}

fn strings(list: &JsValue, name: &str) -> Result<Vec<String>, Failure> {
    if !js_sys::Array::is_array(list) {
        return Err(wrong(name, "must be an array of strings"));
    }
    let length = member(list, "length").as_f64().unwrap_or_default() as usize;
    (0..length)
        .map(|index| {
            let value = member(list, &index.to_string());
            string(&value, &format!("{name}[{index}]"))
        })
        .collect()
}

fn new_user(members: &Members<'_>) -> Result<(NewUserWithCard, Picture), Failure> {
    members.known(&["siteId", "user", "card"])?;
    let (user, picture) = members.required("user", |members, name| members.object(name, user))?;
    let (number, period) = members.required("card", |members, name| {
        members.object(name, |card| {
            card.known(&["number", "startDate", "endDate"])?;
            Ok((card.required("number", Members::string)?, period(card)?))
        })
    })?;
    let request = NewUserWithCard {
        site_id: members.required("siteId", Members::string)?,
        user,
        number,
        period,
    };
    Ok((request, picture))
}

fn reissue(members: &Members<'_>) -> Result<(Reissue, Picture), Failure> {
    members.known(&["siteId", "userId", "user", "card"])?;
    let user = members.object("user", user)?;
    let (user, picture) = match user {
        Some((user, picture)) => (Some(user), picture),
        None => (None, Picture::None),
    };
    let request = Reissue {
        site_id: members.required("siteId", Members::string)?,
        user_id: members.required("userId", Members::string)?,
        user,
        period: members.object("card", |card| {
            card.known(&["startDate", "endDate"])?;
            period(card)
        })?,
    };
    Ok((request, picture))
}

fn user(members: &Members<'_>) -> Result<(UserData, Picture), Failure> {
    members.known(&["userKey", "email", "phone", "meta", "portrait", "feedType"])?;
    let feed_type = members
        .string("feedType")?
        .map(|text| {
            FeedType::from_wire(&text).ok_or_else(|| members.wrong("feedType", "EMAIL or PHONE"))
        })
        .transpose()?;
    let user = UserData {
        user_key: members.string("userKey")?,
        email: members.string("email")?,
        phone: members.string("phone")?,
        meta: members
            .get("meta")?
            .map(|meta| meta_of(&meta))
            .transpose()?,
        portrait: None,
        feed_type,
    };
    let picture = members
        .get("portrait")?
        .map_or(Ok(Picture::None), |value| Picture::of(value, members))?;
    Ok((user, picture))
}

fn meta_of(value: &JsValue) -> Result<Meta, Failure> {
    let written = written(value);
    if let Some(kind) = member(&written, "lost").as_string() {
        let what =
            format!("holds a {kind}, of which JSON keeps nothing: give an object or an array");
        return Err(Failure::wrong("user.meta", &what));
    }
    let text = member(&written, "text")
        .as_string()
        .ok_or_else(|| Failure::wrong("user.meta", "cannot be written as JSON"))?;
    Meta::from_object(text)
}

fn period(members: &Members<'_>) -> Result<CardPeriod, Failure> {
    Ok(CardPeriod {
        start_date: moment(members, "startDate")?,
        end_date: moment(members, "endDate")?,
    })
}

/// A number of ms as it is, a `Date` as its ms.
fn moment(members: &Members<'_>, name: &str) -> Result<Option<f64>, Failure> {
    let Some(value) = members.get(name)? else {
        return Ok(None);
    };
    match time(&value).as_f64() {
        Some(ms) if ms.is_nan() => Err(members.wrong(name, "a date that exists")),
        Some(ms) => Ok(Some(ms)),
        None => value
            .as_f64()
            .map(Some)
            .ok_or_else(|| members.wrong(name, "a number of ms or a Date")),
    }
}

/// A portrait as the user gave it. Bytes are copied at once; a Blob cannot change.
enum Picture {
    None,
    Bytes(Vec<u8>),
    Blob(JsValue),
}

impl Picture {
    fn of(value: JsValue, members: &Members<'_>) -> Result<Self, Failure> {
        if is_blob(&value) {
            let size = member(&value, "size").as_f64().unwrap_or_default();
            checked_portrait_size(size as usize)?;
            return Ok(Self::Blob(value));
        }
        let bytes: Uint8Array = bytes(&value)
            .dyn_into()
            .map_err(|_| members.wrong("portrait", "a Uint8Array, an ArrayBuffer or a Blob"))?;
        checked_portrait_size(bytes.length() as usize)?;
        Ok(Self::Bytes(bytes.to_vec()))
    }

    async fn read(self) -> Result<Option<Vec<u8>>, Failure> {
        match self {
            Self::None => Ok(None),
            Self::Bytes(bytes) => Ok(Some(bytes)),
            Self::Blob(blob) => {
                let read = Context::current().read_blob(&blob);
                let bytes = settled(&read).await.map_err(|thrown| {
                    Failure::wrong("user.portrait", "could not be read")
                        .caused_by(Some(cause(thrown)))
                })?;
                Ok(Some(Uint8Array::new(&bytes).to_vec()))
            }
        }
    }
}
