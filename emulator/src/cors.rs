//! What the services let a browser do: the documented methods and headers, from any origin, and nothing else.

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};

use crate::operation::Service;

fn methods(service: Service) -> &'static str {
    match service {
        Service::Arctos => "POST",
        Service::SConnector => "GET, POST",
        Service::Airfob => "POST, PUT",
    }
}

fn headers(service: Service) -> &'static str {
    match service {
        Service::Arctos => "content-type, arc-license-key, arc-license-id, authorization",
        Service::SConnector => "content-type, s-connector-jwt",
        Service::Airfob => "content-type, authorization",
    }
}

/// Is this a browser asking whether it may send a request?
pub fn is_preflight(request: &Request<Bytes>) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight. One that asks for anything undocumented gets no permission at all.
pub fn preflight(service: Service, request: &Request<Bytes>) -> Response<Bytes> {
    let asked = |name| {
        let value = request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    };
    let method = asked(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut wanted = asked(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let granted = methods(service).split(", ").any(|known| known == method)
        && wanted.all(|name| {
            headers(service)
                .split(", ")
                .any(|known| known.eq_ignore_ascii_case(name))
        });

    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let out = response.headers_mut();
    out.insert(header::VARY, HeaderValue::from_static("Origin"));
    if granted && let Some(origin) = request.headers().get(header::ORIGIN) {
        out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        out.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(methods(service)),
        );
        out.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(headers(service)),
        );
    }
    response
}

/// Lets the page that asked read an actual answer, and no cache give it again unasked: not even a redirect, which browsers would remember.
pub fn expose<B>(request: &Request<Bytes>, response: &mut Response<B>) {
    let out = response.headers_mut();
    out.insert(header::VARY, HeaderValue::from_static("Origin"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        out.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Retry-After"),
        );
    }
}
