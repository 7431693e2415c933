//! What a world holds where its maker says so: licence, sessions, usage, sites and their people, in the shapes that the npm package gives.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::airfob::{CardType, Contact, Format};
use crate::given::{Given, Members};

/// What is left out is the demo world.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub license: License,
    pub sessions: Option<Vec<Session>>,
    pub usage: Option<Vec<Usage>>,
    pub sites: Option<Vec<Site>>,
}

/// Members that are given replace the licence's own.
#[derive(Clone, Debug, Default)]
pub struct License {
    pub domain: Option<String>,
    pub room_limit: Option<i64>,
    pub enabled: Option<bool>,
}

/// A room in session, which stays as it is.
#[derive(Clone, Debug)]
pub struct Session {
    pub room_name: String,
    pub status: String,
    pub user_count: i64,
}

/// A session that has ended.
#[derive(Clone, Debug)]
pub struct Usage {
    pub room_name: String,
    pub session_time_second: i64,
    /// As it was given.
    pub created_at: String,
    /// The same, in milliseconds since 1970.
    pub ended: i64,
}

#[derive(Clone, Debug)]
pub struct Site {
    pub site_id: String,
    pub card_type: CardType,
    pub format: Format,
    pub contact: Contact,
    pub users: Vec<User>,
}

#[derive(Clone, Debug)]
pub struct User {
    pub id: Option<u64>,
    pub key: String,
    pub email: String,
    pub phone: String,
    /// JSON in a text, as Airfob keeps it.
    pub meta: String,
    pub feed_type: Option<String>,
    pub portrait: Option<String>,
    pub card: Option<Card>,
}

#[derive(Clone, Debug)]
pub struct Card {
    pub id: Option<u64>,
    pub number: String,
    pub status: Option<String>,
    pub card_type: Option<String>,
    pub format: Option<String>,
    pub card_type_desc: Option<String>,
    pub start: Option<i64>,
    pub end: Option<i64>,
}

impl Data {
    /// Reads it, or says which member is wrong, and how.
    pub fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&["license", "sessions", "usage", "sites"])?;
        let each = |name| members.get(name).map(|given| given.list()).transpose();
        Ok(Self {
            license: members
                .get("license")
                .map_or(Ok(License::default()), |given| License::read(&given))?,
            sessions: each("sessions")?
                .map(|all| all.iter().map(Session::read).collect())
                .transpose()?,
            usage: each("usage")?
                .map(|all| all.iter().map(Usage::read).collect())
                .transpose()?,
            sites: each("sites")?.map(|all| sites(&all)).transpose()?,
        })
    }
}

impl License {
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&["domain", "roomLimit", "enabled"])?;
        Ok(Self {
            domain: owned(&members, "domain")?,
            room_limit: members.whole("roomLimit", 0)?,
            enabled: members
                .get("enabled")
                .map(|given| given.boolean())
                .transpose()?,
        })
    }
}

impl Session {
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&["roomName", "status", "userCount"])?;
        Ok(Self {
            room_name: filled(&members, "roomName")?,
            status: filled(&members, "status")?,
            user_count: members.required("userCount")?.whole(0)?,
        })
    }
}

impl Usage {
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&["roomName", "sessionTimeSecond", "createdAt"])?;
        let created = members.required("createdAt")?;
        let created_at = created.text()?.to_owned();
        let ended = OffsetDateTime::parse(&created_at, &Rfc3339)
            .map_err(|_| created.wrong("a date as 2021-02-22T12:39:26.000Z"))?;
        Ok(Self {
            room_name: filled(&members, "roomName")?,
            session_time_second: members.required("sessionTimeSecond")?.whole(0)?,
            created_at,
            ended: ended.unix_timestamp().saturating_mul(1000),
        })
    }
}

fn sites(all: &[Given<'_>]) -> Result<Vec<Site>, String> {
    let mut sites = Vec::<Site>::new();
    let mut user_ids = Vec::new();
    let mut card_ids = Vec::new();
    for given in all {
        let site = Site::read(given)?;
        if sites.iter().any(|other| other.site_id == site.site_id) {
            return Err(format!(
                "{}.siteId: {} is there twice",
                given.path(),
                site.site_id
            ));
        }
        for (place, user) in site.users.iter().enumerate() {
            let earlier = || site.users.iter().take(place);
            let twice = |member: &str, what: &str| {
                Err(format!(
                    "{}.users[{place}].{member}: {what} is there twice",
                    given.path()
                ))
            };
            if earlier().any(|other| other.key == user.key) {
                return twice("userKey", &user.key);
            }
            if let Some(id) = user.id {
                if user_ids.contains(&id) {
                    return twice("userId", &id.to_string());
                }
                user_ids.push(id);
            }
            if let Some(card) = &user.card {
                let held = |other: &User| {
                    other
                        .card
                        .as_ref()
                        .is_some_and(|other| other.number == card.number)
                };
                if earlier().any(held) {
                    return twice("card.number", &card.number);
                }
                if let Some(id) = card.id {
                    if card_ids.contains(&id) {
                        return twice("card.id", &id.to_string());
                    }
                    card_ids.push(id);
                }
            }
        }
        sites.push(site);
    }
    Ok(sites)
}

impl Site {
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&["siteId", "cardType", "format", "contact", "users"])?;
        let users = members.get("users").map(|given| given.list()).transpose()?;
        Ok(Self {
            site_id: filled(&members, "siteId")?,
            card_type: members
                .required("cardType")?
                .one_of("card type", &CardType::ALL.map(|one| (one.name(), one)))?,
            format: members
                .required("format")?
                .one_of("format", &Format::ALL.map(|one| (one.name(), one)))?,
            contact: members
                .required("contact")?
                .one_of("contact", &Contact::ALL.map(|one| (one.name(), one)))?,
            users: users
                .unwrap_or_default()
                .iter()
                .map(User::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl User {
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&[
            "userId", "userKey", "email", "phone", "meta", "feedType", "portrait", "card",
        ])?;
        Ok(Self {
            id: id(&members, "userId")?,
            key: filled(&members, "userKey")?,
            email: owned(&members, "email")?.unwrap_or_default(),
            phone: owned(&members, "phone")?.unwrap_or_default(),
            meta: members
                .get("meta")
                .map_or(Ok("{}".to_owned()), |given| meta(&given))?,
            feed_type: owned(&members, "feedType")?,
            portrait: owned(&members, "portrait")?,
            card: members
                .get("card")
                .map(|given| Card::read(&given))
                .transpose()?,
        })
    }
}

impl Card {
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&[
            "id",
            "number",
            "status",
            "cardType",
            "format",
            "cardTypeDesc",
            "startDate",
            "endDate",
        ])?;
        Ok(Self {
            id: id(&members, "id")?,
            number: filled(&members, "number")?,
            status: owned(&members, "status")?,
            card_type: owned(&members, "cardType")?,
            format: owned(&members, "format")?,
            card_type_desc: owned(&members, "cardTypeDesc")?,
            start: members.whole("startDate", 0)?,
            end: members.whole("endDate", 0)?,
        })
    }
}

/// Profile fields, or as `{ _raw }` the text that stands in their place.
fn meta(given: &Given<'_>) -> Result<String, String> {
    given.any_object()?;
    Ok(match given.value().get("_raw") {
        Some(Value::String(text)) => text.clone(),
        _ => given.value().to_string(),
    })
}

/// An id as the service writes them: a number in a text.
fn id(members: &Members<'_>, name: &str) -> Result<Option<u64>, String> {
    let Some(given) = members.get(name) else {
        return Ok(None);
    };
    let number = given.text()?.parse::<u64>().ok();
    let number = number.filter(|number| given.value() == &Value::from(number.to_string()));
    number
        .map(Some)
        .ok_or_else(|| given.wrong("a whole number in a string, as \"10001\""))
}

fn owned(members: &Members<'_>, name: &str) -> Result<Option<String>, String> {
    Ok(members.text(name)?.map(str::to_owned))
}

/// A text that must be there, and not be empty.
fn filled(members: &Members<'_>, name: &str) -> Result<String, String> {
    let given = members.required(name)?;
    match given.text()? {
        "" => Err(given.wrong("a string that is not empty")),
        text => Ok(text.to_owned()),
    }
}
