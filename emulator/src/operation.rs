//! The three services and their operations, by the names that faults and records use.

use http::Method;
use serde::{Serialize, Serializer};

use crate::given::Members;

/// One of the emulated services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Arctos,
    SConnector,
    Airfob,
}

/// One documented call of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    GetAuthCode,
    GetAuthTokenUseCode,
    CheckAuthToken,
    Authenticate,
    GetLicense,
    ListSessions,
    GetSession,
    GetUsage,
    Login,
    CreateUserWithCard,
    SearchUsers,
    DeleteUsers,
    DeleteCards,
    SendCard,
    ReissueCard,
}

/// The services by name.
pub const SERVICES: [(&str, Service); 3] = [
    ("arctos", Service::Arctos),
    ("sConnector", Service::SConnector),
    ("airfob", Service::Airfob),
];

/// The operations by name.
pub const OPERATIONS: [(&str, Operation); 15] = [
    ("getAuthCode", Operation::GetAuthCode),
    ("getAuthTokenUseCode", Operation::GetAuthTokenUseCode),
    ("checkAuthToken", Operation::CheckAuthToken),
    ("authenticate", Operation::Authenticate),
    ("getLicense", Operation::GetLicense),
    ("listSessions", Operation::ListSessions),
    ("getSession", Operation::GetSession),
    ("getUsage", Operation::GetUsage),
    ("login", Operation::Login),
    ("createUserWithCard", Operation::CreateUserWithCard),
    ("searchUsers", Operation::SearchUsers),
    ("deleteUsers", Operation::DeleteUsers),
    ("deleteCards", Operation::DeleteCards),
    ("sendCard", Operation::SendCard),
    ("reissueCard", Operation::ReissueCard),
];

/// The name that stands for a value in such a list.
fn name_of<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> &'static str {
    let named = all.iter().find(|(_, other)| other == value);
    named.map_or("", |(name, _)| name)
}

impl Serialize for Service {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name_of(&SERVICES, self))
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name_of(&OPERATIONS, self))
    }
}

/// Which requests are meant: those of a service, of an operation, or any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Aim {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
}

impl Aim {
    /// Reads `service` and `operation`, each of which may be absent.
    pub fn read(given: &Members<'_>) -> Result<Self, String> {
        Ok(Self {
            service: given.one_of("service", "service", &SERVICES)?,
            operation: given.one_of("operation", "operation", &OPERATIONS)?,
        })
    }

    pub fn hits(&self, service: Service, operation: Option<Operation>) -> bool {
        self.service.is_none_or(|wanted| wanted == service)
            && (self.operation.is_none() || self.operation == operation)
    }
}

/// The operation that a method and a path mean, if the service's page names one.
pub fn find(service: Service, method: &Method, path: &str) -> Option<Operation> {
    use Operation::*;
    let found = match (service, method.as_str(), path) {
        (Service::Arctos, "POST", "/api/auth/code") => GetAuthCode,
        (Service::Arctos, "POST", "/api/auth/login") => GetAuthTokenUseCode,
        (Service::Arctos, "POST", "/api/auth/check") => CheckAuthToken,
        (Service::SConnector, "POST", "/v1/auth") => Authenticate,
        (Service::SConnector, "GET", "/v1/info") => GetLicense,
        (Service::SConnector, "GET", "/v1/sessions") => ListSessions,
        (Service::SConnector, "GET", "/v1/static") => GetUsage,
        (Service::SConnector, "GET", path) => {
            let room = path.strip_prefix("/v1/sessions/")?;
            if room.is_empty() || room.contains('/') {
                return None;
            }
            GetSession
        }
        (Service::Airfob, "POST", "/login") => Login,
        (Service::Airfob, "POST", "/user/card") => CreateUserWithCard,
        (Service::Airfob, "POST", "/users/search") => SearchUsers,
        (Service::Airfob, "POST", "/users/delete") => DeleteUsers,
        (Service::Airfob, "PUT", "/cards") => DeleteCards,
        (Service::Airfob, "POST", "/card/send") => SendCard,
        (Service::Airfob, "PUT", "/user/card") => ReissueCard,
        _ => return None,
    };
    Some(found)
}
