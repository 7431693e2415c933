//! A wasm app in Rust that looks at meeting rooms: the same clients as JavaScript's, with Rust's types.
//!
//! Build it with `cargo build --example rooms --target wasm32-unknown-unknown`; in Leptos, Yew or workers-rs,
//! call `rooms` from a component or a handler.

#[cfg(target_arch = "wasm32")]
mod app {
    use roomkey::{
        CallOptions, ClientOptions, Error, ErrorKind, SConnectorClient, SConnectorOptions, Secret,
        TokenFunction, TokenSource,
    };
    use wasm_bindgen::prelude::*;

    /// The rooms in session, with the number of people, in one line each.
    async fn rooms(token: String) -> Result<Vec<String>, Error> {
        let client = SConnectorClient::new(SConnectorOptions {
            client: ClientOptions::default(),
            // Here a page would ask its own backend for a token.
            source: TokenSource::Function(TokenFunction::new(move |_| {
                let token = token.clone();
                Box::pin(async move { Ok(Secret::from(token).into()) })
            })),
        })?;
        let sessions = client.list_sessions(CallOptions::default()).await?;
        Ok(sessions
            .into_iter()
            .map(|session| {
                format!(
                    "{}: {}, {}",
                    session.room_name, session.status, session.user_count
                )
            })
            .collect())
    }

    /// What JavaScript calls.
    #[wasm_bindgen]
    pub async fn show(token: String) -> String {
        match rooms(token).await {
            Ok(lines) => lines.join("\n"),
            Err(error) if error.kind() == ErrorKind::Unauthorized => "sign in again".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}

fn main() {}
