//! Airfob: sites, their users and the users' mobile access cards.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::data::Data;
use crate::directory;
use crate::jwt::{self, Signer};
use crate::message::{self, Call, Fields, Flaw};
use crate::operation::{Operation, Service, find};
use crate::seed::{Topic, generator};

mod site;
mod users;

pub use site::{CardType, Contact, Format, SITES, Site};
use users::{
    Card, FIRST_NEW_CARD, FIRST_NEW_USER, FIRST_NEW_USER_OF_SITE_0, Portrait, Told, User,
    given_users, name_in, seeded_users,
};

pub const EMAIL: &str = "test-manager@hanbit.example";
pub const PASSWORD: &str = "test-password-gate-2580";

const ACCOUNT_NAME: &str = "한빛 출입관리";
const TOKEN_LIFE_S: i64 = 60 * 60;
const DEFAULT_PAGE_SIZE: i64 = 15;

/// What one world's Airfob remembers.
#[derive(Debug)]
pub struct State {
    signer: Signer,
    seed: u64,
    began: i64,
    sites: Vec<Site>,
    /// By id; made when someone first looks.
    users: Option<BTreeMap<u64, User>>,
    next_card: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Manager {
    ac: String,
    em: String,
    iat: i64,
    exp: i64,
}

impl jwt::Claims for Manager {
    fn expires(&self) -> i64 {
        self.exp
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    email: &'a str,
    account_type: &'static str,
    access_token: String,
    name: &'static str,
    account_status: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UserRecord<'a> {
    user_id: String,
    user_key: &'a str,
    email: &'a str,
    phone: &'a str,
    meta: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    portrait: Option<String>,
    feed_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardRecord<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CardRecord<'a> {
    id: String,
    number: &'a str,
    status: &'a str,
    card_type: &'a str,
    format: &'a str,
    card_type_desc: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Envelope<T> {
    status: u16,
    message: &'static str,
    record: T,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    status: u16,
    message: &'static str,
    total: String,
    records: Vec<UserRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct Batch {
    status: u16,
    message: &'static str,
    total: String,
    success: String,
    failure: String,
    records: Vec<BatchItem>,
}

#[derive(Debug, Serialize)]
struct BatchItem {
    status: u16,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<Value>,
}

/// The failure of a request, or of one item of a batch.
#[derive(Debug)]
struct Failure {
    status: u16,
    message: String,
}

impl Failure {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }
}

impl From<Flaw> for Failure {
    fn from(flaw: Flaw) -> Self {
        Self::new(400, flaw.to_string())
    }
}

impl State {
    pub fn new(seed: u64, now: i64) -> Self {
        Self {
            signer: Signer::new(format!("airfob signing secret of world {seed}")),
            seed,
            began: now,
            sites: SITES.into(),
            users: None,
            next_card: FIRST_NEW_CARD,
        }
    }

    /// Replaces what is given: sites with all who belong to them.
    pub fn update(&mut self, data: &Data) {
        if let Some(sites) = &data.sites {
            let (sites, users) = given_users(sites);
            self.sites = sites;
            self.users = Some(users);
        }
    }

    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    fn site_of(&self, fields: &Fields<'_>) -> Result<Site, Failure> {
        let id = fields.required_text("siteId")?;
        let site = self.sites.iter().find(|site| site.site_id == id);
        site.cloned()
            .ok_or_else(|| Failure::new(404, "site not found"))
    }

    fn users(&mut self) -> &mut BTreeMap<u64, User> {
        let began = self.began;
        self.users.get_or_insert_with(|| seeded_users(began))
    }

    fn login(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let email = fields.required_text("email")?;
        let password = fields.required_text("password")?;
        if email != EMAIL || password != PASSWORD {
            return Err(Failure::new(401, "email or password is wrong"));
        }
        let iat = call.now.div_euclid(1000);
        let access_token = self.signer.sign(&Manager {
            ac: "sitemanager".to_owned(),
            em: email.to_owned(),
            iat,
            exp: iat + TOKEN_LIFE_S,
        });
        Ok(success(Account {
            email,
            account_type: "sitemanager",
            access_token,
            name: ACCOUNT_NAME,
            account_status: "ACTIVATED",
        }))
    }

    fn check_token(&self, call: &Call<'_>) -> Result<(), Failure> {
        let token = call
            .bearer()
            .ok_or_else(|| Failure::new(401, "an Authorization: Bearer token is required"))?;
        match self.signer.read::<Manager>(token, call.now) {
            Ok(_) => Ok(()),
            Err(jwt::Refusal::Expired) => Err(Failure::new(401, "the token has expired")),
            Err(_) => Err(Failure::new(401, "the token is invalid")),
        }
    }

    fn create_user_with_card(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let site = self.site_of(&fields)?;
        let given = fields
            .object("user", "user.")?
            .ok_or_else(|| fields.missing("user"))?;
        let card = fields
            .object("card", "card.")?
            .ok_or_else(|| fields.missing("card"))?;
        let key = given.required_text("userKey")?;
        let profile = profile_of(&given)?;
        let (reachable, wanted) = match site.contact {
            Contact::Email => (profile.email.is_some(), "email"),
            Contact::Phone => (profile.phone.is_some(), "phone"),
        };
        if !reachable {
            return Err(given.missing(wanted).into());
        }
        let number = card.required_text("number")?;
        check_number(&card, number, site.format)?;
        let (start, end) = span_of(&card)?;
        if site.card_type == CardType::Dynamic {
            start.ok_or_else(|| card.missing("startDate"))?;
            end.ok_or_else(|| card.missing("endDate"))?;
        }

        let in_site = |user: &&User| user.site.site_id == site.site_id;
        if self
            .users()
            .values()
            .filter(in_site)
            .any(|user| user.key == key)
        {
            return Err(Failure::new(
                400,
                format!("user.userKey {key} is already in use"),
            ));
        }
        let mut cards = self
            .users()
            .values()
            .filter(in_site)
            .filter_map(|user| user.card.as_ref());
        if cards.any(|card| card.number == number) {
            return Err(Failure::new(
                400,
                format!("card.number {number} is already in use"),
            ));
        }

        // Cards that were given may have any id.
        let cards = self.users().values().filter_map(|user| user.card.as_ref());
        let held: BTreeSet<_> = cards.map(|card| card.id).collect();
        while held.contains(&self.next_card) {
            self.next_card += 1;
        }
        let mut card = Card {
            id: self.next_card,
            number: number.to_owned(),
            activated_at: None,
            paused: false,
            start,
            end,
            told: Told::default(),
        };
        card.send(call.now);
        self.next_card += 1;
        let user = User {
            site: site.clone(),
            key: key.to_owned(),
            email: profile.email.unwrap_or_default().to_owned(),
            phone: profile.phone.unwrap_or_default().to_owned(),
            meta: profile.meta.unwrap_or("{}").to_owned(),
            name: profile.meta.map(name_in).unwrap_or_default(),
            feed: Cow::Borrowed(profile.feed.unwrap_or(site.contact).name()),
            portrait: profile.portrait,
            card: Some(card),
        };
        let users = self.users();
        let mut id = if site.site_id == "0" {
            FIRST_NEW_USER_OF_SITE_0
        } else {
            FIRST_NEW_USER
        };
        while users.contains_key(&id) {
            id += 1;
        }
        let user = users.entry(id).or_insert(user);
        Ok(success(record(id, user, call)))
    }

    fn search_users(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let site = self.site_of(&fields)?;
        let keyword = fields.text("q")?.unwrap_or_default().to_lowercase();
        let page = fields.integer("page")?.unwrap_or(0);
        let page = usize::try_from(page).map_err(|_| fields.wrong("page", "0 or more"))?;
        let size = fields.integer("size")?.unwrap_or(DEFAULT_PAGE_SIZE);
        let size = usize::try_from(size).ok().filter(|size| *size > 0);
        let size = size.ok_or_else(|| fields.wrong("size", "1 or more"))?;
        let descending = match fields.text("order")? {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(fields.wrong("order", "asc or desc").into()),
        };

        let in_site = self
            .users()
            .iter()
            .filter(|(_, user)| user.site.site_id == site.site_id);
        let mut found: Vec<_> = in_site.filter(|(_, user)| user.matches(&keyword)).collect();
        if descending {
            found.reverse();
        }
        let total = found.len().to_string();
        let on_page = found.into_iter().skip(page.saturating_mul(size)).take(size);
        let records = on_page.map(|(id, user)| record(*id, user, call)).collect();
        Ok(message::json(
            200,
            &Found {
                status: 200,
                message: "success",
                total,
                records,
            },
        ))
    }

    fn delete_users(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        batch(call, |fields| {
            let id = fields.required_text("userId")?;
            let removed = number_of(id).and_then(|id| self.users().remove(&id));
            removed.ok_or_else(|| Failure::new(404, "user not found"))?;
            Ok(None)
        })
    }

    fn delete_cards(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        batch(call, |fields| {
            let id = fields.required_text("cardId")?;
            if fields.required_text("status")? != "FORCE_DELETE" {
                return Err(fields.wrong("status", "FORCE_DELETE").into());
            }
            let id = number_of(id);
            let mut users = self.users().values_mut();
            let holder =
                users.find(|user| user.card.as_ref().is_some_and(|card| Some(card.id) == id));
            holder
                .ok_or_else(|| Failure::new(404, "card not found"))?
                .card = None;
            Ok(Some(json!({ "status": "DELETE" })))
        })
    }

    fn send_card(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let site = self.site_of(&fields)?;
        let number = fields.text("number")?;
        let id = fields.text("cardId")?;
        if number.is_none() && id.is_none() {
            return Err(Failure::new(400, "number or cardId is required"));
        }
        let in_site = self
            .users()
            .values_mut()
            .filter(|user| user.site.site_id == site.site_id);
        let cards: Vec<_> = in_site.filter_map(|user| user.card.as_mut()).collect();
        // The page's example puts a card's id where its number should be: a number that no card has is taken for an id.
        let numbered = number.is_some_and(|number| cards.iter().any(|card| card.number == number));
        let meant = |card: &Card| {
            let by_number = number.is_none_or(|text| {
                if numbered {
                    card.number == text
                } else {
                    Some(card.id) == number_of(text)
                }
            });
            by_number && id.is_none_or(|text| Some(card.id) == number_of(text))
        };
        let card = cards.into_iter().find(|card| meant(card));
        let card = card.ok_or_else(|| Failure::new(404, "card not found"))?;
        // A card that is paused has been activated before.
        if matches!(card.status(call.now), "ACTIVATED" | "PAUSED") {
            return Err(Failure::new(400, "the card is already activated"));
        }
        card.send(call.now);
        Ok(message::json(
            200,
            &json!({ "status": 200, "message": "success" }),
        ))
    }

    fn reissue_card(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let site = self.site_of(&fields)?;
        let id = number_of(fields.required_text("userId")?);
        // Both are checked and then left alone: the same card is sent again, and nothing changes by it.
        if let Some(given) = fields.object("user", "user.")? {
            given.text("userKey")?;
            profile_of(&given)?;
        }
        if let Some(card) = fields.object("card", "card.")? {
            span_of(&card)?;
        }
        let found = id.and_then(|id| Some((id, self.users().get_mut(&id)?)));
        let found = found.filter(|(_, user)| user.site.site_id == site.site_id);
        let (id, user) = found.ok_or_else(|| Failure::new(404, "user not found"))?;
        let card = user
            .card
            .as_mut()
            .ok_or_else(|| Failure::new(404, "the user has no card"))?;
        card.send(call.now);
        Ok(success(record(id, user, call)))
    }

    fn portrait(&mut self, call: &Call<'_>) -> Option<Response<Bytes>> {
        let id = call.path.strip_prefix("/portraits/").and_then(number_of)?;
        let seed = self.seed;
        let mut response = match self.users().get(&id)?.portrait.as_ref()? {
            Portrait::At(_) => return None,
            Portrait::Given { media_type, data } => {
                message::with_type(200, media_type, data.clone())
            }
            Portrait::Silhouette => {
                let random = &mut generator(Topic::Pictures, seed, id);
                message::with_type(200, "image/png", directory::silhouette(random))
            }
        };
        // Another world's user, or another user after a reset, may have the same id.
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Some(response)
    }
}

/// What a request says about a user, apart from the key.
struct Profile<'a> {
    email: Option<&'a str>,
    phone: Option<&'a str>,
    meta: Option<&'a str>,
    feed: Option<Contact>,
    portrait: Option<Portrait>,
}

fn profile_of<'a>(fields: &Fields<'a>) -> Result<Profile<'a>, Failure> {
    let email = fields.text("email")?;
    if email.is_some_and(|email| !is_email(email)) {
        return Err(fields.wrong("email", "an e-mail address").into());
    }
    let phone = fields.text("phone")?;
    if phone.is_some_and(|phone| !is_phone(phone)) {
        return Err(fields.wrong("phone", "a number as +821022223333").into());
    }
    let meta = fields.text("meta")?;
    if meta
        .is_some_and(|meta| !serde_json::from_str::<Value>(meta).is_ok_and(|meta| meta.is_object()))
    {
        return Err(fields.wrong("meta", "a JSON object in a string").into());
    }
    let feed = match fields.text("feedType")? {
        None => None,
        Some("EMAIL") => Some(Contact::Email),
        Some("PHONE") => Some(Contact::Phone),
        Some(_) => return Err(fields.wrong("feedType", "EMAIL or PHONE").into()),
    };
    let portrait = match fields.text("portraitData")? {
        None => None,
        Some(data) => Some(
            picture(data)
                .ok_or_else(|| fields.wrong("portraitData", "a JPEG or PNG picture in base64"))?,
        ),
    };
    Ok(Profile {
        email,
        phone,
        meta,
        feed,
        portrait,
    })
}

fn picture(data: &str) -> Option<Portrait> {
    let data = BASE64_STANDARD.decode(data).ok()?;
    let media_type = if data.starts_with(b"\x89PNG\r\n\x1a\n") {
        "image/png"
    } else if data.starts_with(b"\xff\xd8\xff") {
        "image/jpeg"
    } else {
        return None;
    };
    Some(Portrait::Given {
        media_type,
        data: data.into(),
    })
}

fn is_email(text: &str) -> bool {
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    plain
        && text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.contains('@')
        })
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

fn check_number(card: &Fields<'_>, number: &str, format: Format) -> Result<(), Failure> {
    let (good, expected) = match format {
        Format::General => (
            number.bytes().all(|byte| byte.is_ascii_graphic()),
            "letters, digits and signs",
        ),
        Format::Ascii => (
            number.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "letters and digits",
        ),
    };
    if good {
        Ok(())
    } else {
        Err(card.wrong("number", expected).into())
    }
}

fn span_of(card: &Fields<'_>) -> Result<(Option<i64>, Option<i64>), Failure> {
    let (start, end) = (card.integer("startDate")?, card.integer("endDate")?);
    if start.is_some_and(|start| start < 0) {
        return Err(card.wrong("startDate", "milliseconds since 1970").into());
    }
    if start.zip(end).is_some_and(|(start, end)| end < start) || end.is_some_and(|end| end < 0) {
        return Err(card
            .wrong("endDate", "milliseconds since 1970, not before startDate")
            .into());
    }
    Ok((start, end))
}

/// An id as a number, if it is written as one would write it.
fn number_of(id: &str) -> Option<u64> {
    id.parse()
        .ok()
        .filter(|number: &u64| number.to_string() == id)
}

/// Does something for each item of a list, and tells how each went.
fn batch(
    call: &Call<'_>,
    mut each: impl FnMut(&Fields<'_>) -> Result<Option<Value>, Failure>,
) -> Result<Response<Bytes>, Failure> {
    let body = call.json()?;
    let items = body.as_array().filter(|items| !items.is_empty());
    let items =
        items.ok_or_else(|| Failure::new(400, "the body must be a list that is not empty"))?;
    let records: Vec<_> = items
        .iter()
        .map(|item| {
            match Fields::of(item)
                .map_err(Failure::from)
                .and_then(|fields| each(&fields))
            {
                Ok(record) => BatchItem {
                    status: 200,
                    message: "success".to_owned(),
                    record,
                },
                Err(failure) => BatchItem {
                    status: failure.status,
                    message: failure.message,
                    record: None,
                },
            }
        })
        .collect();
    let success = records.iter().filter(|record| record.status == 200).count();
    let batch = Batch {
        status: 207,
        message: "Multi-Status",
        total: records.len().to_string(),
        success: success.to_string(),
        failure: (records.len() - success).to_string(),
        records,
    };
    Ok(message::json(207, &batch))
}

fn record<'a>(id: u64, user: &'a User, call: &Call<'_>) -> UserRecord<'a> {
    UserRecord {
        user_id: id.to_string(),
        user_key: &user.key,
        email: &user.email,
        phone: &user.phone,
        meta: &user.meta,
        portrait: user.portrait.as_ref().map(|portrait| match portrait {
            Portrait::At(url) => url.clone(),
            _ => format!("{}/portraits/{id}", call.base_url),
        }),
        feed_type: &user.feed,
        card: user.card.as_ref().map(|card| CardRecord {
            id: card.id.to_string(),
            number: &card.number,
            status: card.status(call.now),
            card_type: card
                .told
                .card_type
                .as_deref()
                .unwrap_or(user.site.card_type.name()),
            format: card
                .told
                .format
                .as_deref()
                .unwrap_or(user.site.format.name()),
            card_type_desc: card
                .told
                .card_type_desc
                .as_deref()
                .unwrap_or(user.site.format.name()),
            start_date: card.start,
            end_date: card.end,
        }),
    }
}

fn success(record: impl Serialize) -> Response<Bytes> {
    message::json(
        200,
        &Envelope {
            status: 200,
            message: "success",
            record,
        },
    )
}

/// Does a browser want to show a user's picture?
pub fn is_portrait(call: &Call<'_>) -> bool {
    call.request.method() == Method::GET && call.path.starts_with("/portraits/")
}

/// Answers one request.
pub fn handle(state: &mut State, call: &Call<'_>) -> Response<Bytes> {
    let answer = if is_portrait(call) {
        state
            .portrait(call)
            .ok_or_else(|| Failure::new(404, "picture not found"))
    } else {
        answer(state, call)
    };
    answer.unwrap_or_else(|failure| {
        message::json(
            failure.status,
            &json!({ "status": failure.status, "message": failure.message }),
        )
    })
}

fn answer(state: &mut State, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
    let operation = find(Service::Airfob, call.request.method(), call.path);
    let operation = operation.ok_or_else(|| Failure::new(404, "not found"))?;
    if operation != Operation::Login {
        state.check_token(call)?;
    }
    if !call.has_json_type() {
        return Err(Failure::new(415, "the body must be application/json"));
    }
    match operation {
        Operation::Login => state.login(call),
        Operation::CreateUserWithCard => state.create_user_with_card(call),
        Operation::SearchUsers => state.search_users(call),
        Operation::DeleteUsers => state.delete_users(call),
        Operation::DeleteCards => state.delete_cards(call),
        Operation::SendCard => state.send_card(call),
        _ => state.reissue_card(call),
    }
}
