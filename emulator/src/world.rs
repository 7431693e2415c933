//! Worlds: isolated sets of state, clock, faults and records, and the emulator that holds them all.

use bytes::Bytes;
use http::{Request, Response};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

use crate::data::Data;
use crate::faults::{Delivery, Faults};
use crate::given::Given;
use crate::message::{self, Call};
use crate::operation::{self, Operation, Service};
use crate::{airfob, arctos, cors, documented, s_connector};

/// The name of the world that is served at the services' roots.
pub const DEFAULT_WORLD: &str = "default";

/// 9999-01-01: a clock stays between 1970 and this, a year short of what four digits can say.
pub const END_OF_TIME: i64 = 253_370_764_800_000;

/// How many requests a world remembers.
const RECORDS_KEPT: usize = 5000;

/// Where the emulator is reached, as `http://host:port` without a slash at the end.
#[derive(Clone, Debug)]
pub struct Origins {
    pub control: String,
    pub arctos: String,
    pub s_connector: String,
    pub airfob: String,
}

impl Origins {
    pub fn of(&self, service: Service) -> &str {
        match service {
            Service::Arctos => &self.arctos,
            Service::SConnector => &self.s_connector,
            Service::Airfob => &self.airfob,
        }
    }
}

/// A request that a world received. `status` is absent as long as, or because, it was not answered.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    pub service: Service,
    pub operation: Option<Operation>,
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub at: i64,
    pub status: Option<u16>,
    /// What the operation's page does not name.
    pub undocumented: Vec<String>,
}

/// What a world is made with.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// When its clock starts; else at the real time.
    pub now: Option<i64>,
    /// What is random in its answers comes of it; else it is another one for each world, and after each reset.
    pub seed: Option<u64>,
    pub data: Data,
}

impl Wish {
    /// Reads `{ now, seed, data }`, or says which member is wrong, and how.
    pub fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.object(&["now", "seed", "data"])?;
        let now = members.whole("now", 0)?;
        if now.is_some_and(|now| now > END_OF_TIME) {
            return Err("now must be in milliseconds since 1970, up to the year 9998".to_owned());
        }
        let seed = members.whole("seed", 0)?;
        let data = members
            .get("data")
            .map(|data| Data::read(&data))
            .transpose()?;
        Ok(Self {
            now,
            seed: seed.and_then(|seed| seed.try_into().ok()),
            data: data.unwrap_or_default(),
        })
    }
}

/// One isolated copy of everything.
#[derive(Debug)]
pub struct World {
    id: String,
    wish: Wish,
    /// World time minus real time.
    offset: i64,
    pub faults: Faults,
    pub records: VecDeque<Record>,
    arctos: arctos::State,
    s_connector: s_connector::State,
    airfob: airfob::State,
}

impl World {
    fn new(id: String, seed: u64, wish: Wish, real_now: i64) -> Self {
        let now = wish.now.unwrap_or(real_now);
        let mut world = Self {
            id,
            offset: now - real_now,
            faults: Faults::default(),
            records: VecDeque::new(),
            arctos: arctos::State::new(seed),
            s_connector: s_connector::State::new(seed, now),
            airfob: airfob::State::new(seed, now),
            wish,
        };
        world.s_connector.update(&world.wish.data);
        world.airfob.update(&world.wish.data);
        world
    }

    /// Changes what the services hold.
    pub fn update(&mut self, data: &Data) {
        self.s_connector.update(data);
        self.airfob.update(data);
    }

    pub fn sites(&self) -> &[airfob::Site] {
        self.airfob.sites()
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn now(&self, real_now: i64) -> i64 {
        real_now.saturating_add(self.offset)
    }

    pub fn set_now(&mut self, now: i64, real_now: i64) {
        self.offset = now.saturating_sub(real_now);
    }

    /// The base URL of a service in this world.
    pub fn base_url(&self, origins: &Origins, service: Service) -> String {
        let origin = origins.of(service);
        if self.id == DEFAULT_WORLD {
            origin.to_owned()
        } else {
            format!("{origin}/w/{}", self.id)
        }
    }

    fn handle(&mut self, service: Service, call: &Call<'_>) -> Response<Bytes> {
        match service {
            Service::Arctos => arctos::handle(&mut self.arctos, call),
            Service::SConnector => s_connector::handle(&mut self.s_connector, call),
            Service::Airfob => airfob::handle(&mut self.airfob, call),
        }
    }

    fn record(&mut self, record: Record) {
        if self.records.len() == RECORDS_KEPT {
            self.records.pop_front();
        }
        self.records.push_back(record);
    }
}

/// All worlds.
#[derive(Debug)]
pub struct Emulator {
    origins: Origins,
    worlds: BTreeMap<String, World>,
    /// How many worlds (and resets of worlds) there have been.
    incarnations: u64,
    created: u64,
    /// The ids that were made, oldest first.
    made: VecDeque<String>,
}

/// How many worlds are kept beside the default one: one holds two megabytes once it is used, and tests leave theirs behind. Five runs
/// of the conformance suite have three hundred at a time.
pub const MAX_WORLDS: usize = 512;

impl Emulator {
    /// An emulator with its default world. Times are milliseconds since 1970.
    pub fn new(origins: Origins, real_now: i64) -> Self {
        Self::with(origins, Wish::default(), real_now)
    }

    /// An emulator whose default world is made with something.
    pub fn with(origins: Origins, wish: Wish, real_now: i64) -> Self {
        let mut emulator = Self {
            origins,
            worlds: BTreeMap::new(),
            incarnations: 0,
            created: 0,
            made: VecDeque::new(),
        };
        emulator.put(DEFAULT_WORLD.to_owned(), wish, real_now);
        emulator
    }

    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    pub fn ids(&self) -> Vec<&str> {
        self.worlds.keys().map(String::as_str).collect()
    }

    pub fn world(&self, id: &str) -> Option<&World> {
        self.worlds.get(id)
    }

    pub fn world_mut(&mut self, id: &str) -> Option<&mut World> {
        self.worlds.get_mut(id)
    }

    /// Makes a world and gives its id. The oldest goes where there are too many.
    pub fn create(&mut self, wish: Wish, real_now: i64) -> String {
        self.created += 1;
        let id = format!("w{}", self.created);
        self.put(id.clone(), wish, real_now);
        self.made.push_back(id.clone());
        if self.made.len() > MAX_WORLDS
            && let Some(oldest) = self.made.pop_front()
        {
            self.worlds.remove(&oldest);
        }
        id
    }

    /// Puts a world back to how it was made.
    pub fn reset(&mut self, id: &str, real_now: i64) {
        if let Some(world) = self.worlds.get(id) {
            self.put(id.to_owned(), world.wish.clone(), real_now);
        }
    }

    /// Forgets a world. The default one is always there: it starts anew.
    pub fn remove(&mut self, id: &str, real_now: i64) {
        if id == DEFAULT_WORLD {
            self.reset(id, real_now);
        } else {
            self.worlds.remove(id);
            self.made.retain(|made| made != id);
        }
    }

    fn put(&mut self, id: String, wish: Wish, real_now: i64) {
        self.incarnations += 1;
        let seed = wish.seed.unwrap_or(self.incarnations);
        let world = World::new(id.clone(), seed, wish, real_now);
        self.worlds.insert(id, world);
    }

    /// Answers a request to one of the services.
    pub fn serve(&mut self, service: Service, request: &Request<Bytes>, real_now: i64) -> Delivery {
        if cors::is_preflight(request) {
            return cors::preflight(service, request).into();
        }
        let (id, path) = split_world(request.uri().path());
        let Some(world) = self.worlds.get_mut(id) else {
            let mut response = message::json(
                404,
                &serde_json::json!({ "message": format!("there is no world {id}") }),
            );
            cors::expose(request, &mut response);
            return response.into();
        };
        let base_url = world.base_url(&self.origins, service);
        let call = Call {
            request,
            path,
            now: world.now(real_now),
            base_url: &base_url,
        };
        if service == Service::Airfob && airfob::is_portrait(&call) {
            // A browser showing a picture, not a client calling the API: no fault hits it, no record counts it.
            let mut response = world.handle(service, &call);
            cors::expose(request, &mut response);
            return response.into();
        }

        let operation = operation::find(service, request.method(), path);
        world.record(Record::of(service, operation, &call));
        let mut delivery = match world.faults.strike(service, operation) {
            Some(fault) => fault.apply(|| world.handle(service, &call)),
            None => world.handle(service, &call).into(),
        };
        if let Delivery::Answer { response, .. } = &mut delivery {
            cors::expose(request, response);
            if let Some(record) = world.records.back_mut() {
                record.status = Some(response.status().as_u16());
            }
        }
        delivery
    }
}

/// The world that a path belongs to, and the path inside it.
fn split_world(path: &str) -> (&str, &str) {
    let Some(rest) = path.strip_prefix("/w/") else {
        return (DEFAULT_WORLD, path);
    };
    match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    }
}

impl Record {
    fn of(service: Service, operation: Option<Operation>, call: &Call<'_>) -> Self {
        let request = call.request;
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in request.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|all| *all = format!("{all}, {value}"))
                .or_insert_with(|| value.into_owned());
        }
        Self {
            service,
            operation,
            method: request.method().to_string(),
            path: call.path.to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers,
            body: String::from_utf8_lossy(request.body()).into_owned(),
            at: call.now,
            status: None,
            undocumented: operation
                .map(|operation| documented::excess(operation, call))
                .unwrap_or_default(),
        }
    }
}
