//! Every operation, and how it may be replayed: the one table of it.

use crate::error::Service;
use crate::exchange::retry::Replay;

/// One operation of a service.
#[derive(Debug)]
pub(crate) struct Operation {
    pub service: Service,
    /// In JavaScript's spelling: this is what errors and events show.
    pub name: &'static str,
    pub replay: Replay,
}

macro_rules! operations {
    ($($constant:ident = $service:ident $name:literal $replay:ident;)*) => {
        $(pub(crate) const $constant: Operation = Operation {
            service: Service::$service,
            name: $name,
            replay: Replay::$replay,
        };)*
    };
}

operations! {
    GET_AUTH_CODE = Arctos "getAuthCode" Always;
    GET_AUTH_TOKEN_USE_CODE = Arctos "getAuthTokenUseCode" Never;
    CHECK_AUTH_TOKEN = Arctos "checkAuthToken" Always;
    SIGN_IN = Arctos "signIn" Always;
    ARCTOS_SIGN_OUT = Arctos "signOut" Always;

    AUTHENTICATE = SConnector "authenticate" Always;
    GET_LICENSE = SConnector "getLicense" Always;
    LIST_SESSIONS = SConnector "listSessions" Always;
    GET_SESSION = SConnector "getSession" Always;
    GET_USAGE = SConnector "getUsage" Always;
    SUMMARIZE_USAGE = SConnector "summarizeUsage" Always;
    S_CONNECTOR_SIGN_OUT = SConnector "signOut" Always;

    LOGIN = Airfob "login" Always;
    CREATE_USER_WITH_CARD = Airfob "createUserWithCard" IfRefused;
    SEARCH_USERS = Airfob "searchUsers" Always;
    USERS = Airfob "users" Always;
    DELETE_USERS = Airfob "deleteUsers" IfRefused;
    DELETE_CARDS = Airfob "deleteCards" IfRefused;
    SEND_CARD = Airfob "sendCard" IfRefused;
    REISSUE_CARD = Airfob "reissueCard" IfRefused;
    AIRFOB_SIGN_OUT = Airfob "signOut" Always;
}
