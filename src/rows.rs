//! The tables of rows: objects of which answers hold many. The npm package's build prints from them what makes the objects.

use json::Shape;

use crate::airfob::types::AirfobUser;
use crate::s_connector::types::{DayUsage, RoomUsage, Session, UsageEntry};

/// Which of them.
#[derive(Debug, Clone, Copy)]
pub enum Table {
    UsageEntry,
    Session,
    AirfobUser,
    RoomUsage,
    DayUsage,
}

/// Each, by its number.
pub static TABLES: [&Shape; 5] = [
    UsageEntry::SHAPE,
    Session::SHAPE,
    AirfobUser::SHAPE,
    RoomUsage::SHAPE,
    DayUsage::SHAPE,
];
