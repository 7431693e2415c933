//! Sites and their settings.

use serde::Serialize;
use std::borrow::Cow;

/// Whether a site issues cards that last, or cards for a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CardType {
    Regular,
    Dynamic,
}

/// What a card's number may consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Format {
    General,
    Ascii,
}

/// How a site reaches its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Contact {
    Email,
    Phone,
}

impl CardType {
    pub const ALL: [Self; 2] = [Self::Regular, Self::Dynamic];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Regular => "REGULAR",
            Self::Dynamic => "DYNAMIC",
        }
    }
}

impl Format {
    pub const ALL: [Self; 2] = [Self::General, Self::Ascii];

    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "GENERAL",
            Self::Ascii => "ASCII",
        }
    }
}

impl Contact {
    pub const ALL: [Self; 2] = [Self::Email, Self::Phone];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
        }
    }
}

/// A site's settings.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    pub site_id: Cow<'static, str>,
    pub card_type: CardType,
    pub format: Format,
    pub contact: Contact,
    /// How many people it begins with.
    #[serde(skip)]
    pub(super) people: u64,
}

const fn site(
    site_id: &'static str,
    card_type: CardType,
    format: Format,
    contact: Contact,
    people: u64,
) -> Site {
    Site {
        site_id: Cow::Borrowed(site_id),
        card_type,
        format,
        contact,
        people,
    }
}

/// Site 0 is the one of the vendor's examples. It is empty at first, so that they come out as on the page when they are
/// run in its order.
pub const SITES: [Site; 5] = [
    site("0", CardType::Dynamic, Format::General, Contact::Email, 0),
    site(
        "1001",
        CardType::Regular,
        Format::General,
        Contact::Email,
        2800,
    ),
    site(
        "1002",
        CardType::Dynamic,
        Format::General,
        Contact::Phone,
        640,
    ),
    site(
        "1003",
        CardType::Regular,
        Format::Ascii,
        Contact::Phone,
        420,
    ),
    site("1004", CardType::Dynamic, Format::Ascii, Contact::Email, 60),
];
