//! Sockets: one origin per service, one for the control API, and one for a page of static files.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as PageRequest, State};
use axum::routing::{any, get};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode, Uri};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::control;
use crate::faults::{Delivery, Pace};
use crate::message;
use crate::operation::Service;
use crate::world::{Emulator, Origins};

/// The largest request body that is taken in.
const REQUEST_LIMIT: usize = 32 << 20;

/// Which ports to listen on, and what to serve beside the services.
#[derive(Clone, Debug)]
pub struct Options {
    pub control_port: u16,
    pub arctos_port: u16,
    pub s_connector_port: u16,
    pub airfob_port: u16,
    pub page: Option<Page>,
}

/// A page of static files.
#[derive(Clone, Debug)]
pub struct Page {
    pub port: u16,
    pub dir: PathBuf,
    /// Further directories, by the path that they appear under.
    pub mounts: Vec<(String, PathBuf)>,
}

/// What is listening, and where.
#[derive(Debug)]
pub struct Running {
    pub origins: Origins,
    pub page: Option<String>,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Emulator>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Emulator> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Binds every port and serves in the background of the current runtime for as long as it lives.
pub async fn start(options: Options) -> io::Result<Running> {
    let control = bind(options.control_port, "--control-port").await?;
    let arctos = bind(options.arctos_port, "--arctos-port").await?;
    let s_connector = bind(options.s_connector_port, "--s-connector-port").await?;
    let airfob = bind(options.airfob_port, "--airfob-port").await?;
    let page = match options.page {
        Some(page) => Some((bind(page.port, "--page-port").await?, page)),
        None => None,
    };

    let origins = Origins {
        control: origin(&control)?,
        arctos: origin(&arctos)?,
        s_connector: origin(&s_connector)?,
        airfob: origin(&airfob)?,
    };
    let page_origin = page
        .as_ref()
        .map(|(listener, _)| origin(listener))
        .transpose()?;
    let emulator = Shared(Arc::new(Mutex::new(Emulator::new(
        origins.clone(),
        real_now(),
    ))));

    let router = Router::new()
        .fallback(any(answer_control))
        .with_state(emulator.clone());
    tokio::spawn(axum::serve(control, router).into_future());
    for (listener, service) in [
        (arctos, Service::Arctos),
        (s_connector, Service::SConnector),
        (airfob, Service::Airfob),
    ] {
        tokio::spawn(serve(listener, service, emulator.clone()));
    }
    if let Some((listener, page)) = page {
        tokio::spawn(axum::serve(listener, page_router(page, emulator.clone())).into_future());
    }
    Ok(Running {
        origins,
        page: page_origin,
    })
}

async fn bind(port: u16, flag: &str) -> io::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("{flag} {port}: cannot listen there: {error}"),
            )
        })
}

fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

fn real_now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

async fn answer_control(State(emulator): State<Shared>, request: PageRequest) -> Response<Body> {
    match read(request).await {
        Ok(request) => control::handle(&mut emulator.lock(), &request, real_now()).map(Body::from),
        Err(response) => response.map(Body::from),
    }
}

async fn answer_default_world(State(emulator): State<Shared>) -> Response<Body> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = Uri::from_static("/worlds/default");
    control::handle(&mut emulator.lock(), &request, real_now()).map(Body::from)
}

/// The page's files, and at `/emulator.json` what the page needs to find the emulator: the default world.
fn page_router(page: Page, emulator: Shared) -> Router {
    let mut router = Router::new()
        .route("/emulator.json", get(answer_default_world))
        .with_state(emulator);
    for (path, dir) in page.mounts {
        router = router.nest_service(&path, ServeDir::new(dir));
    }
    let no_cache = SetResponseHeaderLayer::overriding(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    );
    router
        .fallback_service(ServeDir::new(page.dir))
        .layer(no_cache)
}

/// Why a connection is closed with no answer.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}

/// Serves one of the services. Not axum's own loop, because that never closes a connection without an answer.
async fn serve(listener: TcpListener, service: Service, emulator: Shared) {
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: give connections time to end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        socket.set_nodelay(true).ok();
        let emulator = emulator.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request: Request<hyper::body::Incoming>| {
                let emulator = emulator.clone();
                async move {
                    let request = match read(request.map(Body::new)).await {
                        Ok(request) => request,
                        Err(response) => return Ok(response.map(Body::from)),
                    };
                    let delivery = emulator.lock().serve(service, &request, real_now());
                    let mut response = deliver(delivery).await?;
                    if request.headers().contains_key(header::ORIGIN) {
                        // A browser repeats by itself a request whose connection, used before, closes with no
                        // answer. With a new connection for each request it does not, and `lost` means lost.
                        response
                            .headers_mut()
                            .insert(header::CONNECTION, HeaderValue::from_static("close"));
                    }
                    Ok::<_, Closed>(response)
                }
            });
            // An error here is a client that went away, or a fault that closed the connection.
            http1::Builder::new()
                .serve_connection(TokioIo::new(socket), answer)
                .await
                .ok();
        });
    }
}

async fn read(request: Request<Body>) -> Result<Request<Bytes>, Response<Bytes>> {
    let (parts, body) = request.into_parts();
    match to_bytes(body, REQUEST_LIMIT).await {
        Ok(body) => Ok(Request::from_parts(parts, body)),
        Err(_) => {
            let told = "the request's body could not be read, or is too large";
            Err(message::with_type(413, "text/plain; charset=utf-8", told))
        }
    }
}

async fn deliver(delivery: Delivery) -> Result<Response<Body>, Closed> {
    let (response, pace) = match delivery {
        Delivery::Answer { response, pace } => (response, pace),
        Delivery::Silence => return std::future::pending().await,
        Delivery::Close => return Err(Closed),
    };
    if let Pace::Late(ms) = pace {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    let (mut parts, bytes) = response.into_parts();
    if parts.status == StatusCode::NO_CONTENT {
        return Ok(Response::from_parts(parts, Body::empty()));
    }
    let mut promise = |length: usize| {
        drop(
            parts
                .headers
                .insert(header::CONTENT_LENGTH, HeaderValue::from(length)),
        )
    };
    let body = match pace {
        Pace::AtOnce | Pace::Late(_) => Body::from(bytes),
        Pace::Never => {
            promise(bytes.len().max(1));
            Body::from_stream(stream::pending::<Result<Bytes, Infallible>>())
        }
        Pace::Drip(ms) => {
            promise(bytes.len());
            Body::from_stream(stream::iter(bytes).then(move |byte| async move {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok::<_, Infallible>(Bytes::from(vec![byte]))
            }))
        }
        Pace::Cut(sent) => {
            promise(bytes.len().max(sent + 1));
            let first = bytes.slice(..sent.min(bytes.len()));
            Body::from_stream(stream::once(async { Ok(first) }).chain(stream::once(async {
                // What is written so far must reach the client before the connection breaks.
                tokio::time::sleep(Duration::from_millis(5)).await;
                Err(Closed)
            })))
        }
        Pace::Flood(bytes) => Body::from_stream(flood(bytes)),
    };
    Ok(Response::from_parts(parts, body))
}

/// A JSON string of so many bytes, quotes included, a piece at a time.
fn flood(bytes: u64) -> impl stream::Stream<Item = Result<Bytes, Infallible>> {
    const PIECE: u64 = 64 << 10;
    stream::unfold(0, move |sent| async move {
        if sent >= bytes {
            return None;
        }
        let size = PIECE.min(bytes - sent);
        let mut piece = vec![b'a'; size as usize];
        if sent == 0 {
            piece[0] = b'"';
        }
        if sent + size == bytes
            && let Some(last) = piece.last_mut()
        {
            *last = b'"';
        }
        Some((Ok(Bytes::from(piece)), sent + size))
    })
}
