//! Users and their cards: who is there from the beginning, and how cards change as time passes.

use bytes::Bytes;
use rand::{Rng, RngExt};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::site::{CardType, Contact, Format, SITES, Site};
use crate::data;
use crate::directory::{self, Person};
use crate::seed::{Topic, generator};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// Ids as in the vendor's examples: the first user of site 0 and the first card that are made there.
pub const FIRST_NEW_USER_OF_SITE_0: u64 = 3;
pub const FIRST_NEW_CARD: u64 = 43_548;

/// New users of the other sites.
pub const FIRST_NEW_USER: u64 = 10_001;

/// Users and cards that are there from the beginning, among them those that the vendor's examples delete (users 303 and
/// 304, cards 202 and 203).
const FIRST_SEEDED_ID: u64 = 201;

/// Someone who has, or had, a card.
#[derive(Clone, Debug)]
pub struct User {
    pub site: Site,
    pub key: String,
    pub email: String,
    pub phone: String,
    pub meta: String,
    /// The name that `meta` gives.
    pub name: String,
    pub feed: Cow<'static, str>,
    pub portrait: Option<Portrait>,
    pub card: Option<Card>,
}

impl User {
    /// Does a keyword of a search, in lower case, find this user?
    pub fn matches(&self, keyword: &str) -> bool {
        keyword.is_empty()
            || [&self.name, &self.key, &self.email, &self.phone]
                .iter()
                .any(|text| text.to_lowercase().contains(keyword))
    }
}

/// A user's picture.
#[derive(Clone, Debug)]
pub enum Portrait {
    /// Of someone whose face is not known.
    Silhouette,
    /// Somewhere else.
    At(String),
    Given {
        media_type: &'static str,
        data: Bytes,
    },
}

/// A mobile access card.
#[derive(Clone, Debug)]
pub struct Card {
    pub id: u64,
    pub number: String,
    /// When its holder will have put it on a phone; some never do.
    pub activated_at: Option<i64>,
    pub paused: bool,
    /// The span of time that it is for, in milliseconds since 1970.
    pub start: Option<i64>,
    pub end: Option<i64>,
    /// What it says of itself, where that was given.
    pub told: Told,
}

/// What a card that was given says of itself, and keeps saying; its status until it is sent again, or ends.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub status: Option<String>,
    pub card_type: Option<String>,
    pub format: Option<String>,
    pub card_type_desc: Option<String>,
}

impl Card {
    /// `INACTIVE`, `ACTIVATED`, `PAUSED` or `EXPIRED`, or what it was given.
    pub fn status(&self, now: i64) -> &str {
        if self.end.is_some_and(|end| end <= now) {
            "EXPIRED"
        } else if let Some(told) = &self.told.status {
            told
        } else if self.paused {
            "PAUSED"
        } else if self.activated_at.is_some_and(|time| time <= now) {
            "ACTIVATED"
        } else {
            "INACTIVE"
        }
    }

    /// Sends the download link again: the card waits to be put on a phone, which takes a minute or two.
    pub fn send(&mut self, now: i64) {
        let wait =
            generator(Topic::Activation, self.id, now as u64).random_range(MINUTE..150 * SECOND);
        self.activated_at = Some(now + wait);
        self.paused = false;
        self.told.status = None;
    }
}

/// The name that a user's `meta` gives, or nothing.
pub fn name_in(meta: &str) -> String {
    let meta = serde_json::from_str::<Value>(meta).unwrap_or_default();
    meta["name"].as_str().unwrap_or_default().to_owned()
}

/// The users that a world begins with, by id.
pub fn seeded_users(began: i64) -> BTreeMap<u64, User> {
    // Most of a world's cost: all worlds begin with the same people, and only their cards' times are their own.
    static SEEDED: LazyLock<BTreeMap<u64, (User, Option<Times>)>> = LazyLock::new(seeded);
    let at = |(user, times): &(User, Option<Times>)| {
        let mut user = user.clone();
        if let (Some(card), Some(times)) = (&mut user.card, times) {
            times.put(card, began);
        }
        user
    };
    SEEDED
        .iter()
        .map(|(id, seeded)| (*id, at(seeded)))
        .collect()
}

/// The users of sites that were given, by id, and the sites. Who has no id gets the next one that is free.
pub fn given_users(sites: &[data::Site]) -> (Vec<Site>, BTreeMap<u64, User>) {
    let given = || sites.iter().flat_map(|site| &site.users);
    let mut free_user = free(FIRST_NEW_USER, given().filter_map(|user| user.id));
    let cards = given().filter_map(|user| user.card.as_ref());
    let mut free_card = free(FIRST_SEEDED_ID, cards.filter_map(|card| card.id));
    let mut users = BTreeMap::new();
    let mut made = Vec::new();
    for site in sites {
        let own = Site {
            site_id: Cow::Owned(site.site_id.clone()),
            card_type: site.card_type,
            format: site.format,
            contact: site.contact,
            people: 0,
        };
        for given in &site.users {
            let id = given.id.or_else(|| free_user.next()).unwrap_or_default();
            let card = given.card.as_ref().map(|card| Card {
                id: card.id.or_else(|| free_card.next()).unwrap_or_default(),
                number: card.number.clone(),
                activated_at: None,
                paused: false,
                start: card.start,
                end: card.end,
                told: Told {
                    status: card.status.clone(),
                    card_type: card.card_type.clone(),
                    format: card.format.clone(),
                    card_type_desc: card.card_type_desc.clone(),
                },
            });
            let user = User {
                site: own.clone(),
                key: given.key.clone(),
                email: given.email.clone(),
                phone: given.phone.clone(),
                name: name_in(&given.meta),
                meta: given.meta.clone(),
                feed: match &given.feed_type {
                    Some(told) => Cow::Owned(told.clone()),
                    None => Cow::Borrowed(site.contact.name()),
                },
                portrait: given.portrait.clone().map(Portrait::At),
                card,
            };
            users.insert(id, user);
        }
        made.push(own);
    }
    (made, users)
}

/// Numbers from `first` on that are not taken.
fn free(first: u64, taken: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    let taken: Vec<_> = taken.collect();
    (first..).filter(move |id| !taken.contains(id))
}

/// When things happen to a card, counted from the world's beginning.
struct Times {
    activated: Option<i64>,
    start: Option<i64>,
    /// How long it is valid.
    span: Option<i64>,
}

impl Times {
    fn put(&self, card: &mut Card, began: i64) {
        card.activated_at = self.activated.map(|time| began + time);
        card.start = self
            .start
            .map(|time| (began + time).div_euclid(MINUTE) * MINUTE);
        card.end = card.start.zip(self.span).map(|(start, span)| start + span);
    }
}

fn seeded() -> BTreeMap<u64, (User, Option<Times>)> {
    let mut users = BTreeMap::new();
    let mut next_card = FIRST_SEEDED_ID;
    for site in SITES {
        let mut random = generator(Topic::People, 1, users.len() as u64);
        let mut addresses = BTreeMap::<String, u32>::new();
        for place in 0..site.people {
            let id = FIRST_SEEDED_ID + users.len() as u64;
            let Person {
                profile,
                latin,
                phone,
            } = directory::person(&mut random);
            let namesakes = addresses.entry(latin.clone()).or_insert(0);
            *namesakes += 1;
            let email = match namesakes {
                1 => format!("{latin}@hanbit.example"),
                _ => format!("{latin}{namesakes}@hanbit.example"),
            };
            let key = match site.card_type {
                CardType::Regular => {
                    format!("{}-{:04}", random.random_range(2004..2026), place + 1)
                }
                CardType::Dynamic => format!("V{:05}", place + 1),
            };
            // The way that a site does not use is known of most people, but not of all.
            let also = random.random_bool(0.7);
            let (email, phone) = match site.contact {
                Contact::Email => (email, if also { phone } else { String::new() }),
                Contact::Phone => (if also { email } else { String::new() }, phone),
            };
            let portrait = random.random_bool(0.4).then_some(Portrait::Silhouette);
            let has_card = random.random_bool(0.98);
            let (card, times) = has_card
                .then(|| {
                    let card = seeded_card(&site, next_card, &mut random);
                    next_card += 1;
                    card
                })
                .unzip();
            let meta = serde_json::to_string(&profile).expect("a profile is always JSON");
            let user = User {
                site: site.clone(),
                key,
                email,
                phone,
                meta,
                name: profile.name,
                feed: Cow::Borrowed(site.contact.name()),
                portrait,
                card,
            };
            users.insert(id, (user, times));
        }
    }
    users
}

fn seeded_card(site: &Site, id: u64, random: &mut impl Rng) -> (Card, Times) {
    const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let number = match site.format {
        Format::General => (8_352_801 + id * 7).to_string(),
        Format::Ascii => {
            let letters: String = (0..4)
                .map(|_| char::from(SIGNS[random.random_range(0..SIGNS.len())]))
                .collect();
            format!("{letters}{id:05}")
        }
    };
    let (start, span) = (site.card_type == CardType::Dynamic)
        .then(|| {
            let start = random.random_range(-40 * DAY..10 * DAY);
            (start, random.random_range(1..30) * DAY)
        })
        .unzip();
    let activated = match random.random_range(0..100) {
        0..88 => Some(-random.random_range(DAY..400 * DAY)),
        88..97 => Some(random.random_range(MINUTE..10 * 60 * MINUTE)),
        _ => None,
    };
    let card = Card {
        id,
        number,
        activated_at: None,
        paused: random.random_bool(0.04),
        start: None,
        end: None,
        told: Told::default(),
    };
    let times = Times {
        activated,
        start,
        span,
    };
    (card, times)
}
