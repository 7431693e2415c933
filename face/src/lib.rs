//! The JavaScript face: one exported class, which the package's scripts give the names of the services' clients and methods; and what
//! turns JavaScript's values into the crate's and back. Nothing here decides.

#![cfg(target_arch = "wasm32")]

mod argument;
mod call;
mod error;
mod give;
mod options;
mod rows;

use std::rc::Rc;

use js_sys::Promise;
use roomkey::face::{Client, Operation, Takes, airfob, arctos, member, s_connector};
use wasm_bindgen::prelude::*;

use crate::argument::Table;

/// Half the size of the standard library's, and as quick.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The types that hold functions or classes, and so can't be generated from Rust's.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(module = "/src/pages.js")]
extern "C" {
    fn walk(next_page: JsValue, signal: &JsValue) -> JsValue;
}

/// The clients' classes, which the package's scripts make of [`Handle`].
#[wasm_bindgen(typescript_custom_section)]
const CLIENTS: &str = include_str!("clients.d.ts");

/// A client of one of the services.
#[wasm_bindgen(skip_typescript)]
pub struct Handle {
    client: Rc<Client>,
    operations: &'static [&'static Operation],
    /// For each operation the table of its argument, once it was called.
    tables: Vec<Table>,
}

#[wasm_bindgen]
impl Handle {
    /// `service`: 0 Arctos, 1 S-Connector, 2 Airfob.
    #[wasm_bindgen(constructor)]
    pub fn new(service: u32, options: &JsValue) -> Result<Handle, JsValue> {
        let (operations, api): (&[&Operation], _) = match service {
            0 => (&arctos::OPERATIONS, &arctos::API),
            1 => (&s_connector::OPERATIONS, &s_connector::API),
            _ => (&airfob::OPERATIONS, &airfob::API),
        };
        let client = Rc::new(options::client(api, options).map_err(error::thrown)?);
        let tables = operations.iter().map(|_| Table::default()).collect();
        Ok(Self {
            client,
            operations,
            tables,
        })
    }

    /// Calls the operation of that number in the service's table. Arguments are read at once, so that what the user changes later is not
    /// seen; what is wrong with them rejects the promise: nothing throws.
    pub fn call(&self, operation: usize, first: &JsValue, second: &JsValue) -> Promise {
        let entry = (self.operations.get(operation), self.tables.get(operation));
        let (Some(operation), Some(table)) = entry else {
            return Promise::resolve(&JsValue::UNDEFINED);
        };
        let given = argument::read(&operation.takes, table, first);
        let options = match operation.takes {
            Takes::Nothing => &JsValue::UNDEFINED,
            Takes::Options => first,
            Takes::Argument { .. } => second,
        };
        call::begin(self.client.clone(), operation, given, options)
    }

    /// Every user of a search, page after page, as an async iterator.
    pub fn walk(&self, search: &JsValue, options: &JsValue) -> JsValue {
        let operation = &airfob::USERS;
        let (client, options) = (self.client.clone(), options.clone());
        let signal = member(&options, "signal");
        let given = argument::read(&operation.takes, &Table::default(), search);
        // `pages`: how many there were before.
        let next = move |pages: f64| {
            let given = given.clone().map(|mut search| {
                if pages > 0.0 {
                    let first = search.value.get("page").as_number().unwrap_or_default();
                    search.value.set("page", (first + pages).into());
                }
                search
            });
            call::begin(client.clone(), operation, given, &options)
        };
        walk(
            Closure::<dyn FnMut(f64) -> Promise>::new(next).into_js_value(),
            &signal,
        )
    }
}
